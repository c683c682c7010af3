/* Uses what the module sys has: a setting of the program, its files, its audit hooks.
 *
 * run: import io, sys
 *      before, sys.stdout = sys.stdout, io.StringIO()
 *      try:
 *          mod.greet("you")
 *          assert sys.stdout.getvalue() == "Hello 'you'\n"
 *      finally:
 *          sys.stdout = before
 *      assert mod.optimized() == sys.flags.optimize
 */
#include "hpy.h"

HPyDef_METH(greet, "greet", HPyFunc_O, .doc = "greet(name, /)\n--\n\nSay hello, if no audit hook objects.")
static HPy greet_impl(HPyContext *ctx, HPy self, HPy name)
{
    HPy args = HPy_BuildValue(ctx, "(O)", name);
    int refused = HPy_IsNull(args) || HPySys_AuditTuple(ctx, "the_module_sys.greet", args) < 0;

    HPy_Close(ctx, args);
    if (refused)
        return HPy_NULL;
    HPySys_WriteStdout(ctx, "Hello %R\n", name); /* to whatever stands in sys.stdout */
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(optimized, "optimized", HPyFunc_NOARGS, .doc = "optimized()\n--\n\nsys.flags.optimize, or 0.")
static HPy optimized_impl(HPyContext *ctx, HPy self)
{
    HPy flags, result;
    int found = HPySys_Get_s(ctx, "flags", &flags);

    if (found <= 0)
        return found < 0 ? HPy_NULL : HPyLong_FromLong(ctx, 0);
    result = HPy_GetAttr_s(ctx, flags, "optimize");
    HPy_Close(ctx, flags);
    return result;
}

static HPyDef *defines[] = {&greet, &optimized, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(the_module_sys, module)
