"""Memoryviews: of objects, of memory without one, of a view, without gaps."""

import array
import gc

import pytest

SNIPPET = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    #define N(I) HPyLong_AsSsize_t(ctx, args[I])
    #define FLAGS(I) ((int)HPyLong_AsLong(ctx, args[I]))

    static char memory[] = "0123456789";

    FUNCTION(from_object) { return HPyMemoryView_FromObject(ctx, args[0]); }
    FUNCTION(check) { return HPyBool_FromLong(ctx, HPyMemoryView_Check(ctx, args[0])); }
    FUNCTION(from_memory) { return HPyMemoryView_FromMemory(ctx, memory, N(0), FLAGS(1)); }
    FUNCTION(from_no_memory) { return HPyMemoryView_FromMemory(ctx, NULL, 0, FLAGS(0)); }
    FUNCTION(content) { return HPyBytes_FromString(ctx, memory); }
    FUNCTION(get_contiguous)
    {
        return HPyMemoryView_GetContiguous(ctx, args[0], FLAGS(1), HPyUnicode_AsUTF8AndSize(ctx, args[2], NULL)[0]);
    }
    /* A table of 2 x 5, of no object. */
    FUNCTION(from_table)
    {
        HPy_ssize_t shape[] = {2, 5}, strides[] = {5, 1};
        HPy_buffer view;
        memset(&view, 0, sizeof(view));
        view.buf = FLAGS(0) == 2 ? memory : NULL;
        view.len = 10;
        view.itemsize = 1;
        view.ndim = FLAGS(0);
        view.format = (char *)"B";
        view.shape = shape;
        view.strides = strides;
        return HPyMemoryView_FromBuffer(ctx, &view);
    }
    /* While the view is there, what f makes of its copy. */
    FUNCTION(from_view)
    {
        HPy_buffer view;
        HPy copy, result = HPy_NULL;
        if (HPy_GetBuffer(ctx, args[0], &view, HPyBUF_FULL_RO) < 0)
            return HPy_NULL;
        copy = HPyMemoryView_FromBuffer(ctx, &view);
        if (!HPy_IsNull(copy))
            result = HPy_Call(ctx, args[1], &copy, 1, HPy_NULL);
        HPy_Close(ctx, copy);
        HPyBuffer_Release(ctx, &view);
        return result;
    }
    @EXPORT(from_object, check, from_memory, from_no_memory, content, get_contiguous, from_table, from_view)
    @INIT
"""

READ, WRITE = 0x100, 0x200


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


def test_from_object(mod):
    for source in (b"abc", bytearray(b"abc"), array.array("i", [1, 2]), memoryview(b"abcd")[::2]):
        view = mod.from_object(source)
        assert type(view) is memoryview and view == memoryview(source)
        assert view.obj is (source.obj if type(source) is memoryview else source)


def test_from_no_buffer(mod):
    with pytest.raises(TypeError, match="memoryview: a bytes-like object is required, not 'str'"):
        mod.from_object("text")
    view = memoryview(b"abc")
    view.release()
    with pytest.raises(ValueError, match="released memoryview"):
        mod.from_object(view)


def test_check(mod):
    assert mod.check(memoryview(b"")) is True
    assert mod.check(b"") is False and mod.check(memoryview) is False


def test_from_memory(mod):
    view = mod.from_memory(4, READ)
    assert bytes(view) == b"0123" and view.readonly and view.obj is None
    assert (view.format, view.itemsize, view.shape, view.strides) == ("B", 1, (4,), (1,))
    with pytest.raises(TypeError):
        view[0] = 65
    view = mod.from_memory(10, WRITE)
    view[3] = 65
    assert mod.content() == b"012A456789"
    view[3] = 51


def test_from_nothing(mod):
    assert bytes(mod.from_memory(0, READ)) == bytes(mod.from_no_memory(WRITE)) == b""


def test_from_memory_refused(mod):
    with pytest.raises(SystemError, match="Negative size"):
        mod.from_memory(-1, READ)
    for flags in (0, 1, READ | WRITE):
        with pytest.raises(SystemError, match="HPyBUF_READ or HPyBUF_WRITE"):
            mod.from_memory(3, flags)


def test_from_table(mod):
    view = mod.from_table(2)
    assert view.tolist() == [[48, 49, 50, 51, 52], [53, 54, 55, 56, 57]]
    view[1, 4] = 65
    assert mod.content() == b"012345678A"
    view[1, 4] = 57


def test_from_table_refused(mod):
    with pytest.raises(ValueError):
        mod.from_table(65)
    with pytest.raises(ValueError, match="must not be NULL"):
        mod.from_table(1)


def test_from_view(mod):
    for source in (b"abc", bytearray(b"abc"), array.array("d", [1.0, 2.0]), memoryview(b"abcdef")[::2]):
        view = memoryview(source)
        expected = (view.tolist(), view.format, view.shape, view.strides, view.readonly)
        assert expected == mod.from_view(
            source, lambda view: (view.tolist(), view.format, view.shape, view.strides, view.readonly)
        )


@pytest.mark.parametrize("order", "CFA")
def test_contiguous(mod, order):
    data = bytearray(b"abcdef")
    for kind in (READ, WRITE):
        view = mod.get_contiguous(data, kind, order)
        assert view.obj is data and not view.readonly
    view = mod.get_contiguous(memoryview(data)[::2], READ, order)
    assert bytes(view) == b"ace" and view.readonly and view.contiguous
    table = memoryview(data).cast("B", (2, 3))
    view = mod.get_contiguous(table, READ, order)
    assert view.tolist() == table.tolist()
    assert view.f_contiguous if order == "F" else view.c_contiguous


def test_contiguous_refused(mod):
    data = bytearray(b"abcdef")
    with pytest.raises(BufferError, match="writable contiguous buffer requested for a non-contiguous object."):
        mod.get_contiguous(memoryview(data)[::2], WRITE, "C")
    with pytest.raises(BufferError, match="underlying buffer is not writable"):
        mod.get_contiguous(b"abc", WRITE, "C")
    with pytest.raises(TypeError):
        mod.get_contiguous("text", READ, "C")
    with pytest.raises(ValueError, match="order must be 'C', 'F' or 'A'"):
        mod.get_contiguous(data, READ, "c")
    with pytest.raises(SystemError, match="HPyBUF_READ or HPyBUF_WRITE"):
        mod.get_contiguous(data, 0, "C")


def test_no_leaks(mod, leaks):
    data = bytearray(b"abc")
    leaks(lambda: (mod.from_object(data), mod.from_memory(3, READ), mod.from_table(2), mod.from_view(data, len)))
    leaks(lambda: mod.get_contiguous(memoryview(data)[::2], READ, "F"))
    for wrong in (lambda: mod.from_object(1), lambda: mod.get_contiguous(b"", WRITE, "C"), lambda: mod.from_table(65)):
        leaks(wrong)
    gc.collect()
