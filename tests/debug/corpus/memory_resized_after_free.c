/* Makes memory larger that was given back.
 *
 * run: mod.f()
 * expect: wrong-free
 * api: HPyMem_RawRealloc
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    void *memory = HPyMem_RawCalloc(ctx, 10, 10); /* OPEN */

    HPyMem_RawFree(ctx, memory); /* CLOSE */
    memory = HPyMem_RawRealloc(ctx, memory, 200); /* USE */
    HPyMem_RawFree(ctx, memory);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
