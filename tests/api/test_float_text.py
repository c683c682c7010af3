"""C's double and text: HPy_StringToDouble, HPy_DoubleToString."""

import math
import random
import sys

import pytest

SNIPPET = r"""
    /* parse(text, with_end, overflow): the value, or the value and what follows it */
    HPyDef_METH(parse, "parse", HPyFunc_VARARGS)
    static HPy parse_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *text, *end = NULL;
        double value = 7.0;
        int with_end;
        HPy overflow;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "siO", &text, &with_end, &overflow))
            return HPy_NULL;
        if (HPy_Is(ctx, overflow, ctx->h_None))
            overflow = HPy_NULL;
        if (HPy_StringToDouble(ctx, text, with_end ? &end : NULL, overflow, &value) < 0)
            return value == -1.0 ? HPy_NULL : HPyErr_SetString(ctx, ctx->h_AssertionError, "what value?");
        return with_end ? HPy_BuildValue(ctx, "ds", value, end) : HPyFloat_FromDouble(ctx, value);
    }
    /* write(value, format, precision, flags, size): what is in the memory, and the length */
    HPyDef_METH(write_text, "write", HPyFunc_VARARGS)
    static HPy write_text_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        static char memory[2000];
        const char *format;
        int precision, flags, size;
        HPy_ssize_t length;
        double value;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "dsiii", &value, &format, &precision, &flags, &size))
            return HPy_NULL;
        memset(memory, 'x', sizeof(memory));
        memory[sizeof(memory) - 1] = '\0';
        length = HPy_DoubleToString(ctx, value, *format, precision, flags, size == 0 ? NULL : memory, size);
        if (length < 0)
            return HPy_NULL;
        if (size == 0)
            return HPyLong_FromSsize_t(ctx, length);
        if (memory[size] != 'x')
            return HPyErr_SetString(ctx, ctx->h_AssertionError, "too much was written");
        return HPy_BuildValue(ctx, "sl", memory, (long)length);
    }
    HPyDef_METH(repr, "repr", HPyFunc_O)
    static HPy repr_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        char text[HPy_DOUBLE_REPR_SIZE];
        int flags = HPy_DTSF_SIGN | HPy_DTSF_ADD_DOT_0 | HPy_DTSF_ALT | HPy_DTSF_NO_NEG_0;
        HPy_ssize_t length = HPy_DoubleToString(ctx, HPyFloat_AsDouble(ctx, arg), 'r', 0, flags, text, sizeof(text));
        if (length >= HPy_DOUBLE_REPR_SIZE)
            return HPyErr_SetString(ctx, ctx->h_AssertionError, "it is not enough");
        return HPyUnicode_FromString(ctx, text);
    }
    @EXPORT(parse, write_text, repr)
    @INIT
"""
SIGN, ADD_DOT_0, ALT, NO_NEG_0 = 1, 2, 4, 8


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


def text(mod, value, format, precision=0, flags=0):
    written, length = mod.write(value, format, precision, flags, 1900)
    assert len(written) == length
    assert mod.write(value, format, precision, flags, 0) == length
    return written


# ---- text to numbers


@pytest.mark.parametrize(
    "number", ["0", "-0.0", "1.5", "-1", "1e308", "5e-324", "inf", "-Infinity", "nan", ".5", "1e-400"]
)
def test_numbers(mod, number):
    for value in (mod.parse(number, 0, None), mod.parse(number, 1, None)[0]):
        assert repr(value) == repr(float(number))
    assert mod.parse(number + " ,", 1, None)[1] == " ,"


@pytest.mark.parametrize("wrong", ["", " 1", "x", "-", "e5", "."])
def test_no_number(mod, wrong):
    for with_end in (0, 1):
        with pytest.raises(ValueError, match="could not convert string to float"):
            mod.parse(wrong, with_end, None)


