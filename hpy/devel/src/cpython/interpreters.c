/* HPyInterpreter: how a thread without a context gets into an interpreter, or is told that it has ended.
 *
 *     HPyInterpreter ──► Interpreter ◄── capsule in the interpreter's dict, which says when the interpreter is gone
 *
 * Until CPython 3.15 nothing keeps a thread out of an interpreter that ends: it would never come back. So each
 * interpreter has a gate, which a function registered with atexit closes; that waits for the threads inside, as CPython
 * 3.15 does by itself afterwards. Threads that run Python code already cannot be cut off, and pass beside it. Those
 * that have left Python for a while are counted only while they come back: they are somebody's who waits for them, or
 * daemons, whom nobody waits for. */
#include "host.h"
#include "threads.h"

#define CAPSULE "hpy.interpreter"

/* An interpreter of CPython 3.13 may be without any thread's state. The first one lies inside the interpreter, and is cleared
 * for the next use after it was deleted and without the GIL: to make one in between is fatal. So one more is kept. */
#define KEEPS_A_STATE (PY_VERSION_HEX >= 0x030D0000 && PY_VERSION_HEX < 0x030E0000)

/* One for each interpreter, and each extension of the CPython ABI. */
typedef struct {
    const HPyInterpreterFunctions *functions; /* first */
    HPyContext *ctx;
    PyInterpreterState *state;
    intptr_t references; /* the capsule has one */
    intptr_t has_ended;  /* 'state' may be freed */
    intptr_t n_prepared; /* steps of prepare() that are done */
#if PY_VERSION_HEX >= 0x030F0000
    PyInterpreterView *view;
    intptr_t is_closed;
#else
    intptr_t gate; /* CLOSED, and THREAD for each thread inside */
#endif
#if KEEPS_A_STATE
    PyThreadState *kept; /* of no thread; NULL in the main interpreter */
#endif
} Interpreter;

/* How the words of a token are used. */
enum { KIND, OWNER, STATE, BEFORE };

/* What became of a thread's state at HPyThread_Enter. */
enum {
    NOT_INSIDE,
    BESIDE,   /* nothing: Python code of the interpreter was running */
    RESUMED,  /* the thread had one, and had left Python */
    SWITCHED, /* it had one, but ran another interpreter's code */
    MADE
};

static intptr_t n_interpreters; /* that were ever seen */

static Interpreter *interpreter_of(HPyInterpreter interp)
{
    return (Interpreter *)interp._i;
}

