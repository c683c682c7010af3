"""HPyArg_Parse: every unit, what is optional, the messages, the tracker."""

import gc
import math
import re
import struct
import sys

import pytest

SNIPPET = r"""
    /* NAME(fmt, *args): parse the arguments into one target that holds 77 before. */
    #define ONE(NAME, TYPE, BACK) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) \
        { \
            TYPE value = 77; \
            const char *fmt = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL); \
            if (fmt == NULL || !HPyArg_Parse(ctx, NULL, args + 1, nargs - 1, fmt, &value)) \
                return HPy_NULL; \
            return BACK(ctx, value); \
        }
    ONE(one_b, unsigned char, HPyLong_FromLong)
    ONE(one_B, unsigned char, HPyLong_FromLong)
    ONE(one_h, short, HPyLong_FromLong)
    ONE(one_H, unsigned short, HPyLong_FromLong)
    ONE(one_i, int, HPyLong_FromLong)
    ONE(one_I, unsigned int, HPyLong_FromUnsignedLong)
    ONE(one_l, long, HPyLong_FromLong)
    ONE(one_k, unsigned long, HPyLong_FromUnsignedLong)
    ONE(one_L, long long, HPyLong_FromLongLong)
    ONE(one_K, unsigned long long, HPyLong_FromUnsignedLongLong)
    ONE(one_n, HPy_ssize_t, HPyLong_FromSsize_t)
    ONE(one_f, float, HPyFloat_FromDouble)
    ONE(one_d, double, HPyFloat_FromDouble)
    ONE(one_p, int, HPyLong_FromLong)

    HPyDef_METH(one_s, "one_s", HPyFunc_VARARGS)
    static HPy one_s_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *value = "untouched";
        const char *fmt = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        if (fmt == NULL || !HPyArg_Parse(ctx, NULL, args + 1, nargs - 1, fmt, &value))
            return HPy_NULL;
        return HPyBytes_FromString(ctx, value);
    }

    /* three(fmt, *args): up to three longs, -7 where nothing was stored. */
    HPyDef_METH(three, "three", HPyFunc_VARARGS)
    static HPy three_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        long a = -7, b = -7, c = -7;
        const char *fmt = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        if (fmt == NULL || !HPyArg_Parse(ctx, NULL, args + 1, nargs - 1, fmt, &a, &b, &c))
            return HPy_NULL;
        return HPy_BuildValue(ctx, "lll", a, b, c);
    }

    /* objects(track, fmt, *args): whether O stored the caller's own two handles. */
    HPyDef_METH(objects, "objects", HPyFunc_VARARGS)
    static HPy objects_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy a = HPy_NULL, b = HPy_NULL, result;
        HPyTracker ht;
        HPyTracker *tracker = HPy_Is(ctx, args[0], ctx->h_True) ? &ht : NULL;
        const char *fmt = HPyUnicode_AsUTF8AndSize(ctx, args[1], NULL);
        if (fmt == NULL || !HPyArg_Parse(ctx, tracker, args + 2, nargs - 2, fmt, &a, &b))
            return HPy_NULL;
        result = HPyBool_FromBool(ctx, a._i == args[2]._i && (HPy_IsNull(b) || b._i == args[3]._i));
        if (tracker != NULL)
            HPyTracker_Close(ctx, ht);
        return result;
    }

    /* A whole signature, as an extension writes it. */
    HPyDef_METH(mixed, "mixed", HPyFunc_VARARGS)
    static HPy mixed_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *name;
        int flag = 2;
        double factor = 1.5;
        HPy thing = ctx->h_None;
        unsigned char byte;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "sb|pdO:mixed", &name, &byte, &flag, &factor, &thing))
            return HPy_NULL;
        return HPy_BuildValue(ctx, "siidO", name, byte, flag, factor, thing);
    }

    HPyDef_METH(nothing, "nothing", HPyFunc_VARARGS)
    static HPy nothing_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyArg_Parse(ctx, NULL, NULL, 0, "") ? HPy_Dup(ctx, ctx->h_None) : HPy_NULL;
    }

    @EXPORT(one_b, one_B, one_h, one_H, one_i, one_I, one_l, one_k, one_L, one_K, one_n, one_f, one_d, one_p, one_s)
    @EXPORT(three, objects, mixed, nothing)
    @INIT
"""


def bits(code):
    return 8 * struct.calcsize(code)


