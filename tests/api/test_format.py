"""HPyUnicode_FromFormat, HPyUnicode_FromFormatV and HPyErr_Format."""

import struct
import sys

import pytest

SNIPPET = r"""
    #include <limits.h>

    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)

    static const char *text(HPyContext *ctx, HPy h) { return HPyUnicode_AsUTF8AndSize(ctx, h, NULL); }

    /* NAME(fmt, value): format a value of this type. */
    #define WITH(NAME, CONVERT) \
        FUNCTION(NAME) { return HPyUnicode_FromFormat(ctx, text(ctx, args[0]), CONVERT(ctx, args[1])); }
    static int as_int(HPyContext *ctx, HPy h) { return (int)HPyLong_AsLong(ctx, h); }
    static unsigned int as_unsigned(HPyContext *ctx, HPy h) { return (unsigned int)HPyLong_AsUnsignedLong(ctx, h); }
    static HPy as_handle(HPyContext *ctx, HPy h) { return h; }
    static const char *as_bytes(HPyContext *ctx, HPy h) { return HPyBytes_AsString(ctx, h); }
    static void *as_pointer(HPyContext *ctx, HPy h) { return (void *)(uintptr_t)HPyLong_AsUnsignedLongLong(ctx, h); }
    WITH(with_int, as_int)
    WITH(with_unsigned, as_unsigned)
    WITH(with_long, HPyLong_AsLong)
    WITH(with_unsigned_long, HPyLong_AsUnsignedLong)
    WITH(with_long_long, HPyLong_AsLongLong)
    WITH(with_unsigned_long_long, HPyLong_AsUnsignedLongLong)
    WITH(with_ssize, HPyLong_AsSsize_t)
    WITH(with_size, HPyLong_AsSize_t)
    WITH(with_handle, as_handle)
    WITH(with_bytes, as_bytes)
    WITH(with_pointer, as_pointer)

    /* star_NAME(fmt, number, value): a width or precision from the values. */
    #define STAR(NAME, CONVERT) \
        FUNCTION(star_##NAME) \
        { \
            return HPyUnicode_FromFormat(ctx, text(ctx, args[0]), as_int(ctx, args[1]), CONVERT(ctx, args[2])); \
        }
    STAR(int, as_int)
    STAR(bytes, as_bytes)
    STAR(handle, as_handle)
    FUNCTION(two_stars)
    {
        return HPyUnicode_FromFormat(ctx, text(ctx, args[0]), as_int(ctx, args[1]), as_int(ctx, args[2]),
                                     as_int(ctx, args[3]));
    }
    FUNCTION(with_intmax) { return HPyUnicode_FromFormat(ctx, text(ctx, args[0]), (intmax_t)-5, 7); }
    FUNCTION(with_ptrdiff) { return HPyUnicode_FromFormat(ctx, text(ctx, args[0]), (ptrdiff_t)-5, 7); }

    static const wchar_t wide[] = {'a', 0xe9, 0x20ac, 0, 'z'};
    FUNCTION(with_wide) { return HPyUnicode_FromFormat(ctx, text(ctx, args[0]), wide, 7); }
    FUNCTION(with_null_wide) { return HPyUnicode_FromFormat(ctx, text(ctx, args[0]), (wchar_t *)NULL); }
    FUNCTION(wide_without_nul)
    {
        wchar_t *copy = (wchar_t *)malloc(2 * sizeof(wchar_t));
        HPy result;
        if (copy == NULL)
            return HPyErr_NoMemory(ctx);
        copy[0] = 'a';
        copy[1] = 0x20ac;
        result = HPyUnicode_FromFormat(ctx, "%.2ls", copy);
        free(copy);
        return result;
    }
    FUNCTION(first_wide)
    {
        HPy h = HPy_Is(ctx, args[1], ctx->h_None) ? HPy_NULL : args[1];
        return HPyUnicode_FromFormat(ctx, text(ctx, args[0]), h, wide, 42);
    }

    /* without_nul(fmt, bytes): a C array without NUL at its end. */
    FUNCTION(without_nul)
    {
        HPy_ssize_t size = HPyBytes_Size(ctx, args[1]);
        char *copy = (char *)malloc((size_t)size);
        HPy result;
        if (copy == NULL)
            return HPyErr_NoMemory(ctx);
        memcpy(copy, HPyBytes_AsString(ctx, args[1]), (size_t)size);
        result = HPyUnicode_FromFormat(ctx, text(ctx, args[0]), copy);
        free(copy);
        return result;
    }

    /* first(fmt, handle or None, bytes): %V. */
    FUNCTION(first)
    {
        HPy h = HPy_Is(ctx, args[1], ctx->h_None) ? HPy_NULL : args[1];
        const char *s = HPy_Is(ctx, args[2], ctx->h_None) ? NULL : HPyBytes_AsString(ctx, args[2]);
        return HPyUnicode_FromFormat(ctx, text(ctx, args[0]), h, s, 42);
    }

    FUNCTION(with_nothing) { return HPyUnicode_FromFormat(ctx, text(ctx, args[0])); }
    FUNCTION(with_raw_format) { return HPyUnicode_FromFormat(ctx, HPyBytes_AsString(ctx, args[0]), 1); }
    FUNCTION(with_null) { return HPyUnicode_FromFormat(ctx, text(ctx, args[0]), (char *)NULL); }
    FUNCTION(with_null_handle) { return HPyUnicode_FromFormat(ctx, text(ctx, args[0]), HPy_NULL); }

    FUNCTION(many)
    {
        return HPyUnicode_FromFormat(ctx, "%d|%s|%R|%c|%lu|%U|%zd|%x|%V|%V|%S|%%|%lld", 1, "two", args[0], '4', 5UL,
                                     args[1], (HPy_ssize_t)-7, 0xabcu, HPy_NULL, "nine", args[1], "unused", args[0],
                                     -13LL);
    }

    static HPy twice(HPyContext *ctx, const char *fmt, ...)
    {
        HPy first, second, result;
        va_list values;
        va_start(values, fmt);
        first = HPyUnicode_FromFormatV(ctx, fmt, values);
        second = HPyUnicode_FromFormatV(ctx, fmt, values);  /* the first call left the list alone */
        va_end(values);
        result = HPyTuple_Pack(ctx, 2, first, second);
        HPy_Close(ctx, first);
        HPy_Close(ctx, second);
        return result;
    }
    FUNCTION(format_twice) { return twice(ctx, "%d and %s", 1, "two"); }

    /* raise_format(type, fmt, value): whether HPyErr_Format gave HPy_NULL is checked here. */
    FUNCTION(raise_format)
    {
        HPy result = HPyErr_Format(ctx, args[0], text(ctx, args[1]), args[2]);
        if (HPy_IsNull(result))
            return HPy_NULL;
        HPyErr_Clear(ctx);
        return result;
    }

    @EXPORT(with_int, with_unsigned, with_long, with_unsigned_long, with_long_long, with_unsigned_long_long)
    @EXPORT(with_ssize, with_size, with_handle, with_bytes, with_pointer, without_nul, first, with_nothing)
    @EXPORT(with_raw_format, with_null, with_null_handle, many, format_twice, raise_format)
    @EXPORT(star_int, star_bytes, star_handle, two_stars, with_intmax, with_ptrdiff, with_wide, with_null_wide)
    @EXPORT(wide_without_nul, first_wide)
    @INIT
"""

