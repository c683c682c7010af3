/* HPy_CallFunction, HPy_CallMethodFormat: calls with arguments made of C values. */
#include "runtime.h"

/* Call with what a format makes; one tuple gives its items. */
static HPy call_with(HPyContext *ctx, HPy callable, const char *fmt, va_list values)
{
    HPy inline_items[8], *items = inline_items, h_result;
    HPy_ssize_t count = _HPy_BuildArguments(ctx, fmt, values, &items);

    if (count < 0)
        return HPy_NULL;
    if (count == 1 && HPyTuple_Check(ctx, items[0]))
        h_result = HPy_CallTupleDict(ctx, callable, items[0], HPy_NULL);
    else
        h_result = HPy_Call(ctx, callable, items, (size_t)count, HPy_NULL);
    while (count > 0)
        HPy_Close(ctx, items[--count]);
    if (items != inline_items)
        free(items);
    return h_result;
}

HPyAPI_HELPER HPy HPy_CallFunction(HPyContext *ctx, HPy callable, const char *fmt, ...)
{
    HPy h_result;
    va_list values;

    va_start(values, fmt);
    h_result = call_with(ctx, callable, fmt, values);
    va_end(values);
    return h_result;
}

HPyAPI_HELPER HPy HPy_CallMethodFormat(HPyContext *ctx, HPy obj, const char *utf8_name, const char *fmt, ...)
{
    HPy h_method = HPy_GetAttr_s(ctx, obj, utf8_name), h_result;
    va_list values;

    if (HPy_IsNull(h_method))
        return HPy_NULL;
    va_start(values, fmt);
    h_result = call_with(ctx, h_method, fmt, values);
    va_end(values);
    HPy_Close(ctx, h_method);
    return h_result;
}