CHECKED = {"h": bits("h"), "i": bits("i"), "l": bits("l"), "L": bits("q"), "n": bits("P")}
MASKED = {"B": 8, "H": bits("H"), "I": bits("I"), "k": bits("L"), "K": bits("Q")}
KINDS = {"b": "unsigned byte", "h": "signed short", "i": "signed"}


class Index:
    def __index__(self):
        return 5


class Float:
    def __float__(self):
        return 2.5


class Broken:
    def __bool__(self):
        raise ZeroDivisionError("no truth here")

    __float__ = __index__ = __bool__


@pytest.fixture
def mod(make):
    return make(SNIPPET)


def one(mod, unit, *args):
    return getattr(mod, "one_" + unit.strip("|")[:1])(unit, *args)


# ---- integers


@pytest.mark.parametrize("unit", CHECKED)
def test_checked_limits(mod, unit):
    limit = 1 << (CHECKED[unit] - 1)
    assert [one(mod, unit, value) for value in (0, -1, limit - 1, -limit)] == [0, -1, limit - 1, -limit]


@pytest.mark.parametrize("unit", CHECKED)
def test_checked_overflow(mod, unit):
    limit = 1 << (CHECKED[unit] - 1)
    for value in (limit, -limit - 1, 1 << 100, -(1 << 100)):
        with pytest.raises(OverflowError):
            one(mod, unit, value)


@pytest.mark.parametrize("unit", KINDS)
def test_messages_of_range_checks(mod, unit):
    low, high = (0, 255) if unit == "b" else (-(1 << (CHECKED[unit] - 1)), (1 << (CHECKED[unit] - 1)) - 1)
    with pytest.raises(OverflowError) as low_error:
        one(mod, unit, low - 1)
    with pytest.raises(OverflowError) as high_error:
        one(mod, unit + ":f", high + 1)
    limits = "argument 1 must be %d to %d, not" % (low, high)
    assert str(low_error.value) == "function %s integer is less than minimum: %s %d" % (KINDS[unit], limits, low - 1)
    assert str(high_error.value) == "f() %s integer is greater than maximum: %s %d" % (KINDS[unit], limits, high + 1)


@pytest.mark.parametrize("unit", CHECKED)
def test_number_in_message(mod, unit):
    limit = 1 << (CHECKED[unit] - 1)
    many = "1" + "0" * 39 + "..."
    for value, shown in [(1 << 100, str(1 << 100)), (-(1 << 100), str(-(1 << 100))), (10**90, many)]:
        with pytest.raises(OverflowError) as error:
            one(mod, unit + ":f", value)
        assert str(error.value).endswith("argument 1 must be %d to %d, not %s" % (-limit, limit - 1, shown))
    with pytest.raises(OverflowError, match="argument 1 must be .* not "):
        one(mod, unit + ":f", 1 << 50000)  # more digits than newer Pythons write


class Loud(int):
    def __repr__(self):
        return "not a number"


class Large:
    def __index__(self):
        return -300


def test_number_of_other_types_in_message(mod):
    for value, shown in [(Loud(256), "256"), (Large(), "-300")]:
        with pytest.raises(OverflowError, match=r"argument 1 must be 0 to 255, not %s$" % shown):
            one(mod, "b", value)


def test_unsigned_byte(mod):
    assert [one(mod, "b", value) for value in (0, 1, 127, 128, 255)] == [0, 1, 127, 128, 255]


@pytest.mark.parametrize("unit", MASKED)
def test_masked_keeps_low_bits(mod, unit):
    mask = (1 << MASKED[unit]) - 1
    for value in (0, 1, mask, mask + 1, -1, -2, 1 << 100, (1 << 100) + 3):
        assert one(mod, unit, value) == value & mask


@pytest.mark.parametrize("unit", ["b", "h", "i", "l", "L", *MASKED])
def test_index_is_used(mod, unit):
    assert one(mod, unit, Index()) == 5


def test_n_takes_no_index(mod):
    with pytest.raises(TypeError):
        one(mod, "n", Index())


@pytest.mark.parametrize("unit", ["b", *CHECKED, *MASKED])
@pytest.mark.parametrize("value", ["1", 1.0, None])
def test_no_integer(mod, unit, value):
    with pytest.raises(TypeError):
        one(mod, unit + ":f", value)


@pytest.mark.parametrize("unit", ["b", *CHECKED, *MASKED])
@pytest.mark.parametrize("value, shown", [("1", "str"), (1.5, "float"), (None, "None"), (object(), "object")])
def test_message_of_wrong_type(mod, unit, value, shown):
    with pytest.raises(TypeError) as error:
        one(mod, unit + ":f", value)
    assert str(error.value) == "f() argument 1 must be int, not " + shown