@pytest.mark.parametrize("wrong", ["1 ", "1.5x", "1_000", "0x10"])
def test_more_than_a_number(mod, wrong):
    with pytest.raises(ValueError, match="could not convert string to float"):
        mod.parse(wrong, 0, None)
    value, rest = mod.parse(wrong, 1, None)
    assert float(wrong[: len(wrong) - len(rest)]) == value


def test_too_large(mod):
    assert mod.parse("1e400", 0, None) == math.inf
    assert mod.parse("-1e400;", 1, None) == (-math.inf, ";")
    for exception in (OverflowError, KeyError):
        with pytest.raises(exception):
            mod.parse("1e400", 0, exception)
    assert mod.parse("1e300", 0, OverflowError) == 1e300


# ---- numbers to text


def numbers():
    chance = random.Random(3)
    yield from (0.0, -0.0, 1.0, -1.5, 1e22, 1e16, 1e15, 1e-5, 0.0001, 123456789.0, sys.float_info.max, 5e-324)
    for _ in range(200):
        yield math.ldexp(chance.random() - 0.5, chance.randint(-1000, 1000))


def test_repr(mod):
    for value in numbers():
        assert text(mod, value, "r", 0, ADD_DOT_0) == repr(value)
        assert float(mod.repr(value)) == value


@pytest.mark.parametrize("format", "eEfFgG")
@pytest.mark.parametrize("precision", [0, 1, 6, 17, 50])
def test_formats(mod, format, precision):
    for value in numbers():
        pattern = "%%.%d%s" % (precision, format)
        assert text(mod, value, format, precision) == pattern % value
        assert text(mod, value, format, precision, ALT) == pattern.replace("%", "%#") % value
        signed = text(mod, value, format, precision, SIGN)
        assert signed == pattern.replace("%", "%+") % value


def test_what_is_no_number(mod):
    for value in (math.inf, -math.inf, math.nan):
        for format in "eEfFgGr":
            plain = repr(value).upper() if format.isupper() else repr(value)
            assert text(mod, value, format, 0) == plain
            if value == math.inf:
                assert text(mod, value, format, 0, SIGN) == "+" + plain


def test_negative_zero(mod):
    assert text(mod, -0.0, "r", 0, NO_NEG_0) == "0"
    assert text(mod, -0.0, "r", 0, NO_NEG_0 | ADD_DOT_0 | SIGN) == "+0.0"
    assert text(mod, -0.004, "f", 2, NO_NEG_0) == "0.00"
    assert text(mod, -0.006, "f", 2, NO_NEG_0) == "-0.01"
    assert text(mod, -0.0, "e", 1, NO_NEG_0) == "0.0e+00"
    assert text(mod, -1e-9, "e", 1, NO_NEG_0) == "-1.0e-09"
    assert text(mod, -math.inf, "g", 3, NO_NEG_0) == "-inf"


def test_too_little_room(mod):
    assert mod.write(-1.25, "f", 2, 0, 6) == ("-1.25", 5)
    assert mod.write(-1.25, "f", 2, 0, 5) == ("-1.2", 5)
    assert mod.write(-1.25, "f", 2, 0, 1) == ("", 5)
    assert mod.write(1e308, "f", 10, 0, 8) == ("1000000", 320)


@pytest.mark.parametrize("format, precision", [("x", 0), ("", 0), ("d", 2), ("r", 1)])
def test_unknown_formats(mod, format, precision):
    with pytest.raises(SystemError):
        mod.write(1.0, format, precision, 0, 100)


@pytest.mark.no_debug("debug mode refuses it")
def test_negative_arguments(mod):
    with pytest.raises(SystemError):
        mod.write(1.0, "f", -1, 0, 100)
    with pytest.raises(SystemError):
        mod.write(1.0, "f", 1, 0, -1)


def test_no_leaks(mod, leaks):
    leaks(mod.parse, "1.5", 0, None)
    leaks(mod.parse, "1e400", 0, KeyError)
    leaks(mod.write, 1.5, "f", 100, 0, 10)
