/* tp_finalize of types made by HPy. */
#include "info.h"

/* Calls the nearest HPy_tp_finalize. It may come while an exception is pending, which is none of its business, and may
 * not be made yet: PyErr_GetRaisedException would make it. One that the finalizer raises has nowhere to go. */
void hpy_type_finalize(PyObject *self)
{
    PyObject *mro = Py_TYPE(self)->tp_mro;
    HPyTypeInfo *info = NULL;
    PyObject *pending, *value, *traceback;
    Py_ssize_t i;

    PyErr_Fetch(&pending, &value, &traceback);
    for (i = 0; info == NULL || info->finalize == NULL; i++) { /* one of them has this function */
        PyTypeObject *type = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
        info = type->tp_finalize == hpy_type_finalize ? hpy_type_info(type) : NULL;
    }
    info->finalize(self);
    if (PyErr_Occurred())
        PyErr_WriteUnraisable(self);
    PyErr_Restore(pending, value, traceback);
}
