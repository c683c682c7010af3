/* Text builders: only the end is checked, the builder is moved, memory is reserved to the last byte, or not used.
 *
 * run: assert mod.joined(['a', 1, 2.5, None]) == "['a', 1, 2.5, None]"
 *      class Bad:
 *          def __repr__(self): raise KeyError('no repr')
 *      import pytest
 *      with pytest.raises(KeyError): mod.joined([Bad(), 1])
 *      with pytest.raises(AttributeError): mod.attribute(5)
 *      assert mod.attribute(joined := mod) is not None
 *      assert mod.reserved(0) == '' and mod.reserved(5) == '-----' and mod.reserved(9999) == '-' * 9999
 *      assert mod.cancelled('x') is None
 *      assert mod.nothing() == ''
 * minor: 2
 */
#include "hpy.h"

typedef struct {
    HPyUnicodeBuilder text;
    int n;
} Writer;

static Writer new_writer(HPyContext *ctx, HPy_ssize_t hint)
{
    Writer w;

    w.text = HPyUnicodeBuilder_New(ctx, hint);
    w.n = 0;
    HPyUnicodeBuilder_WriteChar(ctx, &w.text, '[');
    return w;
}

static void put(HPyContext *ctx, Writer *w, HPy item)
{
    if (w->n++ > 0)
        HPyUnicodeBuilder_WriteASCII(ctx, &w->text, ", ", 2);
    HPyUnicodeBuilder_WriteRepr(ctx, &w->text, item); /* may fail, which is found at the end */
}

HPyDef_METH(joined, "joined", HPyFunc_O)
static HPy joined_impl(HPyContext *ctx, HPy self, HPy list)
{
    HPy_ssize_t i, n = HPy_Length(ctx, list);
    Writer w = new_writer(ctx, n);

    for (i = 0; i < n && !HPyErr_Occurred(ctx); i++) {
        HPy item = HPy_GetItem_i(ctx, list, i);
        put(ctx, &w, item); /* HPy_NULL where the index was wrong */
        HPy_Close(ctx, item);
    }
    HPyUnicodeBuilder_WriteChar(ctx, &w.text, ']');
    return HPyUnicodeBuilder_Build(ctx, &w.text);
}

HPyDef_METH(attribute, "attribute", HPyFunc_O)
static HPy attribute_impl(HPyContext *ctx, HPy self, HPy obj)
{
    HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 0);
    HPy value = HPy_GetAttr_s(ctx, obj, "joined");

    HPyUnicodeBuilder_WriteStr(ctx, &b, value);
    HPy_Close(ctx, value);
    return HPyUnicodeBuilder_Build(ctx, &b);
}

HPyDef_METH(reserved, "reserved", HPyFunc_O)
static HPy reserved_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_ssize_t n = HPyLong_AsSsize_t(ctx, arg);
    HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, -1);
    char *p;

    HPyUnicodeBuilder_Reserve(ctx, &b, 10); /* is not used after all */
    p = HPyUnicodeBuilder_Reserve(ctx, &b, n);
    if (p != NULL) {
        memset(p, '-', (size_t)n);
        HPyUnicodeBuilder_Commit(ctx, &b, n);
    }
    return HPyUnicodeBuilder_Build(ctx, &b);
}

HPyDef_METH(cancelled, "cancelled", HPyFunc_O)
static HPy cancelled_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 5);

    if (HPyUnicodeBuilder_WriteUnicode(ctx, &b, arg) == 0
            && HPyUnicodeBuilder_WriteSubstring(ctx, &b, arg, 2, 1) == 0)
        return HPyUnicodeBuilder_Build(ctx, &b);
    HPyUnicodeBuilder_Cancel(ctx, &b); /* with the exception */
    HPyErr_Clear(ctx);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(nothing, "nothing", HPyFunc_NOARGS)
static HPy nothing_impl(HPyContext *ctx, HPy self)
{
    HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, HPY_SSIZE_T_MAX);

    HPyUnicodeBuilder_WriteUCS4(ctx, &b, NULL, 0);
    HPyUnicodeBuilder_WriteUTF8(ctx, &b, NULL, 0);
    HPyUnicodeBuilder_WriteASCII(ctx, &b, "", -1);
    return HPyUnicodeBuilder_Build(ctx, &b);
}

static HPyDef *module_defines[] = {&joined, &attribute, &reserved, &cancelled, &nothing, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
