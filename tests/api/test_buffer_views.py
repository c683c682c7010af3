"""Views of other objects' memory: acquired, looked at, copied, released."""

import array
import gc
import itertools
import struct
import sys

import pytest

SNIPPET = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    #define N(I) HPyLong_AsSsize_t(ctx, args[I])
    #define FLAGS(I) ((int)HPyLong_AsLong(ctx, args[I]))

    static char letter(HPyContext *ctx, HPy h)
    {
        return HPyUnicode_AsUTF8AndSize(ctx, h, NULL)[0];
    }
    static HPy none(HPyContext *ctx)
    {
        return HPy_Dup(ctx, ctx->h_None);
    }
    static HPy checked(HPyContext *ctx, int result)
    {
        return result < 0 ? HPy_NULL : HPyLong_FromLong(ctx, result);
    }
    /* Numbers as a tuple; None for no array. */
    static HPy numbers(HPyContext *ctx, const HPy_ssize_t *array, int n)
    {
        HPyTupleBuilder b;
        if (array == NULL)
            return none(ctx);
        b = HPyTupleBuilder_New(ctx, n);
        for (int i = 0; i < n; i++) {
            HPy item = HPyLong_FromSsize_t(ctx, array[i]);
            HPyTupleBuilder_Set(ctx, b, i, item);
            HPy_Close(ctx, item);
        }
        return HPyTupleBuilder_Build(ctx, b);
    }
    static void read_numbers(HPyContext *ctx, HPy tuple, HPy_ssize_t *array)
    {
        for (HPy_ssize_t i = 0; i < HPy_Length(ctx, tuple); i++) {
            HPy item = HPy_GetItem_i(ctx, tuple, i);
            array[i] = HPyLong_AsSsize_t(ctx, item);
            HPy_Close(ctx, item);
        }
    }

    /* (object, len, itemsize, readonly, ndim, format, shape, strides, suboffsets) */
    FUNCTION(fields)
    {
        HPy_buffer view;
        HPy shape, strides, suboffsets, result;
        if (HPy_GetBuffer(ctx, args[0], &view, FLAGS(1)) < 0) {
            if (!HPy_IsNull(view.obj))
                HPyErr_SetString(ctx, ctx->h_RuntimeError, "failed, but there is an object");
            HPyBuffer_Release(ctx, &view);
            return HPy_NULL;
        }
        shape = numbers(ctx, view.shape, view.ndim);
        strides = numbers(ctx, view.strides, view.ndim);
        suboffsets = numbers(ctx, view.suboffsets, view.ndim);
        result = HPy_BuildValue(ctx, "OnniisOOO", view.obj, view.len, view.itemsize, view.readonly, view.ndim,
                                view.format, shape, strides, suboffsets);
        HPy_Close(ctx, shape);
        HPy_Close(ctx, strides);
        HPy_Close(ctx, suboffsets);
        HPyBuffer_Release(ctx, &view);
        if (!HPy_IsNull(view.obj)) {
            HPyErr_SetString(ctx, ctx->h_RuntimeError, "released, but there is an object");
            HPy_Close(ctx, result);
            return HPy_NULL;
        }
        return result;
    }
    FUNCTION(content)
    {
        HPy_buffer view;
        HPy result;
        if (HPy_GetBuffer(ctx, args[0], &view, HPyBUF_SIMPLE) < 0)
            return HPy_NULL;
        result = HPyBytes_FromStringAndSize(ctx, view.buf, view.len);
        HPyBuffer_Release(ctx, &view);
        return result;
    }
    FUNCTION(fill)
    {
        HPy_buffer view;
        if (HPy_GetBuffer(ctx, args[0], &view, HPyBUF_WRITABLE) < 0)
            return HPy_NULL;
        memset(view.buf, FLAGS(1), (size_t)view.len);
        HPyBuffer_Release(ctx, &view);
        return none(ctx);
    }
    FUNCTION(check) { return HPyBool_FromLong(ctx, HPyBuffer_Check(ctx, args[0])); }
    FUNCTION(release_empty)
    {
        HPy_buffer view;
        memset(&view, 0, sizeof(view));
        HPyBuffer_Release(ctx, &view);
        return none(ctx);
    }
    /* With an exception pending, which stays. */
    FUNCTION(release_pending)
    {
        HPy_buffer view;
        if (HPy_GetBuffer(ctx, args[0], &view, HPyBUF_SIMPLE) == 0)
            HPyErr_SetString(ctx, ctx->h_KeyError, "pending");
        HPyBuffer_Release(ctx, &view);
        return HPy_NULL;
    }
    /* Calls f(object) while the view is there. */
    FUNCTION(hold)
    {
        HPy_buffer view;
        HPy result;
        if (HPy_GetBuffer(ctx, args[0], &view, HPyBUF_FULL_RO) < 0)
            return HPy_NULL;
        result = HPy_Call(ctx, args[1], &view.obj, 1, HPy_NULL);
        HPyBuffer_Release(ctx, &view);
        return result;
    }
    FUNCTION(is_contiguous)
    {
        HPy_buffer view;
        int result;
        if (HPy_GetBuffer(ctx, args[0], &view, FLAGS(2)) < 0)
            return HPy_NULL;
        result = HPyBuffer_IsContiguous(ctx, &view, letter(ctx, args[1]));
        HPyBuffer_Release(ctx, &view);
        return HPyLong_FromLong(ctx, result);
    }
    FUNCTION(to_contiguous)
    {
        HPy_buffer view;
        HPy result = HPy_NULL;
        char *copy;
        if (HPy_GetBuffer(ctx, args[0], &view, HPyBUF_FULL_RO) < 0)
            return HPy_NULL;
        copy = malloc((size_t)view.len + 1);
        if (HPyBuffer_ToContiguous(ctx, copy, &view, view.len + N(2), letter(ctx, args[1])) == 0)
            result = HPyBytes_FromStringAndSize(ctx, copy, view.len);
        free(copy);
        HPyBuffer_Release(ctx, &view);
        return result;
    }
    FUNCTION(from_contiguous)
    {
        HPy_buffer view;
        int result;
        if (HPy_GetBuffer(ctx, args[0], &view, HPyBUF_FULL_RO) < 0)
            return HPy_NULL;
        result = HPyBuffer_FromContiguous(ctx, &view, HPyBytes_AsString(ctx, args[1]), HPyBytes_Size(ctx, args[1]),
                                          letter(ctx, args[2]));
        HPyBuffer_Release(ctx, &view);
        return checked(ctx, result);
    }
    FUNCTION(item)
    {
        HPy_buffer view;
        HPy_ssize_t indices[HPyBUF_MAX_NDIM];
        HPy result;
        if (HPy_GetBuffer(ctx, args[0], &view, FLAGS(2)) < 0)
            return HPy_NULL;
        read_numbers(ctx, args[1], indices);
        result = HPyBytes_FromStringAndSize(ctx, HPyBuffer_GetPointer(ctx, &view, indices), view.itemsize);
        HPyBuffer_Release(ctx, &view);
        return result;
    }
    FUNCTION(strides)
    {
        HPy_ssize_t shape[HPyBUF_MAX_NDIM], result[HPyBUF_MAX_NDIM];
        int n = (int)HPy_Length(ctx, args[0]);
        read_numbers(ctx, args[0], shape);
        HPyBuffer_FillContiguousStrides(ctx, n, shape, result, N(1), letter(ctx, args[2]));
        return numbers(ctx, result, n);
    }
    FUNCTION(size_from_format)
    {
        HPy_ssize_t n = HPyBuffer_SizeFromFormat(ctx, HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL));
        return n < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, n);
    }
    FUNCTION(copy_data) { return checked(ctx, HPy_CopyData(ctx, args[0], args[1])); }

    @EXPORT(fields, content, fill, check, release_empty, release_pending, hold, is_contiguous, to_contiguous)
    @EXPORT(from_contiguous, item, strides, size_from_format, copy_data)
    @INIT
