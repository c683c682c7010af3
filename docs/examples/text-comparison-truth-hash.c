/* Compares objects, asks for their truth and their text; and a type that can be compared and hashed.
 *
 * run: assert mod.largest([3, 9, 4]) == 9 and mod.largest([]) is None
 *      assert mod.shown([0, "a", 1.5, None]) == "'a', 1.5"
 *      assert mod.Level(2) < mod.Level(3) and mod.Level(2) == mod.Level(2) and mod.Level(2) != 2
 *      assert len({mod.Level(2), mod.Level(2)}) == 1
 */
#include "hpy.h"

HPyDef_METH(largest, "largest", HPyFunc_O, .doc = "largest(items, /)\n--\n\nThe largest item, or None.")
static HPy largest_impl(HPyContext *ctx, HPy self, HPy items)
{
    HPy_ssize_t i, n = HPy_Length(ctx, items);
    HPy best;

    if (n < 0)
        return HPy_NULL;
    best = HPy_Dup(ctx, ctx->h_None);
    for (i = 0; i < n; i++) {
        HPy item = HPy_GetItem_i(ctx, items, i);
        int larger = HPy_IsNull(item) ? -1 : i == 0 ? 1 : HPy_RichCompareBool(ctx, item, best, HPy_GT);
        if (larger != 0) {
            HPy_Close(ctx, best);
            best = larger > 0 ? item : HPy_NULL;
        }
        if (larger <= 0)
            HPy_Close(ctx, item);
        if (larger < 0)
            break;
    }
    return best;
}

HPyDef_METH(shown, "shown", HPyFunc_O, .doc = "shown(items, /)\n--\n\nThe repr() of those that are true.")
static HPy shown_impl(HPyContext *ctx, HPy self, HPy items)
{
    HPy_ssize_t i, n = HPy_Length(ctx, items);
    HPy text = n < 0 ? HPy_NULL : HPyUnicode_FromString(ctx, "");

    for (i = 0; i < n && !HPy_IsNull(text); i++) {
        HPy item = HPy_GetItem_i(ctx, items, i), longer = HPy_NULL;
        int is_true = HPy_IsNull(item) ? -1 : HPy_IsTrue(ctx, item);
        if (is_true > 0)
            longer = HPyUnicode_FromFormat(ctx, "%U%s%R", text, HPy_Length(ctx, text) > 0 ? ", " : "", item);
        HPy_Close(ctx, item);
        if (is_true != 0) {
            HPy_Close(ctx, text);
            text = longer; /* HPy_NULL after an error */
        }
    }
    return text;
}

typedef struct {
    long value;
} Level;

HPyType_HELPERS(Level)

HPyDef_SLOT(Level_new, HPy_tp_new)
static HPy Level_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Level *level;
    HPy result;
    long value;

    if (!HPyArg_Parse(ctx, NULL, args, (size_t)nargs, "l:Level", &value))
        return HPy_NULL;
    result = HPy_New(ctx, cls, &level);
    if (!HPy_IsNull(result))
        level->value = value;
    return result;
}

HPyDef_SLOT(Level_compare, HPy_tp_richcompare)
static HPy Level_compare_impl(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)
{
    HPy cls = HPy_Type(ctx, self);
    int same_kind = HPy_TypeCheck(ctx, other, cls);

    HPy_Close(ctx, cls);
    if (!same_kind)
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    HPy_RETURN_RICHCOMPARE(ctx, Level_AsStruct(ctx, self)->value, Level_AsStruct(ctx, other)->value, op);
}

HPyDef_SLOT(Level_hash, HPy_tp_hash)
static HPy_hash_t Level_hash_impl(HPyContext *ctx, HPy self)
{
    long value = Level_AsStruct(ctx, self)->value;

    return value == -1 ? -2 : value; /* -1 is for errors */
}

static HPyDef *Level_defines[] = {&Level_new, &Level_compare, &Level_hash, NULL};
static HPyType_Spec Level_spec = {
    .name = "text_comparison_truth_hash.Level",
    .basicsize = sizeof(Level),
    .builtin_shape = SHAPE(Level),
    .flags = HPy_TPFLAGS_DEFAULT,
    .defines = Level_defines,
};

HPyDef_SLOT(start, HPy_mod_exec)
static int start_impl(HPyContext *ctx, HPy module)
{
    return HPyHelpers_AddType(ctx, module, "Level", &Level_spec, NULL) ? 0 : -1;
}

static HPyDef *defines[] = {&start, &largest, &shown, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(text_comparison_truth_hash, module)
