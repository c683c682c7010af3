/* HPy_tp_call and HPy_SetCallFunction: each instance of such a type holds the vectorcall function that CPython calls,
 * in a word that type_layout.c placed and that is filled when the instance is made. */
#include "type.h"

/* The function that a type's instances begin with; NULL where instances have no word, or fill it themselves. */
static cpy_vectorcallfunc default_call(PyTypeObject *type)
{
    for (; type != NULL; type = type->tp_base) {
        HPyTypeInfo *info = hpy_type_info(type);
        if (info != NULL && info->call != NULL)
            return info->call;
    }
    return NULL;
}

static cpy_vectorcallfunc *call_word(PyObject *self)
{
    return (cpy_vectorcallfunc *)(void *)((char *)self + Py_TYPE(self)->tp_vectorcall_offset);
}

/* Whether the word is HPy's: only then may it be written. */
static int has_call_word(PyTypeObject *type)
{
    HPyTypeInfo *info = hpy_type_find_info(type);
    return info != NULL && info->call_offset != 0 && info->call_offset == type->tp_vectorcall_offset;
}

/* Called for each new object; one that the type's own tp_new has set already stays. */
void hpy_fill_call(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);

    if (hpy_type_has_our_dealloc(type) && TYPE_INFO(type)->call != NULL) { /* as all that follows, but quicker */
        if (*call_word(self) == NULL)
            *call_word(self) = TYPE_INFO(type)->call;
        return;
    }
    if (has_call_word(Py_TYPE(self)) && *call_word(self) == NULL)
        *call_word(self) = default_call(Py_TYPE(self));
}

int ctx_SetCallFunction(HPyContext *ctx, HPy h, HPyCallFunction *func)
{
    PyObject *self = _h2py(h);
    (void)ctx;

    if (func == NULL || func->cpy_trampoline == NULL) {
        PyErr_SetString(PyExc_TypeError, "HPy_SetCallFunction needs a record made by HPyDef_CALL_FUNCTION");
        return -1;
    }
    if (!has_call_word(Py_TYPE(self))) {
        PyErr_Format(PyExc_TypeError, "'%s' object has no call function to set; define HPy_tp_call for its type",
                     Py_TYPE(self)->tp_name);
        return -1;
    }
    *call_word(self) = func->cpy_trampoline;
    return 0;
}

/* object.__new__ for such a type. The arguments are tp_init's; object's own function would refuse them on seeing
 * another tp_new, and only it knows the message for an abstract class. */
static PyObject *new_object(PyTypeObject *type, PyObject *args, PyObject *kw)
{
    PyObject *self, *none;

    if (type->tp_init == PyBaseObject_Type.tp_init
        && (PyTuple_GET_SIZE(args) != 0 || (kw != NULL && PyDict_GET_SIZE(kw) != 0))) {
        PyErr_Format(PyExc_TypeError, "%s() takes no arguments", type->tp_name);
        return NULL;
    }
    if (!PyType_HasFeature(type, Py_TPFLAGS_IS_ABSTRACT))
        return type->tp_alloc(type, 0);
    none = PyTuple_New(0);
    self = none == NULL ? NULL : PyBaseObject_Type.tp_new(type, none, NULL);
    Py_XDECREF(none);
    return self;
}

static PyObject *call_new(PyTypeObject *type, PyObject *args, PyObject *kw);

/* The base's tp_new, then the word. */
static _HPy_NOINLINE PyObject *call_base_new(PyTypeObject *type, PyObject *args, PyObject *kw)
{
    PyTypeObject *base = type;
    PyObject *self;

    while (base->tp_new != call_new) /* a __new__ written in Python called this one */
        base = base->tp_base;
    while (base->tp_new == call_new)
        base = base->tp_base;
    if (base->tp_new == PyBaseObject_Type.tp_new)
        self = new_object(type, args, kw);
    else
        self = base->tp_new(type, args, kw);
    if (self != NULL)
        hpy_fill_call(self);
    return self;
}

/* tp_new of a type that defines HPy_tp_call and leaves tp_new to its base. Over object itself, and without arguments
 * to check, there is nothing to ask the base for. */
static PyObject *call_new(PyTypeObject *type, PyObject *args, PyObject *kw)
{
    void *payload;

    if (hpy_type_has_our_dealloc(type) && TYPE_INFO(type)->make == hpy_type_new_with_call
        && type->tp_base == &PyBaseObject_Type && !PyType_HasFeature(type, Py_TPFLAGS_IS_ABSTRACT)
        && PyTuple_GET_SIZE(args) == 0 && kw == NULL)
        return _h2py(hpy_type_new_with_call(type, &payload));
    return call_base_new(type, args, kw);
}

/* Add the slots of a callable type. The layout and the members are known. */
int hpy_type_set_call(TypeBuild *build)
{
    if (build->vectorcall_offset == 0) {
        if ((build->flags & HPy_TPFLAGS_HAVE_VECTORCALL) && build->base->tp_vectorcall_offset == 0)
            return hpy_type_wrong(build, "HPy_TPFLAGS_HAVE_VECTORCALL needs HPy_tp_call, or a member "
                                  "__vectorcalloffset__");
        return 0;
    }
    /* A call written in Python, or a legacy one, wins over the word of a base; the word stays for super(). */
    if (hpy_type_legacy_slot(build, Py_tp_call) == NULL
        && (build->has_call || build->has_vectorcall_member || build->base->tp_call == PyVectorcall_Call)) {
        hpy_type_add_slot(build, Py_tp_call, (void *)(uintptr_t)PyVectorcall_Call);
        build->flags |= HPy_TPFLAGS_HAVE_VECTORCALL;
    }
    if (build->info->call != NULL && build->defined[HPy_tp_new] == NULL
        && hpy_type_legacy_slot(build, Py_tp_new) == NULL)
        hpy_type_add_slot(build, Py_tp_new, (void *)(uintptr_t)call_new);
    return 0;
}
