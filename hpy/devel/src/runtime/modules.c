/* Putting names into a module: hpy/modules.h. */
#include "runtime.h"

HPyAPI_HELPER int HPyModule_AddObject(HPyContext *ctx, HPy module, const char *name, HPy value)
{
    if (!HPy_IsNull(value))
        return HPy_SetAttr_s(ctx, module, name, value);
    if (!HPyErr_Occurred(ctx))
        HPyErr_Format(ctx, ctx->h_SystemError, "HPyModule_AddObject: the value of '%s' is HPy_NULL, without an exception",
                      name);
    return -1;
}

/* The same, and closes the value. */
static int add(HPyContext *ctx, HPy module, const char *name, HPy value)
{
    int result = HPyModule_AddObject(ctx, module, name, value);

    HPy_Close(ctx, value);
    return result;
}

HPyAPI_HELPER int HPyModule_AddIntConstant(HPyContext *ctx, HPy module, const char *name, int64_t value)
{
    return add(ctx, module, name, HPyLong_FromInt64_t(ctx, value));
}

HPyAPI_HELPER int HPyModule_AddStringConstant(HPyContext *ctx, HPy module, const char *name, const char *value)
{
    return add(ctx, module, name, HPyUnicode_FromString(ctx, value));
}

HPyAPI_HELPER int HPyModule_AddType(HPyContext *ctx, HPy module, HPy type)
{
    const char *name;

    if (!HPy_TypeCheck(ctx, type, ctx->h_TypeType)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "HPyModule_AddType needs a type");
        return -1;
    }
    name = HPyType_GetName(ctx, type);
    return name == NULL ? -1 : HPy_SetAttr_s(ctx, module, name, type);
}
