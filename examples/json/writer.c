/* The writer of documents. It keeps containers that have begun in a list of its own (frames.c), and does not call
 * itself: so nothing is nested too deep for C's stack. */
#include <math.h>
#include "escape.h"
#include "frames.h"
#include "numbers.h"

static const char null_word[PADDED] = "null", true_word[PADDED] = "true", false_word[PADDED] = "false";
static const char empty_list[PADDED] = "[]", empty_dict[PADDED] = "{}";

static int no_memory(Writer *w)
{
    HPyErr_NoMemory(w->ctx);
    return -1;
}

/* ---- Pieces ----------------------------------------------------------------------------------------------------- */

/* The text of a str, or of a literal where it is HPy_NULL. */
static int piece_begin(HPyContext *ctx, Piece *piece, HPy text, const char *literal)
{
    piece->open = !HPy_IsNull(text);
    piece->data = literal;
    piece->kind = 1;
    piece->length = strlen(literal);
    piece->seen = 0x7f;
    if (piece->open) {
        if (HPyUnicode_Acquire(ctx, text, &piece->view) < 0)
            return -1;
        piece->data = piece->view.data;
        piece->kind = piece->view.kind;
        piece->length = (size_t)piece->view.length;
        piece->seen = piece->view.maxchar;
    }
    piece->is_short = piece->seen < 0x80 && piece->length <= PADDED;
    if (piece->is_short)
        copy_characters(piece->padded, 1, piece->data, piece->kind, piece->length);
    return 0;
}

static void piece_end(HPyContext *ctx, Piece *piece)
{
    if (piece->open)
        HPyUnicode_Release(ctx, &piece->view);
}

static inline int write_piece(Writer *w, const Piece *piece)
{
    int status;

    if (piece->is_short)
        status = buffer_add_padded(&w->out, piece->padded, piece->length, PADDED);
    else
        status = buffer_add(&w->out, piece->data, piece->kind, piece->length, piece->seen);
    return status < 0 ? no_memory(w) : 0;
}

static inline int write_ascii(Writer *w, const char *ascii, size_t length)
{
    return buffer_add_ascii(&w->out, ascii, length) < 0 ? no_memory(w) : 0;
}

/* A text of up to PADDED characters. */
static inline int write_short(Writer *w, const char padded[PADDED], size_t length)
{
    return buffer_add_padded(&w->out, padded, length, PADDED) < 0 ? no_memory(w) : 0;
}

static inline int write_character(Writer *w, char character)
{
    if (buffer_reserve(&w->out, 1) < 0)
        return no_memory(w);
    buffer_put(&w->out, character);
    return 0;
}

static int write_newline(Writer *w, size_t depth)
{
    if (write_character(w, '\n') < 0)
        return -1;
    for (; depth > 0; depth--) {
        if (write_piece(w, &w->indent) < 0)
            return -1;
    }
    return 0;
}

/* ---- Scalars ---------------------------------------------------------------------------------------------------- */

static inline int write_text(Writer *w, HPy text)
{
    HPyUnicodeView view;
    int status;

    if (HPyUnicode_Acquire(w->ctx, text, &view) < 0)
        return -1;
    status = buffer_add_text(&w->out, view.data, view.kind, (size_t)view.length, w->options->ensure_ascii);
    HPyUnicode_Release(w->ctx, &view);
    return status < 0 ? no_memory(w) : 0;
}

/* An int of many digits: int.__repr__(number), whatever a subclass has. */
static int write_long_int(Writer *w, HPy number)
{
    HPyContext *ctx = w->ctx;
    HPy repr = HPy_GetAttr_s(ctx, ctx->h_LongType, "__repr__"), text = HPy_NULL;
    const char *digits;
    HPy_ssize_t length;
    int status = -1;

    if (!HPy_IsNull(repr))
        text = HPy_Call(ctx, repr, &number, 1, HPy_NULL);
    HPy_Close(ctx, repr);
    if (HPy_IsNull(text))
        return -1;
    digits = HPyUnicode_AsUTF8AndSize(ctx, text, &length);
    if (digits != NULL)
        status = write_ascii(w, digits, (size_t)length);
    HPy_Close(ctx, text);
    return status;
}