"""

SIMPLE, WRITABLE, FORMAT, NDIM = 0, 1, 4, 8
STRIDES = 0x10 | NDIM
C_CONTIGUOUS, F_CONTIGUOUS, ANY_CONTIGUOUS = 0x20 | STRIDES, 0x40 | STRIDES, 0x80 | STRIDES
INDIRECT = 0x100 | STRIDES
FULL_RO, FULL = INDIRECT | FORMAT, INDIRECT | FORMAT | WRITABLE
READ, WRITE = 0x100, 0x200


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


def grid(*shape, data=None):
    """A memoryview of ints, 0, 1, 2 … in C's order."""
    size = 1
    for n in shape:
        size *= n
    memory = data or bytearray(struct.pack("%di" % size, *range(size)))
    return memoryview(memory).cast("B").cast("i", shape)


# ---- acquiring


def test_fields_of_bytes(mod):
    data = b"abc"
    assert mod.fields(data, SIMPLE) == (data, 3, 1, 1, 1, None, None, None, None)
    assert mod.fields(data, FULL_RO) == (data, 3, 1, 1, 1, "B", (3,), (1,), None)
    assert mod.fields(data, NDIM) == (data, 3, 1, 1, 1, None, (3,), None, None)


def test_fields_of_an_array(mod):
    data = array.array("d", [1.0, 2.0])
    assert mod.fields(data, FULL) == (data, 16, 8, 0, 1, "d", (2,), (8,), None)


