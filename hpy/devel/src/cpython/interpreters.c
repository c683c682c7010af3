/* HPyInterpreter: how a thread without a context gets into an interpreter, or is told that it has ended.
 *
 *     HPyInterpreter ──► Interpreter ◄── capsule in the interpreter's dict, which says when the interpreter is gone
 *
 * Until CPython 3.15 nothing keeps a thread out of an interpreter that ends: it would never come back. So each
 * interpreter has a gate, which a function registered with atexit closes; that waits for the threads inside, as CPython
 * 3.15 does by itself. Threads that run Python code already cannot be cut off, and pass beside it. */
#include "host.h"
#include "threads.h"

#define CAPSULE "hpy.interpreter"

/* One for each interpreter, and each extension of the CPython ABI. */
typedef struct {
    const HPyInterpreterFunctions *functions; /* first */
    HPyContext *ctx;
    PyInterpreterState *state;
    intptr_t references; /* the capsule has one */
    intptr_t has_ended;  /* 'state' may be freed */
#if PY_VERSION_HEX >= 0x030F0000
    PyInterpreterView *view;
#else
    intptr_t gate; /* CLOSED, and THREAD for each thread inside */
#endif
} Interpreter;

/* How the words of a token are used. */
enum { KIND, OWNER, STATE, BEFORE };

/* What became of a thread's state at HPyThread_Enter. */
enum {
    NOT_INSIDE,
    BESIDE,  /* nothing: Python code of the interpreter was running */
    RESUMED, /* the thread had one, and had left Python, or ran another interpreter's code */
    MADE
};

static intptr_t n_interpreters; /* that were ever seen */

static Interpreter *interpreter_of(HPyInterpreter interp)
{
    return (Interpreter *)interp._i;
}

#if PY_VERSION_HEX >= 0x030F0000 /* CPython does it all, and guards the interpreter */