LONG = 8 * struct.calcsize("l")
WORD = 8 * struct.calcsize("P")


@pytest.fixture
def mod(make):
    return make(SNIPPET)


# ---- numbers


@pytest.mark.parametrize(
    "fmt, value, expected",
    [
        ("%d", 0, "0"),
        ("%d", -1, "-1"),
        ("%i", 42, "42"),
        ("%d", -(1 << 31), "-2147483648"),
        ("<%d>", 5, "<5>"),
        # width
        ("%5d", 42, "   42"),
        ("%5d", -42, "  -42"),
        ("%1d", 123, "123"),
        ("%05d", 42, "00042"),
        ("%05d", -42, "-0042"),
        ("%005d", 42, "00042"),
        ("%02d", -42, "-42"),
        # precision
        ("%.4d", 42, "0042"),
        ("%.4d", -42, "-0042"),
        ("%.1d", 42, "42"),
        ("%.0d", 0, "0"),
        ("%.d", 7, "7"),
        # both
        ("%7.4d", 42, "   0042"),
        ("%7.4d", -42, "  -0042"),
        ("%07.4d", 42, "0000042"),
        ("%07.4d", -42, "-000042"),
        ("%4.6d", 42, "000042"),
        ("%7.4i", 1, "   0001"),
        # long
        ("%300d", 1, " " * 299 + "1"),
        ("%0300d", -1, "-" + "0" * 298 + "1"),
        ("%.300d", -1, "-" + "0" * 299 + "1"),
        # on the left
        ("%-5d|", 42, "42   |"),
        ("%-5d|", -42, "-42  |"),
        ("%-05d|", 42, "42   |"),
        ("%0-5d|", 42, "42   |"),
        ("%-5.3d|", 42, "042  |"),
        ("%-2d|", 12345, "12345|"),
        ("%#d", 42, "42"),
        ("%#-05d|", 42, "42   |"),
    ],
)
def test_int(mod, fmt, value, expected):
    assert mod.with_int(fmt, value) == expected


