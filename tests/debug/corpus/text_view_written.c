/* Changes a str in place, through a view that is for reading.
 *
 * run: mod.shout(''.join(['so', 'me']))
 * expect: memory-written
 * function: shout
 * used: USE
 * options: protect=all
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(shout, "shout", HPyFunc_O)
static HPy shout_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyUnicodeView view;
    uint8_t *characters;
    HPy_ssize_t i;

    if (HPyUnicode_Acquire(ctx, arg, &view) < 0)
        return HPy_NULL;
    characters = (uint8_t *)(uintptr_t)view.data;
    for (i = 0; i < view.length && view.kind == 1; i++)
        if (characters[i] >= 'a' && characters[i] <= 'z')
            characters[i] = (uint8_t)(characters[i] - 'a' + 'A'); /* USE */
    HPyUnicode_Release(ctx, &view);
    return HPy_Dup(ctx, arg);
}

static HPyDef *module_defines[] = {&shout, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
