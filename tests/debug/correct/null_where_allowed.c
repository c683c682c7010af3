/* Passes null to every parameter that may be null.
 *
 * run: assert mod.f() == 'done'
 * minor: 1
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    HPy slice, dict, error, variable, token, value = HPy_NULL;
    HPyTracker tracker;

    if (!HPy_IsNull(HPy_Dup(ctx, HPy_NULL)))
        return HPyErr_SetString(ctx, ctx->h_AssertionError, "null has a duplicate");
    HPy_Close(ctx, HPy_NULL);
    tracker = HPyTracker_New(ctx, 0);
    if (HPyTracker_Add(ctx, tracker, HPy_NULL) < 0)
        goto error;
    slice = HPySlice_New(ctx, HPy_NULL, HPy_NULL, HPy_NULL);
    if (HPyTracker_Add(ctx, tracker, slice) < 0 || HPy_IsNull(slice))
        goto error;
    dict = HPy_CallTupleDict(ctx, ctx->h_ListType, HPy_NULL, HPy_NULL);
    if (HPyTracker_Add(ctx, tracker, dict) < 0 || HPy_IsNull(dict))
        goto error;
    error = HPyErr_NewException(ctx, "mod.Failure", HPy_NULL, HPy_NULL);
    if (HPyTracker_Add(ctx, tracker, error) < 0 || HPy_IsNull(error))
        goto error;
    if (HPy_SetAttr_s(ctx, self, "temporary", error) < 0 || HPy_SetAttr_s(ctx, self, "temporary", HPy_NULL) < 0)
        goto error;
    variable = HPyContextVar_New(ctx, "variable", HPy_NULL);
    if (HPyTracker_Add(ctx, tracker, variable) < 0 || HPy_IsNull(variable))
        goto error;
    if (HPyContextVar_Get(ctx, variable, HPy_NULL, &value) < 0 || !HPy_IsNull(value))
        goto error;
    token = HPyContextVar_Set(ctx, variable, ctx->h_None);
    if (HPyTracker_Add(ctx, tracker, token) < 0 || HPy_IsNull(token))
        goto error;
    HPyTracker_Close(ctx, tracker);
    return HPyUnicode_FromString(ctx, "done");
error:
    HPyTracker_Close(ctx, tracker);
    return HPyErr_Occurred(ctx) ? HPy_NULL : HPyErr_SetString(ctx, ctx->h_AssertionError, "unexpected");
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
