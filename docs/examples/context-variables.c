/* A setting that each thread and each task has for itself: a context variable, kept in a global of the module.
 *
 * run: import contextvars
 *      assert mod.precision() == 6
 *      inside = contextvars.copy_context()
 *      inside.run(mod.set_precision, 12)
 *      assert inside.run(mod.precision) == 12 and mod.precision() == 6
 */
#include "hpy.h"

static HPyGlobal precision_var;

HPyDef_METH(precision, "precision", HPyFunc_NOARGS, .doc = "precision()\n--\n\nHow many digits are shown.")
static HPy precision_impl(HPyContext *ctx, HPy self)
{
    HPy var = HPyGlobal_Load(ctx, precision_var), value;
    int failed = HPyContextVar_Get(ctx, var, HPy_NULL, &value) < 0; /* HPy_NULL: the variable's own default */

    HPy_Close(ctx, var);
    return failed ? HPy_NULL : value;
}

HPyDef_METH(set_precision, "set_precision", HPyFunc_O, .doc = "set_precision(digits, /)\n--\n\nShow so many digits.")
static HPy set_precision_impl(HPyContext *ctx, HPy self, HPy digits)
{
    HPy var = HPyGlobal_Load(ctx, precision_var);
    HPy token = HPyContextVar_Set(ctx, var, digits); /* would bring the former value back */

    HPy_Close(ctx, var);
    if (HPy_IsNull(token))
        return HPy_NULL;
    HPy_Close(ctx, token);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_SLOT(start, HPy_mod_exec)
static int start_impl(HPyContext *ctx, HPy self)
{
    HPy six = HPyLong_FromLong(ctx, 6);
    HPy var = HPy_IsNull(six) ? HPy_NULL : HPyContextVar_New(ctx, "precision", six);

    HPy_Close(ctx, six);
    if (HPy_IsNull(var))
        return -1;
    HPyGlobal_Store(ctx, &precision_var, var);
    HPy_Close(ctx, var);
    return 0;
}

static HPyDef *defines[] = {&start, &precision, &set_precision, NULL};
static HPyGlobal *globals[] = {&precision_var, NULL};
static HPyModuleDef module = {.defines = defines, .globals = globals};

HPy_MODINIT(context_variables, module)
