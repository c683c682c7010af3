/* HPyUnicode_AsUCS4Copy and HPyUnicode_AsWideCharString: the characters of a str in memory from malloc. It is allocated
 * and freed by the extension's own C library, since both are in its binary. */
#include "runtime.h"

#if HPY_ABI_MINOR >= 2

/* Memory for 'count' characters; NULL with MemoryError set. */
static void *allocate(HPyContext *ctx, HPy_ssize_t count, size_t size)
{
    void *memory = (size_t)count <= (size_t)HPY_SSIZE_T_MAX / size ? malloc((size_t)count * size) : NULL;

    if (memory == NULL)
        HPyErr_NoMemory(ctx);
    return memory;
}

HPyAPI_HELPER HPy_UCS4 *HPyUnicode_AsUCS4Copy(HPyContext *ctx, HPy str)
{
    HPy_ssize_t size = HPyUnicode_GetLength(ctx, str);
    HPy_UCS4 *copy = size < 0 ? NULL : (HPy_UCS4 *)allocate(ctx, size + 1, sizeof(*copy));

    if (copy != NULL && HPyUnicode_AsUCS4(ctx, str, copy, size + 1, 1) == NULL) {
        free(copy);
        copy = NULL;
    }
    return copy;
}

HPyAPI_HELPER wchar_t *HPyUnicode_AsWideCharString(HPyContext *ctx, HPy str, HPy_ssize_t *size)
{
    HPy_ssize_t with_end = HPyUnicode_AsWideChar(ctx, str, NULL, 0);
    wchar_t *copy = with_end < 0 ? NULL : (wchar_t *)allocate(ctx, with_end, sizeof(*copy));

    if (copy == NULL)
        return NULL;
    if (HPyUnicode_AsWideChar(ctx, str, copy, with_end) < 0)
        goto failed;
    if (size != NULL) {
        *size = with_end - 1;
    } else if (wcslen(copy) != (size_t)with_end - 1) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "embedded null character");
        goto failed;
    }
    return copy;
failed:
    free(copy);
    return NULL;
}

#else

typedef int no_translation_unit_is_empty;

#endif
