/* Closes the class that a method was told, which is an argument like others.
 *
 * run: mod.T().f()
 * expect: close-borrowed
 * function: T.f
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_METHOD)
static HPy f_impl(HPyContext *ctx, HPy self, HPy cls, const HPy *args, size_t nargs, HPy kwnames, void *data)
{
    HPy_Close(ctx, cls); /* USE */
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *type_defines[] = {&f, NULL};
static HPyType_Spec spec = {.name = "mod.T", .flags = HPy_TPFLAGS_DEFAULT, .defines = type_defines};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "T", &spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
