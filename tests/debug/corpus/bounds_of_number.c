/* Takes any index for a slice.
 *
 * run: mod.f(3)
 * expect: wrong-type
 * api: HPySlice_Unpack
 * function: f
 * used: USE
 * raises: TypeError
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_ssize_t start, stop, step;

    if (HPySlice_Unpack(ctx, arg, &start, &stop, &step) < 0) /* USE */
        return HPy_NULL;
    return HPyLong_FromSsize_t(ctx, stop - start);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
