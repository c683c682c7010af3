/* ctx_Dict_*, ctx_Set_Add: functions of dicts and sets that are more than one CPython call and not worth inlining. */
#include "host.h"

/* The result is stored where CPython does not store one: where the first argument is no dict. */
int ctx_Dict_SetDefault(HPyContext *ctx, HPy dict, HPy key, HPy default_value, HPy *result)
{
    (void)ctx;
    if (result != NULL)
        *result = HPy_NULL;
    return PyDict_SetDefaultRef(_h2py(dict), _h2py(key), _h2py(default_value), _h2py_result(result));
}

int ctx_Dict_Pop(HPyContext *ctx, HPy dict, HPy key, HPy *result)
{
    (void)ctx;
    if (result != NULL)
        *result = HPy_NULL;
    return PyDict_Pop(_h2py(dict), _h2py(key), _h2py_result(result));
}

HPy_ssize_t hpy_refuse_next_items(PyObject *dict)
{
    if (dict == NULL || !PyDict_Check(dict))
        hpy_wrong_type("HPyDict_NextItems", "a dict", dict);
    else
        PyErr_SetString(PyExc_ValueError, "HPyDict_NextItems requires room for 1 item or more");
    return -1;
}

/* CPython's functions take it that the object is a dict, or pass over one that is none. */
static int is_dict(PyObject *dict, const char *function)
{
    if (dict != NULL && PyDict_Check(dict))
        return 1;
    hpy_wrong_type(function, "a dict", dict);
    return 0;
}

int ctx_Dict_MergeFromSeq2(HPyContext *ctx, HPy dict, HPy pairs, int override)
{
    (void)ctx;
    if (!is_dict(_h2py(dict), "HPyDict_MergeFromSeq2"))
        return -1;
    return PyDict_MergeFromSeq2(_h2py(dict), _h2py(pairs), override);
}

int ctx_Dict_Clear(HPyContext *ctx, HPy dict)
{
    (void)ctx;
    if (!is_dict(_h2py(dict), "HPyDict_Clear"))
        return -1;
    PyDict_Clear(_h2py(dict));
    return 0;
}

/* CPython's function fills frozensets, too, as long as they have one reference. */
int ctx_Set_Add(HPyContext *ctx, HPy set, HPy key)
{
    (void)ctx;
    if (!PySet_Check(_h2py(set))) {
        hpy_wrong_type("HPySet_Add", "a set", _h2py(set));
        return -1;
    }
    return PySet_Add(_h2py(set), _h2py(key));
}
