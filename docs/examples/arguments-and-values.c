/* Arguments by position, by name, with defaults and by name only; a buffer and a pair of numbers; a result made of C
 * values.
 *
 * The signature of span says what its parameters are, and what help() shows. A buffer that the parser has acquired is
 * released.
 *
 * run: assert mod.ratio(1, 4) == 0.25
 *      assert mod.span(3, 10) == (3, 7, {"unit": None})
 *      assert mod.span(3, stop=5, unit="cm") == (3, 2, {"unit": "cm"})
 *      assert mod.count(b"abcabc", (1, 5), byte=b"b") == 2
 *      import inspect
 *      assert str(inspect.signature(mod.span)) == "(start, stop=100, *, unit=None)"
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

#define SPAN "span(start, stop=100, *, unit=None)"
HPyArg_SIGNATURE(span_args, SPAN, "iiO")

HPyDef_METH(span, "span", HPyFunc_KEYWORDS, .doc = SPAN "\n--\n\nStart, length and unit.")
static HPy span_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    HPy unit = ctx->h_None; /* the caller's handle, or this: neither is closed */
    int start, stop = 100;

    if (!HPyArg_ParseWith(ctx, &span_args, NULL, args, nargs, kwnames, &start, &stop, &unit))
        return HPy_NULL;
    return HPy_BuildValue(ctx, "(ii{s:O})", start, stop - start, "unit", unit);
}

HPyArg_PARSER(count_args, "y*|(nn)$c:count", "data", "within", "byte")

HPyDef_METH(count, "count", HPyFunc_KEYWORDS)
static HPy count_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    HPy_buffer data;
    HPy_ssize_t start = 0, stop = HPY_SSIZE_T_MAX, found = 0, i;
    char byte = 0;

    if (!HPyArg_ParseWith(ctx, &count_args, NULL, args, nargs, kwnames, &data, &start, &stop, &byte))
        return HPy_NULL;
    for (i = start < 0 ? 0 : start; i < data.len && i < stop; i++)
        found += ((const char *)data.buf)[i] == byte;
    HPyBuffer_Release(ctx, &data);
    return HPy_BuildValue(ctx, "n", found);
}

static HPyDef *defines[] = {&ratio, &span, &count, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(arguments_and_values, module)
