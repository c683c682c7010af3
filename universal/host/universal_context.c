/* Fills the universal table with the CPython bodies and the built-in handles, and describes the host to binaries.
 *
 * Trampolines of a binary know a single context, so there is one for the process. Its handles are static types,
 * exceptions and singletons, which all interpreters share; only h_Builtins belongs to the interpreter that came first.
 * Interpreters with a GIL of their own must not touch that: binaries that say they run there get another context, which
 * is the same without it.
 */
#include <assert.h>
#include <stddef.h>

#include "universal_context.h"
#include "../../hpy/devel/src/cpython/host.h"
#include "../../hpy/devel/src/cpython/threads.h"

#include "../../hpy/devel/src/cpython/generated/handles.h"
#include "generated/table.h"
#include "generated/assertions.h"

static HPyContext universal_context, isolated_context;
HPyDirect _hpy_direct_words;
static HPyDirect isolated_direct;
static intptr_t is_filled; /* 0, 1 while an interpreter fills all that, 2 */

/* Whether an object's count is what HPyDirect.counting describes: the low half of CPython's, where that has more bits.
 * Since 3.12 immortal objects have a negative one; what is to come after the versions named here is unknown. Some
 * builds count in other ways, or count more. */
#if !defined(Py_GIL_DISABLED) && !defined(Py_REF_DEBUG) && !defined(Py_TRACE_REFS) && !defined(Py_STATS) \
    && !PY_BIG_ENDIAN && PY_VERSION_HEX < 0x03100000 && (SIZEOF_VOID_P > 4 || PY_VERSION_HEX < 0x030C0000)
#  define COUNTS_ARE_SIMPLE 1
_Static_assert(offsetof(PyObject, ob_refcnt) == 0, "an object begins with its count");
#else
#  define COUNTS_ARE_SIMPLE 0
#endif

/* The state of a str with these bits set; all 0 where they lie beyond the word. */
static uint32_t text_state(unsigned kind, unsigned compact, unsigned ascii)
{
    PyASCIIObject probe;
    uint32_t state;

    memset(&probe, 0, sizeof(probe));
    probe.state.kind = kind & 7;
    probe.state.compact = compact & 1;
    probe.state.ascii = ascii & 1;
    memcpy(&state, (const char *)&probe + offsetof(PyASCIIObject, state), sizeof(state));
    return state;
}

/* Whether the description that _hpy_direct_words has of strings fits one of this character: the layout is nobody's promise. */
static int describes(Py_UCS4 character)
{
    PyObject *str = PyUnicode_FromKindAndData(4, &character, 1);
    const char *start = (const char *)str;
    uint32_t state, data;
    int result;

    if (str == NULL) {
        PyErr_Clear();
        return 0;
    }
    memcpy(&state, start + _hpy_direct_words.text_state, sizeof(state));
    data = state & _hpy_direct_words.text_ascii ? _hpy_direct_words.text_ascii_data : _hpy_direct_words.text_data;
    result = (state & _hpy_direct_words.text_inside) == _hpy_direct_words.text_inside
             && *(const Py_ssize_t *)(const void *)(start + _hpy_direct_words.text_length) == PyUnicode_GET_LENGTH(str)
             && (state >> _hpy_direct_words.text_kind & 7) == (uint32_t)PyUnicode_KIND(str)
             && start + data == (const char *)PyUnicode_DATA(str);
    Py_DECREF(str);
    return result;
}

static void fill_direct_text(void)
{
    uint32_t kind = text_state(1, 0, 0);

    _hpy_direct_words.text_state = offsetof(PyASCIIObject, state);
    _hpy_direct_words.text_inside = text_state(0, 1, 0);
    _hpy_direct_words.text_ascii = text_state(0, 0, 1);
    _hpy_direct_words.text_kind = 0;
    while (kind > 1) {
        kind >>= 1;
        _hpy_direct_words.text_kind++;
    }
    _hpy_direct_words.text_length = offsetof(PyASCIIObject, length);
    _hpy_direct_words.text_data = sizeof(PyCompactUnicodeObject);
    _hpy_direct_words.text_ascii_data = sizeof(PyASCIIObject);
    if (kind == 1 && _hpy_direct_words.text_inside != 0 && _hpy_direct_words.text_ascii != 0 && describes('a') && describes(0xE9)
            && describes(0x20AC) && describes(0x1F600))
        _hpy_direct_words.text = &universal_context;
}

#if PY_VERSION_HEX >= 0x030C0000
#  define INT_HEAD offsetof(PyLongObject, long_value.lv_tag)
#  define INT_DIGIT offsetof(PyLongObject, long_value.ob_digit)
#else
#  define INT_HEAD offsetof(PyVarObject, ob_size)
#  define INT_DIGIT sizeof(PyVarObject) /* CPython up to 3.10 does not show the struct */
#endif

