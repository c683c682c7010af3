/* Compares what it is given with a text, without looking whether that is a str.
 *
 * run: mod.f(b'yes')
 * expect: wrong-type
 * api: HPyUnicode_EqualToUTF8AndSize
 * function: f
 * used: USE
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    int is_yes = HPyUnicode_EqualToUTF8(ctx, arg, "yes"); /* USE */
    return HPyBool_FromBool(ctx, is_yes);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
