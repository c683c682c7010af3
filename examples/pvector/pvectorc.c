/* The module pvectorc: persistent vectors, with the interface that pyrsistent expects of its C extension. README.md
 * says what to look at; native.c is the same over Python.h. */
#include "pvectorc.h"

HPyDef_METH(pvector, "pvector", HPyFunc_KEYWORDS, .doc = "pvector(iterable=())\n--\n\nA vector of the items.")
static HPy pvector_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"iterable", NULL};
    HPy iterable = HPy_NULL, result;
    HPyTracker tracker;

    if (nargs == 1 && HPy_IsNull(kwnames))
        return vector_from(ctx, args[0]);
    if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "|O:pvector", names, &iterable))
        return HPy_NULL;
    result = HPy_IsNull(iterable) ? vector_empty(ctx) : vector_from(ctx, iterable);
    HPyTracker_Close(ctx, tracker);
    return result;
}

HPyDef_SLOT(pvectorc_exec, HPy_mod_exec)
static int pvectorc_exec_impl(HPyContext *ctx, HPy module)
{
    if (trie_begin(ctx) < 0 || iterator_begin(ctx) < 0 || vector_begin(ctx, module) < 0)
        return -1;
    return evolver_begin(ctx, module);
}

static HPyDef *pvectorc_defines[] = {&pvector, &pvectorc_exec, NULL};

static HPyGlobal *pvectorc_globals[] = {
    &node_type, &vector_type, &empty_vector, &pvector_function, &evolver_type, &iterator_type, NULL,
};

static HPyModuleDef pvectorc_module = {
    .doc = "Persistent vectors, on HPy.",
    .defines = pvectorc_defines,
    .globals = pvectorc_globals,
};

/* Vectors and their nodes do not change; evolvers and iterators, which do, are locked. */
HPyModule_DECLARE(pvectorc, HPY_MOD_GIL_NOT_USED, HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED)
HPy_MODINIT(pvectorc, pvectorc_module)
