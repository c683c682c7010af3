/* Keeps the pointer to the characters, releases the view, and makes a str of them.
 *
 * run: mod.f('some text')
 * expect: memory-after-close
 * api: HPyUnicode_FromKindAndData
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 * options: protect=all
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyUnicodeView view;
    HPy result;

    if (HPyUnicode_Acquire(ctx, arg, &view) < 0) /* OPEN */
        return HPy_NULL;
    HPyUnicode_Release(ctx, &view); /* CLOSE */
    result = HPyUnicode_FromKindAndData(ctx, view.kind, view.data, view.length); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
