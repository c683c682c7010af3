/* tp_finalize of types made by HPy. */
#include "info.h"

/* Calls the nearest HPy_tp_finalize. It may come while an exception is pending, which is none of its business; one
 * that it raises has nowhere to go. */
void hpy_type_finalize(PyObject *self)
{
    PyObject *mro = Py_TYPE(self)->tp_mro;
    HPyTypeInfo *info = NULL;
    Py_ssize_t i;
    PyObject *pending = PyErr_GetRaisedException();

    for (i = 0; info == NULL || info->finalize == NULL; i++) { /* one of them has this function */
        PyTypeObject *type = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
        info = type->tp_finalize == hpy_type_finalize ? hpy_type_info(type) : NULL;
    }
    info->finalize(self);
    if (PyErr_Occurred())
        PyErr_WriteUnraisable(self);
    PyErr_SetRaisedException(pending);
}
