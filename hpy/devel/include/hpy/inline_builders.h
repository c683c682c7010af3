/* Builders of text and bytes: the writes that fit into the builder's window and so need no call. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_INLINE_BUILDERS_H
#define HPY_INLINE_BUILDERS_H

#if HPY_ABI_MINOR >= 2

#ifdef _HPY_OVER_CPYTHON
#  define _HPY_BUILDER(CTX, FUNCTION) ctx_##FUNCTION
#else
#  define _HPY_BUILDER(CTX, FUNCTION) (CTX)->ctx_##FUNCTION
#endif

/* Whether 'size', which is not 0, fits into the window. What is negative does not; it is not compared with 0,
 * because gcc would then think of what the caller does with a size below 0, and warn of that. */
#define _HPY_BUILDER_FITS(BUILDER, SIZE) \
    _HPy_LIKELY(_HPY_CAST(size_t, SIZE) - 1 < _HPY_CAST(size_t, (BUILDER)->_end - (BUILDER)->_next))

/* What fits, for memcpy. gcc warns of a constant below 0 even though nothing is copied then. */
#define _HPY_BUILDER_SIZE(SIZE) (_HPY_KNOWN_NEGATIVE(SIZE) ? 0 : _HPY_CAST(size_t, SIZE))

HPyAPI_FUNC int HPyUnicodeBuilder_WriteChar(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy_UCS4 c)
{
    char *next = builder->_next;

    if (_HPy_LIKELY(c < 0x80 && next != builder->_end)) {
        builder->_next = next + 1; /* first: the compiler takes it that the character may lie in the builder */
        *next = _HPY_CAST(char, c);
        return 0;
    }
    return _HPY_BUILDER(ctx, UnicodeBuilder_WriteChar)(ctx, builder, c);
}

HPyAPI_FUNC int HPyUnicodeBuilder_WriteASCII(HPyContext *ctx, HPyUnicodeBuilder *builder, const char *ascii,
                                             HPy_ssize_t size)
{
    char *next = builder->_next;

    if (_HPY_BUILDER_FITS(builder, size)) {
        builder->_next = next + size;
        memcpy(next, ascii, _HPY_BUILDER_SIZE(size));
        return 0;
    }
    return _HPY_BUILDER(ctx, UnicodeBuilder_WriteASCII)(ctx, builder, ascii, size);
}

HPyAPI_FUNC char *HPyUnicodeBuilder_Reserve(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy_ssize_t size)
{
    if (_HPY_BUILDER_FITS(builder, size))
        return builder->_next;
    return _HPY_BUILDER(ctx, UnicodeBuilder_Reserve)(ctx, builder, size);
}

HPyAPI_FUNC int HPyUnicodeBuilder_Commit(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy_ssize_t used)
{
    if (_HPY_BUILDER_FITS(builder, used)) {
        builder->_next += used;
        return 0;
    }
    return _HPY_BUILDER(ctx, UnicodeBuilder_Commit)(ctx, builder, used);
}

HPyAPI_FUNC int HPyBytesBuilder_Write(HPyContext *ctx, HPyBytesBuilder *builder, const char *data, HPy_ssize_t size)
{
    char *next = builder->_next;

    if (_HPY_BUILDER_FITS(builder, size)) {
        builder->_next = next + size;
        memcpy(next, data, _HPY_BUILDER_SIZE(size));
        return 0;
    }
    return _HPY_BUILDER(ctx, BytesBuilder_Write)(ctx, builder, data, size);
}

HPyAPI_FUNC char *HPyBytesBuilder_Reserve(HPyContext *ctx, HPyBytesBuilder *builder, HPy_ssize_t size)
{
    if (_HPY_BUILDER_FITS(builder, size))
        return builder->_next;
    return _HPY_BUILDER(ctx, BytesBuilder_Reserve)(ctx, builder, size);
}

HPyAPI_FUNC int HPyBytesBuilder_Commit(HPyContext *ctx, HPyBytesBuilder *builder, HPy_ssize_t used)
{
    if (_HPY_BUILDER_FITS(builder, used)) {
        builder->_next += used;
        return 0;
    }
    return _HPY_BUILDER(ctx, BytesBuilder_Commit)(ctx, builder, used);
}

/* == Bytes builders == */

/**
 * Append one byte: 0, or -1 with ``MemoryError``.
 *
 * CPython: none.
 */
HPyAPI_INLINE_HELPER int HPyBytesBuilder_WriteByte(HPyContext *ctx, HPyBytesBuilder *builder, char byte)
{
    return HPyBytesBuilder_Write(ctx, builder, &byte, 1);
}

/* == Text builders == */

/**
 * Write ``size`` characters of a wide text; up to a NUL if ``size`` is negative.
 *
 * Where ``wchar_t`` has 16 bits two surrogates make one character. Returns 0, or -1 with the exceptions of
 * ``HPyUnicodeBuilder_WriteChar``; then a part may be written. CPython: ``PyUnicodeWriter_WriteWideChar``.
 */
HPyAPI_INLINE_HELPER int HPyUnicodeBuilder_WriteWideChar(HPyContext *ctx, HPyUnicodeBuilder *builder,
                                                         const wchar_t *text, HPy_ssize_t size)
{
    HPy_ssize_t i;

    if (size < 0)
        size = _HPY_CAST(HPy_ssize_t, wcslen(text));
    for (i = 0; i < size; i++) {
        HPy_UCS4 c = _HPY_CAST(HPy_UCS4, text[i]);

        if (sizeof(wchar_t) == 2 && i + 1 < size && (c & 0xFC00) == 0xD800
                && (_HPY_CAST(HPy_UCS4, text[i + 1]) & 0xFC00) == 0xDC00)
            c = 0x10000 + ((c & 0x3FF) << 10) + (_HPY_CAST(HPy_UCS4, text[++i]) & 0x3FF);
        if (HPyUnicodeBuilder_WriteChar(ctx, builder, c) < 0)
            return -1;
    }
    return 0;
}

#else

_HPY_SINCE_2("HPyBytesBuilder_WriteByte") int HPyBytesBuilder_WriteByte(HPyContext *ctx, HPyBytesBuilder *builder,
                                                                        char byte);
_HPY_SINCE_2("HPyUnicodeBuilder_WriteWideChar")
int HPyUnicodeBuilder_WriteWideChar(HPyContext *ctx, HPyUnicodeBuilder *builder, const wchar_t *text, HPy_ssize_t size);

#endif

#endif /* HPY_INLINE_BUILDERS_H */