static inline int write_int(Writer *w, HPy number)
{
    char digits[INT_DIGITS + INT_BLOCK], *begin;
    int overflow;
    int64_t value = HPyLong_AsInt64_tAndOverflow(w->ctx, number, &overflow);

    if (overflow != 0)
        return write_long_int(w, number);
    if (value == -1 && HPyErr_Occurred(w->ctx))
        return -1;
    begin = int_digits(value, digits + INT_DIGITS);
    if (buffer_add_padded(&w->out, begin, (size_t)(digits + INT_DIGITS - begin), INT_BLOCK) < 0)
        return no_memory(w);
    return 0;
}

static int write_infinite(Writer *w, double value)
{
    HPyContext *ctx = w->ctx;
    const char *word = value > 0 ? "Infinity" : value < 0 ? "-Infinity" : "NaN";

    if (w->options->allow_nan)
        return write_ascii(w, word, strlen(word));
    HPyErr_Format(ctx, ctx->h_ValueError, "Out of range float values are not JSON compliant: %s",
                  value > 0 ? "inf" : value < 0 ? "-inf" : "nan");
    return -1;
}

static inline int write_float(Writer *w, HPy number)
{
    HPyContext *ctx = w->ctx;
    double value = HPyFloat_AsDouble(ctx, number);
    char digits[HPy_DOUBLE_REPR_SIZE];
    HPy_ssize_t length;

    if (value == -1.0 && HPyErr_Occurred(ctx))
        return -1;
    if (!isfinite(value))
        return write_infinite(w, value);
    length = HPy_DoubleToString(ctx, value, 'r', 0, HPy_DTSF_ADD_DOT_0, digits, sizeof(digits));
    if (length < 0)
        return -1;
    return buffer_add_padded(&w->out, digits, (size_t)length, sizeof(digits)) < 0 ? no_memory(w) : 0;
}

/* ---- Containers ------------------------------------------------------------------------------------------------- */

/* An error in the top frame that is no fault of one of its values. */
static int fail_outside(Writer *w)
{
    w->noted = w->depth - 1;
    return -1;
}

/* An error of a container that has just got its frame: its handle stays the caller's. */
static int fail_opening(Writer *w)
{
    w->frames[w->depth - 1].object = HPy_NULL;
    return fail_outside(w);
}

static inline int opened(Writer *w, char bracket)
{
    w->level++;
    return write_character(w, bracket) < 0 ? fail_opening(w) : 1;
}

/* An instance of a subclass has the items that its __iter__ gives. */
static int list_items(Writer *w, Frame *frame)
{
    frame->list = HPySequence_List(w->ctx, frame->object);
    frame->calls = ++w->calls;
    return HPy_IsNull(frame->list) ? -1 : 0;
}

/* Begin to write a list or tuple, and so on: 1 if its items are to follow, and the handle is taken over; 0 if it has
 * none, and is written; -1. */
static inline int open_list(Writer *w, HPy object, int exact)
{
    Frame *frame = push_frame(w, FRAME_LIST, object, exact);
    HPy_ssize_t count;

    if (frame == NULL)
        return -1;
    if (!exact && list_items(w, frame) < 0)
        return fail_opening(w);
    count = fetch_items(w, frame);
    if (count < 0)
        return fail_opening(w);
    if (count > 0)
        return opened(w, '[');
    frame->object = HPy_NULL;  /* stays the caller's */
    pop_frame(w);
    return write_short(w, empty_list, 2);
}

/* A mapping, by the list of its items. */
static int open_items(Writer *w, HPy object, int exact)
{
    HPyContext *ctx = w->ctx;
    HPy_ssize_t size = HPy_Length(ctx, object);
    Frame *frame;

    if (size <= 0)
        return size < 0 ? -1 : write_short(w, empty_dict, 2);
    frame = push_frame(w, FRAME_ITEMS, object, exact);
    if (frame == NULL)
        return -1;
    frame->list = exact ? HPyDict_Items(ctx, object) : HPyMapping_Items(ctx, object);
    w->calls += !exact;
    if (HPy_IsNull(frame->list) || (w->options->sort_keys && HPyList_Sort(ctx, frame->list) < 0))
        return fail_opening(w);
    return opened(w, '{');
}

