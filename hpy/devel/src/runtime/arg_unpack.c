/* HPyArg_Unpack, HPyArg_CheckPositional, HPyArg_ValidateKeywords: what functions without a format ask for. */
#include "arg_parse.h"

int _HPyArg_FailPositional(HPyContext *ctx, const char *name, size_t nargs, size_t min, size_t max)
{
    size_t limit = nargs < min ? min : max;

    const char *which = min == max ? "" : nargs < min ? "at least " : "at most ";
    const char *plural = limit == 1 ? "" : "s";

    if (name == NULL)
        HPyErr_Format(ctx, ctx->h_TypeError, "unpacked tuple should have %s%zu element%s, but has %zu", which, limit,
                      plural, nargs);
    else
        HPyErr_Format(ctx, ctx->h_TypeError, "%.200s expected %s%zu argument%s, got %zu", name, which, limit, plural,
                      nargs);
    return 0;
}

HPyAPI_HELPER int HPyArg_Unpack(HPyContext *ctx, const HPy *args, size_t nargs, const char *name, size_t min,
                                size_t max, ...)
{
    va_list targets;
    size_t n;

    if (nargs < min || nargs > max)
        return _HPyArg_FailPositional(ctx, name, nargs, min, max);
    va_start(targets, max);
    for (n = 0; n < nargs; n++)
        *va_arg(targets, HPy *) = args[n];
    va_end(targets);
    return 1;
}

/* Whether the items of a list or tuple are all str. */
static int are_names(HPyContext *ctx, HPy h_names, HPy_ssize_t count)
{
    HPy_ssize_t i;

    for (i = 0; i < count; i++) {
        HPy h_name = HPy_GetItem_i(ctx, h_names, i);
        bool failed = HPy_IsNull(h_name), good = !failed && HPyUnicode_Check(ctx, h_name);

        HPy_Close(ctx, h_name);
        if (!failed && !good)
            HPyErr_SetString(ctx, ctx->h_TypeError, "keywords must be strings");
        if (!good)
            return 0;
    }
    return 1;
}

HPyAPI_HELPER int HPyArg_ValidateKeywords(HPyContext *ctx, HPy keywords)
{
    HPy h_names;
    HPy_ssize_t count;
    int ok;

    if (HPy_IsNull(keywords))
        return 1;
    if (!HPyDict_Check(ctx, keywords) && !HPyTuple_Check(ctx, keywords)) {
        HPyErr_SetString(ctx, ctx->h_SystemError, "HPyArg_ValidateKeywords needs a dict, a tuple of names or HPy_NULL");
        return 0;
    }
    h_names = HPyDict_Check(ctx, keywords) ? HPyDict_Keys(ctx, keywords) : HPy_Dup(ctx, keywords);
    count = HPy_IsNull(h_names) ? -1 : HPy_Length(ctx, h_names);
    ok = count >= 0 && are_names(ctx, h_names, count);
    HPy_Close(ctx, h_names);
    return ok;
}
