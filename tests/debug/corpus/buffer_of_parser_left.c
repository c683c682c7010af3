/* Has a buffer parsed, and does not release it.
 *
 * run: assert mod.size(b'abc') == 3
 * expect: buffer-unreleased
 * function: size
 * opened: OPEN
 * options: stack=8
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(size, "size", HPyFunc_VARARGS)
static HPy size_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy_buffer data;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "y*:size", &data)) /* OPEN */
        return HPy_NULL;
    return HPyLong_FromSsize_t(ctx, data.len);
}

static HPyDef *module_defines[] = {&size, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
