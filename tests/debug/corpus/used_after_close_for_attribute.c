/* Closes the object before its attribute is read.
 *
 * run: class Inner:
 *          value = 5
 *      class Outer:
 *          inner = Inner()
 *      mod.f(Outer())
 * expect: use-after-close
 * api: HPy_GetAttr_s
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy outer)
{
    HPy value, inner = HPy_GetAttr_s(ctx, outer, "inner"); /* OPEN */

    if (HPy_IsNull(inner))
        return HPy_NULL;
    HPy_Close(ctx, inner); /* CLOSE */
    value = HPy_GetAttr_s(ctx, inner, "value"); /* USE */
    return value;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
