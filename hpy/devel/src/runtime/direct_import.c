/* The entry point by which Python's own importer finds a universal or hybrid binary (PyInit_NAME, see
 * HPy_MODINIT): it makes a module definition whose two phases are handed over to hpy.universal.
 *
 * A universal binary is not linked against any Python, so every function is looked up in the running process, and
 * nothing here knows the layout of a Python object beyond the size of its head, which that Python tells. The
 * look-up is repeated for each use: these few functions run once per import, and nothing stays behind that a
 * second thread or interpreter could find half done. */
#ifndef HPY_ABI_CPYTHON
#  include "os_symbols.h" /* first, since it asks the system's headers for more than ISO C has */
#endif
#include "runtime.h"

#ifndef HPY_ABI_CPYTHON

#include <stdio.h>
#include "os_atomic.h"

typedef cpy_PyObject Object;

#define PYTHON_FUNCTIONS(F) \
    F(void, set_error, (Object *type, const char *message), "PyErr_SetString") \
    F(int, error_is, (Object *type), "PyErr_ExceptionMatches") \
    F(void, clear_error, (void), "PyErr_Clear") \
    F(Object *, no_memory, (void), "PyErr_NoMemory") \
    F(const char *, version, (void), "Py_GetVersion") \
    F(void *, def_init, (void *def), "PyModuleDef_Init") \
    F(void *, def_of, (Object *module), "PyModule_GetDef") \
    F(Object *, import, (const char *name), "PyImport_ImportModule") \
    F(Object *, get_attr, (Object *o, const char *name), "PyObject_GetAttrString") \
    F(Object *, call, (Object *callable, ...), "PyObject_CallFunctionObjArgs") \
    F(HPy_ssize_t, as_ssize, (Object *o), "PyLong_AsSsize_t") \
    F(Object *, new_str, (const char *utf8), "PyUnicode_FromString") \
    F(Object *, new_dict, (void), "PyDict_New") \
    F(int, set_item, (Object *dict, const char *key, Object *value), "PyDict_SetItemString") \
    F(Object *, new_capsule, (void *pointer, const char *name, void (*destructor)(Object *)), "PyCapsule_New") \
    F(void, decref, (Object *o), "Py_DecRef")

/* What of the running Python is needed here. */
typedef struct {
#define DECLARE(RESULT, FIELD, ARGUMENTS, NAME) RESULT (*FIELD) ARGUMENTS;
    PYTHON_FUNCTIONS(DECLARE)
#undef DECLARE
    Object **import_error;
    Object **attribute_error;
    int is_pypy;
} Python;

#define DEF_WORDS 11 /* of a PyModuleDef after its head: init function, index, copy, name … free */
#define DEF_NAME 3
#define DEF_SLOTS 7
#define HEAD_WORDS_MAX 16

/* The definition that CPython wants, with what it points to. */
typedef struct {
    const HPyModuleEntry *entry;
    struct {
        int id;
        void *value;
    } slots[5];
    void *def[HEAD_WORDS_MAX + DEF_WORDS];
} State;

/* Py_mod_create, Py_mod_exec; Py_mod_multiple_interpreters since CPython 3.12, Py_mod_gil since 3.13 */
enum { SLOT_CREATE = 1, SLOT_EXEC = 2, SLOT_INTERPRETERS = 3, SLOT_GIL = 4 };

/* ---- finding Python ---- */

/* Store the address of 'name' at 'result'; whether there is one. PyPy says PyPyErr_Clear and PyPy_DecRef. */
static int find(OsPython lib, const char *name, void *result)
{
    char pypy_name[64];
    void *found;
    os_find_symbol(lib, name, result);
    memcpy(&found, result, sizeof(found));
    if (found != NULL)
        return 1;
    snprintf(pypy_name, sizeof(pypy_name), "PyPy%s", name + 2);
    os_find_symbol(lib, pypy_name, result);
    memcpy(&found, result, sizeof(found));
    return found != NULL;
}

