/* The reader of the twin: reader.c over Python.h. native_reader_kind.h has what looks at characters. */
#include <math.h>
#include "native.h"
#include "scan.h"

#define KEY PyObject *
#include "keys.h"
#undef KEY

/* An array or object that has begun and not ended. All references are its own. */
typedef struct {
    int is_object;
    PyObject *container;  /* the dict of an object, unless its pairs are wanted; the list of an array that is long */
    PyObject *key;        /* of an object, whose value is being read */
    size_t first;         /* where the items of an array, or the pairs, begin among the values */
} Level;

#define LEVELS_SMALL 16
#define VALUES_SMALL 64
#define ARRAY_SHORT 16  /* items that an array may have without a list */

typedef struct {
    const ReadOptions *options;
    PyObject *document;
    const void *begin;    /* its characters */
    uint32_t lowest;      /* the lowest character that may stand in a text: 0x20, or 0 if not strict */
    Level *levels, *top;  /* 'top' is the last one, NULL without any */
    size_t depth, levels_capacity, depth_limit;
    PyObject **values;    /* of all arrays that have not ended, in their order */
    size_t count, values_capacity;
    Keys keys;
    Buffer text;          /* a text with escapes, or a number for Python */
    Level levels_small[LEVELS_SMALL];
    PyObject *values_small[VALUES_SMALL];
} Reader;

PyObject *raise_decode_error(const char *message, PyObject *document, size_t position)
{
    PyObject *module = PyImport_ImportModule("json.decoder"), *error = NULL, *type = NULL;

    if (module != NULL)
        type = PyObject_GetAttrString(module, "JSONDecodeError");
    if (type != NULL)
        error = PyObject_CallFunction(type, "sOn", message, document, (Py_ssize_t)position);
    if (error != NULL)
        PyErr_SetObject(type, error);
    Py_XDECREF(error);
    Py_XDECREF(type);
    Py_XDECREF(module);
    return NULL;
}

/* ---- Levels and values ------------------------------------------------------------------------------------------ */

static int check_depth(Reader *r, const char *what)
{
    r->depth_limit = (size_t)Py_GetRecursionLimit();
    if (r->depth < r->depth_limit)
        return 0;
    PyErr_Format(PyExc_RecursionError,
                 "maximum recursion depth exceeded while decoding a JSON %s from a unicode string", what);
    return -1;
}

