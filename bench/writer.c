/* What the benchmark measures of builders of text and bytes: many small writes, as a writer of JSON does them.
 * writer_native.c has each function over Python.h under the same name; a change here is a change there. */
#include "hpy.h"
#include "hide.h"

/* The number of rounds, which is the only argument; -1 with an exception set. */
static long rounds(HPyContext *ctx, HPy arg)
{
    return HPyLong_AsLong(ctx, arg);
}

static int put_pair(HPyContext *ctx, HPyUnicodeBuilder *b, const char *key, HPy_ssize_t size)
{
    HIDE(size);
    return HPyUnicodeBuilder_WriteChar(ctx, b, '"') < 0 || HPyUnicodeBuilder_WriteASCII(ctx, b, key, size) < 0
           || HPyUnicodeBuilder_WriteASCII(ctx, b, "\": ", 3) < 0 || HPyUnicodeBuilder_WriteASCII(ctx, b, "true", 4) < 0
           || HPyUnicodeBuilder_WriteChar(ctx, b, ',') < 0 || HPyUnicodeBuilder_WriteChar(ctx, b, ' ') < 0;
}

/* One text of n pairs. */
HPyDef_METH(long_text, "long_text", HPyFunc_O)
static HPy long_text_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long i, n = rounds(ctx, arg);
    HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 0);

    (void)self;
    for (i = 0; i < n; i++) {
        if (put_pair(ctx, &b, "key", 3))
            break;
    }
    return HPyUnicodeBuilder_Build(ctx, &b);
}

/* n texts of one pair. */
HPyDef_METH(short_texts, "short_texts", HPyFunc_O)
static HPy short_texts_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long i, n = rounds(ctx, arg);

    (void)self;
    for (i = 0; i < n; i++) {
        HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 0);
        HPy h;

        if (put_pair(ctx, &b, "key", 3)) {
            HPyUnicodeBuilder_Cancel(ctx, &b);
            return HPy_NULL;
        }
        h = HPyUnicodeBuilder_Build(ctx, &b);
        if (HPy_IsNull(h))
            return HPy_NULL;
        HPy_Close(ctx, h);
    }
    return HPy_Dup(ctx, ctx->h_None);
}

/* One text of n characters, each in a loop of its own over memory that is reserved. */
HPyDef_METH(reserved, "reserved", HPyFunc_O)
static HPy reserved_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long i, n = rounds(ctx, arg);
    HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 0);

    (void)self;
    for (i = 0; i < n; i += 50) {
        char *p = HPyUnicodeBuilder_Reserve(ctx, &b, 50);
        int j;

        if (p == NULL)
            break;
        for (j = 0; j < 50; j++) {
            HIDE(p);
            p[j] = (char)('0' + j % 10);
        }
        HPyUnicodeBuilder_Commit(ctx, &b, 50);
    }
    return HPyUnicodeBuilder_Build(ctx, &b);
}

/* One text of n pairs that has wider characters. */
HPyDef_METH(wide_text, "wide_text", HPyFunc_O)
static HPy wide_text_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long i, n = rounds(ctx, arg);
    HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 0);

    (void)self;
    for (i = 0; i < n; i++) {
        if (HPyUnicodeBuilder_WriteChar(ctx, &b, 0x20AC) < 0 || put_pair(ctx, &b, "key", 3))
            break;
    }
    return HPyUnicodeBuilder_Build(ctx, &b);
}

/* One text of n times the same str. */
HPyDef_METH(strings, "strings", HPyFunc_VARARGS)
static HPy strings_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    long i, n = rounds(ctx, args[0]);
    HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 0);

    (void)self;
    (void)nargs;
    for (i = 0; i < n; i++) {
        if (HPyUnicodeBuilder_WriteUnicode(ctx, &b, args[1]) < 0)
            break;
    }
    return HPyUnicodeBuilder_Build(ctx, &b);
}

/* One bytes object of n records. */
HPyDef_METH(long_bytes, "long_bytes", HPyFunc_O)
static HPy long_bytes_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long i, n = rounds(ctx, arg);
    HPyBytesBuilder b = HPyBytesBuilder_New(ctx, 0, NULL);

    (void)self;
    for (i = 0; i < n; i++) {
        char record[4] = {1, 2, 3, (char)i};
        HPy_ssize_t size = 4;

        HIDE(size);
        if (HPyBytesBuilder_WriteByte(ctx, &b, 0x10) < 0 || HPyBytesBuilder_Write(ctx, &b, record, size) < 0)
            break;
    }
    return HPyBytesBuilder_Build(ctx, &b, -1);
}

/* n bytes objects that are filled in, but for a part. */
HPyDef_METH(filled_bytes, "filled_bytes", HPyFunc_O)
static HPy filled_bytes_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long i, n = rounds(ctx, arg);

    (void)self;
    for (i = 0; i < n; i++) {
        char *buf;
        HPyBytesBuilder b = HPyBytesBuilder_New(ctx, 400, &buf);
        HPy h;

        if (buf != NULL)
            memset(buf, 'x', 300);
        h = HPyBytesBuilder_Build(ctx, &b, 300);
        if (HPy_IsNull(h))
            return HPy_NULL;
        HPy_Close(ctx, h);
    }
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *writer_defines[] = {
    &long_text, &short_texts, &reserved, &wide_text, &strings, &long_bytes, &filled_bytes, NULL,
};

static HPyModuleDef writer_def = {
    .doc = "Builders of text and bytes, for measuring",
    .defines = writer_defines,
};

HPy_MODINIT(writer, writer_def)
