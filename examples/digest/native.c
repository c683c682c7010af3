/* The twin of digest.c over Python.h, as module digest_native: what the benchmark compares it with. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include "xxh64.h"
#include "lock.h"

#define LARGE 2048 /* bytes from which on other threads may run meanwhile */

typedef struct {
    PyObject_HEAD
    Xxh64 hash; /* guarded by 'lock' */
    Lock lock;
    int has_lock;
} Hash;

typedef struct {
    PyTypeObject *hash_type;
} State;

/* ---- data ---- */

/* A view of the bytes of any object that has contiguous ones: 0, or -1 with an exception set. What it is that has none is
 * asked when that is known. */
static int get_data(PyObject *data, Py_buffer *view)
{
    if (PyObject_GetBuffer(data, view, PyBUF_SIMPLE) == 0)
        return 0;
    if (PyUnicode_Check(data))
        PyErr_SetString(PyExc_TypeError, "Strings must be encoded before hashing");
    else if (!PyObject_CheckBuffer(data))
        PyErr_SetString(PyExc_TypeError, "object supporting the buffer API required");
    return -1;
}

/* Parse (data=b"", seed=0). 'view' is all zero before; it stays so without data. */
static int parse(PyObject *args, PyObject *kw, const char *format, Py_buffer *view, uint64_t *seed)
{
    static char *names[] = {"data", "seed", NULL};
    PyObject *data = NULL;
    unsigned long long given = 0;

    if (!PyArg_ParseTupleAndKeywords(args, kw, format, names, &data, &given))
        return -1;
    *seed = given;
    return data == NULL ? 0 : get_data(data, view);
}

/* Into a hash that no other thread can have. */
static void add(Xxh64 *hash, const Py_buffer *view)
{
    if (view->len < LARGE) {
        xxh64_update(hash, view->buf, (size_t)view->len);
        return;
    }
    Py_BEGIN_ALLOW_THREADS
    xxh64_update(hash, view->buf, (size_t)view->len);
    Py_END_ALLOW_THREADS
}

/* ---- the lock of an object ---- */

static void take(Hash *self)
{
    if (lock_try(&self->lock))
        return;
    Py_BEGIN_ALLOW_THREADS
    lock_take(&self->lock);
    Py_END_ALLOW_THREADS
}

/* The hash as it is between two updates. */
static Xxh64 read_hash(Hash *self)
{
    Xxh64 result;

    take(self);
    result = self->hash;
    lock_give_back(&self->lock);
    return result;
}

/* ---- results ---- */

static PyObject *as_bytes(uint64_t hash)
{
    unsigned char digest[XXH64_SIZE];

    xxh64_digest(hash, digest);
    return PyBytes_FromStringAndSize((const char *)digest, XXH64_SIZE);
}

static PyObject *as_text(uint64_t hash)
{
    char digest[2 * XXH64_SIZE + 1];

    xxh64_hexdigest(hash, digest);
    return PyUnicode_FromString(digest);
}

static PyObject *as_number(uint64_t hash)
{
    return PyLong_FromUnsignedLongLong(hash);
}

/* ---- the type ---- */

/* A new object of the type with this hash. */
static PyObject *make(PyTypeObject *type, const Xxh64 *hash)
{
    Hash *self = (Hash *)type->tp_alloc(type, 0);

    if (self == NULL)
        return NULL;
    self->hash = *hash;
    self->has_lock = lock_begin(&self->lock) == 0;
    if (!self->has_lock) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    return (PyObject *)self;
}

/* One with the data in it; 'view' is released. */
static PyObject *make_of_data(PyTypeObject *type, Py_buffer *view, uint64_t seed)
{
    Xxh64 hash;

    xxh64_begin(&hash, seed);
    add(&hash, view);
    PyBuffer_Release(view);
    return make(type, &hash);
}

static PyObject *Hash_new(PyTypeObject *cls, PyObject *args, PyObject *kw)
{
    Py_buffer view = {0};
    uint64_t seed;

    if (parse(args, kw, "|OK:Hash", &view, &seed) < 0)
        return NULL;
    return make_of_data(cls, &view, seed);
}

