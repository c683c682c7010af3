/* HPy_tp_call and HPy_SetCallFunction: how CPython comes to the function that an instance is called with.
 *
 * An HPy call is a vectorcall function. CPython has two ways to call an object: tp_call, with a tuple and a dict, which
 * is what a type's __call__ stands for; and a vectorcall function in a word of the instance, which is quicker. Both are
 * functions of this file, a pair for each HPy_tp_call, since neither is told for which type it stands:
 *
 *     type ─── tp_call ──► tuple_03 ──┐
 *                                     ├──► callers[3] ──► trampoline of the slot
 *     instance ── word ──► vector_03 ─┘
 *
 * So Base.__call__ is the base's call for an instance of a derived type, too, in any order of bases. The vectorcall
 * function does what CPython does around tp_call: it looks whether the type was given another __call__ since, and how
 * deep the recursion is. To CPython a word that is NULL means tp_call; the first call fills it.
 *
 * build_words.c places the word, in types that add to the instance anyway. Others have tp_call alone.
 */
#include "info.h"
#include "../threads.h"

/* ---- the pairs ---- */

/* Pairs of types; a type that finds none left is called by name, as classes written in Python are. Behind them those
 * of single objects, which HPy_SetCallFunction takes; without one the object's function is called without checks. */
#ifdef HPY_HOST_CPYTHON /* for all extensions of the process */
#  define N_OF_TYPES 48
#  define N_CALLERS 64
#else /* for this extension */
#  define N_OF_TYPES 12
#  define N_CALLERS 16
#endif

/* Taken from the first on and never given back: there are as many as records with a call. */
static cpy_vectorcallfunc callers[N_CALLERS];

static PyObject *call_by_name(PyObject *self, PyObject *args, PyObject *kw);
static PyObject *call_by_tuple(PyObject *self, PyObject *args, PyObject *kw, int number);
static PyObject *call_by_vector(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames, int number);

