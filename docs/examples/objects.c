/* Asks what an object is as Python does, and walks nested lists without falling off the end of the stack.
 *
 * run: assert mod.is_a(True, (int, str)) and not mod.is_a(5.0, (int, str))
 *      assert mod.count_leaves([1, [2, [3, 4]], []]) == 4
 *      endless = []
 *      endless.append(endless)
 *      try:
 *          mod.count_leaves(endless)
 *          assert False
 *      except RecursionError:
 *          endless.clear()
 */
#include "hpy.h"

HPyDef_METH(is_a, "is_a", HPyFunc_VARARGS, .doc = "isinstance(), with a class or a tuple of classes.")
static HPy is_a_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy obj, cls;
    int result;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:is_a", &obj, &cls))
        return HPy_NULL;
    result = HPy_IsInstance(ctx, obj, cls);
    return result < 0 ? HPy_NULL : HPyBool_FromLong(ctx, result);
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

static HPyDef *defines[] = {&is_a, &count_leaves, NULL};
static HPyModuleDef objects_def = {.doc = "Objects", .defines = defines};
HPy_MODINIT(objects, objects_def)
