/* Floats and text, whatever the locale: numbers out of a text, one written with a given number of digits, and numbers
 * packed into 4 bytes each.
 *
 * run: assert mod.numbers("1.5 -2e3 inf") == [1.5, -2000.0, float("inf")]
 *      assert mod.rounded(2 / 3, 4) == "0.6667" and mod.rounded(-0.001, 1) == "0.0"
 *      assert mod.pack(1.0) == b"\x3f\x80\0\0"
 */
#include "hpy.h"

HPyDef_METH(numbers, "numbers", HPyFunc_O)
static HPy numbers_impl(HPyContext *ctx, HPy self, HPy arg)
{
    const char *text = HPyUnicode_AsUTF8AndSize(ctx, arg, NULL);
    double values[100];
    HPy_ssize_t n = 0;

    if (text == NULL)
        return HPy_NULL;
    for (; *text != '\0' && n < 100; text += *text == ' ') {
        if (HPy_StringToDouble(ctx, text, &text, ctx->h_OverflowError, &values[n++]) < 0)
            return HPy_NULL;
    }
    return HPyList_FromDoubleArray(ctx, values, n);
}

HPyDef_METH(rounded, "rounded", HPyFunc_VARARGS)
static HPy rounded_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    char text[400]; /* enough for 1.8e308 with 80 digits behind the point */
    int digits;
    double value;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "di:rounded", &value, &digits))
        return HPy_NULL;
    if (digits < 0 || digits > 80)
        return HPyErr_SetString(ctx, ctx->h_ValueError, "rounded() wants 0 to 80 digits");
    if (HPy_DoubleToString(ctx, value, 'f', digits, HPy_DTSF_NO_NEG_0, text, sizeof(text)) < 0)
        return HPy_NULL;
    return HPyUnicode_FromString(ctx, text);
}

HPyDef_METH(pack, "pack", HPyFunc_O)
static HPy pack_impl(HPyContext *ctx, HPy self, HPy arg)
{
    char bytes[4];
    double value = HPyFloat_AsDouble(ctx, arg);

    if (value == -1.0 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    if (HPyFloat_Pack4(value, bytes, 0) < 0)
        return HPyErr_SetString(ctx, ctx->h_OverflowError, "the number is too large for 4 bytes");
    return HPyBytes_FromStringAndSize(ctx, bytes, sizeof(bytes));
}

static HPyDef *module_defines[] = {&numbers, &rounded, &pack, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(floats_and_booleans, moduledef)
