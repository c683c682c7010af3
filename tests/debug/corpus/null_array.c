/* Gives a number of items without the items.
 *
 * run: mod.f(2)
 * expect: null-pointer
 * api: HPyTuple_FromArray
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long n = HPyLong_AsLong(ctx, arg);
    HPy result = HPyTuple_FromArray(ctx, NULL, n); /* USE */

    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