static int missing(const Python *py, const char *module, const char *name)
{
    char message[320];
    if (py->set_error == NULL || py->import_error == NULL)
        return -1; /* nothing to say it with */
    snprintf(message, sizeof(message), "cannot import '%.200s': this Python has no %s", module, name);
    py->set_error(*py->import_error, message);
    return -1;
}

/* Fill 'py'; -1 with an exception set, if there is a way to set one. */
static int find_python(Python *py, const char *module)
{
    OsPython lib = os_python();
    void *found;

    memset(py, 0, sizeof(*py));
    find(lib, "PyErr_SetString", &py->set_error); /* first the means to report the absence of others */
    if (!find(lib, "PyExc_ImportError", &py->import_error))
        return missing(py, module, "PyExc_ImportError");
    if (!find(lib, "PyExc_AttributeError", &py->attribute_error))
        return missing(py, module, "PyExc_AttributeError");
#define FIND(RESULT, FIELD, ARGUMENTS, NAME) \
    if (!find(lib, NAME, &py->FIELD)) \
        return missing(py, module, NAME);
    PYTHON_FUNCTIONS(FIND)
#undef FIND
    os_find_symbol(lib, "PyPyModuleDef_Init", &found);
    py->is_pypy = found != NULL;
    return 0;
}

/* ---- handing over to hpy.universal ---- */

/* Says what is there in place of the hpy that 'name' needs. It looks again, in Python, because that is the short
 * way to a message with all the details; it is run only after looking in C has failed. */
static const char EXPLAIN[] =
    "cause = version = None\n"
    "try:\n"
    "    import hpy.universal\n"
    "    version = getattr(hpy.universal, 'get_version', lambda: ('of an unknown version',))()[0]\n"
    "    found = 'hpy %s is installed, which is too old' % version\n"
    "except ImportError as error:\n"
    "    cause = error\n"
    "    found = 'the installed hpy cannot be imported (%s)' % error\n"
    "    if isinstance(error, ModuleNotFoundError) and error.name == 'hpy':\n"
    "        found = 'hpy is not installed'\n"
    "name = getattr(subject, 'name', short_name)\n"
    "message = '%s needs hpy>=%s: %s; run: pip install \"hpy>=%s\"' % (name, needed, found, needed)\n"
    "import sys\n"
    "if '_hpy_universal' in sys.builtin_module_names:\n"
    "    message = ('%s: the HPy %s of this Python cannot import this file by its name; build the module with '\n"
    "        'layout = \"hpy0\" and abi-minor = 0 below [tool.hpy] in pyproject.toml' % (name, version))\n"
    "raise ImportError(message, name=name, path=getattr(subject, 'origin', None)) from cause\n";

/* namespace[key] = value, whose reference is taken over and which may be NULL; -1 on failure. */
static int put(const Python *py, Object *namespace_, const char *key, Object *value)
{
    int result;
    if (value == NULL)
        return -1;
    result = py->set_item(namespace_, key, value);
    py->decref(value);
    return result;
}

/* The first release of hpy that offers what the binary asks for. */
static const char *release_needed(const HPyModuleEntry *entry)
{
    static const char *const releases[] = {_HPY_RELEASES};
    return releases[entry->abi_minor <= HPY_ABI_MINOR_LATEST ? entry->abi_minor : HPY_ABI_MINOR_LATEST];
}

