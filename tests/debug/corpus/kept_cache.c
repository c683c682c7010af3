/* Makes an object once and keeps the open handle in a C global for later calls, where an HPyGlobal belongs.
 *
 * run: mod.cache()
 *      mod.cache()
 * expect: kept-handle
 * function: cache
 * opened: OPEN
 * used: USE
 * allow: leak
 */
#include "hpy.h"

static HPy table;

HPyDef_METH(cache, "cache", HPyFunc_NOARGS)
static HPy cache_impl(HPyContext *ctx, HPy self)
{
    HPy result;

    if (HPy_IsNull(table)) {
        table = HPyDict_New(ctx); /* OPEN */
        return HPy_IsNull(table) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }
    result = HPyDict_Copy(ctx, table); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&cache, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
