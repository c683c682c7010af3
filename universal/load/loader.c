/* Opens a binary, checks that it fits this host, gives it its context, and finds its module definition. */
#include "loader.h"

#include <stdio.h>

#include "../../hpy/devel/src/cpython/threads.h"
#include "../../hpy/devel/src/cpython/host.h"
#include "../host/universal_context.h"
#include "../layers/names.h"
#include "../os.h"
#include "layer_stack.h"

#define SHORT_NAME_MAX 200 /* characters of the module's name in symbols */

/* ---- failing ---- */

/* Raise request->error(message, name=, path=). */
static void raise_error(const HPyLoadRequest *request, PyObject *message)
{
    PyObject *args = PyTuple_Pack(1, message);
    PyObject *kw = args != NULL ? Py_BuildValue("{sOsO}", "name", request->name, "path", request->path) : NULL;
    PyObject *error = kw != NULL ? PyObject_Call(request->error, args, kw) : NULL;

    if (error != NULL)
        PyErr_SetObject(request->error, error);
    Py_XDECREF(error);
    Py_XDECREF(kw);
    Py_XDECREF(args);
}

/* The same text with what would not print escaped: names, paths and what the system says of them may hold anything,
 * and the message may go to a terminal. Takes the reference; NULL with an exception set. */
static PyObject *printable(PyObject *text)
{
    Py_ssize_t length = text != NULL ? PyUnicode_GetLength(text) : 0;
    Py_ssize_t i, at = 0;
    Py_UCS4 *result;
    char escape[16];

    if (text == NULL)
        return NULL;
    result = (Py_UCS4 *)PyMem_Calloc((size_t)length + 1, 10 * sizeof(*result)); /* \U0001F600 */
    for (i = 0; i < length && result != NULL; i++) {
        Py_UCS4 c = PyUnicode_ReadChar(text, i);
        const char *e = escape;
        if (Py_UNICODE_ISPRINTABLE(c)) {
            result[at++] = c;
            continue;
        }
        snprintf(escape, sizeof(escape), c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)c);
        while (*e != '\0')
            result[at++] = (Py_UCS4)*e++;
    }
    Py_DECREF(text);
    text = result != NULL ? PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, result, at) : PyErr_NoMemory();
    PyMem_Free(result);
    return text;
}

/* Raise with a formatted message; -1 for the caller to return. */
static int fail(const HPyLoadRequest *request, const char *format, ...)
{
    PyObject *message;
    va_list arguments;

    va_start(arguments, format);
    message = printable(PyUnicode_FromFormatV(format, arguments));
    va_end(arguments);
    if (message != NULL)
        raise_error(request, message);
    Py_XDECREF(message);
    return -1;
}

/* ---- names ---- */

/* What the names of the binary's functions end with: the last part of the module's name. */
static int get_short_name(const HPyLoadRequest *request, char result[SHORT_NAME_MAX + 1])
{
    Py_ssize_t length = PyUnicode_GetLength(request->name);
    Py_ssize_t dot = length < 0 ? -2 : PyUnicode_FindChar(request->name, '.', 0, length, -1);
    PyObject *last = dot < -1 ? NULL : PyUnicode_Substring(request->name, dot + 1, length);
    PyObject *utf8 = last != NULL ? PyUnicode_AsUTF8String(last) : NULL;
    char *c;

    Py_XDECREF(last);
    if (utf8 == NULL && !PyErr_ExceptionMatches(PyExc_UnicodeError))
        return -1;
    PyErr_Clear();
    if (utf8 == NULL || strlen(PyBytes_AS_STRING(utf8)) != (size_t)PyBytes_GET_SIZE(utf8)
            || PyBytes_GET_SIZE(utf8) > SHORT_NAME_MAX) {
        Py_XDECREF(utf8);
        return fail(request, "cannot import '%U' from '%S': the last part of the name becomes part of the names of C "
                    "functions; it must be text of no more than %d bytes in UTF-8", request->name, request->path,
                    SHORT_NAME_MAX);
    }
    strcpy(result, PyBytes_AS_STRING(utf8));
    Py_DECREF(utf8);
    for (c = result; *c != '\0'; c++)
        if (*c == '-')
            *c = '_';
    return 0;
}

