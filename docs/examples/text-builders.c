/* Puts a text together: by a format, single characters, ASCII, repr(), and digits that are written in place.
 *
 * No write is looked at. Where one fails, those behind it are in vain, and HPyUnicodeBuilder_Build returns its
 * exception.
 *
 * run: assert mod.listed(["é", 1, 2.5]) == "3 items: ['é', 1, 2.5]"
 *      assert mod.hexed(b"\x00\xffHPy") == "00ff485079"
 */
#include "hpy.h"

HPyDef_METH(listed, "listed", HPyFunc_O, .doc = "listed(items, /)\n--\n\nHow many items, and which.")
static HPy listed_impl(HPyContext *ctx, HPy self, HPy items)
{
    HPy_ssize_t i, n = HPy_Length(ctx, items);
    HPyUnicodeBuilder text;

    if (n < 0)
        return HPy_NULL;
    text = HPyUnicodeBuilder_New(ctx, 0);
    HPyUnicodeBuilder_Format(ctx, &text, "%zd items: [", n);
    for (i = 0; i < n && !HPyErr_Occurred(ctx); i++) {
        HPy item = HPy_GetItem_i(ctx, items, i);

        if (i > 0)
            HPyUnicodeBuilder_WriteASCII(ctx, &text, ", ", 2);
        HPyUnicodeBuilder_WriteRepr(ctx, &text, item); /* may be HPy_NULL, with its exception */
        HPy_Close(ctx, item);
    }
    HPyUnicodeBuilder_WriteChar(ctx, &text, ']');
    return HPyUnicodeBuilder_Build(ctx, &text);
}

HPyDef_METH(hexed, "hexed", HPyFunc_O, .doc = "hexed(data, /)\n--\n\nTwo digits for each byte.")
static HPy hexed_impl(HPyContext *ctx, HPy self, HPy data)
{
    static const char digits[] = "0123456789abcdef";
    const char *bytes = HPyBytes_AsString(ctx, data);
    HPy_ssize_t i, n = bytes != NULL ? HPyBytes_Size(ctx, data) : 0;
    HPyUnicodeBuilder text;
    char *out;

    if (bytes == NULL)
        return HPy_NULL;
    text = HPyUnicodeBuilder_New(ctx, 2 * n);
    out = HPyUnicodeBuilder_Reserve(ctx, &text, 2 * n); /* memory for ASCII, without a call for each character */
    for (i = 0; out != NULL && i < n; i++) {
        out[2 * i] = digits[(unsigned char)bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    if (out != NULL)
        HPyUnicodeBuilder_Commit(ctx, &text, 2 * n);
    return HPyUnicodeBuilder_Build(ctx, &text);
}

static HPyDef *defines[] = {&listed, &hexed, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(text_builders, module)
