/* Finds the dict of the builtins module, for ctx->h_Builtins. */
#include "host.h"

PyObject *hpy_builtins_dict(void)
{
    PyObject *dict;
    PyObject *module = PyImport_ImportModule("builtins");

    if (module == NULL)
        return NULL;
    dict = Py_XNewRef(PyModule_GetDict(module));
    Py_DECREF(module);
    return dict;
}
