/* The reader of documents. It keeps arrays and objects that have begun in a list of its own, and does not call
 * itself: so no document is too deep for C's stack. reader_kind.h has what looks at characters. */
#include <math.h>
#include "reader.h"
#include "scan.h"

#define KEY HPy
#include "keys.h"
#undef KEY

/* An array or object that has begun and not ended. */
typedef struct {
    int is_object;
    HPy container;  /* the dict of an object, unless its pairs are wanted; the list of an array that is long */
    HPy key;        /* of an object, whose value is being read */
    size_t first;   /* where the items of an array, or the pairs, begin among the values */
} Level;

#define LEVELS_SMALL 16
#define VALUES_SMALL 64
#define ARRAY_SHORT 16  /* items that an array may have without a list */
#define DEPTH_UNASKED 64  /* this deep without asking Python how deep it may be */

typedef struct {
    HPyContext *ctx;
    const ReadOptions *options;
    HPy document;
    const void *begin;    /* its characters */
    uint32_t lowest;      /* the lowest character that may stand in a text: 0x20, or 0 if not strict */
    Level *levels, *top;  /* 'top' is the last one, NULL without any */
    size_t depth, levels_capacity, depth_limit;
    HPy *values;          /* of all arrays that have not ended, in their order */
    size_t count, values_capacity;
    Keys keys;
    Buffer text;          /* a text with escapes, or a number for Python */
    Level levels_small[LEVELS_SMALL];
    HPy values_small[VALUES_SMALL];
} Reader;

HPy raise_decode_error(HPyContext *ctx, const char *message, HPy document, size_t position)
{
    HPy module = HPyImport_ImportModule(ctx, "json.decoder"), error = HPy_NULL, args = HPy_NULL, type = HPy_NULL;

    if (!HPy_IsNull(module))
        type = HPy_GetAttr_s(ctx, module, "JSONDecodeError");
    if (!HPy_IsNull(type))
        args = HPy_BuildValue(ctx, "(sOn)", message, document, (HPy_ssize_t)position);
    if (!HPy_IsNull(args))
        error = HPy_CallTupleDict(ctx, type, args, HPy_NULL);
    if (!HPy_IsNull(error))
        HPyErr_SetObject(ctx, type, error);
    HPy_Close(ctx, error);
    HPy_Close(ctx, args);
    HPy_Close(ctx, type);
    HPy_Close(ctx, module);
    return HPy_NULL;
}

/* ---- Levels and values ------------------------------------------------------------------------------------------ */

/* Ask sys.getrecursionlimit(), as the depth is unusual: 0 if it may become one more. */
static int check_depth(Reader *r, const char *what)
{
    HPyContext *ctx = r->ctx;
    HPy sys = HPyImport_ImportModule(ctx, "sys"), ask = HPy_NULL, h_limit = HPy_NULL;
    HPy_ssize_t limit = -1;

    if (!HPy_IsNull(sys))
        ask = HPy_GetAttr_s(ctx, sys, "getrecursionlimit");
    if (!HPy_IsNull(ask))
        h_limit = HPy_Call(ctx, ask, NULL, 0, HPy_NULL);
    if (!HPy_IsNull(h_limit))
        limit = HPyLong_AsSsize_t(ctx, h_limit);
    HPy_Close(ctx, h_limit);
    HPy_Close(ctx, ask);
    HPy_Close(ctx, sys);
    if (limit < 0)
        return -1;
    r->depth_limit = (size_t)limit;
    if (r->depth < r->depth_limit)
        return 0;
    HPyErr_Format(ctx, ctx->h_RecursionError,
                  "maximum recursion depth exceeded while decoding a JSON %s from a unicode string", what);
    return -1;
}

static int levels_grow(Reader *r)
{
    size_t capacity = r->levels_capacity * 2;
    Level *levels = (Level *)malloc(capacity * sizeof(Level));

    if (levels == NULL) {
        HPyErr_NoMemory(r->ctx);
        return -1;
    }
    memcpy(levels, r->levels, r->depth * sizeof(Level));
    if (r->levels != r->levels_small)
        free(r->levels);
    r->levels = levels;
    r->levels_capacity = capacity;
    return 0;
}

static inline int open_level(Reader *r, int is_object)
{
    Level *level;

    if (r->depth >= r->depth_limit && check_depth(r, is_object ? "object" : "array") < 0)
        return -1;
    if (r->depth == r->levels_capacity && levels_grow(r) < 0)
        return -1;
    level = &r->levels[r->depth];
    level->is_object = is_object;
    level->container = HPy_NULL;
    level->key = HPy_NULL;
    level->first = r->count;
    if (is_object && HPy_IsNull(r->options->object_pairs_hook)) {
        level->container = HPyDict_New(r->ctx);
        if (HPy_IsNull(level->container))
            return -1;
    }
    r->top = level;
    r->depth++;
    return 0;
}

static inline void close_level(Reader *r)
{
    r->depth--;
    r->top = r->depth > 0 ? &r->levels[r->depth - 1] : NULL;
}

