/* Allocations that fail: a module for CPython that is preloaded too (glibc), so that malloc() is its as well.
 *
 *     watch(name, ...)           objects, by the end of their file's name, whose calls of malloc, calloc and realloc
 *                                count; those of Python's allocators count whoever calls them
 *     spare(function, ...)       functions of Python's, by their names: no allocation fails in what a watched object
 *                                calls by them
 *     run(nth, all, call, args)  call(*args); its nth allocation fails, counted from 0, and with 'all' those after it;
 *                                (result or exception, whether it is a result, failed allocations)
 *     live()                     blocks that Python and the watched objects have at present
 *     failed_at()                who asked for the allocation that failed: frames, as text
 *
 * A process that crashes, or that takes longer than SECONDS for a call, says for which allocation and where.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <dlfcn.h>
#include <execinfo.h>
#include <link.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MOST 16
#define FRAMES 40
#define DEEPEST 400
#define SECONDS 20

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void __libc_free(void *);

static char names[MOST][256];
static int n_names;
static struct { uintptr_t begin, end; } ranges[MOST];
static int n_ranges;
static struct { uintptr_t begin, end; } spared[MOST];
static int n_spared;

static __thread int armed;
static long nth, seen, failed;
static int all;
static atomic_long n_live;
static void *frames[FRAMES];
static int n_frames;
static int n_below; /* frames of run() and what called it */

static int is_watched(const void *caller)
{
    for (int i = 0; i < n_ranges; i++)
        if ((uintptr_t)caller >= ranges[i].begin && (uintptr_t)caller < ranges[i].end)
            return 1;
    return 0;
}

/* Whether a function to be spared stands between a watched object and the allocation. */
static int is_spared(void *const *stack, int n)
{
    int found = 0;

    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n_spared; j++)
            found |= (uintptr_t)stack[i] >= spared[j].begin && (uintptr_t)stack[i] < spared[j].end;
        if (found && is_watched(stack[i]))
            return 1;
    }
    return 0;
}

/* Whether this allocation fails. */
static int due(void)
{
    void *stack[DEEPEST];
    int n;

    if (!armed || (seen > nth && !all))
        return 0;
    n = backtrace(stack, DEEPEST) - n_below;
    if (is_spared(stack, n) || seen++ < nth)
        return 0;
    if (failed++ == 0)
        memcpy(frames, stack, sizeof(stack[0]) * (size_t)(n_frames = n < FRAMES ? n : FRAMES));
    return 1;
}

static void *counted(void *block)
{
    n_live += block != NULL;
    return block;
}

/* ---- C's */

#define IS_WATCHED is_watched(__builtin_return_address(0))

void *malloc(size_t size)
{
    if (!IS_WATCHED)
        return __libc_malloc(size);
    return due() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
    if (!IS_WATCHED)
        return __libc_calloc(n, size);
    return due() ? NULL : counted(__libc_calloc(n, size));
}

void *realloc(void *old, size_t size)
{
    if (!IS_WATCHED)
        return __libc_realloc(old, size);
    if (due())
        return NULL;
    return old == NULL ? counted(__libc_realloc(old, size)) : __libc_realloc(old, size);
}

void free(void *block)
{
    if (block != NULL && IS_WATCHED)
        n_live--;
    __libc_free(block);
}

/* The code of an object that is watched. */
static int add_ranges(struct dl_phdr_info *info, size_t size, void *unused)
{
    for (int i = 0; i < n_names; i++) {
        size_t of_file = strlen(info->dlpi_name), of_name = strlen(names[i]);
        if (of_file < of_name || strcmp(info->dlpi_name + of_file - of_name, names[i]) != 0)
            continue;
        for (int j = 0; j < info->dlpi_phnum && n_ranges < MOST; j++) {
            const ElfW(Phdr) *part = &info->dlpi_phdr[j];
            if (part->p_type != PT_LOAD || !(part->p_flags & PF_X))
                continue;
            ranges[n_ranges].begin = info->dlpi_addr + part->p_vaddr;
            ranges[n_ranges].end = ranges[n_ranges].begin + part->p_memsz;
            n_ranges++;
        }
    }
    return 0;
}

/* ---- Python's: the functions that were there before, for each of the three kinds */

static PyMemAllocatorEx originals[3];

static void *python_malloc(void *original, size_t size)
{
    PyMemAllocatorEx *a = original;
    return due() ? NULL : counted(a->malloc(a->ctx, size));
}

static void *python_calloc(void *original, size_t n, size_t size)
{
    PyMemAllocatorEx *a = original;
    return due() ? NULL : counted(a->calloc(a->ctx, n, size));
}

static void *python_realloc(void *original, void *old, size_t size)
{
    PyMemAllocatorEx *a = original;
    if (due())
        return NULL;
    return old == NULL ? counted(a->realloc(a->ctx, old, size)) : a->realloc(a->ctx, old, size);
}

