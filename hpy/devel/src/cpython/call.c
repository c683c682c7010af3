/* ctx_Call*: calling objects. */
#include "host.h"

HPy ctx_CallTupleDict(HPyContext *ctx, HPy callable, HPy args, HPy kw)
{
    PyObject *result, *empty;
    PyObject *py_args = _h2py(args), *py_kw = _h2py(kw);
    (void)ctx;

    if (py_args != NULL && !PyTuple_Check(py_args)) {
        PyErr_Format(PyExc_TypeError, "HPy_CallTupleDict requires args to be a tuple or HPy_NULL, not %.200s",
                     Py_TYPE(py_args)->tp_name);
        return HPy_NULL;
    }
    if (py_kw != NULL && !PyDict_Check(py_kw)) {
        PyErr_Format(PyExc_TypeError, "HPy_CallTupleDict requires kw to be a dict or HPy_NULL, not %.200s",
                     Py_TYPE(py_kw)->tp_name);
        return HPy_NULL;
    }
    if (py_args != NULL)
        return _py2h(PyObject_Call(_h2py(callable), py_args, py_kw));
    if (py_kw == NULL)
        return _py2h(PyObject_CallNoArgs(_h2py(callable)));
    empty = PyTuple_New(0);
    if (empty == NULL)
        return HPy_NULL;
    result = PyObject_Call(_h2py(callable), empty, py_kw);
    Py_DECREF(empty);
    return _py2h(result);
}

/* 0 when kwnames is a tuple or null; what CPython would do with another object is undefined. */
static int check_kwnames(PyObject *kwnames, const char *function)
{
    if (kwnames == NULL || PyTuple_Check(kwnames))
        return 0;
    PyErr_Format(PyExc_TypeError, "%s requires kwnames to be a tuple or HPy_NULL, not %.200s", function,
                 Py_TYPE(kwnames)->tp_name);
    return -1;
}

HPy ctx_Call(HPyContext *ctx, HPy callable, const HPy *args, size_t nargs, HPy kwnames)
{
    (void)ctx;
    if (check_kwnames(_h2py(kwnames), "HPy_Call") < 0)
        return HPy_NULL;
    return _py2h(PyObject_Vectorcall(_h2py(callable), _h2py_array(args), nargs, _h2py(kwnames)));
}

/* Call a method with arguments that are checked under the name of the API function. */
static HPy call_method(const char *function, PyObject *name, const HPy *args, size_t nargs, HPy kwnames)
{
    if (name == NULL || check_kwnames(_h2py(kwnames), function) < 0)
        return HPy_NULL;
    if (nargs == 0) {
        PyErr_Format(PyExc_SystemError, "%s requires the object as args[0], so nargs is at least 1", function);
        return HPy_NULL;
    }
    return _py2h(PyObject_VectorcallMethod(name, _h2py_array(args), nargs, _h2py(kwnames)));
}

HPy ctx_CallMethod(HPyContext *ctx, HPy name, const HPy *args, size_t nargs, HPy kwnames)
{
    (void)ctx;
    return call_method("HPy_CallMethod", _h2py(name), args, nargs, kwnames);
}

/* The name is interned since types remember where they found a method by the address of its name. */
HPy ctx_CallMethod_s(HPyContext *ctx, const char *utf8_name, const HPy *args, size_t nargs, HPy kwnames)
{
    PyObject *name = PyUnicode_InternFromString(utf8_name);
    HPy result = call_method("HPy_CallMethod_s", name, args, nargs, kwnames);

    (void)ctx;
    Py_XDECREF(name);
    return result;
}

HPy ctx_CallMethod_n(HPyContext *ctx, HPyName *name, const HPy *args, size_t nargs, HPy kwnames)
{
    PyObject *py_name = hpy_load_name(name);
    HPy result = call_method("HPy_CallMethod_n", py_name, args, nargs, kwnames);

    (void)ctx;
    Py_XDECREF(py_name);
    return result;
}
