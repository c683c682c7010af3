/* Reads the content of bytes objects, and makes a new one.
 *
 * The memory of a bytes object is borrowed: it stays where it is as long as a handle is open, and is not written to.
 *
 * run: assert mod.xor(b"abc", b"\x01") == b"`cb"
 *      assert mod.xor(mod.xor(b"secret", b"key"), b"key") == b"secret"
 */
#include "hpy.h"

HPyDef_METH(xor_bytes, "xor", HPyFunc_VARARGS, .doc = "xor(data, key, /)\n--\n\nEach byte of data with one of key.")
static HPy xor_bytes_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy data, key, result;
    const char *from, *with;
    HPy_ssize_t i, n, m;
    char *to;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:xor", &data, &key))
        return HPy_NULL;
    from = HPyBytes_AsString(ctx, data); /* TypeError for anything but bytes */
    with = from == NULL ? NULL : HPyBytes_AsString(ctx, key);
    if (with == NULL)
        return HPy_NULL;
    n = HPyBytes_GET_SIZE(ctx, data); /* asks nothing: it is bytes */
    m = HPyBytes_GET_SIZE(ctx, key);
    if (m == 0) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "the key is empty");
        return HPy_NULL;
    }
    to = (char *)malloc(n > 0 ? (size_t)n : 1);
    if (to == NULL)
        return HPyErr_NoMemory(ctx);
    for (i = 0; i < n; i++)
        to[i] = (char)(from[i] ^ with[i % m]);
    result = HPyBytes_FromStringAndSize(ctx, to, n); /* copies */
    free(to);
    return result;
}

static HPyDef *defines[] = {&xor_bytes, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(bytes, module)
