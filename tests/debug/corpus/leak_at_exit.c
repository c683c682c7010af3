/* What is called when the interpreter ends leaves a handle open.
 *
 * run: mod.register()
 *      import atexit; atexit._run_exitfuncs()
 * expect: leak
 * opened: OPEN
 * alone: yes
 * minor: 2
 */
#include "hpy.h"

static void at_exit(HPyContext *ctx, void *data)
{
    *(HPy *)data = HPyUnicode_FromString(ctx, "text"); /* OPEN */
}

HPyDef_METH(keep, "register", HPyFunc_NOARGS)
static HPy keep_impl(HPyContext *ctx, HPy self)
{
    static HPy kept;

    return HPy_AtExit(ctx, at_exit, &kept) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&keep, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
