/* What minor version 1 of the ABI added: slices, iteration, a dict as base; slots of iteration, attribute access,
 * descriptors and awaiting. tests/support/abi_binaries.py compiles it; its binaries are kept, so that it is never changed.
 */
#include "hpy.h"

/* ---- functions ---- */

HPyDef_METH(total, "total", HPyFunc_O)
static HPy total_impl(HPyContext *ctx, HPy self, HPy iterable)
{
    HPy iterator = HPy_GetIter(ctx, iterable), item, next, sum;

    if (HPy_IsNull(iterator))
        return HPy_NULL;
    sum = HPyIter_Check(ctx, iterator) ? HPyLong_FromLong(ctx, 0) : HPy_NULL;
    while (!HPy_IsNull(sum) && !HPy_IsNull(item = HPyIter_Next(ctx, iterator))) {
        next = HPy_Add(ctx, sum, item);
        HPy_Close(ctx, item);
        HPy_Close(ctx, sum);
        sum = next;
    }
    HPy_Close(ctx, iterator);
    if (HPyErr_Occurred(ctx)) {
        HPy_Close(ctx, sum);
        return HPy_NULL;
    }
    return sum;
}

/* Of a list: without its first item, the second one twice, a 0 in front; and what stood between 1 and 3. */
HPyDef_METH(slices, "slices", HPyFunc_O)
static HPy slices_impl(HPyContext *ctx, HPy self, HPy list)
{
    HPy zero = HPyLong_FromLong(ctx, 0), middle = HPy_GetSlice(ctx, list, 1, 3), slice = HPy_NULL, result = HPy_NULL;

    if (HPy_IsNull(zero) || HPy_IsNull(middle) || HPy_DelSlice(ctx, list, 0, 1) < 0)
        goto done;
    if (HPy_SetSlice(ctx, list, 1, 1, middle) < 0 || HPyList_Insert(ctx, list, 0, zero) < 0)
        goto done;
    slice = HPySlice_New(ctx, ctx->h_None, ctx->h_None, ctx->h_None);
    if (!HPy_IsNull(slice))
        result = HPyTuple_Pack(ctx, 2, middle, slice);
done:
    HPy_Close(ctx, zero);
    HPy_Close(ctx, middle);
    HPy_Close(ctx, slice);
    return result;
}

/* ---- Range: its own iterator, which can be awaited; any attribute ---- */

typedef struct {
    long at;
    long end;
} Range;

HPyType_HELPERS(Range)

HPyDef_DOC(Range_doc, "Range(end)\n--\n\nNumbers below the end.")
HPyDef_DICT(Range_dict)
HPyDef_WEAKLIST(Range_weak)

HPyDef_SLOT(Range_new, HPy_tp_new)
static HPy Range_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Range *range;
    long end;
    HPy self;

    if (!HPyArg_Parse(ctx, NULL, args, (size_t)nargs, "l:Range", &end))
        return HPy_NULL;
    self = HPy_New(ctx, cls, &range);
    if (!HPy_IsNull(self))
        range->end = end;
    return self;
}

HPyDef_SLOT(Range_traverse, HPy_tp_traverse)
static int Range_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    return 0;
}

HPyDef_SLOT(Range_iter, HPy_tp_iter)
static HPy Range_iter_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

HPyDef_SLOT(Range_iternext, HPy_tp_iternext)
static HPy Range_iternext_impl(HPyContext *ctx, HPy self)
{
    Range *range = Range_AsStruct(ctx, self);

    return range->at < range->end ? HPyLong_FromLong(ctx, range->at++) : HPy_NULL;
}

HPyDef_SLOT(Range_await, HPy_am_await)
static HPy Range_await_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

HPyDef_SLOT(Range_send, HPy_am_send)
static HPy_SendResult Range_send_impl(HPyContext *ctx, HPy self, HPy arg, HPy *result)
{
    Range *range = Range_AsStruct(ctx, self);
    int more = range->at < range->end;

    *result = more ? HPyLong_FromLong(ctx, range->at++) : HPyUnicode_FromString(ctx, "end");
    if (HPy_IsNull(*result))
        return HPy_SEND_ERROR;
    return more ? HPy_SEND_NEXT : HPy_SEND_RETURN;
}