static inline int open_dict(Writer *w, HPy object)
{
    HPy_ssize_t size;
    Frame *frame;

    if (w->options->sort_keys)
        return open_items(w, object, 1);
    size = HPyDict_Size(w->ctx, object);
    if (size <= 0)
        return size < 0 ? -1 : write_short(w, empty_dict, 2);
    frame = push_frame(w, FRAME_DICT, object, 1);
    if (frame == NULL)
        return -1;
    frame->size = size;
    return opened(w, '{');
}

/* What the default function makes of an object is the only item of its frame. */
static int open_default(Writer *w, HPy object)
{
    HPyContext *ctx = w->ctx;
    Frame *frame;
    HPy type;

    if (HPy_IsNull(w->options->default_function)) {
        type = HPy_Type(ctx, object);
        HPyErr_Format(ctx, ctx->h_TypeError, "Object of type %s is not JSON serializable", HPyType_GetName(ctx, type));
        HPy_Close(ctx, type);
        return -1;
    }
    frame = push_frame(w, FRAME_DEFAULT, object, 0);
    if (frame == NULL)
        return -1;
    w->calls++;
    frame->batch[0] = HPy_Call(ctx, w->options->default_function, &object, 1, HPy_NULL);
    if (HPy_IsNull(frame->batch[0]))
        return fail_opening(w);
    frame->fetched = frame->ended = 1;
    return 1;
}

static int close_container(Writer *w)
{
    Frame *frame = &w->frames[w->depth - 1];
    FrameKind kind = frame->kind;
    int written = frame->written;

    pop_frame(w);
    if (kind == FRAME_DEFAULT)
        return 0;
    w->level--;
    if (written && w->indent.open && write_newline(w, w->level) < 0)
        return -1;
    return write_character(w, kind == FRAME_LIST ? ']' : '}');
}

/* ---- Keys and items --------------------------------------------------------------------------------------------- */

/* What stands in front of an item. */
static inline int begin_item(Writer *w, Frame *frame)
{
    if (frame->written && write_piece(w, &w->item_separator) < 0)
        return -1;
    frame->written = 1;
    return w->indent.open ? write_newline(w, w->level) : 0;
}

/* A key that is no str: 0, 1 if it is none of those that become one. */
static int write_scalar_key(Writer *w, HPy key)
{
    HPyContext *ctx = w->ctx;

    if (HPyFloat_Check(ctx, key))
        return write_float(w, key);
    if (HPy_Is(ctx, key, ctx->h_None))
        return write_short(w, null_word, 4);
    if (HPy_Is(ctx, key, ctx->h_True))
        return write_short(w, true_word, 4);
    if (HPy_Is(ctx, key, ctx->h_False))
        return write_short(w, false_word, 5);
    return HPyLong_Check(ctx, key) ? write_int(w, key) : 1;
}

static int refuse_key(Writer *w, HPy key)
{
    HPyContext *ctx = w->ctx;
    HPy type = HPy_Type(ctx, key);

    HPyErr_Format(ctx, ctx->h_TypeError, "keys must be str, int, float, bool or None, not %s",
                  HPyType_GetName(ctx, type));
    HPy_Close(ctx, type);
    return -1;
}

static int is_scalar_key(HPyContext *ctx, HPy key)
{
    return HPyFloat_Check(ctx, key) || HPyLong_Check(ctx, key) || HPy_Is(ctx, key, ctx->h_None);
}

/* Write the separator and the key: 0; 1 if it is left out; -1. */
static inline int write_key(Writer *w, Frame *frame, HPy key)
{
    HPyContext *ctx = w->ctx;

    if (HPy_TypeIs(ctx, key, ctx->h_UnicodeType) || HPyUnicode_Check(ctx, key)) {
        if (begin_item(w, frame) < 0 || write_text(w, key) < 0)
            return -1;
    } else if (is_scalar_key(ctx, key)) {
        if (begin_item(w, frame) < 0 || write_character(w, '"') < 0 || write_scalar_key(w, key) < 0
            || write_character(w, '"') < 0)
            return -1;
    } else {
        return w->options->skipkeys ? 1 : refuse_key(w, key);
    }
    return write_piece(w, &w->key_separator);
}

