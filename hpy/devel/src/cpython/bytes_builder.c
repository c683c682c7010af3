/* ctx_BytesBuilder_*: a bytes object that is filled in place.
 *
 * The builder's '_i' is a block of memory, which becomes the object; null: there is none yet. The bytes end at
 * '_next', the block at '_end'. '_failed' says that there was no memory: then all fails.
 */
#include "host.h"

#define SMALLEST 64

typedef HPyBytesBuilder Builder;

/* ---- Blocks: from CPython 3.15 on its writer, before that a bytes object which nobody else has ---- */

#if PY_VERSION_HEX >= 0x030F0000
typedef PyBytesWriter Block;

static Block *new_block(Py_ssize_t size)
{
    return PyBytesWriter_Create(size);
}

static char *data_of(Block *block)
{
    return (char *)PyBytesWriter_GetData(block);
}

static Py_ssize_t size_of(Block *block)
{
    return PyBytesWriter_GetSize(block);
}

static void discard(Block *block)
{
    PyBytesWriter_Discard(block);
}

/* The block with another size; NULL with an exception: then it is gone. */
static Block *resized(Block *block, Py_ssize_t size)
{
    if (PyBytesWriter_Resize(block, size) == 0)
        return block;
    PyBytesWriter_Discard(block);
    return NULL;
}

/* The first bytes of the block as an object; the block is gone. NULL with an exception. */
static PyObject *object_of(Block *block, Py_ssize_t size)
{
    return PyBytesWriter_FinishWithSize(block, size);
}
#else
typedef PyObject Block;

static Block *new_block(Py_ssize_t size)
{
    return PyBytes_FromStringAndSize(NULL, size);
}

static char *data_of(Block *block)
{
    return PyBytes_AS_STRING(block);
}

static Py_ssize_t size_of(Block *block)
{
    return PyBytes_GET_SIZE(block);
}

static void discard(Block *block)
{
    Py_XDECREF(block);
}

static Block *resized(Block *block, Py_ssize_t size)
{
    (void)_PyBytes_Resize(&block, size);
    return block;
}

static PyObject *object_of(Block *block, Py_ssize_t size)
{
    PyObject *one;

    if (size == PyBytes_GET_SIZE(block))
        return block;
    if (size > 1)
        return resized(block, size);
    one = PyBytes_FromStringAndSize(PyBytes_AS_STRING(block), size); /* CPython has them already */
    Py_DECREF(block);
    return one;
}
#endif

/* ---- Size and room ---- */

static Block *block_of(const Builder *b)
{
    return (Block *)b->_i;
}

static Py_ssize_t length_of(const Builder *b)
{
    return b->_i != 0 ? b->_next - data_of(block_of(b)) : 0;
}

static void set_length(Builder *b, Py_ssize_t length)
{
    char *data = data_of(block_of(b));

    b->_next = data + length;
    b->_end = data + size_of(block_of(b));
}

/* Take a block, with so many bytes that there are; without one the builder has failed. */
static void set_block(Builder *b, Block *block, Py_ssize_t length)
{
    b->_i = (intptr_t)block;
    b->_failed = block == NULL;
    if (block != NULL)
        set_length(b, length);
    else
        b->_next = b->_end = NULL;
}

static void clear(Builder *b)
{
    b->_next = b->_end = NULL;
    b->_i = b->_failed = 0;
}

/* Have a block of that size, with the bytes that there are. 0, or -1 with MemoryError, which ends all. */
static int set_room(Builder *b, Py_ssize_t room)
{
    Py_ssize_t length = length_of(b);

    set_block(b, b->_i != 0 ? resized(block_of(b), room) : new_block(room), length);
    return b->_failed ? -1 : 0;
}

static int has_failed(const Builder *b)
{
    if (b->_failed && !PyErr_Occurred())
        PyErr_NoMemory();
    return b->_failed != 0;
}

static int is_bad_size(Py_ssize_t size)
{
    if (size < 0 && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "size must be >= 0");
    return size < 0;
}

