/* Keeps objects in globals between calls and loads them anew in each.
 *
 * run: assert mod.cached('a') is mod.cached('a')
 *      assert mod.cached('b') == ['b']
 *      mod.clear()
 *      assert mod.cached('a') == ['a']
 *      mod.clear()
 */
#include "hpy.h"

static HPyGlobal cache, unused;
static int has_cache; /* a global that nothing was stored in cannot be loaded */

HPyDef_METH(cached, "cached", HPyFunc_O)
static HPy cached_impl(HPyContext *ctx, HPy self, HPy key)
{
    HPy dict = has_cache ? HPyGlobal_Load(ctx, cache) : HPyDict_New(ctx), value = HPy_NULL;
    int found;

    if (HPy_IsNull(dict))
        return HPy_NULL;
    if (!has_cache) {
        HPyGlobal_Store(ctx, &cache, dict);
        has_cache = 1;
    }
    found = HPy_Contains(ctx, dict, key);
    if (found > 0) {
        value = HPy_GetItem(ctx, dict, key);
    }
    else if (found == 0) {
        value = HPyList_New(ctx, 0);
        if (!HPy_IsNull(value)
            && (HPyList_Append(ctx, value, key) < 0 || HPy_SetItem(ctx, dict, key, value) < 0)) {
            HPy_Close(ctx, value);
            value = HPy_NULL;
        }
    }
    HPy_Close(ctx, dict);
    return value;
}

HPyDef_METH(clear, "clear", HPyFunc_NOARGS)
static HPy clear_impl(HPyContext *ctx, HPy self)
{
    HPyGlobal_Store(ctx, &cache, HPy_NULL);
    has_cache = 0;
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&cached, &clear, NULL};
static HPyGlobal *module_globals[] = {&cache, &unused, NULL};
static HPyModuleDef moduledef = {.defines = module_defines, .globals = module_globals};

HPy_MODINIT(mod, moduledef)
