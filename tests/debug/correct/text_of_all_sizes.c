/* Reads texts: empty, long, with NUL, not ASCII, several of one object, in a call within a call.
 *
 * run: for text in ('', 'a', 'x' * 100000, 'nul\0inside', '\u20ac\U0001f40d' * 50):
 *          assert mod.size(text) == len(text.encode())
 *          assert mod.twice(text, lambda: mod.size(text)) == 3 * len(text.encode())
 *          assert mod.checksum(text.encode()) == sum(text.encode())
 *      assert mod.greet('world') == 'hello world'
 *      for i in range(2000):
 *          assert mod.size(str(i)) == len(str(i))
 * options: protect=all
 */
#include "hpy.h"

HPyDef_METH(size, "size", HPyFunc_O)
static HPy size_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_ssize_t i, size, count = 0;
    const char *text = HPyUnicode_AsUTF8AndSize(ctx, arg, &size);

    if (text == NULL)
        return HPy_NULL;
    for (i = 0; i < size; i++)
        count += text[i] == '\0' ? 1 : 1;
    if (text[size] != '\0')
        return HPyErr_SetString(ctx, ctx->h_AssertionError, "no NUL at the end");
    return HPyLong_FromSsize_t(ctx, count);
}

HPyDef_METH(twice, "twice", HPyFunc_VARARGS)
static HPy twice_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy_ssize_t first, second, inner;
    const char *a, *b;
    HPy result;

    if (nargs != 2)
        return HPyErr_SetString(ctx, ctx->h_TypeError, "two arguments are required");
    a = HPyUnicode_AsUTF8AndSize(ctx, args[0], &first);
    result = HPy_Call(ctx, args[1], NULL, 0, HPy_NULL);
    if (a == NULL || HPy_IsNull(result))
        return HPy_NULL;
    inner = HPyLong_AsSsize_t(ctx, result);
    HPy_Close(ctx, result);
    b = HPyUnicode_AsUTF8AndSize(ctx, args[0], &second);
    if (b == NULL || memcmp(a, b, (size_t)first + 1) != 0)
        return HPyErr_Occurred(ctx) ? HPy_NULL : HPyErr_SetString(ctx, ctx->h_AssertionError, "different");
    return HPyLong_FromSsize_t(ctx, first + second + inner);
}

HPyDef_METH(checksum, "checksum", HPyFunc_O)
static HPy checksum_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy copy = HPy_Dup(ctx, arg);
    const unsigned char *data = (const unsigned char *)HPyBytes_AS_STRING(ctx, copy);
    HPy_ssize_t i, n = HPyBytes_GET_SIZE(ctx, copy);
    long sum = 0;

    for (i = 0; i < n; i++)
        sum += data[i];
    HPy_Close(ctx, copy);
    return HPyLong_FromLong(ctx, sum);
}

HPyDef_METH(greet, "greet", HPyFunc_VARARGS)
static HPy greet_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    const char *name;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "s:greet", &name))
        return HPy_NULL;
    return HPyUnicode_FromFormat(ctx, "hello %s", name);
}

static HPyDef *module_defines[] = {&size, &twice, &checksum, &greet, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