@pytest.mark.parametrize(
    "fmt, value, expected",
    [
        ("%u", 0, "0"),
        ("%u", 4294967295, "4294967295"),
        ("%5u", 42, "   42"),
        ("%05u", 42, "00042"),
        ("%.4u", 42, "0042"),
        ("%x", 0, "0"),
        ("%x", 0xABCDEF, "abcdef"),
        ("%x", 4294967295, "ffffffff"),
        ("%6x", 255, "    ff"),
        ("%06x", 255, "0000ff"),
        ("%.4x", 255, "00ff"),
        ("%6.4x", 255, "  00ff"),
        ("%X", 0xABCDEF, "ABCDEF"),
        ("%06X", 255, "0000FF"),
        ("%o", 8, "10"),
        ("%6.4o", 8, "  0010"),
        ("%-6x|", 255, "ff    |"),
        ("%#x", 255, "ff"),
    ],
)
def test_unsigned(mod, fmt, value, expected):
    assert mod.with_unsigned(fmt, value) == expected


@pytest.mark.parametrize(
    "function, units, bits, signed",
    [
        ("with_long", ("ld", "li"), LONG, True),
        ("with_unsigned_long", ("lu",), LONG, False),
        ("with_long_long", ("lld", "lli"), 64, True),
        ("with_unsigned_long_long", ("llu",), 64, False),
        ("with_ssize", ("zd", "zi"), WORD, True),
        ("with_size", ("zu",), WORD, False),
    ],
)
def test_wide_numbers(mod, function, units, bits, signed):
    values = [0, 1, (1 << bits - signed) - 1] + [-1, -(1 << bits - 1)] * signed
    for unit in units:
        for value in values:
            assert getattr(mod, function)("%" + unit, value) == str(value)
            assert getattr(mod, function)("[%024" + unit + "]", value) == "[%024d]" % value


@pytest.mark.parametrize(
    "function, length, bits",
    [("with_unsigned_long", "l", LONG), ("with_unsigned_long_long", "ll", 64), ("with_size", "z", WORD)],
)
def test_wide_hexadecimal_and_octal(mod, function, length, bits):
    for value in (0, 8, (1 << bits) - 1):
        for unit in "xXo":
            fmt = "%" + length + unit
            assert getattr(mod, function)(fmt, value) == ("%" + unit) % value
            assert getattr(mod, function)("%030" + length + unit, value) == ("%030" + unit) % value


def test_intmax_and_ptrdiff(mod):
    for unit in "di":
        assert mod.with_intmax("%j" + unit + " %d") == mod.with_ptrdiff("%t" + unit + " %d") == "-5 7"
    assert mod.with_intmax("%ju %d") == "18446744073709551611 7"
    assert mod.with_intmax("%jx %d") == "fffffffffffffffb 7"
    assert mod.with_ptrdiff("%tX %d") == "%X 7" % ((1 << WORD) - 5)
    assert mod.with_ptrdiff("%to %d") == "%o 7" % ((1 << WORD) - 5)


