/* Returns on an error with the mutex locked.
 *
 * run: assert mod.half(4) == 2
 *      mod.half('x')
 * expect: lock-left
 * function: half
 * used: LOCK
 * raises: TypeError
 * minor: 2
 */
#include "hpy.h"

static HPyMutex mutex;
static long calls;

HPyDef_METH(half, "half", HPyFunc_O)
static HPy half_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long number;

    HPyMutex_Lock(ctx, &mutex); /* LOCK */
    calls++;
    number = HPyLong_AsLong(ctx, arg);
    if (number == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    HPyMutex_Unlock(ctx, &mutex);
    return HPyLong_FromLong(ctx, number / 2);
}

static HPyDef *module_defines[] = {&half, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