/* Have a next item in the batch: 1, 0 at the end, -1. */
static inline int has_next(Writer *w, Frame *frame)
{
    HPy_ssize_t count;

    if (frame->next < frame->fetched && frame->calls == w->calls)
        return 1;
    if (frame->kind == FRAME_DEFAULT)
        return frame->next < frame->fetched;
    if (frame->ended && frame->calls == w->calls)
        return 0;
    count = fetch_items(w, frame);
    return count < 0 ? -1 : count > 0;
}

static inline int next_item(Writer *w, Frame *frame, HPy *value)
{
    int more = has_next(w, frame);

    if (more <= 0)
        return more;
    if (frame->kind == FRAME_LIST && begin_item(w, frame) < 0)
        return -1;
    *value = frame->batch[frame->next++];
    return 1;
}

static inline int next_pair(Writer *w, Frame *frame, HPy *value)
{
    HPyContext *ctx = w->ctx;
    int more, skipped;

    do {
        if (frame->calls != w->calls && check_size(w, frame) < 0)
            return -1;
        HPy_Close(ctx, frame->key);
        more = HPyDict_Next(ctx, frame->object, &frame->position, &frame->key, value);
        if (more <= 0)
            return more;
        skipped = write_key(w, frame, frame->key);
        if (skipped != 0)
            HPy_Close(ctx, *value);
    } while (skipped > 0);
    return skipped < 0 ? -1 : 1;
}

/* Take a pair of a list of items apart; the pair is closed. */
static int split_pair(Writer *w, HPy pair, HPy *key, HPy *value)
{
    HPyContext *ctx = w->ctx;

    *key = *value = HPy_NULL;
    if (HPyTuple_Check(ctx, pair) && HPyTuple_Size(ctx, pair) == 2) {
        *key = HPyTuple_GetItem(ctx, pair, 0);
        *value = HPyTuple_GetItem(ctx, pair, 1);
    } else {
        HPyErr_SetString(ctx, ctx->h_ValueError, "items must return 2-tuples");
    }
    HPy_Close(ctx, pair);
    return HPy_IsNull(*key) || HPy_IsNull(*value) ? -1 : 0;
}

static int next_listed_pair(Writer *w, Frame *frame, HPy *value)
{
    HPyContext *ctx = w->ctx;
    HPy pair;
    int skipped;

    do {
        int more = next_item(w, frame, &pair);
        if (more <= 0)
            return more;
        HPy_Close(ctx, frame->key);
        skipped = split_pair(w, pair, &frame->key, value);
        if (skipped == 0)
            skipped = write_key(w, frame, frame->key);
        if (skipped != 0)
            HPy_Close(ctx, *value);
    } while (skipped > 0);
    return skipped < 0 ? -1 : 1;
}

/* ---- Values ----------------------------------------------------------------------------------------------------- */

/* Instances of subclasses, and what only the default function knows. */
static int write_other(Writer *w, HPy value)
{
    HPyContext *ctx = w->ctx;

    if (HPyUnicode_Check(ctx, value))
        return write_text(w, value);
    if (HPyLong_Check(ctx, value))
        return write_int(w, value);
    if (HPyFloat_Check(ctx, value))
        return write_float(w, value);
    if (HPyList_Check(ctx, value) || HPyTuple_Check(ctx, value))
        return open_list(w, value, 0);
    if (HPyDict_Check(ctx, value))
        return open_items(w, value, 0);
    if (!HPy_IsNull(w->options->frozendict) && HPy_TypeCheck(ctx, value, w->options->frozendict))
        return open_items(w, value, 0);
    return open_default(w, value);
}

