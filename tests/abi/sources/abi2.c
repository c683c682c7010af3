/* Of what minor version 2 of the ABI adds: the state of a module, the module of a type, the signatures METHOD and
 * VECTORCALL, declared fields, objects with items, functions of the table's end. The version is open until hpy 1.0, so
 * that there is no binary of it in the repository yet: tests compile it.
 */
#include "hpy.h"

typedef struct {
    long calls;
    HPyField last;
} State;

static HPyModuleDef abi2_def;

/* ---- functions with the module's state ---- */

HPyDef_METH(remember, "remember", HPyFunc_O)
static HPy remember_impl(HPyContext *ctx, HPy self, HPy arg)
{
    State *state = (State *)HPy_ModuleState(ctx, self);
    HPy before;

    if (state == NULL)
        return HPy_NULL;
    before = HPyField_IsNull(state->last) ? HPy_Dup(ctx, ctx->h_None) : HPyField_Load(ctx, self, state->last);
    HPyField_Store(ctx, self, &state->last, arg);
    state->calls++;
    return before;
}

HPyDef_SLOT(abi2_traverse, HPy_mod_traverse)
static int abi2_traverse_impl(void *data, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((State *)data)->last);
    return 0;
}

HPyDef_METH(find, "find", HPyFunc_VARARGS)
static HPy find_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy dict, key, result;
    int found;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:find", &dict, &key))
        return HPy_NULL;
    found = HPyDict_GetItem(ctx, dict, key, &result);
    return found == 0 ? HPy_Dup(ctx, ctx->h_NotImplemented) : result;
}

/* ---- Row: items that are declared fields; its methods ---- */

typedef struct {
    HPy_VAR_HEAD
    HPyField items[1];
} Row;

HPyType_HELPERS(Row)

HPyDef_VARFIELDS(Row_items, 0, 1)

HPyDef_SLOT(Row_vectorcall, HPy_tp_vectorcall)
static HPy Row_vectorcall_impl(HPyContext *ctx, HPy type, const HPy *args, size_t nargs, HPy kwnames)
{
    Row *row;
    HPy result = HPy_NewVar(ctx, type, (HPy_ssize_t)nargs, &row);

    for (size_t i = 0; !HPy_IsNull(result) && i < nargs; i++)
        HPyField_Init(ctx, result, &row->items[i], args[i]);
    return result;
}

HPyDef_SLOT(Row_length, HPy_sq_length)
static HPy_ssize_t Row_length_impl(HPyContext *ctx, HPy self)
{
    return Row_AsStruct(ctx, self)->nitems;
}

HPyDef_SLOT(Row_item, HPy_sq_item)
static HPy Row_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t index)
{
    Row *row = Row_AsStruct(ctx, self);

    if (index < 0 || index >= row->nitems)
        return HPyErr_SetString(ctx, ctx->h_IndexError, "there is no such item");
    return HPyField_Load(ctx, self, row->items[index]);
}

/* The calls that the module has counted, and the data of the record: by the class that defines the method. */
HPyDef_METH(Row_calls, "calls", HPyFunc_METHOD, .data = "row")
static HPy Row_calls_impl(HPyContext *ctx, HPy self, HPy cls, const HPy *args, size_t nargs, HPy kwnames, void *data)
{
    HPy module = HPyType_GetModule(ctx, cls), result = HPy_NULL;
    State *state = HPy_IsNull(module) ? NULL : (State *)HPy_ModuleState(ctx, module);

    if (state != NULL)
        result = HPy_BuildValue(ctx, "(ls)", state->calls, (const char *)data);
    HPy_Close(ctx, module);
    return result;
}

HPyDef_CLASSMETH(Row_of, "of", HPyFunc_O)
static HPy Row_of_impl(HPyContext *ctx, HPy cls, HPy iterable)
{
    HPy tuple = HPySequence_Tuple(ctx, iterable), result = HPy_NULL;

    if (!HPy_IsNull(tuple))
        result = HPy_CallTupleDict(ctx, cls, tuple, HPy_NULL);
    HPy_Close(ctx, tuple);
    return result;
}

static HPyDef *Row_defines[] = {&Row_items, &Row_vectorcall, &Row_length, &Row_item, &Row_calls, &Row_of, NULL};
static HPyType_Spec Row_spec = {
    .name = "abi2.Row",
    HPyType_ITEMS(Row, items),
    .builtin_shape = SHAPE(Row),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = Row_defines,
};

/* ---- the module ---- */

HPyDef_SLOT(abi2_exec, HPy_mod_exec)
static int abi2_exec_impl(HPyContext *ctx, HPy module)
{
    HPyType_SpecParam params[] = {
        {HPyType_SpecParam_Module, module},
        {(HPyType_SpecParam_Kind)0, HPy_NULL},
    };

    return HPyHelpers_AddType(ctx, module, "Row", &Row_spec, params) ? 0 : -1;
}

static HPyDef *abi2_defines[] = {&remember, &abi2_traverse, &find, &abi2_exec, NULL};
static HPyModuleDef abi2_def = {
    .doc = "Of what minor version 2 adds.",
    .size = sizeof(State),
    .defines = abi2_defines,
};

HPyModule_DECLARE(abi2, HPY_MOD_GIL_NOT_USED, HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED)
HPy_MODINIT(abi2, abi2_def)
