/* The Python module hpy.universal: its functions and constants. PyInit_universal is the only symbol it exports. */
#include "hpy.h"
#include "hpy/version.h"

#include "../../hpy/devel/src/cpython/host.h"
#include "../host/attributes.h"
#include "../host/universal_context.h"
#include "layer_modules.h"
#include "loader.h"
#include "modes.h"

typedef struct {
    PyObject *load_error; /* the class LoadError */
} State;

static State *state_of(PyObject *self)
{
    return (State *)PyModule_GetState(self);
}

/* ---- loading a file ---- */

/* Create the module that 'request' asks for, without executing it. */
static PyObject *create(const HPyLoadRequest *request, PyModuleDef *def)
{
    return def == NULL ? NULL : PyModule_FromDefAndSpec(def, request->spec);
}

#ifdef Py_GIL_DISABLED
static int runs_without_gil(const PyModuleDef *def)
{
    const PyModuleDef_Slot *slot = def->m_slots;

    while (slot->slot != 0 && slot->slot != Py_mod_gil)
        slot++;
    return slot->slot != 0 && slot->value == Py_MOD_GIL_NOT_USED;
}
#endif

/* Python's importer gives a module its GIL that does not say that it needs none. So for a module that was loaded in
 * another way. The module, or NULL with an exception set. */
static PyObject *with_gil(PyObject *module, const HPyLoadRequest *request, const PyModuleDef *def)
{
#ifdef Py_GIL_DISABLED
    PyObject *gil, *result;

    if (module == NULL || runs_without_gil(def))
        return module;
    gil = PyImport_ImportModule("hpy._gil");
    result = gil == NULL ? NULL : PyObject_CallMethod(gil, "enable", "O", request->name);
    Py_XDECREF(gil);
    Py_XDECREF(result);
    if (result == NULL)
        Py_CLEAR(module);
#else
    (void)request;
    (void)def;
#endif
    return module;
}

/* Execute a new module; returns it, or NULL with an exception set. */
static PyObject *execute(PyObject *module, PyModuleDef *def)
{
    if (module != NULL && hpy_execute(module, def) < 0)
        Py_CLEAR(module);
    return module;
}

/* What the arguments 'mode' (one of the constants, a str such as "debug+trace", or NULL) and 'debug' ask for. Other
 * numbers mean universal, as in HPy 0.9. */
static int get_mode(PyObject *mode, int debug, HPyMode *result)
{
    Py_ssize_t number = -1;

    if (mode != NULL && PyUnicode_Check(mode))
        return hpy_mode_from_text(mode, result);
    if (mode != NULL) {
        number = PyNumber_AsSsize_t(mode, PyExc_OverflowError);
        if (number == -1 && PyErr_Occurred())
            return -1;
    }
    *result = HPY_MODE_UNIVERSAL;
    if (number <= 0 && debug)
        *result = HPY_MODE_DEBUG;
    else if (number == HPY_MODE_DEBUG || number == HPY_MODE_TRACE)
        *result = (HPyMode)number;
    return 0;
}

PyDoc_STRVAR(load_doc,
"load(name, path, spec, debug=False, mode=-1)\n--\n\n"
"The module in the universal or hybrid binary at 'path'. 'spec' is an object with the attribute 'name', which becomes\n"
"the module's name; the last part of 'name' must be that of the binary's HPy_MODINIT. 'mode' is one of MODE_UNIVERSAL,\n"
"MODE_DEBUG, MODE_TRACE, or a str: 'debug+trace' has both layers, debug nearest to the extension. Nothing is added to sys.modules. A file that cannot be loaded raises LoadError.");

static PyObject *load(PyObject *self, PyObject *args, PyObject *kw)
{
    static char *keywords[] = {"name", "path", "spec", "debug", "mode", NULL};
    HPyLoadRequest request;
    PyModuleDef *def;
    PyObject *mode = NULL;
    int debug = 0;

    request.error = state_of(self)->load_error;
    if (!PyArg_ParseTupleAndKeywords(args, kw, "UUO|pO:load", keywords, &request.name, &request.path, &request.spec,
                                     &debug, &mode))
        return NULL;
    if (get_mode(mode, debug, &request.mode) < 0)
        return NULL;
    def = hpy_load_file(&request);
    return execute(with_gil(create(&request, def), &request, def), def);
}