@pytest.mark.parametrize(
    "fmt, number, expected",
    [
        ("%*d|", 6, "    42|"),
        ("%*d|", -6, "42    |"),
        ("%*d|", 0, "42|"),
        ("%*d|", 1, "42|"),
        ("%*d|", -1, "42|"),
        ("%0*d|", 6, "000042|"),
        ("%0*d|", -6, "42    |"),
        ("%-*d|", 6, "42    |"),
        ("%-*d|", -6, "42    |"),
        ("%.*d|", 6, "000042|"),
        ("%.*d|", -6, "42|"),
        ("%.*d|", -(1 << 31), "42|"),
        ("%8.*d|", 4, "    0042|"),
        ("%*.4d|", 8, "    0042|"),
    ],
)
def test_numbers_from_the_values(mod, fmt, number, expected):
    assert mod.star_int(fmt, number, 42) == expected


def test_texts_with_numbers_from_the_values(mod):
    assert mod.star_bytes("%*s|", 5, b"abc") == mod.star_handle("%*U|", 5, "abc") == "  abc|"
    assert mod.star_bytes("%*s|", -5, b"abc") == mod.star_handle("%*S|", -5, "abc") == "abc  |"
    assert mod.star_bytes("%.*s|", 2, b"abc") == mod.star_handle("%.*U|", 2, "abc") == "ab|"
    assert mod.star_bytes("%.*s|", -2, b"abc") == mod.star_handle("%.*U|", -2, "abc") == "abc|"
    assert mod.two_stars("%*.*d|", 6, 4, 42) == "  0042|"
    assert mod.two_stars("%*.*d|", -6, 4, 42) == "0042  |"


# ---- characters and pointers


@pytest.mark.parametrize("value", [65, 0, 127, 128, 0xE9, 0x7FF, 0x800, 0x20AC, 0xD800, 0xFFFF, 0x10000, 0x10FFFF])
def test_character(mod, value):
    assert mod.with_int("<%c>", value) == "<" + chr(value) + ">"


@pytest.mark.parametrize("value", [-1, 0x110000, (1 << 31) - 1])
def test_character_out_of_range(mod, value):
    with pytest.raises(OverflowError, match=r"^character argument not in range\(0x110000\)$"):
        mod.with_int("%c", value)


@pytest.mark.parametrize("value", [0, 1, 0xDEADBEEF, (1 << WORD) - 1])
def test_pointer(mod, value):
    assert mod.with_pointer("%p", value) == hex(value)


# ---- texts


@pytest.mark.parametrize(
    "fmt, value, expected",
    [
        ("%s", "", ""),
        ("%s", "abc", "abc"),
        ("<%s>", "h\xe9\u20ac\U0001f40d", "<h\xe9\u20ac\U0001f40d>"),
        ("%5s", "abc", "  abc"),
        ("%5s", "\xe9\u20ac", "   \xe9\u20ac"),
        ("%2s", "abc", "abc"),
        ("%.2s", "abc", "ab"),
        ("%.0s", "abc", ""),
        ("%.s", "abc", "abc"),
        ("%.9s", "abc", "abc"),
        ("%5.2s", "abc", "   ab"),
        # precision counts bytes: the euro sign has three
        ("%.3s", "\u20acx", "\u20ac"),
        ("%.4s", "\u20acx", "\u20acx"),
        ("%5.3s", "\u20acx", "    \u20ac"),
        ("%.1s", "\xe9", "\ufffd"),
        ("%.2s", "\u20ac", "\ufffd"),
        ("%.2s", "a\xe9", "a\ufffd"),
        ("%4.1s", "\xe9", "   \ufffd"),
        ("%-5s|", "abc", "abc  |"),
        ("%-5.2s|", "abc", "ab   |"),
        ("%-4.1s|", "\xe9", "\ufffd   |"),
        ("%05s|", "abc", "  abc|"),
        ("%0s", "abc", "abc"),
    ],
)
def test_c_text(mod, fmt, value, expected):
    assert mod.with_bytes(fmt, value.encode("utf-8")) == expected


