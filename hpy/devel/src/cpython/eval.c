/* ctx_Compile_s, ctx_EvalCode, ctx_Eval_GetBuiltins, ctx_ContextVar_Get: running source, what names it finds, reading
 * context variables. */
#include "host.h"

HPy ctx_Compile_s(HPyContext *ctx, const char *utf8_source, const char *utf8_filename, HPy_SourceKind kind)
{
    int start;
    (void)ctx;

    switch (kind) {
    case HPy_SourceKind_Expr: start = Py_eval_input; break;
    case HPy_SourceKind_File: start = Py_file_input; break;
    case HPy_SourceKind_Single: start = Py_single_input; break;
    default:
        PyErr_Format(PyExc_SystemError, "invalid source kind for HPy_Compile_s: %d", (int)kind);
        return HPy_NULL;
    }
    return _py2h(Py_CompileString(utf8_source, utf8_filename, start));
}

/* CPython looks at neither of the two. */
HPy ctx_EvalCode(HPyContext *ctx, HPy code, HPy globals, HPy locals)
{
    (void)ctx;
    if (!PyCode_Check(_h2py(code)))
        return _py2h(hpy_wrong_type("HPy_EvalCode", "a code object", _h2py(code)));
    if (!PyDict_Check(_h2py(globals)))
        return _py2h(hpy_wrong_type("HPy_EvalCode", "a dict as globals", _h2py(globals)));
    return _py2h(PyEval_EvalCode(_h2py(code), _h2py(globals), _h2py(locals)));
}

HPy ctx_Eval_GetBuiltins(HPyContext *ctx)
{
    PyObject *builtins = PyEval_GetBuiltins(); /* borrowed */
    (void)ctx;

    if (builtins == NULL && !PyErr_Occurred())
        PyErr_SetString(PyExc_SystemError, "HPyEval_GetBuiltins: the interpreter has no builtins any more");
    return _py2h(Py_XNewRef(builtins));
}

int32_t ctx_ContextVar_Get(HPyContext *ctx, HPy context_var, HPy default_value, HPy *result)
{
    PyObject *value = NULL;
    (void)ctx;

    if (PyContextVar_Get(_h2py(context_var), _h2py(default_value), &value) < 0) {
        *result = HPy_NULL;
        return -1;
    }
    *result = _py2h(value);
    return 0;
}