def test_fields_of_dimensions(mod):
    view = grid(2, 3)
    assert mod.fields(view, FULL_RO) == (view, 24, 4, 0, 2, "i", (2, 3), (12, 4), None)


def test_the_object_is_the_exporter_s(mod):
    data = bytearray(b"abc")
    before = sys.getrefcount(data)
    assert mod.fields(data, SIMPLE)[0] is data
    assert sys.getrefcount(data) == before


@pytest.mark.parametrize("data", [b"", b"abc", bytearray(b"xyz"), memoryview(b"12345")[1:3], array.array("b", [1, 2])])
def test_content(mod, data):
    assert mod.content(data) == bytes(data)


def test_large_content(mod):
    data = bytes(range(256)) * 4096
    assert mod.content(data) == data
    assert mod.content(memoryview(data)) == data


def test_writing(mod):
    data = bytearray(5)
    mod.fill(data, 65)
    assert data == b"AAAAA"
    numbers = array.array("H", [1, 2])
    mod.fill(numbers, 1)
    assert numbers.tolist() == [257, 257]


def test_no_buffer(mod):
    for other in ("text", 1, None, [], object()):
        with pytest.raises(TypeError, match="a bytes-like object is required, not '%s'" % type(other).__name__):
            mod.fields(other, SIMPLE)


def test_refused(mod):
    with pytest.raises(BufferError, match="Object is not writable."):
        mod.fill(b"abc", 65)
    with pytest.raises(BufferError, match="underlying buffer is not C-contiguous"):
        mod.content(memoryview(b"abcdef")[::2])


@pytest.mark.no_debug("reports the flags")
@pytest.mark.parametrize("flags", [READ, WRITE])
def test_flags_of_memoryviews_are_none(mod, flags):
    for data in (b"abc", bytearray(3), memoryview(b"abc")):
        with pytest.raises(SystemError):
            mod.fields(data, flags)


def test_check(mod):
    assert all(map(mod.check, (b"", bytearray(), memoryview(b""), array.array("i"))))
    assert not any(map(mod.check, ("text", 1, None, [])))


def test_a_released_memoryview(mod):
    view = memoryview(b"abc")
    view.release()
    assert mod.check(view)
    with pytest.raises(ValueError, match="released"):
        mod.content(view)


# ---- releasing


def test_empty(mod):
    assert mod.release_empty() is None


def test_with_an_exception(mod):
    data = bytearray(b"abc")
    for _ in range(3):
        with pytest.raises(KeyError, match="pending"):
            mod.release_pending(data)
    data.append(1)
    with pytest.raises(TypeError):
        mod.release_pending("text")


def test_a_view_holds_its_object(mod):
    data = bytearray(b"abc")

    def use(obj):
        assert obj is data
        with pytest.raises(BufferError):
            data.append(1)
        return "used"

    assert mod.hold(data, use) == "used"
    data.append(1)