def test_c_text_that_is_no_utf8(mod):
    assert mod.with_bytes("<%s>", b"a\xffb") == "<a\ufffdb>"


def test_precision_limits_what_is_read(mod):
    assert mod.without_nul("%.4s", b"abcd") == "abcd"
    assert mod.without_nul("%.3s", b"\xe2\x82\xac") == "\u20ac"


@pytest.mark.parametrize("unit", ["U", "S"])
@pytest.mark.parametrize(
    "flags, value, expected",
    [
        ("", "", ""),
        ("", "abc", "abc"),
        ("", "h\xe9\u20ac\U0001f40d", "h\xe9\u20ac\U0001f40d"),
        ("", "a\0b", "a\0b"),
        ("5", "abc", "  abc"),
        ("5", "\xe9\u20ac", "   \xe9\u20ac"),
        ("2", "abc", "abc"),
        (".2", "abc", "ab"),
        (".2", "\xe9\u20acx", "\xe9\u20ac"),
        (".0", "abc", ""),
        (".9", "abc", "abc"),
        ("5.2", "abc", "   ab"),
        ("", "a\ud800b", "a\ud800b"),
        ("5", "a\udfffb", "  a\udfffb"),
        (".2", "a\ud800b", "a\ud800"),
        ("4.1", "\ud800b", "   \ud800"),
        ("-5", "abc", "abc  "),
        ("-4.1", "\ud800b", "\ud800   "),
        ("#05", "abc", "  abc"),
    ],
)
def test_str(mod, unit, flags, value, expected):
    assert mod.with_handle("<%" + flags + unit + ">", value) == "<" + expected + ">"


class Thing:
    def __str__(self):
        return "str \u20ac"

    def __repr__(self):
        return "repr \u20ac"


@pytest.mark.parametrize(
    "fmt, expected",
    [
        ("%S", "str \u20ac"),
        ("%R", "repr \u20ac"),
        ("%A", r"repr \u20ac"),
        ("%8S", "   str \u20ac"),
        ("%8R", "  repr \u20ac"),
        ("%12A", r" repr \u20ac"),
        ("%.3S", "str"),
        ("%.6R", "repr \u20ac"),
        ("%.6A", "repr \\"),
        ("%6.3R", "   rep"),
    ],
)
def test_object(mod, fmt, expected):
    assert mod.with_handle(fmt, Thing()) == expected


@pytest.mark.parametrize(
    "fmt, h, s, expected",
    [
        ("%V", "str", b"bytes", "str"),
        ("%V", "str", None, "str"),
        ("%V", None, b"bytes", "bytes"),
        ("%V", "\u20ac", b"", "\u20ac"),
        ("%V", None, "\u20ac".encode(), "\u20ac"),
        ("%V", None, b"\xff", "\ufffd"),
        ("%5V", "str", b"", "  str"),
        ("%5V", None, b"abc", "  abc"),
        ("%.2V", "str", b"", "st"),
        ("%.2V", None, b"abc", "ab"),
        ("%V %d", "str", None, "str 42"),
        ("%V %d", None, b"bytes", "bytes 42"),
    ],
)
def test_str_or_c_text(mod, fmt, h, s, expected):
    assert mod.first(fmt, h, s) == expected


@pytest.mark.parametrize(
    "fmt, expected",
    [
        ("%ls", "a\xe9\u20ac"),
        ("%5ls|", "  a\xe9\u20ac|"),
        ("%-5ls|", "a\xe9\u20ac  |"),
        ("%.2ls|", "a\xe9|"),
        ("%-5.2ls|", "a\xe9   |"),
        ("%ls %d", "a\xe9\u20ac 7"),
    ],
)
def test_wide_text(mod, fmt, expected):
    assert mod.with_wide(fmt) == expected
    assert mod.first_wide(fmt.replace("s", "V").replace("7", "42"), None) == expected.replace("7", "42")


def test_wide_text_that_is_not_wanted(mod):
    assert mod.wide_without_nul() == "a\u20ac"
    assert mod.first_wide("%6lV %d", "str") == "   str 42"
    with pytest.raises(SystemError, match="^null c string passed as value for formatting unit '%ls'$"):
        mod.with_null_wide("%ls")


