/* Asks a list for its next item, which only an iterator has.
 *
 * run: mod.f([1])
 * expect: wrong-type
 * api: HPyIter_Next
 * function: f
 * used: USE
 * minor: 1
 * raises: TypeError
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy item = HPyIter_Next(ctx, arg); /* USE */

    return item;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
