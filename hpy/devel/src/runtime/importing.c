/* HPyCapsule_Import: the way from a name with dots to what modules have under it. */
#include "runtime.h"

/* 'obj.name', where the name is 'utf8_path' from 'start' up to 'end'; a module of that path is imported where there is
 * no such attribute. */
static HPy get_or_import(HPyContext *ctx, HPy obj, const char *utf8_path, size_t start, size_t end)
{
    char *path = (char *)malloc(end + 1);
    HPy h_result;

    if (path == NULL)
        return HPyErr_NoMemory(ctx);
    memcpy(path, utf8_path, end);
    path[end] = '\0';
    h_result = HPy_IsNull(obj) ? HPyImport_ImportModule(ctx, path) : HPy_GetAttr_s(ctx, obj, path + start);
    if (HPy_IsNull(h_result) && !HPy_IsNull(obj) && HPyErr_ExceptionMatches(ctx, ctx->h_AttributeError)) {
        HPyErr_Clear(ctx);
        h_result = HPyImport_ImportModule(ctx, path);
    }
    free(path);
    return h_result;
}

/* What stands in front of the last dot of a capsule's name; '*last' becomes the place behind that dot. */
static HPy find_owner(HPyContext *ctx, const char *utf8_name, size_t *last)
{
    HPy h_owner = HPy_NULL, h_next;
    size_t start = 0, end;

    for (end = 0; utf8_name[end] != '\0'; end++) {
        if (utf8_name[end] != '.')
            continue;
        h_next = get_or_import(ctx, h_owner, utf8_name, start, end);
        HPy_Close(ctx, h_owner);
        if (HPy_IsNull(h_next))
            return HPy_NULL;
        h_owner = h_next;
        start = end + 1;
    }
    *last = start;
    if (start == 0)
        HPyErr_Format(ctx, ctx->h_ValueError, "HPyCapsule_Import needs \"module.attribute\", got \"%s\"", utf8_name);
    return h_owner;
}

HPyAPI_HELPER void *HPyCapsule_Import(HPyContext *ctx, const char *utf8_name)
{
    size_t last = 0;
    HPy h_owner = find_owner(ctx, utf8_name, &last);
    HPy h_capsule = HPy_IsNull(h_owner) ? HPy_NULL : HPy_GetAttr_s(ctx, h_owner, utf8_name + last);
    void *pointer = NULL;

    if (HPy_IsNull(h_capsule))
        ; /* an exception is set */
    else if (HPyCapsule_IsValid(ctx, h_capsule, utf8_name))
        pointer = HPyCapsule_GetPointer(ctx, h_capsule, utf8_name);
    else
        HPyErr_Format(ctx, ctx->h_AttributeError, "\"%s\" is no capsule of that name", utf8_name);
    HPy_Close(ctx, h_capsule);
    HPy_Close(ctx, h_owner);
    return pointer;
}
