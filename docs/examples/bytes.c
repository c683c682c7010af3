/* Takes a record with its length in front off some bytes: the content of a bytes object, and new ones from it.
 *
 * run: assert mod.take(b"\3abcde") == (b"abc", b"de")
 *      try: mod.take(b"\5abc")
 *      except EOFError: pass
 */
#include "hpy.h"

HPyDef_METH(take, "take", HPyFunc_O, .doc = "take(data, /)\n--\n\nThe first record, and what follows it.")
static HPy take_impl(HPyContext *ctx, HPy self, HPy arg)
{
    const char *data; /* belongs to the object: good as long as 'arg' is open */
    HPy_ssize_t size, length;
    HPy record, rest, result;

    if (HPyBytes_AsStringAndSize(ctx, arg, &data, &size) < 0)
        return HPy_NULL;
    length = size == 0 ? 0 : (unsigned char)data[0];
    if (size < 1 + length)
        return HPyErr_Format(ctx, ctx->h_EOFError, "%zd bytes are missing", 1 + length - size);
    record = HPyBytes_FromStringAndSize(ctx, data + 1, length);
    rest = HPyBytes_FromStringAndSize(ctx, data + 1 + length, size - 1 - length);
    result = HPy_IsNull(record) || HPy_IsNull(rest) ? HPy_NULL : HPyTuple_Pack(ctx, 2, record, rest);
    HPy_Close(ctx, record);
    HPy_Close(ctx, rest);
    return result;
}

static HPyDef *defines[] = {&take, NULL};
static HPyModuleDef moduledef = {.defines = defines};

HPy_MODINIT(bytes, moduledef)
