/* HPyGlobal: one value for each interpreter, at the price of a plain C variable while there is one interpreter.
 *
 *     one interpreter     HPyGlobal ──► object
 *     several             HPyGlobal ──► Cell (odd address) ──► Globals ──► Values of an interpreter ──► object
 *
 * The globals of a module are shared when a second interpreter executes the module, or when the first one ends. They
 * stay so. Only what HPyModuleDef.globals lists takes part: others cannot be found, and hold one object per process.
 *
 * With a GIL, loading and storing take no lock; hpy/cpython/contents.h says what threads in parallel need. An interpreter's values are touched by its own threads only, and what leads to
 * them is never freed. So a thread that took the object out of a global while another interpreter made that global
 * shared has a good object still: the reference has moved to the values of the thread's own interpreter. */
#include "host.h"
#include "threads.h"

#define VALUES_CAPSULE "hpy.globals"
#define BUCKETS 16 /* interpreters are numbered in their order, so that few meet in one */

enum { FREE = -1, ENDED = -2 }; /* no interpreter has these IDs */

/* What one interpreter keeps in the globals of a module. Reached through a bucket, or by the capsule in the
 * interpreter's dict, which ends it. Used again by others when its interpreter is gone. */
typedef struct Values_s {
    struct Values_s *next;  /* in the bucket */
    HPyGlobals *globals;
    intptr_t interpreter;   /* ID; taken under the lock */
    intptr_t objects[1];    /* as many as there are globals; 0 or a reference */
} Values;

/* What a shared global refers to. */
typedef struct {
    HPyGlobals *globals; /* another module's when both list the same global, and that one came first */
    size_t index;
} Cell;

/* The globals of a module, made when it is first executed. */
struct HPyGlobals_s {
    struct HPyGlobals_s *next; /* in all_globals */
    HPyGlobal **listed;        /* HPyModuleDef.globals */
    Values *first;             /* of the first interpreter; guarded by the lock */
    int are_shared;            /* guarded by the lock */
    Values *buckets[BUCKETS];  /* changed under the lock */
    size_t length;
    Cell cells[1];
};

static HPyGlobals *all_globals; /* guarded by the lock */

/* ---- the lock ---- */

static intptr_t lock_is_held;

/* ---- values of an interpreter ---- */

static intptr_t current_interpreter(void)
{
    return (intptr_t)PyInterpreterState_GetID(PyInterpreterState_Get());
}

static Values **bucket_of(HPyGlobals *globals, intptr_t interpreter)
{
    return &globals->buckets[(size_t)interpreter % BUCKETS];
}

/* Those with that ID among 'globals' that belong in the bucket of 'interpreter', or NULL. */
static Values *find(HPyGlobals *globals, intptr_t interpreter, intptr_t id)
{
    Values *values = HPY_ATOMIC_LOAD(bucket_of(globals, interpreter));

    while (values != NULL && HPY_ATOMIC_LOAD(&values->interpreter) != id)
        values = values->next;
    return values;
}

static Values *find_current(HPyGlobals *globals)
{
    intptr_t interpreter = current_interpreter();
    return find(globals, interpreter, interpreter);
}

/* ---- loading and storing ---- */

/* The interpreter may be past its end, where finalisers still run: what they find then is None, as in the names of
 * a Python module at that time. */
PyObject *hpy_load_shared_global(HPyGlobal global)
{
    const Cell *cell = _g2cell(global);
    Values *values = find_current(cell->globals);
    return values == NULL ? Py_NewRef(Py_None) : _hpy_content_take(&values->objects[cell->index]);
}

/* Nothing is kept for an interpreter past its end, since nothing would release it. */
static void store_shared(const Cell *cell, PyObject *object)
{
    Values *values = find_current(cell->globals);

    Py_XDECREF(values != NULL ? _hpy_content_replace(&values->objects[cell->index], object) : object);
}

/* Store 'fresh' in a global that still is as 'held'; whether it was. Not while another thread takes a reference. */
static int swap(HPyGlobal *global, HPyGlobal held, intptr_t fresh)
{
#ifdef Py_GIL_DISABLED
    _HPyContentLock *lock = _hpy_lock_content(&global->_i);
    int result = HPY_ATOMIC_SWAP(&global->_i, held._i, fresh);
    _HPY_UNLOCK_CONTENT(lock);
    return result;
#else
    return HPY_ATOMIC_SWAP(&global->_i, held._i, fresh);
#endif
}

