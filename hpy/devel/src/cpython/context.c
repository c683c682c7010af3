/* The context of a CPython-ABI extension: its built-in handles. One per extension, filled when it is imported. */
#include "host.h"
#include "threads.h"

#ifdef HPY_ABI_CPYTHON

#include "generated/handles.h"

HPyContext _hpy_cpython_context;

static int is_static_type(PyObject *o)
{
    return PyType_Check(o) && !(((PyTypeObject *)o)->tp_flags & Py_TPFLAGS_HEAPTYPE);
}

/* Look for CPython's own type of that name among 'base' and its subclasses: a program may have put something else in
 * its place. Borrowed reference, for static types live for ever; or NULL, perhaps with an exception set. */
static PyObject *find_below(PyObject *base, const char *name)
{
    PyObject *subclasses;
    PyObject *found = NULL;
    Py_ssize_t i;

    if (!is_static_type(base))
        return NULL;
    if (strcmp(((PyTypeObject *)base)->tp_name, name) == 0)
        return base;
    subclasses = PyObject_CallMethod((PyObject *)&PyType_Type, "__subclasses__", "O", base);
    for (i = 0; found == NULL && subclasses != NULL && i < PyList_GET_SIZE(subclasses); i++)
        found = find_below(PyList_GET_ITEM(subclasses, i), name);
    Py_XDECREF(subclasses);
    return found;
}

static int fill_named_handles(HPyContext *ctx, PyObject *builtins)
{
    HPy *handle = &ctx->FIRST_NAMED;
    const char *name = handle_names;

    for (; *name != '\0'; name += strlen(name) + 1, handle++) {
        PyObject *found = PyDict_GetItemString(builtins, name);
        if (found == NULL || !is_static_type(found) || strcmp(((PyTypeObject *)found)->tp_name, name) != 0)
            found = find_below((PyObject *)&PyBaseObject_Type, name);
        if (found == NULL) {
            if (!PyErr_Occurred())
                PyErr_Format(PyExc_SystemError, "HPy: this Python has no %s", name);
            return -1;
        }
        *handle = _py2h(found);
    }
    return 0;
}

/* The handles of all interpreters, in a context of nobody yet. */
static int fill(HPyContext *ctx, PyObject *builtins)
{
    memset(ctx, 0, sizeof(*ctx));
    ctx->name = "HPy CPython ABI";
    ctx->abi_version = HPY_ABI_VERSION;
    fill_handles(ctx);
    return fill_named_handles(ctx, builtins);
}

/* The first import fills the context, which then stays as it is: other interpreters may import at the same time. */
int hpy_cpython_context_init(const HPyModuleDeclarations *declared)
{
    static intptr_t lock_is_held, is_filled;
    HPyContext *ctx = &_hpy_cpython_context, fresh;
    PyObject *builtins = hpy_builtins_dict();
    int result = builtins == NULL ? -1 : 0;

    if (result == 0 && !HPY_ATOMIC_LOAD(&is_filled)) {
        result = fill(&fresh, builtins);
        hpy_take_lock(&lock_is_held);
        if (result == 0 && !HPY_ATOMIC_LOAD(&is_filled)) {
            *ctx = fresh;
            (void)HPY_ATOMIC_EXCHANGE(&is_filled, 1);
        }
        hpy_drop_lock(&lock_is_held);
    }
    /* They are the first interpreter's, with which isolated ones share no GIL. The context keeps the reference. */
    if (result < 0 || hpy_is_isolated(declared)
            || !HPY_ATOMIC_SWAP(&ctx->h_Builtins._i, 0, _py2h(builtins)._i))
        Py_XDECREF(builtins);
    return result;
}

#else
typedef int hpy_context_is_for_the_cpython_abi_only; /* ISO C wants a declaration in every file */
#endif
