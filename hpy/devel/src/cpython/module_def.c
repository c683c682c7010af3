/* Turns an HPyModuleDef into the PyModuleDef that CPython wants: for the entry point of CPython-ABI extensions and
 * for the loader of hpy.universal. */
#include "fields.h"
#include "threads.h"

/* What is made from one HPyModuleDef, in one block that is never freed: modules and their functions, which may
 * live to the end of the process, point into it. */
typedef struct {
    const HPyModuleDef *source;
    HPyGlobals *globals;           /* globals.c's */
    HPyFunc_traverseproc traverse; /* of the state; may be NULL */
    HPyFunc_destroyfunc destroy;   /* of the state; may be NULL */
    PyModuleDef def;
    PyModuleDef_Slot slots[1]; /* as many as needed; the methods stand behind them */
} Module;

/* A module's state as CPython sees it: this head, which says what the module is, and then the extension's own. */
typedef union {
    Module *module; /* NULL until the module is executed */
    char alignment[16];
} StateHead;

/* What a definition holds, counted while it is checked. */
typedef struct {
    size_t defines;
    size_t methods;
    size_t legacy_methods;
    size_t execs;
    const HPySlot *create;
    const HPySlot *traverse;
    const HPySlot *destroy;
} Content;

/* ---- checking ---- */

int hpy_method_def(const HPyMeth *meth, PyMethodDef *result)
{
    switch (meth->signature) {
    case HPyFunc_NOARGS:
        result->ml_flags = METH_NOARGS;
        break;
    case HPyFunc_O:
        result->ml_flags = METH_O;
        break;
    case HPyFunc_VARARGS:
        result->ml_flags = METH_FASTCALL;
        break;
    case HPyFunc_KEYWORDS:
        result->ml_flags = METH_FASTCALL | METH_KEYWORDS;
        break;
    default:
        PyErr_SetString(PyExc_ValueError, "Unsupported HPyMeth signature");
        return -1;
    }
    result->ml_name = meth->name;
    result->ml_meth = (PyCFunction)(void (*)(void))meth->cpy_trampoline;
    result->ml_doc = meth->doc;
    return 0;
}

/* Keep the one slot of its sort in 'place'. */
static int keep_slot(const HPySlot *slot, const HPySlot **place, const char *name)
{
    if (*place != NULL) {
        PyErr_Format(PyExc_SystemError, "HPyModuleDef.defines has several %s slots", name);
        return -1;
    }
    *place = slot;
    return 0;
}

static int check_slot(const HPySlot *slot, Content *content)
{
    switch ((int)slot->slot) {
    case HPy_mod_exec:
        content->execs++;
        return 0;
    case HPy_mod_create:
        return keep_slot(slot, &content->create, "HPy_mod_create");
    case HPy_mod_traverse:
        return keep_slot(slot, &content->traverse, "HPy_mod_traverse");
    case HPy_mod_destroy:
        return keep_slot(slot, &content->destroy, "HPy_mod_destroy");
    default:
        PyErr_Format(PyExc_SystemError, "HPyModuleDef.defines has slot %d; a module has HPy_mod_create, "
                     "HPy_mod_exec, HPy_mod_traverse and HPy_mod_destroy", (int)slot->slot);
        return -1;
    }
}

static int check_define(const HPyDef *define, Content *content)
{
    PyMethodDef ignored;

    content->defines++;
    switch (define->kind) {
    case HPyDef_Kind_Meth:
        content->methods++;
        return hpy_method_def(&define->meth, &ignored);
    case HPyDef_Kind_Slot:
        return check_slot(&define->slot, content);
    case HPyDef_Kind_Member: /* a module has no use for these two */
    case HPyDef_Kind_GetSet:
        return 0;
    }
    PyErr_Format(PyExc_SystemError, "HPyModuleDef.defines has an entry of unknown kind %d", (int)define->kind);
    return -1;
}

