/* Lets the caller choose the operation of a comparison, and does not look what it is.
 *
 * run: mod.f(1, 2, 6)
 * expect: out-of-range
 * api: HPy_RichCompare
 * function: f
 * used: USE
 * raises: SystemError
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_VARARGS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    long op = HPyLong_AsLong(ctx, args[2]);
    HPy result = HPy_RichCompare(ctx, args[0], args[1], (int)op); /* USE */

    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
