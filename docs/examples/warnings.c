/* Warns of something that is to go away. A filter may make an exception of the warning, so it is asked like any call.
 *
 * run: import warnings
 *      with warnings.catch_warnings(record=True) as caught:
 *          warnings.simplefilter("always")
 *          assert mod.old_double(4) == 8
 *      assert caught[0].category is DeprecationWarning
 *      with warnings.catch_warnings():
 *          warnings.simplefilter("error")
 *          try: mod.old_double(4)
 *          except DeprecationWarning: pass
 *          else: raise AssertionError
 */
#include "hpy.h"

HPyDef_METH(old_double, "old_double", HPyFunc_O, .doc = "old_double(n, /)\n--\n\nn + n; write that instead.")
static HPy old_double_impl(HPyContext *ctx, HPy self, HPy n)
{
    if (HPyErr_WarnEx(ctx, ctx->h_DeprecationWarning, "old_double(n) is n + n", 1) < 0) /* 1: who calls is blamed */
        return HPy_NULL;
    return HPy_Add(ctx, n, n);
}

static HPyDef *defines[] = {&old_double, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(warnings, module)
