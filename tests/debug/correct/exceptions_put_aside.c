/* Takes the pending exception for the time of a call, changes it, tells where it passed by, and puts it back.
 *
 * run: seen = []
 *      def bad(): raise KeyError(1)
 *      try: mod.f(bad, lambda: seen.append(1))
 *      except KeyError as e: assert e.args == (1,) and type(e.__cause__) is ValueError and seen == [1]
 *      else: assert False
 *      assert mod.f(lambda: 7, lambda: seen.append(2)) == 7 and seen == [1, 2]
 * minor: 2
 */
#include "hpy.h"

/* Whatever there was: null is put back as null. */
static void clean_up(HPyContext *ctx, HPy callable)
{
    HPy raised = HPyErr_GetRaised(ctx), done;

    done = HPy_Call(ctx, callable, NULL, 0, HPy_NULL);
    if (HPy_IsNull(done))
        HPyErr_WriteUnraisable(ctx, callable);
    HPy_Close(ctx, done);
    HPyErr_SetRaised(ctx, raised);
    HPy_Close(ctx, raised);
}

static void give_cause(HPyContext *ctx)
{
    HPy raised = HPyErr_GetRaised(ctx), cause;

    HPyErr_SetString(ctx, ctx->h_ValueError, "cause");
    cause = HPyErr_GetRaised(ctx);
    if (HPyException_SetCause(ctx, raised, cause) < 0)
        HPyErr_Clear(ctx);
    HPy_Close(ctx, cause);
    HPyErr_SetRaised(ctx, raised);
    HPyTraceBack_Add(ctx, "f", "mod.hyx", 5);
    HPy_Close(ctx, raised);
}

HPyDef_METH(f, "f", HPyFunc_VARARGS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy result = HPy_Call(ctx, args[0], NULL, 0, HPy_NULL);

    clean_up(ctx, args[1]);
    if (HPy_IsNull(result))
        give_cause(ctx);
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
