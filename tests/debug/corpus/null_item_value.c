/* Deletes an item by setting it to null, which works for attributes only.
 *
 * run: mod.f({'key': 1}, 'key')
 * expect: null-handle
 * api: HPy_SetItem
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_VARARGS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy dict, key;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:f", &dict, &key))
        return HPy_NULL;
    if (HPy_SetItem(ctx, dict, key, HPy_NULL) < 0) /* USE */
        return HPy_NULL;
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
