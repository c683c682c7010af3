/* Functions that the interpreter calls later: with handles, exceptions, globals, and asking for the next call.
 *
 * run: mod.start(list)
 *      while mod.count() < 3: pass
 *      mod.at_exit(); import atexit; atexit._run_exitfuncs()
 *      assert mod.count() == 4
 * alone: yes
 * minor: 2
 */
#include "hpy.h"

static HPyGlobal callable;
static long counter;

static int work(HPyContext *ctx, void *data)
{
    HPy function = HPyGlobal_Load(ctx, callable), result;

    result = HPy_Call(ctx, function, NULL, 0, HPy_NULL);
    HPy_Close(ctx, function);
    if (HPy_IsNull(result))
        return -1;
    HPy_Close(ctx, result);
    *(long *)data += 1;
    return *(long *)data < 3 ? HPy_AddPendingCall(ctx, work, data) : 0;
}

static void last(HPyContext *ctx, void *data)
{
    HPyErr_SetString(ctx, ctx->h_KeyError, "dropped");
    HPyErr_Clear(ctx);
    (void)work(ctx, data);
}

HPyDef_METH(start, "start", HPyFunc_O)
static HPy start_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyGlobal_Store(ctx, &callable, arg);
    return HPy_AddPendingCall(ctx, work, &counter) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(at_exit, "at_exit", HPyFunc_NOARGS)
static HPy at_exit_impl(HPyContext *ctx, HPy self)
{
    return HPy_AtExit(ctx, last, &counter) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(count, "count", HPyFunc_NOARGS)
static HPy count_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, counter);
}

static HPyDef *module_defines[] = {&start, &at_exit, &count, NULL};
static HPyGlobal *module_globals[] = {&callable, NULL};
static HPyModuleDef moduledef = {.defines = module_defines, .globals = module_globals};

HPy_MODINIT(mod, moduledef)
