/* The struct of the shape Any, found by its record; behind STRUCT_AsStruct, where that cannot know the offset. */
#include "info.h"

/* A header with the helpers makes a record in each file that includes it, and the type has that of one of them. */
static int is_same_struct(const HPyPayload *a, const HPyPayload *b)
{
    return a->size == b->size && strcmp(a->name, b->name) == 0;
}

void *ctx_AsStruct_Any(HPyContext *ctx, HPy h, HPyPayload *payload)
{
    PyObject *self = _h2py(h);
    PyTypeObject *type;
    const HPyTypeInfo *similar = NULL;
    (void)ctx;

    for (type = Py_TYPE(self); type != NULL; type = type->tp_base) {
        const HPyTypeInfo *info = hpy_type_info(type);
        if (info == NULL || info->payload == NULL)
            continue;
        if (info->payload == payload)
            return hpy_any_payload(self, info);
        if (similar == NULL && is_same_struct(info->payload, payload))
            similar = info;
    }
    return similar == NULL ? NULL : hpy_any_payload(self, similar);
}
