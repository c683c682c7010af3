/* Frees its memory where it finds something wrong, and once more at the end.
 *
 * run: mod.f(-1)
 * expect: wrong-free
 * api: HPyMem_Free
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    char *memory = (char *)HPyMem_Malloc(ctx, 100); /* OPEN */
    long n;

    if (memory == NULL)
        return HPyErr_NoMemory(ctx);
    n = HPyLong_AsLong(ctx, arg);
    if (n < 0)
        HPyMem_Free(ctx, memory); /* CLOSE */
    HPyMem_Free(ctx, memory); /* USE */
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
