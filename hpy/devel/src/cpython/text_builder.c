/* ctx_UnicodeBuilder_*: a str that is put together by many small writes.
 *
 * The builder's '_i' is null (there was no memory yet), or one of two things:
 *
 * A block, while the text is ASCII and short: '_length' is negative then. The str is made at the end, by a copy.
 *
 * Otherwise the str that is being made, with room for more characters than there are; nobody else has it. It is as wide
 * as the characters need that are in it. The window has a byte for each character that there is room for. Where
 * characters have one byte it is the room itself:
 *
 *     │ characters │ window │             _end - _next: how many more there may be
 *
 * Where they are wider it is the end of the room. What the extension has put there is widened when something else is
 * written, from front to back, which overwrites nothing that is not read yet:
 *
 *     │ characters, _length of them │ …  │ window │
 *
 * CPython's own writer of version 3.14 is not used, because it has no window.
 */
#include "characters.h"

#define BLOCK 240 /* bytes of a block, and the least room in a str that took its place */

typedef HPyUnicodeBuilder Builder;

static int has_block(const Builder *b)
{
    return b->_length < 0;
}

static int has_str(const Builder *b)
{
    return b->_i != 0 && !has_block(b);
}

static PyObject *text_of(const Builder *b)
{
    return (PyObject *)b->_i;
}

/* Release what the builder has. */
static void clear(Builder *b)
{
    if (has_block(b))
        PyMem_Free((void *)b->_i);
    else
        Py_XDECREF(text_of(b));
    b->_next = b->_end = NULL;
    b->_i = b->_length = 0;
}

/* ---- Characters ---- */

#define WORD sizeof(uint64_t)
#define HIGH_BITS UINT64_C(0x8080808080808080)

static inline uint64_t word_at(const char *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, WORD);
    return word;
}

static int is_ascii(const char *bytes, Py_ssize_t size)
{
    const char *end = bytes + size;
    uint64_t seen = 0;

    if (size < (Py_ssize_t)WORD) {
        for (; bytes < end; bytes++)
            seen |= (unsigned char)*bytes;
        return (seen & HIGH_BITS) == 0;
    }
    for (; bytes < end - WORD; bytes += WORD)
        seen |= word_at(bytes);
    return ((seen | word_at(end - WORD)) & HIGH_BITS) == 0; /* some are looked at twice */
}

#define ALL_BITS(TYPE) \
    for (i = 0; i < n; i++) \
        seen |= ((const TYPE *)data)[i]

/* A number that needs as many bytes as the highest of the characters, and is ASCII if all are. */
static Py_UCS4 widest(int kind, const void *data, Py_ssize_t n)
{
    Py_UCS4 seen = 0;
    Py_ssize_t i;

    if (kind == PyUnicode_1BYTE_KIND)
        return is_ascii((const char *)data, n) ? 0x7F : 0xFF;
    if (kind == PyUnicode_2BYTE_KIND)
        ALL_BITS(Py_UCS2);
    else
        ALL_BITS(Py_UCS4);
    return seen > 0x10FFFF ? 0x10FFFF : seen;
}

/* ---- The window ---- */

static Py_ssize_t left_in(const Builder *b)
{
    return b->_end - b->_next;
}

/* Where character 'i' of the text is, or will be. */
static char *character_at(const Builder *b, PyObject *text, Py_ssize_t i)
{
    return b->_end - (PyUnicode_GET_LENGTH(text) - i) * (Py_ssize_t)PyUnicode_KIND(text);
}

static void open_window(Builder *b, PyObject *text, Py_ssize_t length)
{
    Py_ssize_t room = PyUnicode_GET_LENGTH(text);

    b->_i = (intptr_t)text;
    b->_end = (char *)PyUnicode_DATA(text) + room * (Py_ssize_t)PyUnicode_KIND(text);
    b->_next = b->_end - (room - length);
    b->_length = length;
}

/* Widen what is in the window. The text is wider than a byte. */
static void widen_window(Builder *b, PyObject *text, Py_ssize_t length)
{
    Py_ssize_t n = length - b->_length;

    hpy_copy_characters((int)PyUnicode_KIND(text), character_at(b, text, b->_length), PyUnicode_1BYTE_KIND, b->_next - n, n);
    b->_length = length;
}

/* The length of the text, of which all is in its place then. */
static Py_ssize_t take_window(Builder *b, PyObject *text)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(text) - left_in(b);

    if (PyUnicode_KIND(text) != PyUnicode_1BYTE_KIND && length != b->_length)
        widen_window(b, text, length);
    return length;
}

/* Characters were put behind the text; the window is as much shorter. */
static void lengthen(Builder *b, Py_ssize_t n)
{
    b->_next += n;
    b->_length += n;
}

/* ---- Room ---- */

