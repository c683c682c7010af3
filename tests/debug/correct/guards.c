/* Guards that are left on all paths: after errors, with an exception pending, in another order than they were entered,
 * in calls within calls, and for an object under two handles.
 *
 * run: class Ring:
 *          def __repr__(self):
 *              return '<' + mod.show(self) + '>'
 *      ring = Ring()
 *      assert mod.show(ring) == '<...>' and mod.show(5) == '5'
 *      class Failing:
 *          def __repr__(self):
 *              raise ValueError('failing')
 *      for i in range(3):
 *          try:
 *              mod.show(Failing())
 *              assert False
 *          except ValueError:
 *              pass
 *      deep = []
 *      for i in range(50):
 *          deep = [deep]
 *      assert mod.depth(deep) == 51
 *      endless = []
 *      endless.append(endless)
 *      for i in range(2):
 *          try:
 *              mod.depth(endless)
 *              assert False
 *          except RecursionError:
 *              pass
 *      endless.clear()
 *      assert mod.depth(deep) == 51
 *      assert mod.mixed([], ()) is None
 *      assert mod.call_back(lambda: mod.depth([[]])) == 2
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(show, "show", HPyFunc_O)
static HPy show_impl(HPyContext *ctx, HPy self, HPy obj)
{
    HPy text, same;
    int n = HPy_ReprEnter(ctx, obj);

    if (n != 0)
        return n < 0 ? HPy_NULL : HPyUnicode_FromString(ctx, "...");
    text = HPy_Repr(ctx, obj);
    same = HPy_Dup(ctx, obj);
    HPy_ReprLeave(ctx, same);
    HPy_Close(ctx, same);
    return text;
}

static long depth_of(HPyContext *ctx, HPy h)
{
    long depth = 0;

    if (HPy_EnterRecursiveCall(ctx, " in depth()") < 0)
        return -1;
    if (HPyList_Check(ctx, h) && HPyList_Size(ctx, h) > 0) {
        HPy first = HPyList_GetItem(ctx, h, 0);
        depth = depth_of(ctx, first);
        HPy_Close(ctx, first);
    }
    HPy_LeaveRecursiveCall(ctx);
    return depth < 0 ? -1 : depth + 1;
}

HPyDef_METH(depth, "depth", HPyFunc_O)
static HPy depth_impl(HPyContext *ctx, HPy self, HPy list)
{
    long depth = depth_of(ctx, list);

    return depth < 0 ? HPy_NULL : HPyLong_FromLong(ctx, depth);
}

HPyDef_METH(mixed, "mixed", HPyFunc_VARARGS)
static HPy mixed_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    if (HPy_ReprEnter(ctx, args[0]) != 0)
        return HPy_NULL;
    if (HPy_EnterRecursiveCall(ctx, "") < 0) {
        HPy_ReprLeave(ctx, args[0]);
        return HPy_NULL;
    }
    if (HPy_ReprEnter(ctx, args[1]) == 0) {
        HPy_ReprLeave(ctx, args[0]);
        HPy_LeaveRecursiveCall(ctx);
        HPy_ReprLeave(ctx, args[1]);
    }
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(call_back, "call_back", HPyFunc_O)
static HPy call_back_impl(HPyContext *ctx, HPy self, HPy function)
{
    HPy result;

    if (HPy_EnterRecursiveCall(ctx, " in call_back()") < 0)
        return HPy_NULL;
    result = HPy_Call(ctx, function, NULL, 0, HPy_NULL);
    HPy_LeaveRecursiveCall(ctx);
    return result;
}

static HPyDef *module_defines[] = {&show, &depth, &mixed, &call_back, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
