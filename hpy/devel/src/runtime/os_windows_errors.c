/* OSError from an error code of Windows (hpy/errors.h): there and nowhere else. */
#include "runtime.h"

#ifdef _WIN32

#include <windows.h>

/* Windows' own text for the code, without the blanks and full stops at its end. */
static HPy text_of(HPyContext *ctx, DWORD code)
{
    LPWSTR text = NULL;
    DWORD flags = FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
    DWORD size = FormatMessageW(flags, NULL, code, MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), (LPWSTR)(void *)&text, 0,
                                NULL);
    HPy h_result;

    if (size == 0)
        return HPyUnicode_FromFormat(ctx, "Windows Error 0x%x", (unsigned int)code);
    while (size > 0 && (text[size - 1] <= L' ' || text[size - 1] == L'.'))
        size--;
    h_result = HPyUnicode_FromWideChar(ctx, text, (HPy_ssize_t)size);
    LocalFree(text);
    return h_result;
}

/* The arguments of OSError: errno, which it finds from the code itself, text, names. */
static HPy arguments(HPyContext *ctx, HPy text, DWORD code, HPy filename1, HPy filename2)
{
    HPy h_name = HPy_IsNull(filename1) ? ctx->h_None : filename1;

    if (HPy_IsNull(filename2))
        return HPy_BuildValue(ctx, "iOOi", 0, text, h_name, (int)code);
    return HPy_BuildValue(ctx, "iOOiO", 0, text, h_name, (int)code, filename2);
}

HPyAPI_HELPER HPy HPyErr_SetExcFromWindowsErrWithFilenameObjects(HPyContext *ctx, HPy h_type, int code, HPy filename1,
                                                                 HPy filename2)
{
    DWORD number = code != 0 ? (DWORD)code : GetLastError();
    HPy h_text, h_args = HPy_NULL;

    HPyErr_Clear(ctx); /* making the exception is a call, which must not find another one */
    h_text = text_of(ctx, number);
    if (!HPy_IsNull(h_text))
        h_args = arguments(ctx, h_text, number, filename1, filename2);
    if (!HPy_IsNull(h_args))
        _HPyErr_RaiseMade(ctx, HPy_CallTupleDict(ctx, h_type, h_args, HPy_NULL));
    HPy_Close(ctx, h_args);
    HPy_Close(ctx, h_text);
    return HPy_NULL;
}

HPyAPI_HELPER HPy HPyErr_SetExcFromWindowsErrWithFilenameObject(HPyContext *ctx, HPy h_type, int code, HPy filename)
{
    return HPyErr_SetExcFromWindowsErrWithFilenameObjects(ctx, h_type, code, filename, HPy_NULL);
}

HPyAPI_HELPER HPy HPyErr_SetExcFromWindowsErrWithFilename(HPyContext *ctx, HPy h_type, int code,
                                                          const char *filename_fsencoded)
{
    int number = code != 0 ? code : (int)GetLastError();
    HPy h_name = HPy_NULL;

    HPyErr_Clear(ctx);
    if (filename_fsencoded != NULL) {
        h_name = HPyUnicode_DecodeFSDefault(ctx, filename_fsencoded);
        if (HPy_IsNull(h_name))
            return HPy_NULL;
    }
    HPyErr_SetExcFromWindowsErrWithFilenameObjects(ctx, h_type, number, h_name, HPy_NULL);
    HPy_Close(ctx, h_name);
    return HPy_NULL;
}

HPyAPI_HELPER HPy HPyErr_SetExcFromWindowsErr(HPyContext *ctx, HPy h_type, int code)
{
    return HPyErr_SetExcFromWindowsErrWithFilenameObjects(ctx, h_type, code, HPy_NULL, HPy_NULL);
}

HPyAPI_HELPER HPy HPyErr_SetFromWindowsErrWithFilename(HPyContext *ctx, int code, const char *filename_fsencoded)
{
    return HPyErr_SetExcFromWindowsErrWithFilename(ctx, ctx->h_OSError, code, filename_fsencoded);
}

HPyAPI_HELPER HPy HPyErr_SetFromWindowsErr(HPyContext *ctx, int code)
{
    return HPyErr_SetExcFromWindowsErr(ctx, ctx->h_OSError, code);
}
#endif
