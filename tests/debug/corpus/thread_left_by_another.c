/* Another thread than the one that entered leaves.
 *
 * run: mod.f()
 * expect: foreign-thread
 * api: HPyThread_Exit
 * used: USE
 * flags: -pthread
 * minor: 2
 * native: undefined
 * alone: yes
 */
#include <pthread.h>
#include "hpy.h"

static HPyContext *entered;
static HPyThreadToken token;

static void *leave(void *unused)
{
    HPyThread_Exit(entered, &token); /* USE */
    return unused;
}

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    HPyInterpreter interp = HPyInterpreter_Get(ctx);
    pthread_t thread;

    entered = HPyThread_Enter(interp, &token);
    HPyInterpreter_Close(interp);
    if (entered == NULL)
        return HPy_NULL;
    HPy_BEGIN_LEAVE_PYTHON(ctx);
    if (pthread_create(&thread, NULL, leave, NULL) == 0)
        pthread_join(thread, NULL);
    HPy_END_LEAVE_PYTHON(ctx);
    HPyThread_Exit(entered, &token);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