static void Hash_dealloc(PyObject *py_self)
{
    Hash *self = (Hash *)py_self;
    PyTypeObject *type = Py_TYPE(py_self);

    if (self->has_lock)
        lock_end(&self->lock);
    type->tp_free(py_self);
    Py_DECREF(type);
}

static PyObject *Hash_update(PyObject *py_self, PyObject *data)
{
    Hash *self = (Hash *)py_self;
    Py_buffer view;

    if (get_data(data, &view) < 0)
        return NULL;
    if (view.len < LARGE) {
        take(self);
        xxh64_update(&self->hash, view.buf, (size_t)view.len);
        lock_give_back(&self->lock);
    } else {
        Py_BEGIN_ALLOW_THREADS
        lock_take(&self->lock);
        xxh64_update(&self->hash, view.buf, (size_t)view.len);
        lock_give_back(&self->lock);
        Py_END_ALLOW_THREADS
    }
    PyBuffer_Release(&view);
    Py_RETURN_NONE;
}

static PyObject *Hash_digest(PyObject *self, PyObject *unused)
{
    Xxh64 hash = read_hash((Hash *)self);

    (void)unused;
    return as_bytes(xxh64_value(&hash));
}

static PyObject *Hash_hexdigest(PyObject *self, PyObject *unused)
{
    Xxh64 hash = read_hash((Hash *)self);

    (void)unused;
    return as_text(xxh64_value(&hash));
}

static PyObject *Hash_intdigest(PyObject *self, PyObject *unused)
{
    Xxh64 hash = read_hash((Hash *)self);

    (void)unused;
    return as_number(xxh64_value(&hash));
}

static PyObject *Hash_copy(PyObject *self, PyObject *unused)
{
    Xxh64 hash = read_hash((Hash *)self);

    (void)unused;
    return make(Py_TYPE(self), &hash);
}

static PyObject *Hash_name(PyObject *self, void *closure)
{
    (void)self;
    (void)closure;
    return PyUnicode_FromString("xxh64");
}

static PyObject *Hash_digest_size(PyObject *self, void *closure)
{
    (void)self;
    (void)closure;
    return PyLong_FromLong(XXH64_SIZE);
}

static PyObject *Hash_block_size(PyObject *self, void *closure)
{
    (void)self;
    (void)closure;
    return PyLong_FromLong(XXH64_STRIPE);
}

static PyObject *Hash_seed(PyObject *self, void *closure)
{
    (void)closure;
    return PyLong_FromUnsignedLongLong(((Hash *)self)->hash.seed);
}

