/* One function. Which ABI it is compiled for is the build's choice. */
#include "hpy.h"

HPyDef_METH(add, "add", HPyFunc_VARARGS, .doc = "add($module, a, b, /)\n--\n\nThe sum of two integers.")
static HPy add_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    long a, b;

    (void)self;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "ll:add", &a, &b))
        return HPy_NULL;
    return HPyLong_FromLong(ctx, a + b);
}

static HPyDef *defines[] = {&add, NULL};
static HPyModuleDef adder = {.doc = "A module with one function.", .defines = defines};
HPy_MODINIT(_core, adder)
