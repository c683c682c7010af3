/* Exceptions and warnings whose text or arguments are put together over the public API: hpy/errors.h. */
#include "runtime.h"

HPyAPI_HELPER HPy _HPyErr_BadInternalCall(HPyContext *ctx, const char *file, int line)
{
    return HPyErr_Format(ctx, ctx->h_SystemError, "%s:%d: bad argument to internal function", file, line);
}

void _HPyErr_RaiseMade(HPyContext *ctx, HPy h_error)
{
    HPy h_class;

    if (HPy_IsNull(h_error))
        return;
    h_class = HPy_Type(ctx, h_error);
    HPyErr_SetObject(ctx, h_class, h_error);
    HPy_Close(ctx, h_class);
    HPy_Close(ctx, h_error);
}

/* ---- import errors ---- */

static int is_import_error_class(HPyContext *ctx, HPy h)
{
    return HPy_TypeCheck(ctx, h, ctx->h_TypeType) && HPyType_IsSubtype(ctx, h, ctx->h_ImportError);
}

/* h_type(message, name=name, path=path) */
static HPy make_import_error(HPyContext *ctx, HPy h_type, HPy message, HPy name, HPy path)
{
    HPy h_names = HPy_BuildValue(ctx, "ss", "name", "path"), h_result = HPy_NULL;
    HPy args[3];

    args[0] = message;
    args[1] = HPy_IsNull(name) ? ctx->h_None : name;
    args[2] = HPy_IsNull(path) ? ctx->h_None : path;
    if (!HPy_IsNull(h_names))
        h_result = HPy_Call(ctx, h_type, args, 1, h_names);
    HPy_Close(ctx, h_names);
    return h_result;
}

HPyAPI_HELPER HPy HPyErr_SetImportErrorSubclass(HPyContext *ctx, HPy h_type, HPy message, HPy name, HPy path)
{
    HPyErr_Clear(ctx); /* making the exception is a call, which must not find another one */
    if (HPy_IsNull(h_type) || !is_import_error_class(ctx, h_type))
        return HPyErr_SetString(ctx, ctx->h_TypeError, "expected a subclass of ImportError");
    if (HPy_IsNull(message))
        return HPyErr_SetString(ctx, ctx->h_TypeError, "expected a message argument");
    _HPyErr_RaiseMade(ctx, make_import_error(ctx, h_type, message, name, path));
    return HPy_NULL;
}

HPyAPI_HELPER HPy HPyErr_SetImportError(HPyContext *ctx, HPy message, HPy name, HPy path)
{
    return HPyErr_SetImportErrorSubclass(ctx, ctx->h_ImportError, message, name, path);
}

#if HPY_ABI_MINOR >= 2

/* ---- texts in the manner of printf ---- */

HPyAPI_HELPER void HPyErr_FormatUnraisable(HPyContext *ctx, const char *fmt, ...)
{
    HPy h_raised = HPyErr_GetRaised(ctx), h_message;
    va_list values;

    if (HPy_IsNull(h_raised))
        return;
    va_start(values, fmt);
    h_message = HPyUnicode_FromFormatV(ctx, fmt, values);
    va_end(values);
    HPyErr_SetRaised(ctx, h_raised); /* in place of what making the text may have raised */
    if (HPy_IsNull(h_message))
        HPyErr_WriteUnraisable(ctx, HPy_NULL);
    else
        HPyErr_WriteUnraisableMessage(ctx, h_message);
    HPy_Close(ctx, h_message);
    HPy_Close(ctx, h_raised);
}

static int warn(HPyContext *ctx, HPy category, HPy_ssize_t stack_level, HPy source, const char *fmt, va_list values)
{
    HPy h_message = HPyUnicode_FromFormatV(ctx, fmt, values);
    int result;

    if (HPy_IsNull(h_message))
        return -1;
    result = HPyErr_WarnObject(ctx, category, h_message, stack_level, source);
    HPy_Close(ctx, h_message);
    return result;
}

HPyAPI_HELPER int HPyErr_WarnFormat(HPyContext *ctx, HPy category, HPy_ssize_t stack_level, const char *fmt, ...)
{
    va_list values;
    int result;

    va_start(values, fmt);
    result = warn(ctx, category, stack_level, HPy_NULL, fmt, values);
    va_end(values);
    return result;
}

HPyAPI_HELPER int HPyErr_ResourceWarning(HPyContext *ctx, HPy source, HPy_ssize_t stack_level, const char *fmt, ...)
{
    va_list values;
    int result;

    va_start(values, fmt);
    result = warn(ctx, ctx->h_ResourceWarning, stack_level, source, fmt, values);
    va_end(values);
    return result;
}
#endif
