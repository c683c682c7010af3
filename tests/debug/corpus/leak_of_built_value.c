/* Builds the arguments of a call with HPy_BuildValue and forgets to close the tuple.
 *
 * run: assert mod.f(pow) == 8
 * expect: leak
 * function: f
 * opened: OPEN
 * options: stack=8
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy function)
{
    HPy result, args = HPy_BuildValue(ctx, "(ii)", 2, 3); /* OPEN */

    if (HPy_IsNull(args))
        return HPy_NULL;
    result = HPy_CallTupleDict(ctx, function, args, HPy_NULL);
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