static int levels_grow(Reader *r)
{
    size_t capacity = r->levels_capacity * 2;
    Level *levels = (Level *)malloc(capacity * sizeof(Level));

    if (levels == NULL) {
        PyErr_NoMemory();
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
    level->container = NULL;
    level->key = NULL;
    level->first = r->count;
    if (is_object && r->options->object_pairs_hook == NULL) {
        level->container = PyDict_New();
        if (level->container == NULL)
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
    PyObject **values = NULL;

    if (capacity <= PTRDIFF_MAX / sizeof(PyObject *))
        values = (PyObject **)malloc(capacity * sizeof(PyObject *));
    if (values == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(values, r->values, r->count * sizeof(PyObject *));
    if (r->values != r->values_small)
        free(r->values);
    r->values = values;
    r->values_capacity = capacity;
    return 0;
}

/* The values from 'first' on as a list, which takes them over. */
static PyObject *take_list(Reader *r, size_t first)
{
    PyObject *list = PyList_New((Py_ssize_t)(r->count - first));
    size_t i;

    if (list == NULL)
        return NULL;
    for (i = first; i < r->count; i++)
        PyList_SET_ITEM(list, (Py_ssize_t)(i - first), r->values[i]);
    r->count = first;
    return list;
}

/* Add a value to the list of a long array; the reference is taken over. */
static inline int append_value(Level *level, PyObject *value)
{
    int status = PyList_Append(level->container, value);

    Py_DECREF(value);
    return status;
}

/* Add a value to those of an array; the reference is taken over. */
static inline int add_value(Reader *r, Level *level, PyObject *value)
{
    if (level->container != NULL)
        return append_value(level, value);
    if (r->count - level->first == ARRAY_SHORT) {
        level->container = take_list(r, level->first);
        if (level->container != NULL)
            return append_value(level, value);
    } else if (r->count < r->values_capacity || values_grow(r) == 0) {
        r->values[r->count++] = value;
        return 0;
    }
    Py_DECREF(value);
    return -1;
}

/* ---- Containers ------------------------------------------------------------------------------------------------- */

/* Call a hook, if it is given, with a result, which is released. */
static inline PyObject *hooked(PyObject *hook, PyObject *result)
{
    PyObject *other;

    if (hook == NULL || result == NULL)
        return result;
    other = PyObject_CallFunctionObjArgs(hook, result, NULL);
    Py_DECREF(result);
    return other;
}

/* The array or object of the top level, which ends here. */
static inline PyObject *finish_level(Reader *r)
{
    const ReadOptions *options = r->options;
    Level *level = r->top;
    PyObject *result = level->container;
    int is_object = level->is_object;

    level->container = NULL;
    if (result == NULL)
        result = take_list(r, level->first);
    close_level(r);
    if (!is_object)
        return hooked(options->array_hook, result);
    return hooked(options->object_pairs_hook != NULL ? options->object_pairs_hook : options->object_hook, result);
}

static int add_pair(Reader *r, Level *level, PyObject *key, PyObject *value)
{
    PyObject *pair = PyTuple_Pack(2, key, value);

    return pair == NULL ? -1 : add_value(r, level, pair);
}

/* Put a value, which is released, into the object of the top level. */
static inline int set_value(Reader *r, Level *level, PyObject *value)
{
    PyObject *key = level->key;
    int status;

    level->key = NULL;
    if (r->options->object_pairs_hook == NULL)
        status = PyDict_SetItem(level->container, key, value);
    else
        status = add_pair(r, level, key, value);
    Py_DECREF(value);
    Py_DECREF(key);
    return status;
}

/* ---- Scalars ---------------------------------------------------------------------------------------------------- */

static PyObject *text_of_buffer(const Buffer *buffer)
{
    return make_text(buffer->data, buffer->kind, buffer->length, buffer->seen);
}

static void clear_text(Reader *r)
{
    buffer_end(&r->text);
    buffer_begin(&r->text);
}

static PyObject *convert_float(const char *text)
{
    double value = PyOS_string_to_double(text, NULL, NULL);

    return value == -1.0 && PyErr_Occurred() ? NULL : PyFloat_FromDouble(value);
}

/* The number whose ASCII text is in the buffer: by the caller's function, or by Python's own. */
static PyObject *convert_number(Reader *r, int is_float)
{
    PyObject *function = is_float ? r->options->parse_float : r->options->parse_int;

    if (function != NULL)
        return hooked(function, text_of_buffer(&r->text));
    if (buffer_add_ascii(&r->text, "", 1) < 0)
        return PyErr_NoMemory();
    if (is_float)
        return convert_float((const char *)r->text.data);
    return PyLong_FromString((const char *)r->text.data, NULL, 10);
}

static PyObject *make_constant(Reader *r, const char *word, double value)
{
    if (r->options->parse_constant == NULL)
        return PyFloat_FromDouble(value);
    return hooked(r->options->parse_constant, PyUnicode_FromString(word));
}

static PyObject *raise_fault(Reader *r, const Fault *fault, size_t size)
{
    if (strcmp(fault->message, SCAN_NO_MEMORY) == 0)
        return PyErr_NoMemory();
    return raise_decode_error(fault->message, r->document,
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
#include "native_reader_kind.h"
#define CHAR uint16_t
#define NAME(name) name##2
#include "native_reader_kind.h"
#define CHAR uint32_t
#define NAME(name) name##4
#include "native_reader_kind.h"

/* ---- The whole -------------------------------------------------------------------------------------------------- */

static void reader_begin(Reader *r, PyObject *document, const ReadOptions *options)
{
    r->options = options;
    r->document = document;
    r->begin = PyUnicode_DATA(document);
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
    size_t i;

    for (i = 0; i < r->depth; i++) {
        Py_XDECREF(r->levels[i].container);
        Py_XDECREF(r->levels[i].key);
    }
    for (i = 0; i < r->count; i++)
        Py_DECREF(r->values[i]);
    for (i = 0; r->keys.places != NULL && i < r->keys.capacity; i++) {
        if (r->keys.places[i].text != NULL)
            Py_DECREF(r->keys.places[i].key);
    }
    if (r->levels != r->levels_small)
        free(r->levels);
    if (r->values != r->values_small)
        free(r->values);
    if (r->keys.places != r->keys.small)
        free(r->keys.places);
    buffer_end(&r->text);
}

PyObject *read_document(PyObject *document, const ReadOptions *options)
{
    size_t length = (size_t)PyUnicode_GET_LENGTH(document);
    Reader reader;
    PyObject *result;

    reader_begin(&reader, document, options);
    if (PyUnicode_KIND(document) == PyUnicode_1BYTE_KIND)
        result = read_all1(&reader, length);
    else if (PyUnicode_KIND(document) == PyUnicode_2BYTE_KIND)
        result = read_all2(&reader, length);
    else
        result = read_all4(&reader, length);
    reader_end(&reader);
    return result;
}
