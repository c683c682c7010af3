/* Releases a view where it finds what it looks for, and once more at the end.
 *
 * run: assert mod.has_blank('a b') is True
 * expect: view-after-release
 * api: HPyUnicode_Release
 * function: has_blank
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(has_blank, "has_blank", HPyFunc_O)
static HPy has_blank_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyUnicodeView view;
    HPy_ssize_t i;
    bool found = false;

    if (HPyUnicode_Acquire(ctx, arg, &view) < 0) /* OPEN */
        return HPy_NULL;
    for (i = 0; i < view.length && !found; i++)
        found = HPyUnicode_ReadAt(&view, i) == ' ';
    if (found)
        HPyUnicode_Release(ctx, &view); /* CLOSE */
    HPyUnicode_Release(ctx, &view); /* USE */
    return HPyBool_FromBool(ctx, found);
}

static HPyDef *module_defines[] = {&has_blank, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
