/* Memory of both families, given back as it should be: in other calls, by other threads, after growing, with an
 * exception pending, and more of it than debug mode keeps.
 *
 * run: mod.many(1000)
 *      mod.take(); mod.grow(); mod.give()
 *      try: mod.clean_up()
 *      except KeyError: pass
 *      else: raise AssertionError
 *      import threading
 *      threads = [threading.Thread(target=mod.without_python) for i in range(4)]
 *      for thread in threads: thread.start()
 *      for thread in threads: thread.join()
 * minor: 2
 */
#include "hpy.h"

static void *kept;

HPyDef_METH(many, "many", HPyFunc_O)
static HPy many_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long n = HPyLong_AsLong(ctx, arg), i;

    for (i = 0; i < n; i++) { /* addresses come again and again */
        void *memory = HPyMem_Malloc(ctx, (size_t)i), *raw = HPyMem_RawCalloc(ctx, (size_t)i, 100);
        HPyMem_RawFree(ctx, raw);
        HPyMem_Free(ctx, memory);
    }
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(take, "take", HPyFunc_NOARGS)
static HPy take_impl(HPyContext *ctx, HPy self)
{
    kept = HPyMem_New(ctx, double, 10);
    return kept == NULL ? HPyErr_NoMemory(ctx) : HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(grow, "grow", HPyFunc_NOARGS)
static HPy grow_impl(HPyContext *ctx, HPy self)
{
    size_t n;

    for (n = 10; n < 1000000; n *= 2) {
        double *more = HPyMem_Resize(ctx, kept, double, n);
        if (more == NULL)
            return HPyErr_NoMemory(ctx);
        kept = more;
    }
    if (HPyMem_Resize(ctx, kept, double, (size_t)-1) != NULL) /* what cannot be leaves it as it is */
        return HPyErr_SetString(ctx, ctx->h_AssertionError, "so much memory");
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(give, "give", HPyFunc_NOARGS)
static HPy give_impl(HPyContext *ctx, HPy self)
{
    HPyMem_Free(ctx, kept);
    kept = NULL;
    HPyMem_Free(ctx, kept);
    HPyMem_RawFree(ctx, NULL);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(clean_up, "clean_up", HPyFunc_NOARGS)
static HPy clean_up_impl(HPyContext *ctx, HPy self)
{
    void *memory = HPyMem_Malloc(ctx, 10), *raw = HPyMem_RawMalloc(ctx, 10);

    HPyErr_SetString(ctx, ctx->h_KeyError, "an error");
    HPyMem_Free(ctx, memory);
    HPyMem_RawFree(ctx, raw);
    return HPy_NULL;
}

HPyDef_METH(without_python, "without_python", HPyFunc_NOARGS)
static HPy without_python_impl(HPyContext *ctx, HPy self)
{
    void *raw = HPyMem_RawMalloc(ctx, 10), *more;
    int i;

    HPy_BEGIN_LEAVE_PYTHON(ctx)
    for (i = 1; i < 500; i++) {
        more = HPyMem_RawRealloc(ctx, raw, (size_t)i * 10);
        raw = more != NULL ? more : raw;
        HPyMem_RawFree(ctx, HPyMem_RawMalloc(ctx, (size_t)i));
    }
    HPy_END_LEAVE_PYTHON(ctx)
    HPyMem_RawFree(ctx, raw);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&many, &take, &grow, &give, &clean_up, &without_python, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
