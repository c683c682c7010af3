/* locking.c over Python.h: PyGILState_Ensure, a mutex of each version's, a critical section where there is one. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#ifdef _WIN32
#  include <windows.h>
#else
#  include <pthread.h>
#endif

#define COUNT 1000

static long guarded;

#if PY_VERSION_HEX >= 0x030D0000

static PyMutex mutex;
#  define LOCK() PyMutex_Lock(&mutex)
#  define UNLOCK() PyMutex_Unlock(&mutex)

#else

static PyThread_type_lock mutex;
#  define UNLOCK() PyThread_release_lock(mutex)

static void LOCK(void)
{
    if (!PyThread_acquire_lock(mutex, NOWAIT_LOCK)) {
        Py_BEGIN_ALLOW_THREADS
        PyThread_acquire_lock(mutex, WAIT_LOCK);
        Py_END_ALLOW_THREADS
    }
}

#endif

static void enter_often(void)
{
    long i;

    for (i = 0; i < COUNT; i++) {
        PyGILState_STATE state = PyGILState_Ensure();
        guarded += PyErr_Occurred() != NULL;
        PyGILState_Release(state);
    }
}

#ifdef _WIN32

static DWORD WINAPI work(void *unused)
{
    (void)unused;
    enter_often();
    return 0;
}

static void in_a_thread(void)
{
    HANDLE thread = CreateThread(NULL, 0, work, NULL, 0, NULL);

    if (thread != NULL) {
        WaitForSingleObject(thread, INFINITE);
        CloseHandle(thread);
    }
}

#else

static void *work(void *unused)
{
    enter_often();
    return unused;
}

static void in_a_thread(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, work, NULL) == 0)
        pthread_join(thread, NULL);
}

#endif

static PyObject *enter_foreign(PyObject *self, PyObject *no_args)
{
    (void)self;
    (void)no_args;
    Py_BEGIN_ALLOW_THREADS
    in_a_thread();
    Py_END_ALLOW_THREADS
    return PyLong_FromLong(guarded);
}

static PyObject *enter_left(PyObject *self, PyObject *no_args)
{
    (void)self;
    (void)no_args;
    Py_BEGIN_ALLOW_THREADS
    enter_often();
    Py_END_ALLOW_THREADS
    return PyLong_FromLong(guarded);
}

static PyObject *enter_nested(PyObject *self, PyObject *no_args)
{
    (void)self;
    (void)no_args;
    enter_often();
    return PyLong_FromLong(guarded);
}

static PyObject *lock(PyObject *self, PyObject *no_args)
{
    long i;

    (void)self;
    (void)no_args;
    for (i = 0; i < COUNT; i++) {
        LOCK();
        guarded++;
        UNLOCK();
    }
    return PyLong_FromLong(guarded);
}

static PyObject *section(PyObject *self, PyObject *obj)
{
    long i;

    (void)self;
    (void)obj;
    for (i = 0; i < COUNT; i++) {
#if PY_VERSION_HEX >= 0x030D0000
        Py_BEGIN_CRITICAL_SECTION(obj);
#endif
        guarded += PyErr_Occurred() != NULL;
#if PY_VERSION_HEX >= 0x030D0000
        Py_END_CRITICAL_SECTION();
#endif
    }
    Py_RETURN_NONE;
}

static PyMethodDef locking_methods[] = {
    {"enter_foreign", enter_foreign, METH_NOARGS, NULL},
    {"enter_left", enter_left, METH_NOARGS, NULL},
    {"enter_nested", enter_nested, METH_NOARGS, NULL},
    {"lock", lock, METH_NOARGS, NULL},
    {"section", section, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static int locking_exec(PyObject *module)
{
    (void)module;
#if PY_VERSION_HEX < 0x030D0000
    if (mutex == NULL)
        mutex = PyThread_allocate_lock();
    if (mutex == NULL) {
        PyErr_NoMemory();
        return -1;
    }
#endif
    return 0;
}

static PyModuleDef_Slot locking_slots[] = {
    {Py_mod_exec, (void *)locking_exec},
    {0, NULL},
};

static struct PyModuleDef locking_def = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "locking_native",
    .m_doc = "Threads and locks, for measuring",
    .m_methods = locking_methods,
    .m_slots = locking_slots,
};

#if PY_VERSION_HEX < 0x03090000 && defined(__GNUC__)  /* PyMODINIT_FUNC did not export by itself */
__attribute__((visibility("default")))
#endif
PyMODINIT_FUNC PyInit_locking_native(void)
{
    return PyModuleDef_Init(&locking_def);
}
