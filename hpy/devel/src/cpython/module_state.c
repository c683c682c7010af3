/* The state of a module: the extension's own, and what says where it came from. Also the exec slots, which begin with
 * one of the host's that lets a module have its state and its globals. */
#include "module.h"

#include "fields.h"
#include "threads.h"

static StateHead *head_of(PyObject *module)
{
    return (StateHead *)PyModule_GetState(module);
}

static ModuleBlock *module_of(PyModuleDef *def)
{
    return (ModuleBlock *)(void *)((char *)def - offsetof(ModuleBlock, def));
}

static int report_fields(void *module, HPyFunc_visitproc visit, void *arg)
{
    StateHead *head = head_of((PyObject *)module);
    return head->module->traverse(head + 1, visit, arg);
}

int hpy_module_traverse_state(PyObject *module, visitproc visit, void *arg)
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

int hpy_module_clear_state(PyObject *module)
{
    StateHead *head = head_of(module);

    if (head != NULL && head->module != NULL && head->module->traverse != NULL)
        hpy_clear_fields(head->module->traverse, head + 1);
    return 0;
}

void hpy_module_free_state(void *module)
{
    StateHead *head = head_of((PyObject *)module);

    hpy_module_clear_state((PyObject *)module);
    if (head != NULL && head->module != NULL && head->module->destroy != NULL)
        head->module->destroy(head + 1);
}

/* The first exec slot of every module. PyInit would be too early: it may run in another interpreter. */
int hpy_module_start(PyObject *module)
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
    return def != NULL && HPY_ATOMIC_LOAD(&def->m_free) == hpy_module_free_state;
}

const HPyModuleDef *hpy_module_source(PyObject *module)
{
    StateHead *head = is_ours(module) ? head_of(module) : NULL;
    return head == NULL || head->module == NULL ? NULL : head->module->source;
}

/* Every interpreter brings the same: nothing changes once it is there. */
#define ADOPT(WORD) \
    do { \
        if (HPY_ATOMIC_LOAD(&outer->WORD) != def->WORD) \
            (void)HPY_ATOMIC_EXCHANGE(&outer->WORD, def->WORD); \
    } while (0)

void hpy_module_adopt(PyModuleDef *outer, const PyModuleDef *def)
{
    ADOPT(m_size);
    ADOPT(m_traverse);
    ADOPT(m_clear);
    ADOPT(m_free);
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
