/* Loads a global that nothing was stored in.
 *
 * run: mod.get()
 * expect: null-handle
 * api: HPyGlobal_Load
 * function: get
 * used: USE
 * native: undefined
 */
#include "hpy.h"

static HPyGlobal kept;

HPyDef_METH(get, "get", HPyFunc_NOARGS)
static HPy get_impl(HPyContext *ctx, HPy self)
{
    HPy value = HPyGlobal_Load(ctx, kept); /* USE */
    return value;
}

static HPyDef *module_defines[] = {&get, NULL};
static HPyGlobal *module_globals[] = {&kept, NULL};
static HPyModuleDef moduledef = {.defines = module_defines, .globals = module_globals};

HPy_MODINIT(mod, moduledef)
