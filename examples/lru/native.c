/* The module lru_native: lru.c over Python.h, as one writes it there: links know their neighbours by plain pointers. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#define DEFAULT_SIZE 128
#define UNLIMITED (-1)

#if PY_VERSION_HEX < 0x030900A5
#  define PyObject_Vectorcall _PyObject_Vectorcall
#endif
#if PY_VERSION_HEX < 0x030A00A3
static inline PyObject *Py_NewRef(PyObject *object)
{
    Py_INCREF(object);
    return object;
}
#endif

typedef struct Link {
    PyObject_HEAD
    struct Link *previous, *next; /* not counted: the dict keeps the links */
    PyObject *key, *result;
} Link;

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    PyObject *function, *on_evict, *results;
    Link root; /* no object: the beginning and the end of the circle */
    Py_ssize_t maxsize, size;
    Py_ssize_t hits, misses;
    int typed;
    PyObject *dict, *weaklist;
} Cache;

static PyTypeObject *link_type, *cache_info;
static PyObject *keyword_mark, *update_wrapper;

/* ---- The circle of links ---- */

static inline void detach(Link *link)
{
    link->previous->next = link->next;
    link->next->previous = link->previous;
    link->previous = link->next = NULL;
}

static inline void append(Cache *self, Link *link)
{
    Link *last = self->root.previous;

    last->next = self->root.previous = link;
    link->previous = last;
    link->next = &self->root;
}

static int Link_traverse(PyObject *object, visitproc visit, void *arg)
{
    Link *link = (Link *)object;

    Py_VISIT(link->key);
    Py_VISIT(link->result);
#if PY_VERSION_HEX >= 0x03090000
    Py_VISIT(Py_TYPE(object));
#endif
    return 0;
}

static int Link_clear(PyObject *object)
{
    Link *link = (Link *)object;

    Py_CLEAR(link->key);
    Py_CLEAR(link->result);
    return 0;
}

static void Link_dealloc(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);

    PyObject_GC_UnTrack(object);
    if (((Link *)object)->next != NULL)
        detach((Link *)object);
    Link_clear(object);
    type->tp_free(object);
    Py_DECREF(type);
}

/* ---- Keys ---- */

static PyObject *make_key(Cache *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    Py_ssize_t n_keywords = kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames), count = nargs + n_keywords, place, i;
    PyObject *key;

    if (n_keywords == 0 && !self->typed && nargs == 1 && (PyUnicode_CheckExact(args[0]) || PyLong_CheckExact(args[0])))
        return Py_NewRef(args[0]);
    key = PyTuple_New(nargs + (n_keywords > 0 ? 1 + 2 * n_keywords : 0) + (self->typed ? count : 0));
    if (key == NULL)
        return NULL;
    for (place = 0; place < nargs; place++)
        PyTuple_SET_ITEM(key, place, Py_NewRef(args[place]));
    if (n_keywords > 0)
        PyTuple_SET_ITEM(key, place++, Py_NewRef(keyword_mark));
    for (i = 0; i < n_keywords; i++) {
        PyTuple_SET_ITEM(key, place++, Py_NewRef(PyTuple_GET_ITEM(kwnames, i)));
        PyTuple_SET_ITEM(key, place++, Py_NewRef(args[nargs + i]));
    }
    for (i = 0; self->typed && i < count; i++)
        PyTuple_SET_ITEM(key, place++, Py_NewRef((PyObject *)Py_TYPE(args[i])));
    return key;
}

/* ---- Calls ---- */

static int tell(Cache *self, PyObject *key, PyObject *result)
{
    PyObject *args[2] = {key, result}, *told;

    if (self->on_evict == NULL)
        return 0;
    told = PyObject_Vectorcall(self->on_evict, args, 2, NULL);
    Py_XDECREF(told);
    return told == NULL ? -1 : 0;
}

static int evict(Cache *self)
{
    Link *link = self->root.next;
    int failed;

    if (link == &self->root)
        return 0;
    Py_INCREF(link);
    detach(link);
    self->size--;
    failed = PyDict_DelItem(self->results, link->key) < 0;
    if (failed && PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_Clear();
        failed = 0;
    }
    if (!failed)
        failed = tell(self, link->key, link->result) < 0;
    Py_DECREF(link);
    return failed ? -1 : 0;
}

