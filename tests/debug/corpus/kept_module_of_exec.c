/* Keeps the module's handle from the exec slot and uses it in a function.
 *
 * run: mod.f('answer', 42)
 * expect: kept-argument
 * api: HPy_SetAttr
 * function: f
 * used: USE
 */
#include "hpy.h"

static HPy module;

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    module = mod;
    return 0;
}

HPyDef_METH(f, "f", HPyFunc_VARARGS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy name, value;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:f", &name, &value))
        return HPy_NULL;
    if (HPy_SetAttr(ctx, module, name, value) < 0) /* USE */
        return HPy_NULL;
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&exec, &f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