static int prepare(Interpreter *interpreter, PyObject *capsule)
{
    (void)capsule;
    interpreter->view = PyInterpreterView_FromCurrent();
    return interpreter->view == NULL ? -1 : 0;
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

static PyThreadState *current_state(void)
{
    return PyThreadState_GetUnchecked();
}

static int go_in(Interpreter *interpreter, PyThreadState *current, HPyThreadToken *token)
{
    int has_state = current != NULL || PyGILState_GetThisThreadState() != NULL;
    PyThreadStateToken *state = PyThreadState_EnsureFromView(interpreter->view);

    token->_i[KIND] = has_state ? RESUMED : MADE;
    token->_i[STATE] = (intptr_t)state;
    return state == NULL ? -1 : 0;
}

static void go_out(Interpreter *interpreter, const HPyThreadToken *token)
{
    (void)interpreter;
    PyThreadState_Release((PyThreadStateToken *)token->_i[STATE]);
}

#else

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

/* Systems without fork lack the second function. */
static int prepare(Interpreter *interpreter, PyObject *capsule)
{
    PyObject *exiting = PyCFunction_New(&at_exit, capsule);
    PyObject *forked = exiting == NULL ? NULL : PyCFunction_New(&after_fork, capsule);
    int result = forked == NULL ? -1 : hand_over(exiting, "atexit", "register", NULL);

    if (result == 0)
        result = hand_over(forked, "os", "register_at_fork", "after_in_child");
    if (result < 0 && forked != NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        result = 0;
    }
    if (Py_IsFinalizing())
        shut(interpreter);
    Py_XDECREF(forked);
    Py_XDECREF(exiting);
    return result;
}

static void end(Interpreter *interpreter)
{
    shut(interpreter);
    (void)HPY_ATOMIC_EXCHANGE(&interpreter->has_ended, 1);
}

static void release(Interpreter *interpreter)
{
    free(interpreter);
}

/* ---- the state of a thread ---- */

/* The one with which the thread runs Python code now, or NULL. */
static PyThreadState *current_state(void)
{
    PyThreadState *current = PyThreadState_GetUnchecked();
#if PY_VERSION_HEX < 0x030C0000 /* that of any thread: whether it is this one's must be found out */
    PyThreadState *own = PyGILState_GetThisThreadState();

    if (current == NULL || current == own)
        return current;
    /* A thread that has run code of several interpreters has further states, which nothing tells but the state itself.
     * In another thread it might end at this moment, so it is looked at only where it may be one of those. */
    if (own == NULL || HPY_ATOMIC_LOAD(&n_interpreters) < 2 || current->thread_id != PyThread_get_thread_ident())
        return NULL;
#endif
    return current;
}

/* Have the thread run the interpreter's code, with a state that it has or a new one. 0, or -1 without memory. */
static int attach(Interpreter *interpreter, PyThreadState *current, HPyThreadToken *token)
{
    PyThreadState *state = PyGILState_GetThisThreadState();

    token->_i[KIND] = RESUMED;
    if (state == NULL || PyThreadState_GetInterpreter(state) != interpreter->state) {
        token->_i[KIND] = MADE;
        state = PyThreadState_New(interpreter->state);
        if (state == NULL)
            return -1;
    }
    token->_i[STATE] = (intptr_t)state;
    token->_i[BEFORE] = (intptr_t)current;
    if (current != NULL)
        (void)PyThreadState_Swap(state);
    else
        PyEval_RestoreThread(state);
    return 0;
}

static void detach(const HPyThreadToken *token)
{
    PyThreadState *state = (PyThreadState *)token->_i[STATE];
    PyThreadState *before = (PyThreadState *)token->_i[BEFORE];
    int is_new = token->_i[KIND] == MADE;

    if (is_new)
        PyThreadState_Clear(state);
    if (before != NULL)
        (void)PyThreadState_Swap(before);
    else if (is_new)
        PyThreadState_DeleteCurrent();
    else
        (void)PyEval_SaveThread();
    if (before != NULL && is_new)
        PyThreadState_Delete(state);
}

static int go_in(Interpreter *interpreter, PyThreadState *current, HPyThreadToken *token)
{
    if (!pass(interpreter))
        return -1;
    if (attach(interpreter, current, token) == 0)
        return 0;
    pass_back(interpreter);
    return -1;
}

static void go_out(Interpreter *interpreter, const HPyThreadToken *token)
{
    detach(token);
    pass_back(interpreter);
}

#endif

/* ---- entering and leaving ---- */

static HPyContext *enter(HPyInterpreter interp, HPyThreadToken *token)
{
    Interpreter *interpreter = interpreter_of(interp);
    PyThreadState *current = current_state();

    memset(token, 0, sizeof(*token));
    if (HPY_ATOMIC_LOAD(&interpreter->has_ended))
        return NULL;
    token->_i[OWNER] = interp._i;
    if (current != NULL && PyThreadState_GetInterpreter(current) == interpreter->state) {
        token->_i[KIND] = BESIDE;
    } else if (go_in(interpreter, current, token) < 0) {
        token->_i[KIND] = NOT_INSIDE;
        return NULL;
    }
    return interpreter->ctx;
}

HPyAPI_IMPL void ctx_Thread_Exit(HPyContext *ctx, HPyThreadToken *token)
{
    HPyThreadToken left = *token;

    (void)ctx;
    token->_i[KIND] = NOT_INSIDE;
    if (left._i[KIND] == NOT_INSIDE)
        Py_FatalError("HPyThread_Exit: nothing was entered with this token");
    if (left._i[KIND] == BESIDE)
        return;
    if (left._i[KIND] == MADE && PyErr_Occurred()) /* nobody else would see it */
        PyErr_WriteUnraisable(NULL);
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
    else if (prepare(interpreter, capsule) < 0)
        Py_CLEAR(capsule);
    else
        (void)HPY_ATOMIC_ADD(&n_interpreters, 1);
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
    Py_DECREF(fresh);
    return known;
}

HPyAPI_IMPL HPyInterpreter ctx_Interpreter_Get(HPyContext *ctx)
{
    PyObject *dict = PyInterpreterState_GetDict(PyInterpreterState_Get()); /* borrowed; NULL without an exception */
    PyObject *key = dict == NULL ? PyErr_NoMemory() : PyUnicode_FromFormat("hpy.interpreter.%p", (void *)&n_interpreters);
    PyObject *capsule = key == NULL ? NULL : find_capsule(ctx, dict, key);
    Interpreter *interpreter = capsule == NULL ? NULL : (Interpreter *)PyCapsule_GetPointer(capsule, CAPSULE);

    Py_XDECREF(key);
    return interpreter == NULL ? HPyInterpreter_NULL : dup_reference(reference_to(interpreter));
}
