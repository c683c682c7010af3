/* Text builders. The extension's have no window, so that each write comes here; what is reserved is the layer's. */
#include "builders.h"
#include "checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "guarded.h"
#include "handles.h"

typedef struct {
    HPyUnicodeBuilder inner;
    DebugGuarded reserved; /* good up to the next call, if there is a reservation */
    int is_reserved;
} Text;

static Text *content(const DebugRecord *record)
{
    return (Text *)record->inner._i;
}

/* The record of a builder, or NULL with an exception. */
static DebugRecord *find(DebugContext *c, const HPyUnicodeBuilder *builder)
{
    return debug_check_builder_at(c, builder != NULL ? &builder->_i : NULL, DEBUG_TEXT_BUILDER);
}

/* Report if more was written than was reserved, which is no more to be used. */
static void end_reservation(DebugContext *c, const DebugRecord *record)
{
    Text *text = content(record);

    if (text->is_reserved && !debug_guarded_check(&text->reserved))
        debug_report(c, DEBUG_WARNING, "builder-overrun", record,
                     "%s: before it more was written than the %zd bytes of HPyUnicodeBuilder_Reserve",
                     debug_api_name(c->api), (size_t)text->reserved.size);
    text->is_reserved = 0;
    text->reserved.size = 0;
}

/* Begin a call: the builder that is to be written to. NULL: it is not, for want of one or because of an exception. */
static Text *begin_write(DebugContext *c, int api, const void *place, const HPyUnicodeBuilder *builder)
{
    DebugRecord *record = debug_enter_cleaning(c, api, place) ? find(c, builder) : NULL;

    if (record == NULL)
        return NULL;
    end_reservation(c, record);
    return HPyErr_Occurred(c->inner) ? NULL : content(record);
}

static int end_write(DebugContext *c, int result)
{
    if (result < 0)
        debug_failed(c);
    return result;
}

HPyUnicodeBuilder debug_UnicodeBuilder_New(HPyContext *ctx, HPy_ssize_t hint)
{
    DebugContext *c = debug_context(ctx);
    HPyUnicodeBuilder builder = {0};
    HPy inner;
    Text *text;

    if (!debug_enter(c, API_UnicodeBuilder_New, LAYER_PLACE()))
        return builder;
    text = (Text *)calloc(1, sizeof(*text));
    if (text == NULL) {
        c->starved = 1;
        return builder;
    }
    text->inner = HPyUnicodeBuilder_New(c->inner, hint);
    inner._i = (intptr_t)text;
    builder._i = debug_open(c, DEBUG_TEXT_BUILDER, inner);
    if (builder._i == 0) {
        HPyUnicodeBuilder_Cancel(c->inner, &text->inner);
        free(text);
    }
    return builder;
}

int debug_UnicodeBuilder_WriteChar(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy_UCS4 character)
{
    DebugContext *c = debug_context(ctx);
    Text *text = begin_write(c, API_UnicodeBuilder_WriteChar, LAYER_PLACE(), builder);

    return text == NULL ? -1 : end_write(c, HPyUnicodeBuilder_WriteChar(c->inner, &text->inner, character));
}

/* Write what should be ASCII. */
static int write_ascii(DebugContext *c, const HPyUnicodeBuilder *builder, Text *text, const char *ascii,
                       HPy_ssize_t size)
{
    HPy_ssize_t i = 0;

    while (i < size && (unsigned char)ascii[i] < 0x80)
        i++;
    if (i < size)
        debug_report(c, DEBUG_WARNING, "text-not-ascii", debug_find_builder(builder->_i),
                     "%s: byte %zd of the text is 0x%x, which is not ASCII", debug_api_name(c->api), (size_t)i,
                     (unsigned)(unsigned char)ascii[i]);
    return end_write(c, HPyUnicodeBuilder_WriteASCII(c->inner, &text->inner, ascii, size));
}

int debug_UnicodeBuilder_WriteASCII(HPyContext *ctx, HPyUnicodeBuilder *builder, const char *ascii, HPy_ssize_t size)
{
    DebugContext *c = debug_context(ctx);
    Text *text = begin_write(c, API_UnicodeBuilder_WriteASCII, LAYER_PLACE(), builder);

    if (text == NULL || (ascii == NULL && size != 0 && !debug_refuse_null_pointer(c, 2)))
        return -1;
    return write_ascii(c, builder, text, ascii, size < 0 ? (HPy_ssize_t)strlen(ascii) : size);
}

char *debug_UnicodeBuilder_Reserve(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy_ssize_t size)
{
    DebugContext *c = debug_context(ctx);
    Text *text = begin_write(c, API_UnicodeBuilder_Reserve, LAYER_PLACE(), builder);

    if (text == NULL)
        return NULL;
    if (c->inner->ctx_UnicodeBuilder_Reserve(c->inner, &text->inner, size) == NULL) {
        debug_failed(c);
        return NULL;
    }
    if (!debug_guarded_resize(c, debug_find_builder(builder->_i), &text->reserved, (size_t)size)) {
        debug_no_memory(c);
        return NULL;
    }
    text->is_reserved = 1;
    return text->reserved.data;
}

