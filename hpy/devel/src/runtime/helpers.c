/* HPyHelpers_*: small conveniences over the public API. */
#include "runtime.h"

HPyAPI_HELPER int HPyHelpers_AddType(HPyContext *ctx, HPy obj, const char *name, HPyType_Spec *hpyspec,
                                     HPyType_SpecParam *params)
{
    HPy h_type = HPyType_FromSpec(ctx, hpyspec, params);
    int failed;

    if (HPy_IsNull(h_type))
        return 0;
    failed = HPy_SetAttr_s(ctx, obj, name, h_type);
    HPy_Close(ctx, h_type);
    return failed == 0;
}

/* Whether a str is this text: 1 or 0, or -1 with an exception set. */
static int is_text(HPyContext *ctx, HPy h_str, const char *text)
{
    HPy h_text = HPyUnicode_FromString(ctx, text);
    int result = HPy_IsNull(h_text) ? -1 : HPy_RichCompareBool(ctx, h_str, h_text, HPy_EQ);

    HPy_Close(ctx, h_text);
    return result;
}

/* Whether a module's name, HPy_NULL if it could not be had, is to stand before a type's: 1 or 0, or -1 with an exception
 * set. */
static int shows_module(HPyContext *ctx, HPy h_module)
{
    int hides;

    if (HPy_IsNull(h_module)) {
        if (!HPyErr_ExceptionMatches(ctx, ctx->h_AttributeError))
            return -1;
        HPyErr_Clear(ctx);
        return 0;
    }
    if (!HPyUnicode_Check(ctx, h_module))
        return 0;
    hides = is_text(ctx, h_module, "builtins");
    if (hides == 0)
        hides = is_text(ctx, h_module, "__main__");
    return hides < 0 ? -1 : !hides;
}

HPy hpy_type_full_name(HPyContext *ctx, HPy type, char separator)
{
    HPy h_name = HPy_GetAttr_s(ctx, type, "__qualname__");
    HPy h_module, h_result = HPy_NULL;
    int shown;

    if (HPy_IsNull(h_name))
        return HPy_NULL;
    h_module = HPy_GetAttr_s(ctx, type, "__module__");
    shown = shows_module(ctx, h_module);
    if (shown == 0)
        h_result = HPy_Str(ctx, h_name);
    else if (shown > 0)
        h_result = HPyUnicode_FromFormat(ctx, "%U%c%S", h_module, separator, h_name);
    HPy_Close(ctx, h_module);
    HPy_Close(ctx, h_name);
    return h_result;
}

HPyAPI_HELPER HPy HPyType_GetFullyQualifiedName(HPyContext *ctx, HPy type)
{
    return hpy_type_full_name(ctx, type, '.');
}

/* A new dict of the names in 'kwnames' with the values in 'values'; a copy if it is a dict, as HPy_tp_new gets it. */
static HPy pack_keywords(HPyContext *ctx, const HPy *values, HPy kwnames, HPy_ssize_t count)
{
    HPy h_dict;
    HPy_ssize_t i;

    if (HPyDict_Check(ctx, kwnames))
        return HPyDict_Copy(ctx, kwnames);
    h_dict = HPyDict_New(ctx);
    if (HPy_IsNull(h_dict))
        return HPy_NULL;
    for (i = 0; i < count; i++) {
        HPy h_name = HPy_GetItem_i(ctx, kwnames, i);
        int failed = HPy_IsNull(h_name) || HPy_SetItem(ctx, h_dict, h_name, values[i]) < 0;

        HPy_Close(ctx, h_name);
        if (failed) {
            HPy_Close(ctx, h_dict);
            return HPy_NULL;
        }
    }
    return h_dict;
}

HPyAPI_HELPER int HPyHelpers_PackArgsAndKeywords(HPyContext *ctx, const HPy *args, size_t nargs, HPy kwnames,
                                                 HPy *out_args_tuple, HPy *out_kwd)
{
    HPy h_args = HPy_NULL, h_kw = HPy_NULL;
    HPy_ssize_t nkw = 0;

    if (out_args_tuple == NULL || out_kwd == NULL) {
        HPyErr_SetString(ctx, ctx->h_SystemError,
                         "HPyHelpers_PackArgsAndKeywords needs two places for its results, got NULL");
        return 0;
    }
    if (!HPy_IsNull(kwnames)) {
        if (!HPyTuple_Check(ctx, kwnames) && !HPyDict_Check(ctx, kwnames)) {
            HPyErr_SetString(ctx, ctx->h_TypeError, "HPyHelpers_PackArgsAndKeywords needs the keywords as a tuple of "
                             "names, as HPyFunc_KEYWORDS gives them, or as a dict, as HPy_tp_new and HPy_tp_init do");
            return 0;
        }
        nkw = HPy_Length(ctx, kwnames);
        if (nkw < 0)
            return 0;
    }
    if (nkw > 0) {
        h_kw = pack_keywords(ctx, args + nargs, kwnames, nkw);
        if (HPy_IsNull(h_kw))
            return 0;
    }
    if (nargs > 0) {
        h_args = HPyTuple_FromArray(ctx, args, (HPy_ssize_t)nargs);
        if (HPy_IsNull(h_args)) {
            HPy_Close(ctx, h_kw);
            return 0;
        }
    }
    *out_args_tuple = h_args;
    *out_kwd = h_kw;
    return 1;
}
