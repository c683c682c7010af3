/* A warning with a text made of objects, for the code that calls; and one of a resource that was not closed.
 *
 * run: import warnings
 *      with warnings.catch_warnings(record=True) as seen:
 *          warnings.simplefilter("always")
 *          assert mod.size("abc", "old") == 3
 *          mod.lost("handle")
 *      assert [str(warning.message) for warning in seen] == ["mode 'old' is deprecated", "unclosed 'handle'"]
 *      assert seen[1].category is ResourceWarning and seen[1].source == "handle"
 */
#include "hpy.h"

HPyDef_METH(size, "size", HPyFunc_VARARGS, .doc = "size(text, mode, /)\n--\n\nThe length of a text.")
static HPy size_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy text, mode;
    HPy_ssize_t n;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:size", &text, &mode))
        return HPy_NULL;
    /* A filter may turn the warning into an exception: then the function ends with it. */
    if (HPyErr_WarnFormat(ctx, ctx->h_DeprecationWarning, 1, "mode %R is deprecated", mode) < 0)
        return HPy_NULL;
    n = HPy_Length(ctx, text);
    return n < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, n);
}

HPyDef_METH(lost, "lost", HPyFunc_O, .doc = "lost(resource, /)\n--\n\nSay that it was not closed.")
static HPy lost_impl(HPyContext *ctx, HPy self, HPy resource)
{
    if (HPyErr_ResourceWarning(ctx, resource, 1, "unclosed %R", resource) < 0)
        return HPy_NULL;
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *defines[] = {&size, &lost, NULL};
static HPyModuleDef definition = {.defines = defines};
HPy_MODINIT(warnings, definition)
