/* Closes a handle from freshly allocated memory that it has never written to.
 *
 * run: mod.f()
 * expect: invalid-handle
 * api: HPy_Close
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

static void *allocate(size_t size)
{
    void *memory = malloc(size);
    if (memory != NULL)
        memset(memory, 0xcd, size); /* as an allocator for debugging does */
    return memory;
}

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    HPy *pair = (HPy *)allocate(2 * sizeof(HPy));

    if (pair == NULL)
        return HPyErr_NoMemory(ctx);
    pair[0] = HPyLong_FromLong(ctx, 1);
    HPy_Close(ctx, pair[0]);
    HPy_Close(ctx, pair[1]); /* USE */
    free(pair);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
