/* Closes a value before the call to which it is passed in an array.
 *
 * run: mod.f(str, 5)
 * expect: use-after-close
 * api: HPy_Call
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
    HPy values[1], function, number, result;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:f", &function, &number))
        return HPy_NULL;
    values[0] = HPy_Repr(ctx, number); /* OPEN */
    if (HPy_IsNull(values[0]))
        return HPy_NULL;
    HPy_Close(ctx, values[0]); /* CLOSE */
    result = HPy_Call(ctx, function, values, 1, HPy_NULL); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
