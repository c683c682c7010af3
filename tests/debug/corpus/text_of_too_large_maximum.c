/* Says that characters may be of any size, of a text that is ASCII: on CPython that is not equal to itself in ASCII.
 *
 * run: mod.f()
 * expect: out-of-range
 * api: HPyUnicode_FromKindAndMaxChar
 * function: f
 * used: USE
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    static const HPy_UCS4 text[] = {'t', 'e', 'a'};
    HPy result = HPyUnicode_FromKindAndMaxChar(ctx, 4, text, 3, 0x10FFFF); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
