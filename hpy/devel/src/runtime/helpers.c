/* HPyHelpers_*: small conveniences over the public API, and one for the other helpers. */
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

HPyAPI_HELPER HPy HPyType_GetFullyQualifiedName(HPyContext *ctx, HPy type)
{
    return HPyUnicode_FromFormat(ctx, "%N", type);
}

HPy _HPy_CallInModule(HPyContext *ctx, const char *module, const char *function, const HPy *args, size_t nargs)
{
    HPy h_module = HPyImport_ImportModule(ctx, module);
    HPy h_function = HPy_IsNull(h_module) ? HPy_NULL : HPy_GetAttr_s(ctx, h_module, function);
    HPy h_result = HPy_IsNull(h_function) ? HPy_NULL : HPy_Call(ctx, h_function, args, nargs, HPy_NULL);

    HPy_Close(ctx, h_function);
    HPy_Close(ctx, h_module);
    return h_result;
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
