/* Unlocks a mutex on the way out that one branch had unlocked before.
 *
 * run: assert mod.sign(-3) == -1
 *      mod.sign(0)
 * expect: lock-open
 * api: HPyMutex_Unlock
 * function: sign
 * used: USE
 * minor: 2
 * native: undefined
 * alone: yes
 */
#include "hpy.h"

static HPyMutex mutex;
static long calls;

HPyDef_METH(sign, "sign", HPyFunc_O)
static HPy sign_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long number = HPyLong_AsLong(ctx, arg);

    if (number == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    HPyMutex_Lock(ctx, &mutex);
    calls++;
    if (number == 0)
        HPyMutex_Unlock(ctx, &mutex);
    HPyMutex_Unlock(ctx, &mutex); /* USE */
    return HPyLong_FromLong(ctx, number < 0 ? -1 : number > 0);
}

static HPyDef *module_defines[] = {&sign, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