static HPyDef *Range_defines[] = {
    &Range_doc, &Range_dict, &Range_weak, &Range_new, &Range_traverse, &Range_iter, &Range_iternext, &Range_await,
    &Range_send, NULL,
};
static HPyType_Spec Range_spec = {
    .name = "abi1.Range",
    .basicsize = sizeof(Range),
    .builtin_shape = SHAPE(Range),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = Range_defines,
};

/* ---- Mirror: each attribute is its name; a descriptor ---- */

HPyDef_SLOT(Mirror_getattro, HPy_tp_getattro)
static HPy Mirror_getattro_impl(HPyContext *ctx, HPy self, HPy name)
{
    return HPy_Dup(ctx, name);
}

HPyDef_SLOT(Mirror_setattro, HPy_tp_setattro)
static int Mirror_setattro_impl(HPyContext *ctx, HPy self, HPy name, HPy value)
{
    HPyErr_Format(ctx, ctx->h_AttributeError, HPy_IsNull(value) ? "%U stays" : "%U is what it is", name);
    return -1;
}

HPyDef_SLOT(Mirror_descr_get, HPy_tp_descr_get)
static HPy Mirror_descr_get_impl(HPyContext *ctx, HPy self, HPy obj, HPy type)
{
    return HPy_Dup(ctx, HPy_IsNull(obj) ? type : obj);
}

HPyDef_SLOT(Mirror_descr_set, HPy_tp_descr_set)
static int Mirror_descr_set_impl(HPyContext *ctx, HPy self, HPy obj, HPy value)
{
    HPyErr_SetString(ctx, ctx->h_TypeError, HPy_IsNull(value) ? "not deleted" : "not set");
    return -1;
}

static HPyDef *Mirror_defines[] = {
    &Mirror_getattro, &Mirror_setattro, &Mirror_descr_get, &Mirror_descr_set, NULL,
};
static HPyType_Spec Mirror_spec = {.name = "abi1.Mirror", .defines = Mirror_defines};

/* ---- Stream: an asynchronous iterator; Counting: over dict, with a struct ---- */

HPyDef_SLOT(Stream_aiter, HPy_am_aiter)
static HPy Stream_aiter_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

HPyDef_SLOT(Stream_anext, HPy_am_anext)
static HPy Stream_anext_impl(HPyContext *ctx, HPy self)
{
    HPyErr_SetString(ctx, ctx->h_StopAsyncIteration, "");
    return HPy_NULL;
}

static HPyDef *Stream_defines[] = {&Stream_aiter, &Stream_anext, NULL};
static HPyType_Spec Stream_spec = {.name = "abi1.Stream", .defines = Stream_defines};

typedef struct {
    long count;
} Counting;

HPyType_HELPERS(Counting, HPyType_BuiltinShape_Dict)

HPyDef_METH(Counting_count, "count", HPyFunc_NOARGS)
static HPy Counting_count_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, ++Counting_AsStruct(ctx, self)->count);
}

static HPyDef *Counting_defines[] = {&Counting_count, NULL};
static HPyType_Spec Counting_spec = {
    .name = "abi1.Counting",
    .basicsize = sizeof(Counting),
    .builtin_shape = SHAPE(Counting),
    .defines = Counting_defines,
};

/* ---- the module ---- */

HPyDef_SLOT(execute, HPy_mod_exec)
static int execute_impl(HPyContext *ctx, HPy module)
{
    HPyType_SpecParam over_dict[] = {
        {HPyType_SpecParam_Base, ctx->h_DictType},
        {(HPyType_SpecParam_Kind)0, HPy_NULL},
    };

    return HPyHelpers_AddType(ctx, module, "Range", &Range_spec, NULL)
            && HPyHelpers_AddType(ctx, module, "Mirror", &Mirror_spec, NULL)
            && HPyHelpers_AddType(ctx, module, "Stream", &Stream_spec, NULL)
            && HPyHelpers_AddType(ctx, module, "Counting", &Counting_spec, over_dict) ? 0 : -1;
}

static HPyDef *defines[] = {&total, &slices, &execute, NULL};
static HPyModuleDef module = {.doc = "What minor version 1 added.", .defines = defines};

HPy_MODINIT(abi1, module)