static int values_grow(Reader *r)
{
    size_t capacity = r->values_capacity * 2;
    HPy *values = capacity <= PTRDIFF_MAX / sizeof(HPy) ? (HPy *)malloc(capacity * sizeof(HPy)) : NULL;

    if (values == NULL) {
        HPyErr_NoMemory(r->ctx);
        return -1;
    }
    memcpy(values, r->values, r->count * sizeof(HPy));
    if (r->values != r->values_small)
        free(r->values);
    r->values = values;
    r->values_capacity = capacity;
    return 0;
}

/* The values from 'first' on as a list, and no longer among the values. */
static HPy take_list(Reader *r, size_t first)
{
    HPy *values = r->values + first;
    HPy_ssize_t count = (HPy_ssize_t)(r->count - first);
    HPy list = HPyList_FromArray(r->ctx, values, count);

    HPy_CloseArray(r->ctx, values, count);
    r->count = first;
    return list;
}

/* Add a value to the list of a long array; the handle is taken over. */
static inline int append_value(Reader *r, Level *level, HPy value)
{
    int status = HPyList_Append(r->ctx, level->container, value);

    HPy_Close(r->ctx, value);
    return status;
}

/* Add a value to those of an array; the handle is taken over. */
static inline int add_value(Reader *r, Level *level, HPy value)
{
    if (!HPy_IsNull(level->container))
        return append_value(r, level, value);
    if (r->count - level->first == ARRAY_SHORT) {
        level->container = take_list(r, level->first);
        if (!HPy_IsNull(level->container))
            return append_value(r, level, value);
    } else if (r->count < r->values_capacity || values_grow(r) == 0) {
        r->values[r->count++] = value;
        return 0;
    }
    HPy_Close(r->ctx, value);
    return -1;
}

/* ---- Containers ------------------------------------------------------------------------------------------------- */

/* Call a hook, if it is given, with a result, which is closed. */
static inline HPy hooked(HPyContext *ctx, HPy hook, HPy result)
{
    HPy other;

    if (HPy_IsNull(hook) || HPy_IsNull(result))
        return result;
    other = HPy_Call(ctx, hook, &result, 1, HPy_NULL);
    HPy_Close(ctx, result);
    return other;
}

/* The array or object of the top level, which ends here: new handle, or HPy_NULL. */
static inline HPy finish_level(Reader *r)
{
    const ReadOptions *options = r->options;
    Level *level = r->top;
    HPy result = level->container;
    int is_object = level->is_object;

    level->container = HPy_NULL;
    if (HPy_IsNull(result))
        result = take_list(r, level->first);
    close_level(r);
    if (!is_object)
        return hooked(r->ctx, options->array_hook, result);
    if (HPy_IsNull(options->object_pairs_hook))
        return hooked(r->ctx, options->object_hook, result);
    return hooked(r->ctx, options->object_pairs_hook, result);
}

static int add_pair(Reader *r, Level *level, HPy key, HPy value)
{
    HPy pair = HPyTuple_Pack(r->ctx, 2, key, value);

    return HPy_IsNull(pair) ? -1 : add_value(r, level, pair);
}

/* Put a value, which is closed, into the object of the top level. */
static inline int set_value(Reader *r, Level *level, HPy value)
{
    HPyContext *ctx = r->ctx;
    HPy key = level->key;
    int status;

    level->key = HPy_NULL;
    if (HPy_IsNull(r->options->object_pairs_hook))
        status = HPyDict_SetItem(ctx, level->container, key, value);
    else
        status = add_pair(r, level, key, value);
    HPy_Close(ctx, value);
    HPy_Close(ctx, key);
    return status;
}

/* ---- Scalars ---------------------------------------------------------------------------------------------------- */

static inline HPy make_text(HPyContext *ctx, const void *data, int kind, size_t length, uint32_t seen)
{
    return HPyUnicode_FromKindAndMaxChar(ctx, kind, data, (HPy_ssize_t)length, largest(seen));
}

static HPy text_of_buffer(HPyContext *ctx, const Buffer *buffer)
{
    return make_text(ctx, buffer->data, buffer->kind, buffer->length, buffer->seen);
}

/* The text of a fresh buffer, which has this kind. */
static void clear_text(Reader *r)
{
    buffer_end(&r->text);
    buffer_begin(&r->text);
}

static HPy call_with_text(HPyContext *ctx, HPy function, const Buffer *text)
{
    HPy h_text = text_of_buffer(ctx, text);

    return hooked(ctx, function, h_text);
}

static HPy convert_float(HPyContext *ctx, const char *text)
{
    double value;

    if (HPy_StringToDouble(ctx, text, NULL, HPy_NULL, &value) < 0)
        return HPy_NULL;
    return HPyFloat_FromDouble(ctx, value);
}