/* ---- on behalf of the import system ---- */

/* With HPY_LOG in the environment, tell that a module is being loaded. */
static int log_load(PyObject *env, const HPyLoadRequest *request)
{
    PyObject *value, *parts;
    int found = hpy_env_get(env, "HPY_LOG", &value);

    if (found <= 0)
        return found;
    Py_DECREF(value);
    parts = PyObject_CallMethod(request->name, "rpartition", "s", ".");
    if (parts == NULL)
        return -1;
    if (request->mode == HPY_MODE_UNIVERSAL)
        PySys_FormatStdout("Loading %R in HPy universal mode\n", PyTuple_GET_ITEM(parts, 2));
    else
        PySys_FormatStdout("Loading %R in HPy universal mode with a %s context\n", PyTuple_GET_ITEM(parts, 2),
                           hpy_mode_name(request->mode));
    Py_DECREF(parts);
    return 0;
}

/* Set an attribute of what the extension made, which may be an object that refuses it. 0, or -1 with any other error. */
static int try_to_set(PyObject *o, const char *name, PyObject *value)
{
    if (PyObject_SetAttrString(o, name, value) == 0)
        return 0;
    if (!PyErr_ExceptionMatches(PyExc_AttributeError) && !PyErr_ExceptionMatches(PyExc_TypeError))
        return -1;
    PyErr_Clear();
    return 0;
}

PyDoc_STRVAR(load_bootstrap_doc,
"_load_bootstrap(name, ext_name, package, file, loader, spec, env)\n--\n\n"
"What the .py file beside a binary calls: load 'file' in the mode that env['HPY'] wants, and make the module look as if\n"
"the import system had loaded it.");

static PyObject *load_bootstrap(PyObject *self, PyObject *args, PyObject *kw)
{
    static char *keywords[] = {"name", "ext_name", "package", "file", "loader", "spec", "env", NULL};
    HPyLoadRequest request;
    PyObject *ext_name, *package, *loader, *env, *module;
    PyModuleDef *def;

    request.error = state_of(self)->load_error;
    if (!PyArg_ParseTupleAndKeywords(args, kw, "UUOUOOO:_load_bootstrap", keywords, &request.name, &ext_name, &package,
                                     &request.path, &loader, &request.spec, &env))
        return NULL;
    if (hpy_mode_from_env(env, ext_name, &request.mode) < 0)
        return NULL;
    def = hpy_load_file(&request);
    module = with_gil(create(&request, def), &request, def);
    if (module == NULL || log_load(env, &request) < 0
            || try_to_set(module, "__file__", request.path) < 0
            || try_to_set(module, "__loader__", loader) < 0
            || try_to_set(module, "__name__", ext_name) < 0
            || try_to_set(module, "__package__", package) < 0
            || try_to_set(module, "__spec__", request.spec) < 0
            || try_to_set(request.spec, "origin", request.path) < 0) {
        Py_XDECREF(module);
        return NULL;
    }
    return execute(module, def);
}

/* os.environ. New reference. */
static PyObject *get_environ(void)
{
    PyObject *os = PyImport_ImportModule("os");
    PyObject *py_environ = os != NULL ? PyObject_GetAttrString(os, "environ") : NULL;
    Py_XDECREF(os);
    return py_environ;
}

/* Create the module of 'entry'; the name and path in 'request' are set. CPython takes it for a module of 'outer', which
 * therefore gets the module's state. */
