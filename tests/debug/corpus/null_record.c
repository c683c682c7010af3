/* Makes a function of a record that was not found.
 *
 * run: try:
 *          mod.f('other')
 *      except Exception:
 *          pass
 * expect: null-pointer
 * api: HPyFunction_New
 * function: f
 * used: USE
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy name)
{
    HPyDef *found = HPyUnicode_EqualToUTF8(ctx, name, "f") ? &f : NULL;

    return HPyFunction_New(ctx, found, HPy_NULL, HPy_NULL); /* USE */
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
