/* Runs the source itself, which was never compiled.
 *
 * run: mod.f('1 + 2')
 * expect: wrong-type
 * api: HPy_EvalCode
 * function: f
 * used: USE
 * raises: TypeError
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy scope = HPyDict_New(ctx);
    HPy result = HPy_IsNull(scope) ? HPy_NULL : HPy_EvalCode(ctx, arg, scope, scope); /* USE */

    HPy_Close(ctx, scope);
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
