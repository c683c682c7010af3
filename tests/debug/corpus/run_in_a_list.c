/* Runs code with a list in the place of the globals.
 *
 * run: mod.f([])
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
    HPy code = HPy_Compile_s(ctx, "x", "<f>", HPy_SourceKind_Expr);
    HPy result = HPy_IsNull(code) ? HPy_NULL : HPy_EvalCode(ctx, code, arg, arg); /* USE */

    HPy_Close(ctx, code);
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