/* The object that a create slot returns is taken as it is: nothing else may be asked for. */
static int check_create_is_alone(const HPyModuleDef *def, const Content *content)
{
    if (content->create == NULL)
        return 0;
    if (content->defines > 1) {
        PyErr_SetString(PyExc_SystemError, "HPyModuleDef defines a HPy_mod_create slot and other defines, which "
                        "would have no effect");
        return -1;
    }
    if (def->doc != NULL || def->legacy_methods != NULL || def->globals != NULL || def->size != 0) {
        PyErr_SetString(PyExc_SystemError, "HPyModuleDef defines a HPy_mod_create slot and doc, legacy_methods, "
                        "globals or size, which must be NULL or 0 then");
        return -1;
    }
    return 0;
}

/* Check the definition and count what it holds; -1 with an exception set when it is not acceptable. */
static int check(const HPyModuleDef *def, Content *content)
{
    HPyDef **define;
    const PyMethodDef *legacy;

    memset(content, 0, sizeof(*content));
    if (def->size < 0) {
        PyErr_SetString(PyExc_SystemError, "HPy does not permit HPyModuleDef.size < 0");
        return -1;
    }
    for (define = def->defines; define != NULL && *define != NULL; define++)
        if (check_define(*define, content) < 0)
            return -1;
    for (legacy = def->legacy_methods; legacy != NULL && legacy->ml_name != NULL; legacy++)
        content->legacy_methods++;
    if (def->size == 0 && (content->traverse != NULL || content->destroy != NULL)) {
        PyErr_SetString(PyExc_SystemError, "HPyModuleDef.size is 0, so there is no state for HPy_mod_traverse or "
                        "HPy_mod_destroy");
        return -1;
    }
    return check_create_is_alone(def, content);
}

/* ---- state ---- */

static StateHead *head_of(PyObject *module)
{
    return (StateHead *)PyModule_GetState(module);
}

static Module *module_of(PyModuleDef *def)
{
    return (Module *)(void *)((char *)def - offsetof(Module, def));
}

static int report_fields(void *module, HPyFunc_visitproc visit, void *arg)
{
    StateHead *head = head_of((PyObject *)module);
    return head->module->traverse(head + 1, visit, arg);
}

static int traverse_state(PyObject *module, visitproc visit, void *arg)
{
    StateHead *head = head_of(module);
    FieldVisits visits;
    int result;

    if (head == NULL || head->module == NULL || head->module->traverse == NULL)
        return 0;
    hpy_visits_begin(&visits, report_fields, module, head, visit, arg);
    result = report_fields(module, hpy_visit_field, &visits);
    hpy_visits_end(&visits);
    return result;
}

static int clear_state(PyObject *module)
{
    StateHead *head = head_of(module);

    if (head != NULL && head->module != NULL && head->module->traverse != NULL)
        hpy_clear_fields(head->module->traverse, head + 1);
    return 0;
}

static void free_state(void *module)
{
    StateHead *head = head_of((PyObject *)module);

    clear_state((PyObject *)module);
    if (head != NULL && head->module != NULL && head->module->destroy != NULL)
        head->module->destroy(head + 1);
}

/* The first exec slot of every module. PyInit would be too early: it may run in another interpreter. */
static int start(PyObject *module)
{
    StateHead *head = head_of(module);

    if (head == NULL)
        return 0;
    if (head->module == NULL)
        head->module = module_of(PyModule_GetDef(module));
    return hpy_globals_enter(head->module->source->globals, &head->module->globals);
}

static int is_ours(PyObject *module)
{
    const PyModuleDef *def = PyModule_Check(module) ? PyModule_GetDef(module) : NULL;
    return def != NULL && def->m_free == free_state;
}

const HPyModuleDef *hpy_module_source(PyObject *module)
{
    StateHead *head = is_ours(module) ? head_of(module) : NULL;
    return head == NULL || head->module == NULL ? NULL : head->module->source;
}

