/* Mutexes and critical sections in each other, more than a few, with errors in between; mutexes that are unlocked in a
 * call within the one that locked them; a thread that enters while it holds some.
 *
 * run: assert mod.nest(lambda: mod.nest(lambda: 1, 0), 3) == 1
 *      assert mod.many() == 20
 * minor: 2
 */
#include "hpy.h"

#define N 20

static HPyMutex mutexes[N];

HPyDef_METH(nest, "nest", HPyFunc_VARARGS)
static HPy nest_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    long i = HPyLong_AsLong(ctx, args[1]);
    HPy result;

    HPyMutex_Lock(ctx, &mutexes[i]);
    HPy_BEGIN_CRITICAL_SECTION2(ctx, args[0], args[0])
    HPy_BEGIN_CRITICAL_SECTION(ctx, self)
    result = HPy_Call(ctx, args[0], NULL, 0, HPy_NULL);
    HPy_END_CRITICAL_SECTION(ctx)
    HPy_END_CRITICAL_SECTION(ctx)
    HPyMutex_Unlock(ctx, &mutexes[i]);
    return result;
}

HPyDef_METH(many, "many", HPyFunc_NOARGS)
static HPy many_impl(HPyContext *ctx, HPy self)
{
    HPyInterpreter interp = HPyInterpreter_Get(ctx);
    HPyThreadToken token;
    HPyContext *entered;
    long i, n = 0;

    for (i = 0; i < N; i++)
        HPyMutex_Lock(ctx, &mutexes[i]);
    entered = HPyThread_Enter(interp, &token);
    for (i = 0; i < N && entered != NULL; i++)
        HPyMutex_Unlock(i % 2 ? ctx : entered, &mutexes[i]);
    if (entered != NULL)
        HPyThread_Exit(entered, &token);
    for (i = 0; i < N; i++) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "dropped");
        HPyMutex_Lock(ctx, &mutexes[i]);
        n++;
        HPyMutex_Unlock(ctx, &mutexes[i]);
        HPyErr_Clear(ctx);
    }
    HPyInterpreter_Close(interp);
    return HPyLong_FromLong(ctx, n);
}

static HPyDef *module_defines[] = {&nest, &many, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