static int keep(Cache *self, PyObject *key, PyObject *result)
{
    Link *link = (Link *)link_type->tp_alloc(link_type, 0);
    PyObject *results = Py_NewRef(self->results), *now;
    int failed = 0;

    if (link == NULL) {
        Py_DECREF(results);
        return -1;
    }
    link->key = Py_NewRef(key);
    link->result = Py_NewRef(result);
    now = PyDict_SetDefault(results, key, (PyObject *)link);
    if (now == (PyObject *)link && self->results == results) {
        append(self, link);
        self->size++;
        if (self->maxsize != UNLIMITED && self->size > self->maxsize)
            failed = evict(self) < 0;
    }
    Py_DECREF(link);
    Py_DECREF(results);
    return now == NULL || failed ? -1 : 0;
}

static PyObject *call(Cache *self, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    PyObject *key, *result, *results;
    Link *link;

    if (self->maxsize == 0) {
        self->misses++;
        return PyObject_Vectorcall(self->function, args, nargsf, kwnames);
    }
    key = make_key(self, args, PyVectorcall_NARGS(nargsf), kwnames);
    if (key == NULL)
        return NULL;
    results = Py_NewRef(self->results); /* comparing keys may run code that empties the cache */
    link = (Link *)PyDict_GetItemWithError(results, key);
    if (link != NULL) {
        self->hits++;
        if (self->maxsize != UNLIMITED && link->next != NULL && link->next != &self->root) {
            detach(link);
            append(self, link);
        }
        result = Py_NewRef(link->result);
        Py_DECREF(results);
        Py_DECREF(key);
        return result;
    }
    Py_DECREF(results);
    result = NULL;
    if (!PyErr_Occurred()) {
        self->misses++;
        result = PyObject_Vectorcall(self->function, args, nargsf, kwnames);
        if (result != NULL && keep(self, key, result) < 0)
            Py_CLEAR(result);
    }
    Py_DECREF(key);
    return result;
}

/* Caches of caches may be nested without a Python function in between. */
static PyObject *Cache_call(PyObject *object, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    PyObject *result;

    if (Py_EnterRecursiveCall(" in a cached function"))
        return NULL;
    result = call((Cache *)object, args, nargsf, kwnames);
    Py_LeaveRecursiveCall();
    return result;
}

/* ---- Making and ending ---- */

static Py_ssize_t read_size(PyObject *maxsize)
{
    Py_ssize_t size;

    if (maxsize == NULL)
        return DEFAULT_SIZE;
    if (maxsize == Py_None)
        return UNLIMITED;
    if (!PyLong_Check(maxsize)) {
        PyErr_SetString(PyExc_TypeError, "maxsize must be an int or None");
        return -2;
    }
    size = PyLong_AsSsize_t(maxsize);
    if (size == -1 && PyErr_Occurred())
        return -2;
    return size < 0 ? 0 : size;
}

/* Empty. */
static int begin(Cache *self)
{
    PyObject *results = PyDict_New(), *old = self->results;

    if (results == NULL)
        return -1;
    while (self->root.next != &self->root)
        detach(self->root.next);
    self->hits = self->misses = self->size = 0;
    self->results = results;
    Py_XDECREF(old);
    return 0;
}