/* How many characters to make room for, if so many are wanted: more follow. */
static Py_ssize_t generous(Py_ssize_t wanted)
{
    if (wanted < BLOCK)
        return BLOCK;
    return wanted <= PY_SSIZE_T_MAX / 2 ? wanted * 2 : wanted;
}

/* Go on with another str, into which the text is copied from where it is. 0, or -1 with an exception. */
static int replace(Builder *b, int kind, const void *data, Py_ssize_t length, Py_ssize_t room, Py_UCS4 maxchar)
{
    PyObject *text = PyUnicode_New(room, maxchar);

    if (text == NULL)
        return -1;
    if (length > 0)
        hpy_copy_characters((int)PyUnicode_KIND(text), PyUnicode_DATA(text), kind, data, length);
    clear(b);
    open_window(b, text, length);
    return 0;
}

/* Have a str with room for 'n' more characters up to 'maxchar', which there is not. 0, or -1 with an exception, and the
 * text is as it was. */
static _HPy_NOINLINE int make_room(Builder *b, Py_ssize_t n, Py_UCS4 maxchar)
{
    PyObject *text = has_str(b) ? text_of(b) : NULL;
    Py_ssize_t length = text != NULL ? take_window(b, text) : has_block(b) ? b->_next - (const char *)b->_i : 0;
    Py_ssize_t room;

    if (n > PY_SSIZE_T_MAX - length) {
        PyErr_NoMemory();
        return -1;
    }
    room = n <= left_in(b) ? length + left_in(b) : generous(length + n);
    if (text == NULL)
        return replace(b, PyUnicode_1BYTE_KIND, (const void *)b->_i, length, room, maxchar);
    if (maxchar > PyUnicode_MAX_CHAR_VALUE(text))
        return replace(b, (int)PyUnicode_KIND(text), PyUnicode_DATA(text), length, room, maxchar);
    if (PyUnicode_Resize(&text, room) < 0)
        return -1;
    open_window(b, text, length);
    return 0;
}

static inline int has_room(const Builder *b, Py_ssize_t n, Py_UCS4 maxchar)
{
    return n <= left_in(b) && has_str(b) && maxchar <= PyUnicode_MAX_CHAR_VALUE(text_of(b));
}

/* Append 'n' characters, which may have more bytes each than they need. 0, or -1 with an exception. */
static int append(Builder *b, int kind, const void *data, Py_ssize_t n, Py_UCS4 maxchar)
{
    PyObject *text;
    Py_ssize_t length;

    if (!has_room(b, n, maxchar) && (n == 0 || make_room(b, n, maxchar) < 0))
        return n == 0 ? 0 : -1;
    text = text_of(b);
    length = take_window(b, text);
    hpy_copy_characters((int)PyUnicode_KIND(text), character_at(b, text, length), kind, data, n);
    lengthen(b, n);
    return 0;
}

/* The same for ASCII, which the window takes, however wide the text is. */
static int append_ascii(Builder *b, const char *ascii, Py_ssize_t n)
{
    if (n > left_in(b) && make_room(b, n, 0x7F) < 0)
        return -1;
    if (n > 0)
        memcpy(b->_next, ascii, (size_t)n);
    b->_next += n;
    return 0;
}

/* ---- Writes ---- */

HPyUnicodeBuilder ctx_UnicodeBuilder_New(HPyContext *ctx, HPy_ssize_t hint)
{
    PyObject *text = hint > BLOCK ? PyUnicode_New(hint, 0x7F) : NULL;
    char *block = text == NULL ? (char *)PyMem_Malloc(BLOCK) : NULL;
    Builder b;

    (void)ctx;
    if (text != NULL) {
        open_window(&b, text, 0);
        return b;
    }
    if (hint > BLOCK)
        PyErr_Clear();
    b._i = (intptr_t)block;
    b._next = block;
    b._end = block != NULL ? block + BLOCK : NULL;
    b._length = block != NULL ? -1 : 0;
    return b;
}

/* Whether 'c' is no character: then with ValueError. */
static int is_bad_character(Py_UCS4 c)
{
    if (c > 0x10FFFF && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "character must be in range(0x110000)");
    return c > 0x10FFFF;
}

int ctx_UnicodeBuilder_WriteChar(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy_UCS4 c)
{
    PyObject *text;
    Py_ssize_t length;

    (void)ctx;
    if (!has_room(builder, 1, c)) {
        if (is_bad_character(c) || make_room(builder, 1, c) < 0)
            return -1;
    }
    text = text_of(builder);
    length = take_window(builder, text);
    PyUnicode_WRITE(PyUnicode_KIND(text), character_at(builder, text, 0), length, c);
    lengthen(builder, 1);
    return 0;
}