static void python_free(void *original, void *block)
{
    PyMemAllocatorEx *a = original;
    n_live -= block != NULL;
    a->free(a->ctx, block);
}

static void install(void)
{
    for (int domain = 0; domain < 3; domain++) {
        PyMemAllocatorEx ours = {&originals[domain], python_malloc, python_calloc, python_realloc, python_free};
        PyMem_GetAllocator((PyMemAllocatorDomain)domain, &originals[domain]);
        PyMem_SetAllocator((PyMemAllocatorDomain)domain, &ours);
    }
}

/* ---- the end of a process that crashes */

static void tell(int number)
{
    void *here[FRAMES];
    char text[200];
    int length = snprintf(text, sizeof(text), "signal %d, allocation %ld%s; failed, then crashed at:\n", number, nth,
                          all ? " and all after it" : "");

    armed = 0;
    signal(number, SIG_DFL);
    if (write(2, text, (size_t)length) > 0) {
        backtrace_symbols_fd(frames, n_frames, 2);
        if (write(2, "--\n", 3) > 0)
            backtrace_symbols_fd(here, backtrace(here, FRAMES), 2);
    }
    raise(number == SIGALRM ? SIGKILL : number);
}

static void tell_of_crashes(void)
{
    const int numbers[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGALRM};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        signal(numbers[i], tell);
    backtrace(frames, FRAMES); /* its first call allocates */
}

/* ---- the module */

static PyObject *watch(PyObject *self, PyObject *args)
{
    n_names = 0;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args) && i < MOST; i++) {
        const char *name = PyUnicode_AsUTF8(PyTuple_GET_ITEM(args, i));
        if (name == NULL)
            return NULL;
        snprintf(names[n_names++], sizeof(names[0]), "%s", name);
    }
    Py_RETURN_NONE;
}

static PyObject *spare(PyObject *self, PyObject *args)
{
    n_spared = 0;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args) && n_spared < MOST; i++) {
        const char *name = PyUnicode_AsUTF8(PyTuple_GET_ITEM(args, i));
        void *function = name == NULL ? NULL : dlsym(RTLD_DEFAULT, name);
        ElfW(Sym) *symbol;
        Dl_info info;
        if (name == NULL)
            return NULL;
        if (function == NULL || !dladdr1(function, &info, (void **)&symbol, RTLD_DL_SYMENT) || symbol == NULL)
            continue; /* this Python does not have it */
        spared[n_spared].begin = (uintptr_t)function;
        spared[n_spared++].end = (uintptr_t)function + symbol->st_size;
    }
    Py_RETURN_NONE;
}

static PyObject *run(PyObject *self, PyObject *args)
{
    PyObject *call, *call_args, *result, *type, *value, *traceback;
    void *stack[DEEPEST];

    if (!PyArg_ParseTuple(args, "liOO!", &nth, &all, &call, &PyTuple_Type, &call_args))
        return NULL;
    n_ranges = 0;
    dl_iterate_phdr(add_ranges, NULL);
    seen = failed = n_frames = 0;
    n_below = backtrace(stack, DEEPEST);
    alarm(SECONDS);
    armed = 1;
    result = PyObject_Call(call, call_args, NULL);
    armed = 0;
    alarm(0);
    if ((result != NULL) == (PyErr_Occurred() != NULL)) { /* PyObject_Call does not look in every case */
        PyErr_SetString(PyExc_SystemError, result != NULL ? "result and exception" : "neither result nor exception");
        Py_CLEAR(result);
    }
    if (result != NULL)
        return Py_BuildValue("(NOl)", result, Py_True, failed);
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    return Py_BuildValue("(NOl)", value, Py_False, failed);
}

static PyObject *live(PyObject *self, PyObject *unused)
{
    return PyLong_FromLong(n_live);
}

static PyObject *failed_at(PyObject *self, PyObject *unused)
{
    PyObject *list = PyList_New(0);
    char **texts = backtrace_symbols(frames, n_frames);

    for (int i = 0; list != NULL && texts != NULL && i < n_frames; i++) {
        PyObject *text = PyUnicode_DecodeFSDefault(texts[i]);
        if (text == NULL || PyList_Append(list, text) < 0)
            Py_CLEAR(list);
        Py_XDECREF(text);
    }
    __libc_free(texts);
    return list;
}

static PyMethodDef functions[] = {
    {"watch", watch, METH_VARARGS, NULL},
    {"spare", spare, METH_VARARGS, NULL},
    {"run", run, METH_VARARGS, NULL},
    {"live", live, METH_NOARGS, NULL},
    {"failed_at", failed_at, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "failing_allocations", NULL, -1, functions, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_failing_allocations(void)
{
    PyObject *module = PyModule_Create(&definition);

    if (module != NULL) {
        install();
        tell_of_crashes();
    }
    return module;
}
