/* Helpers for importing, the module sys, files, weak references and memory: small ones, which are inlined, and those of
 * hpy/devel/src/runtime, files.c and importing.c. No part of the ABI. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_INTERPRETER_H
#define HPY_INTERPRETER_H

/* == Importing == */

/**
 * What a module that is imported has under a name: ``from module import attr``, both in UTF-8.
 *
 * A new handle, or ``HPy_NULL`` with what importing raises, or ``AttributeError``.
 * CPython: ``PyImport_ImportModuleAttrString``.
 */
HPyAPI_INLINE_HELPER HPy HPyImport_ImportAttr_s(HPyContext *ctx, const char *utf8_module, const char *utf8_attr)
{
    HPy h_module = HPyImport_ImportModule(ctx, utf8_module), h_attr;

    if (HPy_IsNull(h_module))
        return HPy_NULL;
    h_attr = HPy_GetAttr_s(ctx, h_module, utf8_attr);
    HPy_Close(ctx, h_module);
    return h_attr;
}

#if HPY_ABI_MINOR >= 2

/**
 * ``HPyImport_ImportAttr_s`` with both names as ``str``.
 *
 * CPython: ``PyImport_ImportModuleAttr``.
 */
HPyAPI_INLINE_HELPER HPy HPyImport_ImportAttr(HPyContext *ctx, HPy module, HPy attr)
{
    HPy h_module = HPyImport_Import(ctx, module), h_attr;

    if (HPy_IsNull(h_module))
        return HPy_NULL;
    h_attr = HPy_GetAttr(ctx, h_module, attr);
    HPy_Close(ctx, h_module);
    return h_attr;
}

/* == Weak references == */

/**
 * 1 if the object of a weak reference or proxy is gone, 0 if it is there.
 *
 * -1 with ``TypeError`` for another object. The answer may be out of date at once: who wants the object takes
 * ``HPyWeakref_Get``. CPython: ``PyWeakref_IsDead``.
 */
HPyAPI_INLINE_HELPER int HPyWeakref_IsDead(HPyContext *ctx, HPy ref)
{
    HPy h_object;
    int found = HPyWeakref_Get(ctx, ref, &h_object);

    if (found > 0)
        HPy_Close(ctx, h_object);
    return found < 0 ? -1 : !found;
}

/* == Memory == */

HPyAPI_INLINE_HELPER void *_HPyMem_ResizeItems(HPyContext *ctx, void *p, size_t n, size_t size)
{
    return n <= _HPY_CAST(size_t, HPY_SSIZE_T_MAX) / size ? HPyMem_Realloc(ctx, p, n * size) : NULL;
}

/** Memory for ``n`` items of the C type ``TYPE``, as ``HPyMem_Malloc`` gives it; ``NULL`` where that would be too much.
 * CPython: ``PyMem_New``. */
#define HPyMem_New(ctx, TYPE, n) HPyMem_Resize(ctx, NULL, TYPE, n)

/** The same in the place of ``p``, as by ``HPyMem_Realloc``: ``more = HPyMem_Resize(ctx, p, TYPE, n)``. Where it is
 * ``NULL``, ``p`` is as before, unlike with CPython's ``PyMem_Resize``. CPython: ``PyMem_Resize``. */
#define HPyMem_Resize(ctx, p, TYPE, n) \
    _HPY_BITS(TYPE *, _HPyMem_ResizeItems(ctx, p, _HPY_CAST(size_t, n), sizeof(TYPE)))

#else /* HPY_ABI_MINOR < 2 */

_HPY_SINCE_2("HPyImport_ImportAttr") HPy HPyImport_ImportAttr(HPyContext *ctx, HPy module, HPy attr);
_HPY_SINCE_2("HPyWeakref_IsDead") int HPyWeakref_IsDead(HPyContext *ctx, HPy ref);

#endif /* HPY_ABI_MINOR */

#ifdef __cplusplus
extern "C" {
#endif

/* == Capsules == */

/**
 * The pointer of the capsule that a module has as an attribute, by ``"package.module.attribute"``, which must be the
 * capsule's name as well.
 *
 * What stands in front of the last dot is imported as far as it is modules. ``NULL`` with what importing raises,
 * or ``AttributeError`` where the attribute is missing or is no capsule of that name. The pointer is good as long as
 * the capsule is. CPython: ``PyCapsule_Import``.
 */
HPyAPI_HELPER void *HPyCapsule_Import(HPyContext *ctx, const char *utf8_name);

/* == The module sys == */

/**
 * Write to ``sys.stdout`` in the manner of ``HPyUnicode_FromFormat``.
 *
 * To C's ``stdout`` where there is no such object, or its ``write`` raises something, which is dropped. An exception
 * may be pending, and stays. CPython: ``PySys_FormatStdout``, ``PySys_WriteStdout``.
 */
HPyAPI_HELPER _HPY_SINCE_2("HPySys_WriteStdout")
void HPySys_WriteStdout(HPyContext *ctx, const char *fmt, ...);

/**
 * ``HPySys_WriteStdout`` for ``sys.stderr``.
 *
 * CPython: ``PySys_FormatStderr``, ``PySys_WriteStderr``.
 */
HPyAPI_HELPER _HPY_SINCE_2("HPySys_WriteStderr")
void HPySys_WriteStderr(HPyContext *ctx, const char *fmt, ...);

/* == Files == */

/** For ``HPyFile_WriteObject``: ``str()`` of the object, not its ``repr()``. */
#define HPy_PRINT_RAW 1

/**
 * Write an object to a file, or to whatever has a method ``write``: its ``repr()``, or ``str()`` with ``HPy_PRINT_RAW``
 * as ``flags``.
 *
 * Returns 0, or -1 with ``AttributeError`` if there is no such method, or what is raised meanwhile.
 * CPython: ``PyFile_WriteObject``.
 */
HPyAPI_HELPER int HPyFile_WriteObject(HPyContext *ctx, HPy obj, HPy file, int flags);

/** Write a text in UTF-8 to a file; as ``HPyFile_WriteObject``. CPython: ``PyFile_WriteString``. */
HPyAPI_HELPER int HPyFile_Write_s(HPyContext *ctx, HPy file, const char *utf8);

/**
 * A new file object over a file descriptor, as ``io.open(fd, mode, buffering, encoding, errors, newline, closefd)``.
 *
 * ``buffering`` is -1 for the usual one; ``encoding``, ``errors`` and ``newline`` may be ``NULL``. A new handle, or
 * ``HPy_NULL`` with what that raises. CPython: ``PyFile_FromFd``.
 */
HPyAPI_HELPER HPy HPyFile_FromFd(HPyContext *ctx, int fd, const char *mode, int buffering, const char *encoding,
                                 const char *errors, const char *newline, int closefd);

#ifdef __cplusplus
}
#endif

#endif /* HPY_INTERPRETER_H */
