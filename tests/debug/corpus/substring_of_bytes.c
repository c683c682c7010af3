/* Takes a part of any object as if it were a str.
 *
 * run: mod.f(b'bytes')
 * expect: wrong-type
 * api: HPyUnicode_Substring
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy result = HPyUnicode_Substring(ctx, arg, 0, 1); /* USE */

    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
