/* Gives bytes to a function that wants a str.
 *
 * run: mod.f(b'12')
 * expect: wrong-type
 * api: HPyLong_FromUnicodeObject
 * function: f
 * used: USE
 * raises: TypeError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy text)
{
    HPy number = HPyLong_FromUnicodeObject(ctx, text, 10); /* USE */

    return number;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
