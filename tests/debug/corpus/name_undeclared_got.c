/* Lists one of its names, and gets another.
 *
 * run: assert mod.f() == 'other'
 * expect: global-undeclared
 * api: HPyName_Get
 * function: f
 * used: USE
 * minor: 2
 */
#include "hpy.h"

static HPyName one = HPyName_INIT("one"), other = HPyName_INIT("other");

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    HPy name = HPyName_Get(ctx, &other); /* USE */

    return name;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyGlobal *module_globals[] = {&one.global, NULL};
static HPyModuleDef moduledef = {.defines = module_defines, .globals = module_globals};

HPy_MODINIT(mod, moduledef)
