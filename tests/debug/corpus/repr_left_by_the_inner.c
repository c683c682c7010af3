/* The repr() of an object that contains itself ends also what it did not begin.
 *
 * run: class Ring:
 *          def __repr__(self):
 *              return mod.show(self)
 *      assert mod.show(Ring()) == '<...>'
 * expect: guard-not-entered
 * api: HPy_ReprLeave
 * function: show
 * used: USE
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(show, "show", HPyFunc_O)
static HPy show_impl(HPyContext *ctx, HPy self, HPy obj)
{
    HPy text;
    int n = HPy_ReprEnter(ctx, obj);

    if (n < 0)
        return HPy_NULL;
    text = n > 0 ? HPyUnicode_FromString(ctx, "<...>") : HPy_Repr(ctx, obj);
    HPy_ReprLeave(ctx, obj); /* USE */
    return text;
}

static HPyDef *module_defines[] = {&show, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
