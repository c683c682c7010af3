/* ctx_GetOptional*_s, ctx_Dict_GetItem_s, ctx_Iter_Send, ctx_AIter_Check, ctx_GetAIter: look-ups by C text, and iterators
 * that are rare. */
#include "host.h"

typedef int (*LookUp)(PyObject *o, PyObject *key, PyObject **result);

static int look_up(LookUp function, HPy h, const char *utf8_key, HPy *result)
{
    int found;
    PyObject *key = PyUnicode_FromString(utf8_key);

    *result = HPy_NULL;
    if (key == NULL)
        return -1;
    found = function(_h2py(h), key, _h2py_result(result));
    Py_DECREF(key);
    return found;
}

int ctx_GetOptionalAttr_s(HPyContext *ctx, HPy obj, const char *utf8_name, HPy *result)
{
    (void)ctx;
    return look_up(PyObject_GetOptionalAttr, obj, utf8_name, result);
}

int ctx_GetOptionalItem_s(HPyContext *ctx, HPy obj, const char *utf8_key, HPy *result)
{
    (void)ctx;
    return look_up(PyMapping_GetOptionalItem, obj, utf8_key, result);
}

int ctx_Dict_GetItem_s(HPyContext *ctx, HPy dict, const char *utf8_key, HPy *result)
{
    (void)ctx;
    return look_up(PyDict_GetItemRef, dict, utf8_key, result);
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
