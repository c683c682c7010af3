/* Closes the str before the view of it.
 *
 * run: assert mod.f([1, 2]) == 6
 * expect: use-after-close
 * api: HPyUnicode_Release
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy text = HPy_Repr(ctx, arg); /* OPEN */
    HPyUnicodeView view;
    HPy_ssize_t length;

    if (HPy_IsNull(text))
        return HPy_NULL;
    if (HPyUnicode_Acquire(ctx, text, &view) < 0) {
        HPy_Close(ctx, text);
        return HPy_NULL;
    }
    length = view.length;
    HPy_Close(ctx, text); /* CLOSE */
    HPyUnicode_Release(ctx, &view); /* USE */
    return HPyLong_FromSsize_t(ctx, length);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
