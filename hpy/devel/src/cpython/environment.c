/* Whether HPy's environment variables count. */
#include "host.h"

#include "os_rights.h"

int hpy_ignores_environment(void)
{
    PyObject *flags = PySys_GetObject("flags"); /* borrowed */
    PyObject *flag = flags != NULL ? PyObject_GetAttrString(flags, "ignore_environment") : NULL;
    int result = os_has_more_rights() || (flag != NULL && PyObject_IsTrue(flag) > 0);

    Py_XDECREF(flag);
    PyErr_Clear(); /* who took the flag away does not want it */
    return result;
}
