/* The context of a CPython-ABI extension: its built-in handles. One per extension, filled when it is imported. */
#include "host.h"

#ifdef HPY_ABI_CPYTHON

#include "generated/handles.h"

HPyContext _hpy_cpython_context;

/* Whether 'o' is CPython's own exception of that name, and not what a program has put in its place. */
static int is_builtin_exception(PyObject *o, const char *name)
{
    PyTypeObject *type = (PyTypeObject *)o;

    return o != NULL && PyType_Check(o) && !(type->tp_flags & Py_TPFLAGS_HEAPTYPE) && strcmp(type->tp_name, name) == 0;
}

/* Look for an exception among the subclasses of 'base'. Borrowed reference, for static types live for ever; or NULL. */
static PyObject *find_below(PyObject *base, const char *name)
{
    PyObject *found = is_builtin_exception(base, name) ? base : NULL;
    PyObject *subclasses = found == NULL ? PyObject_CallMethod(base, "__subclasses__", NULL) : NULL;
    Py_ssize_t i;

    for (i = 0; found == NULL && subclasses != NULL && i < PyList_GET_SIZE(subclasses); i++)
        found = find_below(PyList_GET_ITEM(subclasses, i), name);
    Py_XDECREF(subclasses);
    return found;
}

static int fill_exceptions(HPyContext *ctx, PyObject *builtins)
{
    HPy *handle = &ctx->FIRST_EXCEPTION;
    const char *name = exception_names;

    for (; *name != '\0'; name += strlen(name) + 1, handle++) {
        PyObject *exception = PyDict_GetItemString(builtins, name);
        if (!is_builtin_exception(exception, name))
            exception = find_below(PyExc_BaseException, name);
        if (exception == NULL) {
            if (!PyErr_Occurred())
                PyErr_Format(PyExc_SystemError, "HPy: this Python has no %s", name);
            return -1;
        }
        *handle = _py2h(exception);
    }
    return 0;
}

/* Every import writes the same values; only the first takes the reference to the builtins, which is kept. */
int hpy_cpython_context_init(void)
{
    HPyContext *ctx = &_hpy_cpython_context;

    if (HPy_IsNull(ctx->h_Builtins)) {
        PyObject *builtins = hpy_builtins_dict();
        if (builtins == NULL)
            return -1;
        if (fill_exceptions(ctx, builtins) < 0) {
            Py_DECREF(builtins);
            return -1;
        }
        ctx->h_Builtins = _py2h(builtins);
    }
    ctx->name = "HPy CPython ABI";
    ctx->abi_version = HPY_ABI_VERSION;
    fill_handles(ctx);
    return 0;
}

#else
typedef int hpy_context_is_for_the_cpython_abi_only; /* ISO C wants a declaration in every file */
#endif
