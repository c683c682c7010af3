/* tp_finalize of types made by HPy. */
#include "info.h"

/* Calls the nearest HPy_tp_finalize. It may come while an exception is pending, which is none of its business; one
 * that it raises has nowhere to go. */
void hpy_type_finalize(PyObject *self)
{
    PyObject *mro = Py_TYPE(self)->tp_mro;
    HPyTypeInfo *info = NULL;
    Py_ssize_t i;
#if PY_VERSION_HEX >= 0x030C0000
    PyObject *pending = PyErr_GetRaisedException();
#else
    PyObject *pending, *value, *traceback;
    PyErr_Fetch(&pending, &value, &traceback);
#endif
    for (i = 0; info == NULL || info->finalize == NULL; i++) { /* one of them has this function */
        PyTypeObject *type = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
        info = type->tp_finalize == hpy_type_finalize ? hpy_type_info(type) : NULL;
    }
    info->finalize(self);
    if (PyErr_Occurred())
        PyErr_WriteUnraisable(self);
#if PY_VERSION_HEX >= 0x030C0000
    PyErr_SetRaisedException(pending);
#else
    PyErr_Restore(pending, value, traceback);
#endif
}