/* The ABI tag of this interpreter, in the spelling of file names: cp311, cp313t, cp312d. */
static const char *own_abi_tag(int with_debug)
{
#ifdef Py_GIL_DISABLED
#  define THREADS "t"
#else
#  define THREADS ""
#endif
#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)
#define TAG "cp" TEXT(PY_MAJOR_VERSION) TEXT(PY_MINOR_VERSION) THREADS
    return with_debug ? TAG "d" : TAG;
}

/* Debug builds have the same binary interface as others, save where they keep a list of all objects. */
static int fits_this_python(const char *tag)
{
    int is_release = strcmp(tag, own_abi_tag(0)) == 0;
    int is_debug = strcmp(tag, own_abi_tag(1)) == 0;
#if defined(Py_TRACE_REFS)
    return is_debug && !is_release;
#elif defined(Py_DEBUG)
    return is_release || is_debug;
#else
    return is_release && !is_debug;
#endif
}

/* The tag in a base name: what follows ".hpy" where a digit does, or NULL. */
static const char *find_tag(const char *name)
{
    const char *at;
    for (at = strstr(name, ".hpy"); at != NULL; at = strstr(at + 1, ".hpy"))
        if (at[4] >= '0' && at[4] <= '9')
            return at + 4;
    return NULL;
}

/* Compare what the file name says with what the binary and this Python are; a name without a tag says nothing. */
static int check_tag(const HPyLoadRequest *request, const HPyModuleEntry *entry, const char *path)
{
    const char *tag = find_tag(os_base_name(path));
    char abi[64];
    char *end;
    unsigned long major;

    if (tag == NULL)
        return 0;
    major = strtoul(tag, &end, 10);
    if (major != entry->abi_major)
        return fail(request, "HPy extension module '%U' at path '%S': mismatch between the HPy ABI tag encoded in the "
                    "filename and the major version requested by the HPy extension itself. Major version tag parsed "
                    "from filename: %lu. Requested version: %u.%u.", request->name, request->path, major,
                    (unsigned)entry->abi_major, (unsigned)entry->abi_minor);
    if (*end != '-')
        return 0;
    snprintf(abi, sizeof(abi), "%.*s", (int)strcspn(end + 1, "."), end + 1);
    if (!fits_this_python(abi))
        return fail(request, "HPy extension module '%U' at path '%S' is a hybrid build for another Python: its file "
                    "name says %s, this is %s. Rebuild it for this Python, or build it for the universal ABI.",
                    request->name, request->path, abi, own_abi_tag(0));
    return 0;
}

static int check_file_name(const HPyLoadRequest *request, const HPyModuleEntry *entry)
{
    PyObject *path;
    int result;

    if (!PyUnicode_Check(request->path))
        return 0;
    path = PyUnicode_EncodeFSDefault(request->path);
    if (path == NULL)
        return -1;
    result = check_tag(request, entry, PyBytes_AS_STRING(path));
    Py_DECREF(path);
    return result;
}

/* ---- versions ---- */

static int check_version(const HPyLoadRequest *request, const HPyModuleEntry *entry)
{
    int too_new = entry->abi_major > HPY_ABI_VERSION
        || (entry->abi_major == HPY_ABI_VERSION && entry->abi_minor > HPY_ABI_VERSION_MINOR);

    if (!too_new && entry->abi_major == HPY_ABI_VERSION)
        return 0;
    return fail(request, "HPy extension module '%U' requires unsupported version of the HPy runtime. Requested "
                "version: %u.%u. Current HPy version: %d.%d. %s", request->name, (unsigned)entry->abi_major,
                (unsigned)entry->abi_minor, HPY_ABI_VERSION, HPY_ABI_VERSION_MINOR,
                too_new ? "To load it, upgrade hpy: pip install --upgrade hpy"
                        : "To load it, rebuild it with the headers of this hpy");
}

/* ---- definitions ---- */

/* The layers that a definition was loaded with in one mode, or that lie below those of another. They stay, as
 * definitions do: also those over which no other could be put, for the next time. */
typedef struct Layered {
    struct Layered *next;
    HPyMode mode;
    HPyContext *ctx;
} Layered;

/* Every definition that was loaded, once for the process: a definition is static and its library is never closed.
 * Nodes are added at the front by atomic exchange and never taken away, so readers need no lock. */
typedef struct Known {
    struct Known *next;
    const HPyModuleDef *def;
    PyModuleDef *converted;
    Layered *layered;
    HPyMode mode; /* the last one that it was loaded in: universal at first. Guarded by 'telling_lock' */
} Known;

static Known *all_known;

