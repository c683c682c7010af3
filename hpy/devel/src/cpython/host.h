/* What the files of the CPython host share, beside the public header: nothing here is seen by extensions. */
#ifndef HPY_CPYTHON_HOST_H
#define HPY_CPYTHON_HOST_H

#define _HPY_IN_HOST
#include "hpy.h"

/* The dict of the builtins module. New reference, or NULL with an exception set. */
_HPy_HIDDEN _HPy_COLD PyObject *hpy_builtins_dict(void);

/* Whether this Python was started with -E or -I, which put its own variables, and so HPy's, out of force. */
_HPy_HIDDEN _HPy_COLD int hpy_ignores_environment(void);

/* Distance of the payload from the object for a shape; 0 for Legacy, and where it is not constant. */
_HPy_HIDDEN uint32_t hpy_payload_offset(HPyType_BuiltinShape shape);

/* ---- module.c ---- */

/* The PyMethodDef of a method, with pointers into 'meth'; -1 with ValueError when its signature is none of a method. */
_HPy_HIDDEN _HPy_COLD int hpy_method_def(const HPyMeth *meth, PyMethodDef *result);

/* What CPython makes the module from: checked and converted at the first call, kept in *cache (initially NULL, of
 * static storage) for all others. NULL with an exception set when the definition is not acceptable. */
_HPy_HIDDEN _HPy_COLD PyModuleDef *hpy_module_def(const HPyModuleDef *def, const char *name, PyModuleDef **cache);

/* Run the exec slots of a module that was made from 'def', or from a definition that adopted it. 0, or -1 with an
 * exception set. */
_HPy_HIDDEN _HPy_COLD int hpy_module_execute(PyObject *module, PyModuleDef *def);

/* Let modules of 'outer' have the state that 'def' describes. */
_HPy_HIDDEN _HPy_COLD void hpy_module_adopt(PyModuleDef *outer, const PyModuleDef *def);

/* For layers: call 'visit' with each field in the state of a module; whether the address lies in the state. Any object
 * may be given. */
_HPy_HIDDEN void hpy_module_visit(PyObject *module, HPyFunc_visitproc visit, void *arg);
_HPy_HIDDEN int hpy_module_contains(PyObject *module, const void *address);

/* The definition that a module was made from, or NULL for a module that is not of this host. */
_HPy_HIDDEN const HPyModuleDef *hpy_module_source(PyObject *module);

/* ---- type_layout.c, for layers ---- */

/* What HPyType_GetBuiltinShape tells of the object's type. */
_HPy_HIDDEN HPyType_BuiltinShape hpy_object_shape(PyObject *self);

/* Whether the address lies in the payload of the object. */
_HPy_HIDDEN int hpy_object_contains(PyObject *self, const void *address);
/* ---- globals.c ---- */

typedef struct HPyGlobals_s HPyGlobals; /* those that a module definition lists, never freed */

/* Give the current interpreter values of its own in the globals of a module ('listed' may be NULL), before its exec
 * slots run. *known, initially NULL, belongs to the list. 0, or -1 with an exception set. */
_HPy_HIDDEN _HPy_COLD int hpy_globals_enter(HPyGlobal **listed, HPyGlobals **known);

/* ---- fields.c ---- */

/* Calls 'visit' with each field of an instance, or of a module's state, the same in each call. */
typedef int (*HPyReportFunction)(void *owner, HPyFunc_visitproc visit, void *arg);

/* Which of 64 neighbouring words are in a set of addresses; free while bits is 0. */
typedef struct {
    uintptr_t number;
    uint64_t bits;
} AddressChunk;

/* One traversal for CPython's collector: where the fields lay that were reported so far. */
typedef struct {
    visitproc visit;
    void *arg;
    uintptr_t last, limit;      /* of the current run: the newest field, and the end of what is surely new behind it */
    size_t n_reported;          /* not counting empty ones */
    uintptr_t lowest, highest;  /* all fields lie between, but for those of the current run that lie higher */
    HPyReportFunction report;
    void *owner;
    int no_memory;              /* for the set */
    AddressChunk *chunks;       /* the set; NULL as long as runs are enough */
    size_t room, n_chunks;
    AddressChunk few[16];
} FieldVisits;

/* Begin a traversal for the collector. 'start' may be an address below the first field that will be reported, which
 * saves some steps, or NULL. */
static inline void hpy_visits_begin(FieldVisits *visits, HPyReportFunction report, void *owner, const void *start,
                                    visitproc visit, void *arg)
{
    visits->visit = visit;
    visits->arg = arg;
    visits->last = (uintptr_t)start - 1;
    visits->limit = UINTPTR_MAX;
    visits->n_reported = 0;
    visits->lowest = (uintptr_t)start;
    visits->highest = 0;
    visits->report = report;
    visits->owner = owner;
    visits->no_memory = 0;
    visits->chunks = NULL;
}

/* The visitor for which 'arg' is a FieldVisits: hands the object in the field on, once for each field. */
_HPy_HIDDEN int hpy_visit_field(HPyField *field, void *arg);

static inline void hpy_visits_end(FieldVisits *visits)
{
    if (visits->chunks != NULL && visits->chunks != visits->few)
        free(visits->chunks);
}

/* Empty all fields that 'traverse' visits in the struct at 'data'. */
_HPy_HIDDEN void hpy_clear_fields(HPyFunc_traverseproc traverse, void *data);

#ifdef HPY_ABI_CPYTHON
/* Fill the context of this extension; called by PyInit, often. 0, or -1 with an exception set. */
_HPy_HIDDEN _HPy_COLD int hpy_cpython_context_init(void);
#endif

#endif /* HPY_CPYTHON_HOST_H */