/* 0 if the value is written; 1 if it is a container whose items are to follow, which takes the handle over; -1. */
static inline int write_value(Writer *w, HPy value)
{
    HPyContext *ctx = w->ctx;

    if (HPy_TypeIs(ctx, value, ctx->h_UnicodeType))
        return write_text(w, value);
    if (HPy_TypeIs(ctx, value, ctx->h_LongType))
        return write_int(w, value);
    if (HPy_TypeIs(ctx, value, ctx->h_FloatType))
        return write_float(w, value);
    if (HPy_TypeIs(ctx, value, ctx->h_DictType))
        return open_dict(w, value);
    if (HPy_TypeIs(ctx, value, ctx->h_ListType) || HPy_TypeIs(ctx, value, ctx->h_TupleType))
        return open_list(w, value, 1);
    if (HPy_Is(ctx, value, ctx->h_None))
        return write_short(w, null_word, 4);
    if (HPy_Is(ctx, value, ctx->h_True))
        return write_short(w, true_word, 4);
    if (HPy_Is(ctx, value, ctx->h_False))
        return write_short(w, false_word, 5);
    return write_other(w, value);
}

/* Write what stands between one value and the next, the ends of containers too: 1 with the next value, 0 if there is
 * none, -1. */
static inline int next_value(Writer *w, HPy *value)
{
    int more;

    while (w->depth > 0) {
        Frame *frame = &w->frames[w->depth - 1];
        if (frame->kind == FRAME_DICT)
            more = next_pair(w, frame, value);
        else if (frame->kind == FRAME_ITEMS)
            more = next_listed_pair(w, frame, value);
        else
            more = next_item(w, frame, value);
        if (more != 0)
            return more < 0 ? fail_outside(w) : 1;
        if (close_container(w) < 0)
            return -1;
    }
    return 0;
}

/* ---- The whole -------------------------------------------------------------------------------------------------- */

static int write_all(Writer *w, HPy object)
{
    HPyContext *ctx = w->ctx;
    HPy value = HPy_Dup(ctx, object);
    int status;

    do {
        status = write_value(w, value);
        if (status <= 0)
            HPy_Close(ctx, value);
        if (status >= 0)
            status = next_value(w, &value);
    } while (status > 0);
    if (status < 0 && w->options->notes)
        add_notes(w);
    return status;
}

static void writer_begin(Writer *w, HPyContext *ctx, const WriteOptions *options)
{
    w->ctx = ctx;
    w->options = options;
    w->frames = w->frames_small;
    w->frames_capacity = FRAMES_SMALL;
    w->depth_limit = DEPTH_UNASKED;
    w->depth = w->level = 0;
    w->noted = SIZE_MAX;
    w->calls = 0;
    buffer_begin(&w->out);
}

static HPy text_of_buffer(HPyContext *ctx, const Buffer *buffer)
{
    return HPyUnicode_FromKindAndMaxChar(ctx, buffer->kind, buffer->data, (HPy_ssize_t)buffer->length,
                                         largest(buffer->seen));
}

HPy write_document(HPyContext *ctx, HPy object, const WriteOptions *options)
{
    Writer writer;
    HPy result = HPy_NULL;

    writer_begin(&writer, ctx, options);
    if (piece_begin(ctx, &writer.indent, options->indent, "") < 0)
        return HPy_NULL;
    if (piece_begin(ctx, &writer.item_separator, options->item_separator, writer.indent.open ? "," : ", ") == 0) {
        if (piece_begin(ctx, &writer.key_separator, options->key_separator, ": ") == 0) {
            if (write_all(&writer, object) >= 0)
                result = text_of_buffer(ctx, &writer.out);
            piece_end(ctx, &writer.key_separator);
        }
        piece_end(ctx, &writer.item_separator);
    }
    piece_end(ctx, &writer.indent);
    while (writer.depth > 0)
        pop_frame(&writer);
    if (writer.frames != writer.frames_small)
        free(writer.frames);
    buffer_end(&writer.out);
    return result;
}

HPy write_text_alone(HPyContext *ctx, HPy text, int ensure_ascii)
{
    WriteOptions options = {.ensure_ascii = ensure_ascii};
    Writer writer;
    HPy result = HPy_NULL;

    writer_begin(&writer, ctx, &options);
    if (write_text(&writer, text) == 0)
        result = text_of_buffer(ctx, &writer.out);
    buffer_end(&writer.out);
    return result;
}