static Known *find_known(const HPyModuleDef *def, Known *from)
{
    while (from != NULL && from->def != def)
        from = from->next;
    return from;
}

/* The node of 'def', made if need be; NULL with MemoryError. */
static Known *get_known(const HPyModuleDef *def)
{
    Known *first = HPY_ATOMIC_LOAD(&all_known);
    Known *known = find_known(def, first);
    Known *fresh;

    if (known != NULL)
        return known;
    fresh = (Known *)PyMem_RawCalloc(1, sizeof(*fresh));
    if (fresh == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    fresh->def = def;
    for (;;) {
        fresh->next = first;
        if (HPY_ATOMIC_SWAP(&all_known, first, fresh))
            return fresh;
        first = HPY_ATOMIC_LOAD(&all_known);
        known = find_known(def, first);
        if (known != NULL) { /* another thread was faster */
            PyMem_RawFree(fresh);
            return known;
        }
    }
}

/* What the binary declares; one of an earlier release has no place for it. */
static const HPyModuleDeclarations *declared_by(const HPyModuleEntry *entry)
{
    size_t end = offsetof(HPyModuleEntry, declared) + sizeof(const HPyModuleDeclarations *);

    return entry->size >= end ? entry->declared : NULL;
}

static PyModuleDef *convert(const HPyModuleDef *def, const HPyModuleEntry *entry)
{
    Known *known = get_known(def);
    return known == NULL ? NULL : hpy_module_def(def, "HPy module", declared_by(entry), &known->converted);
}

PyModuleDef *hpy_loaded_def(const HPyModuleEntry *entry)
{
    const HPyModuleDef *def = entry->init();
    if (def == NULL) {
        PyErr_SetString(PyExc_SystemError, "HPyInit function returned NULL");
        return NULL;
    }
    return convert(def, entry);
}

/* ---- contexts ---- */

static int is_isolated(const HPyModuleEntry *entry)
{
    return hpy_is_isolated(declared_by(entry));
}

static HPyContext *host_context(const HPyModuleEntry *entry)
{
    return is_isolated(entry) ? hpy_isolated_context() : hpy_universal_context();
}

/* The full name of the module as a string that stays; NULL with an exception set. */
static const char *lasting_name(const HPyLoadRequest *request)
{
    PyObject *name = PyObject_GetAttrString(request->spec, "name");
    const char *text;

    if (name == NULL)
        return NULL;
    text = PyUnicode_Check(name) ? PyUnicode_AsUTF8(name) : PyUnicode_AsUTF8(request->name);
    text = text == NULL ? NULL : hpy_keep_text(text);
    Py_DECREF(name);
    return text;
}

static Layered *find_layered(Layered *layered, HPyMode mode)
{
    while (layered != NULL && layered->mode != mode)
        layered = layered->next;
    return layered;
}

static HPyContext *layered_context(const HPyLoadRequest *request, HPyContext *host, Known *known, HPyMode mode);

static Layered *new_layered(const HPyLoadRequest *request, HPyContext *host, Known *known, HPyMode mode)
{
    const char *name = lasting_name(request);
    HPyContext *inner = name == NULL ? NULL : layered_context(request, host, known, HPY_MODE_REST(mode));
    Layered *fresh;

    if (inner == NULL)
        return NULL;
    fresh = (Layered *)calloc(1, sizeof(*fresh));
    if (fresh == NULL || hpy_names_add_module(name, known->def) < 0) {
        free(fresh);
        PyErr_NoMemory();
        return NULL;
    }
    fresh->mode = mode;
    fresh->ctx = hpy_add_layer(inner, HPY_MODE_NEAREST(mode), name, known->def);
    if (fresh->ctx != NULL)
        return fresh;
    free(fresh);
    return NULL;
}

/* The context with the wanted layers, the same whenever the module is loaded in this mode; NULL with an exception. */
static HPyContext *layered_context(const HPyLoadRequest *request, HPyContext *host, Known *known, HPyMode mode)
{
    Layered *layered;

    if (mode == HPY_MODE_UNIVERSAL)
        return host;
    layered = find_layered(HPY_ATOMIC_LOAD(&known->layered), mode);
    if (layered != NULL)
        return layered->ctx;
    layered = new_layered(request, host, known, mode);
    if (layered == NULL)
        return NULL;
    do
        layered->next = HPY_ATOMIC_LOAD(&known->layered);
    while (!HPY_ATOMIC_SWAP(&known->layered, layered->next, layered));
    return layered->ctx;
}

/* Held while a binary is told its context. What is there already is not written again, so that it does not change while
 * other interpreters run its functions. */
static intptr_t telling_lock;

/* A binary knows one context: who asked for another mode before does not have it any more, and hears of it. */
static int tell_lost_mode(const HPyLoadRequest *request, const Known *known)
{
    HPyMode before;

    hpy_take_lock(&telling_lock);
    before = known->mode;
    hpy_drop_lock(&telling_lock);
    if (before == request->mode || before == HPY_MODE_UNIVERSAL)
        return 0;
    return PyErr_WarnFormat(PyExc_RuntimeWarning, 1,
                            "HPy extension module '%U' is loaded in %s mode, and its file was loaded in %s mode before. All "
                            "modules of one file share a mode, so %s mode is at an end for those from before. To keep it, "
                            "ask for the same mode each time.", request->name, hpy_mode_name(request->mode),
                            hpy_mode_name(before), hpy_mode_name(before));
}

/* ---- from entry to definition ---- */

/* CPython names modules in UTF-8. */
static int check_spec_name(const HPyLoadRequest *request)
{
    PyObject *name = PyObject_GetAttrString(request->spec, "name");
    int result = name == NULL ? -1 : 0;

    if (name != NULL && PyUnicode_Check(name) && PyUnicode_AsUTF8(name) == NULL) {
        result = -1;
        if (PyErr_ExceptionMatches(PyExc_UnicodeError)) {
            PyErr_Clear();
            fail(request, "cannot import '%U' from '%S': its spec has the name '%U', which cannot be encoded in UTF-8",
                 request->name, request->path, name);
        }
    }
    Py_XDECREF(name);
    return result;
}

/* The context for the wanted mode; NULL with an exception set. */
static HPyContext *context_in_mode(const HPyLoadRequest *request, const HPyModuleEntry *entry, Known *known)
{
    HPyContext *host;

    if (request->mode != HPY_MODE_UNIVERSAL && hpy_check_gil(request->mode, request->name) < 0)
        return NULL;
    host = host_context(entry);
    return host == NULL ? NULL : layered_context(request, host, known, request->mode);
}

/* All that can fail comes before the binary notices. With the host's own context it gets the short ways past it; below
 * layers it has none, for all calls go through them. */
static int give_mode(const HPyLoadRequest *request, const HPyModuleEntry *entry, Known *known)
{
    HPyContext *ctx = context_in_mode(request, entry, known);
    const HPyDirect *direct = NULL;

    if (ctx == NULL || tell_lost_mode(request, known) < 0)
        return -1;
    if (request->mode == HPY_MODE_UNIVERSAL)
        direct = is_isolated(entry) ? hpy_isolated_direct() : hpy_universal_direct();
    hpy_take_lock(&telling_lock);
    entry->init_global_context(ctx);
    if (entry->init_direct != NULL) /* binaries of HPy 0.9 do not have it */
        entry->init_direct(direct);
    known->mode = request->mode;
    hpy_drop_lock(&telling_lock);
    return 0;
}

/* The steps that all binaries go through once their functions are known. */
static PyModuleDef *initialise(const HPyLoadRequest *request, const HPyModuleEntry *entry)
{
    const HPyModuleDef *def = entry->init(); /* tells where the definition is, and nothing more */
    Known *known;

    if (check_spec_name(request) < 0)
        return NULL;
    if (def == NULL) {
        fail(request, "cannot import '%U': HPyInit_%s of '%S' returned NULL instead of a module definition",
             request->name, entry->name, request->path);
        return NULL;
    }
    if (hpy_wrong_declaration(declared_by(entry)) != NULL) {
        fail(request, "cannot import '%U' from '%S': it has %s", request->name, request->path,
             hpy_wrong_declaration(declared_by(entry)));
        return NULL;
    }
    known = get_known(def);
    if (known == NULL || give_mode(request, entry, known) < 0)
        return NULL;
    return convert(def, entry);
}

PyModuleDef *hpy_load_entry(const HPyLoadRequest *request, const HPyModuleEntry *entry)
{
    /* Later headers may add members at the end; the first release's are always there. */
    if (entry->size < offsetof(HPyModuleEntry, declared)) {
        fail(request, "cannot import '%U': '%S' hands over an incomplete entry; rebuild it", request->name,
             request->path);
        return NULL;
    }
    if (check_version(request, entry) < 0 || check_file_name(request, entry) < 0)
        return NULL;
    return initialise(request, entry);
}

/* ---- files ---- */

static OsFunction find_function(OsLibrary *library, const char *prefix, const char *short_name)
{
    char symbol[SHORT_NAME_MAX + 64];
    snprintf(symbol, sizeof(symbol), "%s%s", prefix, short_name);
    return os_library_function(library, symbol);
}

static int find_versions(const HPyLoadRequest *request, OsLibrary *library, HPyModuleEntry *entry)
{
    uint32_t (*major)(void) = (uint32_t (*)(void))find_function(library, "get_required_hpy_major_version_", entry->name);
    uint32_t (*minor)(void) = (uint32_t (*)(void))find_function(library, "get_required_hpy_minor_version_", entry->name);

    if (major == NULL || minor == NULL)
        return fail(request, "cannot import '%U': required minimal HPy versions not found in '%S': it has no "
                    "get_required_hpy_major_version_%s and get_required_hpy_minor_version_%s. Is it an HPy extension "
                    "for the universal or hybrid ABI, and its HPy_MODINIT for this name?",
                    request->name, request->path, entry->name, entry->name);
    entry->abi_major = major();
    entry->abi_minor = minor();
    return 0;
}

static int find_functions(const HPyLoadRequest *request, OsLibrary *library, HPyModuleEntry *entry)
{
    const HPyModuleDeclarations *(*declarations)(void);

    entry->init_global_context =
        (void (*)(HPyContext *))find_function(library, "HPyInitGlobalContext_", entry->name);
    entry->init = (HPyModuleDef *(*)(void))find_function(library, "HPyInit_", entry->name);
    entry->init_direct = (void (*)(const HPyDirect *))find_function(library, "HPyInitDirect_", entry->name);
    declarations =
        (const HPyModuleDeclarations *(*)(void))find_function(library, "HPyDeclarations_", entry->name);
    if (declarations != NULL)
        entry->declared = declarations();
    if (entry->init_global_context != NULL && entry->init != NULL)
        return 0;
    return fail(request, "cannot import '%U': '%S' has no function %s%s; was HPy_MODINIT used?", request->name,
                request->path, entry->init_global_context == NULL ? "HPyInitGlobalContext_" : "HPyInit_", entry->name);
}

static OsLibrary *open_library(const HPyLoadRequest *request)
{
    char why[1024];
    PyObject *path = NULL; /* in the file system encoding; refuses null characters */
    OsLibrary *library;

    if (!PyUnicode_FSConverter(request->path, &path)) {
        if (PyErr_ExceptionMatches(PyExc_ValueError)) {
            PyErr_Clear();
            fail(request, "cannot import '%U': error loading extension at '%S': this is no path: it has a null "
                 "character, or one that the system's encoding lacks", request->name, request->path);
        }
        return NULL;
    }
    library = os_library_open(PyBytes_AS_STRING(path), why, sizeof(why));
    Py_DECREF(path);
    if (library == NULL)
        fail(request, "cannot import '%U': error loading extension at '%S': %s", request->name, request->path, why);
    return library;
}

/* Everything up to the first call that the library might remember. */
static int examine(const HPyLoadRequest *request, OsLibrary *library, HPyModuleEntry *entry)
{
    if (find_versions(request, library, entry) < 0)
        return -1;
    if (check_version(request, entry) < 0)
        return -1;
    if (check_file_name(request, entry) < 0)
        return -1;
    return find_functions(request, library, entry);
}

PyModuleDef *hpy_load_file(const HPyLoadRequest *request)
{
    char short_name[SHORT_NAME_MAX + 1];
    HPyModuleEntry entry;
    OsLibrary *library;

    memset(&entry, 0, sizeof(entry));
    entry.size = sizeof(entry);
    entry.name = short_name;
    if (get_short_name(request, short_name) < 0)
        return NULL;
    library = open_library(request);
    if (library == NULL)
        return NULL;
    if (examine(request, library, &entry) < 0) {
        os_library_close(library);
        return NULL;
    }
    return initialise(request, &entry); /* from here on the library stays, whatever happens */
}

int hpy_execute(PyObject *module, PyModuleDef *def)
{
    if (!PyModule_Check(module)) /* made by a create slot: there are no exec slots */
        return 0;
    return hpy_module_execute(module, def);
}
