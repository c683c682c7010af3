/* Takes memory as if without the interpreter, and gives it back to the other family.
 *
 * run: mod.f()
 * expect: wrong-free
 * api: HPyMem_Free
 * function: f
 * opened: OPEN
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    void *memory = HPyMem_RawMalloc(ctx, 100); /* OPEN */

    if (memory == NULL)
        return HPyErr_NoMemory(ctx);
    HPyMem_Free(ctx, memory); /* USE */
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
