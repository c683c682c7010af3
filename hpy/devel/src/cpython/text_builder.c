/* ctx_UnicodeBuilder_*: a str that is put together by many small writes.
 *
 * The builder's '_i' is the str that is being made, null until something is written, with room for more characters than
 * there are; nobody else has it. It is as wide as the characters need that are in it. Where they have one byte the window
 * is the room behind them, and so the end of the window's text is the end of the text:
 *
 *     │ characters │ window …      … │        _next is behind the characters
 *
 * Where they are wider the window is as many bytes at the end of the room as there is room for characters. What the
 * extension has put there is widened later, from front to back, which overwrites nothing that is not read yet:
 *
 *     │ characters, _length of them │ … │ window │
 *
 * CPython's own writer of version 3.14 is not used, because it has no window.
 */
#include "host.h"

#define SMALLEST 200 /* room in a text of which nothing is known */

typedef HPyUnicodeBuilder Builder;

static PyObject *text_of(const Builder *b)
{
    return (PyObject *)b->_i;
}

/* ---- Characters ---- */

static int is_ascii(const char *bytes, Py_ssize_t size)
{
    uint64_t seen = 0, word;
    Py_ssize_t i = 0;

    for (; i <= size - (Py_ssize_t)sizeof(word); i += (Py_ssize_t)sizeof(word)) {
        memcpy(&word, bytes + i, sizeof(word));
        seen |= word;
    }
    for (; i < size; i++)
        seen |= (unsigned char)bytes[i];
    return (seen & UINT64_C(0x8080808080808080)) == 0;
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

#define COPY(TO, FROM) \
    for (i = 0; i < n; i++) \
        ((TO *)to)[i] = (TO)((const FROM *)from)[i]

/* Characters of one width to another that is wide enough. */
static void copy(int to_kind, void *to, int from_kind, const void *from, Py_ssize_t n)
{
    Py_ssize_t i;

    if (to_kind == from_kind)
        memcpy(to, from, (size_t)n * (size_t)to_kind);
    else if (to_kind == PyUnicode_1BYTE_KIND && from_kind == PyUnicode_2BYTE_KIND)
        COPY(Py_UCS1, Py_UCS2);
    else if (to_kind == PyUnicode_1BYTE_KIND)
        COPY(Py_UCS1, Py_UCS4);
    else if (to_kind == PyUnicode_2BYTE_KIND && from_kind == PyUnicode_1BYTE_KIND)
        COPY(Py_UCS2, Py_UCS1);
    else if (to_kind == PyUnicode_2BYTE_KIND)
        COPY(Py_UCS2, Py_UCS4);
    else if (from_kind == PyUnicode_1BYTE_KIND)
        COPY(Py_UCS4, Py_UCS1);
    else
        COPY(Py_UCS4, Py_UCS2);
}

static char *character_at(PyObject *text, Py_ssize_t i)
{
    return (char *)PyUnicode_DATA(text) + i * (Py_ssize_t)PyUnicode_KIND(text);
}

/* ---- The window ---- */

#define PART 64

/* Widen the 'n' bytes of the window that are written, to where the text ends. A part of them is read before any of it is
 * written, so that the compiler may do several at once. */
static void widen_window(PyObject *text, const char *window, Py_ssize_t length, Py_ssize_t n)
{
    char part[PART];
    Py_ssize_t done, size;

    for (done = 0; done < n; done += size) {
        size = n - done < PART ? n - done : PART;
        memcpy(part, window + done, (size_t)size);
        copy((int)PyUnicode_KIND(text), character_at(text, length + done), PyUnicode_1BYTE_KIND, part, size);
    }
}

static char *window_of(PyObject *text, Py_ssize_t length)
{
    Py_ssize_t room = PyUnicode_GET_LENGTH(text);
    return character_at(text, room) - (room - length);
}

/* Make what is in the window a part of the text; the length of that. Until it is opened again the window is not valid. */
static Py_ssize_t take_window(const Builder *b)
{
    PyObject *text = text_of(b);
    const char *window;
    Py_ssize_t n;

    if (text == NULL)
        return 0;
    if (PyUnicode_KIND(text) == PyUnicode_1BYTE_KIND)
        return b->_next - (const char *)PyUnicode_1BYTE_DATA(text);
    window = window_of(text, b->_length);
    n = b->_next - window;
    widen_window(text, window, b->_length, n);
    return b->_length + n;
}

static void open_window(Builder *b, Py_ssize_t length)
{
    PyObject *text = text_of(b);

    if (text == NULL)
        return;
    b->_next = window_of(text, length);
    b->_end = character_at(text, PyUnicode_GET_LENGTH(text));
    b->_length = length;
}

/* ---- Room ---- */

/* How many characters to make room for, if so many are wanted: more follow. */
static Py_ssize_t generous(Py_ssize_t wanted)
{
    if (wanted < SMALLEST)
        return SMALLEST;
    return wanted <= PY_SSIZE_T_MAX / 2 ? wanted + wanted / 2 : wanted;
}

/* The text in a str with another width or more room; -1 with an exception leaves it as it was. */
static int make_text(Builder *b, Py_ssize_t length, Py_ssize_t room, Py_UCS4 maxchar)
{
    PyObject *text = text_of(b);
    PyObject *wider;

    if (text != NULL && maxchar <= PyUnicode_MAX_CHAR_VALUE(text)) {
        if (PyUnicode_Resize(&text, room) < 0)
            return -1;
        b->_i = (intptr_t)text;
        return 0;
    }
    wider = PyUnicode_New(room, maxchar);
    if (wider == NULL)
        return -1;
    if (length > 0)
        copy((int)PyUnicode_KIND(wider), PyUnicode_DATA(wider), (int)PyUnicode_KIND(text), PyUnicode_DATA(text), length);
    Py_XDECREF(text);
    b->_i = (intptr_t)wider;
    return 0;
}

/* Take the window and have room for 'n' more characters up to 'maxchar'. The length of the text; -1 with an exception,
 * then the window is open as before. */
static Py_ssize_t make_room(Builder *b, Py_ssize_t n, Py_UCS4 maxchar)
{
    PyObject *text = text_of(b);
    Py_ssize_t length = take_window(b);
    Py_ssize_t room = text != NULL ? PyUnicode_GET_LENGTH(text) : 0;
    int failed;

    if (text != NULL && n <= room - length && maxchar <= PyUnicode_MAX_CHAR_VALUE(text))
        return length;
    if (n > PY_SSIZE_T_MAX - length) {
        PyErr_NoMemory();
        failed = -1;
    } else {
        failed = make_text(b, length, n <= room - length ? room : generous(length + n), maxchar);
    }
    if (failed < 0) {
        open_window(b, length);
        return -1;
    }
    return length;
}

/* Append 'n' characters, which may have more bytes each than they need. 0, or -1 with an exception. */
static int append(Builder *b, int kind, const void *data, Py_ssize_t n, Py_UCS4 maxchar)
{
    PyObject *text;
    Py_ssize_t length;

    if (n == 0)
        return 0;
    length = make_room(b, n, maxchar);
    if (length < 0)
        return -1;
    text = text_of(b);
    copy((int)PyUnicode_KIND(text), character_at(text, length), kind, data, n);
    open_window(b, length + n);
    return 0;
}

/* ---- Writes ---- */

HPyUnicodeBuilder ctx_UnicodeBuilder_New(HPyContext *ctx, HPy_ssize_t hint)
{
    Builder b = {0};

    (void)ctx;
    if (hint <= 0)
        return b;
    b._i = (intptr_t)PyUnicode_New(hint, 0x7F);
    if (text_of(&b) == NULL)
        PyErr_Clear();
    open_window(&b, 0);
    return b;
}

int ctx_UnicodeBuilder_WriteChar(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy_UCS4 c)
{
    PyObject *text;
    Py_ssize_t length;

    (void)ctx;
    if (c > 0x10FFFF) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "character must be in range(0x110000)");
        return -1;
    }
    length = make_room(builder, 1, c);
    if (length < 0)
        return -1;
    text = text_of(builder);
    PyUnicode_WRITE(PyUnicode_KIND(text), PyUnicode_DATA(text), length, c);
    open_window(builder, length + 1);
    return 0;
}