#ifdef Py_GIL_DISABLED
PyObject *hpy_take_global(const HPyGlobal *global)
{
    _HPyContentLock *lock = _hpy_lock_content(&global->_i);
    HPyGlobal held = *global;

    if (!_g_is_shared(held))
        Py_XINCREF(_g2py(held));
    _HPY_UNLOCK_CONTENT(lock);
    return _g_is_shared(held) ? hpy_load_shared_global(held) : _g2py(held);
}
#endif

/* The old value is released last: its finaliser must see the new one. */
void hpy_store_global(HPyGlobal *global, PyObject *object)
{
    HPyGlobal held;

    Py_XINCREF(object);
    do {
        held._i = HPY_ATOMIC_LOAD(&global->_i);
        if (_g_is_shared(held)) {
            store_shared(_g2cell(held), object);
            return;
        }
    } while (!swap(global, held, (intptr_t)object));
    Py_XDECREF(_g2py(held));
}

/* ---- names ---- */

/* What is kept for the current interpreter has to be made; past the interpreter's end nothing is kept. */
static PyObject *make_name(HPyName *name)
{
    PyObject *made = PyUnicode_InternFromString(name->utf8);

    if (made != NULL)
        hpy_store_global(&name->global, made);
    return made;
}

PyObject *hpy_load_new_name(HPyName *name)
{
    HPyGlobal global;
    PyObject *kept = NULL;

    global._i = HPY_ATOMIC_LOAD(&name->global._i);
    if (_g_is_shared(global))
        kept = hpy_load_shared_global(global);
    else if (global._i != 0) /* another thread was quicker */
        kept = Py_NewRef(_g2py(global));
    if (kept != NULL && PyUnicode_Check(kept))
        return kept;
    Py_XDECREF(kept);
    return make_name(name);
}

HPy ctx_Name_Get(HPyContext *ctx, HPyName *name)
{
    (void)ctx;
    return _py2h(hpy_load_name(name));
}

/* ---- from one interpreter to several ---- */

/* Move the object in a global to the values of the first interpreter, whose it is. A store that comes between is
 * noticed and moved instead. */
static void share(HPyGlobal *global, Cell *cell, intptr_t *place)
{
    HPyGlobal held;

    do {
        held._i = HPY_ATOMIC_LOAD(&global->_i);
        if (_g_is_shared(held)) /* it is listed twice */
            return;
        *place = held._i;
    } while (!swap(global, held, _cell2g(cell)._i));
}

/* Under the lock. */
static void share_all(HPyGlobals *globals)
{
    size_t i;

    for (i = 0; i < globals->length && !globals->are_shared; i++)
        if (globals->cells[i].globals == globals)
            share(globals->listed[i], &globals->cells[i], &globals->first->objects[i]);
    globals->are_shared = 1;
}

/* The interpreter that has 'values' ends, but lives yet. */
static void end(Values *values)
{
    size_t i;

    hpy_take_lock(&lock_is_held);
    share_all(values->globals);
    hpy_drop_lock(&lock_is_held);
    (void)HPY_ATOMIC_EXCHANGE(&values->interpreter, ENDED);
    for (i = 0; i < values->globals->length; i++)
        Py_XDECREF(_hpy_content_replace(&values->objects[i], NULL));
    (void)HPY_ATOMIC_EXCHANGE(&values->interpreter, FREE);
}

static void end_by_capsule(PyObject *capsule)
{
    Values *values = (Values *)PyCapsule_GetPointer(capsule, VALUES_CAPSULE);
    if (values != NULL)
        end(values);
}