class Outer:
    class Inner:
        pass


Outer.__module__ = Outer.Inner.__module__ = "package.module"


@pytest.mark.parametrize(
    "fmt, expected",
    [
        ("%N", "package.module.Outer.Inner"),
        ("%#N", "package.module:Outer.Inner"),
        ("%28N|", "  package.module.Outer.Inner|"),
        ("%-28N|", "package.module.Outer.Inner  |"),
        ("%.7N", "package"),
        ("%-10.7N|", "package   |"),
    ],
)
def test_name_of_type(mod, fmt, expected):
    assert mod.with_handle(fmt, Outer.Inner) == expected
    assert mod.with_handle(fmt.replace("N", "T"), Outer.Inner()) == expected


def test_names_without_module(mod):
    main = type("Main", (), {"__module__": "__main__"})
    strange = type("Strange", (), {"__module__": 3})
    for cls, expected in ((int, "int"), (main, "Main"), (strange, "Strange")):
        assert mod.with_handle("%N", cls) == mod.with_handle("%#N", cls) == expected
    assert mod.with_handle("%T", 1) == mod.with_handle("%#T", 2) == "int"
    assert mod.with_handle("%T", int) == "type"


@pytest.mark.parametrize("wrong", [1, "int", None])
def test_name_of_what_is_no_type(mod, wrong):
    with pytest.raises(TypeError, match="^%N argument must be a type$"):
        mod.with_handle("%N", wrong)


@pytest.mark.parametrize("fmt, expected", [("", ""), ("plain", "plain"), ("%%", "%"), ("100%% sure%%", "100% sure%")])
def test_no_values(mod, fmt, expected):
    assert mod.with_nothing(fmt) == expected


def test_many(mod):
    assert mod.many([], "\u20ac") == "1|two|[]|4|5|\u20ac|-7|abc|nine|\u20ac|[]|%|-13"


def test_long_results(mod):
    for text in ("x" * 100000, "\u20ac" * 100000, "\ud800" * 1000):
        assert mod.with_handle("<%U>", text) == "<" + text + ">"
    assert mod.with_nothing("y" * 100000) == "y" * 100000


def test_va_list_is_left_alone(mod):
    assert mod.format_twice() == ("1 and two", "1 and two")


# ---- errors


@pytest.mark.parametrize(
    "fmt, position",
    [
        ("%", 0),
        ("%0", 0),
        ("%0%", 0),
        ("%-%", 0),
        ("%5%", 0),
        ("%5", 0),
        ("%.", 0),
        ("%.3", 0),
        ("%l", 0),
        ("%ll", 0),
        ("%z", 0),
        ("%j", 0),
        ("%lld %", 5),
        ("abc %q def", 4),
        ("%% %q", 3),
        ("%lc", 0),
        ("%zs", 0),
        ("%lls", 0),
        ("%js", 0),
        ("%lU", 0),
        ("%lT", 0),
        ("%lp", 0),
        ("%e", 0),
        ("%f", 0),
        ("%n", 0),
        ("%+d", 0),
        ("% d", 0),
        ("%hd", 0),
        ("%llld", 0),
        ("%zld", 0),
        ("%lzd", 0),
        ("%jjd", 0),
        ("%.-3d", 0),
        ("%5-d", 0),
    ],
)
def test_invalid_format(mod, fmt, position):
    with pytest.raises(SystemError) as error:
        mod.with_long_long(fmt, 1)
    quoted = 'invalid format string: %s (at position %d of "%s")' % (fmt[position:], position, fmt)
    assert str(error.value) == quoted


def test_invalid_format_outside_ascii(mod):
    with pytest.raises(SystemError, match="^invalid format string: %5\xe9 \\(at position 2 of"):
        mod.with_int("a %5\xe9", 1)
    with pytest.raises(SystemError, match="^invalid format string: %\ufffd"):
        mod.with_raw_format(b"%\xff")


