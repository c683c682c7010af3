/* What the layers may ask of CPython, besides the context table. */
#include "services.h"

#include "../../hpy/devel/src/cpython/types/info.h"

#define LONGEST_KEPT 4096 /* bytes or characters: a longer string may be missed when it stays in memory */

/* Exact types only: a subclass may have a finaliser, or weak references to it. */
static int may_keep(HPy h)
{
    PyObject *o = _h2py(h);

    if (o == NULL || o == Py_None || PyBool_Check(o) || PyLong_CheckExact(o) || PyFloat_CheckExact(o))
        return 1;
    if (PyUnicode_CheckExact(o))
        return PyUnicode_GET_LENGTH(o) <= LONGEST_KEPT;
    return PyBytes_CheckExact(o) && PyBytes_GET_SIZE(o) <= LONGEST_KEPT;
}

#if PY_VERSION_HEX >= 0x030C0000

static void *save_error(void)
{
    return PyErr_GetRaisedException();
}

static void restore_error(void *token)
{
    PyErr_SetRaisedException((PyObject *)token);
}

#else

typedef struct {
    PyObject *type, *value, *traceback;
} Error;

/* Where there is no memory for a token, the exception stays. */
static void *save_error(void)
{
    Error *error;

    if (!PyErr_Occurred())
        return NULL;
    error = (Error *)PyMem_Malloc(sizeof(*error));
    if (error != NULL)
        PyErr_Fetch(&error->type, &error->value, &error->traceback);
    return error;
}

static void restore_error(void *token)
{
    Error *error = (Error *)token;

    if (error != NULL)
        PyErr_Restore(error->type, error->value, error->traceback);
    PyMem_Free(error);
}

#endif

/* Up to CPython 3.12 this is true for every thread once there were subinterpreters: it misses, but never accuses. */
static int has_thread_state(void)
{
#if PY_VERSION_HEX >= 0x030D0000
    return PyThreadState_GetUnchecked() != NULL;
#else
    return PyGILState_Check();
#endif
}

static int is_code(HPy h)
{
    return PyCode_Check(_h2py(h));
}

static HPyType_BuiltinShape shape_of(HPy h, HPyType_BuiltinShape wanted)
{
    return hpy_object_shape(_h2py(h), wanted);
}

/* What a type declares is a level of its own, beside what its traverse function reports. */
static int visit_fields(HPy owner, int level, HPyFunc_visitproc visit, void *arg)
{
    PyObject *self = _h2py(owner);
    PyTypeObject *type;

    for (type = Py_TYPE(self); type != NULL; type = type->tp_base) {
        const HPyTypeInfo *info = hpy_type_info(type);
        if (info == NULL)
            continue;
        if (info->n_runs > 0 && level-- == 0) {
            (void)hpy_visit_declared(self, info, visit, arg);
            return 1;
        }
        if (info->traverse != NULL && level-- == 0) {
            (void)info->traverse(hpy_level_payload(self, info), visit, arg);
            return 1;
        }
    }
    if (level == 0)
        hpy_module_visit(self, visit, arg);
    return level == 0;
}

static int has_word(const void *start, Py_ssize_t size, intptr_t bits)
{
    const intptr_t *words = (const intptr_t *)start;
    size_t i;

    for (i = 0; words != NULL && i < (size_t)size / sizeof(*words); i++)
        if (words[i] == bits)
            return 1;
    return 0;
}

static int holds(HPy owner, intptr_t bits)
{
    PyObject *self = _h2py(owner);
    PyTypeObject *type;

    for (type = Py_TYPE(self); type != NULL; type = type->tp_base) {
        const HPyTypeInfo *info = hpy_type_info(type);
        if (info == NULL)
            continue;
        if (has_word(hpy_level_payload(self, info), info->payload_size, bits)
            || (info->items != 0 && has_word((char *)self + info->items, Py_SIZE(self) * info->itemsize, bits)))
            return 1;
    }
    return 0;
}

static int contains(HPy owner, const void *address)
{
    return hpy_object_contains(_h2py(owner), address) || hpy_module_contains(_h2py(owner), address);
}

static int is_last(HPy h)
{
    return Py_REFCNT(_h2py(h)) == 1;
}

static const HPyHostServices services = {
#ifdef Py_GIL_DISABLED
    .parallel = 1,
#else
    .parallel = 0,
#endif
    .may_keep = may_keep,
    .save_error = save_error,
    .restore_error = restore_error,
    .has_thread_state = has_thread_state,
    .is_code = is_code,
    .shape_of = shape_of,
    .visit_fields = visit_fields,
    .holds = holds,
    .contains = contains,
    .is_last = is_last,
};

const HPyHostServices *hpy_host_services(void)
{
    return &services;
}
