/* Who owns a handle closes it, once: results of functions, not arguments, and not members of the context.
 *
 * run: assert mod.either(None, 5) == 5 and mod.either(3, 5) == 3
 *      assert mod.either([], None) == [] and mod.either(None, None) is None
 *      assert mod.joined("a", "b") == "['a', 'b']"
 */
#include "hpy.h"

HPyDef_METH(either, "either", HPyFunc_VARARGS, .doc = "either(a, b, /)\n--\n\na, or b where a is None.")
static HPy either_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy a, b;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:either", &a, &b))
        return HPy_NULL;
    /* Arguments belong to the caller, the result is to belong to the caller as a new handle. */
    return HPy_Dup(ctx, HPy_Is(ctx, a, ctx->h_None) ? b : a);
}

HPyDef_METH(joined, "joined", HPyFunc_VARARGS, .doc = "joined(a, b, /)\n--\n\nstr([a, b])")
static HPy joined_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy a, b, list, result = HPy_NULL;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:joined", &a, &b))
        return HPy_NULL;
    list = HPyList_New(ctx, 0); /* ours */
    if (HPy_IsNull(list))
        return HPy_NULL;
    if (HPyList_Append(ctx, list, a) == 0 && HPyList_Append(ctx, list, b) == 0)
        result = HPy_Str(ctx, list); /* handed on, so it is not closed */
    HPy_Close(ctx, list); /* on each way out */
    return result;
}

static HPyDef *defines[] = {&either, &joined, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(handles, module)
