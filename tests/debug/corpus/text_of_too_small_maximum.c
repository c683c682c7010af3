/* Says that all characters are ASCII, and puts an e with an accent among them.
 *
 * run: mod.f()
 * expect: out-of-range
 * api: HPyUnicode_FromKindAndMaxChar
 * function: f
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    static const uint8_t text[] = {'c', 'a', 'f', 0xE9};
    HPy result = HPyUnicode_FromKindAndMaxChar(ctx, 1, text, 4, 127); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
