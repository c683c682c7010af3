/* Closes a handle that a definition of parameters gave, which is the caller's.
 *
 * run: mod.f(a=[1])
 * expect: close-borrowed
 * api: HPy_Close
 * function: f
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyArg_PARSER(f_args, "O:f", "a")

HPyDef_METH(f, "f", HPyFunc_KEYWORDS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    HPy a;
    HPy_ssize_t size;

    if (!HPyArg_ParseWith(ctx, &f_args, NULL, args, nargs, kwnames, &a))
        return HPy_NULL;
    size = HPy_Length(ctx, a);
    HPy_Close(ctx, a); /* USE */
    return size < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, size);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