#define PAIR(N) \
    static PyObject *tuple_##N(PyObject *self, PyObject *args, PyObject *kw) \
    { \
        return call_by_tuple(self, args, kw, 0x##N); \
    } \
    static PyObject *vector_##N(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames) \
    { \
        return call_by_vector(self, args, nargsf, kwnames, 0x##N); \
    }
#define TUPLE_ENTRY(N) tuple_##N,
#define VECTOR_ENTRY(N) vector_##N,
#define ROW(DO, N) \
    DO(N##0) DO(N##1) DO(N##2) DO(N##3) DO(N##4) DO(N##5) DO(N##6) DO(N##7) \
    DO(N##8) DO(N##9) DO(N##a) DO(N##b) DO(N##c) DO(N##d) DO(N##e) DO(N##f)
#ifdef HPY_HOST_CPYTHON
#  define ALL(DO) ROW(DO, 0) ROW(DO, 1) ROW(DO, 2) ROW(DO, 3)
#else
#  define ALL(DO) ROW(DO, 0)
#endif

ALL(PAIR)
static const ternaryfunc tuple_functions[N_CALLERS] = { ALL(TUPLE_ENTRY) };
static const cpy_vectorcallfunc vector_functions[N_CALLERS] = { ALL(VECTOR_ENTRY) };

/* The number of the pair for this call among those from 'first' to 'end', which is taken if there is none yet; -1 when
 * none is left. */
static int find_caller(cpy_vectorcallfunc call, int first, int end)
{
    int i;

    for (i = first; i < end; i++) {
        cpy_vectorcallfunc known = HPY_ATOMIC_LOAD(&callers[i]);
        if (known == call || (known == NULL && HPY_ATOMIC_SWAP(&callers[i], (cpy_vectorcallfunc)NULL, call))
            || HPY_ATOMIC_LOAD(&callers[i]) == call)
            return i;
    }
    return -1;
}

int hpy_caller_find(cpy_vectorcallfunc call)
{
    return find_caller(call, 0, N_OF_TYPES);
}

ternaryfunc hpy_caller_tuple(int number)
{
    return number < 0 ? call_by_name : tuple_functions[number];
}

cpy_vectorcallfunc hpy_caller_vector(int number)
{
    return number < 0 ? NULL : vector_functions[number];
}

int hpy_caller_is_pair(ternaryfunc call)
{
    int i = 0;

    while (i < N_OF_TYPES && tuple_functions[i] != call)
        i++;
    return i < N_OF_TYPES;
}

/* The number of the pair that this function in a call word belongs to, -1 for one that is none of ours. */
static int number_of(cpy_vectorcallfunc function)
{
    int i = N_CALLERS;

    while (--i >= 0 && vector_functions[i] != function)
        ;
    return i;
}

/* ---- the word ---- */

/* The instance's word for the vectorcall function where it is HPy's to fill, else NULL. 'info' is that of the nearest
 * type made by HPy, or NULL. */
static cpy_vectorcallfunc *word_of(PyObject *self, const HPyTypeInfo *info)
{
    if (info == NULL || info->call_offset == 0 || info->call_offset != Py_TYPE(self)->tp_vectorcall_offset)
        return NULL;
    return (cpy_vectorcallfunc *)(void *)((char *)self + info->call_offset);
}

static cpy_vectorcallfunc *call_word(PyObject *self)
{
    return word_of(self, hpy_type_find_info(Py_TYPE(self)));
}

/* Called for each new object; a word that the type's own tp_new has set already stays. */
void hpy_fill_call(PyObject *self)
{
    const HPyTypeInfo *info = hpy_type_find_info(Py_TYPE(self));
    cpy_vectorcallfunc *word = word_of(self, info);

    if (word != NULL && *word == NULL)
        *word = info->vector;
}

int ctx_SetCallFunction(HPyContext *ctx, HPy h, HPyCallFunction *func)
{
    PyObject *self = _h2py(h);
    cpy_vectorcallfunc *word;
    int number;
    (void)ctx;

    if (func == NULL || func->cpy_trampoline == NULL) {
        PyErr_SetString(PyExc_TypeError, "HPy_SetCallFunction needs a record made by HPyDef_CALL_FUNCTION");
        return -1;
    }
    word = call_word(self);
    if (word == NULL) {
        PyErr_Format(PyExc_TypeError, "'%s' object has no call function to set; define HPy_tp_call for its type, and "
                     "give it HPy_TPFLAGS_HAVE_VECTORCALL if it has no struct of its own", Py_TYPE(self)->tp_name);
        return -1;
    }
    number = find_caller(func->cpy_trampoline, N_OF_TYPES, N_CALLERS);
    *word = number >= 0 ? vector_functions[number] : func->cpy_trampoline;
    return 0;
}

/* ---- tp_call ---- */

/* Call with the arguments in one array, as vectorcall has them, and the names of the last ones. */
static _HPy_NOINLINE PyObject *call_with_keywords(PyObject *self, cpy_vectorcallfunc call, PyObject *args, PyObject *kw)
{
    Py_ssize_t nargs = PyTuple_GET_SIZE(args), nkw = PyDict_GET_SIZE(kw), i = 0, position = 0;
    PyObject *key, *value, *result = NULL, *names = PyTuple_New(nkw), *held = PyTuple_New(nkw);
    PyObject **array = PyMem_New(PyObject *, nargs + nkw);

    if (array == NULL && names != NULL && held != NULL)
        PyErr_NoMemory();
    if (array == NULL || names == NULL || held == NULL)
        goto done;
    memcpy(array, &PyTuple_GET_ITEM(args, 0), (size_t)nargs * sizeof(PyObject *));
    for (; i < nkw && PyDict_Next(kw, &position, &key, &value); i++) {
        if (!PyUnicode_Check(key)) {
            PyErr_SetString(PyExc_TypeError, "keywords must be strings");
            goto done;
        }
        PyTuple_SET_ITEM(names, i, Py_NewRef(key));
        PyTuple_SET_ITEM(held, i, Py_NewRef(value));
        array[nargs + i] = value;
    }
    result = call(self, array, (size_t)nargs, names);
done:
    PyMem_Free(array);
    Py_XDECREF(names);
    Py_XDECREF(held);
    return result;
}

static inline PyObject *call_with_tuple(PyObject *self, cpy_vectorcallfunc call, PyObject *args, PyObject *kw)
{
    if (kw == NULL || PyDict_GET_SIZE(kw) == 0)
        return call(self, &PyTuple_GET_ITEM(args, 0), (size_t)PyTuple_GET_SIZE(args), NULL);
    return call_with_keywords(self, call, args, kw);
}

PyObject *hpy_call_with_tuple(PyObject *self, cpy_vectorcallfunc call, PyObject *args, PyObject *kw)
{
    return call_with_tuple(self, call, args, kw);
}

/* The function that HPy_SetCallFunction gave the object, else NULL. */
static cpy_vectorcallfunc call_of_object(const cpy_vectorcallfunc *word)
{
    int number;

    if (word == NULL || *word == NULL)
        return NULL;
    number = number_of(*word);
    if (number < 0)
        return *word;
    return number >= N_OF_TYPES ? callers[number] : NULL;
}

/* What tp_call with this number stands for: its own function, or that of the object. An empty word is filled. */
static _HPy_NOINLINE cpy_vectorcallfunc look_at_word(PyObject *self, int number)
{
    cpy_vectorcallfunc *word = call_word(self), call = NULL;

    if (word != NULL && *word == NULL && Py_TYPE(self)->tp_call == tuple_functions[number])
        *word = vector_functions[number];
    else
        call = call_of_object(word);
    return call != NULL ? call : callers[number];
}

static PyObject *call_by_tuple(PyObject *self, PyObject *args, PyObject *kw, int number)
{
    Py_ssize_t offset = Py_TYPE(self)->tp_vectorcall_offset;
    cpy_vectorcallfunc call = callers[number];

    if (offset > 0 && *(cpy_vectorcallfunc *)(void *)((char *)self + offset) != vector_functions[number])
        call = look_at_word(self, number);
    return call_with_tuple(self, call, args, kw);
}

/* tp_call of types without a pair. */
static PyObject *call_by_name(PyObject *self, PyObject *args, PyObject *kw)
{
    PyObject *mro = Py_TYPE(self)->tp_mro;
    cpy_vectorcallfunc call = call_of_object(call_word(self));
    Py_ssize_t i;

    for (i = 0; call == NULL && i < PyTuple_GET_SIZE(mro); i++) {
        const HPyTypeInfo *info = hpy_type_info((PyTypeObject *)PyTuple_GET_ITEM(mro, i));
        if (info != NULL)
            call = info->call;
    }
    if (call != NULL)
        return call_with_tuple(self, call, args, kw);
    PyErr_Format(PyExc_TypeError, "'%s' object is not callable", Py_TYPE(self)->tp_name);
    return NULL;
}

/* ---- vectorcall ---- */

/* The way by tp_call. */
static _HPy_NOINLINE PyObject *call_slot(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf), i, nkw = kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames);
    PyObject *result = NULL, *tuple = PyTuple_New(nargs), *kw = nkw == 0 ? NULL : PyDict_New();

    if (tuple == NULL || (nkw != 0 && kw == NULL))
        goto done;
    for (i = 0; i < nargs; i++)
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(args[i]));
    for (i = 0; i < nkw; i++)
        if (PyDict_SetItem(kw, PyTuple_GET_ITEM(kwnames, i), args[nargs + i]) < 0)
            goto done;
    result = Py_TYPE(self)->tp_call(self, tuple, kw);
done:
    Py_XDECREF(tuple);
    Py_XDECREF(kw);
    return result;
}

/* Whether __call__ of the object's type is what its vectorcall function stands for. CPython up to 3.11 goes on to use
 * that when the type is given another __call__; since 3.12 only assigning __class__ leads to a difference. */
static inline int is_current(PyObject *self, int number)
{
    PyTypeObject *type = Py_TYPE(self);
    int i = 0;

    if (number < N_OF_TYPES)
        return type->tp_call == tuple_functions[number];
#if PY_VERSION_HEX < 0x030C0000
    if (PyType_HasFeature(type, HPy_TPFLAGS_HAVE_VECTORCALL))
        while (type->tp_call != tuple_functions[i])
            if (++i == N_OF_TYPES)
                return 0;
#else
    (void)i;
#endif
    return 1;
}

static PyObject *call_by_vector(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames, int number)
{
    PyObject *result = NULL;

    if (Py_EnterRecursiveCall(" while calling a Python object"))
        return NULL;
    if (is_current(self, number))
        result = callers[number](self, args, nargsf, kwnames);
    else
        result = call_slot(self, args, nargsf, kwnames);
    Py_LeaveRecursiveCall();
    return result;
}
