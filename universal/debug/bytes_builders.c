/* Bytes builders. The bytes lie in memory of the layer's own up to the end, so that what is written beyond them, or
 * later, is noticed and does no harm; the context below makes an object of them then. */
#include "builders.h"
#include "checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "guarded.h"
#include "handles.h"

typedef struct {
    DebugGuarded memory; /* of the bytes, and what is reserved behind them */
    size_t size;
    int failed; /* there was no memory */
} Bytes;

static Bytes *content(const DebugRecord *record)
{
    return (Bytes *)record->inner._i;
}

/* As for text builders. */
static DebugRecord *find(DebugContext *c, const HPyBytesBuilder *builder)
{
    return debug_check_builder_at(c, builder != NULL ? &builder->_i : NULL, DEBUG_BYTES_BUILDER);
}

static void check_memory(DebugContext *c, const DebugRecord *record)
{
    Bytes *bytes = content(record);

    if (!debug_guarded_check(&bytes->memory))
        debug_report(c, DEBUG_WARNING, "builder-overrun", record,
                     "%s: before it more was written than the %zd bytes that there are", debug_api_name(c->api),
                     (size_t)bytes->memory.size);
}

/* What is in the builder. NULL: it is not to be used, because of an exception. */
static Bytes *usable(DebugContext *c, const DebugRecord *record)
{
    Bytes *bytes = content(record);

    check_memory(c, record);
    if (HPyErr_Occurred(c->inner))
        return NULL;
    if (bytes->failed) {
        debug_no_memory(c);
        return NULL;
    }
    return bytes;
}

/* Begin a call: the builder that is to be changed. NULL: it is not, for want of one or because of an exception. */
static Bytes *begin_write(DebugContext *c, int api, const void *place, const HPyBytesBuilder *builder)
{
    DebugRecord *record = debug_enter_cleaning(c, api, place) ? find(c, builder) : NULL;

    return record != NULL ? usable(c, record) : NULL;
}

/* Have memory for so many bytes. 0, or -1 with MemoryError, and the builder has failed. */
static int set_room(DebugContext *c, const HPyBytesBuilder *builder, Bytes *bytes, size_t room)
{
    if (debug_guarded_resize(c, debug_find_builder(builder->_i), &bytes->memory, room))
        return 0;
    bytes->failed = 1;
    debug_no_memory(c);
    return -1;
}

static int is_bad_size(DebugContext *c, HPy_ssize_t size)
{
    if (size >= 0)
        return 0;
    HPyErr_SetString(c->inner, c->inner->h_ValueError, "size must be >= 0");
    debug_failed(c);
    return 1;
}

HPyBytesBuilder debug_BytesBuilder_New(HPyContext *ctx, HPy_ssize_t size, char **buf)
{
    DebugContext *c = debug_context(ctx);
    HPyBytesBuilder builder = {0};
    HPy inner;
    Bytes *bytes;

    if (buf != NULL)
        *buf = NULL;
    if (!debug_enter(c, API_BytesBuilder_New, LAYER_PLACE()))
        return builder;
    bytes = (Bytes *)calloc(1, sizeof(*bytes));
    if (bytes == NULL) {
        c->starved = 1;
        return builder;
    }
    inner._i = (intptr_t)bytes;
    builder._i = debug_open(c, DEBUG_BYTES_BUILDER, inner);
    if (builder._i == 0) {
        free(bytes);
        return builder;
    }
    bytes->failed = size < 0
                    || !debug_guarded_resize(c, debug_find_builder(builder._i), &bytes->memory, (size_t)size);
    bytes->size = bytes->memory.size;
    if (buf != NULL)
        *buf = bytes->memory.data;
    return builder;
}

int debug_BytesBuilder_Resize(HPyContext *ctx, HPyBytesBuilder *builder, HPy_ssize_t size, char **buf)
{
    DebugContext *c = debug_context(ctx);
    Bytes *bytes = begin_write(c, API_BytesBuilder_Resize, LAYER_PLACE(), builder);

    if (bytes == NULL || is_bad_size(c, size) || set_room(c, builder, bytes, (size_t)size) < 0)
        return -1;
    bytes->size = (size_t)size;
    if (buf != NULL)
        *buf = bytes->memory.data;
    return 0;
}

