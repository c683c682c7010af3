/* Turns an HPyModuleDef into the PyModuleDef that CPython wants: for the entry point of CPython-ABI extensions and
 * for the loader of hpy.universal. */
#include "host.h"
#include "atomic.h"

/* What is made from one HPyModuleDef, in one block that is never freed: modules and their functions, which may
 * live to the end of the process, point into it. */
typedef struct {
    PyModuleDef def;
    PyModuleDef_Slot slots[1]; /* as many as needed; the methods stand behind them */
} Module;

/* What a definition holds, counted while it is checked. */
typedef struct {
    size_t defines;
    size_t methods;
    size_t legacy_methods;
    size_t execs;
    const HPySlot *create;
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

static int check_slot(const HPySlot *slot, Content *content)
{
    if (slot->slot == HPy_mod_exec) {
        content->execs++;
        return 0;
    }
    if (slot->slot != HPy_mod_create) {
        PyErr_Format(PyExc_SystemError, "HPyModuleDef.defines has slot %d, but a module may have HPy_mod_create and "
                     "HPy_mod_exec only", (int)slot->slot);
        return -1;
    }
    if (content->create != NULL) {
        PyErr_SetString(PyExc_SystemError, "HPyModuleDef.defines has several HPy_mod_create slots");
        return -1;
    }
    content->create = slot;
    return 0;
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
        PyErr_SetString(PyExc_SystemError, "HPyModuleDef defines a HPy_mod_create slot and other defines, which the "
                        "object made by that slot would not get");
        return -1;
    }
    if (def->doc != NULL || def->legacy_methods != NULL || def->globals != NULL) {
        PyErr_SetString(PyExc_SystemError, "HPyModuleDef defines a HPy_mod_create slot and doc, legacy_methods or "
                        "globals, which must be NULL then");
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
    if (def->size > 0) {
        PyErr_SetString(PyExc_SystemError, "HPyModuleDef.size must be 0: module state is not supported by this "
                        "version of HPy");
        return -1;
    }
    for (define = def->defines; define != NULL && *define != NULL; define++)
        if (check_define(*define, content) < 0)
            return -1;
    for (legacy = def->legacy_methods; legacy != NULL && legacy->ml_name != NULL; legacy++)
        content->legacy_methods++;
    return check_create_is_alone(def, content);
}

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

/* Trampolines have the shape that CPython wants; that of HPy_mod_create ends with hpy_check_created_module(). */
static void fill(PyModuleDef_Slot *slots, PyMethodDef *methods, const HPyModuleDef *def)
{
    HPyDef **define;
    const PyMethodDef *legacy;

    for (define = def->defines; define != NULL && *define != NULL; define++) {
        if ((*define)->kind == HPyDef_Kind_Meth) {
            (void)hpy_method_def(&(*define)->meth, methods++); /* was checked */
        } else if ((*define)->kind == HPyDef_Kind_Slot) {
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
    size_t slots = content->execs + (content->create != NULL) + 1;
    size_t methods = content->methods + content->legacy_methods + 1;
    size_t methods_at = offsetof(Module, slots) + slots * sizeof(PyModuleDef_Slot);
    /* Raw memory: it belongs to the process, not to the interpreter that happens to be the first. */
    Module *module = (Module *)PyMem_RawCalloc(1, methods_at + methods * sizeof(PyMethodDef));
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
    fill(module->slots, first_method, def);
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
        PyMem_RawFree(module); /* another thread was first */
        return HPY_ATOMIC_LOAD(cache);
    }
    return &module->def;
}

#ifdef HPY_ABI_CPYTHON
/* The body of PyInit_NAME. */
PyObject *_HPy_CPythonInit(HPyModuleDef *def, const char *name, HPyCPythonModule *state)
{
    PyModuleDef *converted;

    if (hpy_cpython_context_init() < 0)
        return NULL;
    converted = hpy_module_def(def, name, &state->def);
    return converted == NULL ? NULL : PyModuleDef_Init(converted);
}
#endif
