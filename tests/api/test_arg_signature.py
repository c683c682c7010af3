"""HPyArg_SIGNATURE: parameters as a signature says, which help() shows as well."""

import inspect
import sys

import pytest

SNIPPET = r"""
    #define SPAN "span(start, stop=100, *, unit=None)"
    HPyArg_SIGNATURE(span_args, SPAN, "iiO")
    HPyDef_METH(span, "span", HPyFunc_KEYWORDS, .doc = SPAN "\n--\n\nStart, length and unit.")
    static HPy span_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        int start, stop = 100;
        HPy unit = ctx->h_None;
        if (!HPyArg_ParseWith(ctx, &span_args, NULL, args, nargs, kwnames, &start, &stop, &unit))
            return HPy_NULL;
        return HPy_BuildValue(ctx, "iiO", start, stop, unit);
    }

    /* Each function gives its targets, which are -7 before. */
    #define LONGS(NAME, SIGNATURE, UNITS) \
        HPyArg_SIGNATURE(NAME##_args, SIGNATURE, UNITS) \
        HPyDef_METH(NAME, #NAME, HPyFunc_KEYWORDS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames) \
        { \
            long a = -7, b = -7, c = -7; \
            if (!HPyArg_ParseWith(ctx, &NAME##_args, NULL, args, nargs, kwnames, &a, &b, &c)) \
                return HPy_NULL; \
            return HPy_BuildValue(ctx, "lll", a, b, c); \
        }
    LONGS(none, "none()", "")
    LONGS(blank, "none( )", "")
    LONGS(required, "f(a,b , c)", "lll")
    LONGS(slash, "f(a, b=1, /, c=2)", "lll")
    LONGS(all_slash, "f(a, b, c, /)", "lll")
    LONGS(stars, "f(a, *, b, c = [1, (2, ')')])", "lll")
    LONGS(all_star, "f(*, a, b, c)", "lll")
    LONGS(both, "f(a, b=',', *, c)", "lll")
    LONGS(of_self, "f($self, a, /, b=\"\\\")\")", "ll")
    LONGS(of_self_alone, "f($self)", "")
    LONGS(named, "f(a)", "l:other")
    LONGS(texted, "f(a)", "l;own text")
    LONGS(long_units, "f(a, b)", "(ll)l")

    LONGS(no_bracket, "f", "")
    LONGS(no_end, "f(a", "l")
    LONGS(no_comma, "f(a b)", "ll")
    LONGS(more, "f(a) -> int", "l")
    LONGS(few_units, "f(a, b)", "l")
    LONGS(many_units, "f(a)", "ll")
    LONGS(bad_unit, "f(a, b)", "lZ")
    LONGS(mark, "f(a, b=1)", "l|l")
    LONGS(no_name, "f(a, , b)", "ll")
    LONGS(var_args, "f(*args)", "l")
    LONGS(var_keywords, "f(a, **kw)", "ll")
    LONGS(order, "f(a=1, b)", "ll")
    LONGS(keyword_order, "f(*, a=1, b)", "ll")
    LONGS(twice, "f(a, a)", "ll")
    LONGS(slashes, "f(a, /, b, /)", "ll")
    LONGS(early_slash, "f(/, a)", "l")
    LONGS(late_star, "f(a, *)", "l")
    LONGS(two_stars, "f(a, *, b, *, c)", "lll")

    @EXPORT(span, none, blank, required, slash, all_slash, stars, all_star, both, of_self, of_self_alone, named, texted)
    @EXPORT(long_units, no_bracket, no_end, no_comma, more, few_units, many_units, bad_unit, mark, no_name, var_args)
    @EXPORT(var_keywords, order, keyword_order, twice, slashes, early_slash, late_star, two_stars)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


def refused(call, *args, error=TypeError, **kw):
    with pytest.raises(error) as raised:
        call(*args, **kw)
    return str(raised.value)


def test_span(mod):
    assert mod.span(3) == (3, 100, None)
    assert mod.span(3, unit="cm") == (3, 100, "cm")
    assert mod.span(unit="cm", stop=5, start=3) == (3, 5, "cm")
    assert refused(mod.span) == "span() no value for required argument 'start' (pos 1)"
    assert "takes at most 2 positional arguments (3 given)" in refused(mod.span, 1, 2, 3)
    assert refused(mod.span, 1, 2, width=3) == "span() got an unexpected keyword argument 'width'"
    assert str(inspect.signature(mod.span)) == "(start, stop=100, *, unit=None)"
    assert mod.span.__doc__ == "Start, length and unit."


def test_kinds_of_parameters(mod):
    assert mod.none() == mod.blank() == mod.of_self_alone() == (-7, -7, -7)
    assert mod.required(1, c=3, b=2) == (1, 2, 3)
    assert mod.slash(1) == (1, -7, -7)
    assert mod.slash(1, 2, c=3) == mod.slash(1, 2, 3) == (1, 2, 3)
    assert "unexpected keyword argument 'b'" in refused(mod.slash, 1, b=2)
    assert mod.all_slash(1, 2, 3) == (1, 2, 3)
    assert mod.stars(1, b=2) == (1, 2, -7)
    assert mod.stars(1, c=3, b=2) == (1, 2, 3)
    assert refused(mod.stars, 1, c=3) == "f() no value for required argument 'b' (pos 2)"
    assert mod.all_star(c=3, b=2, a=1) == (1, 2, 3)
    assert refused(mod.all_star, b=2, a=1) == "f() no value for required argument 'c' (pos 3)"
    assert mod.both(1, c=3) == (1, -7, 3)
    assert mod.both(1, 2, c=3) == (1, 2, 3)
    assert refused(mod.both, 1, 2) == "f() no value for required argument 'c' (pos 3)"
    assert mod.of_self(1, b=2) == (1, 2, -7)
    assert mod.long_units((1, 2), b=3) == (1, 2, 3)


def test_names_in_messages(mod):
    assert refused(mod.required, 1, 2, "x") == "f() argument 'c' (pos 3) must be int, not str"
    assert refused(mod.named, "x") == "other() argument 'a' (pos 1) must be int, not str"
    assert refused(mod.texted, "x") == "own text"


@pytest.mark.parametrize(
    "name, message",
    [
        ("no_bracket", "'(' is missing at index 0 of"),
        ("no_end", "',' or ')' is missing at index 3 of"),
        ("no_comma", "',' or ')' is missing at index 4 of"),
        ("more", "something stands behind the signature at index 5 of"),
        ("few_units", "there is no unit for the parameter at index 6 of"),
        ("many_units", "there are more units than parameters at index 4 of"),
        ("bad_unit", "unknown arg format code 'Z' at index 1 of"),
        ("mark", "unknown arg format code '|' at index 1 of"),
        ("no_name", "a name is missing at index 5 of"),
        ("var_args", "',' or ')' is missing at index 3 of"),
        ("var_keywords", "',' or ')' is missing at index 6 of"),
        ("order", "a required parameter behind an optional one at index 8 of"),
        ("keyword_order", "a required parameter behind an optional one at index 11 of"),
        ("twice", "repeated name 'a' (pos 2) in the definition"),
        ("slashes", "'/' means nothing at index 11 of"),
        ("early_slash", "'/' means nothing at index 2 of"),
        ("late_star", "no parameter stands behind '*' at index 7 of"),
        ("two_stars", "there is a second '*' at index 11 of"),
    ],
)
def test_signature_that_is_wrong(mod, name, message):
    for _ in range(2):
        assert message in refused(getattr(mod, name), 1, 2, error=SystemError)


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="counts blocks of CPython's allocator")
def test_leaks(mod, leaks):
    leaks(mod.span, 3, 5)
    leaks(mod.twice)
    leaks(mod.order)
