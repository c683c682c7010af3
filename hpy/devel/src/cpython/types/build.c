/* What all steps of making a type use: errors, the legacy slots of the spec, the slots for CPython. */
#include "build.h"

int hpy_type_wrong(const TypeBuild *build, const char *format, ...)
{
    PyObject *what;
    va_list values;

    va_start(values, format);
    what = PyUnicode_FromFormatV(format, values);
    va_end(values);
    if (what != NULL)
        PyErr_Format(PyExc_TypeError, "type '%s': %U", build->spec->name, what);
    Py_XDECREF(what);
    return -1;
}

/* The value of a legacy slot, or NULL. */
const void *hpy_type_legacy_slot(const TypeBuild *build, int slot)
{
    const PyType_Slot *legacy;

    for (legacy = build->legacy; legacy->slot != 0; legacy++)
        if (legacy->slot == slot)
            return legacy->pfunc;
    return NULL;
}

void hpy_type_add_slot(TypeBuild *build, int slot, const void *value)
{
    PyType_Slot *entry = &build->slots[build->n_slots++];

    entry->slot = slot;
    entry->pfunc = (void *)value;
}
