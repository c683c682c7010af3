/* Making the objects that a layer hands to Python. */
#include "objects.h"

HPy layer_text(HPyContext *ctx, const char *text)
{
    HPy bytes = HPyBytes_FromString(ctx, text);
    HPy result = HPy_NULL;

    if (!HPy_IsNull(bytes))
        result = HPyUnicode_FromEncodedObject(ctx, bytes, "utf-8", "backslashreplace");
    HPy_Close(ctx, bytes);
    return result;
}

HPy layer_text_or_none(HPyContext *ctx, const char *text)
{
    return text != NULL ? layer_text(ctx, text) : HPy_Dup(ctx, ctx->h_None);
}

HPy layer_address(HPyContext *ctx, const void *address)
{
    return HPyLong_FromSize_t(ctx, (size_t)(uintptr_t)address);
}

HPy layer_pack(HPyContext *ctx, HPy *items, size_t n)
{
    HPy result = HPy_NULL;
    size_t i;

    for (i = 0; i < n && !HPy_IsNull(items[i]); i++)
        ;
    if (i == n)
        result = HPyTuple_FromArray(ctx, items, (HPy_ssize_t)n);
    for (i = 0; i < n; i++)
        HPy_Close(ctx, items[i]);
    return result;
}

int layer_append(HPyContext *ctx, HPy list, HPy item)
{
    int result = HPy_IsNull(item) || HPy_IsNull(list) ? -1 : HPyList_Append(ctx, list, item);

    HPy_Close(ctx, item);
    return result;
}

int layer_put(HPyContext *ctx, HPy dict, const char *key, HPy value)
{
    int result = HPy_IsNull(value) || HPy_IsNull(dict) ? -1 : HPy_SetItem_s(ctx, dict, key, value);

    HPy_Close(ctx, value);
    return result;
}

int layer_put_text(HPyContext *ctx, HPy dict, const char *key, const char *text)
{
    return layer_put(ctx, dict, key, layer_text_or_none(ctx, text));
}

HPy layer_finished(HPyContext *ctx, HPy container, int status)
{
    if (status >= 0)
        return container;
    HPy_Close(ctx, container);
    return HPy_NULL;
}
