"""HPyArg_ParseWith: arguments by a definition that is read once."""

import pytest
from support.threads import run_together

SNIPPET = r"""
    /* Each function gives its targets, which are -7 or None before. */
    #define LONGS(NAME, FORMAT, ...) \
        HPyArg_PARSER(NAME##_args, FORMAT, __VA_ARGS__) \
        HPyDef_METH(NAME, #NAME, HPyFunc_KEYWORDS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames) \
        { \
            long a = -7, b = -7, c = -7; \
            if (!HPyArg_ParseWith(ctx, &NAME##_args, NULL, args, nargs, kwnames, &a, &b, &c)) \
                return HPy_NULL; \
            return HPy_BuildValue(ctx, "lll", a, b, c); \
        }
    LONGS(lll, "lll:f", "a", "b", "c")
    LONGS(ll_l, "ll|l:f", "a", "b", "c")
    LONGS(optional, "|lll:f", "a", "b", "c")
    LONGS(unnamed, "l|ll:f", "", "", "c")
    LONGS(keyword_only, "l|$ll:f", "a", "b", "c")
    LONGS(old_keyword_only, "l$ll:f", "a", "b", "c")
    LONGS(required, "l$l|l:f", "a", "b", "c")
    LONGS(both, "l|l$l|:f", "a", "b", "c")
    LONGS(text, "ll;own text", "a", "b")
    LONGS(wide, "l|l:f", "\xc3\xa4", "b")
    LONGS(none, ":f", NULL)

    LONGS(bad_unit, "lZ:f", "a", "b")
    LONGS(bad_group, "l(l:f", "a", "b")
    LONGS(few_names, "lll:f", "a", "b")
    LONGS(many_names, "l:f", "a", "b")
    LONGS(twice, "lll:f", "a", "b", "a")
    LONGS(empty_behind, "lll:f", "a", "", "c")
    LONGS(bars, "l|l|l:f", "a", "b", "c")
    LONGS(dollars, "l$l$l:f", "a", "b", "c")

    HPyArg_PARSER(objects_args, "OU|O!i:objects", "a", "b", "c", "d")
    HPyDef_METH(objects, "objects", HPyFunc_KEYWORDS)
    static HPy objects_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        HPy a, b, c = ctx->h_None;
        int d = 0;
        if (!HPyArg_ParseWith(ctx, &objects_args, NULL, args, nargs, kwnames, &a, &b, ctx->h_ListType, &c, &d))
            return HPy_NULL;
        return HPy_BuildValue(ctx, "OOOi", a, b, c, d);
    }

    /* The same with keywords in a dict: dict(tracked, args, kw) */
    HPyDef_METH(dict, "dict", HPyFunc_VARARGS)
    static HPy dict_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPyTracker ht;
        bool tracked = HPy_IsTrue(ctx, args[0]) > 0;
        HPy a, b, c = ctx->h_None, result;
        int d = 0;
        if (!HPyArg_ParseWith(ctx, &objects_args, tracked ? &ht : NULL, args + 2, nargs - 2, args[1], &a, &b,
                              ctx->h_ListType, &c, &d))
            return HPy_NULL;
        result = HPy_BuildValue(ctx, "OOOi", a, b, c, d);
        if (tracked)
            HPyTracker_Close(ctx, ht);
        return result;
    }

    HPyDef_METH(nulls, "nulls", HPyFunc_NOARGS)
    static HPy nulls_impl(HPyContext *ctx, HPy self)
    {
        static HPyArg_Parser parser = {"l", NULL, NULL, NULL};
        HPyArg_ParseWith(ctx, &parser, NULL, NULL, 0, HPy_NULL);
        return HPy_NULL;
    }

    /* More parameters than the quick way serves. */
    #define EIGHT(X) X "0", X "1", X "2", X "3", X "4", X "5", X "6", X "7"
    HPyArg_PARSER(many_args, "|llllllllllllllllllllllllllllllllllllllll:many", EIGHT("a"), EIGHT("b"), EIGHT("c"),
                  EIGHT("d"), EIGHT("e"))
    HPyDef_METH(many, "many", HPyFunc_KEYWORDS)
    static HPy many_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        long t[40] = {0}, sum = 0;
        int i;
        #define P(N) &t[N], &t[N + 1], &t[N + 2], &t[N + 3], &t[N + 4], &t[N + 5], &t[N + 6], &t[N + 7]
        if (!HPyArg_ParseWith(ctx, &many_args, NULL, args, nargs, kwnames, P(0), P(8), P(16), P(24), P(32)))
            return HPy_NULL;
        for (i = 0; i < 40; i++)
            sum += t[i] * (i + 1);
        return HPyLong_FromLong(ctx, sum);
    }

    @EXPORT(lll, ll_l, optional, unnamed, keyword_only, old_keyword_only, required, both, text, wide, none)
    @EXPORT(bad_unit, bad_group, few_names, many_names, twice, empty_behind, bars, dollars)
    @EXPORT(objects, dict, nulls, many)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


def refused(call, *args, **kw):
    with pytest.raises(TypeError) as error:
        call(*args, **kw)
    return str(error.value)


@pytest.mark.parametrize("args", [(1, 2, 3), (1, 2), (1,), ()])
@pytest.mark.parametrize("turned", [False, True])
def test_by_position_and_name(mod, args, turned):
    rest = list(zip("abc", (1, 2, 3)))[len(args) :]
    assert mod.lll(*args, **dict(rest[::-1] if turned else rest)) == (1, 2, 3)


def test_optional(mod):
    assert mod.ll_l(1, 2) == (1, 2, -7)
    assert mod.ll_l(1, 2, 3) == mod.ll_l(c=3, b=2, a=1) == (1, 2, 3)
    assert mod.optional() == (-7, -7, -7)
    assert mod.optional(b=2) == (-7, 2, -7)
    assert mod.optional(1, c=3) == (1, -7, 3)


def test_positional_only(mod):
    assert mod.unnamed(1) == (1, -7, -7)
    assert mod.unnamed(1, c=3) == (1, -7, 3)
    assert mod.unnamed(1, 2, c=3) == mod.unnamed(1, 2, 3) == (1, 2, 3)
    assert refused(mod.unnamed) == "f() no value for required argument: takes at least 1 positional argument (0 given)"
    assert refused(mod.unnamed, c=3).endswith("takes at least 1 positional argument (0 given)")
    assert refused(mod.unnamed, 1, **{"": 2}) == "f() got an unexpected keyword argument ''"


@pytest.mark.parametrize("name", ["keyword_only", "old_keyword_only"])
def test_keyword_only(mod, name):
    call = getattr(mod, name)
    assert call(1) == (1, -7, -7)
    assert call(1, c=3) == (1, -7, 3)
    assert call(a=1, c=3, b=2) == (1, 2, 3)
    assert "takes exactly 1 positional argument (2 given)" in refused(call, 1, 2)


def test_required_keyword_only(mod):
    assert mod.required(1, b=2) == (1, 2, -7)
    assert mod.required(1, c=3, b=2) == mod.required(a=1, b=2, c=3) == (1, 2, 3)
    assert refused(mod.required, 1) == "f() no value for required argument 'b' (pos 2)"
    assert refused(mod.required, 1, c=3) == "f() no value for required argument 'b' (pos 2)"
    assert "takes exactly 1 positional argument (2 given)" in refused(mod.required, 1, 2)
    assert mod.both(1, c=3) == (1, -7, 3)
    assert mod.both(1, 2, c=3) == (1, 2, 3)
    assert refused(mod.both, 1, 2) == "f() no value for required argument 'c' (pos 3)"
    assert refused(mod.both, c=3) == "f() no value for required argument 'a' (pos 1)"


def test_no_parameters(mod):
    assert mod.none() == mod.none() == (-7, -7, -7)
    assert refused(mod.none, 1) == "f() takes no arguments (1 given)"
    assert refused(mod.none, a=1) == "f() got an unexpected keyword argument 'a'"


def test_name_outside_ascii(mod):
    assert mod.wide(ä=1) == (1, -7, -7)
    assert mod.wide(ä=1, b=2) == (1, 2, -7)
    assert refused(mod.wide, b=2) == "f() no value for required argument 'ä' (pos 1)"


def test_what_is_wrong_with_a_call(mod):
    assert refused(mod.lll, 1, 2) == "f() no value for required argument 'c' (pos 3)"
    assert refused(mod.lll, 1, c=2) == "f() no value for required argument 'b' (pos 2)"
    assert refused(mod.lll, 1, 2, 3, 4) == "f() takes exactly 3 arguments (4 given)"
    assert refused(mod.lll, 1, 2, 3, d=4) == "f() got an unexpected keyword argument 'd'"
    assert refused(mod.lll, 1, 2, 3, a=4) == "f() got multiple values for argument 'a' (pos 1)"
    assert refused(mod.lll, 1, "x", 3) == "f() argument 'b' (pos 2) must be int, not str"
    assert refused(mod.lll, 1, c="x", b=2) == "f() argument 'c' (pos 3) must be int, not str"
    assert refused(mod.text, 1, "x") == "own text"
    assert refused(mod.text, 1) == "own text"
    assert refused(mod.lll, 1, 2, **{"\ud800": 3}) == "f() no value for required argument 'c' (pos 3)"
    with pytest.raises(OverflowError, match=r"^f\(\) argument 'c' \(pos 3\) must be -"):
        mod.ll_l(1, 2, 1 << 70)


def test_failure_is_no_end(mod):
    for _ in range(2):
        refused(mod.lll, 1)
        assert mod.lll(1, b=2, c=3) == (1, 2, 3)


@pytest.mark.parametrize(
    "name, message",
    [
        ("bad_unit", "f() unknown arg format code 'Z' at index 1 of \"lZ:f\""),
        ("bad_group", "f() unknown arg format code '(' at index 1 of \"l(l:f\""),
        ("few_names", 'f() 2 names for 3 units in the definition "lll:f"'),
        ("many_names", 'f() 2 names for 1 units in the definition "l:f"'),
        ("twice", "f() repeated name 'a' (pos 3) in the definition \"lll:f\""),
        ("empty_behind", "f() empty name '' (pos 2) in the definition \"lll:f\""),
        ("bars", "f() repeated '|' at index 3 of \"l|l|l:f\""),
        ("dollars", "f() repeated '$' at index 3 of \"l$l$l:f\""),
    ],
)
def test_definition_that_is_wrong(mod, name, message):
    for args in ((), (1, 2, 3)):
        with pytest.raises(SystemError) as error:
            getattr(mod, name)(*args)
        assert str(error.value) == message


def test_definition_without_names(mod):
    with pytest.raises(SystemError, match="^HPyArg_ParseWith needs a format and names, got NULL$"):
        mod.nulls()


def test_handles_are_the_callers(mod):
    thing, items = object(), [1]
    assert mod.objects(thing, "b") == (thing, "b", None, 0)
    made = mod.objects(b="b", a=thing, d=5, c=items)
    assert made == (thing, "b", items, 5)
    assert made[0] is thing and made[2] is items
    assert refused(mod.objects, 1, 2) == "objects() argument 'b' (pos 2) must be str, not int"
    assert refused(mod.objects, 1, "b", c=()) == "objects() argument 'c' (pos 3) must be list, not tuple"


def test_keywords_in_a_dict(mod):
    thing, items = object(), [1]
    assert mod.dict(True, {"b": "b", "c": items}, thing) == (thing, "b", items, 0)
    assert mod.dict(True, {}, thing, "b") == mod.dict(False, {}, thing, "b") == (thing, "b", None, 0)
    with pytest.raises(SystemError, match=r"^objects\(\) the format unit 'O' requires a tracker$"):
        mod.dict(False, {"b": "b"}, thing)
    assert refused(mod.dict, True, {"b": "b", "e": 1}, thing) == "objects() got an unexpected keyword argument 'e'"
    assert refused(mod.dict, True, {"b": "b", 1: 1}, thing) == (
        "objects() keywords must be strings: a name must be str, not int"
    )


def test_many_parameters(mod):
    names = [letter + digit for letter in "abcde" for digit in "01234567"]
    values = list(range(40))
    expected = sum(value * (n + 1) for n, value in enumerate(values))
    assert mod.many(*values) == mod.many(**dict(zip(names, values))) == expected
    assert mod.many(*values[:20], **dict(zip(names[:19:-1], values[:19:-1]))) == expected
    assert refused(mod.many, z=1) == "many() got an unexpected keyword argument 'z'"


def test_leaks(mod, leaks):
    leaks(mod.objects, object(), "b")
    leaks(lambda: mod.objects(object(), b="b", c=[]))
    leaks(lambda: mod.objects(object(), b="b", c=()))
    leaks(mod.dict, True, {"b": "b", "c": []}, object())
    leaks(mod.dict, True, {"b": "b", "c": ()}, object())
    leaks(mod.twice)


def test_first_use_in_many_threads(mod):
    results = []
    run_together(*[lambda: results.append(mod.ll_l(1, c=3, b=2))] * 8)
    assert results == [(1, 2, 3)] * 8


def test_in_each_interpreter(interpreters):
    code = """
    mod = load()
    assert mod.lll(1, c=3, b=2) == (1, 2, 3)
    other = Interpreter()
    other.run("mod = load(); assert mod.lll(1, c=3, b=2) == (1, 2, 3) and mod.ll_l(b=2, a=1) == (1, 2, -7)")
    other.end()
    assert mod.lll(1, c=3, b=2) == (1, 2, 3) and mod.ll_l(b=2, a=1) == (1, 2, -7)
    """
    interpreters(code, SNIPPET, minor=2)
