/* Goes on with another attribute when the first one is missing, with the exception still set.
 *
 * run: class Old:
 *          size = 5
 *      mod.f(Old())
 * expect: exception-pending
 * api: HPy_GetAttr_s
 * function: f
 * raised: RAISE
 * used: USE
 * raises: SystemError, AttributeError
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy value = HPy_GetAttr_s(ctx, arg, "length"); /* RAISE */

    if (HPy_IsNull(value))
        value = HPy_GetAttr_s(ctx, arg, "size"); /* USE */
    return value;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