static PyMethodDef Hash_methods[] = {
    {"update", Hash_update, METH_O, "update($self, data, /)\n--\n\nAdd the bytes of an object."},
    {"digest", Hash_digest, METH_NOARGS, "digest($self, /)\n--\n\nThe hash as 8 bytes."},
    {"hexdigest", Hash_hexdigest, METH_NOARGS, "hexdigest($self, /)\n--\n\nThe hash as 16 digits."},
    {"intdigest", Hash_intdigest, METH_NOARGS, "intdigest($self, /)\n--\n\nThe hash as a number."},
    {"copy", Hash_copy, METH_NOARGS, "copy($self, /)\n--\n\nAnother object with the same state."},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef Hash_getset[] = {
    {"name", Hash_name, NULL, "The name of the algorithm.", NULL},
    {"digest_size", Hash_digest_size, NULL, "Number of bytes of the hash.", NULL},
    {"block_size", Hash_block_size, NULL, "Number of bytes that are read at a time.", NULL},
    {"seed", Hash_seed, NULL, "The seed that it was made with.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot Hash_slots[] = {
    {Py_tp_new, (void *)Hash_new},
    {Py_tp_dealloc, (void *)Hash_dealloc},
    {Py_tp_methods, Hash_methods},
    {Py_tp_getset, Hash_getset},
    {Py_tp_doc, "Hash(data=b'', seed=0)\n--\n\nXXH64 of what it is given."},
    {0, NULL},
};

static PyType_Spec Hash_spec = {
    .name = "digest_native.Hash",
    .basicsize = sizeof(Hash),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .slots = Hash_slots,
};

/* ---- functions of the module ---- */

static PyObject *digest_new(PyObject *module, PyObject *args, PyObject *kw)
{
    Py_buffer view = {0};
    uint64_t seed;

    if (parse(args, kw, "|OK:new", &view, &seed) < 0)
        return NULL;
    return make_of_data(((State *)PyModule_GetState(module))->hash_type, &view, seed);
}

/* The hash of the data in the arguments, without an object: 0, or -1 with an exception set. */
static int hash_arguments(PyObject *args, PyObject *kw, const char *format, uint64_t *result)
{
    Py_buffer view = {0};
    uint64_t seed;
    Xxh64 hash;

    if (parse(args, kw, format, &view, &seed) < 0)
        return -1;
    xxh64_begin(&hash, seed);
    add(&hash, &view);
    PyBuffer_Release(&view);
    *result = xxh64_value(&hash);
    return 0;
}

static PyObject *digest_digest(PyObject *module, PyObject *args, PyObject *kw)
{
    uint64_t hash;

    (void)module;
    return hash_arguments(args, kw, "O|K:digest", &hash) < 0 ? NULL : as_bytes(hash);
}

static PyObject *digest_hexdigest(PyObject *module, PyObject *args, PyObject *kw)
{
    uint64_t hash;

    (void)module;
    return hash_arguments(args, kw, "O|K:hexdigest", &hash) < 0 ? NULL : as_text(hash);
}

static PyObject *digest_intdigest(PyObject *module, PyObject *args, PyObject *kw)
{
    uint64_t hash;

    (void)module;
    return hash_arguments(args, kw, "O|K:intdigest", &hash) < 0 ? NULL : as_number(hash);
}

/* ---- the module ---- */

static int digest_exec(PyObject *module)
{
    State *state = (State *)PyModule_GetState(module);

    state->hash_type = (PyTypeObject *)PyType_FromSpec(&Hash_spec);
    if (state->hash_type == NULL)
        return -1;
    if (PyObject_SetAttrString(module, "Hash", (PyObject *)state->hash_type) < 0)
        return -1;
    if (PyModule_AddIntConstant(module, "digest_size", XXH64_SIZE) < 0)
        return -1;
    return PyModule_AddIntConstant(module, "block_size", XXH64_STRIPE);
}

static int digest_traverse(PyObject *module, visitproc visit, void *arg)
{
    State *state = (State *)PyModule_GetState(module);

    if (state != NULL)
        Py_VISIT(state->hash_type);
    return 0;
}

static int digest_clear(PyObject *module)
{
    State *state = (State *)PyModule_GetState(module);

    if (state != NULL)
        Py_CLEAR(state->hash_type);
    return 0;
}

static void digest_free(void *module)
{
    digest_clear((PyObject *)module);
}

#define KEYWORDS(function) (PyCFunction)(void (*)(void))(function), METH_VARARGS | METH_KEYWORDS

static PyMethodDef digest_methods[] = {
    {"new", KEYWORDS(digest_new), "new(data=b'', seed=0)\n--\n\nA Hash of the data."},
    {"digest", KEYWORDS(digest_digest), "digest(data, seed=0)\n--\n\nThe hash of the data, 8 bytes."},
    {"hexdigest", KEYWORDS(digest_hexdigest), "hexdigest(data, seed=0)\n--\n\nThe hash of the data, 16 digits."},
    {"intdigest", KEYWORDS(digest_intdigest), "intdigest(data, seed=0)\n--\n\nThe hash of the data, a number."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot digest_slots[] = {
    {Py_mod_exec, (void *)digest_exec},
    {0, NULL},
};

static PyModuleDef digest_def = {
    PyModuleDef_HEAD_INIT,
    .m_name = "digest_native",
    .m_doc = "XXH64, a quick hash of 64 bits, with the interface of hashlib.",
    .m_size = sizeof(State),
    .m_methods = digest_methods,
    .m_slots = digest_slots,
    .m_traverse = digest_traverse,
    .m_clear = digest_clear,
    .m_free = digest_free,
};

PyMODINIT_FUNC PyInit_digest_native(void)
{
    return PyModuleDef_Init(&digest_def);
}
