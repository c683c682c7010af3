/* Returns a cached pointer that never was a handle.
 *
 * run: mod.f()
 * expect: invalid-handle
 * function: f
 * native: undefined
 */
#include "hpy.h"

static int cache[4];

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    return HPy_FromVoidP(&cache[1]);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