int ctx_UnicodeBuilder_WriteASCII(HPyContext *ctx, HPyUnicodeBuilder *builder, const char *ascii, HPy_ssize_t size)
{
    (void)ctx;
    if (size < 0)
        size = (Py_ssize_t)strlen(ascii);
    return append_ascii(builder, ascii, size);
}

/* Whether 'size' is no size: then with ValueError. */
static int is_bad_size(Py_ssize_t size)
{
    if (size < 0 && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "size must be positive");
    return size < 0;
}

char *ctx_UnicodeBuilder_Reserve(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy_ssize_t size)
{
    (void)ctx;
    if (is_bad_size(size))
        return NULL;
    if ((size > left_in(builder) || builder->_i == 0) && make_room(builder, size, 0x7F) < 0)
        return NULL;
    return builder->_next;
}

/* For what does not fit into the window; nothing does always. */
int ctx_UnicodeBuilder_Commit(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy_ssize_t used)
{
    (void)ctx;
    (void)builder;
    if (used == 0)
        return 0;
    if (!PyErr_Occurred())
        PyErr_Format(PyExc_SystemError, "HPyUnicodeBuilder_Commit: %zd characters were not reserved", used);
    return -1;
}

/* Append a part of a str, which is ready. */
static int append_part(Builder *b, PyObject *str, Py_ssize_t start, Py_ssize_t n)
{
    int kind = (int)PyUnicode_KIND(str);
    const char *data = (const char *)PyUnicode_DATA(str) + start * kind;
    Py_UCS4 maxchar;

    if (PyUnicode_IS_ASCII(str))
        return append_ascii(b, data, n);
    maxchar = PyUnicode_MAX_CHAR_VALUE(str);
    if (n < PyUnicode_GET_LENGTH(str) && !has_room(b, n, maxchar))
        maxchar = widest(kind, data, n);
    return append(b, kind, data, n, maxchar);
}

/* Append a str, which is given up; NULL: its making has failed. */
static int append_and_release(Builder *b, PyObject *str)
{
    int result = -1;

    if (str != NULL && PyUnicode_READY(str) == 0)
        result = append_part(b, str, 0, PyUnicode_GET_LENGTH(str));
    Py_XDECREF(str);
    return result;
}

int ctx_UnicodeBuilder_WriteUTF8(HPyContext *ctx, HPyUnicodeBuilder *builder, const char *utf8, HPy_ssize_t size)
{
    (void)ctx;
    if (size < 0)
        size = (Py_ssize_t)strlen(utf8);
    if (is_ascii(utf8, size))
        return append_ascii(builder, utf8, size);
    return PyErr_Occurred() ? -1 : append_and_release(builder, PyUnicode_DecodeUTF8(utf8, size, NULL));
}

int ctx_UnicodeBuilder_WriteUCS4(HPyContext *ctx, HPyUnicodeBuilder *builder, const HPy_UCS4 *ucs4, HPy_ssize_t size)
{
    Py_UCS4 maxchar;
    Py_ssize_t i;

    (void)ctx;
    if (PyErr_Occurred() || is_bad_size(size))
        return -1;
    maxchar = widest(PyUnicode_4BYTE_KIND, ucs4, size);
    for (i = 0; maxchar > 0xFFFF && i < size; i++) {
        if (ucs4[i] > 0x10FFFF) {
            PyErr_SetString(PyExc_SystemError, "invalid maximum character passed to PyUnicode_New");
            return -1;
        }
    }
    return append(builder, PyUnicode_4BYTE_KIND, ucs4, size, maxchar);
}

/* Whether it is a str, which may be looked into then; else with an exception. */
static int is_str(PyObject *obj, const char *function)
{
    if (obj != NULL && PyUnicode_Check(obj))
        return PyUnicode_READY(obj) == 0;
    if (!PyErr_Occurred()) {
        if (obj == NULL)
            PyErr_BadInternalCall();
        else
            hpy_wrong_type(function, "a str", obj);
    }
    return 0;
}

int ctx_UnicodeBuilder_WriteUnicode(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy str)
{
    PyObject *py_str = _h2py(str);

    (void)ctx;
    if (!is_str(py_str, "HPyUnicodeBuilder_WriteUnicode"))
        return -1;
    return append_part(builder, py_str, 0, PyUnicode_GET_LENGTH(py_str));
}

int ctx_UnicodeBuilder_WriteSubstring(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy str, HPy_ssize_t start,
                                      HPy_ssize_t end)
{
    PyObject *py_str = _h2py(str);

    (void)ctx;
    if (!is_str(py_str, "HPyUnicodeBuilder_WriteSubstring") || PyErr_Occurred())
        return -1;
    if (start < 0) {
        PyErr_SetString(PyExc_ValueError, "start must be positive");
        return -1;
    }
    if (end < start) {
        PyErr_SetString(PyExc_ValueError, "end must be greater than start");
        return -1;
    }
    if (end > PyUnicode_GET_LENGTH(py_str)) {
        PyErr_SetString(PyExc_ValueError, "end is larger than the string length");
        return -1;
    }
    return append_part(builder, py_str, start, end - start);
}

