/* The twin of dates.c over Python.h: the same with the macros that authors use for speed. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <datetime.h>

#define TIMES 1000 /* as LOOPS in rows.py */

#define LOOP(NAME, ...) \
    static PyObject *NAME(PyObject *self, PyObject *arg) \
    { \
        long sum = 0; \
        int i; \
        \
        (void)self; \
        (void)arg; \
        for (i = 0; i < TIMES; i++) \
            __VA_ARGS__ \
        return PyLong_FromLong(sum); \
    error: \
        return NULL; \
    }

LOOP(new_datetime, {
    PyObject *made = PyDateTime_FromDateAndTime(2024, 2, 29, 12, 30, i % 60, i);

    if (made == NULL)
        goto error;
    Py_DECREF(made);
    sum++;
})

LOOP(new_delta, {
    PyObject *made = PyDelta_FromDSU(i, 100, 1000);

    if (made == NULL)
        goto error;
    Py_DECREF(made);
    sum++;
})

LOOP(unpack_datetime, {
    if (!PyDateTime_Check(arg))
        goto error;
    sum += PyDateTime_GET_YEAR(arg) + PyDateTime_GET_MONTH(arg) + PyDateTime_GET_DAY(arg)
           + PyDateTime_DATE_GET_HOUR(arg) + PyDateTime_DATE_GET_MINUTE(arg) + PyDateTime_DATE_GET_SECOND(arg)
           + PyDateTime_DATE_GET_MICROSECOND(arg);
})

LOOP(unpack_delta, {
    if (!PyDelta_Check(arg))
        goto error;
    sum += PyDateTime_DELTA_GET_DAYS(arg) + PyDateTime_DELTA_GET_SECONDS(arg)
           + PyDateTime_DELTA_GET_MICROSECONDS(arg);
})

LOOP(check_datetime, {
    sum += PyDateTime_Check(arg);
    if (sum < 0)
        goto error;
})

LOOP(weakref_get, {
#if PY_VERSION_HEX >= 0x030D0000
    PyObject *object;

    if (PyWeakref_GetRef(arg, &object) <= 0)
        goto error;
#else
    PyObject *object = PyWeakref_GetObject(arg);

    if (object == NULL || object == Py_None)
        goto error;
    Py_INCREF(object);
#endif
    Py_DECREF(object);
    sum++;
})

LOOP(import_attr, {
    PyObject *module = PyImport_ImportModule("math");
    PyObject *found = module == NULL ? NULL : PyObject_GetAttrString(module, "pi");

    Py_XDECREF(module);
    if (found == NULL)
        goto error;
    Py_DECREF(found);
    sum++;
})

LOOP(small_memory, {
    char *memory = (char *)PyMem_Malloc(40);

    if (memory == NULL)
        goto error;
    *memory = (char)i;
    sum += *memory;
    PyMem_Free(memory);
})

static PyMethodDef dates_methods[] = {
    {"new_datetime", new_datetime, METH_O, NULL},
    {"new_delta", new_delta, METH_O, NULL},
    {"unpack_datetime", unpack_datetime, METH_O, NULL},
    {"unpack_delta", unpack_delta, METH_O, NULL},
    {"check_datetime", check_datetime, METH_O, NULL},
    {"weakref_get", weakref_get, METH_O, NULL},
    {"import_attr", import_attr, METH_O, NULL},
    {"small_memory", small_memory, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static int execute(PyObject *module)
{
    (void)module;
    PyDateTime_IMPORT;
    return PyDateTimeAPI == NULL ? -1 : 0;
}

static PyModuleDef_Slot dates_slots[] = {
    {Py_mod_exec, (void *)execute},
    {0, NULL},
};

static PyModuleDef dates_def = {
    PyModuleDef_HEAD_INIT, "dates_native", "Dates and weak references, for measuring", 0, dates_methods, dates_slots,
    NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_dates_native(void)
{
    return PyModuleDef_Init(&dates_def);
}