/* The number whose ASCII text is in the buffer: by the caller's function, or by Python's own. */
static HPy convert_number(Reader *r, int is_float)
{
    HPyContext *ctx = r->ctx;
    HPy function = is_float ? r->options->parse_float : r->options->parse_int;

    if (!HPy_IsNull(function))
        return call_with_text(ctx, function, &r->text);
    if (buffer_add_ascii(&r->text, "", 1) < 0)
        return HPyErr_NoMemory(ctx);
    if (is_float)
        return convert_float(ctx, (const char *)r->text.data);
    return HPyLong_FromString(ctx, (const char *)r->text.data, NULL, 10);
}

/* NaN, Infinity or -Infinity, whose text this is. */
static HPy make_constant(Reader *r, const char *word, double value)
{
    HPyContext *ctx = r->ctx;
    HPy h_word;

    if (HPy_IsNull(r->options->parse_constant))
        return HPyFloat_FromDouble(ctx, value);
    h_word = HPyUnicode_FromString(ctx, word);
    return hooked(ctx, r->options->parse_constant, h_word);
}

/* Raise what is wrong with a text. */
static HPy raise_fault(Reader *r, const Fault *fault, size_t size)
{
    if (strcmp(fault->message, SCAN_NO_MEMORY) == 0)
        return HPyErr_NoMemory(r->ctx);
    return raise_decode_error(r->ctx, fault->message, r->document,
                              (size_t)((const char *)fault->at - (const char *)r->begin) / size);
}

/* ---- Each kind of characters ------------------------------------------------------------------------------------ */

/* What a step of the reader came to. */
typedef enum {
    STEP_FAILED = -1,
    STEP_WANTS_VALUE,  /* a value must follow */
    STEP_HAS_VALUE,    /* there is one, complete */
} Step;

#define CHAR uint8_t
#define NAME(name) name##1
#include "reader_kind.h"
#define CHAR uint16_t
#define NAME(name) name##2
#include "reader_kind.h"
#define CHAR uint32_t
#define NAME(name) name##4
#include "reader_kind.h"

/* ---- The whole -------------------------------------------------------------------------------------------------- */

static void reader_begin(Reader *r, HPyContext *ctx, HPy document, const void *begin, const ReadOptions *options)
{
    r->ctx = ctx;
    r->options = options;
    r->document = document;
    r->begin = begin;
    r->lowest = options->strict ? 0x20 : 0;
    r->levels = r->levels_small;
    r->levels_capacity = LEVELS_SMALL;
    r->depth_limit = DEPTH_UNASKED;
    r->depth = 0;
    r->top = NULL;
    r->values = r->values_small;
    r->values_capacity = VALUES_SMALL;
    r->count = 0;
    r->keys.places = NULL;
    r->keys.count = 0;
    buffer_begin(&r->text);
}

/* Release all that there is, which after an error is what had been read. */
static void reader_end(Reader *r)
{
    HPyContext *ctx = r->ctx;
    size_t i;

    for (i = 0; i < r->depth; i++) {
        HPy_Close(ctx, r->levels[i].container);
        HPy_Close(ctx, r->levels[i].key);
    }
    for (i = 0; i < r->count; i++)
        HPy_Close(ctx, r->values[i]);
    for (i = 0; r->keys.places != NULL && i < r->keys.capacity; i++) {
        if (r->keys.places[i].text != NULL)
            HPy_Close(ctx, r->keys.places[i].key);
    }
    if (r->levels != r->levels_small)
        free(r->levels);
    if (r->values != r->values_small)
        free(r->values);
    if (r->keys.places != r->keys.small)
        free(r->keys.places);
    buffer_end(&r->text);
}

HPy read_document(HPyContext *ctx, HPy document, const ReadOptions *options)
{
    HPyUnicodeView view;
    Reader reader;
    HPy result;

    if (HPyUnicode_Acquire(ctx, document, &view) < 0)
        return HPy_NULL;
    reader_begin(&reader, ctx, document, view.data, options);
    if (view.kind == 1)
        result = read_all1(&reader, (size_t)view.length);
    else if (view.kind == 2)
        result = read_all2(&reader, (size_t)view.length);
    else
        result = read_all4(&reader, (size_t)view.length);
    reader_end(&reader);
    HPyUnicode_Release(ctx, &view);
    return result;
}

HPy read_text_at(HPyContext *ctx, HPy document, HPy_ssize_t begin, int strict, HPy_ssize_t *end)
{
    ReadOptions options = {.strict = strict};
    HPyUnicodeView view;
    Reader reader;
    HPy result;

    if (HPyUnicode_Acquire(ctx, document, &view) < 0)
        return HPy_NULL;
    reader_begin(&reader, ctx, document, view.data, &options);
    if (begin < 0 || begin > view.length)
        result = HPyErr_SetString(ctx, ctx->h_ValueError, "end is out of bounds");
    else if (view.kind == 1)
        result = read_one_text1(&reader, (size_t)view.length, begin, end);
    else if (view.kind == 2)
        result = read_one_text2(&reader, (size_t)view.length, begin, end);
    else
        result = read_one_text4(&reader, (size_t)view.length, begin, end);
    reader_end(&reader);
    HPyUnicode_Release(ctx, &view);
    return result;
}
