/* callbacks.c over Python.h, to compare: the same queue, with PyGILState_Ensure. A thread that calls that when Python
 * has ended never comes back: so a function at exit must stop the thread before. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "queue.h"

static PyObject *listeners; /* a dict: number of an event → callable */
static Queue queue = QUEUE_EMPTY;
static int is_ending; /* guarded by the GIL */

/* ---- in the thread ---- */

static void notify(const Event *event)
{
    PyObject *key = PyLong_FromLong(event->event), *value = PyLong_FromLong(event->value);
    PyObject *listener = key != NULL && value != NULL ? PyDict_GetItemWithError(listeners, key) : NULL, *result = NULL;

    Py_XINCREF(listener);
    if (listener != NULL)
        result = PyObject_CallFunctionObjArgs(listener, value, NULL);
    if (PyErr_Occurred())
        PyErr_WriteUnraisable(listener);
    Py_XDECREF(result);
    Py_XDECREF(listener);
    Py_XDECREF(value);
    Py_XDECREF(key);
}

static int deliver(const Event *event)
{
    PyGILState_STATE state = PyGILState_Ensure();
    int ending = is_ending;

    if (!ending)
        notify(event);
    PyGILState_Release(state);
    return !ending;
}

/* ---- functions ---- */

PyDoc_STRVAR(on_doc, "on(event, listener, /)\n--\n\n"
                     "Have listener(value) called for each event of this number; None: nobody.");

static PyObject *on(PyObject *self, PyObject *args)
{
    PyObject *key, *listener;
    long event;
    int result;

    (void)self;
    if (!PyArg_ParseTuple(args, "lO:on", &event, &listener))
        return NULL;
    if (listener != Py_None && !PyCallable_Check(listener)) {
        PyErr_SetString(PyExc_TypeError, "on() needs a callable, or None");
        return NULL;
    }
    key = PyLong_FromLong(event);
    if (key == NULL)
        return NULL;
    if (listener != Py_None)
        result = PyDict_SetItem(listeners, key, listener);
    else
        result = PyDict_Contains(listeners, key) > 0 ? PyDict_DelItem(listeners, key) : 0;
    Py_DECREF(key);
    if (result < 0)
        return NULL;
    Py_RETURN_NONE;
}

PyDoc_STRVAR(post_doc, "post(event, value, n=1, /)\n--\n\n"
                       "Have the thread raise an event n times, with value, value + 1, …");

static PyObject *post(PyObject *self, PyObject *args)
{
    long event, value, n = 1;

    (void)self;
    if (!PyArg_ParseTuple(args, "ll|l:post", &event, &value, &n))
        return NULL;
    if (queue_start(&queue, deliver) < 0) {
        PyErr_SetString(PyExc_RuntimeError, "can't start new thread");
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    n = queue_put(&queue, event, value, n);
    Py_END_ALLOW_THREADS
    return PyLong_FromLong(n);
}

PyDoc_STRVAR(flush_doc, "flush()\n--\n\nWait until all events are delivered.");

static PyObject *flush(PyObject *self, PyObject *no_args)
{
    (void)self;
    (void)no_args;
    Py_BEGIN_ALLOW_THREADS
    queue_flush(&queue);
    Py_END_ALLOW_THREADS
    Py_RETURN_NONE;
}

PyDoc_STRVAR(counts_doc, "counts()\n--\n\nHow many events were delivered, and dropped.");

static PyObject *counts(PyObject *self, PyObject *no_args)
{
    long delivered, dropped;

    (void)self;
    (void)no_args;
    queue_counts(&queue, &delivered, &dropped);
    return Py_BuildValue("ll", delivered, dropped);
}

/* Registered with atexit: from here on the thread drops what it has. */
static PyObject *end(PyObject *self, PyObject *no_args)
{
    (void)self;
    (void)no_args;
    is_ending = 1;
    Py_BEGIN_ALLOW_THREADS
    queue_flush(&queue);
    Py_END_ALLOW_THREADS
    Py_RETURN_NONE;
}

/* ---- the module ---- */

static PyMethodDef methods[] = {
    {"on", on, METH_VARARGS, on_doc},
    {"post", post, METH_VARARGS, post_doc},
    {"flush", flush, METH_NOARGS, flush_doc},
    {"counts", counts, METH_NOARGS, counts_doc},
    {"_end", end, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int start(PyObject *module)
{
    PyObject *atexit = PyImport_ImportModule("atexit");
    PyObject *function = atexit == NULL ? NULL : PyObject_GetAttrString(module, "_end");
    PyObject *result = function == NULL ? NULL : PyObject_CallMethod(atexit, "register", "O", function);

    Py_XDECREF(result);
    Py_XDECREF(function);
    Py_XDECREF(atexit);
    if (result == NULL)
        return -1;
    Py_XDECREF(listeners);
    listeners = PyDict_New();
    return listeners == NULL ? -1 : 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)start},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "callbacks_native",
    .m_doc = "Events that a thread of C's raises.",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_callbacks_native(void)
{
    return PyModuleDef_Init(&definition);
}
