/* Duplicates an argument to put it into a dict, which takes no handle over.
 *
 * run: assert mod.f('key', 'value') == {'key': 'value'}
 * expect: leak
 * function: f
 * opened: OPEN
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_VARARGS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy key, value, dict, copy;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:f", &key, &value))
        return HPy_NULL;
    dict = HPyDict_New(ctx);
    if (HPy_IsNull(dict))
        return HPy_NULL;
    copy = HPy_Dup(ctx, value); /* OPEN */
    if (HPy_SetItem(ctx, dict, key, copy) < 0) {
        HPy_Close(ctx, dict);
        return HPy_NULL;
    }
    return dict;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