int ctx_UnicodeBuilder_WriteASCII(HPyContext *ctx, HPyUnicodeBuilder *builder, const char *ascii, HPy_ssize_t size)
{
    (void)ctx;
    if (size < 0)
        size = (Py_ssize_t)strlen(ascii);
    return append(builder, PyUnicode_1BYTE_KIND, ascii, size, 0x7F);
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
    Py_ssize_t length;

    (void)ctx;
    if (is_bad_size(size))
        return NULL;
    length = make_room(builder, size, 0x7F);
    if (length < 0)
        return NULL;
    open_window(builder, length);
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
    PyObject *text = text_of(b);
    Py_UCS4 maxchar = PyUnicode_MAX_CHAR_VALUE(str);
    const void *data = character_at(str, start);
    int kind = (int)PyUnicode_KIND(str);

    if (n < PyUnicode_GET_LENGTH(str) && (text == NULL || maxchar > PyUnicode_MAX_CHAR_VALUE(text)))
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
    if (PyErr_Occurred())
        return -1;
    if (size < 0)
        size = (Py_ssize_t)strlen(utf8);
    if (is_ascii(utf8, size))
        return HPyUnicodeBuilder_WriteASCII(ctx, builder, utf8, size);
    return append_and_release(builder, PyUnicode_DecodeUTF8(utf8, size, NULL));
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
    if (PyErr_Occurred())
        return 0;
    if (obj == NULL) {
        PyErr_BadInternalCall();
        return 0;
    }
    if (!PyUnicode_Check(obj)) {
        hpy_wrong_type(function, "a str", obj);
        return 0;
    }
    return PyUnicode_READY(obj) == 0;
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
    if (!is_str(py_str, "HPyUnicodeBuilder_WriteSubstring"))
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

static int write_long_long(HPyContext *ctx, Builder *b, long long value)
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
    return HPyUnicodeBuilder_WriteASCII(ctx, b, first, digits + DIGITS - first);
}