/* Raise the ImportError of a missing or unfit hpy. */
static void explain(const Python *py, const HPyModuleEntry *entry, Object *subject)
{
    Object *builtins = py->import("builtins");
    Object *exec = builtins != NULL ? py->get_attr(builtins, "exec") : NULL;
    Object *code = exec != NULL ? py->new_str(EXPLAIN) : NULL;
    Object *names = code != NULL ? py->new_dict() : NULL;
    Object *result = NULL;

    if (names != NULL && py->set_item(names, "subject", subject) == 0
            && put(py, names, "short_name", py->new_str(entry->name)) == 0
            && put(py, names, "needed", py->new_str(release_needed(entry))) == 0)
        result = py->call(exec, code, names, (void *)NULL);
    if (result != NULL) { /* hpy came up between the two looks */
        py->set_error(*py->import_error, "hpy was not complete while it was imported: import again");
        py->decref(result);
    }
    if (names != NULL) py->decref(names);
    if (code != NULL) py->decref(code);
    if (exec != NULL) py->decref(exec);
    if (builtins != NULL) py->decref(builtins);
}

/* The function 'name' of hpy.universal, or NULL with an exception set. */
static Object *host_function(const Python *py, const HPyModuleEntry *entry, const char *name, Object *subject)
{
    Object *function = NULL;
    Object *host = py->import("hpy.universal");
    if (host != NULL) {
        function = py->get_attr(host, name);
        py->decref(host);
    }
    if (function == NULL && (py->error_is(*py->import_error) || py->error_is(*py->attribute_error))) {
        py->clear_error();
        explain(py, entry, subject);
    }
    return function;
}

/* hpy.universal.<name>(capsule of the entry, subject, capsule of the definition) */
static Object *call_host(const Python *py, const HPyModuleEntry *entry, const char *name, Object *subject, void *def)
{
    Object *capsule = NULL, *def_capsule = NULL, *result = NULL;
    Object *function = host_function(py, entry, name, subject);

    if (function != NULL)
        capsule = py->new_capsule((void *)(uintptr_t)entry, _HPY_ENTRY_CAPSULE, NULL);
    if (capsule != NULL)
        def_capsule = py->new_capsule(def, _HPY_DEF_CAPSULE, NULL);
    if (def_capsule != NULL)
        result = py->call(function, capsule, subject, def_capsule, (void *)NULL);
    if (def_capsule != NULL) py->decref(def_capsule);
    if (capsule != NULL) py->decref(capsule);
    if (function != NULL) py->decref(function);
    return result;
}

/* ---- the definition and its two phases ---- */

static const HPyModuleEntry *entry_of(const void *def)
{
    const State *state = (const State *)(const void *)((const char *)def - offsetof(State, def));
    return state->entry;
}

/* Py_mod_create: the module, without its content. */
static Object *create(Object *spec, void *def)
{
    Python py;
    const HPyModuleEntry *entry = entry_of(def);
    if (find_python(&py, entry->name) < 0)
        return NULL;
    return call_host(&py, entry, "_import_create", spec, def);
}

/* Py_mod_exec: the importer has set __file__ and the like, now come the module's own slots. */
static int execute(Object *module)
{
    Python py;
    void *def;
    Object *result;
    if (find_python(&py, "an HPy module") < 0)
        return -1;
    def = py.def_of(module);
    if (def == NULL)
        return -1;
    result = call_host(&py, entry_of(def), "_import_exec", module, def);
    if (result == NULL)
        return -1;
    py.decref(result);
    return 0;
}

/* Words in the head of every object, or -1 with an exception set. It differs between builds of CPython. */
static int head_words(const Python *py, const HPyModuleEntry *entry)
{
    Object *builtins, *object, *size = NULL;
    HPy_ssize_t bytes = -1;
    if (py->is_pypy)
        return 3; /* its C API emulation has one word more than object.__basicsize__ says */
    builtins = py->import("builtins");
    object = builtins != NULL ? py->get_attr(builtins, "object") : NULL;
    size = object != NULL ? py->get_attr(object, "__basicsize__") : NULL;
    if (size != NULL) {
        bytes = py->as_ssize(size);
        if (bytes <= 0 || bytes > (HPy_ssize_t)(HEAD_WORDS_MAX * sizeof(void *)))
            bytes = missing(py, entry->name, "object head of a known size");
        py->decref(size);
    }
    if (object != NULL) py->decref(object);
    if (builtins != NULL) py->decref(builtins);
    return bytes < 0 ? -1 : (int)((size_t)bytes / sizeof(void *));
}

