"""Bulk access: HPySequence_ReadInt64, HPySequence_ReadDouble, HPySequence_Unpack…, lists and tuples of C arrays."""

import array
import ctypes
import math
import struct

import pytest

SNIPPET = r"""
    #include <stdlib.h>

    /* read_int64(seq, start, count): the number of items read, and their values */
    HPyDef_METH(read_int64, "read_int64", HPyFunc_VARARGS)
    static HPy read_int64_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        long start, count;
        HPy seq;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "O" "ll", &seq, &start, &count))
            return HPy_NULL;
        int64_t *buffer = (int64_t *)calloc(count > 0 ? (size_t)count : 1, sizeof(*buffer));
        HPy_ssize_t got = HPySequence_ReadInt64(ctx, seq, start, count, count == 0 ? NULL : buffer);
        HPy result = got < 0 ? HPy_NULL : HPyList_FromInt64Array(ctx, buffer, got);
        free(buffer);
        return result;
    }
    HPyDef_METH(read_double, "read_double", HPyFunc_VARARGS)
    static HPy read_double_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        long start, count;
        HPy seq;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "O" "ll", &seq, &start, &count))
            return HPy_NULL;
        double *buffer = (double *)calloc(count > 0 ? (size_t)count : 1, sizeof(*buffer));
        HPy_ssize_t got = HPySequence_ReadDouble(ctx, seq, start, count, count == 0 ? NULL : buffer);
        HPy result = got < 0 ? HPy_NULL : HPyTuple_FromDoubleArray(ctx, buffer, got);
        free(buffer);
        return result;
    }
    HPyDef_METH(unpack, "unpack", HPyFunc_O)
    static HPy unpack_impl(HPyContext *ctx, HPy self, HPy seq)
    {
        int64_t numbers[3];
        if (HPySequence_UnpackInt64(ctx, seq, 3, numbers) < 0)
            return HPy_NULL;
        return HPyTuple_FromInt64Array(ctx, numbers, 3);
    }
    HPyDef_METH(unpack_double, "unpack_double", HPyFunc_O)
    static HPy unpack_double_impl(HPyContext *ctx, HPy self, HPy seq)
    {
        double numbers[3];
        if (HPySequence_UnpackDouble(ctx, seq, 3, numbers) < 0)
            return HPy_NULL;
        return HPyList_FromDoubleArray(ctx, numbers, 3);
    }
    HPyDef_METH(list_of, "list_of", HPyFunc_VARARGS)
    static HPy list_of_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyList_FromArray(ctx, args, (HPy_ssize_t)nargs);
    }
    HPyDef_METH(array_of, "array_of", HPyFunc_VARARGS)
    static HPy array_of_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *format;
        HPy data;
        long n;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "sOl", &format, &data, &n))
            return HPy_NULL;
        return HPyArray_FromNumbers(ctx, *format, n == 0 ? NULL : HPyBytes_AsString(ctx, data), n);
    }
    @EXPORT(read_int64, read_double, unpack, unpack_double, list_of, array_of)
    @INIT
"""
LIMITS = [0, 1, -1, 2**30 - 1, 2**30, -(2**30), 2**31, 2**60, -(2**60), 2**63 - 1, -(2**63)]


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


class Index:
    """An integer by its __index__, which may do something before."""

    def __init__(self, value, before=None):
        self.value, self.before = value, before

    def __index__(self):
        if self.before:
            self.before()
        return self.value


class Float:
    def __init__(self, value):
        self.value = value

    def __float__(self):
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


class Int(int):
    def __float__(self):
        return 0.5

    def __index__(self):
        raise KeyError("int's own value counts")


class Sequence:
    """Items by __getitem__ alone."""

    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]


class List(list):
    def __getitem__(self, index):
        return super().__getitem__(index) + 1


KINDS = [list, tuple, Sequence]