/* Whether the description that _hpy_direct_words has of ints fits this value, and 'is_small' tells whether it is for it. */
static int describes_int(long long value, int is_small)
{
    PyObject *number = PyLong_FromLongLong(value);
    int32_t read = 0;
    int result;

    if (number == NULL) {
        PyErr_Clear();
        return 0;
    }
    result = _HPy_ReadInt(&_hpy_direct_words, number, &read) ? is_small && read == value : !is_small;
    Py_DECREF(number);
    return result;
}

static void fill_direct_ints(void)
{
    const long long largest = (1LL << 30) - 1;

    _hpy_direct_words.int_head = INT_HEAD;
    _hpy_direct_words.int_digit = INT_DIGIT;
    _hpy_direct_words.int_tagged = PY_VERSION_HEX >= 0x030C0000;
    if (describes_int(0, 1) && describes_int(1, 1) && describes_int(-1, 1) && describes_int(1000, 1)
        && describes_int(largest, 1) && describes_int(-largest, 1) && describes_int(largest + 1, 0)
        && describes_int(-largest - 1, 0) && describes_int(1LL << 62, 0))
        _hpy_direct_words.ints = &universal_context;
}

static void fill_direct(void)
{
    int shape;

    _hpy_direct_words.size = sizeof(_hpy_direct_words);
    _hpy_direct_words.version = 1;
    for (shape = HPyType_BuiltinShape_Legacy; shape <= HPyType_BuiltinShape_Dict; shape++)
        _hpy_direct_words.payload[shape + 1] = hpy_payload_offset((HPyType_BuiltinShape)shape);
    _hpy_direct_words.tuple_size = offsetof(PyVarObject, ob_size);
    _hpy_direct_words.tuple_items = offsetof(PyTupleObject, ob_item);
    _hpy_direct_words.type = offsetof(PyObject, ob_type);
    _hpy_direct_words.float_value = offsetof(PyFloatObject, ob_fval);
    _hpy_direct_words.list_size = offsetof(PyVarObject, ob_size);
    _hpy_direct_words.list_items = offsetof(PyListObject, ob_item);
    _hpy_direct_words.type_buffer = offsetof(PyTypeObject, tp_as_buffer);
    _hpy_direct_words.buffer_release = offsetof(PyBufferProcs, bf_releasebuffer);
    _hpy_direct_words.type_bases = offsetof(PyTypeObject, tp_flags) + (PY_BIG_ENDIAN ? sizeof(unsigned long) - 4 : 0);
    _hpy_direct_words.ctx = &universal_context;
    _hpy_direct_words.counting = COUNTS_ARE_SIMPLE ? &universal_context : NULL;
    _hpy_direct_words.items = _hpy_direct_words.counting;
#ifndef Py_GIL_DISABLED
    _hpy_direct_words.locked = &universal_context;
#endif
    fill_direct_text();
    fill_direct_ints();
}

static HPyContext *isolated(const HPyContext *ctx)
{
    return ctx == &universal_context ? &isolated_context : NULL;
}

static void fill_isolated(void)
{
    isolated_context = universal_context;
    isolated_direct = _hpy_direct_words;
    isolated_direct.ctx = isolated(_hpy_direct_words.ctx);
    isolated_direct.counting = isolated(_hpy_direct_words.counting);
    isolated_direct.items = isolated(_hpy_direct_words.items);
    isolated_direct.locked = isolated(_hpy_direct_words.locked);
    isolated_direct.text = isolated(_hpy_direct_words.text);
    isolated_direct.ints = isolated(_hpy_direct_words.ints);
}

void hpy_universal_context_init(void)
{
    HPyContext *ctx = &universal_context;

    if (!HPY_ATOMIC_SWAP(&is_filled, 0, 1)) {
        while (HPY_ATOMIC_LOAD(&is_filled) != 2)
            HPY_LET_OTHERS_RUN();
        return;
    }
    ctx->name = "HPy Universal ABI (CPython backend)";
    ctx->abi_version = HPY_ABI_VERSION;
    fill_handles(ctx);
    fill_named_handles(ctx);
    fill_functions(ctx);
    fill_direct();
    fill_isolated();
    (void)HPY_ATOMIC_EXCHANGE(&is_filled, 2);
}

/* Those who come here have one GIL, or none. */
HPyContext *hpy_universal_context(void)
{
    if (HPY_ATOMIC_LOAD(&universal_context.h_Builtins._i) == 0) {
        PyObject *builtins = hpy_builtins_dict();
        if (builtins == NULL)
            return NULL;
        if (!HPY_ATOMIC_SWAP(&universal_context.h_Builtins._i, 0, _py2h(builtins)._i)) /* another thread was faster */
            Py_DECREF(builtins);
    }
    return &universal_context;
}

const HPyDirect *hpy_universal_direct(void)
{
    return &_hpy_direct_words;
}

HPyContext *hpy_isolated_context(void)
{
    return &isolated_context;
}

const HPyDirect *hpy_isolated_direct(void)
{
    return &isolated_direct;
}
