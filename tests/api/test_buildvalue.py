"""HPy_BuildValue: every unit, containers, separators, messages."""

import struct
import sys

import pytest

SNIPPET = r"""
    #include <limits.h>

    #define BUILD(NAME, ...) \
        HPyDef_METH(NAME, #NAME, HPyFunc_NOARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self) { return HPy_BuildValue(ctx, __VA_ARGS__); }

    BUILD(i_min, "i", INT_MIN)
    BUILD(I_max, "I", UINT_MAX)
    BUILD(l_min, "l", LONG_MIN)
    BUILD(k_max, "k", ULONG_MAX)
    BUILD(L_min, "L", LLONG_MIN)
    BUILD(K_max, "K", ULLONG_MAX)
    BUILD(n_min, "n", HPY_SSIZE_T_MIN)
    BUILD(f, "f", (double)0.5f)
    BUILD(d, "d", 0.1)
    BUILD(s, "s", "\xe2\x82\xac text")
    BUILD(s_null, "s", (const char *)NULL)
    BUILD(s_invalid, "s", "\xff")
    BUILD(s_invalid_inside, "[i{i:s}]", 1, 2, "\xff")

    /* ints(fmt): build from the numbers 1 to 8. */
    HPyDef_METH(ints, "ints", HPyFunc_O)
    static HPy ints_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        const char *fmt = HPyUnicode_AsUTF8AndSize(ctx, arg, NULL);
        return fmt == NULL ? HPy_NULL : HPy_BuildValue(ctx, fmt, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    /* objects(fmt, a, b, c): None stands for HPy_NULL. */
    HPyDef_METH(objects, "objects", HPyFunc_VARARGS)
    static HPy objects_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy items[3];
        int i;
        const char *fmt = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        for (i = 0; i < 3; i++)
            items[i] = HPy_Is(ctx, args[i + 1], ctx->h_None) ? HPy_NULL : args[i + 1];
        return fmt == NULL ? HPy_NULL : HPy_BuildValue(ctx, fmt, items[0], items[1], items[2]);
    }

    HPyDef_METH(null_with_exception, "null_with_exception", HPyFunc_O)
    static HPy null_with_exception_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPy_BuildValue(ctx, "(iO)", 1, HPy_GetAttr_s(ctx, arg, "missing"));
    }

    @EXPORT(i_min, I_max, l_min, k_max, L_min, K_max, n_min, f, d, s, s_null, s_invalid, s_invalid_inside)
    @EXPORT(ints, objects, null_with_exception)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET)


def top(code):
    return (1 << 8 * struct.calcsize(code)) - 1


def bottom(code):
    return -(1 << 8 * struct.calcsize(code) - 1)


@pytest.mark.parametrize(
    "name, expected",
    [
        ("i_min", bottom("i")),
        ("I_max", top("I")),
        ("l_min", bottom("l")),
        ("k_max", top("L")),
        ("L_min", bottom("q")),
        ("K_max", top("Q")),
        ("n_min", bottom("P")),
        ("f", 0.5),
        ("d", 0.1),
        ("s", "\u20ac text"),
        ("s_null", None),
    ],
)
def test_units(mod, name, expected):
    made = getattr(mod, name)()
    assert made == expected
    assert type(made) is type(expected)


@pytest.mark.parametrize("name", ["s_invalid", "s_invalid_inside"])
def test_invalid_utf8(mod, name):
    with pytest.raises(UnicodeDecodeError):
        getattr(mod, name)()


@pytest.mark.parametrize(
    "fmt, expected",
    [
        # nothing, one, several
        ("", None),
        ("i", 1),
        ("ii", (1, 2)),
        ("iii", (1, 2, 3)),
        # tuples and lists
        ("()", ()),
        ("(i)", (1,)),
        ("(ii)", (1, 2)),
        ("[]", []),
        ("[i]", [1]),
        ("[iii]", [1, 2, 3]),
        ("iiiiiiii", (1, 2, 3, 4, 5, 6, 7, 8)),
        ("(i" + "()" * 20 + "i)", (1, *[()] * 20, 2)),
        ("i(ii)i", (1, (2, 3), 4)),
        ("(i[i(i)])", (1, [2, (3,)])),
        ("()()", ((), ())),
        ("[][]i", ([], [], 1)),
        # dicts
        ("{}", {}),
        ("{i:i}", {1: 2}),
        ("{i:i,i:i}", {1: 2, 3: 4}),
        ("{i:i,}", {1: 2}),
        ("{i:i,i:i,}", {1: 2, 3: 4}),
        ("{i:{i:i},i:[ii]}", {1: {2: 3}, 4: [5, 6]}),
        ("{(ii):i}", {(1, 2): 3}),
        ("i{i:i}", (1, {2: 3})),
        # a comma after each item
        ("i,", 1),
        ("i,i", (1, 2)),
        ("i,i,", (1, 2)),
        ("(i,)", (1,)),
        ("(i,i)", (1, 2)),
        ("[i,i,]", [1, 2]),
        ("(),[],{}", ((), [], {})),
        # blanks
        (" ", None),
        (" \t ", None),
        (" i ", 1),
        ("i i", (1, 2)),
        (" i , i ", (1, 2)),
        ("( i i )", (1, 2)),
        ("( )", ()),
        ("[ i,\ti ]", [1, 2]),
        ("[ ]", []),
        ("{ i : i , i : i }", {1: 2, 3: 4}),
        ("{\ti:i , }", {1: 2}),
        ("{ }", {}),
    ],
)
def test_structure(mod, fmt, expected):
    made = mod.ints(fmt)
    assert made == expected
    assert type(made) is type(expected)


@pytest.mark.parametrize(
    "fmt, text",
    [
        # what is no unit
        ("q", "bad format char 'q'"),
        ("iq", "bad format char 'q'"),
        ("(iq)", "bad format char 'q'"),
        ("[q]", "bad format char 'q'"),
        ("{q:i}", "bad format char 'q'"),
        ("{i:q}", "bad format char 'q'"),
        ("i)", "bad format char ')'"),
        (")", "bad format char ')'"),
        ("(i))", "bad format char ')'"),
        ("i::i", "bad format char ':'"),
        ("(i,:i)", "bad format char ':'"),
        ("{:i}", "bad format char ':'"),
        ("{i:}", "bad format char '}'"),
        ("i\n", "bad format char '\n'"),
        # commas
        (",", "bad format char ','"),
        (",i", "bad format char ','"),
        ("i,,", "bad format char ','"),
        ("i,,i", "bad format char ','"),
        ("(,i)", "bad format char ','"),
        ("[i,,i]", "bad format char ','"),
        ("[i,,]", "bad format char ','"),
        ("(,)", "bad format char ','"),
        ("{,}", "unexpected ','"),
        ("{i:i,,i:i}", "unexpected ','"),
        ("{i:i,,}", "unexpected ','"),
        ("{i:,}", "unexpected ','"),
        ("{i:ii:i}", "missing ','"),
        ("{i:i i:i}", "missing ','"),
        ("{i:i:i}", "missing ','"),
        ("{ii}", "missing ':'"),
        ("{i}", "missing ':'"),
        ("{i:i,i}", "missing ':'"),
        ("{i,i}", "missing ':'"),
        # brackets
        ("(", "unmatched '('"),
        ("(ii", "unmatched '('"),
        ("[", "unmatched '['"),
        ("[i(i)", "unmatched '['"),
        ("{", "unmatched '{'"),
        ("{i", "unmatched '{'"),
        ("{i:", "unmatched '{'"),
        ("{i:i", "unmatched '{'"),
        ("{i:i,", "unmatched '{'"),
        ("(i]", "unmatched '('"),
        ("[i)", "unmatched '['"),
        ("{i:i)", "unmatched '{'"),
        ("i(i", "unmatched '('"),
        ("([i)", "unmatched '('"),
        ("((i)", "unmatched '('"),
        ("(q", "unmatched '('"),
    ],
)
def test_bad_formats(mod, fmt, text):
    with pytest.raises(SystemError) as error:
        mod.ints(fmt)
    message, place = str(error.value).split(", at index ")
    assert message == text + " in the format string passed to HPy_BuildValue"
    index, quoted = place.split(" of ", 1)
    assert quoted == '"%s"' % fmt
    if text.startswith(("bad", "unmatched", "unexpected")):
        assert fmt[int(index)] == text[-2]


@pytest.mark.parametrize("left, right", ["()", "[]"])
def test_brackets_without_end(mod, left, right):
    assert mod.ints(left * 100 + right * 100) is not None
    with pytest.raises(
        SystemError, match="^too many brackets in each other in the format string passed to HPy_BuildValue"
    ):
        mod.ints(left * 20000 + right * 20000)


@pytest.mark.parametrize("fmt", ["N", "iN", "(N)", "[N]", "{N:i}", "{i:N}"])
def test_unit_that_steals(mod, fmt):
    with pytest.raises(SystemError, match="^HPy_BuildValue does not support the 'N' formatting unit.$"):
        mod.ints(fmt)


def test_bad_char_outside_ascii(mod):
    with pytest.raises(SystemError, match="^bad format char '\xc3' in the format"):
        mod.ints("\xe9")


def test_objects(mod):
    thing = []
    assert mod.objects("O", thing, None, None) is thing
    assert mod.objects("S", thing, None, None) is thing
    a, b, c = mod.objects("O[S]O", 1, thing, "x")
    assert (a, c) == (1, "x")
    assert b[0] is thing
    assert mod.objects("{O:O}", "key", thing, None) == {"key": thing}


@pytest.mark.parametrize("fmt", ["O", "S", "OO", "(OO)", "[OOO]", "{O:O}"])
def test_null_object(mod, fmt):
    with pytest.raises(SystemError, match="^HPy_NULL object passed to HPy_BuildValue$"):
        mod.objects(fmt, None if len(fmt) == 1 else 1, None, 2)


@pytest.mark.hpy_debug(allow=["exception-pending"])
def test_null_object_keeps_pending_exception(mod):
    with pytest.raises(AttributeError, match="missing"):
        mod.null_with_exception(1)


def test_unhashable_key(mod):
    with pytest.raises(TypeError, match="unhashable"):
        mod.objects("{O:O}", [], 1, None)


def test_arguments_stay_the_callers(mod):
    thing = object()
    before = sys.getrefcount(thing)
    mod.objects("O(O)[O]", thing, thing, thing)
    mod.objects("{O:(OO)}", thing, thing, thing)
    assert sys.getrefcount(thing) == before


@pytest.mark.parametrize(
    "fmt",
    [
        "OOq",
        "(OO",
        "(O[Oq])",
        "[O{Oq}]",
        "{O:Oq}",
        "{O:O,,}",
        "{O:(O}",
        "O,O,,",
        "{Oq}",
        "OO)",
        "OOO()()()()()()()()()q",
    ],
)
def test_failure_releases_all(mod, fmt):
    thing = object()
    before = sys.getrefcount(thing)
    for _ in range(10):
        with pytest.raises(SystemError):
            mod.objects(fmt, thing, thing, thing)
    assert sys.getrefcount(thing) == before


def test_nothing_leaks(mod, leaks):
    leaks(mod.ints, "i(ii)[ii]{i:i}")
    leaks(mod.ints, "i(ii)[ii]{i:i,,}")
    leaks(mod.s_invalid_inside)