static PyObject *create_from_entry(HPyLoadRequest *request, const HPyModuleEntry *entry, PyModuleDef *outer)
{
    PyObject *env = get_environ();
    PyObject *module = NULL;
    PyModuleDef *def;

    if (env == NULL || hpy_mode_from_env(env, request->name, &request->mode) < 0)
        goto done;
    def = hpy_load_entry(request, entry);
    module = create(request, def);
    if (module != NULL)
        hpy_module_adopt(outer, def);
    if (module != NULL && log_load(env, request) < 0)
        Py_CLEAR(module);
done:
    Py_XDECREF(env);
    return module;
}

PyDoc_STRVAR(import_create_doc,
"_import_create(capsule, spec, def_capsule)\n--\n\n"
"Create the module of a binary that Python's importer found by itself. The capsules hold the binary's HPyModuleEntry\n"
"and the definition that the importer was given.");

static PyObject *import_create(PyObject *self, PyObject *args)
{
    HPyLoadRequest request;
    PyObject *capsule, *def_capsule, *module = NULL;
    const HPyModuleEntry *entry;
    PyModuleDef *outer;

    if (!PyArg_ParseTuple(args, "OOO:_import_create", &capsule, &request.spec, &def_capsule))
        return NULL;
    entry = (const HPyModuleEntry *)PyCapsule_GetPointer(capsule, _HPY_ENTRY_CAPSULE);
    outer = entry != NULL ? (PyModuleDef *)PyCapsule_GetPointer(def_capsule, _HPY_DEF_CAPSULE) : NULL;
    if (outer == NULL)
        return NULL;
    request.error = state_of(self)->load_error;
    request.name = PyObject_GetAttrString(request.spec, "name");
    request.path = request.name != NULL ? PyObject_GetAttrString(request.spec, "origin") : NULL;
    if (request.path != NULL && !PyUnicode_Check(request.name))
        PyErr_SetString(PyExc_TypeError, "spec.name must be a str");
    else if (request.path != NULL)
        module = create_from_entry(&request, entry, outer);
    Py_XDECREF(request.path);
    Py_XDECREF(request.name);
    return module;
}

PyDoc_STRVAR(import_exec_doc,
"_import_exec(capsule, module, def_capsule)\n--\n\n"
"Run the exec slots of a module that _import_create() made.");

static PyObject *import_exec(PyObject *self, PyObject *args)
{
    PyObject *capsule, *module, *def_capsule;
    const HPyModuleEntry *entry;
    PyModuleDef *def;

    (void)self;
    if (!PyArg_ParseTuple(args, "OOO:_import_exec", &capsule, &module, &def_capsule))
        return NULL;
    entry = (const HPyModuleEntry *)PyCapsule_GetPointer(capsule, _HPY_ENTRY_CAPSULE);
    def = entry != NULL ? hpy_loaded_def(entry) : NULL;
    if (def == NULL || hpy_execute(module, def) < 0)
        return NULL;
    Py_RETURN_NONE;
}

/* ---- the module ---- */

PyDoc_STRVAR(get_version_doc,
"get_version()\n--\n\n"
"The version of hpy and the revision it was made from: two strings, as in hpy.devel.version.");

static PyObject *get_version(PyObject *self, PyObject *no_args)
{
    (void)self;
    (void)no_args;
    return Py_BuildValue("ss", HPY_VERSION, HPY_GIT_REVISION);
}

PyDoc_STRVAR(describe_attribute_doc,
"_describe_attribute(descriptor)\n--\n\n"
"(type, readable, writable) of a member or a get/set; the type is an HPyMember_FieldType, or None if it is not known.");

static PyObject *describe_attribute(PyObject *self, PyObject *descriptor)
{
    (void)self;
    return hpy_describe_attribute(descriptor);
}

PyDoc_STRVAR(ignores_environment_doc,
"_ignores_environment()\n--\n\n"
"Whether HPy's variables are out of force: with -E and -I, and where the process has more rights than its user.");

static PyObject *ignores_environment(PyObject *self, PyObject *unused)
{
    (void)self;
    (void)unused;
    return PyBool_FromLong(hpy_ignores_environment());
}