/* Have room for 'more' bytes behind those that there are. 0, or -1 with an exception. */
static int make_room(Builder *b, Py_ssize_t more)
{
    Py_ssize_t length = length_of(b);
    Py_ssize_t wanted;

    if (has_failed(b))
        return -1;
    if (b->_i != 0 && more <= b->_end - b->_next)
        return 0;
    if (more > PY_SSIZE_T_MAX - length) {
        PyErr_NoMemory();
        return -1;
    }
    wanted = length + more;
    if (wanted <= PY_SSIZE_T_MAX / 2)
        wanted += wanted / 2;
    return set_room(b, wanted < SMALLEST ? SMALLEST : wanted);
}

/* ---- The functions ---- */

HPyBytesBuilder ctx_BytesBuilder_New(HPyContext *ctx, HPy_ssize_t size, char **buf)
{
    Block *block = size >= 0 ? new_block(size > 0 ? size : SMALLEST) : NULL;
    Builder b;

    (void)ctx;
    set_block(&b, block, size);
    if (block == NULL)
        PyErr_Clear();
    if (buf != NULL)
        *buf = block != NULL ? data_of(block) : NULL;
    return b;
}

int ctx_BytesBuilder_Resize(HPyContext *ctx, HPyBytesBuilder *builder, HPy_ssize_t size, char **buf)
{
    (void)ctx;
    if (has_failed(builder) || is_bad_size(size))
        return -1;
    if ((builder->_i == 0 || size > size_of(block_of(builder))) && set_room(builder, size > 0 ? size : SMALLEST) < 0)
        return -1;
    set_length(builder, size);
    if (buf != NULL)
        *buf = data_of(block_of(builder));
    return 0;
}

int ctx_BytesBuilder_Write(HPyContext *ctx, HPyBytesBuilder *builder, const char *data, HPy_ssize_t size)
{
    (void)ctx;
    if (size < 0)
        size = (Py_ssize_t)strlen(data);
    if (make_room(builder, size) < 0)
        return -1;
    if (size > 0)
        memcpy(builder->_next, data, (size_t)size);
    builder->_next += size;
    return 0;
}

char *ctx_BytesBuilder_Reserve(HPyContext *ctx, HPyBytesBuilder *builder, HPy_ssize_t size)
{
    (void)ctx;
    return is_bad_size(size) || make_room(builder, size) < 0 ? NULL : builder->_next;
}

/* For what does not fit into the window; nothing does always. */
int ctx_BytesBuilder_Commit(HPyContext *ctx, HPyBytesBuilder *builder, HPy_ssize_t used)
{
    (void)ctx;
    if (has_failed(builder))
        return -1;
    if (used == 0)
        return 0;
    if (!PyErr_Occurred())
        PyErr_Format(PyExc_SystemError, "HPyBytesBuilder_Commit: %zd bytes were not reserved", used);
    return -1;
}

HPy ctx_BytesBuilder_Build(HPyContext *ctx, HPyBytesBuilder *builder, HPy_ssize_t used)
{
    Block *block = block_of(builder);
    Py_ssize_t length = length_of(builder);
    int failed = has_failed(builder) || PyErr_Occurred();

    (void)ctx;
    clear(builder);
    if (used == -1)
        used = length;
    if (!failed && (used < 0 || used > length)) {
        PyErr_Format(PyExc_SystemError, "HPyBytesBuilder_Build: there are %zd bytes, not %zd", length, used);
        failed = 1;
    }
    if (!failed && block != NULL)
        return _py2h(object_of(block, used));
    if (block != NULL)
        discard(block);
    return failed ? HPy_NULL : _py2h(PyBytes_FromStringAndSize(NULL, 0));
}

void ctx_BytesBuilder_Cancel(HPyContext *ctx, HPyBytesBuilder *builder)
{
    (void)ctx;
    if (builder->_i != 0)
        discard(block_of(builder));
    clear(builder);
}
