/* Looks at objects as Python does, and walks nested lists without falling off the end of the stack.
 *
 * run: assert mod.kind_of(5) == 'number' and mod.kind_of('x') == 'text' and mod.kind_of(None) == 'NoneType'
 *      assert mod.count_leaves([1, [2, [3, 4]], []]) == 4
 *      endless = []
 *      endless.append(endless)
 *      try:
 *          mod.count_leaves(endless)
 *          assert False
 *      except RecursionError:
 *          pass
 *      endless.clear()
 */
#include "hpy.h"

HPyDef_METH(kind_of, "kind_of", HPyFunc_O, .doc = "What an object is, in a word.")
static HPy kind_of_impl(HPyContext *ctx, HPy self, HPy obj)
{
    HPy numbers, type, name;
    int is_number;

    if (HPyUnicode_Check(ctx, obj)) /* quick, and true for subclasses */
        return HPyUnicode_FromString(ctx, "text");
    numbers = HPyTuple_Pack(ctx, 2, ctx->h_LongType, ctx->h_FloatType);
    if (HPy_IsNull(numbers))
        return HPy_NULL;
    is_number = HPy_IsInstance(ctx, obj, numbers); /* as isinstance(obj, (int, float)) */
    HPy_Close(ctx, numbers);
    if (is_number < 0)
        return HPy_NULL;
    if (is_number)
        return HPyUnicode_FromString(ctx, "number");
    type = HPy_Type(ctx, obj);
    name = HPyType_GetQualName(ctx, type);
    HPy_Close(ctx, type);
    return name;
}

/* The number of objects in nested lists that are no lists, or -1 with an exception set. */
static long leaves(HPyContext *ctx, HPy obj)
{
    long total = 0, n = 0;
    HPy_ssize_t i;

    if (!HPyList_Check(ctx, obj))
        return 1;
    if (HPy_EnterRecursiveCall(ctx, " while counting") < 0)
        return -1;
    for (i = 0; n >= 0 && i < HPyList_Size(ctx, obj); i++) {
        HPy item = HPyList_GetItem(ctx, obj, i);
        n = HPy_IsNull(item) ? -1 : leaves(ctx, item);
        HPy_Close(ctx, item);
        total += n;
    }
    HPy_LeaveRecursiveCall(ctx); /* after an error, too */
    return n < 0 ? -1 : total;
}

HPyDef_METH(count_leaves, "count_leaves", HPyFunc_O, .doc = "How many objects nested lists hold.")
static HPy count_leaves_impl(HPyContext *ctx, HPy self, HPy obj)
{
    long n = leaves(ctx, obj);

    return n < 0 ? HPy_NULL : HPyLong_FromLong(ctx, n);
}

static HPyDef *defines[] = {&kind_of, &count_leaves, NULL};
static HPyModuleDef objects_def = {.doc = "Objects", .defines = defines};
HPy_MODINIT(objects, objects_def)