@pytest.mark.parametrize("kind", KINDS)
def test_integers(mod, kind):
    assert mod.read_int64(kind(LIMITS), 0, len(LIMITS)) == LIMITS
    assert mod.read_int64(kind([True, False, 5]), 0, 3) == [1, 0, 5]
    assert mod.read_int64(kind([1, Index(2), Index(2**62), 4]), 0, 4) == [1, 2, 2**62, 4]


@pytest.mark.parametrize("kind", KINDS)
def test_floats(mod, kind):
    values = [0.5, -0.0, math.inf, 3, Index(4), Float(2.5), True, 1e300, 2**53 + 1]
    assert mod.read_double(kind(values), 0, 20) == (0.5, 0.0, math.inf, 3.0, 4.0, 2.5, 1.0, 1e300, 2.0**53)
    assert math.copysign(1, mod.read_double(kind(values), 1, 1)[0]) == -1
    assert math.isnan(mod.read_double(kind([math.nan]), 0, 1)[0])


@pytest.mark.parametrize("kind", KINDS)
def test_subclasses_of_numbers(mod, kind):
    class Float(float):
        def __float__(self):
            raise KeyError("float's own value counts")

    assert mod.read_int64(kind([Int(3), Int(2**63)]), 0, 2) == [3]
    assert mod.read_double(kind([Int(3), Float(2.5)]), 0, 2) == (0.5, 2.5)


