/* A thread that C has made calls the API; Python knows nothing of it.
 *
 * run: mod.f()
 * expect: foreign-thread
 * api: HPyLong_FromInt32_t
 * used: USE
 * flags: -pthread
 * native: undefined
 * alone: yes
 */
#include <pthread.h>
#include "hpy.h"

static HPyContext *context;

static void *work(void *unused)
{
    HPy number = HPyLong_FromInt32_t(context, 5); /* USE */

    HPy_Close(context, number);
    return unused;
}

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    pthread_t thread;

    context = ctx;
    HPy_BEGIN_LEAVE_PYTHON(ctx);
    if (pthread_create(&thread, NULL, work, NULL) == 0)
        pthread_join(thread, NULL);
    HPy_END_LEAVE_PYTHON(ctx);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
