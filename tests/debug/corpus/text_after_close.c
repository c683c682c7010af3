/* Makes a str of the text of another one that it has closed.
 *
 * run: mod.f([1, 2])
 * expect: memory-after-close
 * api: HPyUnicode_FromString
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 * options: protect=all
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy result, text = HPy_Repr(ctx, arg); /* OPEN */
    const char *utf8;

    if (HPy_IsNull(text))
        return HPy_NULL;
    utf8 = HPyUnicode_AsUTF8AndSize(ctx, text, NULL);
    HPy_Close(ctx, text); /* CLOSE */
    if (utf8 == NULL)
        return HPy_NULL;
    result = HPyUnicode_FromString(ctx, utf8); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
