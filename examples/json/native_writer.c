/* The writer of the twin: writer.c and frames.c over Python.h. Lists and dicts are read in place, an item at a time.
 * What it leaves out are the notes that newer Pythons add to exceptions. */
#include <math.h>
#include "escape.h"
#include "native.h"
#include "numbers.h"

typedef enum {
    FRAME_LIST,     /* a list or tuple */
    FRAME_DICT,     /* a dict, by its keys and values */
    FRAME_ITEMS,    /* a mapping, by a list of pairs */
    FRAME_DEFAULT,  /* an object in whose place another one is written */
} FrameKind;

/* What is being written. All references are its own. */
typedef struct {
    FrameKind kind;
    int written;          /* whether an item of it has been */
    Py_ssize_t position;  /* of the next item; of a dict what PyDict_Next says */
    Py_ssize_t size;      /* of a dict, when it was begun */
    PyObject *object;
    PyObject *other;      /* of FRAME_LIST and FRAME_ITEMS the list, of FRAME_DEFAULT what is written */
} Frame;

#define FRAMES_SMALL 8
#define PADDED 8

/* A text that is written often. */
typedef struct {
    const void *data;
    size_t length;
    int kind;
    uint32_t seen;
    int is_short;         /* whether it is in 'padded' */
    char padded[PADDED];
} Piece;

typedef struct {
    const WriteOptions *options;
    Piece indent, item_separator, key_separator;
    Frame *frames;  /* the last one is what is written now */
    size_t depth, frames_capacity, depth_limit;
    size_t level;   /* how many of them indent what is in them: all but those of FRAME_DEFAULT */
    Buffer out;
    Frame frames_small[FRAMES_SMALL];
} Writer;

static const char null_word[PADDED] = "null", true_word[PADDED] = "true", false_word[PADDED] = "false";
static const char empty_list[PADDED] = "[]", empty_dict[PADDED] = "{}";

static int no_memory(void)
{
    PyErr_NoMemory();
    return -1;
}

/* ---- Pieces ----------------------------------------------------------------------------------------------------- */

/* The text of a str, or of a literal where it is NULL. */
static int piece_begin(Piece *piece, PyObject *text, const char *literal)
{
    piece->data = literal;
    piece->kind = 1;
    piece->length = strlen(literal);
    piece->seen = 0x7f;
    if (text != NULL) {
        if (!PyUnicode_Check(text)) {
            PyErr_SetString(PyExc_TypeError, "indentation and separators must be str");
            return -1;
        }
        piece->data = PyUnicode_DATA(text);
        piece->kind = PyUnicode_KIND(text);
        piece->length = (size_t)PyUnicode_GET_LENGTH(text);
        piece->seen = PyUnicode_MAX_CHAR_VALUE(text);
    }
    piece->is_short = piece->seen < 0x80 && piece->length <= PADDED;
    if (piece->is_short)
        copy_characters(piece->padded, 1, piece->data, piece->kind, piece->length);
    return 0;
}

static inline int write_piece(Writer *w, const Piece *piece)
{
    int status;

    if (piece->is_short)
        status = buffer_add_padded(&w->out, piece->padded, piece->length, PADDED);
    else
        status = buffer_add(&w->out, piece->data, piece->kind, piece->length, piece->seen);
    return status < 0 ? no_memory() : 0;
}

static inline int write_ascii(Writer *w, const char *ascii, size_t length)
{
    return buffer_add_ascii(&w->out, ascii, length) < 0 ? no_memory() : 0;
}

/* A text of up to PADDED characters. */
static inline int write_short(Writer *w, const char padded[PADDED], size_t length)
{
    return buffer_add_padded(&w->out, padded, length, PADDED) < 0 ? no_memory() : 0;
}