@pytest.mark.parametrize("unit", ["b", "h", "i", "l", "L", "B", "H", "I", "k", "K"])
def test_error_of_index_comes_through(mod, unit):
    with pytest.raises(ZeroDivisionError, match="^no truth here$"):
        one(mod, unit, Broken())


class Raising:
    def __init__(self, error):
        self.error = error

    def __index__(self):
        raise self.error

    __float__ = __index__


@pytest.mark.parametrize("unit", ["b", "h", "i", "l", "L", "B", "H", "I", "k", "K", "f", "d"])
@pytest.mark.parametrize("error", [TypeError, OverflowError, ValueError, MemoryError])
def test_errors_of_own_methods_come_through(mod, unit, error):
    with pytest.raises(error, match="^mine$"):
        one(mod, unit + ":f", Raising(error("mine")))  # a new one each time: its traceback grows


class Moody:
    """Can be converted every second time only."""

    def __init__(self):
        self.calls = 0

    def __index__(self):
        self.calls += 1
        if self.calls % 2:
            raise TypeError("not now")
        return 1


def test_object_that_raises_once(mod):
    with pytest.raises(TypeError, match=r"^f\(\) argument 1 must be int, not Moody$"):
        one(mod, "l:f", Moody())


# ---- other units


@pytest.mark.parametrize("unit", ["f", "d"])
def test_numbers(mod, unit):
    values = [0, -1, 1.5, -1.0, 1 << 20, Float(), Index(), math.inf]
    assert [one(mod, unit, value) for value in values] == [0.0, -1.0, 1.5, -1.0, 1048576.0, 2.5, 5.0, math.inf]
    assert math.isnan(one(mod, unit, math.nan))


def test_precision_of_numbers(mod):
    assert one(mod, "d", 0.1) == 0.1
    assert one(mod, "f", 0.1) == struct.unpack("f", struct.pack("f", 0.1))[0]


@pytest.mark.parametrize("unit", ["f", "d"])
def test_no_number(mod, unit):
    with pytest.raises(TypeError, match="^function argument 1 must be real number, not str$"):
        one(mod, unit, "1.0")
    with pytest.raises(OverflowError, match="^function argument 1 must be in the range of a C double, not 14124"):
        one(mod, unit, 1 << 5000)
    with pytest.raises(ZeroDivisionError):
        one(mod, unit, Broken())


@pytest.mark.parametrize("text", ["", "abc", "h\xe9llo", "\u20ac \U0001f40d", "x" * 1000])
def test_text(mod, text):
    assert one(mod, "s", text) == text.encode("utf-8")


@pytest.mark.parametrize("value, shown", [(b"abc", "bytes"), (None, "None"), (3, "int"), ([], "list")])
def test_text_must_be_str(mod, value, shown):
    with pytest.raises(TypeError, match="^function a str is required: argument 1 must be str, not %s$" % shown):
        one(mod, "s", value)


def test_long_type_names_are_cut(mod):
    with pytest.raises(TypeError, match=r"^function a str is required: argument 1 must be str, not x{200}$"):
        one(mod, "s", type("x" * 300, (), {})())


def test_type_name_without_utf8(mod):
    with pytest.raises((TypeError, UnicodeEncodeError)):
        one(mod, "s", type("\ud800", (), {})())


def test_text_with_nul(mod):
    with pytest.raises(ValueError, match="^function embedded null character in argument 1$"):
        one(mod, "s", "a\0b")


def test_text_with_surrogate(mod):
    with pytest.raises(UnicodeEncodeError):
        one(mod, "s", "\ud800")


@pytest.mark.parametrize("value, expected", [(True, 1), (False, 0), ([], 0), ([0], 1), ("", 0), (0.5, 1), (None, 0)])
def test_truth(mod, value, expected):
    assert one(mod, "p", value) == expected


def test_truth_that_fails(mod):
    with pytest.raises(ZeroDivisionError):
        one(mod, "p", Broken())


@pytest.mark.parametrize("track", [False, True])
def test_object_is_the_callers_handle(mod, track):
    assert mod.objects(track, "OO", [], {}) is True
    assert mod.objects(track, "O|O", "x") is True


@pytest.mark.parametrize("unit", ["b", "B", "h", "H", "i", "I", "l", "k", "L", "K", "n", "f", "d", "p"])
def test_absent_optional_keeps_target(mod, unit):
    assert one(mod, "|" + unit) == 77


