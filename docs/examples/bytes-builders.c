/* Makes bytes objects in place: of a size that turns out to be less than was thought, and piece by piece.
 *
 * HPyBytesBuilder_Build says whether there was memory; until then it need not be asked, but for memory that is NULL.
 *
 * run: assert mod.compressed(b"aaab") == b"\x03a\x01b" and mod.compressed(b"") == b""
 *      assert mod.varints([1, 300]) == b"\x01\xac\x02"
 */
#include "hpy.h"

HPyDef_METH(compressed, "compressed", HPyFunc_O, .doc = "compressed(data, /)\n--\n\nEach run as its length and byte.")
static HPy compressed_impl(HPyContext *ctx, HPy self, HPy data)
{
    const char *bytes = HPyBytes_AsString(ctx, data);
    HPy_ssize_t i, n = bytes != NULL ? HPyBytes_Size(ctx, data) : 0, used = 0;
    HPyBytesBuilder result;
    char *out;

    if (bytes == NULL)
        return HPy_NULL;
    result = HPyBytesBuilder_New(ctx, 2 * n, &out); /* the most that may come out */
    for (i = 0; out != NULL && i < n; i++) {
        if (used == 0 || out[used - 1] != bytes[i] || out[used - 2] == 127) {
            out[used++] = 0;
            out[used++] = bytes[i];
        }
        out[used - 2]++;
    }
    return HPyBytesBuilder_Build(ctx, &result, used);
}

HPyDef_METH(varints, "varints", HPyFunc_O, .doc = "varints(numbers, /)\n--\n\nEach number, 7 bits in a byte.")
static HPy varints_impl(HPyContext *ctx, HPy self, HPy numbers)
{
    HPy_ssize_t i, n = HPy_Length(ctx, numbers);
    HPyBytesBuilder result;

    if (n < 0)
        return HPy_NULL;
    result = HPyBytesBuilder_New(ctx, 0, NULL);
    for (i = 0; i < n && !HPyErr_Occurred(ctx); i++) {
        HPy h = HPy_GetItem_i(ctx, numbers, i);
        unsigned long long number = HPy_IsNull(h) ? 0 : HPyLong_AsUnsignedLongLong(ctx, h);

        for (; number >= 0x80; number >>= 7)
            HPyBytesBuilder_WriteByte(ctx, &result, (char)(number | 0x80));
        HPyBytesBuilder_WriteByte(ctx, &result, (char)number);
        HPy_Close(ctx, h);
    }
    return HPyBytesBuilder_Build(ctx, &result, -1); /* all; HPy_NULL if an exception is pending */
}

static HPyDef *defines[] = {&compressed, &varints, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(bytes_builders, module)
