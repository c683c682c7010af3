"""Integers to and from C: exactness, ranges, signs, what is accepted."""

import struct
import sys

import pytest

C_LONG = 8 * struct.calcsize("l")
WORD = 8 * struct.calcsize("P")

# name → (C type, bits, signed)
FROM = {
    "FromInt32_t": ("int32_t", 32, True),
    "FromUInt32_t": ("uint32_t", 32, False),
    "FromInt64_t": ("int64_t", 64, True),
    "FromUInt64_t": ("uint64_t", 64, False),
    "FromSize_t": ("size_t", WORD, False),
    "FromSsize_t": ("HPy_ssize_t", WORD, True),
    "FromLong": ("long", C_LONG, True),
    "FromUnsignedLong": ("unsigned long", C_LONG, False),
    "FromLongLong": ("long long", 64, True),
    "FromUnsignedLongLong": ("unsigned long long", 64, False),
}
SIGNED = {
    "AsInt32_t": ("int32_t", 32),
    "AsInt64_t": ("int64_t", 64),
    "AsLong": ("long", C_LONG),
    "AsLongLong": ("long long", 64),
    "AsSsize_t": ("HPy_ssize_t", WORD),
}
UNSIGNED = {
    "AsUInt32_t": ("uint32_t", 32),
    "AsUInt64_t": ("uint64_t", 64),
    "AsUnsignedLong": ("unsigned long", C_LONG),
    "AsUnsignedLongLong": ("unsigned long long", 64),
    "AsSize_t": ("size_t", WORD),
}
MASK = {
    "AsUInt32_tMask": ("uint32_t", 32),
    "AsUInt64_tMask": ("uint64_t", 64),
    "AsUnsignedLongMask": ("unsigned long", C_LONG),
    "AsUnsignedLongLongMask": ("unsigned long long", 64),
}
USES_INDEX = ["AsInt32_t", "AsInt64_t", "AsLong", "AsLongLong", *MASK]
NO_INDEX = ["AsSsize_t", *UNSIGNED]

SNIPPET = r"""
    /* Each function: a tuple of the result as bytes and, where the error value was returned, whether an exception came
       with it; the exception is cleared and its type checked by asking for it in the argument. */
    static HPy report(HPyContext *ctx, const void *value, size_t size, bool is_error_value)
    {
        if (HPyErr_Occurred(ctx) && !is_error_value)
            HPy_FatalError(ctx, "an exception without the error value");
        if (HPyErr_Occurred(ctx))
            return HPy_NULL;
        return HPyBytes_FromStringAndSize(ctx, (const char *)value, (HPy_ssize_t)size);
    }
    #define AS(NAME, TYPE) \
        HPyDef_METH(NAME, #NAME, HPyFunc_O) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, HPy arg) \
        { \
            TYPE value = HPyLong_##NAME(ctx, arg); \
            return report(ctx, &value, sizeof(value), value == (TYPE)-1); \
        }
    #define FROM(NAME, TYPE) \
        HPyDef_METH(NAME, #NAME, HPyFunc_O) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, HPy arg) \
        { \
            TYPE value; \
            memcpy(&value, HPyBytes_AsString(ctx, arg), sizeof(value)); \
            return HPyLong_##NAME(ctx, value); \
        }
    EACH
    HPyDef_METH(AsVoidPtr, "AsVoidPtr", HPyFunc_O)
    static HPy AsVoidPtr_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        void *value = HPyLong_AsVoidPtr(ctx, arg);
        return report(ctx, &value, sizeof(value), value == NULL);
    }
    HPyDef_METH(AsDouble, "AsDouble", HPyFunc_O)
    static HPy AsDouble_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        double value = HPyLong_AsDouble(ctx, arg);
        return report(ctx, &value, sizeof(value), value == -1.0);
    }
    @EXPORT(AsVoidPtr, AsDouble)
    @EXPORT(ALL_NAMES)
    @INIT
"""
EACH = ["FROM(%s, %s)" % (name, FROM[name][0]) for name in FROM]
EACH += ["AS(%s, %s)" % (name, kinds[name][0]) for kinds in (SIGNED, UNSIGNED, MASK) for name in kinds]
SNIPPET = SNIPPET.replace("EACH", "\n".join(EACH), 1)
SNIPPET = SNIPPET.replace("ALL_NAMES", ", ".join([*FROM, *SIGNED, *UNSIGNED, *MASK]))


class Index:
    def __index__(self):
        return 7


class Broken:
    def __index__(self):
        raise KeyError("broken")