PyDoc_STRVAR(getattr_doc,
"__getattr__(name)\n--\n\n"
"Makes _trace when it is asked for.");

/* The modules of the layers are made at their first use: most processes never want them. */
static PyObject *get_attr(PyObject *self, PyObject *name)
{
    PyObject *module = hpy_layer_module(name);

    if (module != NULL && PyObject_SetAttr(self, name, module) < 0)
        Py_CLEAR(module);
    return module;
}

#define WITH_KEYWORDS(f) ((PyCFunction)(void (*)(void))(f))

static PyMethodDef methods[] = {
    {"load", WITH_KEYWORDS(load), METH_VARARGS | METH_KEYWORDS, load_doc},
    {"_load_bootstrap", WITH_KEYWORDS(load_bootstrap), METH_VARARGS | METH_KEYWORDS, load_bootstrap_doc},
    {"_import_create", import_create, METH_VARARGS, import_create_doc},
    {"_import_exec", import_exec, METH_VARARGS, import_exec_doc},
    {"get_version", get_version, METH_NOARGS, get_version_doc},
    {"_ignores_environment", ignores_environment, METH_NOARGS, ignores_environment_doc},
    {"_describe_attribute", describe_attribute, METH_O, describe_attribute_doc},
    {"__getattr__", get_attr, METH_O, getattr_doc},
    {NULL, NULL, 0, NULL}
};

PyDoc_STRVAR(load_error_doc,
"An HPy extension cannot be loaded: its file, its ABI version or the wanted mode does not fit. 'name' and 'path' tell\n"
"which. It is an ImportError, and for users of HPy 0.9 a RuntimeError as well.");

static PyObject *new_load_error(void)
{
    PyObject *bases = PyTuple_Pack(2, PyExc_ImportError, PyExc_RuntimeError);
    PyObject *result = NULL;
    if (bases != NULL)
        result = PyErr_NewExceptionWithDoc("hpy.universal.LoadError", load_error_doc, bases, NULL);
    Py_XDECREF(bases);
    return result;
}

static int execute_universal(PyObject *module)
{
    State *state = state_of(module);

    hpy_universal_context_init();
    state->load_error = new_load_error();
    if (state->load_error == NULL || PyModule_AddObjectRef(module, "LoadError", state->load_error) < 0)
        return -1;
    if (PyModule_AddIntConstant(module, "MODE_UNIVERSAL", HPY_MODE_UNIVERSAL) < 0
            || PyModule_AddIntConstant(module, "MODE_DEBUG", HPY_MODE_DEBUG) < 0
            || PyModule_AddIntConstant(module, "MODE_TRACE", HPY_MODE_TRACE) < 0)
        return -1;
    return 0;
}

/* CPython 3.8 calls these three also for a module that has no state yet, since it was not executed. */
static int traverse(PyObject *module, visitproc visit, void *arg)
{
    State *state = state_of(module);
    if (state != NULL)
        Py_VISIT(state->load_error);
    return 0;
}

static int clear(PyObject *module)
{
    State *state = state_of(module);
    if (state != NULL)
        Py_CLEAR(state->load_error);
    return 0;
}

static void destroy(void *module)
{
    clear((PyObject *)module);
}

PyDoc_STRVAR(module_doc, "Loads HPy extensions of the universal and the hybrid ABI.");

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)(uintptr_t)execute_universal},
#ifdef Py_mod_gil
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
#ifdef Py_mod_multiple_interpreters
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL}
};

static PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "hpy.universal",
    .m_doc = module_doc,
    .m_size = sizeof(State),
    .m_methods = methods,
    .m_slots = slots,
    .m_traverse = traverse,
    .m_clear = clear,
    .m_free = destroy,
};

/* Not PyMODINIT_FUNC, which leaves the symbol hidden before CPython 3.9. */
HPy_EXPORTED_FUNC PyObject *PyInit_universal(void);
HPy_EXPORTED_FUNC PyObject *PyInit_universal(void)
{
    return PyModuleDef_Init(&definition);
}
