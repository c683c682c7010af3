/* The CPython bodies of weak references and of the version: HPy_BODY(inline) in api/weakrefs.h and api/interpreter.h.
 * */
#ifndef HPY_CPYTHON_INLINE_INTERPRETER_H
#define HPY_CPYTHON_INLINE_INTERPRETER_H

HPyAPI_FUNC int ctx_Weakref_Get(HPyContext *ctx, HPy ref, HPy *result)
{
    (void)ctx;
    return PyWeakref_GetRef(_h2py(ref), _h2py_result(result));
}

HPyAPI_FUNC uint32_t ctx_PythonVersion(HPyContext *ctx)
{
    (void)ctx;
    return _HPY_CAST(uint32_t, Py_Version);
}

#endif /* HPY_CPYTHON_INLINE_INTERPRETER_H */