int debug_BytesBuilder_Write(HPyContext *ctx, HPyBytesBuilder *builder, const char *data, HPy_ssize_t size)
{
    DebugContext *c = debug_context(ctx);
    Bytes *bytes = begin_write(c, API_BytesBuilder_Write, LAYER_PLACE(), builder);

    if (bytes == NULL || (data == NULL && size != 0 && !debug_refuse_null_pointer(c, 2)))
        return -1;
    if (size < 0)
        size = (HPy_ssize_t)strlen(data);
    if (set_room(c, builder, bytes, bytes->size + (size_t)size) < 0)
        return -1;
    if (size > 0)
        memcpy(bytes->memory.data + bytes->size, data, (size_t)size);
    bytes->size += (size_t)size;
    return 0;
}

char *debug_BytesBuilder_Reserve(HPyContext *ctx, HPyBytesBuilder *builder, HPy_ssize_t size)
{
    DebugContext *c = debug_context(ctx);
    Bytes *bytes = begin_write(c, API_BytesBuilder_Reserve, LAYER_PLACE(), builder);

    if (bytes == NULL || is_bad_size(c, size) || set_room(c, builder, bytes, bytes->size + (size_t)size) < 0)
        return NULL;
    return bytes->memory.data + bytes->size;
}

int debug_BytesBuilder_Commit(HPyContext *ctx, HPyBytesBuilder *builder, HPy_ssize_t used)
{
    DebugContext *c = debug_context(ctx);
    size_t reserved;
    Bytes *bytes = begin_write(c, API_BytesBuilder_Commit, LAYER_PLACE(), builder);

    if (bytes == NULL)
        return -1;
    reserved = bytes->memory.size - bytes->size;
    if (used < 0 || (size_t)used > reserved) {
        debug_report(c, DEBUG_ERROR, "builder-overrun", debug_find_builder(builder->_i),
                     "%s: %zd bytes are used of %zd that are reserved", debug_api_name(c->api), (size_t)used, reserved);
        return -1;
    }
    bytes->size += (size_t)used;
    return set_room(c, builder, bytes, bytes->size);
}

/* The object of the first bytes: HPy_NULL with an exception. */
static HPy build(DebugContext *c, const Bytes *bytes, HPy_ssize_t used)
{
    HPyBytesBuilder inner;
    char *buf;

    inner = HPyBytesBuilder_New(c->inner, used, &buf);
    if (buf != NULL && used > 0)
        memcpy(buf, bytes->memory.data, (size_t)used);
    return HPyBytesBuilder_Build(c->inner, &inner, -1);
}

/* Close the record of the builder. */
static void end_builder(DebugContext *c, DebugRecord *record)
{
    Bytes *bytes = content(record);

    debug_hand_over(c, record);
    debug_guarded_free(&bytes->memory);
    free(bytes);
}

HPy debug_BytesBuilder_Build(HPyContext *ctx, HPyBytesBuilder *builder, HPy_ssize_t used)
{
    DebugContext *c = debug_context(ctx);
    DebugRecord *record;
    HPy result = HPy_NULL;
    const Bytes *bytes;

    if (!debug_enter_cleaning(c, API_BytesBuilder_Build, LAYER_PLACE()))
        return HPy_NULL;
    record = find(c, builder);
    if (record == NULL)
        return HPy_NULL;
    bytes = usable(c, record);
    if (bytes != NULL) {
        if (used == -1)
            used = (HPy_ssize_t)bytes->size;
        if (used < 0 || (size_t)used > bytes->size)
            debug_report(c, DEBUG_ERROR, "builder-overrun", record, "%s: %zd bytes are used, and there are %zd",
                         debug_api_name(c->api), (size_t)used, bytes->size);
        else
            result = build(c, bytes, used);
    }
    end_builder(c, record);
    return debug_out(debug_wrap_result(c, result));
}

void debug_BytesBuilder_Cancel(HPyContext *ctx, HPyBytesBuilder *builder)
{
    DebugContext *c = debug_context(ctx);
    DebugRecord *record;

    if (!debug_enter_cleaning(c, API_BytesBuilder_Cancel, LAYER_PLACE()))
        return;
    if (c->starved && builder != NULL && builder->_i == 0)
        return; /* it could not be made */
    record = find(c, builder);
    if (record == NULL)
        return;
    check_memory(c, record);
    end_builder(c, record);
}
