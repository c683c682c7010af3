/* An extension module that does not say that it runs without the GIL, or in an interpreter with one of its own: what
 * imports it needs the GIL that all share. hpy/_gil.py. */
#include <Python.h>

static PyModuleDef_Slot slots[] = {
    {0, NULL}
};

static PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_shared_gil",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__shared_gil(void);
PyMODINIT_FUNC PyInit__shared_gil(void)
{
    return PyModuleDef_Init(&definition);
}
