/* The exec slot takes an optional module that is missing for no error, and leaves the exception set.
 *
 * run: mod.f()
 * expect: result-with-exception
 * function: (exec)
 * raised: RAISE
 * raises: SystemError, ImportError
 */
#include "hpy.h"

static int has_speedups;

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    HPy speedups = HPyImport_ImportModule(ctx, "no_such_module_as_this"); /* RAISE */

    has_speedups = !HPy_IsNull(speedups);
    HPy_Close(ctx, speedups);
    return 0;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
