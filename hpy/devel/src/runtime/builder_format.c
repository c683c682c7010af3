/* HPyUnicodeBuilder_Format: HPyUnicode_FromFormat into a text builder. */
#include "runtime.h"

#if HPY_ABI_MINOR >= 2

HPyAPI_HELPER int HPyUnicodeBuilder_FormatV(HPyContext *ctx, HPyUnicodeBuilder *builder, const char *format,
                                            va_list vargs)
{
    HPy h_text;
    int result;

    if (HPyErr_Occurred(ctx))
        return -1; /* as all writes of a builder; the values may have been made in vain */
    h_text = HPyUnicode_FromFormatV(ctx, format, vargs);
    if (HPy_IsNull(h_text))
        return -1;
    result = HPyUnicodeBuilder_WriteUnicode(ctx, builder, h_text);
    HPy_Close(ctx, h_text);
    return result;
}

HPyAPI_HELPER int HPyUnicodeBuilder_Format(HPyContext *ctx, HPyUnicodeBuilder *builder, const char *fmt, ...)
{
    int result;
    va_list values;

    va_start(values, fmt);
    result = HPyUnicodeBuilder_FormatV(ctx, builder, fmt, values);
    va_end(values);
    return result;
}

#endif