void hpy_module_adopt(PyModuleDef *outer, const PyModuleDef *def)
{
    outer->m_size = def->m_size;
    outer->m_traverse = def->m_traverse;
    outer->m_clear = def->m_clear;
    outer->m_free = def->m_free;
}

int hpy_module_execute(PyObject *module, PyModuleDef *def)
{
    StateHead *head = is_ours(module) && PyModule_GetDef(module) != def ? head_of(module) : NULL;

    if (head != NULL)
        head->module = module_of(def);
    return PyModule_ExecDef(module, def);
}

void *ctx_ModuleState(HPyContext *ctx, HPy h_module)
{
    PyObject *module = _h2py(h_module);
    const HPyModuleDef *source;
    (void)ctx;

    if (module == NULL || !is_ours(module)) {
        PyErr_Format(PyExc_TypeError, "HPy_ModuleState needs a module that was made by HPy, not %R",
                     module != NULL ? module : Py_None);
        return NULL;
    }
    source = hpy_module_source(module);
    if (source == NULL || source->size == 0) {
        PyErr_Format(PyExc_SystemError, source == NULL ? "%R has no state before its HPy_mod_exec slots run"
                                                       : "%R has no state: its HPyModuleDef.size is 0", module);
        return NULL;
    }
    return head_of(module) + 1;
}

#ifdef HPY_HOST_CPYTHON

void hpy_module_visit(PyObject *module, HPyFunc_visitproc visit, void *arg)
{
    StateHead *head = is_ours(module) ? head_of(module) : NULL;

    if (head != NULL && head->module != NULL && head->module->traverse != NULL)
        (void)head->module->traverse(head + 1, visit, arg);
}

int hpy_module_contains(PyObject *module, const void *address)
{
    const HPyModuleDef *source = hpy_module_source(module);
    const char *start = source != NULL ? (const char *)(head_of(module) + 1) : NULL;

    return start != NULL && (const char *)address >= start && (const char *)address < start + source->size;
}

#endif

/* ---- converting ---- */

/* The end of every trampoline of HPy_mod_create: 'created', whose reference is passed on, or NULL with an exception. */
PyObject *hpy_check_created_module(PyObject *created)
{
    if (created == NULL || !PyModule_Check(created))
        return created;
    Py_DECREF(created);
    PyErr_SetString(PyExc_SystemError, "HPy_mod_create slot returned a builtin module object. "
                    "This is currently not supported.");
    return NULL;
}

/* Trampolines have the shape that CPython wants; that of HPy_mod_create ends with hpy_check_created_module(). What
 * such a slot makes is no module, and has no state. */
static void fill(PyModuleDef_Slot *slots, PyMethodDef *methods, const HPyModuleDef *def, int has_state)
{
    HPyDef **define;
    const PyMethodDef *legacy;

    if (has_state) {
        slots->slot = Py_mod_exec;
        slots->value = (void *)(uintptr_t)start;
        slots++;
    }
    for (define = def->defines; define != NULL && *define != NULL; define++) {
        if ((*define)->kind == HPyDef_Kind_Meth) {
            (void)hpy_method_def(&(*define)->meth, methods++); /* was checked */
        } else if ((*define)->kind == HPyDef_Kind_Slot
                   && ((*define)->slot.slot == HPy_mod_create || (*define)->slot.slot == HPy_mod_exec)) {
            slots->slot = (*define)->slot.slot == HPy_mod_create ? Py_mod_create : Py_mod_exec;
            slots->value = (void *)(uintptr_t)(*define)->slot.cpy_trampoline;
            slots++;
        }
    }
    for (legacy = def->legacy_methods; legacy != NULL && legacy->ml_name != NULL; legacy++)
        *methods++ = *legacy;
}

