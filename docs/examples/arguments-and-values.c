/* Arguments by position, by name, with defaults and by name only; a result made of C values.
 *
 * A tracker owns the handles that the parser made, until the function is done with them.
 *
 * run: assert mod.ratio(1, 4) == 0.25
 *      assert mod.span(3, 10) == (3, 7, {"unit": None})
 *      assert mod.span(3, stop=5, unit="cm") == (3, 2, {"unit": "cm"})
 */
#include "hpy.h"

HPyDef_METH(ratio, "ratio", HPyFunc_VARARGS, .doc = "ratio(a, b, /)\n--\n\na divided by b.")
static HPy ratio_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    double a, b;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "dd:ratio", &a, &b))
        return HPy_NULL;
    if (b == 0) {
        HPyErr_SetString(ctx, ctx->h_ZeroDivisionError, "b is zero");
        return HPy_NULL;
    }
    return HPy_BuildValue(ctx, "d", a / b);
}

HPyDef_METH(span, "span", HPyFunc_KEYWORDS, .doc = "span(start, stop=100, *, unit=None)\n--\n\nStart, length and unit.")
static HPy span_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"start", "stop", "unit", NULL};
    HPyTracker tracker;
    HPy unit = ctx->h_None, result;
    int start, stop = 100;

    if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "i|i$O:span", names, &start, &stop, &unit))
        return HPy_NULL;
    result = HPy_BuildValue(ctx, "(ii{s:O})", start, stop - start, "unit", unit);
    HPyTracker_Close(ctx, tracker);
    return result;
}

static HPyDef *defines[] = {&ratio, &span, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(arguments_and_values, module)
