/* Gets a name for a comparison, and does not close it.
 *
 * run: assert mod.is_join('join') is True
 * expect: leak
 * function: is_join
 * opened: OPEN
 * minor: 2
 */
#include "hpy.h"

static HPyName join = HPyName_INIT("join");

HPyDef_METH(is_join, "is_join", HPyFunc_O)
static HPy is_join_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy name = HPyName_Get(ctx, &join); /* OPEN */

    return HPyBool_FromBool(ctx, HPy_Is(ctx, name, arg));
}

static HPyDef *module_defines[] = {&is_join, NULL};
static HPyGlobal *module_globals[] = {&join.global, NULL};
static HPyModuleDef moduledef = {.defines = module_defines, .globals = module_globals};

HPy_MODINIT(mod, moduledef)
