/* Asks for keys and values of a dict, and closes the keys only.
 *
 * run: assert mod.f({'a': 1, 'b': 2}) == 2
 * expect: leak
 * function: f
 * opened: OPEN
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy keys[8], values[8];
    HPy_ssize_t pos = 0, n, size = 0;

    while ((n = HPyDict_NextItems(ctx, arg, &pos, keys, values, 8)) > 0) { /* OPEN */
        size += n;
        HPy_CloseArray(ctx, keys, n);
    }
    return n < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, size);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
