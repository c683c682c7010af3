/* Recognising types made by HPy, and what HPy's functions tell about a type: its shape, its name. */
#include "info.h"

/* What is known about a type made by HPy, by this or another copy of the host; else NULL. */
HPyTypeInfo *hpy_type_info(PyTypeObject *type)
{
    const PyMethodDef *method = type->tp_methods;

    if (hpy_type_has_our_dealloc(type))
        return TYPE_INFO(type);
    if (method == NULL)
        return NULL;
    while (method->ml_name != NULL)
        method++;
    return method->ml_flags == HPY_INFO_MARK ? TYPE_INFO(type) : NULL;
}

/* The same for the nearest type made by HPy, beginning with the type itself. */
HPyTypeInfo *hpy_type_find_info(PyTypeObject *type)
{
    HPyTypeInfo *info = NULL;

    for (; type != NULL && info == NULL; type = type->tp_base)
        info = hpy_type_info(type);
    return info;
}

/* The shape of the instances of any type. */
int hpy_type_shape(PyTypeObject *type)
{
    for (; type != NULL; type = type->tp_base) {
        HPyTypeInfo *info = hpy_type_info(type);
        int shape = hpy_builtin_shape(type);
        if (info != NULL)
            return info->shape;
        if (shape > HPyType_BuiltinShape_Object)
            return shape;
    }
    return HPyType_BuiltinShape_Legacy;
}

/* The shape of the spec, or that of the base whose struct it inherits. */
static HPyType_BuiltinShape declared_shape(PyTypeObject *type)
{
    const HPyTypeInfo *info = hpy_type_find_info(type);

    if (info == NULL)
        return HPyType_BuiltinShape_Legacy;
    return (HPyType_BuiltinShape)(info->payload_size > 0 ? info->shape : info->spec_shape);
}

HPyType_BuiltinShape ctx_Type_GetBuiltinShape(HPyContext *ctx, HPy h_type)
{
    PyObject *type = _h2py(h_type);
    (void)ctx;

    if (type == NULL || !PyType_Check(type)) {
        PyErr_SetString(PyExc_TypeError, "the builtin shape is a property of a type");
        return (HPyType_BuiltinShape)-2;
    }
    return declared_shape((PyTypeObject *)type);
}

#ifdef HPY_HOST_CPYTHON

HPyType_BuiltinShape hpy_object_shape(PyObject *self, HPyType_BuiltinShape wanted)
{
    PyTypeObject *type;

    for (type = Py_TYPE(self); type != NULL; type = type->tp_base) {
        const HPyTypeInfo *info = hpy_type_info(type);
        if (info != NULL && info->payload_size > 0 && info->shape == (int)wanted)
            return wanted;
    }
    return declared_shape(Py_TYPE(self));
}

int hpy_object_contains(PyObject *self, const void *address)
{
    PyTypeObject *type;

    for (type = Py_TYPE(self); type != NULL; type = type->tp_base) {
        const HPyTypeInfo *info = hpy_type_info(type);
        const char *start = info != NULL ? (const char *)hpy_level_payload(self, info) : NULL;
        if (start != NULL && (const char *)address >= start && (const char *)address < start + info->payload_size)
            return 1;
        if (info != NULL && info->items != 0 && (const char *)address >= (const char *)self + info->items
            && (const char *)address < (const char *)self + info->items + Py_SIZE(self) * info->itemsize)
            return 1;
    }
    return 0;
}

#endif

/* The short name. It lives as long as the type, if nobody gives the type another __name__. */
const char *ctx_Type_GetName(HPyContext *ctx, HPy h_type)
{
    PyTypeObject *type = (PyTypeObject *)_h2py(h_type);
    PyObject *name;
    const char *result;
    (void)ctx;

    if (type == NULL || !PyType_Check(type))
        return (const char *)hpy_wrong_type("HPyType_GetName", "a type", (PyObject *)type);
    if (!PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE)) {
        const char *dot = strrchr(type->tp_name, '.');
        return dot != NULL ? dot + 1 : type->tp_name;
    }
    name = PyType_GetName(type);
    if (name == NULL)
        return NULL;
    result = PyUnicode_AsUTF8(name);
    Py_DECREF(name); /* the type holds it */
    return result;
}
