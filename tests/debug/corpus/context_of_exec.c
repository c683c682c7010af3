/* Keeps the context of the exec slot for a helper function that has no parameter for it.
 *
 * run: mod.f('text')
 * expect: wrong-context
 * api: HPy_Length
 * function: f
 * used: USE
 */
#include "hpy.h"

static HPyContext *context;

static HPy_ssize_t length(HPy h)
{
    HPy_ssize_t n = HPy_Length(context, h); /* USE */
    return n < 0 ? -1 : n + 1;
}

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    context = ctx;
    return 0;
}

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_ssize_t n = length(arg);
    return n < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, n);
}

static HPyDef *module_defines[] = {&exec, &f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