static PyObject *make(PyTypeObject *cls, PyObject *function, PyObject *maxsize, int typed, PyObject *on_evict)
{
    Py_ssize_t size = read_size(maxsize);
    Cache *self;
    PyObject *wrapped;

    if (size == -2)
        return NULL;
    if (!PyCallable_Check(function)) {
        PyErr_SetString(PyExc_TypeError, "the first argument must be callable");
        return NULL;
    }
    self = (Cache *)cls->tp_alloc(cls, 0);
    if (self == NULL)
        return NULL;
    self->vectorcall = Cache_call;
    self->root.previous = self->root.next = &self->root;
    self->maxsize = size;
    self->typed = typed;
    self->function = Py_NewRef(function);
    if (on_evict != NULL && on_evict != Py_None)
        self->on_evict = Py_NewRef(on_evict);
    wrapped = begin(self) < 0 ? NULL : PyObject_CallFunctionObjArgs(update_wrapper, self, function, NULL);
    if (wrapped == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    Py_DECREF(wrapped);
    return (PyObject *)self;
}

static PyObject *Cache_new(PyTypeObject *cls, PyObject *args, PyObject *kw)
{
    static char *names[] = {"function", "maxsize", "typed", "on_evict", NULL};
    PyObject *function, *maxsize = NULL, *on_evict = NULL;
    int typed = 0;

    if (!PyArg_ParseTupleAndKeywords(args, kw, "O|OpO:Cache", names, &function, &maxsize, &typed, &on_evict))
        return NULL;
    return make(cls, function, maxsize, typed, on_evict);
}

static PyObject *decorate(PyObject *options, PyObject *function)
{
    return make((PyTypeObject *)PyTuple_GET_ITEM(options, 0), function, PyTuple_GET_ITEM(options, 1),
                PyTuple_GET_ITEM(options, 2) == Py_True, PyTuple_GET_ITEM(options, 3));
}

static PyMethodDef decorate_def = {"decorate", decorate, METH_O, NULL};

static PyObject *Cache_with_options(PyObject *cls, PyObject *args, PyObject *kw)
{
    static char *names[] = {"maxsize", "typed", "on_evict", NULL};
    PyObject *maxsize = NULL, *on_evict = Py_None, *options, *result, *default_size = NULL;
    int typed = 0;

    if (!PyArg_ParseTupleAndKeywords(args, kw, "|OpO:with_options", names, &maxsize, &typed, &on_evict))
        return NULL;
    if (maxsize == NULL)
        maxsize = default_size = PyLong_FromLong(DEFAULT_SIZE);
    if (maxsize == NULL || read_size(maxsize) == -2) {
        Py_XDECREF(default_size);
        return NULL;
    }
    options = PyTuple_Pack(4, cls, maxsize, typed ? Py_True : Py_False, on_evict);
    Py_XDECREF(default_size);
    if (options == NULL)
        return NULL;
    result = PyCFunction_NewEx(&decorate_def, options, NULL);
    Py_DECREF(options);
    return result;
}

static int Cache_traverse(PyObject *object, visitproc visit, void *arg)
{
    Cache *self = (Cache *)object;

    Py_VISIT(self->function);
    Py_VISIT(self->on_evict);
    Py_VISIT(self->results);
    Py_VISIT(self->dict);
#if PY_VERSION_HEX >= 0x03090000
    Py_VISIT(Py_TYPE(object));
#endif
    return 0;
}

static int Cache_clear_all(PyObject *object)
{
    Cache *self = (Cache *)object;

    self->maxsize = 0; /* for who calls it all the same */
    if (self->root.next != NULL) {
        while (self->root.next != &self->root)
            detach(self->root.next);
    }
    Py_CLEAR(self->results);
    Py_CLEAR(self->on_evict);
    Py_CLEAR(self->function);
    Py_CLEAR(self->dict);
    return 0;
}

static void Cache_dealloc(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);

    PyObject_GC_UnTrack(object);
    if (((Cache *)object)->weaklist != NULL)
        PyObject_ClearWeakRefs(object);
    Cache_clear_all(object);
    type->tp_free(object);
    Py_DECREF(type);
}

/* ---- What else it can do ---- */

static PyObject *Cache_cache_info(PyObject *object, PyObject *noargs)
{
    Cache *self = (Cache *)object;
    PyObject *result = PyStructSequence_New(cache_info);

    if (result == NULL)
        return NULL;
    PyStructSequence_SET_ITEM(result, 0, PyLong_FromSsize_t(self->hits));
    PyStructSequence_SET_ITEM(result, 1, PyLong_FromSsize_t(self->misses));
    PyStructSequence_SET_ITEM(result, 2,
                              self->maxsize == UNLIMITED ? Py_NewRef(Py_None) : PyLong_FromSsize_t(self->maxsize));
    PyStructSequence_SET_ITEM(result, 3, PyLong_FromSsize_t(self->size));
    return result;
}

