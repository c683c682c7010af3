/* The repr() of a pair, which forgets that it is over where a part fails.
 *
 * run: class Failing:
 *          def __repr__(self):
 *              raise ValueError('failing')
 *      mod.show((5, Failing()))
 * expect: guard-not-left
 * function: show
 * opened: OPEN
 * raises: ValueError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(show, "show", HPyFunc_O)
static HPy show_impl(HPyContext *ctx, HPy self, HPy pair)
{
    HPy second, text;
    int n = HPy_ReprEnter(ctx, pair); /* OPEN */

    if (n != 0)
        return n < 0 ? HPy_NULL : HPyUnicode_FromString(ctx, "(...)");
    second = HPy_GetItem_i(ctx, pair, 1);
    text = HPy_IsNull(second) ? HPy_NULL : HPy_Repr(ctx, second);
    HPy_Close(ctx, second);
    if (HPy_IsNull(text))
        return HPy_NULL;
    HPy_ReprLeave(ctx, pair);
    return text;
}

static HPyDef *module_defines[] = {&show, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
