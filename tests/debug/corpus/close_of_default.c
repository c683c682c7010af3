/* Closes a value that is either new or a constant of the context.
 *
 * run: mod.f({}, 'missing')
 * expect: close-constant
 * api: HPy_Close
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_VARARGS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy dict, key, value, text;
    int found;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:f", &dict, &key))
        return HPy_NULL;
    found = HPy_Contains(ctx, dict, key);
    if (found < 0)
        return HPy_NULL;
    value = found ? HPy_GetItem(ctx, dict, key) : ctx->h_False;
    if (HPy_IsNull(value))
        return HPy_NULL;
    text = HPy_Repr(ctx, value);
    HPy_Close(ctx, value); /* USE */
    return text;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
