/* The exec slot gives up by -1 alone, without an exception.
 *
 * run: mod.f()
 * expect: result-null
 * function: (exec)
 * raises: SystemError
 */
#include "hpy.h"

static int initialised;

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    if (HPy_HasAttr_s(ctx, mod, "__hpy_answer__"))
        initialised = 1;
    return initialised ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
