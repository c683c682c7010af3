/* Takes the -1 of a comparison that failed for true.
 *
 * run: class Strange:
 *          def __eq__(self, other):
 *              raise ArithmeticError('strange')
 *      mod.find(Strange(), [1, 2])
 * expect: exception-pending
 * api: HPyLong_FromInt64_t
 * function: find
 * raised: RAISE
 * used: USE
 * raises: SystemError, ArithmeticError
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(find, "find", HPyFunc_VARARGS)
static HPy find_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy value, list, result;
    HPy_ssize_t i, n;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:find", &value, &list))
        return HPy_NULL;
    n = HPy_Length(ctx, list);
    for (i = 0; i < n; i++) {
        HPy item = HPy_GetItem_i(ctx, list, i);
        int equal;
        if (HPy_IsNull(item))
            return HPy_NULL;
        equal = HPy_RichCompareBool(ctx, value, item, HPy_EQ); /* RAISE */
        HPy_Close(ctx, item);
        if (equal) {
            result = HPyLong_FromInt64_t(ctx, (int64_t)i); /* USE */
            return result;
        }
    }
    return n < 0 ? HPy_NULL : HPyLong_FromInt64_t(ctx, -1);
}

static HPyDef *module_defines[] = {&find, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
