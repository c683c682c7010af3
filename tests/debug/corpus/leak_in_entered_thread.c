/* A thread that has entered forgets a handle.
 *
 * run: mod.f()
 * expect: leak
 * opened: OPEN
 * flags: -pthread
 * minor: 2
 */
#include <pthread.h>
#include "hpy.h"

static HPyInterpreter interp;

static void *work(void *unused)
{
    HPyThreadToken token;
    HPyContext *ctx = HPyThread_Enter(interp, &token);
    HPy text;

    if (ctx == NULL)
        return unused;
    text = HPyUnicode_FromString(ctx, "forgotten"); /* OPEN */
    if (HPy_IsNull(text))
        HPyErr_Clear(ctx);
    HPyThread_Exit(ctx, &token);
    return unused;
}

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    pthread_t thread;

    interp = HPyInterpreter_Get(ctx);
    HPy_BEGIN_LEAVE_PYTHON(ctx);
    if (pthread_create(&thread, NULL, work, NULL) == 0)
        pthread_join(thread, NULL);
    HPy_END_LEAVE_PYTHON(ctx);
    HPyInterpreter_Close(interp);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