static PyObject *Cache_cache_clear(PyObject *self, PyObject *noargs)
{
    return begin((Cache *)self) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *Cache_cache_parameters(PyObject *object, PyObject *noargs)
{
    Cache *self = (Cache *)object;
    PyObject *typed = self->typed ? Py_True : Py_False;

    if (self->maxsize == UNLIMITED)
        return Py_BuildValue("{s:O,s:O}", "maxsize", Py_None, "typed", typed);
    return Py_BuildValue("{s:n,s:O}", "maxsize", self->maxsize, "typed", typed);
}

static PyObject *Cache_descr_get(PyObject *self, PyObject *object, PyObject *type)
{
    if (object == NULL || object == Py_None)
        return Py_NewRef(self);
    return PyMethod_New(self, object);
}

static PyObject *Cache_reduce(PyObject *self, PyObject *noargs)
{
    return PyObject_GetAttrString(self, "__qualname__");
}

static PyObject *Cache_copy(PyObject *self, PyObject *memo)
{
    return Py_NewRef(self);
}

static PyMethodDef cache_methods[] = {
    {"with_options", (PyCFunction)(void (*)(void))Cache_with_options, METH_VARARGS | METH_KEYWORDS | METH_CLASS, NULL},
    {"cache_info", Cache_cache_info, METH_NOARGS, NULL},
    {"cache_clear", Cache_cache_clear, METH_NOARGS, NULL},
    {"cache_parameters", Cache_cache_parameters, METH_NOARGS, NULL},
    {"__reduce__", Cache_reduce, METH_NOARGS, NULL},
    {"__copy__", Cache_copy, METH_NOARGS, NULL},
    {"__deepcopy__", Cache_copy, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef cache_members[] = {
    {"__dictoffset__", T_PYSSIZET, offsetof(Cache, dict), READONLY, NULL},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Cache, weaklist), READONLY, NULL},
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Cache, vectorcall), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef cache_getset[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot cache_slots[] = {
    {Py_tp_new, Cache_new},           {Py_tp_dealloc, Cache_dealloc},     {Py_tp_traverse, Cache_traverse},
    {Py_tp_clear, Cache_clear_all},   {Py_tp_call, PyVectorcall_Call},    {Py_tp_descr_get, Cache_descr_get},
    {Py_tp_methods, cache_methods},   {Py_tp_members, cache_members},     {Py_tp_getset, cache_getset},
    {0, NULL},
};

static PyType_Spec cache_spec = {
    .name = "lru_native.Cache",
    .basicsize = sizeof(Cache),
#if PY_VERSION_HEX >= 0x03090000
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,
#else
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
#endif
    .slots = cache_slots,
};

static PyType_Slot link_slots[] = {
    {Py_tp_dealloc, Link_dealloc}, {Py_tp_traverse, Link_traverse}, {Py_tp_clear, Link_clear}, {0, NULL},
};

static PyType_Spec link_spec = {
    .name = "lru_native.Link",
    .basicsize = sizeof(Link),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = link_slots,
};

static PyStructSequence_Field info_fields[] = {
    {"hits", NULL}, {"misses", NULL}, {"maxsize", NULL}, {"currsize", NULL}, {NULL, NULL},
};

static PyStructSequence_Desc info_desc = {"lru_native.CacheInfo", "How a cache does.", info_fields, 4};

/* ---- The module ---- */

static PyObject *find(const char *module, const char *name)
{
    PyObject *py_module = PyImport_ImportModule(module), *result;

    if (py_module == NULL)
        return NULL;
    result = PyObject_GetAttrString(py_module, name);
    Py_DECREF(py_module);
    return result;
}

static int lru_exec(PyObject *module)
{
    PyTypeObject *cache_type;

    keyword_mark = PyObject_CallObject((PyObject *)&PyBaseObject_Type, NULL);
    update_wrapper = find("functools", "update_wrapper");
    link_type = (PyTypeObject *)PyType_FromSpec(&link_spec);
    cache_info = PyStructSequence_NewType(&info_desc);
    cache_type = (PyTypeObject *)PyType_FromSpec(&cache_spec);
    if (keyword_mark == NULL || update_wrapper == NULL || link_type == NULL || cache_info == NULL || cache_type == NULL)
        return -1;
#if PY_VERSION_HEX < 0x03090000 /* where a spec can give neither */
    cache_type->tp_flags |= _Py_TPFLAGS_HAVE_VECTORCALL;
    cache_type->tp_vectorcall_offset = offsetof(Cache, vectorcall);
    cache_type->tp_dictoffset = offsetof(Cache, dict);
    cache_type->tp_weaklistoffset = offsetof(Cache, weaklist);
#endif
    return PyModule_AddObject(module, "CacheInfo", Py_NewRef((PyObject *)cache_info)) < 0
           || PyModule_AddObject(module, "Cache", (PyObject *)cache_type) < 0 ? -1 : 0;
}

static PyModuleDef_Slot lru_slots[] = {{Py_mod_exec, lru_exec}, {0, NULL}};

static PyModuleDef lru_def = {PyModuleDef_HEAD_INIT, "lru_native", NULL, 0, NULL, lru_slots, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_lru_native(void)
{
    return PyModuleDef_Init(&lru_def);
}
