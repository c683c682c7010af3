/* Asks whether an object is an instance of another object that is no type.
 *
 * run: mod.f(1, 2)
 * expect: wrong-type
 * api: HPy_TypeCheck
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_VARARGS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy object, type;
    int result;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:f", &object, &type))
        return HPy_NULL;
    result = HPy_TypeCheck(ctx, object, type); /* USE */
    return HPyBool_FromBool(ctx, result);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