def test_views_within_views(mod):
    data = bytearray(b"abc")
    assert mod.hold(data, lambda a: mod.hold(a, lambda b: mod.hold(memoryview(b), bytes))) == b"abc"
    data.append(1)


def test_an_exception_within(mod):
    data = bytearray(b"abc")
    with pytest.raises(ZeroDivisionError):
        mod.hold(data, lambda obj: 1 / 0)
    data.append(1)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="__buffer__ is of Python 3.12")
def test_exporters_in_python(mod):
    released = []

    class Exporter:
        def __init__(self, result):
            self.result = result

        def __buffer__(self, flags):
            if isinstance(self.result, Exception):
                raise self.result
            return self.result

        def __release_buffer__(self, view):
            released.append(bytes(view))

    assert mod.content(Exporter(memoryview(b"abc"))) == b"abc"
    assert released == [b"abc"]
    with pytest.raises(KeyError, match="pending"):
        mod.release_pending(Exporter(memoryview(b"abc")))
    with pytest.raises(TypeError):
        mod.content(Exporter(12))
    with pytest.raises(ZeroDivisionError):
        mod.content(Exporter(ZeroDivisionError()))


# ---- contiguity

CONTIGUOUS = [
    (grid(6), (1, 1, 1)),
    (grid(2, 3), (1, 0, 1)),
    (grid(1, 6), (1, 1, 1)),
    (grid(6, 1), (1, 1, 1)),
    (grid(2, 3, 4), (1, 0, 1)),
    (grid(6)[::2], (0, 0, 0)),
    (grid(6)[::-1], (0, 0, 0)),
    (grid(6)[:1:2], (1, 1, 1)),
    (grid(2, 3)[:1], (1, 1, 1)),
    (memoryview(b""), (1, 1, 1)),
]


@pytest.mark.parametrize("view, expected", CONTIGUOUS)
def test_is_contiguous(mod, view, expected):
    assert tuple(mod.is_contiguous(view, order, FULL_RO) for order in "CFA") == expected
    assert (view.c_contiguous, view.f_contiguous, view.contiguous) == expected
    assert mod.is_contiguous(view, "X", FULL_RO) == 0


def test_nothing_is_contiguous(mod):
    assert [mod.is_contiguous(memoryview(b"")[::2], order, FULL_RO) for order in "CFA"] == [1, 1, 1]


def test_is_contiguous_without_strides(mod):
    assert [mod.is_contiguous(b"abc", order, SIMPLE) for order in "CFA"] == [1, 1, 1]
    assert [mod.is_contiguous(grid(2, 3), order, NDIM) for order in "CFA"] == [1, 0, 1]
    assert [mod.is_contiguous(grid(6, 1), order, NDIM) for order in "CFA"] == [1, 1, 1]


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 3, 4), (5, 0, 2)])
def test_strides(mod, shape):
    c_order, f_order, stride = [], [], 8
    for n in reversed(shape):
        c_order.insert(0, stride)
        stride *= n
    stride = 8
    for n in shape:
        f_order.append(stride)
        stride *= n
    assert mod.strides(shape, 8, "C") == tuple(c_order)
    assert mod.strides(shape, 8, "F") == tuple(f_order)


@pytest.mark.parametrize("view", [grid(6), grid(6)[::2], grid(6)[::-1], grid(2, 3), grid(2, 3, 4), grid(4, 3)[1::2]])
def test_items(mod, view):
    for indices in itertools.product(*map(range, view.shape)):
        assert mod.item(view, indices, FULL_RO) == struct.pack("i", view[indices])


def test_items_without_strides(mod):
    view = grid(2, 3)
    for indices in itertools.product(range(2), range(3)):
        assert mod.item(view, indices, NDIM) == struct.pack("i", view[indices])
    assert mod.item(b"abc", (1,), SIMPLE) == b"b"


# ---- copies

SHORT = [grid(5)[:0], memoryview(b"")]
VIEWS = [grid(6), grid(6)[::2], grid(6)[::-1], grid(2, 3), grid(2, 3, 4), grid(4, 3)[1::2], *SHORT]


