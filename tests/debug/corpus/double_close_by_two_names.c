/* Closes one handle under two names.
 *
 * run: mod.f({}, 'key')
 * expect: double-close
 * api: HPy_Close
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_VARARGS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy dict, key, name, value, stored;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:f", &dict, &key))
        return HPy_NULL;
    name = HPy_Str(ctx, key);
    if (HPy_IsNull(name))
        return HPy_NULL;
    value = HPyList_New(ctx, 0); /* OPEN */
    stored = value;
    if (HPy_IsNull(value) || HPy_SetItem(ctx, dict, name, stored) < 0) {
        HPy_Close(ctx, name);
        HPy_Close(ctx, value);
        return HPy_NULL;
    }
    HPy_Close(ctx, stored); /* CLOSE */
    HPy_Close(ctx, value); /* USE */
    HPy_Close(ctx, name);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
