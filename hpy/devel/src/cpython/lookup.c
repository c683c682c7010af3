/* ctx_GetOptional*_s, ctx_Iter_Send, ctx_AIter_Check, ctx_GetAIter: look-ups by C text, and iterators that are rare. */
#include "host.h"

int ctx_GetOptionalAttr_s(HPyContext *ctx, HPy obj, const char *utf8_name, HPy *result)
{
    int found;
    PyObject *name = PyUnicode_FromString(utf8_name);
    (void)ctx;

    *result = HPy_NULL;
    if (name == NULL)
        return -1;
    found = PyObject_GetOptionalAttr(_h2py(obj), name, _h2py_result(result));
    Py_DECREF(name);
    return found;
}

int ctx_GetOptionalItem_s(HPyContext *ctx, HPy obj, const char *utf8_key, HPy *result)
{
    int found;
    PyObject *key = PyUnicode_FromString(utf8_key);
    (void)ctx;

    *result = HPy_NULL;
    if (key == NULL)
        return -1;
    found = PyMapping_GetOptionalItem(_h2py(obj), key, _h2py_result(result));
    Py_DECREF(key);
    return found;
}

HPy_SendResult ctx_Iter_Send(HPyContext *ctx, HPy iterator, HPy value, HPy *result)
{
    (void)ctx;
    return (HPy_SendResult)PyIter_Send(_h2py(iterator), _h2py(value), _h2py_result(result));
}

int ctx_AIter_Check(HPyContext *ctx, HPy obj)
{
    (void)ctx;
    return PyAIter_Check(_h2py(obj));
}

HPy ctx_GetAIter(HPyContext *ctx, HPy obj)
{
    (void)ctx;
    return _py2h(PyObject_GetAIter(_h2py(obj)));
}
