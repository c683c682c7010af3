/* Imports a module for one function in it and keeps the module open.
 *
 * run: assert mod.path_sep() in ':;'
 * expect: leak
 * function: path_sep
 * opened: OPEN
 */
#include "hpy.h"

HPyDef_METH(path_sep, "path_sep", HPyFunc_NOARGS)
static HPy path_sep_impl(HPyContext *ctx, HPy self)
{
    HPy result, os = HPyImport_ImportModule(ctx, "os"); /* OPEN */

    if (HPy_IsNull(os))
        return HPy_NULL;
    result = HPy_GetAttr_s(ctx, os, "pathsep");
    return result;
}

static HPyDef *module_defines[] = {&path_sep, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
