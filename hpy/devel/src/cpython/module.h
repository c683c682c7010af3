/* What module_def.c and module_state.c share: what a module made by HPy consists of. */
#ifndef HPY_CPYTHON_MODULE_H
#define HPY_CPYTHON_MODULE_H

#include "host.h"

/* What is made from one HPyModuleDef, in one block that is never freed: modules and their functions, which may
 * live to the end of the process, point into it. */
typedef struct {
    const HPyModuleDef *source;
    HPyGlobals *globals;           /* globals.c's */
    HPyFunc_traverseproc traverse; /* of the state; may be NULL */
    HPyFunc_destroyfunc destroy;   /* of the state; may be NULL */
    PyModuleDef def;
    PyModuleDef_Slot slots[1]; /* as many as needed; the methods stand behind them */
} ModuleBlock;

/* A module's state as CPython sees it: this head, which says what the module is, and then the extension's own. */
typedef union {
    ModuleBlock *module; /* NULL until the module is executed */
    char alignment[16];
} StateHead;

/* ---- module_state.c: what a definition's fields and its first exec slot are for modules that have a state ---- */

_HPy_HIDDEN int hpy_module_traverse_state(PyObject *module, visitproc visit, void *arg);
_HPy_HIDDEN int hpy_module_clear_state(PyObject *module);
_HPy_HIDDEN void hpy_module_free_state(void *module);
_HPy_HIDDEN int hpy_module_start(PyObject *module);

#endif /* HPY_CPYTHON_MODULE_H */
