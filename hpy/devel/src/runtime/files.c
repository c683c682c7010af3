/* HPyFile_*, HPySys_Write*: writing to files, those of the module sys among them. */
#include "runtime.h"

#include <stdio.h>

/* ---- files ---- */

static int write_text(HPyContext *ctx, HPy file, HPy h_text)
{
    HPy args[2], h_result;

    if (HPy_IsNull(h_text))
        return -1;
    args[0] = HPy_GetAttr_s(ctx, file, "write");
    if (HPy_IsNull(args[0]))
        return -1;
    args[1] = h_text;
    h_result = HPy_Call(ctx, args[0], args + 1, 1, HPy_NULL);
    HPy_Close(ctx, args[0]);
    HPy_Close(ctx, h_result);
    return HPy_IsNull(h_result) ? -1 : 0;
}

HPyAPI_HELPER int HPyFile_WriteObject(HPyContext *ctx, HPy obj, HPy file, int flags)
{
    HPy h_text = flags & HPy_PRINT_RAW ? HPy_Str(ctx, obj) : HPy_Repr(ctx, obj);
    int result = write_text(ctx, file, h_text);

    HPy_Close(ctx, h_text);
    return result;
}

HPyAPI_HELPER int HPyFile_Write_s(HPyContext *ctx, HPy file, const char *utf8)
{
    HPy h_text = HPyUnicode_FromString(ctx, utf8);
    int result = write_text(ctx, file, h_text);

    HPy_Close(ctx, h_text);
    return result;
}

HPyAPI_HELPER HPy HPyFile_FromFd(HPyContext *ctx, int fd, const char *mode, int buffering, const char *encoding,
                                 const char *errors, const char *newline, int closefd)
{
    HPy h_args = HPy_BuildValue(ctx, "isisssO", fd, mode, buffering, encoding, errors, newline,
                                closefd ? ctx->h_True : ctx->h_False);
    HPy h_open = HPy_IsNull(h_args) ? HPy_NULL : HPyImport_ImportAttr_s(ctx, "io", "open");
    HPy h_file = HPy_IsNull(h_open) ? HPy_NULL : HPy_CallTupleDict(ctx, h_open, h_args, HPy_NULL);

    HPy_Close(ctx, h_open);
    HPy_Close(ctx, h_args);
    return h_file;
}

/* ---- sys ---- */

#if HPY_ABI_MINOR >= 2

/* To the file that sys has under that name, or else to C's. */
static void write_to(HPyContext *ctx, const char *name, FILE *stream, const char *fmt, va_list vargs)
{
    HPy h_pending = HPyErr_GetRaised(ctx);
    HPy h_text = HPyUnicode_FromFormatV(ctx, fmt, vargs), h_file = HPy_NULL;
    const char *utf8;

    if (!HPy_IsNull(h_text) && (HPySys_Get_s(ctx, name, &h_file) <= 0 || write_text(ctx, h_file, h_text) < 0)) {
        HPyErr_Clear(ctx);
        utf8 = HPyUnicode_AsUTF8AndSize(ctx, h_text, NULL);
        if (utf8 != NULL)
            fputs(utf8, stream);
    }
    HPyErr_Clear(ctx);
    HPy_Close(ctx, h_file);
    HPy_Close(ctx, h_text);
    HPyErr_SetRaised(ctx, h_pending);
    HPy_Close(ctx, h_pending);
}

HPyAPI_HELPER void HPySys_WriteStdout(HPyContext *ctx, const char *fmt, ...)
{
    va_list vargs;

    va_start(vargs, fmt);
    write_to(ctx, "stdout", stdout, fmt, vargs);
    va_end(vargs);
}

HPyAPI_HELPER void HPySys_WriteStderr(HPyContext *ctx, const char *fmt, ...)
{
    va_list vargs;

    va_start(vargs, fmt);
    write_to(ctx, "stderr", stderr, fmt, vargs);
    va_end(vargs);
}

#endif /* HPY_ABI_MINOR */
