/* Returns null for a missing key, without an exception.
 *
 * run: mod.find({}, 'key')
 * expect: result-null
 * function: find
 * raises: SystemError
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(find, "find", HPyFunc_VARARGS)
static HPy find_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy dict, key;
    int found;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:find", &dict, &key))
        return HPy_NULL;
    found = HPy_Contains(ctx, dict, key);
    return found > 0 ? HPy_GetItem(ctx, dict, key) : HPy_NULL;
}

static HPyDef *module_defines[] = {&find, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
