/* A thread that C has made calls the API while the thread that waits for it holds Python.
 *
 * run: mod.f([1, 2, 3])
 * expect: foreign-thread
 * api: HPy_Length
 * used: USE
 * flags: -pthread
 * native: undefined
 * alone: yes
 */
#include <pthread.h>
#include "hpy.h"

typedef struct {
    HPyContext *ctx;
    HPy list;
    HPy_ssize_t length;
} Job;

static void *work(void *data)
{
    Job *job = (Job *)data;

    job->length = HPy_Length(job->ctx, job->list); /* USE */
    return NULL;
}

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy list)
{
    Job job = {ctx, list, 0};
    pthread_t thread;

    if (pthread_create(&thread, NULL, work, &job) != 0)
        return HPyErr_SetString(ctx, ctx->h_RuntimeError, "no thread");
    pthread_join(thread, NULL);
    return HPyLong_FromInt32_t(ctx, 1);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
