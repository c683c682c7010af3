/* Step 2: one function, words(), is ported. It calls the legacy new_tally(). */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include "hpy.h"

typedef struct {
    PyObject_HEAD
    PyObject *counts; /* dict: thing -> how often */
    PyObject *key;    /* callable that says what an item is counted as, or NULL */
    Py_ssize_t total;
    Py_ssize_t limit; /* of different things; 0: none */
} Tally;

static PyObject *tally_type;
static PyObject *tally_error;

/* ---- Counting --------------------------------------------------------------------------------------------------- */

/* What 'item' is counted as. New reference. */
static PyObject *keyed(PyObject *self, PyObject *item)
{
    Tally *tally = (Tally *)self;

    if (tally->key != NULL)
        return PyObject_CallFunctionObjArgs(tally->key, item, NULL);
    Py_INCREF(item);
    return item;
}

/* How often 'thing' was counted, or -1 with an exception set. */
static Py_ssize_t look_up(PyObject *self, PyObject *thing)
{
    Tally *tally = (Tally *)self;
    PyObject *count = PyDict_GetItemWithError(tally->counts, thing); /* borrowed */

    if (count == NULL)
        return PyErr_Occurred() ? -1 : 0;
    return PyLong_AsSsize_t(count);
}

/* Set the count of 'thing', whose count was 'old'. */
static int store(PyObject *self, PyObject *thing, Py_ssize_t old, Py_ssize_t n)
{
    Tally *tally = (Tally *)self;
    PyObject *count;
    int result;

    if (old == 0 && tally->limit != 0 && PyDict_Size(tally->counts) >= tally->limit) {
        PyErr_Format(tally_error, "no room for %R: the limit is %zd", thing, tally->limit);
        return -1;
    }
    count = PyLong_FromSsize_t(n);
    if (count == NULL)
        return -1;
    result = PyDict_SetItem(tally->counts, thing, count);
    Py_DECREF(count);
    return result;
}

/* Count 'item' once. Its new count, or -1 with an exception set. */
static Py_ssize_t count_one(PyObject *self, PyObject *item)
{
    PyObject *thing = keyed(self, item);
    Py_ssize_t old, result = -1;

    if (thing == NULL)
        return -1;
    old = look_up(self, thing);
    if (old >= 0 && store(self, thing, old, old + 1) == 0) {
        ((Tally *)self)->total++;
        result = old + 1;
    }
    Py_DECREF(thing);
    return result;
}

static int count_all(PyObject *self, PyObject *items)
{
    PyObject *item, *iterator = PyObject_GetIter(items);

    if (iterator == NULL)
        return -1;
    while ((item = PyIter_Next(iterator)) != NULL) {
        Py_ssize_t count = count_one(self, item);
        Py_DECREF(item);
        if (count < 0)
            break;
    }
    Py_DECREF(iterator);
    return PyErr_Occurred() ? -1 : 0;
}

/* ---- The type --------------------------------------------------------------------------------------------------- */

/* A Tally of type 'cls' in which each of 'items' is counted. 'items' and 'key' may be NULL, 'key' also None. */
static PyObject *new_tally(PyObject *cls, PyObject *items, PyObject *key)
{
    PyObject *self;
    Tally *tally;

    if (key == Py_None)
        key = NULL;
    if (key != NULL && !PyCallable_Check(key)) {
        PyErr_SetString(PyExc_TypeError, "key must be callable");
        return NULL;
    }
    self = ((PyTypeObject *)cls)->tp_alloc((PyTypeObject *)cls, 0);
    if (self == NULL)
        return NULL;
    tally = (Tally *)self;
    Py_XINCREF(key);
    tally->key = key;
    tally->counts = PyDict_New();
    if (tally->counts == NULL || (items != NULL && count_all(self, items) < 0))
        Py_CLEAR(self);
    return self;
}

static PyObject *Tally_new(PyTypeObject *cls, PyObject *args, PyObject *kw)
{
    static char *names[] = {"items", "key", NULL};
    PyObject *items = NULL, *key = NULL;

    if (!PyArg_ParseTupleAndKeywords(args, kw, "|O$O:Tally", names, &items, &key))
        return NULL;
    return new_tally((PyObject *)cls, items, key);
}

static int Tally_traverse(PyObject *self, visitproc visit, void *arg)
{
    Tally *tally = (Tally *)self;

    Py_VISIT(tally->counts);
    Py_VISIT(tally->key);
#if PY_VERSION_HEX >= 0x03090000
    Py_VISIT(Py_TYPE(self));
#endif
    return 0;
}

static int Tally_clear(PyObject *self)
{
    Tally *tally = (Tally *)self;

    Py_CLEAR(tally->counts);
    Py_CLEAR(tally->key);
    return 0;
}

static void Tally_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);

    PyObject_GC_UnTrack(self);
    Tally_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *Tally_add(PyObject *self, PyObject *item)
{
    Py_ssize_t count = count_one(self, item);

    return count < 0 ? NULL : PyLong_FromSsize_t(count);
}

static PyObject *Tally_as_dict(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    return PyDict_Copy(((Tally *)self)->counts);
}

static int Tally_contains(PyObject *self, PyObject *item)
{
    PyObject *thing = keyed(self, item);
    Py_ssize_t count;

    if (thing == NULL)
        return -1;
    count = look_up(self, thing);
    Py_DECREF(thing);
    return count < 0 ? -1 : count > 0;
}

static Py_ssize_t Tally_len(PyObject *self)
{
    return PyDict_Size(((Tally *)self)->counts);
}

static PyObject *Tally_repr(PyObject *self)
{
    return PyUnicode_FromFormat("Tally(%R)", ((Tally *)self)->counts);
}

