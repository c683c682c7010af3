/* Duplicates the value of an attribute after closing it, to return it.
 *
 * run: mod.f(str)
 * expect: use-after-close
 * api: HPy_Dup
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy result, doc = HPy_GetAttr_s(ctx, arg, "__name__"); /* OPEN */

    if (HPy_IsNull(doc))
        return HPy_NULL;
    HPy_Close(ctx, doc); /* CLOSE */
    result = HPy_Dup(ctx, doc); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
