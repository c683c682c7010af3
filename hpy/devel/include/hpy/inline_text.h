/* Helpers for text and bytes over the public API that are inlined into the extension; they add nothing to the ABI. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_INLINE_TEXT_H
#define HPY_INLINE_TEXT_H

/* == Text by kind == */

/**
 * The character at ``index`` of a view that ``HPyUnicode_Acquire`` filled. ``index`` must be below its length.
 *
 * In a loop over a long text the three kinds may be told apart once, outside: ``view->data`` is an array of
 * ``uint8_t``, ``uint16_t`` or ``HPy_UCS4``. CPython: ``PyUnicode_READ``.
 */
HPyAPI_INLINE_HELPER HPy_UCS4 HPyUnicode_ReadAt(const HPyUnicodeView *view, HPy_ssize_t index)
{
    if (view->kind == 1)
        return _HPY_CAST(const uint8_t *, view->data)[index];
    if (view->kind == 2)
        return _HPY_CAST(const uint16_t *, view->data)[index];
    return _HPY_CAST(const HPy_UCS4 *, view->data)[index];
}

#if HPY_ABI_MINOR >= 2

/**
 * A new ``str`` from ``size`` characters of one byte, that is of Latin-1.
 *
 * Returns ``HPy_NULL`` with ``ValueError`` set for a negative size, or ``MemoryError``.
 * CPython: ``PyUnicode_FromKindAndData``.
 */
HPyAPI_INLINE_HELPER HPy HPyUnicode_FromUCS1(HPyContext *ctx, const uint8_t *data, HPy_ssize_t size)
{
    return HPyUnicode_FromKindAndData(ctx, 1, data, size);
}

/**
 * A new ``str`` from ``size`` characters of two bytes, none of which stands for a half of another one.
 *
 * Returns ``HPy_NULL`` with ``ValueError`` set for a negative size, or ``MemoryError``.
 * CPython: ``PyUnicode_FromKindAndData``.
 */
HPyAPI_INLINE_HELPER HPy HPyUnicode_FromUCS2(HPyContext *ctx, const uint16_t *data, HPy_ssize_t size)
{
    return HPyUnicode_FromKindAndData(ctx, 2, data, size);
}

/**
 * A new ``str`` from ``size`` characters of four bytes.
 *
 * Returns ``HPy_NULL`` with ``ValueError`` set for a negative size or a character above 0x10FFFF, or ``MemoryError``.
 * CPython: ``PyUnicode_FromKindAndData``.
 */
HPyAPI_INLINE_HELPER HPy HPyUnicode_FromUCS4(HPyContext *ctx, const HPy_UCS4 *data, HPy_ssize_t size)
{
    return HPyUnicode_FromKindAndData(ctx, 4, data, size);
}

/* == Strings == */

/**
 * Whether the ``str`` ``str`` is this NUL-terminated text in UTF-8: 1 or 0. See ``HPyUnicode_EqualToUTF8AndSize``.
 *
 * CPython: ``PyUnicode_EqualToUTF8``.
 */
HPyAPI_INLINE_HELPER int HPyUnicode_EqualToUTF8(HPyContext *ctx, HPy str, const char *utf8)
{
    return HPyUnicode_EqualToUTF8AndSize(ctx, str, utf8, _HPY_CAST(HPy_ssize_t, strlen(utf8)));
}

/**
 * A new ``str`` from NUL-terminated text in the encoding of the current locale. See ``HPyUnicode_DecodeLocaleAndSize``.
 *
 * CPython: ``PyUnicode_DecodeLocale``.
 */
HPyAPI_INLINE_HELPER HPy HPyUnicode_DecodeLocale(HPyContext *ctx, const char *text, const char *errors)
{
    return HPyUnicode_DecodeLocaleAndSize(ctx, text, _HPY_CAST(HPy_ssize_t, strlen(text)), errors);
}

#else

_HPY_SINCE_2("HPyUnicode_FromUCS1") HPy HPyUnicode_FromUCS1(HPyContext *ctx, const uint8_t *data, HPy_ssize_t size);
_HPY_SINCE_2("HPyUnicode_FromUCS2") HPy HPyUnicode_FromUCS2(HPyContext *ctx, const uint16_t *data, HPy_ssize_t size);
_HPY_SINCE_2("HPyUnicode_FromUCS4") HPy HPyUnicode_FromUCS4(HPyContext *ctx, const HPy_UCS4 *data, HPy_ssize_t size);
_HPY_SINCE_2("HPyUnicode_EqualToUTF8") int HPyUnicode_EqualToUTF8(HPyContext *ctx, HPy str, const char *utf8);
_HPY_SINCE_2("HPyUnicode_DecodeLocale")
HPy HPyUnicode_DecodeLocale(HPyContext *ctx, const char *text, const char *errors);

#endif

/* == Bytes == */

/**
 * The content of the ``bytes`` object ``bytes``, which has a NUL behind it.
 *
 * ``*data`` gets it: valid while ``bytes`` is open, not to be written to or freed. ``*size`` gets the number of bytes; with
 * ``size`` ``NULL`` there must be no NUL among them. Returns 0, or -1 with an exception set: ``TypeError`` for any other
 * object, ``ValueError`` for a NUL. CPython: ``PyBytes_AsStringAndSize``.
 */
HPyAPI_INLINE_HELPER int HPyBytes_AsStringAndSize(HPyContext *ctx, HPy bytes, const char **data, HPy_ssize_t *size)
{
    HPy_ssize_t n;

    *data = HPyBytes_AsString(ctx, bytes);
    if (*data == NULL)
        return -1;
    n = HPyBytes_GET_SIZE(ctx, bytes);
    if (size != NULL) {
        *size = n;
    } else if (strlen(*data) != _HPY_CAST(size_t, n)) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "embedded null byte");
        *data = NULL;
        return -1;
    }
    return 0;
}

#endif /* HPY_INLINE_TEXT_H */
