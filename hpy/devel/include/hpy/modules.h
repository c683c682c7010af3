/* Modules: putting names into one. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_MODULES_H
#define HPY_MODULES_H

#ifdef __cplusplus
extern "C" {
#endif

/* == Modules == */

/**
 * Make ``value`` the attribute ``name`` of a module, or of any object that lets attributes be set. The caller keeps its
 * handle.
 *
 * 0, or ``-1`` with an exception. ``HPy_NULL`` is an error: what made it has failed, and its exception stays; where none
 * is pending, it is a ``SystemError``. CPython: ``PyModule_AddObjectRef``.
 */
HPyAPI_HELPER int HPyModule_AddObject(HPyContext *ctx, HPy module, const char *name, HPy value);

/** Make an ``int`` the attribute ``name`` of a module. 0, or ``-1`` with an exception. CPython: ``PyModule_AddIntConstant``. */
HPyAPI_HELPER int HPyModule_AddIntConstant(HPyContext *ctx, HPy module, const char *name, int64_t value);

/**
 * Make a ``str`` the attribute ``name`` of a module; ``value`` is UTF-8.
 *
 * 0, or ``-1`` with an exception. CPython: ``PyModule_AddStringConstant``.
 */
HPyAPI_HELPER int HPyModule_AddStringConstant(HPyContext *ctx, HPy module, const char *name, const char *value);

/**
 * Make ``type`` an attribute of a module, with the type's own name: the last part of the one in its ``HPyType_Spec``.
 *
 * 0, or ``-1`` with an exception: ``TypeError`` if ``type`` is none. The caller keeps its handle. CPython:
 * ``PyModule_AddType``.
 */
HPyAPI_HELPER int HPyModule_AddType(HPyContext *ctx, HPy module, HPy type);

/** Make the C constant ``NAME``, an integer, an attribute of that name. CPython: ``PyModule_AddIntMacro``. */
#define HPyModule_AddIntMacro(ctx, module, NAME) HPyModule_AddIntConstant((ctx), (module), #NAME, (NAME))
/** Make the C constant ``NAME``, a text, an attribute of that name. CPython: ``PyModule_AddStringMacro``. */
#define HPyModule_AddStringMacro(ctx, module, NAME) HPyModule_AddStringConstant((ctx), (module), #NAME, (NAME))

#ifdef __cplusplus
}
#endif

#endif /* HPY_MODULES_H */
