/* What the files of the CPython host share, beside the public header: nothing here is seen by extensions. */
#ifndef HPY_CPYTHON_HOST_H
#define HPY_CPYTHON_HOST_H

#define _HPY_IN_HOST
#include "hpy.h"
#include <frameobject.h> /* PyFrame_Type, which CPython 3.8 has nowhere else */

/* The dict of the builtins module. New reference, or NULL with an exception set. */
_HPy_HIDDEN _HPy_COLD PyObject *hpy_builtins_dict(void);

/* ---- builders.c ---- */

/* A list with 'size' empty places. New reference, or NULL with an exception set. */
_HPy_HIDDEN PyObject *hpy_new_list(Py_ssize_t size);

/* ---- environment.c ---- */

/* Whether HPy's variables are out of force: this Python was started with -E or -I, which put its own out of force, or the
 * process has rights that who set them has not. */
_HPy_HIDDEN _HPy_COLD int hpy_ignores_environment(void);

/* ---- method_def.c ---- */

/* Whether the record is a method of any kind. */
_HPy_HIDDEN _HPy_COLD int hpy_is_method(const HPyDef *define);

/* What messages call a record: "class method". */
_HPy_HIDDEN _HPy_COLD const char *hpy_kind_name(const HPyDef *define);

/* The PyMethodDef of a method, with pointers into the record; -1 with ValueError when its signature is none of a method.
 * 'of_type': it will be in a type's dict. */
_HPy_HIDDEN _HPy_COLD int hpy_method_def(const HPyDef *define, int of_type, PyMethodDef *result);

/* ---- kept.c: what CPython has pointers to for good ---- */

/* A block with this content that is never freed or written to; equal contents share it. NULL with MemoryError. */
_HPy_HIDDEN _HPy_COLD const void *hpy_keep(const void *content, size_t size);
_HPy_HIDDEN _HPy_COLD const char *hpy_keep_text(const char *text);

/* The PyMethodDef of a method, kept. NULL with an exception set. */
_HPy_HIDDEN _HPy_COLD PyMethodDef *hpy_keep_method(const HPyDef *define, int of_type);

/* ---- module_def.c ---- */

/* What CPython makes the module from: checked and converted at the first call, kept in *cache (initially NULL, of
 * static storage) for all others. 'declared' may be NULL. NULL with an exception set when the definition is not acceptable:
 * ImportError for what is declared. */
_HPy_HIDDEN _HPy_COLD PyModuleDef *hpy_module_def(const HPyModuleDef *def, const char *name,
                                                  const HPyModuleDeclarations *declared, PyModuleDef **cache);

/* What is wrong with what is declared, for a message, or NULL. */
_HPy_HIDDEN _HPy_COLD const char *hpy_wrong_declaration(const HPyModuleDeclarations *declared);

/* ---- module_state.c ---- */

/* Run the exec slots of a module that was made from 'def', or from a definition that adopted it. 0, or -1 with an
 * exception set. */
_HPy_HIDDEN _HPy_COLD int hpy_module_execute(PyObject *module, PyModuleDef *def);

/* Let modules of 'outer' have the state that 'def' describes. */
_HPy_HIDDEN _HPy_COLD void hpy_module_adopt(PyModuleDef *outer, const PyModuleDef *def);

/* For layers: call 'visit' with each field in the state of a module; whether the address lies in the state. Any object
 * may be given. */
_HPy_HIDDEN void hpy_module_visit(PyObject *module, HPyFunc_visitproc visit, void *arg);
_HPy_HIDDEN int hpy_module_contains(PyObject *module, const void *address);

/* The definition that a module was made from, or NULL for a module that is not of this host. */
_HPy_HIDDEN const HPyModuleDef *hpy_module_source(PyObject *module);

/* ---- types/type_shape.c ---- */

/* Distance of the payload from the object for a shape; 0 for Legacy, and where it is not constant. */
_HPy_HIDDEN uint32_t hpy_payload_offset(HPyType_BuiltinShape shape);

/* ---- types/type_info.c, for layers ---- */

/* What HPyType_GetBuiltinShape tells of the object's type, or 'wanted' if a base has a struct of that shape. */
_HPy_HIDDEN HPyType_BuiltinShape hpy_object_shape(PyObject *self, HPyType_BuiltinShape wanted);

/* Whether the address lies in the payload of the object. */
_HPy_HIDDEN int hpy_object_contains(PyObject *self, const void *address);

/* ---- what modules declare ---- */

/* Whether the module is for interpreters with a GIL of their own, too: it gets no object of a single interpreter. */
static inline int hpy_is_isolated(const HPyModuleDeclarations *declared)
{
    return declared != NULL && declared->size >= sizeof(*declared)
           && declared->multiple_interpreters == HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED;
}

/* ---- globals.c ---- */

typedef struct HPyGlobals_s HPyGlobals; /* those that a module definition lists, never freed */

/* Give the current interpreter values of its own in the globals of a module ('listed' may be NULL), before its exec
 * slots run. *known, initially NULL, belongs to the list. 0, or -1 with an exception set. */
_HPy_HIDDEN _HPy_COLD int hpy_globals_enter(HPyGlobal **listed, HPyGlobals **known);

/* The interned str of a name, made at the first use in the current interpreter. New reference, or NULL with an exception
 * set. */
_HPy_HIDDEN _HPy_COLD PyObject *hpy_load_new_name(HPyName *name);

static inline PyObject *hpy_load_name(HPyName *name)
{
    HPyGlobal global;

    /* Where threads run in parallel, too: whatever is stored later is this str, which is interned. */
    global._i = _HPY_READ_CONTENT(&name->global._i);
    if (_HPy_LIKELY(global._i != 0 && !_g_is_shared(global)))
        return Py_NewRef(_g2py(global));
    return hpy_load_new_name(name);
}

#ifdef HPY_ABI_CPYTHON
/* Fill the context of this extension; called by PyInit, often. 0, or -1 with an exception set. */
_HPy_HIDDEN _HPy_COLD int hpy_cpython_context_init(const HPyModuleDeclarations *declared);
#endif

#endif /* HPY_CPYTHON_HOST_H */
