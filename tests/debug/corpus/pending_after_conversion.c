/* Does not look whether converting a number has failed, and makes a new one.
 *
 * run: mod.f('text')
 * expect: exception-pending
 * api: HPyLong_FromInt64_t
 * function: f
 * raised: RAISE
 * used: USE
 * raises: SystemError, TypeError
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    int64_t value = HPyLong_AsInt64_t(ctx, arg); /* RAISE */
    HPy result = HPyLong_FromInt64_t(ctx, value * 2); /* USE */

    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