/* module.name(function), or module.name(**{keyword: function}) */
static int hand_over(PyObject *function, const char *module, const char *name, const char *keyword)
{
    PyObject *imported = PyImport_ImportModule(module);
    PyObject *registering = imported == NULL ? NULL : PyObject_GetAttrString(imported, name);
    PyObject *args = registering == NULL ? NULL : keyword == NULL ? PyTuple_Pack(1, function) : PyTuple_New(0);
    PyObject *kw = args == NULL || keyword == NULL ? NULL : Py_BuildValue("{sO}", keyword, function);
    PyObject *result = args == NULL || (kw == NULL && keyword != NULL) ? NULL : PyObject_Call(registering, args, kw);

    Py_XDECREF(kw);
    Py_XDECREF(args);
    Py_XDECREF(registering);
    Py_XDECREF(imported);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

/* The same with a function that gets the capsule. */
static int hand_over_new(PyMethodDef *def, PyObject *capsule, const char *module, const char *name,
                         const char *keyword)
{
    PyObject *function = PyCFunction_New(def, capsule);
    int result = function == NULL ? -1 : hand_over(function, module, name, keyword);

    Py_XDECREF(function);
    return result;
}

static int is_at(Interpreter *interpreter, intptr_t step)
{
    return HPY_ATOMIC_LOAD(&interpreter->n_prepared) == step;
}

/* Go on to the next step of prepare() if this one is done. */
static void step(Interpreter *interpreter, intptr_t at, int result)
{
    if (result == 0)
        (void)HPY_ATOMIC_SWAP(&interpreter->n_prepared, at, at + 1);
}

/* The state with which the thread runs Python code now, or NULL. */
static PyThreadState *running_state(void)
{
    PyThreadState *running = PyThreadState_GetUnchecked();

#if PY_VERSION_HEX < 0x030C0000
    /* That of any thread: whether it is this one's must be found out. A thread that has run code of several interpreters
     * has further states, which nothing tells but the state itself. In another thread it might end at this moment, so it
     * is looked at only where it may be one of those. */
    PyThreadState *own = PyGILState_GetThisThreadState();

    if (running != own && running != NULL
            && (own == NULL || HPY_ATOMIC_LOAD(&n_interpreters) < 2
                || running->thread_id != PyThread_get_thread_ident()))
        running = NULL;
#endif
    return running;
}

#if PY_VERSION_HEX >= 0x030F0000 /* CPython does it all, and guards the interpreter */

#define N_STEPS 2

/* CPython waits for a moment in which no thread is inside, which may never come: so nobody else gets in. */
static PyObject *close_gate(PyObject *capsule, PyObject *no_args)
{
    Interpreter *interpreter = (Interpreter *)PyCapsule_GetPointer(capsule, CAPSULE);

    (void)no_args;
    if (interpreter == NULL)
        return NULL;
    (void)HPY_ATOMIC_EXCHANGE(&interpreter->is_closed, 1);
    return Py_NewRef(Py_None);
}

static PyMethodDef at_exit = {"close_gate", close_gate, METH_NOARGS, NULL};

static int keep_view(Interpreter *interpreter)
{
    PyInterpreterView *view = PyInterpreterView_FromCurrent();

    if (view != NULL && !HPY_ATOMIC_SWAP(&interpreter->view, NULL, view)) /* another thread was faster */
        PyInterpreterView_Close(view);
    return view == NULL ? -1 : 0;
}

static void prepare(Interpreter *interpreter, PyObject *capsule)
{
    if (is_at(interpreter, 0))
        step(interpreter, 0, keep_view(interpreter));
    if (is_at(interpreter, 1))
        step(interpreter, 1, hand_over_new(&at_exit, capsule, "atexit", "register", NULL));
}

static void end(Interpreter *interpreter)
{
    (void)HPY_ATOMIC_EXCHANGE(&interpreter->has_ended, 1);
}

static void release(Interpreter *interpreter)
{
    if (interpreter->view != NULL)
        PyInterpreterView_Close(interpreter->view);
    free(interpreter);
}

static int go_in(Interpreter *interpreter, PyThreadState *running, HPyThreadToken *token)
{
    PyThreadStateToken *state;

    if (HPY_ATOMIC_LOAD(&interpreter->is_closed))
        return -1;
    token->_i[KIND] = running == NULL && PyGILState_GetThisThreadState() == NULL ? MADE : RESUMED;
    state = PyThreadState_EnsureFromView(interpreter->view);
    token->_i[STATE] = (intptr_t)state;
    return state == NULL ? -1 : 0;
}

static void go_out(Interpreter *interpreter, const HPyThreadToken *token)
{
    (void)interpreter;
    PyThreadState_Release((PyThreadStateToken *)token->_i[STATE]);
}

#else

#if KEEPS_A_STATE

static void delete_state(PyThreadState *state)
{
    PyThreadState_Clear(state);
    PyThreadState_Delete(state);
}

static int keep_state(Interpreter *interpreter)
{
    PyThreadState *state;

    if (interpreter->state == PyInterpreterState_Main())
        return 0;
    state = PyThreadState_New(interpreter->state);
    if (state == NULL)
        PyErr_NoMemory();
    else if (!HPY_ATOMIC_SWAP(&interpreter->kept, NULL, state)) /* another thread was faster */
        delete_state(state);
    return state == NULL ? -1 : 0;
}

/* Before the interpreter ends: it may have no other state than the one that ends it. */
static void let_state_go(Interpreter *interpreter)
{
    PyThreadState *kept = interpreter->kept;

    interpreter->kept = NULL;
    if (kept != NULL)
        delete_state(kept);
}

#else

static int keep_state(Interpreter *interpreter)
{
    (void)interpreter;
    return 0;
}

static void let_state_go(Interpreter *interpreter)
{
    (void)interpreter;
}

#endif

/* ---- the gate ---- */

enum { CLOSED = 1, THREAD = 2 };

/* How often the thread has passed gates: it does not wait for itself when Python ends inside. */
static HPY_THREAD_LOCAL intptr_t n_passed;

/* Whether the thread may go in, and is counted. */
static int pass(Interpreter *interpreter)
{
    intptr_t gate;

    do {
        gate = HPY_ATOMIC_LOAD(&interpreter->gate);
        if (gate & CLOSED)
            return 0;
    } while (!HPY_ATOMIC_SWAP(&interpreter->gate, gate, gate + THREAD));
    n_passed++;
    return 1;
}

static void pass_back(Interpreter *interpreter)
{
    n_passed--;
    (void)HPY_ATOMIC_ADD(&interpreter->gate, -THREAD);
}

static void shut(Interpreter *interpreter)
{
    intptr_t gate;

    do
        gate = HPY_ATOMIC_LOAD(&interpreter->gate);
    while (!(gate & CLOSED) && !HPY_ATOMIC_SWAP(&interpreter->gate, gate, gate | CLOSED));
}

static int others_are_inside(const Interpreter *interpreter)
{
    return HPY_ATOMIC_LOAD(&interpreter->gate) / THREAD > n_passed;
}

/* Let other threads run for a moment. 'lock' is locked; NULL: no memory for one. */
static void wait_a_moment(PyThread_type_lock lock)
{
    Py_BEGIN_ALLOW_THREADS
    if (lock != NULL)
        (void)PyThread_acquire_lock_timed(lock, 1000, 0);
    Py_END_ALLOW_THREADS
}

/* Called when the interpreter ends. Ctrl-C breaks the wait: those inside get nowhere then, as without the gate. */
static PyObject *close_gate(PyObject *capsule, PyObject *no_args)
{
    Interpreter *interpreter = (Interpreter *)PyCapsule_GetPointer(capsule, CAPSULE);
    PyThread_type_lock lock = interpreter == NULL ? NULL : PyThread_allocate_lock();
    int result = interpreter == NULL ? -1 : 0;

    (void)no_args;
    if (lock != NULL)
        (void)PyThread_acquire_lock(lock, WAIT_LOCK);
    if (result == 0)
        shut(interpreter);
    while (result == 0 && others_are_inside(interpreter)) {
        wait_a_moment(lock);
        result = PyErr_CheckSignals();
    }
    if (interpreter != NULL)
        let_state_go(interpreter);
    if (lock != NULL) {
        PyThread_release_lock(lock);
        PyThread_free_lock(lock);
    }
    return result < 0 ? NULL : Py_NewRef(Py_None);
}

/* In the child of a fork its one thread is alone. */
static PyObject *count_anew(PyObject *capsule, PyObject *no_args)
{
    Interpreter *interpreter = (Interpreter *)PyCapsule_GetPointer(capsule, CAPSULE);

    (void)no_args;
    if (interpreter == NULL)
        return NULL;
    interpreter->gate = (interpreter->gate & CLOSED) + n_passed * THREAD;
    return Py_NewRef(Py_None);
}

static PyMethodDef at_exit = {"close_gate", close_gate, METH_NOARGS, NULL};
static PyMethodDef after_fork = {"count_anew", count_anew, METH_NOARGS, NULL};

#define N_STEPS 3

/* Systems without fork lack the last function. */
static int hand_over_after_fork(PyObject *capsule)
{
    int result = hand_over_new(&after_fork, capsule, "os", "register_at_fork", "after_in_child");

    if (result < 0 && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        result = 0;
    }
    return result;
}

static void prepare(Interpreter *interpreter, PyObject *capsule)
{
    if (is_at(interpreter, 0))
        step(interpreter, 0, keep_state(interpreter));
    if (is_at(interpreter, 1))
        step(interpreter, 1, hand_over_new(&at_exit, capsule, "atexit", "register", NULL));
    if (is_at(interpreter, 2))
        step(interpreter, 2, hand_over_after_fork(capsule));
    if (Py_IsFinalizing())
        shut(interpreter);
}

static void end(Interpreter *interpreter)
{
    shut(interpreter);
    let_state_go(interpreter);
    (void)HPY_ATOMIC_EXCHANGE(&interpreter->has_ended, 1);
}

static void release(Interpreter *interpreter)
{
    free(interpreter);
}

/* ---- the state of a thread ---- */

/* Have the thread run the interpreter's code, with a state that it has or a new one. 0, or -1 without memory. */
static int attach(Interpreter *interpreter, PyThreadState *running, PyThreadState *own, HPyThreadToken *token)
{
    PyThreadState *state = own;

    token->_i[KIND] = SWITCHED;
    if (state == NULL || state->interp != interpreter->state) {
        token->_i[KIND] = MADE;
        state = PyThreadState_New(interpreter->state);
        if (state == NULL)
            return -1;
    }
    token->_i[STATE] = (intptr_t)state;
    token->_i[BEFORE] = (intptr_t)running;
    if (running != NULL)
        (void)PyThreadState_Swap(state);
    else
        PyEval_RestoreThread(state);
    return 0;
}

static void detach(const HPyThreadToken *token)
{
    PyThreadState *state = (PyThreadState *)token->_i[STATE];
    PyThreadState *before = (PyThreadState *)token->_i[BEFORE];

    if (token->_i[KIND] == MADE)
        PyThreadState_Clear(state);
    if (before == NULL) { /* a new one */
        PyThreadState_DeleteCurrent();
        return;
    }
    (void)PyThreadState_Swap(before);
    if (token->_i[KIND] == MADE)
        PyThreadState_Delete(state);
}

/* The thread's own state is asked for inside the gate: as soon as that is closed, Python's end may free it, and CPython's
 * record of them. */
static int go_in(Interpreter *interpreter, PyThreadState *running, HPyThreadToken *token)
{
    PyThreadState *own;
    int result = 0;

    if (!pass(interpreter))
        return -1;
    own = PyGILState_GetThisThreadState();
    if (running == NULL && own != NULL && own->interp == interpreter->state) {
        token->_i[KIND] = RESUMED;
        PyEval_RestoreThread(own);
    } else {
        result = attach(interpreter, running, own, token);
    }
    if (result < 0 || token->_i[KIND] == RESUMED)
        pass_back(interpreter);
    return result;
}

static void go_out(Interpreter *interpreter, const HPyThreadToken *token)
{
    if (token->_i[KIND] == RESUMED) {
        (void)PyEval_SaveThread();
        return;
    }
    detach(token);
    pass_back(interpreter);
}

#endif

/* ---- entering and leaving ---- */

static HPyContext *enter(HPyInterpreter interp, HPyThreadToken *token)
{
    Interpreter *interpreter = interpreter_of(interp);
    PyThreadState *running;

    token->_i[KIND] = NOT_INSIDE;
    token->_i[OWNER] = interp._i;
    if (HPY_ATOMIC_LOAD(&interpreter->has_ended))
        return NULL;
    running = running_state();
    if (_HPy_LIKELY(running != NULL) && running->interp == interpreter->state) {
        token->_i[KIND] = BESIDE;
    } else if (go_in(interpreter, running, token) < 0) {
        token->_i[KIND] = NOT_INSIDE;
        return NULL;
    }
    return interpreter->ctx;
}

HPyAPI_IMPL void ctx_Thread_Exit(HPyContext *ctx, HPyThreadToken *token)
{
    intptr_t kind = token->_i[KIND];
    HPyThreadToken left;

    (void)ctx;
    if (kind == NOT_INSIDE)
        Py_FatalError("HPyThread_Exit: nothing was entered with this token");
    if (kind == BESIDE) {
        token->_i[KIND] = NOT_INSIDE;
        return;
    }
    if (kind == MADE && PyErr_Occurred()) /* nobody else would see it */
        PyErr_WriteUnraisable(NULL);
    left = *token;
    token->_i[KIND] = NOT_INSIDE;
    go_out((Interpreter *)left._i[OWNER], &left);
}

/* ---- references ---- */

static HPyInterpreter dup_reference(HPyInterpreter interp)
{
    (void)HPY_ATOMIC_ADD(&interpreter_of(interp)->references, 1);
    return interp;
}

static void close_reference(HPyInterpreter interp)
{
    Interpreter *interpreter = interpreter_of(interp);

    if (HPY_ATOMIC_ADD(&interpreter->references, -1) == 0)
        release(interpreter);
}

static const HPyInterpreterFunctions functions = {sizeof(functions), enter, dup_reference, close_reference};

static HPyInterpreter reference_to(Interpreter *interpreter)
{
    HPyInterpreter interp = HPyInterpreter_NULL;

    interp._i = (intptr_t)interpreter;
    return interp;
}

/* ---- one for each interpreter ---- */

static void end_by_capsule(PyObject *capsule)
{
    Interpreter *interpreter = (Interpreter *)PyCapsule_GetPointer(capsule, CAPSULE);

    if (interpreter == NULL)
        return;
    end(interpreter);
    close_reference(reference_to(interpreter));
}

/* A capsule with what stands for the current interpreter; NULL with an exception set. */
static PyObject *new_capsule(HPyContext *ctx)
{
    Interpreter *interpreter = (Interpreter *)calloc(1, sizeof(*interpreter));
    PyObject *capsule;

    if (interpreter == NULL)
        return PyErr_NoMemory();
    interpreter->functions = &functions;
    interpreter->ctx = ctx;
    interpreter->state = PyInterpreterState_Get();
    interpreter->references = 1;
    capsule = PyCapsule_New(interpreter, CAPSULE, end_by_capsule);
    if (capsule == NULL)
        release(interpreter);
    return capsule;
}

/* The capsule of the current interpreter: borrowed from 'dict', in which it is put if it is not there. */
static PyObject *find_capsule(HPyContext *ctx, PyObject *dict, PyObject *key)
{
    PyObject *known = PyDict_GetItemWithError(dict, key);
    PyObject *fresh;

    if (known != NULL || PyErr_Occurred())
        return known;
    fresh = new_capsule(ctx);
    if (fresh == NULL)
        return NULL;
    known = PyDict_SetDefault(dict, key, fresh); /* another thread may have been faster */
    if (known == fresh)
        (void)HPY_ATOMIC_ADD(&n_interpreters, 1);
    Py_DECREF(fresh);
    return known;
}

/* Whether all that an interpreter needs is done. What fails, as memory is short, is done at the next call: the functions
 * that are registered stay. Two threads may do the same, which harms nobody. */
static int is_prepared(Interpreter *interpreter, PyObject *capsule)
{
    if (!is_at(interpreter, N_STEPS))
        prepare(interpreter, capsule);
    return is_at(interpreter, N_STEPS);
}

HPyAPI_IMPL HPyInterpreter ctx_Interpreter_Get(HPyContext *ctx)
{
    PyObject *dict = PyInterpreterState_GetDict(PyInterpreterState_Get()); /* borrowed; NULL without an exception */
    PyObject *key =
        dict == NULL ? PyErr_NoMemory() : PyUnicode_FromFormat("hpy.interpreter.%p", (void *)&n_interpreters);
    PyObject *capsule = key == NULL ? NULL : find_capsule(ctx, dict, key);
    Interpreter *interpreter = capsule == NULL ? NULL : (Interpreter *)PyCapsule_GetPointer(capsule, CAPSULE);

    Py_XDECREF(key);
    if (interpreter != NULL && !is_prepared(interpreter, capsule))
        interpreter = NULL;
    return interpreter == NULL ? HPyInterpreter_NULL : dup_reference(reference_to(interpreter));
}