/* ---- Objects ---- */

#define DIGITS 24 /* more than a long long has, with its sign */

static int write_long_long(Builder *b, long long value)
{
    char digits[DIGITS];
    char *first = digits + DIGITS;
    unsigned long long rest = value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value;

    do {
        *--first = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (value < 0)
        *--first = '-';
    return append_ascii(b, first, digits + DIGITS - first);
}

static int write_float(Builder *b, double value)
{
    char *text = PyOS_double_to_string(value, 'r', 0, Py_DTSF_ADD_DOT_0, NULL);
    int result;

    if (text == NULL)
        return -1;
    result = append_ascii(b, text, (Py_ssize_t)strlen(text));
    PyMem_Free(text);
    return result;
}

/* Write an object whose str() and repr() are the same, if it is one. 1: it is none; 0, or -1 with an exception. */
static int write_number(Builder *b, PyObject *obj)
{
    int overflow;
    long long value;

    if (PyFloat_CheckExact(obj))
        return write_float(b, PyFloat_AS_DOUBLE(obj));
    if (!PyLong_CheckExact(obj))
        return 1;
    value = PyLong_AsLongLongAndOverflow(obj, &overflow);
    return overflow ? 1 : write_long_long(b, value);
}

int ctx_UnicodeBuilder_WriteStr(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy obj)
{
    PyObject *py_obj = _h2py(obj);
    int result;

    (void)ctx;
    if (py_obj != NULL && PyUnicode_CheckExact(py_obj))
        return ctx_UnicodeBuilder_WriteUnicode(ctx, builder, obj);
    if (PyErr_Occurred())
        return -1;
    result = py_obj != NULL ? write_number(builder, py_obj) : 1;
    return result <= 0 ? result : append_and_release(builder, PyObject_Str(py_obj));
}

int ctx_UnicodeBuilder_WriteRepr(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy obj)
{
    PyObject *py_obj = _h2py(obj);
    int result;

    (void)ctx;
    if (PyErr_Occurred())
        return -1;
    result = py_obj != NULL ? write_number(builder, py_obj) : 1;
    return result <= 0 ? result : append_and_release(builder, PyObject_Repr(py_obj));
}

/* ---- The end ---- */

/* A str of a part of memory that was to be ASCII. New reference, or NULL with an exception. */
static PyObject *str_of_ascii(const char *ascii, Py_ssize_t length)
{
    PyObject *str;

    if (length == 1 || !is_ascii(ascii, length))
        return PyUnicode_DecodeASCII(ascii, length, NULL); /* has some ready, and tells what is wrong */
    str = PyUnicode_New(length, 0x7F);
    if (str != NULL)
        memcpy(PyUnicode_1BYTE_DATA(str), ascii, (size_t)length);
    return str;
}

/* The text as a str of its length, which is not 0. New reference, or NULL with an exception, in place of 'text'. */
static PyObject *cut(PyObject *text, Py_ssize_t length)
{
    PyObject *result = NULL;

    if (length == 1)
        result = PyUnicode_FromOrdinal((int)PyUnicode_READ_CHAR(text, 0)); /* there may be one */
    else if (length == PyUnicode_GET_LENGTH(text) || PyUnicode_Resize(&text, length) == 0)
        return text;
    Py_DECREF(text);
    return result;
}

HPy ctx_UnicodeBuilder_Build(HPyContext *ctx, HPyUnicodeBuilder *builder)
{
    PyObject *text = text_of(builder);
    PyObject *result = NULL;
    Py_ssize_t length;

    (void)ctx;
    if (PyErr_Occurred()) {
        clear(builder);
        return HPy_NULL;
    }
    if (has_block(builder)) {
        result = str_of_ascii((const char *)builder->_i, builder->_next - (const char *)builder->_i);
    } else if (text == NULL || (length = take_window(builder, text)) == 0) {
        result = PyUnicode_New(0, 0);
    } else if (PyUnicode_IS_ASCII(text) && !is_ascii((const char *)PyUnicode_1BYTE_DATA(text), length)) {
        result = PyUnicode_DecodeASCII((const char *)PyUnicode_1BYTE_DATA(text), length, NULL);
    } else {
        builder->_i = 0;
        result = cut(text, length);
    }
    clear(builder);
    return _py2h(result);
}

void ctx_UnicodeBuilder_Cancel(HPyContext *ctx, HPyUnicodeBuilder *builder)
{
    (void)ctx;
    clear(builder);
}
