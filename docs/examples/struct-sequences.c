/* Returns a tuple whose items have names, as time.localtime() and os.stat() do.
 *
 * run: limits = mod.limits([3, 1, 2])
 *      assert limits == (1, 3) and (limits.low, limits.high) == (1, 3)
 *      assert mod.Limits.__doc__ == "The ends of some numbers."
 */
#include "hpy.h"

static HPyGlobal limits_type;

static HPyStructSequence_Field limits_fields[] = {{"low", "the smallest"}, {"high", "the largest"}, {NULL, NULL}};
static HPyStructSequence_Desc limits_desc = {"struct_sequences.Limits", "The ends of some numbers.", limits_fields};

/* min(items) or max(items) of the built-in functions. */
static HPy call_builtin(HPyContext *ctx, const char *name, HPy items)
{
    HPy function = HPy_GetItem_s(ctx, ctx->h_Builtins, name), result;

    if (HPy_IsNull(function))
        return HPy_NULL;
    result = HPy_Call(ctx, function, &items, 1, HPy_NULL);
    HPy_Close(ctx, function);
    return result;
}

HPyDef_METH(limits, "limits", HPyFunc_O, .doc = "limits(items, /)\n--\n\nThe smallest one and the largest one.")
static HPy limits_impl(HPyContext *ctx, HPy self, HPy items)
{
    HPy ends[2], type, result = HPy_NULL;

    ends[0] = call_builtin(ctx, "min", items);
    ends[1] = HPy_IsNull(ends[0]) ? HPy_NULL : call_builtin(ctx, "max", items);
    if (!HPy_IsNull(ends[1])) {
        type = HPyGlobal_Load(ctx, limits_type);
        result = HPyStructSequence_New(ctx, type, 2, ends); /* the items stay ours */
        HPy_Close(ctx, type);
    }
    HPy_Close(ctx, ends[0]);
    HPy_Close(ctx, ends[1]);
    return result;
}

HPyDef_SLOT(start, HPy_mod_exec)
static int start_impl(HPyContext *ctx, HPy module)
{
    HPy type = HPyStructSequence_NewType(ctx, &limits_desc);
    int failed;

    if (HPy_IsNull(type))
        return -1;
    HPyGlobal_Store(ctx, &limits_type, type);
    failed = HPy_SetAttr_s(ctx, module, "Limits", type);
    HPy_Close(ctx, type);
    return failed;
}

static HPyDef *defines[] = {&start, &limits, NULL};
static HPyGlobal *globals[] = {&limits_type, NULL};
static HPyModuleDef module = {.defines = defines, .globals = globals};

HPy_MODINIT(struct_sequences, module)