static PyObject *Tally_richcompare(PyObject *self, PyObject *other, int op)
{
    if ((op != Py_EQ && op != Py_NE) || !PyObject_TypeCheck(other, (PyTypeObject *)tally_type))
        Py_RETURN_NOTIMPLEMENTED;
    return PyObject_RichCompare(((Tally *)self)->counts, ((Tally *)other)->counts, op);
}

static PyObject *Tally_get_limit(PyObject *self, void *closure)
{
    (void)closure;
    return PyLong_FromSsize_t(((Tally *)self)->limit);
}

static int Tally_set_limit(PyObject *self, PyObject *value, void *closure)
{
    Py_ssize_t limit = value == NULL ? 0 : PyLong_AsSsize_t(value); /* NULL: del tally.limit */

    (void)closure;
    if (limit == -1 && PyErr_Occurred())
        return -1;
    if (limit < 0) {
        PyErr_SetString(PyExc_ValueError, "a limit cannot be negative");
        return -1;
    }
    ((Tally *)self)->limit = limit;
    return 0;
}

static PyMethodDef Tally_methods[] = {
    {"add", Tally_add, METH_O, "add(item): count the item once; its new count."},
    {"as_dict", Tally_as_dict, METH_NOARGS, "as_dict(): all counts."},
    {NULL, NULL, 0, NULL}
};

static PyMemberDef Tally_members[] = {
    {"key", T_OBJECT, offsetof(Tally, key), READONLY, "Says what an item is counted as."},
    {"total", T_PYSSIZET, offsetof(Tally, total), READONLY, "The sum of all counts."},
    {NULL, 0, 0, 0, NULL}
};

static PyGetSetDef Tally_getset[] = {
    {"limit", Tally_get_limit, Tally_set_limit, "How many different things there may be; 0: any number.", NULL},
    {NULL, NULL, NULL, NULL, NULL}
};

static PyType_Slot Tally_slots[] = {
    {Py_tp_doc, "Tally(items=(), *, key=None): counts items, or what key(item) gives."},
    {Py_tp_new, Tally_new},
    {Py_tp_traverse, Tally_traverse},
    {Py_tp_clear, Tally_clear},
    {Py_tp_dealloc, Tally_dealloc},
    {Py_sq_contains, Tally_contains},
    {Py_sq_length, Tally_len},
    {Py_tp_repr, Tally_repr},
    {Py_tp_richcompare, Tally_richcompare},
    {Py_tp_methods, Tally_methods},
    {Py_tp_members, Tally_members},
    {Py_tp_getset, Tally_getset},
    {0, NULL}
};

static HPyType_Spec Tally_spec = {
    .name = "tally.Tally",
    .basicsize = sizeof(Tally),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC,
    .builtin_shape = HPyType_BuiltinShape_Legacy, /* the struct begins with PyObject_HEAD */
    .legacy_slots = Tally_slots,
};

/* ---- The functions ---------------------------------------------------------------------------------------------- */

HPyDef_METH(words, "words", HPyFunc_KEYWORDS, .doc = "words(text, *, key=None): a Tally of the words of a text.")
static HPy words_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"text", "key", NULL};
    HPyTracker tracker;
    HPy text, key = HPy_NULL, list, tally = HPy_NULL;

    (void)self;
    if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "O|$O:words", names, &text, &key))
        return HPy_NULL;
    list = HPy_CallMethod_s(ctx, "split", &text, 1, HPy_NULL);
    if (!HPy_IsNull(list)) {
        PyObject *py_list = HPy_AsPyObject(ctx, list), *py_key = HPy_AsPyObject(ctx, key); /* of HPy_NULL: NULL */
        PyObject *py_tally = new_tally(tally_type, py_list, py_key);
        Py_DECREF(py_list);
        Py_XDECREF(py_key);
        tally = HPy_FromPyObject(ctx, py_tally); /* a new handle; of NULL: HPy_NULL, the exception stays set */
        Py_XDECREF(py_tally);
        HPy_Close(ctx, list);
    }
    HPyTracker_Close(ctx, tracker);
    return tally;
}

static PyObject *fold(PyObject *module, PyObject *word)
{
    (void)module;
    return PyObject_CallMethod(word, "casefold", NULL);
}

static PyMethodDef tally_methods[] = {
    {"fold", fold, METH_O, "fold(word): the word without differences of case, to be used as a key."},
    {NULL, NULL, 0, NULL}
};

/* ---- The module ------------------------------------------------------------------------------------------------- */

/* Makes 'h' an attribute of the module, keeps the object in 'global' as well, and closes 'h'. */
static int publish(HPyContext *ctx, HPy module, const char *name, PyObject **global, HPy h)
{
    if (HPy_IsNull(h) || HPy_SetAttr_s(ctx, module, name, h) < 0) {
        HPy_Close(ctx, h); /* of HPy_NULL: does nothing */
        return -1;
    }
    Py_XSETREF(*global, HPy_AsPyObject(ctx, h)); /* a new reference */
    HPy_Close(ctx, h);
    return 0;
}

HPyDef_SLOT(tally_exec, HPy_mod_exec)
static int tally_exec_impl(HPyContext *ctx, HPy module)
{
    if (publish(ctx, module, "Tally", &tally_type, HPyType_FromSpec(ctx, &Tally_spec, NULL)) < 0)
        return -1;
    return publish(ctx, module, "TallyError", &tally_error,
                   HPyErr_NewException(ctx, "tally.TallyError", ctx->h_ValueError, HPy_NULL));
}

static HPyDef *tally_defines[] = {&tally_exec, &words, NULL};

static HPyModuleDef tally_def = {
    .doc = "Counts things.",
    .legacy_methods = tally_methods,
    .defines = tally_defines,
};

HPy_MODINIT(tally, tally_def)
