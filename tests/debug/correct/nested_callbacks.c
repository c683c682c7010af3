/* A callback that Python calls in the middle of a call uses handles of the outer one by closing over objects.
 *
 * run: seen = []
 *      def visit(item):
 *          seen.append(mod.each([item * 10], seen.append) if item < 10 else item)
 *      assert mod.each([1, 2, 3], visit) == 3
 *      assert seen == [10, 1, 20, 1, 30, 1]
 */
#include "hpy.h"

HPyDef_METH(each, "each", HPyFunc_VARARGS)
static HPy each_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy list, function;
    HPy_ssize_t i, n;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:each", &list, &function))
        return HPy_NULL;
    n = HPy_Length(ctx, list);
    if (n < 0)
        return HPy_NULL;
    for (i = 0; i < n; i++) {
        HPy item = HPy_GetItem_i(ctx, list, i);
        HPy result = HPy_IsNull(item) ? HPy_NULL : HPy_Call(ctx, function, &item, 1, HPy_NULL);
        HPy_Close(ctx, item);
        if (HPy_IsNull(result))
            return HPy_NULL;
        HPy_Close(ctx, result);
    }
    return HPyLong_FromSsize_t(ctx, n);
}

static HPyDef *module_defines[] = {&each, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