def test_absent_optional_text_keeps_target(mod):
    assert mod.one_s("|s") == b"untouched"


# ---- how many


def test_count(mod):
    assert mod.three("lll", 1, 2, 3) == (1, 2, 3)
    assert mod.three("l|ll", 1) == (1, -7, -7)
    assert mod.three("l|ll", 1, 2) == (1, 2, -7)
    assert mod.three("|lll", 1, 2, 3) == (1, 2, 3)
    assert mod.three("") == (-7, -7, -7)
    assert mod.three("|:f") == (-7, -7, -7)


def test_no_arguments_at_all(mod):
    assert mod.nothing() is None


def test_mixed_units(mod):
    assert mod.mixed("a", 1) == ("a", 1, 2, 1.5, None)
    assert mod.mixed("a", 1, [], 2, "thing") == ("a", 1, 0, 2.0, "thing")
    with pytest.raises(TypeError, match=r"^mixed\(\) a str is required: argument 1 must be str, not int$"):
        mod.mixed(1, 1)


@pytest.mark.parametrize(
    "fmt, args, text",
    [
        ("l", (), "function required positional argument missing: takes exactly 1 argument (0 given)"),
        ("ll|l", (1,), "function required positional argument missing: takes at least 2 arguments (1 given)"),
        ("ll:name", (1,), "name() required positional argument missing: takes exactly 2 arguments (1 given)"),
        ("ll;my own text", (1,), "my own text"),
        ("l", (1, 2), "function mismatched args (too many arguments for fmt): takes exactly 1 argument (2 given)"),
        (
            "l|l:name",
            (1, 2, 3),
            "name() mismatched args (too many arguments for fmt): takes at most 2 arguments (3 given)",
        ),
        ("|;none: please", (1,), "none: please"),
        ("", (1,), "function mismatched args (too many arguments for fmt): takes no arguments (1 given)"),
    ],
)
def test_wrong_count(mod, fmt, args, text):
    with pytest.raises(TypeError) as error:
        mod.three(fmt, *args)
    assert str(error.value) == text


def test_first_fault_wins(mod):
    with pytest.raises(OverflowError):
        mod.three("ll", 1 << 100)
    with pytest.raises(OverflowError):
        mod.three("l", 1 << 100, 2)


@pytest.mark.parametrize(
    "fmt, code",
    [("Z", "'Z'"), ("lZ", "'Z'"), ("l$l", "'$'"), ("l l", "' '"), ("(l", "'('"), ("|$l", "'$'"), ("l\xe9", "0xc3")],
)
def test_unknown_unit(mod, fmt, code):
    with pytest.raises(SystemError) as error:
        mod.three(fmt, 1, 2)
    message = 'function unknown arg format code %s at index %d of "%s"'
    assert str(error.value) == message % (code, re.search(r"[^l|]", fmt).start(), fmt)
    with pytest.raises(SystemError, match="unknown arg format code"):
        mod.three("|" + fmt)


def test_error_text_of_unknown_unit(mod):
    with pytest.raises(SystemError) as error:
        mod.three("Z:name", 1)
    assert str(error.value) == "name() unknown arg format code 'Z' at index 0 of \"Z:name\""
    with pytest.raises(SystemError) as error:
        mod.three("lZ;this is not said", 1)
    assert str(error.value) == "function unknown arg format code 'Z' at index 1 of \"lZ;this is not said\""


def test_long_names_and_texts_are_cut(mod):
    with pytest.raises(TypeError) as error:
        mod.three("l:" + "n" * 1000)
    assert str(error.value) == "n" * 200 + "() required positional argument missing: takes exactly 1 argument (0 given)"
    with pytest.raises(TypeError) as error:
        mod.three("l;" + "t" * 1000)
    assert str(error.value) == "t" * 256


def test_function_name_outside_ascii(mod):
    with pytest.raises(TypeError, match=r"^stra\xdfe\(\) required"):
        mod.three("l:stra\xdfe")


# ---- what is left behind


def test_nothing_leaks(mod, leaks):
    leaks(mod.mixed, "name", 1, True, 1.5, [])
    leaks(mod.mixed, "name", -1)
    leaks(mod.objects, True, "OO", [], [])
    leaks(mod.objects, True, "OOO", [], [])


def test_reference_counts(mod):
    thing = object()
    before = sys.getrefcount(thing)
    for track in (False, True):
        mod.objects(track, "OO", thing, thing)
        with pytest.raises(TypeError):
            mod.objects(track, "O", thing, thing)
    gc.collect()
    assert sys.getrefcount(thing) == before