/* Whether the extension makes the module's object itself. It need not be a module then, and CPython refuses other
 * objects where the definition has an exec slot; HPy's rules leave nothing for it to do. */
static int has_create_slot(const HPyModuleEntry *entry)
{
    const HPyModuleDef *def = entry->init();
    HPyDef **define = def != NULL ? def->defines : NULL; /* hpy.universal reports the NULL */
    for (; define != NULL && *define != NULL; define++)
        if ((*define)->kind == HPyDef_Kind_Slot && (*define)->slot.slot == HPy_mod_create)
            return 1;
    return 0;
}

/* Whether the running Python is CPython 3.'minor' or newer, which versions of its importer tell apart. */
static int is_cpython(const Python *py, long minor)
{
    const char *version = py->is_pypy ? NULL : py->version(); /* "3.13.0 (main, …" */
    return version != NULL && strncmp(version, "3.", 2) == 0 && strtol(version + 2, NULL, 10) >= minor;
}

/* Hand on what is declared, which the host looks at before anything comes of it. */
static void declare(const Python *py, State *state, int n, const HPyModuleDeclarations *declared)
{
    if (declared == NULL || declared->size < sizeof(*declared) || declared->gil > HPY_MOD_GIL_NOT_USED
            || declared->multiple_interpreters > HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED)
        return;
    if (declared->multiple_interpreters != HPY_MOD_DEFAULT && is_cpython(py, 12)) {
        state->slots[n].id = SLOT_INTERPRETERS;
        state->slots[n++].value = (void *)(uintptr_t)(declared->multiple_interpreters - 1);
    }
    if (declared->gil != HPY_MOD_DEFAULT && is_cpython(py, 13)) {
        state->slots[n].id = SLOT_GIL;
        state->slots[n].value = (void *)(uintptr_t)(declared->gil - 1);
    }
}

static void fill(const Python *py, State *state, const HPyModuleEntry *entry, int head)
{
    int n = 1;
    state->entry = entry;
    state->slots[0].id = SLOT_CREATE;
    state->slots[0].value = (void *)(uintptr_t)create;
    if (!has_create_slot(entry)) {
        state->slots[n].id = SLOT_EXEC;
        state->slots[n++].value = (void *)(uintptr_t)execute;
    }
    declare(py, state, n, entry->declared);
    state->def[head + DEF_NAME] = (void *)(uintptr_t)entry->name;
    state->def[head + DEF_SLOTS] = state->slots;
}

/* The binary's state, or NULL with an exception set. The first import makes it for good; interpreters with a GIL of their
 * own may be at it at the same time. */
static State *state_of(const Python *py, const HPyModuleEntry *entry, HPyDirectImport *room)
{
    State *state = (State *)ATOMIC_LOAD(&room->made);
    int head = state == NULL ? head_words(py, entry) : 0;

    if (state != NULL || head < 0)
        return state;
    state = (State *)calloc(1, sizeof(*state));
    if (state == NULL) {
        (void)py->no_memory();
        return NULL;
    }
    fill(py, state, entry, head);
    if (py->def_init(state->def) == NULL) { /* writes into it, so it is done before others may see it */
        free(state);
        return NULL;
    }
    if (!ATOMIC_SET(&room->made, state)) {
        free(state);
        state = (State *)ATOMIC_LOAD(&room->made);
    }
    return state;
}

/* The body of PyInit_NAME: CPython's importer takes the result for a multi-phase module definition. */
_HPy_HIDDEN void *_HPy_DirectImport(const HPyModuleEntry *entry, HPyDirectImport *room)
{
    Python py;
    State *state;
    if (find_python(&py, entry->name) < 0)
        return NULL;
    state = state_of(&py, entry, room);
    return state == NULL ? NULL : py.def_init(state->def);
}

#endif /* !HPY_ABI_CPYTHON */