static int write_float(HPyContext *ctx, Builder *b, double value)
{
    char *text = PyOS_double_to_string(value, 'r', 0, Py_DTSF_ADD_DOT_0, NULL);
    int result;

    if (text == NULL)
        return -1;
    result = HPyUnicodeBuilder_WriteASCII(ctx, b, text, (Py_ssize_t)strlen(text));
    PyMem_Free(text);
    return result;
}

/* Write an object whose str() and repr() are the same, if it is one. 1: it is none; 0, or -1 with an exception. */
static int write_number(HPyContext *ctx, Builder *b, PyObject *obj)
{
    int overflow;
    long long value;

    if (PyFloat_CheckExact(obj))
        return write_float(ctx, b, PyFloat_AS_DOUBLE(obj));
    if (!PyLong_CheckExact(obj))
        return 1;
    value = PyLong_AsLongLongAndOverflow(obj, &overflow);
    return overflow ? 1 : write_long_long(ctx, b, value);
}

int ctx_UnicodeBuilder_WriteStr(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy obj)
{
    PyObject *py_obj = _h2py(obj);
    int result;

    if (PyErr_Occurred())
        return -1;
    if (py_obj != NULL && PyUnicode_CheckExact(py_obj))
        return append_and_release(builder, Py_NewRef(py_obj));
    result = py_obj != NULL ? write_number(ctx, builder, py_obj) : 1;
    return result <= 0 ? result : append_and_release(builder, PyObject_Str(py_obj));
}

int ctx_UnicodeBuilder_WriteRepr(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy obj)
{
    PyObject *py_obj = _h2py(obj);
    int result;

    if (PyErr_Occurred())
        return -1;
    result = py_obj != NULL ? write_number(ctx, builder, py_obj) : 1;
    return result <= 0 ? result : append_and_release(builder, PyObject_Repr(py_obj));
}

/* ---- The end ---- */

/* The str of the text, which has this length and at least one character. New reference, or NULL; 'text' is given up. */
static PyObject *finished(PyObject *text, Py_ssize_t length)
{
    PyObject *result;

    if (PyUnicode_IS_ASCII(text) && !is_ascii((const char *)PyUnicode_DATA(text), length))
        result = PyUnicode_DecodeASCII((const char *)PyUnicode_DATA(text), length, NULL); /* which tells where */
    else if (length == 1)
        result = PyUnicode_FromOrdinal((int)PyUnicode_READ_CHAR(text, 0)); /* CPython has one str for some of them */
    else if (length == PyUnicode_GET_LENGTH(text) || PyUnicode_Resize(&text, length) == 0)
        return text;
    else
        result = NULL;
    Py_DECREF(text);
    return result;
}

HPy ctx_UnicodeBuilder_Build(HPyContext *ctx, HPyUnicodeBuilder *builder)
{
    Py_ssize_t length = take_window(builder);
    PyObject *text = text_of(builder);

    (void)ctx;
    memset(builder, 0, sizeof(*builder));
    if (length > 0 && !PyErr_Occurred())
        return _py2h(finished(text, length));
    Py_XDECREF(text);
    return PyErr_Occurred() ? HPy_NULL : _py2h(PyUnicode_New(0, 0));
}

void ctx_UnicodeBuilder_Cancel(HPyContext *ctx, HPyUnicodeBuilder *builder)
{
    (void)ctx;
    Py_XDECREF(text_of(builder));
    memset(builder, 0, sizeof(*builder));
}
