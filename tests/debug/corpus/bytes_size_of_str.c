/* Reads the size of a str with the unchecked function for bytes.
 *
 * run: mod.f('text')
 * expect: wrong-type
 * api: HPyBytes_GET_SIZE
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_ssize_t size = HPyBytes_GET_SIZE(ctx, arg); /* USE */

    return HPyLong_FromSsize_t(ctx, size);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
