/* Views of strings: several of one text, of no characters, on error paths, of a duplicate whose first handle is closed,
 * kept in a struct that is copied; maxima that are rounded up.
 *
 * run: assert mod.same("ab€", "ab€") is True and mod.same("", "") is True and mod.same("a", "b") is False
 *      assert [mod.count_blanks(x) for x in ("", " ", "a b c", "€ €")] == [0, 1, 2, 1]
 *      try: mod.count_blanks(7)
 *      except TypeError: pass
 *      assert mod.last([1, 2]) == "]"
 *      assert mod.maxima() == ["", "a", "a", "é", "é", "€", "\U0001f600"]
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(same, "same", HPyFunc_VARARGS)
static HPy same_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPyUnicodeView a, b, again;
    HPy_ssize_t i;
    bool equal;

    if (HPyUnicode_Acquire(ctx, args[0], &a) < 0)
        return HPy_NULL;
    if (HPyUnicode_Acquire(ctx, args[1], &b) < 0 || HPyUnicode_Acquire(ctx, args[0], &again) < 0) {
        HPyUnicode_Release(ctx, &a);
        return HPy_NULL;
    }
    equal = a.length == b.length && a.length == again.length;
    for (i = 0; equal && i < a.length; i++)
        equal = HPyUnicode_ReadAt(&a, i) == HPyUnicode_ReadAt(&b, i);
    HPyUnicode_Release(ctx, &a);
    HPyUnicode_Release(ctx, &b);
    HPyUnicode_Release(ctx, &again);
    return HPyBool_FromBool(ctx, equal);
}

/* A view that failed may be released. */
HPyDef_METH(count_blanks, "count_blanks", HPyFunc_O)
static HPy count_blanks_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyUnicodeView view, copy;
    long count = 0;
    HPy_ssize_t i;
    int failed = HPyUnicode_Acquire(ctx, arg, &view);

    copy = view;
    for (i = 0; i < copy.length; i++)
        count += HPyUnicode_ReadAt(&copy, i) == ' ';
    HPyUnicode_Release(ctx, &copy);
    return failed < 0 ? HPy_NULL : HPyLong_FromLong(ctx, count);
}

HPyDef_METH(last, "last", HPyFunc_O)
static HPy last_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy text = HPy_Repr(ctx, arg);
    HPy other = HPy_Dup(ctx, text);
    HPy result = HPy_NULL;
    HPyUnicodeView view;

    HPy_Close(ctx, text);
    if (HPyUnicode_Acquire(ctx, other, &view) == 0) {
        HPy_UCS4 c = HPyUnicode_ReadAt(&view, view.length - 1);

        result = HPyUnicode_FromUCS4(ctx, &c, 1);
        HPyUnicode_Release(ctx, &view);
    }
    HPy_Close(ctx, other);
    return result;
}

HPyDef_METH(maxima, "maxima", HPyFunc_NOARGS)
static HPy maxima_impl(HPyContext *ctx, HPy self)
{
    static const HPy_UCS4 characters[] = {'a', 'a', 'a', 0xE9, 0xE9, 0x20AC, 0x1F600};
    static const HPy_UCS4 highest[] = {0x10FFFF, 'a', 127, 0xE9, 255, 0xFFFF, 0x10FFFF};
    HPyListBuilder builder = HPyListBuilder_New(ctx, 7);
    HPy_ssize_t i;

    for (i = 0; i < 7; i++) {
        HPy item = HPyUnicode_FromKindAndMaxChar(ctx, 4, &characters[i], i > 0, highest[i]);

        HPyListBuilder_Set(ctx, builder, i, item);
        HPy_Close(ctx, item);
    }
    return HPyListBuilder_Build(ctx, builder);
}

static HPyDef *module_defines[] = {&same, &count_blanks, &last, &maxima, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
