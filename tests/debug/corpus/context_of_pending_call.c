/* What is called between two instructions uses the context of the call that asked for it.
 *
 * run: mod.later()
 *      while not mod.done(): pass
 * expect: wrong-context
 * used: USE
 * alone: yes
 * minor: 2
 */
#include "hpy.h"

static HPyContext *first;
static int is_done;

static int work(HPyContext *ctx, void *data)
{
    HPy number = HPyLong_FromLong(first, 5); /* USE */

    *(int *)data = 1;
    HPy_Close(ctx, number);
    return HPyErr_Occurred(ctx) ? -1 : 0;
}

HPyDef_METH(later, "later", HPyFunc_NOARGS)
static HPy later_impl(HPyContext *ctx, HPy self)
{
    first = ctx;
    return HPy_AddPendingCall(ctx, work, &is_done) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(done, "done", HPyFunc_NOARGS)
static HPy done_impl(HPyContext *ctx, HPy self)
{
    return HPyBool_FromBool(ctx, is_done);
}

static HPyDef *module_defines[] = {&later, &done, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
