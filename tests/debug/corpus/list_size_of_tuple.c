/* Takes it that every sequence is a list, and gets a tuple.
 *
 * run: mod.f((1, 2))
 * expect: wrong-type
 * api: HPyList_Size
 * function: f
 * used: USE
 * raises: SystemError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_ssize_t n = HPyList_Size(ctx, arg); /* USE */

    return n < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, n);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