/* The block for a checked definition, or NULL with an exception set. */
static Module *convert(const HPyModuleDef *def, const char *name, const Content *content)
{
    static const PyModuleDef_Base base = PyModuleDef_HEAD_INIT;
    int has_state = content->create == NULL;
    size_t slots = content->execs + 2; /* with create or start, and the end */
    size_t methods = content->methods + content->legacy_methods + 1;
    size_t methods_at = offsetof(Module, slots) + slots * sizeof(PyModuleDef_Slot);
    /* It belongs to the process, not to the interpreter that happens to be the first. */
    Module *module = (Module *)calloc(1, methods_at + methods * sizeof(PyMethodDef));
    PyMethodDef *first_method;

    if (module == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    first_method = (PyMethodDef *)(void *)((char *)module + methods_at);
    module->def.m_base = base;
    module->def.m_name = name;
    module->def.m_doc = def->doc;
    module->def.m_methods = methods > 1 ? first_method : NULL;
    module->def.m_slots = module->slots;
    module->source = def;
    if (content->traverse != NULL)
        module->traverse = (HPyFunc_traverseproc)(void (*)(void))content->traverse->impl;
    if (content->destroy != NULL)
        module->destroy = (HPyFunc_destroyfunc)(void (*)(void))content->destroy->impl;
    if (has_state) {
        module->def.m_size = (Py_ssize_t)sizeof(StateHead) + def->size;
        module->def.m_traverse = traverse_state;
        module->def.m_clear = clear_state;
        module->def.m_free = free_state;
    }
    fill(module->slots, first_method, def, has_state);
    return module;
}

PyModuleDef *hpy_module_def(const HPyModuleDef *def, const char *name, PyModuleDef **cache)
{
    PyModuleDef *known = HPY_ATOMIC_LOAD(cache);
    Content content;
    Module *module;

    if (known != NULL)
        return known;
    if (check(def, &content) < 0)
        return NULL;
    module = convert(def, name, &content);
    if (module == NULL)
        return NULL;
    if (!HPY_ATOMIC_SWAP(cache, NULL, &module->def)) {
        free(module); /* another thread was first */
        return HPY_ATOMIC_LOAD(cache);
    }
    return &module->def;
}

int hpy_ignores_environment(void)
{
    PyObject *flags = PySys_GetObject("flags"); /* borrowed */
    PyObject *flag = flags != NULL ? PyObject_GetAttrString(flags, "ignore_environment") : NULL;
    int result = flag != NULL && PyObject_IsTrue(flag) > 0;

    Py_XDECREF(flag);
    PyErr_Clear(); /* who took the flag away does not want it */
    return result;
}

#ifdef HPY_ABI_CPYTHON
/* Whether a value of the environment variable HPY asks for a mode other than universal for the module 'name'. */
static int asks_for_mode(const char *value, const char *name)
{
    size_t length = strlen(name);
    const char *at = value;

    if (strchr(value, ':') == NULL)
        return value[0] != '\0' && strcmp(value, "universal") != 0;
    for (; (at = strstr(at, name)) != NULL; at += length) {
        int begins = at == value || strchr(", .", at[-1]) != NULL;
        if (begins && at[length] == ':' && strncmp(at + length + 1, "universal", 9) != 0)
            return 1;
    }
    return 0;
}

/* Debug and trace mode stand between a universal binary and its host. Here they cannot: who asks for them is told. */
static int warn_of_mode(const char *name)
{
    const char *value = getenv("HPY");

    if (value == NULL || !asks_for_mode(value, name) || hpy_ignores_environment())
        return 0;
    return PyErr_WarnFormat(PyExc_RuntimeWarning, 1, "HPY=%s has no effect on the module %s, which was built for the "
                            "CPython ABI; debug and trace mode need a universal build: --hpy-abi=universal", value, name);
}

/* The body of PyInit_NAME. */
PyObject *_HPy_CPythonInit(HPyModuleDef *def, const char *name, HPyCPythonModule *state)
{
    PyModuleDef *converted;

    if (hpy_cpython_context_init() < 0 || warn_of_mode(name) < 0)
        return NULL;
    converted = hpy_module_def(def, name, &state->def);
    return converted == NULL ? NULL : PyModuleDef_Init(converted);
}
#endif