@pytest.mark.parametrize("view", VIEWS)
def test_to_contiguous(mod, view):
    for order in "CFA":
        assert mod.to_contiguous(view, order, 0) == view.tobytes(order)


def test_to_contiguous_wants_the_length(mod):
    for view in (grid(6), grid(6)[::2]):
        for difference in (-1, 1):
            with pytest.raises(ValueError, match="len != view->len"):
                mod.to_contiguous(view, "C", difference)
        with pytest.raises(ValueError, match="order must be 'C', 'F' or 'A'"):
            mod.to_contiguous(view, "c", 0)


@pytest.mark.parametrize("shape, key", [((6,), slice(None)), ((6,), slice(None, None, 2)), ((2, 3), slice(None))])
def test_from_contiguous(mod, shape, key):
    view = grid(*shape)[key]
    new = bytes(reversed(range(view.nbytes)))
    for order in "CF":
        assert mod.from_contiguous(view, new, order) == 0
        assert view.tobytes(order) == new


def test_from_contiguous_of_another_length(mod):
    view = grid(6)[::2]
    assert mod.from_contiguous(view, struct.pack("4i", 7, 8, 9, 10), "C") == 0
    assert view.tolist() == [7, 8, 9]
    assert mod.from_contiguous(view, struct.pack("i", 5) + b"xy", "C") == 0  # two bytes are no item
    assert view.tolist() == [5, 8, 9]
    assert mod.from_contiguous(view, b"", "C") == 0


def test_from_contiguous_wants_to_write(mod):
    for view in (memoryview(b"abcd"), memoryview(b"abcd")[::2]):
        with pytest.raises(BufferError, match="for reading only"):
            mod.from_contiguous(view, b"xx", "C")
    with pytest.raises(ValueError, match="order"):
        mod.from_contiguous(bytearray(2), b"xx", "x")


def test_copy_data(mod):
    for dest, src in [
        (bytearray(6), b"abcdef"),
        (bytearray(6), b"abc"),
        (bytearray(6), b""),
        (memoryview(bytearray(6))[::2], b"abc"),
        (memoryview(bytearray(6))[::-1], memoryview(b"abcdefghijkl")[::2]),
        (grid(2, 3), grid(2, 3)),
        (array.array("i", range(3)), grid(6)[::2]),
    ]:
        expected = bytes(src) + bytes(dest)[len(bytes(src)) :]
        assert mod.copy_data(dest, src) == 0
        assert bytes(dest) == expected


def test_copy_data_onto_itself(mod):
    data = bytearray(b"abcdef")
    assert mod.copy_data(data, data) == 0
    assert mod.copy_data(memoryview(data)[1:], memoryview(data)[:-1]) == 0
    assert data == b"aabcde"
    assert mod.copy_data(memoryview(data)[::-1], data) == 0
    assert data == b"edcbaa"


def test_copy_data_refused(mod):
    for dest, src in [(bytearray(2), "text"), ("text", b"ab"), (None, None)]:
        with pytest.raises(TypeError, match="bytes-like"):
            mod.copy_data(dest, src)
    with pytest.raises(BufferError, match="destination is too small to receive data from source"):
        mod.copy_data(bytearray(2), b"abc")
    with pytest.raises(BufferError):
        mod.copy_data(b"abc", b"abc")


@pytest.mark.parametrize("format", ["", "B", "i", "<qH", "=2i", "3s", "P"])
def test_size_from_format(mod, format):
    assert mod.size_from_format(format) == struct.calcsize(format)


def test_size_of_no_format(mod):
    with pytest.raises(struct.error):
        mod.size_from_format("y")


def test_no_leaks(mod, leaks):
    data, view = bytearray(b"abcdef"), grid(6)[::2]
    leaks(lambda: (mod.fields(data, FULL), mod.content(data), mod.hold(data, len), mod.to_contiguous(view, "C", 0)))
    leaks(lambda: (mod.copy_data(bytearray(20), view), mod.size_from_format("i")))
    for wrong in (lambda: mod.content("text"), lambda: mod.fill(b"", 1), lambda: mod.release_pending(data)):
        leaks(wrong)
    gc.collect()
