/* Calls Python with the mutex locked, which calls the function again: it waits for itself.
 *
 * run: assert mod.apply(lambda: 1) == 1
 *      mod.apply(lambda: mod.apply(lambda: 1))
 * expect: lock-twice
 * api: HPyMutex_Lock
 * function: apply
 * used: USE
 * minor: 2
 * native: undefined
 * alone: yes
 */
#include "hpy.h"

static HPyMutex mutex;

HPyDef_METH(apply, "apply", HPyFunc_O)
static HPy apply_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy result;

    HPyMutex_Lock(ctx, &mutex); /* USE */
    result = HPy_Call(ctx, arg, NULL, 0, HPy_NULL);
    HPyMutex_Unlock(ctx, &mutex);
    return result;
}

static HPyDef *module_defines[] = {&apply, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
