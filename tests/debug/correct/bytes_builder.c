/* Bytes builders: filled to the last byte, cut, resized, appended to, failed.
 *
 * run: for n in 0, 1, 10, 4064, 4096, 5000, 100000:
 *          assert mod.filled(n) == b'x' * n
 *          assert mod.resized(n) == b'x' * n + b'y' * n
 *      assert mod.appended([b'a', b'', b'bc']) == b'abc'
 *      import pytest
 *      with pytest.raises(TypeError): mod.appended([b'a', 'b'])
 *      with pytest.raises(MemoryError): mod.filled(-1)
 *      assert mod.unused() == b'abc'
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(filled, "filled", HPyFunc_O)
static HPy filled_impl(HPyContext *ctx, HPy self, HPy arg)
{
    char *buf;
    HPy_ssize_t n = HPyLong_AsSsize_t(ctx, arg);
    HPyBytesBuilder b = HPyBytesBuilder_New(ctx, n < 0 ? n : n + 1, &buf);

    if (buf != NULL)
        memset(buf, 'x', (size_t)n + 1);
    return HPyBytesBuilder_Build(ctx, &b, n);
}

HPyDef_METH(resized, "resized", HPyFunc_O)
static HPy resized_impl(HPyContext *ctx, HPy self, HPy arg)
{
    char *buf;
    HPy_ssize_t n = HPyLong_AsSsize_t(ctx, arg);
    HPyBytesBuilder b = HPyBytesBuilder_New(ctx, n, &buf);

    if (buf != NULL)
        memset(buf, 'x', (size_t)n);
    if (HPyBytesBuilder_Resize(ctx, &b, 3 * n, &buf) == 0)
        memset(buf + n, 'y', 2 * (size_t)n);
    if (HPyBytesBuilder_Resize(ctx, &b, 2 * n, &buf) == 0 && n > 0)
        buf[0] = 'x';
    return HPyBytesBuilder_Build(ctx, &b, -1);
}

HPyDef_METH(appended, "appended", HPyFunc_O)
static HPy appended_impl(HPyContext *ctx, HPy self, HPy list)
{
    HPyBytesBuilder b = HPyBytesBuilder_New(ctx, 0, NULL);
    HPy_ssize_t i, n = HPy_Length(ctx, list);

    for (i = 0; i < n && !HPyErr_Occurred(ctx); i++) {
        HPy item = HPy_GetItem_i(ctx, list, i);
        const char *data = HPyBytes_AsString(ctx, item);

        HPyBytesBuilder_Write(ctx, &b, data, data != NULL ? HPyBytes_Size(ctx, item) : 0);
        HPy_Close(ctx, item);
    }
    return HPyBytesBuilder_Build(ctx, &b, -1);
}

HPyDef_METH(unused, "unused", HPyFunc_NOARGS)
static HPy unused_impl(HPyContext *ctx, HPy self)
{
    HPyBytesBuilder b = HPyBytesBuilder_New(ctx, 1, NULL);

    HPyBytesBuilder_Resize(ctx, &b, 0, NULL);
    HPyBytesBuilder_Write(ctx, &b, NULL, 0);
    HPyBytesBuilder_Reserve(ctx, &b, 10);
    HPyBytesBuilder_Write(ctx, &b, "abc", -1);
    HPyBytesBuilder_Reserve(ctx, &b, 10);
    return HPyBytesBuilder_Build(ctx, &b, -1);
}

static HPyDef *module_defines[] = {&filled, &resized, &appended, &unused, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