@pytest.mark.parametrize("kind", KINDS)
def test_part(mod, kind):
    seq = kind(range(10))
    assert mod.read_int64(seq, 3, 4) == [3, 4, 5, 6]
    assert mod.read_int64(seq, 8, 4) == [8, 9]
    assert mod.read_int64(seq, 10, 4) == mod.read_int64(seq, 2**62, 4) == mod.read_int64(seq, 5, 0) == []
    assert mod.read_int64(kind([]), 0, 5) == []
    assert mod.read_double(seq, 8, 4) == (8.0, 9.0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("odd", [2**63, -(2**63) - 1, 10**40, 1.0, "4", None, 1j, Index(2**64), Float(1.0)])
def test_integer_that_does_not_fit_ends_the_reading(mod, kind, odd):
    assert mod.read_int64(kind([1, 2, odd, 4]), 0, 4) == [1, 2]
    assert mod.read_int64(kind([odd, 1]), 0, 2) == []
    assert mod.read_int64(kind([odd, 1]), 1, 2) == [1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("odd", ["4", None, 1j, 10**400, Index(-(10**400))])
def test_number_that_does_not_fit_ends_the_reading(mod, kind, odd):
    assert mod.read_double(kind([1, 2.5, odd, 4]), 0, 4) == (1.0, 2.5)
    assert mod.read_double(kind([odd]), 0, 2) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_exceptions_of_items(mod, kind):
    def fail():
        raise KeyError("no")

    with pytest.raises(KeyError, match="no"):
        mod.read_int64(kind([1, Index(2, fail)]), 0, 2)
    with pytest.raises(KeyError, match="no"):
        mod.read_double(kind([1, Index(2, fail)]), 0, 2)
    for error in (ValueError("no"), OverflowError("no")):
        with pytest.raises(type(error), match="no"):
            mod.read_double(kind([1, Float(error)]), 0, 2)
    with pytest.raises(TypeError):
        mod.read_double(kind([Float("text")]), 0, 2)


def test_list_that_changes_meanwhile(mod):
    items = [1, 2, 3, 4, 5]
    items[1] = Index(2, items.clear)
    assert mod.read_int64(items, 0, 5) == [1, 2]
    items = [1, 2, 3]
    items[2] = Index(3, lambda: items.extend(range(10, 20)))
    assert mod.read_int64(items, 0, 6) == [1, 2, 3, 10, 11, 12]
    items = [1, 2, 3]
    items[1] = Index(2, lambda: items.__setitem__(2, "text"))
    assert mod.read_int64(items, 0, 3) == [1, 2]


def test_sequence_that_gets_shorter(mod):
    seq = Sequence([1, 2, 3, 4])
    seq.items[1] = Index(2, seq.items.clear)
    with pytest.raises(IndexError):
        mod.read_int64(seq, 0, 4)


def test_subclass_has_its_way(mod):
    assert mod.read_int64(List([1, 2]), 0, 2) == [2, 3]


@pytest.mark.parametrize("wrong", [5, None, object(), iter([1]), {1: 2}])
def test_no_sequence(mod, wrong):
    with pytest.raises(TypeError):
        mod.read_int64(wrong, 0, 1)
    with pytest.raises(TypeError):
        mod.read_double(wrong, 0, 1)


def test_set_has_no_items(mod):
    with pytest.raises(TypeError):
        mod.read_int64({1, 2}, 0, 2)


@pytest.mark.no_debug("debug mode refuses it")
def test_negative_numbers(mod):
    for start, count in ((-1, 1), (0, -1)):
        with pytest.raises(SystemError):
            mod.read_int64([1, 2], start, count)
        with pytest.raises(SystemError):
            mod.read_double((1, 2), start, count)


# ---- memory


@pytest.mark.parametrize("code", "bBhHiIlLqQfd")
def test_array(mod, code):
    items = array.array(code, [0, 1, 100, 7])
    assert mod.read_double(items, 0, 10) == (0.0, 1.0, 100.0, 7.0)
    assert mod.read_double(items, 2, 1) == (100.0,)
    assert mod.read_int64(items, 0, 10) == ([] if code in "fd" else [0, 1, 100, 7])


@pytest.mark.parametrize("code", "bhilq")
def test_lowest_and_highest(mod, code):
    bits = 8 * struct.calcsize(code) - 1
    values = [-(2**bits), 2**bits - 1]
    assert mod.read_int64(array.array(code, values), 0, 2) == values
    assert mod.read_double(array.array(code, values), 0, 2) == tuple(map(float, values))


def test_unsigned_integers_of_64_bits(mod):
    items = array.array("Q", [1, 2**63 - 1, 2**63, 3])
    assert mod.read_int64(items, 0, 4) == [1, 2**63 - 1]
    assert mod.read_int64(items, 3, 1) == [3]
    assert mod.read_double(items, 0, 4) == (1.0, 2.0**63, 2.0**63, 3.0)


def test_bytes_and_views(mod):
    data = b"\x00\x01\x80\xff"
    for kind in (bytes, bytearray, memoryview):
        assert mod.read_int64(kind(data), 0, 4) == [0, 1, 128, 255]
        assert mod.read_double(kind(data), 2, 9) == (128.0, 255.0)
    view = memoryview(array.array("i", range(10)))
    assert mod.read_int64(view[1:9:3], 0, 9) == [1, 4, 7]
    assert mod.read_int64(view[::-1], 2, 3) == [7, 6, 5]
    assert mod.read_int64(memoryview(b"\0\1\2").cast("?"), 0, 3) == [0, 1, 1]
    assert mod.read_int64(memoryview(data).cast("c"), 0, 3) == []
    assert mod.read_int64(b"", 0, 3) == []


def test_formats_with_a_prefix(mod):
    assert mod.read_int64((ctypes.c_int32 * 3)(1, -2, 3), 0, 3) == [1, -2, 3]
    assert mod.read_int64((ctypes.c_int64.__ctype_be__ * 2)(1, -2), 0, 2) == [1, -2]
    assert mod.read_int64((ctypes.c_int64.__ctype_le__ * 2)(1, -2), 0, 2) == [1, -2]
    assert mod.read_double((ctypes.c_double * 2)(1.5, -2), 0, 2) == (1.5, -2.0)


def test_odd_buffers(mod):
    assert mod.read_int64((ctypes.c_wchar * 2)("a", "b"), 0, 2) == []
    table = memoryview(bytes(8)).cast("B", (2, 4))
    with pytest.raises(NotImplementedError):
        mod.read_int64(table, 0, 2)
    released = memoryview(bytes(8))
    released.release()
    with pytest.raises(ValueError):
        mod.read_int64(released, 0, 2)


# ---- exactly so many


@pytest.mark.parametrize("kind", KINDS)
def test_unpack(mod, kind):
    assert mod.unpack(kind([1, Index(2), 2**62])) == (1, 2, 2**62)
    assert mod.unpack_double(kind([1, Float(2.5), 0.25])) == [1.0, 2.5, 0.25]


@pytest.mark.parametrize("kind", KINDS)
def test_unpack_of_another_length(mod, kind):
    for unpack in (mod.unpack, mod.unpack_double):
        with pytest.raises(ValueError, match=r"not enough values to unpack \(expected 3, got 2\)"):
            unpack(kind([1, 2]))
        with pytest.raises(ValueError, match=r"too many values to unpack \(expected 3, got 4\)"):
            unpack(kind([1, 2, 3, 4]))


@pytest.mark.parametrize("kind", KINDS)
def test_unpack_of_what_does_not_fit(mod, kind):
    with pytest.raises(OverflowError):
        mod.unpack(kind([1, 2, 2**63]))
    with pytest.raises(TypeError):
        mod.unpack(kind([1, 2.0, 3]))
    with pytest.raises(TypeError):
        mod.unpack_double(kind([1, 2.0, "3"]))
    with pytest.raises(OverflowError):
        mod.unpack_double(kind([10**400, 2.0, 3]))


def test_unpack_of_a_list_that_changes(mod):
    items = [1, 2, 3]
    items[1] = Index(2, items.clear)
    with pytest.raises((ValueError, IndexError)):
        mod.unpack(items)
    items = [1, 2, 3]
    items[1] = Index(2, lambda: items.append(4))
    with pytest.raises(ValueError):
        mod.unpack(items)


# ---- the other way


def test_list_of_handles(mod):
    items = (object(), "a", 1)
    made = mod.list_of(*items)
    assert type(made) is list
    assert all(a is b for a, b in zip(made, items)) and len(made) == 3
    assert mod.list_of() == []


@pytest.mark.no_debug("debug mode refuses it")
def test_list_of_a_null_handle(make):
    mod = make(
        """
        HPyDef_METH(f, "f", HPyFunc_O)
        static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
        {
            HPy items[] = {arg, HPy_NULL};
            return HPyList_FromArray(ctx, items, 2);
        }
        @EXPORT(f)
        @INIT""",
        minor=2,
    )
    with pytest.raises(SystemError, match="item 1 of an array was not set, or set to HPy_NULL"):
        mod.f("item")


@pytest.mark.parametrize("code", "bBhHiIqQfd")
def test_array_of_numbers(mod, code):
    data = struct.pack("3" + code, 1, 2, 3)
    made = mod.array_of(code, data, 3)
    assert type(made) is array.array
    assert made.typecode == code
    assert made.tolist() == [1, 2, 3]
    assert mod.array_of(code, b"", 0) == array.array(code)


def test_array_of_an_unknown_format(mod):
    for code in ("l", "?", "x", ""):
        with pytest.raises(ValueError, match="format"):
            mod.array_of(code, bytes(8), 1)
    with pytest.raises(ValueError, match="negative"):
        mod.array_of("q", bytes(8), -1)
    with pytest.raises(MemoryError):
        mod.array_of("q", bytes(8), 2**62)


def test_no_leaks(mod, leaks):
    items = [1, 2**62, Index(3), 2.5, "x"]
    leaks(mod.read_int64, items, 0, 5)
    leaks(mod.read_double, items, 0, 5)
    leaks(mod.read_int64, [2**70], 0, 5)
    leaks(mod.read_int64, Sequence(items), 0, 5)
    leaks(mod.read_int64, array.array("i", [1, 2]), 0, 5)
    leaks(mod.unpack, [1, 2, "3"])
    leaks(mod.list_of, *items)
    leaks(mod.array_of, "q", bytes(16), 2)