int debug_UnicodeBuilder_Commit(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy_ssize_t used)
{
    DebugContext *c = debug_context(ctx);
    const DebugGuarded *reserved;
    DebugRecord *record;
    int result = -1;

    if (!debug_enter_cleaning(c, API_UnicodeBuilder_Commit, LAYER_PLACE()))
        return -1;
    record = find(c, builder);
    if (record == NULL)
        return -1;
    reserved = &content(record)->reserved;
    if (used < 0 || (size_t)used > reserved->size)
        debug_report(c, DEBUG_ERROR, "builder-overrun", record, "%s: %zd bytes are used of %zd that are reserved",
                     debug_api_name(c->api), (size_t)used, reserved->size);
    else if (!HPyErr_Occurred(c->inner))
        result = write_ascii(c, builder, content(record), reserved->data, used);
    end_reservation(c, record);
    return result;
}

int debug_UnicodeBuilder_WriteUTF8(HPyContext *ctx, HPyUnicodeBuilder *builder, const char *utf8, HPy_ssize_t size)
{
    DebugContext *c = debug_context(ctx);
    Text *text = begin_write(c, API_UnicodeBuilder_WriteUTF8, LAYER_PLACE(), builder);

    if (text == NULL || (utf8 == NULL && size != 0 && !debug_refuse_null_pointer(c, 2)))
        return -1;
    return end_write(c, HPyUnicodeBuilder_WriteUTF8(c->inner, &text->inner, utf8, size));
}

int debug_UnicodeBuilder_WriteUCS4(HPyContext *ctx, HPyUnicodeBuilder *builder, const HPy_UCS4 *ucs4, HPy_ssize_t size)
{
    DebugContext *c = debug_context(ctx);
    Text *text = begin_write(c, API_UnicodeBuilder_WriteUCS4, LAYER_PLACE(), builder);

    if (text == NULL || (ucs4 == NULL && size != 0 && !debug_refuse_null_pointer(c, 2)))
        return -1;
    return end_write(c, HPyUnicodeBuilder_WriteUCS4(c->inner, &text->inner, ucs4, size));
}

/* The same as begin_write(), with the inner handle of what is written. */
static Text *begin_object(DebugContext *c, int api, const void *place, const HPyUnicodeBuilder *builder, HPy obj,
                          HPy *inner, int is_str)
{
    Text *text = begin_write(c, api, place, builder);

    if (text == NULL || !debug_unwrap(c, debug_in(obj), inner, 2)
            || (is_str && !debug_expect(c, *inner, c->inner->h_UnicodeType, "a str", 2)))
        return NULL;
    return text;
}

int debug_UnicodeBuilder_WriteUnicode(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy str)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;
    Text *text = begin_object(c, API_UnicodeBuilder_WriteUnicode, LAYER_PLACE(), builder, str, &inner, 1);

    return text == NULL ? -1 : end_write(c, HPyUnicodeBuilder_WriteUnicode(c->inner, &text->inner, inner));
}

int debug_UnicodeBuilder_WriteSubstring(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy str, HPy_ssize_t start,
                                        HPy_ssize_t end)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;
    Text *text = begin_object(c, API_UnicodeBuilder_WriteSubstring, LAYER_PLACE(), builder, str, &inner, 1);

    return text == NULL ? -1
                        : end_write(c, HPyUnicodeBuilder_WriteSubstring(c->inner, &text->inner, inner, start, end));
}

int debug_UnicodeBuilder_WriteStr(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy obj)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;
    Text *text = begin_object(c, API_UnicodeBuilder_WriteStr, LAYER_PLACE(), builder, obj, &inner, 0);

    return text == NULL ? -1 : end_write(c, HPyUnicodeBuilder_WriteStr(c->inner, &text->inner, inner));
}

int debug_UnicodeBuilder_WriteRepr(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy obj)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;
    Text *text = begin_object(c, API_UnicodeBuilder_WriteRepr, LAYER_PLACE(), builder, obj, &inner, 0);

    return text == NULL ? -1 : end_write(c, HPyUnicodeBuilder_WriteRepr(c->inner, &text->inner, inner));
}

/* Close the record of a builder and hand over the inner one. 0: it is none, which was reported. */
static int end_builder(DebugContext *c, const HPyUnicodeBuilder *builder, HPyUnicodeBuilder *inner)
{
    DebugRecord *record = find(c, builder);
    Text *text;

    if (record == NULL)
        return 0;
    end_reservation(c, record);
    text = content(record);
    *inner = text->inner;
    debug_hand_over(c, record);
    debug_guarded_free(&text->reserved);
    free(text);
    return 1;
}

HPy debug_UnicodeBuilder_Build(HPyContext *ctx, HPyUnicodeBuilder *builder)
{
    DebugContext *c = debug_context(ctx);
    HPyUnicodeBuilder inner;

    if (!debug_enter_cleaning(c, API_UnicodeBuilder_Build, LAYER_PLACE()) || !end_builder(c, builder, &inner))
        return HPy_NULL;
    return debug_out(debug_wrap_result(c, HPyUnicodeBuilder_Build(c->inner, &inner)));
}

void debug_UnicodeBuilder_Cancel(HPyContext *ctx, HPyUnicodeBuilder *builder)
{
    DebugContext *c = debug_context(ctx);
    HPyUnicodeBuilder inner;

    if (!debug_enter_cleaning(c, API_UnicodeBuilder_Cancel, LAYER_PLACE()))
        return;
    if (c->starved && builder != NULL && builder->_i == 0)
        return; /* it could not be made */
    if (end_builder(c, builder, &inner))
        HPyUnicodeBuilder_Cancel(c->inner, &inner);
}
