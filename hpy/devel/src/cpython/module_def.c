/* Turns an HPyModuleDef into the PyModuleDef that CPython wants: for the entry point of CPython-ABI extensions and
 * for the loader of hpy.universal. */
#include "module.h"

#include "threads.h"

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

/* ---- checking: functions return 0, or -1 with an exception set ---- */

/* Whether there is a function, which Python, or the host, will call. */
static int check_function(int is_there, const char *name)
{
    if (is_there)
        return 0;
    PyErr_Format(PyExc_SystemError, "HPyModuleDef.defines has a %s slot without implementation; make it with "
                 "HPyDef_SLOT", name);
    return -1;
}

/* Keep the one slot of its sort in 'place'. */
static int keep_slot(const HPySlot *slot, const HPySlot **place, const char *name)
{
    if (check_function(slot->slot == HPy_mod_create ? slot->cpy_trampoline != NULL : slot->impl != NULL, name) < 0)
        return -1;
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
        return check_function(slot->cpy_trampoline != NULL, "HPy_mod_exec");
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
    switch ((int)define->kind) {
    case HPyDef_Kind_Meth:
        content->methods++;
        return hpy_method_def(define, 0, &ignored);
    case HPyDef_Kind_Slot:
        return check_slot(&define->slot, content);
    case HPyDef_Kind_Member: /* of no effect, which binaries of HPy 0.9 may count on */
    case HPyDef_Kind_GetSet:
    case HPyDef_Kind_Fields:
        return 0;
    case HPyDef_Kind_ClassMeth:
    case HPyDef_Kind_StaticMeth:
    case HPyDef_Kind_CoexistMeth:
        PyErr_Format(PyExc_SystemError, "HPyModuleDef.defines has the %s '%.200s', which only a type can have; use "
                     "HPyDef_METH, or move it to HPyType_Spec.defines", hpy_kind_name(define),
                     define->meth.name != NULL ? define->meth.name : "(no name)");
        return -1;
    default:
        PyErr_Format(PyExc_SystemError, "HPyModuleDef.defines has an entry of unknown kind %d", (int)define->kind);
        return -1;
    }
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

/* Later headers may have further members behind these. */
static int is_declared(const HPyModuleDeclarations *declared)
{
    return declared != NULL && declared->size >= sizeof(*declared);
}

const char *hpy_wrong_declaration(const HPyModuleDeclarations *declared)
{
    if (declared == NULL || declared->size == 0)
        return NULL;
    if (declared->size < sizeof(*declared))
        return "HPyModule_DECLARE of an unknown kind";
    if (declared->gil > HPY_MOD_GIL_NOT_USED)
        return "HPyModule_DECLARE with a second argument that is none of HPY_MOD_DEFAULT, HPY_MOD_GIL_USED and "
               "HPY_MOD_GIL_NOT_USED";
    if (declared->multiple_interpreters > HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED)
        return "HPyModule_DECLARE with a third argument that is none of HPY_MOD_DEFAULT, "
               "HPY_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED, HPY_MOD_MULTIPLE_INTERPRETERS_SUPPORTED and "
               "HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED";
    return NULL;
}

static int check_declarations(const HPyModuleDeclarations *declared, const char *name)
{
    const char *wrong = hpy_wrong_declaration(declared);

    if (wrong == NULL)
        return 0;
    PyErr_Format(PyExc_ImportError, "cannot import '%s': it has %s", name, wrong);
    return -1;
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
        slots->value = (void *)(uintptr_t)hpy_module_start;
        slots++;
    }
    for (define = def->defines; define != NULL && *define != NULL; define++) {
        if ((*define)->kind == HPyDef_Kind_Meth) {
            (void)hpy_method_def(*define, 0, methods++); /* was checked */
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

/* The slots for what is declared, as far as this Python knows them; returns the end. */
static PyModuleDef_Slot *fill_declared(PyModuleDef_Slot *slots, const HPyModuleDeclarations *declared)
{
    if (!is_declared(declared))
        return slots;
#ifdef Py_mod_multiple_interpreters
    if (declared->multiple_interpreters != HPY_MOD_DEFAULT) {
        slots->slot = Py_mod_multiple_interpreters;
        slots->value = (void *)(uintptr_t)(declared->multiple_interpreters - 1);
        slots++;
    }
#endif
#ifdef Py_mod_gil
    if (declared->gil != HPY_MOD_DEFAULT) {
        slots->slot = Py_mod_gil;
        slots->value = (void *)(uintptr_t)(declared->gil - 1);
        slots++;
    }
#endif
    return slots;
}

/* The block for a checked definition, or NULL with an exception set. */
static ModuleBlock *convert(const HPyModuleDef *def, const char *name, const HPyModuleDeclarations *declared,
                            const Content *content)
{
    static const PyModuleDef_Base base = PyModuleDef_HEAD_INIT;
    int has_state = content->create == NULL;
    size_t slots = content->execs + 4; /* with two declarations, create or start, and the end */
    size_t methods = content->methods + content->legacy_methods + 1;
    size_t methods_at = offsetof(ModuleBlock, slots) + slots * sizeof(PyModuleDef_Slot);
    /* It belongs to the process, not to the interpreter that happens to be the first. */
    ModuleBlock *module = (ModuleBlock *)calloc(1, methods_at + methods * sizeof(PyMethodDef));
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
        module->def.m_traverse = hpy_module_traverse_state;
        module->def.m_clear = hpy_module_clear_state;
        module->def.m_free = hpy_module_free_state;
    }
    fill(fill_declared(module->slots, declared), first_method, def, has_state);
    return module;
}

PyModuleDef *hpy_module_def(const HPyModuleDef *def, const char *name, const HPyModuleDeclarations *declared,
                            PyModuleDef **cache)
{
    PyModuleDef *known = HPY_ATOMIC_LOAD(cache);
    Content content;
    ModuleBlock *module;

    if (known != NULL)
        return known;
    if (check(def, &content) < 0 || check_declarations(declared, name) < 0)
        return NULL;
    module = convert(def, name, declared, &content);
    if (module == NULL)
        return NULL;
    if (PyModuleDef_Init(&module->def) == NULL) { /* writes into it, so it is done before others may see it */
        free(module);
        return NULL;
    }
    if (!HPY_ATOMIC_SWAP(cache, NULL, &module->def)) {
        free(module); /* another thread was first */
        return HPY_ATOMIC_LOAD(cache);
    }
    return &module->def;
}
