/* Looks at each character of a text, and turns a text round: reading and making strings without a call for each
 * character.
 *
 * run: assert mod.count("a, b, c", ",") == 2 and mod.count("\u20ac 1\u20ac", "\u20ac") == 2
 *      assert mod.turned("abc") == "cba" and mod.turned("\U0001f600 \u20ac") == "\u20ac \U0001f600"
 */
#include "hpy.h"

HPyDef_METH(count, "count", HPyFunc_VARARGS)
static HPy count_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPyUnicodeView view;
    HPy text, character;
    HPy_UCS4 wanted;
    HPy_ssize_t i, n = 0;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:count", &text, &character))
        return HPy_NULL;
    wanted = HPyUnicode_ReadChar(ctx, character, 0);
    if (wanted == (HPy_UCS4)-1 || HPyUnicode_Acquire(ctx, text, &view) < 0)
        return HPy_NULL;
    for (i = 0; i < view.length; i++)
        n += HPyUnicode_ReadAt(&view, i) == wanted;
    HPyUnicode_Release(ctx, &view);
    return HPyLong_FromSsize_t(ctx, n);
}

HPyDef_METH(turned, "turned", HPyFunc_O)
static HPy turned_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyUnicodeView view;
    HPy result = HPy_NULL;
    HPy_UCS4 *copy;
    HPy_ssize_t i;

    if (HPyUnicode_Acquire(ctx, arg, &view) < 0)
        return HPy_NULL;
    copy = (HPy_UCS4 *)malloc((size_t)(view.length + 1) * sizeof(*copy));
    if (copy == NULL) {
        HPyErr_NoMemory(ctx);
    } else {
        for (i = 0; i < view.length; i++)
            copy[i] = HPyUnicode_ReadAt(&view, view.length - 1 - i);
        result = HPyUnicode_FromUCS4(ctx, copy, view.length);
    }
    free(copy);
    HPyUnicode_Release(ctx, &view);
    return result;
}

static HPyDef *defines[] = {&count, &turned, NULL};
static HPyModuleDef moduledef = {.defines = defines};

HPy_MODINIT(text_by_kind, moduledef)