static inline int write_character(Writer *w, char character)
{
    if (buffer_reserve(&w->out, 1) < 0)
        return no_memory();
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

static inline int write_text(Writer *w, PyObject *text)
{
    int status = buffer_add_text(&w->out, PyUnicode_DATA(text), PyUnicode_KIND(text),
                                 (size_t)PyUnicode_GET_LENGTH(text), w->options->ensure_ascii);

    return status < 0 ? no_memory() : 0;
}

static int write_long_int(Writer *w, PyObject *number)
{
    PyObject *text = PyLong_Type.tp_repr(number);
    const char *digits;
    Py_ssize_t length;
    int status = -1;

    if (text == NULL)
        return -1;
    digits = PyUnicode_AsUTF8AndSize(text, &length);
    if (digits != NULL)
        status = write_ascii(w, digits, (size_t)length);
    Py_DECREF(text);
    return status;
}

static inline int write_int(Writer *w, PyObject *number)
{
    char digits[INT_DIGITS + INT_BLOCK], *begin;
    int overflow;
    int64_t value = PyLong_AsLongLongAndOverflow(number, &overflow);

    if (overflow != 0)
        return write_long_int(w, number);
    if (value == -1 && PyErr_Occurred())
        return -1;
    begin = int_digits(value, digits + INT_DIGITS);
    if (buffer_add_padded(&w->out, begin, (size_t)(digits + INT_DIGITS - begin), INT_BLOCK) < 0)
        return no_memory();
    return 0;
}

static int write_infinite(Writer *w, double value)
{
    const char *word = value > 0 ? "Infinity" : value < 0 ? "-Infinity" : "NaN";

    if (w->options->allow_nan)
        return write_ascii(w, word, strlen(word));
    PyErr_Format(PyExc_ValueError, "Out of range float values are not JSON compliant: %s",
                 value > 0 ? "inf" : value < 0 ? "-inf" : "nan");
    return -1;
}

static inline int write_float(Writer *w, PyObject *number)
{
    double value = PyFloat_AS_DOUBLE(number);
    char *digits;
    int status;

    if (!isfinite(value))
        return write_infinite(w, value);
    digits = PyOS_double_to_string(value, 'r', 0, Py_DTSF_ADD_DOT_0, NULL);
    if (digits == NULL)
        return -1;
    status = write_ascii(w, digits, strlen(digits));
    PyMem_Free(digits);
    return status;
}

/* ---- Frames ----------------------------------------------------------------------------------------------------- */

/* As that of frames.c. */
static inline int check_circle(Writer *w, PyObject *object, int exact)
{
    size_t power = 1, i;
    int same = 0;

    if (w->depth == 0 || !w->options->check_circular)
        return 0;
    if (exact) {
        while (power <= w->depth / 2)
            power *= 2;
        same = w->frames[power - 1].object == object;
    } else {
        for (i = 0; i < w->depth && !same; i++)
            same = w->frames[i].object == object;
    }
    if (same)
        PyErr_SetString(PyExc_ValueError, "Circular reference detected");
    return same ? -1 : 0;
}

static int check_depth(Writer *w)
{
    w->depth_limit = (size_t)Py_GetRecursionLimit();
    if (w->depth < w->depth_limit)
        return 0;
    PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded while encoding a JSON object");
    return -1;
}

static int frames_grow(Writer *w)
{
    size_t capacity = w->frames_capacity * 2;
    Frame *frames;

    if (w->depth >= w->depth_limit && check_depth(w) < 0)
        return -1;
    if (w->depth < w->frames_capacity)
        return 0;
    frames = (Frame *)malloc(capacity * sizeof(Frame));
    if (frames == NULL)
        return no_memory();
    memcpy(frames, w->frames, w->depth * sizeof(Frame));
    if (w->frames != w->frames_small)
        free(w->frames);
    w->frames = frames;
    w->frames_capacity = capacity;
    return 0;
}

/* A frame for 'object', whose reference it takes over, on top of the others; NULL on an error, with it left. */
static inline Frame *push_frame(Writer *w, FrameKind kind, PyObject *object, int exact)
{
    Frame *frame;

    if (check_circle(w, object, exact) < 0)
        return NULL;
    if ((w->depth >= w->depth_limit || w->depth == w->frames_capacity) && frames_grow(w) < 0)
        return NULL;
    frame = &w->frames[w->depth++];
    frame->kind = kind;
    frame->written = 0;
    frame->position = 0;
    frame->object = object;
    frame->other = NULL;
    return frame;
}

static inline void pop_frame(Writer *w)
{
    Frame *frame = &w->frames[--w->depth];

    Py_XDECREF(frame->object);
    Py_XDECREF(frame->other);
}

/* ---- Containers ------------------------------------------------------------------------------------------------- */

/* An error of a container that has just got its frame: its reference stays the caller's. */
static int fail_opening(Writer *w)
{
    w->frames[w->depth - 1].object = NULL;
    return -1;
}

static inline int opened(Writer *w, char bracket)
{
    w->level++;
    return write_character(w, bracket) < 0 ? fail_opening(w) : 1;
}

/* Begin to write a list or tuple, and so on: 1 if its items are to follow, and the reference is taken over; 0 if it has
 * none, and is written; -1. */
static inline int open_list(Writer *w, PyObject *object, int exact)
{
    Frame *frame = push_frame(w, FRAME_LIST, object, exact);

    if (frame == NULL)
        return -1;
    frame->other = PySequence_Fast(object, "not iterable");
    if (frame->other == NULL)
        return fail_opening(w);
    if (PySequence_Fast_GET_SIZE(frame->other) > 0)
        return opened(w, '[');
    frame->object = NULL;  /* stays the caller's */
    pop_frame(w);
    return write_short(w, empty_list, 2);
}

static int open_items(Writer *w, PyObject *object, int exact)
{
    Frame *frame;

    if (PyDict_GET_SIZE(object) == 0)
        return write_short(w, empty_dict, 2);
    frame = push_frame(w, FRAME_ITEMS, object, exact);
    if (frame == NULL)
        return -1;
    frame->other = exact ? PyDict_Items(object) : PyMapping_Items(object);
    if (frame->other == NULL || (w->options->sort_keys && PyList_Sort(frame->other) < 0))
        return fail_opening(w);
    return opened(w, '{');
}

static inline int open_dict(Writer *w, PyObject *object)
{
    Frame *frame;

    if (w->options->sort_keys)
        return open_items(w, object, 1);
    if (PyDict_GET_SIZE(object) == 0)
        return write_short(w, empty_dict, 2);
    frame = push_frame(w, FRAME_DICT, object, 1);
    if (frame == NULL)
        return -1;
    frame->size = PyDict_GET_SIZE(object);
    return opened(w, '{');
}

static int open_default(Writer *w, PyObject *object)
{
    Frame *frame;

    if (w->options->default_function == NULL) {
        PyErr_Format(PyExc_TypeError, "Object of type %s is not JSON serializable", Py_TYPE(object)->tp_name);
        return -1;
    }
    frame = push_frame(w, FRAME_DEFAULT, object, 0);
    if (frame == NULL)
        return -1;
    frame->other = PyObject_CallFunctionObjArgs(w->options->default_function, object, NULL);
    return frame->other == NULL ? fail_opening(w) : 1;
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
    if (written && w->options->indent != NULL && write_newline(w, w->level) < 0)
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
    return w->options->indent != NULL ? write_newline(w, w->level) : 0;
}

static int write_scalar_key(Writer *w, PyObject *key)
{
    if (PyFloat_Check(key))
        return write_float(w, key);
    if (key == Py_None)
        return write_short(w, null_word, 4);
    if (key == Py_True)
        return write_short(w, true_word, 4);
    if (key == Py_False)
        return write_short(w, false_word, 5);
    return write_int(w, key);
}

/* Write the separator and the key: 0; 1 if it is left out; -1. */
static inline int write_key(Writer *w, Frame *frame, PyObject *key)
{
    if (PyUnicode_Check(key)) {
        if (begin_item(w, frame) < 0 || write_text(w, key) < 0)
            return -1;
    } else if (PyFloat_Check(key) || PyLong_Check(key) || key == Py_None) {
        if (begin_item(w, frame) < 0 || write_character(w, '"') < 0 || write_scalar_key(w, key) < 0
            || write_character(w, '"') < 0)
            return -1;
    } else {
        if (w->options->skipkeys)
            return 1;
        PyErr_Format(PyExc_TypeError, "keys must be str, int, float, bool or None, not %s", Py_TYPE(key)->tp_name);
        return -1;
    }
    return write_piece(w, &w->key_separator);
}

/* The next value to write, behind its separator: 1 with a new reference, 0 at the end, -1. */
static inline int next_item(Writer *w, Frame *frame, PyObject **value)
{
    if (frame->position >= PySequence_Fast_GET_SIZE(frame->other))
        return 0;
    if (begin_item(w, frame) < 0)
        return -1;
    *value = PySequence_Fast_GET_ITEM(frame->other, frame->position);
    Py_INCREF(*value);
    frame->position++;
    return 1;
}

static inline int next_pair(Writer *w, Frame *frame, PyObject **value)
{
    PyObject *key;
    int skipped;

    do {
        if (PyDict_GET_SIZE(frame->object) != frame->size) {
            PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
            return -1;
        }
        if (!PyDict_Next(frame->object, &frame->position, &key, value))
            return 0;
        Py_INCREF(*value);
        skipped = write_key(w, frame, key);
        if (skipped != 0)
            Py_DECREF(*value);
    } while (skipped > 0);
    return skipped < 0 ? -1 : 1;
}

static int next_listed_pair(Writer *w, Frame *frame, PyObject **value)
{
    PyObject *pair;
    int skipped;

    do {
        if (frame->position >= PyList_GET_SIZE(frame->other))
            return 0;
        pair = PyList_GET_ITEM(frame->other, frame->position++);
        if (!PyTuple_Check(pair) || PyTuple_GET_SIZE(pair) != 2) {
            PyErr_SetString(PyExc_ValueError, "items must return 2-tuples");
            return -1;
        }
        skipped = write_key(w, frame, PyTuple_GET_ITEM(pair, 0));
    } while (skipped > 0);
    if (skipped < 0)
        return -1;
    *value = PyTuple_GET_ITEM(pair, 1);
    Py_INCREF(*value);
    return 1;
}

static int next_made(Frame *frame, PyObject **value)
{
    if (frame->position > 0)
        return 0;
    frame->position = 1;
    *value = frame->other;
    Py_INCREF(*value);
    return 1;
}

/* ---- Values ----------------------------------------------------------------------------------------------------- */

/* Instances of subclasses, and what only the default function knows. */
static int write_other(Writer *w, PyObject *value)
{
    if (PyUnicode_Check(value))
        return write_text(w, value);
    if (PyLong_Check(value))
        return write_int(w, value);
    if (PyFloat_Check(value))
        return write_float(w, value);
    if (PyList_Check(value) || PyTuple_Check(value))
        return open_list(w, value, 0);
    if (PyDict_Check(value))
        return open_items(w, value, 0);
    return open_default(w, value);
}

/* 0 if the value is written; 1 if it is a container whose items are to follow, which takes the reference over; -1. */
static inline int write_value(Writer *w, PyObject *value)
{
    if (PyUnicode_CheckExact(value))
        return write_text(w, value);
    if (PyLong_CheckExact(value))
        return write_int(w, value);
    if (PyFloat_CheckExact(value))
        return write_float(w, value);
    if (PyDict_CheckExact(value))
        return open_dict(w, value);
    if (PyList_CheckExact(value) || PyTuple_CheckExact(value))
        return open_list(w, value, 1);
    if (value == Py_None)
        return write_short(w, null_word, 4);
    if (value == Py_True)
        return write_short(w, true_word, 4);
    if (value == Py_False)
        return write_short(w, false_word, 5);
    return write_other(w, value);
}

/* Write what stands between one value and the next, the ends of containers too: 1 with the next value, 0 if there is
 * none, -1. */
static inline int next_value(Writer *w, PyObject **value)
{
    int more;

    while (w->depth > 0) {
        Frame *frame = &w->frames[w->depth - 1];
        if (frame->kind == FRAME_DICT)
            more = next_pair(w, frame, value);
        else if (frame->kind == FRAME_LIST)
            more = next_item(w, frame, value);
        else if (frame->kind == FRAME_ITEMS)
            more = next_listed_pair(w, frame, value);
        else
            more = next_made(frame, value);
        if (more != 0)
            return more;
        if (close_container(w) < 0)
            return -1;
    }
    return 0;
}

/* ---- The whole -------------------------------------------------------------------------------------------------- */

static int write_all(Writer *w, PyObject *object)
{
    PyObject *value = object;
    int status;

    Py_INCREF(value);
    do {
        status = write_value(w, value);
        if (status <= 0)
            Py_DECREF(value);
        if (status >= 0)
            status = next_value(w, &value);
    } while (status > 0);
    return status;
}

PyObject *write_document(PyObject *object, const WriteOptions *options)
{
    Writer writer;
    Buffer *out = &writer.out;
    PyObject *result = NULL;

    writer.options = options;
    writer.frames = writer.frames_small;
    writer.frames_capacity = FRAMES_SMALL;
    writer.depth_limit = DEPTH_UNASKED;
    writer.depth = writer.level = 0;
    if (piece_begin(&writer.indent, options->indent, "") < 0
        || piece_begin(&writer.item_separator, options->item_separator, options->indent != NULL ? "," : ", ") < 0
        || piece_begin(&writer.key_separator, options->key_separator, ": ") < 0)
        return NULL;
    buffer_begin(out);
    if (write_all(&writer, object) >= 0)
        result = make_text(out->data, out->kind, out->length, out->seen);
    while (writer.depth > 0)
        pop_frame(&writer);
    if (writer.frames != writer.frames_small)
        free(writer.frames);
    buffer_end(out);
    return result;
}
