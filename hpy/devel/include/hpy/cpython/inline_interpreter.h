/* The CPython bodies of weak references and of the version: HPy_BODY(inline) in api/weakrefs.h and api/interpreter.h. */
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
#if PY_VERSION_HEX >= 0x030B0000 /* the one that runs; before, at least major and minor are those of the headers */
    return _HPY_CAST(uint32_t, Py_Version);
#else
    return PY_VERSION_HEX;
#endif
}

#endif /* HPY_CPYTHON_INLINE_INTERPRETER_H */