/* Have 'values' ended together with the current interpreter: its dict is cleared behind modules and other objects. */
static int end_with_interpreter(Values *values)
{
    PyObject *dict = PyInterpreterState_GetDict(PyInterpreterState_Get()); /* borrowed; NULL without an exception */
    PyObject *key = dict == NULL ? PyErr_NoMemory() : PyUnicode_FromFormat("hpy.globals.%p", (void *)values->globals);
    PyObject *capsule = key == NULL ? NULL : PyCapsule_New(values, VALUES_CAPSULE, NULL);
    int result = capsule == NULL ? -1 : PyDict_SetItem(dict, key, capsule);

    if (result == 0) /* not before: a failure leaves the end to the caller */
        result = PyCapsule_SetDestructor(capsule, end_by_capsule);
    Py_XDECREF(capsule);
    Py_XDECREF(key);
    return result;
}

/* Give 'interpreter' free values, or the new 'fresh' if there are none. Under the lock. */
static Values *occupy(HPyGlobals *globals, intptr_t interpreter, Values *fresh)
{
    Values **bucket = bucket_of(globals, interpreter);
    Values *values = find(globals, interpreter, FREE);

    if (values == NULL) {
        values = fresh;
        values->globals = globals;
        values->next = *bucket;
        values->interpreter = interpreter;
        (void)HPY_ATOMIC_EXCHANGE(bucket, values);
    } else {
        (void)HPY_ATOMIC_EXCHANGE(&values->interpreter, interpreter);
    }
    if (globals->first == NULL)
        globals->first = values;
    else
        share_all(globals);
    return values;
}

/* Let the current interpreter have its own values, if it has none yet. */
static int enter(HPyGlobals *globals)
{
    intptr_t interpreter = current_interpreter();
    Values *fresh = (Values *)calloc(1, offsetof(Values, objects) + globals->length * sizeof(intptr_t));
    Values *values = NULL;
    int result;

    if (fresh == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    hpy_take_lock(&lock_is_held);
    if (find(globals, interpreter, interpreter) == NULL)
        values = occupy(globals, interpreter, fresh);
    hpy_drop_lock(&lock_is_held);
    if (values != fresh)
        free(fresh);
    if (values == NULL) /* the module was executed here before */
        return 0;
    result = end_with_interpreter(values);
    if (result < 0)
        end(values);
    return result;
}

/* ---- from the definition ---- */

/* The module that was the first to list 'global', or NULL. Under the lock. */
static HPyGlobals *find_holder(const HPyGlobal *global)
{
    HPyGlobals *globals;
    size_t i;

    for (globals = all_globals; globals != NULL; globals = globals->next)
        for (i = 0; i < globals->length; i++)
            if (globals->listed[i] == global && globals->cells[i].globals == globals)
                return globals;
    return NULL;
}

/* Under the lock. */
static void add(HPyGlobals *globals)
{
    size_t i;

    for (i = 0; i < globals->length; i++) {
        HPyGlobals *holder = find_holder(globals->listed[i]);
        globals->cells[i].globals = holder != NULL ? holder : globals;
        globals->cells[i].index = i;
    }
    globals->next = all_globals;
    all_globals = globals;
}

/* What belongs to a list of globals: *known, after it was made; NULL with MemoryError. */
static HPyGlobals *get(HPyGlobal **listed, size_t length, HPyGlobals **known)
{
    HPyGlobals *globals = HPY_ATOMIC_LOAD(known);
    HPyGlobals *fresh;

    if (globals != NULL)
        return globals;
    fresh = (HPyGlobals *)calloc(1, offsetof(HPyGlobals, cells) + length * sizeof(Cell));
    if (fresh == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    fresh->listed = listed;
    fresh->length = length;
    hpy_take_lock(&lock_is_held);
    if (*known == NULL) {
        add(fresh);
        (void)HPY_ATOMIC_EXCHANGE(known, fresh);
    }
    globals = *known;
    hpy_drop_lock(&lock_is_held);
    if (globals != fresh) /* another thread was first */
        free(fresh);
    return globals;
}

int hpy_globals_enter(HPyGlobal **listed, HPyGlobals **known)
{
    HPyGlobals *globals;
    size_t i, length = 0;

    while (listed != NULL && listed[length] != NULL)
        length++;
    if (length == 0)
        return 0;
    globals = get(listed, length, known);
    if (globals == NULL || enter(globals) < 0)
        return -1;
    for (i = 0; i < length; i++)
        if (globals->cells[i].globals != globals && enter(globals->cells[i].globals) < 0)
            return -1;
    return 0;
}