def to_c(value, bits, signed):
    return value.to_bytes(bits // 8, sys.byteorder, signed=signed)


def from_c(data, signed):
    return int.from_bytes(data, sys.byteorder, signed=signed)


def limits(bits, signed):
    return (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)


@pytest.fixture
def mod(make):
    return make(SNIPPET)


@pytest.mark.parametrize("name", FROM)
def test_from_is_exact(mod, name):
    _, bits, signed = FROM[name]
    low, high = limits(bits, signed)
    for value in (low, low + 1, 0, 1, 42, high - 1, high):
        assert getattr(mod, name)(to_c(value, bits, signed)) == value


@pytest.mark.parametrize("name", [*SIGNED, *UNSIGNED])
def test_as_within_range(mod, name):
    signed = name in SIGNED
    low, high = limits((SIGNED if signed else UNSIGNED)[name][1], signed)
    for value in (low, low + 1, 0, 1, 42, high - 1, high):
        assert from_c(getattr(mod, name)(value), signed) == value


class Derived(int):
    """Its value is read as that of any int; __index__ is not asked."""

    def __index__(self):
        return 1


@pytest.mark.parametrize("name", SIGNED)
@pytest.mark.parametrize("kind", [int, Derived])
def test_values_around_a_digit(mod, name, kind):
    """CPython keeps ints as digits of 15 or 30 bits; those of one digit at most are read without a call."""
    _, bits = SIGNED[name]
    for exponent in (14, 15, 16, 29, 30, 31, 45, 59, 60, 61):
        for value in (2**exponent - 1, 2**exponent, 2**exponent + 1):
            if value < 2 ** (bits - 1):
                assert from_c(getattr(mod, name)(kind(value)), True) == value
                assert from_c(getattr(mod, name)(kind(-value)), True) == -value


@pytest.mark.parametrize("name", SIGNED)
def test_signed_minus_one_is_no_error(mod, name):
    assert from_c(getattr(mod, name)(-1), True) == -1


@pytest.mark.parametrize("name", [*SIGNED, *UNSIGNED])
def test_as_out_of_range(mod, name):
    signed = name in SIGNED
    low, high = limits((SIGNED if signed else UNSIGNED)[name][1], signed)
    for value in (high + 1, low - 1, 2**200, -(2**200)):
        with pytest.raises(OverflowError):
            getattr(mod, name)(value)


@pytest.mark.parametrize("name", UNSIGNED)
def test_unsigned_refuses_negative(mod, name):
    with pytest.raises(OverflowError):
        getattr(mod, name)(-1)


@pytest.mark.parametrize("name", MASK)
def test_mask_wraps_silently(mod, name):
    bits = MASK[name][1]
    for value in (0, 1, -1, -(2**31), 2**bits - 1, 2**bits, 2**bits + 5, 2**200 + 3, -(2**100) + 9):
        assert from_c(getattr(mod, name)(value), False) == value % 2**bits


@pytest.mark.parametrize("name", USES_INDEX)
def test_index_is_used(mod, name):
    assert from_c(getattr(mod, name)(Index()), False) == 7


@pytest.mark.parametrize("name", USES_INDEX)
def test_failing_index(mod, name):
    with pytest.raises(KeyError, match="broken"):
        getattr(mod, name)(Broken())


@pytest.mark.parametrize("name", [*NO_INDEX, "AsVoidPtr", "AsDouble"])
def test_index_is_not_used(mod, name):
    with pytest.raises(TypeError):
        getattr(mod, name)(Index())


@pytest.mark.parametrize("name", [*SIGNED, *UNSIGNED, *MASK, "AsVoidPtr", "AsDouble"])
@pytest.mark.parametrize("wrong", [2.0, "1", None, object()])
def test_what_is_no_int(mod, name, wrong):
    with pytest.raises(TypeError):
        getattr(mod, name)(wrong)


@pytest.mark.parametrize("name", [*SIGNED, *UNSIGNED, *MASK])
def test_bool_is_an_int(mod, name):
    assert from_c(getattr(mod, name)(True), False) == 1


def test_void_pointer(mod):
    for value in (0, 1, 2**WORD - 1):
        assert from_c(mod.AsVoidPtr(value), False) == value
    assert from_c(mod.AsVoidPtr(-2), True) == -2


def test_void_pointer_out_of_range(mod):
    with pytest.raises(OverflowError):
        mod.AsVoidPtr(2**WORD)


@pytest.mark.parametrize("value", [0, 1, -1, -5, 2**60, -(2**1000)])
def test_as_double(mod, value):
    assert struct.unpack("d", mod.AsDouble(value)) == (float(value),)


def test_as_double_out_of_range(mod):
    with pytest.raises(OverflowError):
        mod.AsDouble(10**400)


def test_no_leaks(mod, leaks):
    leaks(lambda: (mod.AsInt32_t(Index()), mod.FromUInt64_t(b"\xff" * 8), mod.AsUInt64_tMask(-(2**100))))
    leaks(mod.AsInt32_t, 2**100)
    leaks(mod.AsUInt32_t, Index())