@pytest.mark.parametrize("unit", ["c", "p"])
@pytest.mark.parametrize("flags", ["5", ".5", "5.5", "-5", "05"])
def test_no_width_nor_precision(mod, unit, flags):
    with pytest.raises(SystemError) as error:
        mod.with_int("%" + flags + unit, 1)
    assert str(error.value) == "formatting unit '%%%s' does not support width nor precision" % unit


@pytest.mark.parametrize("fmt", ["%s", "<%5s>", "%.3s"])
def test_null_text(mod, fmt):
    with pytest.raises(SystemError, match="^null c string passed as value for formatting unit '%s'$"):
        mod.with_null(fmt)


@pytest.mark.parametrize("unit", "USRATN")
def test_null_handle(mod, unit):
    with pytest.raises(SystemError, match="^HPy_NULL passed .*'%" + unit + "'"):
        mod.with_null_handle("%" + unit)


def test_neither_handle_nor_text(mod):
    with pytest.raises(SystemError, match="^null c string passed as value for formatting unit '%V'$"):
        mod.first("%V", None, None)


@pytest.mark.parametrize("fmt", ["%U", "%V"])
def test_no_str(mod, fmt):
    with pytest.raises(TypeError):
        mod.with_handle(fmt, 3)


def test_format_outside_ascii(mod):
    text = "^expected an ASCII-encoded format string, got a non-ASCII byte: 0xc3$"
    for fmt in ("\xe9", "abc\xe9", "%d\xe9"):
        with pytest.raises(ValueError, match=text):
            mod.with_int(fmt, 1)
    with pytest.raises(ValueError, match="0xff$"):
        mod.with_raw_format(b"%d \xff")


@pytest.mark.parametrize("number", [str(1 << WORD - 1), "9" * 40])
def test_numbers_in_the_format_that_are_too_big(mod, number):
    with pytest.raises(ValueError, match="^width too big$"):
        mod.with_int("%" + number + "d", 1)
    with pytest.raises(ValueError, match="^width too big$"):
        mod.with_bytes("%0" + number + "s", b"x")
    with pytest.raises(ValueError, match="^precision too big$"):
        mod.with_int("%." + number + "d", 1)
    with pytest.raises(ValueError, match="^precision too big$"):
        mod.with_int("%5." + number + "s", 1)


def test_no_memory(mod):
    largest = str((1 << WORD - 1) - 1)
    for fmt in ("%{}d", "%0{}d", "%.{}d", "%5.{}d", "%{}.{}d", "ab%{}d"):
        fmt = fmt.replace("{}", largest)
        with pytest.raises(MemoryError):
            mod.with_int(fmt, -1)


class Broken:
    def __str__(self):
        raise ZeroDivisionError("no text")

    __repr__ = __str__


@pytest.mark.parametrize("unit", "SRA")
def test_error_of_the_object_comes_through(mod, unit):
    with pytest.raises(ZeroDivisionError, match="^no text$"):
        mod.with_handle("a %" + unit, Broken())


# ---- raising


def test_raise(mod):
    with pytest.raises(KeyError) as error:
        mod.raise_format(KeyError, "no %R here", "\u20ac")
    assert error.value.args == ("no '\u20ac' here",)


def test_raise_with_bad_format(mod):
    with pytest.raises(SystemError, match="^invalid format string: %q "):
        mod.raise_format(KeyError, "%q", None)
    with pytest.raises(ZeroDivisionError, match="^no text$"):
        mod.raise_format(KeyError, "%R", Broken())


# ---- what is left behind


def test_nothing_leaks(mod, leaks):
    leaks(mod.many, [], "\u20ac")
    leaks(mod.with_handle, "%S %q", "text")
    leaks(mod.with_handle, "%200U", "a\ud800")
    leaks(mod.with_bytes, "%300s\xe9", b"\xff")
    leaks(mod.raise_format, KeyError, "%R", "text")


@pytest.mark.no_debug("objects of closed handles are kept for a while")
def test_reference_counts(mod):
    thing = "some text %d" % sys.maxsize
    before = sys.getrefcount(thing)
    for unit in "USRA":
        mod.with_handle("%" + unit, thing)
    assert sys.getrefcount(thing) == before
