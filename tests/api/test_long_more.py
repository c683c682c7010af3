"""Ints of minor version 2: from text, doubles and pointers, with overflow, signs; indices and digits of other bases."""

import math
import sys

import pytest

SNIPPET = r"""
    #define OVERFLOWING(NAME, TYPE, FUNCTION) \
        HPyDef_METH(NAME, #NAME, HPyFunc_O) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, HPy arg) \
        { \
            int overflow = 7; \
            TYPE value = FUNCTION(ctx, arg, &overflow); \
            if (value == -1 && overflow == 0 && HPyErr_Occurred(ctx)) \
                return HPy_NULL; \
            return HPy_BuildValue(ctx, "Li", (long long)value, overflow); \
        }
    OVERFLOWING(int64, int64_t, HPyLong_AsInt64_tAndOverflow)
    OVERFLOWING(int32, int32_t, HPyLong_AsInt32_tAndOverflow)
    OVERFLOWING(as_long, long, HPyLong_AsLongAndOverflow)
    OVERFLOWING(as_long_long, long long, HPyLong_AsLongLongAndOverflow)

    HPyDef_METH(as_int, "as_int", HPyFunc_O)
    static HPy as_int_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        int value = HPyLong_AsInt(ctx, arg);
        return value == -1 && HPyErr_Occurred(ctx) ? HPy_NULL : HPyLong_FromLong(ctx, value);
    }
    HPyDef_METH(signs, "signs", HPyFunc_O)
    static HPy signs_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        int sign;
        if (HPyLong_GetSign(ctx, arg, &sign) < 0)
            return HPy_NULL;
        return HPy_BuildValue(ctx, "iiii", sign, HPyLong_IsNegative(ctx, arg), HPyLong_IsZero(ctx, arg),
                              HPyLong_IsPositive(ctx, arg));
    }
    HPyDef_METH(sign, "sign", HPyFunc_O)
    static HPy sign_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        int sign;
        return HPyLong_GetSign(ctx, arg, &sign) < 0 ? HPy_NULL : HPyLong_FromLong(ctx, sign);
    }
    /* text(text, base): the value and how much of the text it took; on an error, that and the exception's name */
    HPyDef_METH(text, "text", HPyFunc_VARARGS)
    static HPy text_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *text, *end = NULL;
        int base;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "si", &text, &base))
            return HPy_NULL;
        HPy number = HPyLong_FromString(ctx, text, &end, base);
        if (HPy_IsNull(number)) {
            if (!HPyErr_ExceptionMatches(ctx, ctx->h_ValueError))
                return HPy_NULL;
            HPyErr_Clear(ctx);
            return HPyLong_FromLong(ctx, (long)(end - text));
        }
        HPy result = HPy_BuildValue(ctx, "Ol", number, (long)(end - text));
        HPy_Close(ctx, number);
        return result;
    }
    HPyDef_METH(whole_text, "whole_text", HPyFunc_VARARGS)
    static HPy whole_text_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *text;
        int base;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "si", &text, &base))
            return HPy_NULL;
        return HPyLong_FromString(ctx, text, NULL, base);
    }
    HPyDef_METH(unicode, "unicode", HPyFunc_VARARGS)
    static HPy unicode_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy text;
        int base;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "Oi", &text, &base))
            return HPy_NULL;
        return HPyLong_FromUnicodeObject(ctx, text, base);
    }
    HPyDef_METH(from_double, "from_double", HPyFunc_O)
    static HPy from_double_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyLong_FromDouble(ctx, HPyFloat_AsDouble(ctx, arg));
    }
    HPyDef_METH(pointer, "pointer", HPyFunc_O)
    static HPy pointer_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        void *p = HPyLong_AsVoidPtr(ctx, arg);
        if (p == NULL && HPyErr_Occurred(ctx))
            return HPy_NULL;
        return HPyLong_FromVoidPtr(ctx, p);
    }
    HPyDef_METH(as_index, "index", HPyFunc_VARARGS)
    static HPy as_index_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy exception = HPy_Is(ctx, args[1], ctx->h_None) ? HPy_NULL : args[1];
        HPy_ssize_t value = HPyNumber_AsSsize_t(ctx, args[0], exception);
        return value == -1 && HPyErr_Occurred(ctx) ? HPy_NULL : HPyLong_FromSsize_t(ctx, value);
    }
    HPyDef_METH(index_check, "index_check", HPyFunc_O)
    static HPy index_check_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyBool_FromBool(ctx, HPyIndex_Check(ctx, arg));
    }
    HPyDef_METH(to_base, "to_base", HPyFunc_VARARGS)
    static HPy to_base_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyNumber_ToBase(ctx, args[0], (int)HPyLong_AsLong(ctx, args[1]));
    }
    @EXPORT(int64, int32, as_long, as_long_long, as_int, signs, sign, text, whole_text, unicode, from_double, pointer)
    @EXPORT(as_index, index_check, to_base)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


class Int:
    def __int__(self):
        return 3


# ---- overflow


@pytest.mark.parametrize("function, bits", [("int64", 64), ("int32", 32), ("as_long_long", 64), ("as_long", None)])
def test_overflow(mod, function, bits):
    convert = getattr(mod, function)
    bits = bits or (64 if convert(2**40)[1] == 0 else 32)
    highest = 2 ** (bits - 1) - 1
    for value in (0, 1, -1, 100, highest, -highest - 1):
        assert convert(value) == (value, 0)
        assert convert(Index(value)) == (value, 0)
    for value in (highest + 1, 2**63, 2**64 - 1, 10**50):
        assert convert(value) == convert(Index(value)) == (-1, 1)
        assert convert(-value - 1) == (-1, -1)
    assert convert(True) == (1, 0)


@pytest.mark.parametrize("function", ["int64", "int32", "as_long", "as_long_long", "as_int"])
def test_overflow_of_no_integer(mod, function):
    convert = getattr(mod, function)
    for wrong in (1.0, "1", None, Int()):
        with pytest.raises(TypeError):
            convert(wrong)
    with pytest.raises(KeyError, match="no"):
        convert(Index(KeyError("no")))


def test_as_int(mod):
    for value in (0, -1, 2**31 - 1, -(2**31)):
        assert mod.as_int(value) == mod.as_int(Index(value)) == value
    for value in (2**31, -(2**31) - 1, 2**63, -(10**30)):
        with pytest.raises(OverflowError, match="Python int too large to convert to C int$"):
            mod.as_int(value)


@pytest.mark.parametrize("value", [0, 1, -1, 2**31, -(2**63), 2**63, -(2**64), 10**50, True])
def test_sign(mod, value):
    sign = (value > 0) - (value < 0)
    assert mod.signs(value) == (sign, value < 0, value == 0, value > 0)


def test_sign_of_no_int(mod):
    for wrong in (1.0, "1", None, Index(1)):
        with pytest.raises(TypeError, match="expect int, got"):
            mod.sign(wrong)


# ---- text


@pytest.mark.parametrize(
    "text, base",
    [
        ("0", 10),
        ("-12", 10),
        ("  +7 ", 10),
        ("1_000", 10),
        ("ff", 16),
        ("0xFf", 16),
        ("0b101", 0),
        ("0o17", 0),
        ("z", 36),
        ("9" * 60, 10),
        ("-" + "f" * 60, 16),
    ],
)
def test_text(mod, text, base):
    assert mod.text(text, base) == (int(text, base), len(text))
    assert mod.whole_text(text, base) == mod.unicode(text, base) == int(text, base)


@pytest.mark.parametrize("text, base, end", [("12x", 10, 2), ("", 10, 0), ("x", 10, 0), ("19", 8, 1), ("08", 0, None)])
def test_text_that_is_no_number(mod, text, base, end):
    where = mod.text(text, base)
    assert isinstance(where, int)
    assert where == end or end is None
    for convert in (mod.whole_text, mod.unicode):
        with pytest.raises(ValueError, match="invalid literal"):
            convert(text, base)


@pytest.mark.parametrize("base", [1, -1, 37, 1000])
def test_wrong_base(mod, base):
    assert mod.text("1", base) == 0
    for convert in (mod.whole_text, mod.unicode):
        with pytest.raises(ValueError, match="base|arg 2"):
            convert("1", base)


def test_digits_of_other_scripts(mod):
    assert mod.unicode("\u0661\u0662", 10) == 12
    for text in ("1\0", "\ud800", "\u0661x"):
        with pytest.raises(ValueError):
            mod.unicode(text, 10)


@pytest.mark.skipif(not hasattr(sys, "get_int_max_str_digits"), reason="this Python has no limit")
def test_too_many_digits(mod):
    limit = sys.get_int_max_str_digits()
    for convert in (mod.whole_text, mod.unicode):
        with pytest.raises(ValueError, match="Exceeds the limit"):
            convert("1" * (limit + 1), 10)


@pytest.mark.no_debug("debug mode refuses it")
@pytest.mark.parametrize("wrong", [b"1", 1, None])
def test_unicode_of_another_object(mod, wrong):
    with pytest.raises(TypeError):
        mod.unicode(wrong, 10)


# ---- doubles and pointers


@pytest.mark.parametrize("value", [0.0, -0.0, 1.9, -1.9, 1e300, -(2.0**63), 2.0**64, 0.5])
def test_from_double(mod, value):
    made = mod.from_double(value)
    assert type(made) is int
    assert made == int(value)


def test_from_what_is_no_number(mod):
    with pytest.raises(OverflowError, match="infinity"):
        mod.from_double(math.inf)
    with pytest.raises(ValueError, match="NaN"):
        mod.from_double(math.nan)


def test_pointer(mod):
    highest = sys.maxsize * 2 + 1
    for value in (0, 1, sys.maxsize, sys.maxsize + 1, highest):
        assert mod.pointer(value) == value
    assert mod.pointer(-1) == highest


# ---- indices


def test_index(mod):
    near = [sign * (2**exponent + more) for exponent in (15, 30) for sign in (1, -1) for more in (-1, 0, 1)]
    for value in (0, -1, sys.maxsize, -sys.maxsize - 1, *near):
        assert mod.index(value, IndexError) == mod.index(Index(value), None) == value


def test_index_out_of_range(mod):
    for exception in (IndexError, OverflowError, KeyError):
        with pytest.raises(exception, match="cannot fit 'int' into an index-sized integer"):
            mod.index(10**30, exception)
        with pytest.raises(exception):
            mod.index(-(10**30), exception)
    assert mod.index(10**30, None) == sys.maxsize
    assert mod.index(Index(-(10**30)), None) == -sys.maxsize - 1


def test_index_of_no_integer(mod):
    for wrong in (1.0, "1", None, Int()):
        for exception in (IndexError, None):
            with pytest.raises(TypeError):
                mod.index(wrong, exception)
    with pytest.raises(KeyError, match="no"):
        mod.index(Index(KeyError("no")), None)


def test_index_check(mod):
    assert mod.index_check(1) and mod.index_check(True) and mod.index_check(Index(1))
    assert not any(map(mod.index_check, [1.0, "1", None, Int(), int]))


@pytest.mark.parametrize("value", [0, 1, -1, 255, -(10**30), True])
def test_to_base(mod, value):
    for base, convert in ((2, bin), (8, oct), (10, lambda v: str(int(v))), (16, hex)):
        assert mod.to_base(value, base) == mod.to_base(Index(int(value)), base) == convert(value)


def test_to_wrong_base(mod):
    for base in (0, 3, -2, 36):
        with pytest.raises(SystemError, match="base must be 2, 8, 10 or 16"):
            mod.to_base(5, base)
    for wrong in (1.0, "1", None):
        with pytest.raises(TypeError):
            mod.to_base(wrong, 10)


@pytest.mark.no_debug("debug mode refuses it")
def test_null_handles(make):
    mod = make(
        """
        HPyDef_METH(null, "null", HPyFunc_O)
        static HPy null_impl(HPyContext *ctx, HPy self, HPy which)
        {
            int64_t number;
            double real, imag;
            int overflow;
            HPyNumberView view;
            switch (HPyLong_AsLong(ctx, which)) {
            case 0:
                HPyLong_AsInt64_tAndOverflow(ctx, HPy_NULL, &overflow);
                return HPy_NULL;
            case 1:
                HPyLong_AsNativeBytes(ctx, HPy_NULL, &number, 8, -1);
                return HPy_NULL;
            case 2:
                return HPyLong_FromUnicodeObject(ctx, HPy_NULL, 10);
            case 3:
                HPyNumber_AsSsize_t(ctx, HPy_NULL, HPy_NULL);
                return HPy_NULL;
            case 4:
                return HPyNumber_ToBase(ctx, HPy_NULL, 10);
            case 5:
                return HPyFloat_FromString(ctx, HPy_NULL);
            case 6:
                HPyComplex_AsDoubles(ctx, HPy_NULL, &real, &imag);
                return HPy_NULL;
            case 7:
                HPySequence_ReadInt64(ctx, HPy_NULL, 0, 1, &number);
                return HPy_NULL;
            case 8:
                HPySequence_ReadDouble(ctx, HPy_NULL, 0, 1, &real);
                return HPy_NULL;
            case 9:
                HPyNumberView_Acquire(ctx, HPy_NULL, 'q', &view);
                return HPy_NULL;
            default:
                return HPyLong_FromLong(ctx, HPyIndex_Check(ctx, HPy_NULL));
            }
        }
        @EXPORT(null)
        @INIT""",
        minor=2,
    )
    for which in range(10):
        with pytest.raises((SystemError, TypeError)):
            mod.null(which)
    assert mod.null(10) == 0


def test_no_leaks(mod, leaks):
    leaks(mod.int64, Index(5))
    leaks(mod.text, "12x", 10)
    leaks(mod.unicode, "123456789" * 5, 10)
    leaks(mod.index, 10**30, IndexError)
    leaks(mod.to_base, -(10**30), 16)
    leaks(mod.sign, "x")
