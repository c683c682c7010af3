/* Closes the tuple of arguments before the call that needs it.
 *
 * run: mod.f(str, 'text')
 * expect: use-after-close
 * api: HPy_CallTupleDict
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
    HPy function, arg, tuple, result;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:f", &function, &arg))
        return HPy_NULL;
    tuple = HPyTuple_FromArray(ctx, &arg, 1); /* OPEN */
    if (HPy_IsNull(tuple))
        return HPy_NULL;
    HPy_Close(ctx, tuple); /* CLOSE */
    result = HPy_CallTupleDict(ctx, function, tuple, HPy_NULL); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
