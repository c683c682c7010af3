"""HPyArg_ParseKeywords and HPyArg_ParseKeywordsDict: names, order, messages, what the tracker owns."""

import gc
import sys

import pytest

SNIPPET = r"""
    #define MANY 12

    /* What the functions below get: the format, the names of the parameters, and the arguments proper. */
    typedef struct {
        const char *fmt;
        const char *names[MANY + 1];
        char copies[MANY][32];
    } Signature;

    /* The text of a name for as long as the signature, which the handle does not outlive. */
    static const char *copy_name(HPyContext *ctx, HPy name, char *copy, size_t size)
    {
        const char *text = HPyUnicode_AsUTF8AndSize(ctx, name, NULL);
        if (text == NULL)
            return NULL;
        if (strlen(text) >= size)
            HPy_FatalError(ctx, "a name is longer than expected");
        return strcpy(copy, text);
    }

    static bool read_signature(HPyContext *ctx, const HPy *args, Signature *signature)
    {
        HPy_ssize_t i, n = HPy_Length(ctx, args[1]);
        signature->fmt = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        for (i = 0; i < n; i++) {
            HPy name = HPy_GetItem_i(ctx, args[1], i);
            signature->names[i] = copy_name(ctx, name, signature->copies[i], sizeof(signature->copies[i]));
            HPy_Close(ctx, name);
        }
        signature->names[n < 0 ? 0 : n] = NULL;
        return signature->fmt != NULL && n >= 0;
    }

    /* They DECLARE variables, PARSE into the TARGETS with the TRACKER (&ht or NULL), and give BACK a result.
       VECTOR is called as f(fmt, names, *args, **kw), DICT as f(fmt, names, args, kw or None). */
    #define VECTOR(NAME, PARSE, DECLARE, TRACKER, TARGETS, BACK) \
        HPyDef_METH(NAME, #NAME, HPyFunc_KEYWORDS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames) \
        { \
            Signature sig; \
            HPyTracker ht = {0}; \
            (void)ht; \
            DECLARE; \
            if (!read_signature(ctx, args, &sig) \
                || !PARSE(ctx, TRACKER, args + 2, nargs - 2, kwnames, sig.fmt, sig.names, TARGETS)) \
                return HPy_NULL; \
            return finish(ctx, TRACKER, BACK); \
        }
    #define DICT(NAME, PARSE, DECLARE, TRACKER, TARGETS, BACK) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) \
        { \
            Signature sig; \
            HPyTracker ht = {0}; \
            (void)ht; \
            HPy items[MANY], kw = HPy_Is(ctx, args[3], ctx->h_None) ? HPy_NULL : args[3]; \
            HPy_ssize_t i, n = HPy_Length(ctx, args[2]); \
            int ok; \
            DECLARE; \
            for (i = 0; i < n; i++) \
                items[i] = HPy_GetItem_i(ctx, args[2], i); \
            ok = read_signature(ctx, args, &sig) \
                && PARSE(ctx, TRACKER, items, n, kw, sig.fmt, sig.names, TARGETS); \
            for (i = 0; i < n; i++) \
                HPy_Close(ctx, items[i]); \
            return ok ? finish(ctx, TRACKER, BACK) : HPy_NULL; \
        }

    /* Each function of the API with what it is for, and with what the other one is for. */
    #define BOTH(NAME, DECLARE, TRACKER, TARGETS, BACK) \
        VECTOR(NAME##_vector, HPyArg_ParseKeywords, TAKE(DECLARE), TRACKER, TAKE(TARGETS), BACK) \
        DICT(NAME##_dict, HPyArg_ParseKeywordsDict, TAKE(DECLARE), TRACKER, TAKE(TARGETS), BACK) \
        DICT(NAME##_mixed_up_dict, HPyArg_ParseKeywords, TAKE(DECLARE), TRACKER, TAKE(TARGETS), BACK) \
        VECTOR(NAME##_mixed_up_vector, HPyArg_ParseKeywordsDict, TAKE(DECLARE), TRACKER, TAKE(TARGETS), BACK)
    #define TAKE(...) __VA_ARGS__

    static HPy finish(HPyContext *ctx, HPyTracker *ht, HPy result)
    {
        if (ht != NULL)
            HPyTracker_Close(ctx, *ht);
        return result;
    }

    static HPy or_none(HPyContext *ctx, HPy h) { return HPy_IsNull(h) ? ctx->h_None : h; }

    BOTH(longs, TAKE(long a = -7, b = -7, c = -7), NULL, TAKE(&a, &b, &c), HPy_BuildValue(ctx, "lll", a, b, c))
    BOTH(tracked, TAKE(long a = -7, b = -7, c = -7), &ht, TAKE(&a, &b, &c), HPy_BuildValue(ctx, "lll", a, b, c))
    BOTH(objects, TAKE(HPy a = HPy_NULL, b = HPy_NULL, c = HPy_NULL), &ht, TAKE(&a, &b, &c),
         HPy_BuildValue(ctx, "OOO", or_none(ctx, a), or_none(ctx, b), or_none(ctx, c)))
    BOTH(untracked, TAKE(HPy a = HPy_NULL, b = HPy_NULL, c = HPy_NULL), NULL, TAKE(&a, &b, &c),
         HPy_BuildValue(ctx, "OOO", or_none(ctx, a), or_none(ctx, b), or_none(ctx, c)))
    BOTH(texts, TAKE(const char *a = "-", *b = "-"), &ht, TAKE(&a, &b), HPy_BuildValue(ctx, "ss", a, b))
    BOTH(texts_untracked, TAKE(const char *a = "-", *b = "-"), NULL, TAKE(&a, &b), HPy_BuildValue(ctx, "ss", a, b))
    BOTH(units, TAKE(unsigned char b = 1; int p = 2; double d = 3; const char *s = "4"), NULL, TAKE(&b, &p, &d, &s),
         HPy_BuildValue(ctx, "iids", b, p, d, s))
    BOTH(many, TAKE(int v[MANY] = {0}), NULL,
         TAKE(&v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &v[6], &v[7], &v[8], &v[9], &v[10], &v[11]),
         HPy_BuildValue(ctx, "[iiiiiiiiiiii]", v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10],
                        v[11]))

    /* raw(names, args, kwnames): the vector variant with any object as kwnames. */
    HPyDef_METH(raw, "raw", HPyFunc_VARARGS)
    static HPy raw_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *names[] = {"a", NULL};
        long a = -7;
        if (!HPyArg_ParseKeywords(ctx, NULL, args, 0, args[1], "|l:raw", names, &a))
            return HPy_NULL;
        return HPyLong_FromLong(ctx, a);
    }

    @EXPORTS
    @EXPORT(raw)
    @INIT
"""

VARIANTS = ["vector", "dict", "mixed_up_dict", "mixed_up_vector"]
FUNCTIONS = ["longs", "tracked", "objects", "untracked", "texts", "texts_untracked", "units", "many"]
SNIPPET = SNIPPET.replace(
    "@EXPORTS",
    "\n".join("    @EXPORT(%s)" % ", ".join("%s_%s" % (name, variant) for variant in VARIANTS) for name in FUNCTIONS),
)

ABC = ("a", "b", "c")


class Parser:
    """Calls one of the variants: parser.longs("l|l", ("a", "b"), 1, b=2)."""

    def __init__(self, mod, variant):
        self.mod, self.variant = mod, variant

    def __getattr__(self, name):
        function = getattr(self.mod, "%s_%s" % (name, self.variant))
        if self.variant.endswith("vector"):
            return function
        return lambda fmt, names, *args, **kw: function(fmt, names, args, kw or None)


@pytest.fixture(params=VARIANTS)
def parser(make, request):
    return Parser(make(SNIPPET), request.param)


@pytest.fixture
def mod(make):
    return make(SNIPPET)


# ---- what goes where


@pytest.mark.parametrize("name", ["longs", "tracked"])
def test_position_and_keyword(parser, name):
    parse = getattr(parser, name)
    assert parse("lll", ABC, 1, 2, 3) == (1, 2, 3)
    assert parse("lll", ABC, 1, c=3, b=2) == (1, 2, 3)
    assert parse("lll", ABC, c=3, b=2, a=1) == (1, 2, 3)
    assert parse("lll:f", ABC, a=1, b=2, c=3) == (1, 2, 3)


def test_optional(parser):
    assert parser.longs("l|ll", ABC, 1) == (1, -7, -7)
    assert parser.longs("l|ll", ABC, 1, c=3) == (1, -7, 3)
    assert parser.longs("|lll", ABC) == (-7, -7, -7)
    assert parser.longs("|lll", ABC, b=2) == (-7, 2, -7)
    assert parser.longs("", ()) == (-7, -7, -7)


def test_keyword_only(parser):
    assert parser.longs("l|l$l", ABC, 1, 2, c=3) == (1, 2, 3)
    assert parser.longs("l$ll", ABC, 1, c=3) == (1, -7, 3)
    assert parser.longs("$lll", ABC) == (-7, -7, -7)


def test_positional_only(parser):
    assert parser.longs("lll", ("", "", "c"), 1, 2, c=3) == (1, 2, 3)
    assert parser.longs("l|ll", ("", "", "c"), 1, c=3) == (1, -7, 3)


def test_other_units(parser):
    names = ("b", "p", "d", "s")
    assert parser.units("bpds", names, 255, s="text", d=1, p=[]) == (255, 0, 1.0, "text")
    assert parser.units("|bpds", names) == (1, 2, 3.0, "4")
    assert parser.units("|bpds", names, d=0.5) == (1, 2, 0.5, "4")
    with pytest.raises(OverflowError, match=r"greater than maximum: argument 'b' \(pos 1\) must be 0 to 255, not 256$"):
        parser.units("b|pds:f", names, b=256)
    with pytest.raises(TypeError, match=r"^function a str is required: argument 's' \(pos 4\) must be str, not bytes$"):
        parser.units("|bpds", names, s=b"x")


def test_more_keywords_than_usual(parser):
    names = tuple("name%d" % i for i in range(12))
    values = list(range(100, 112))
    by_name = dict(zip(names, values))
    assert parser.many("iiiiiiiiiiii", names, **by_name) == values
    backwards = {name: by_name[name] for name in reversed(names)}
    assert parser.many("iiiiiiiiiiii", names, **backwards) == values
    assert parser.many("iiiiii|iiiiii", names, *values[:6], name11=1) == values[:6] + [0, 0, 0, 0, 0, 1]


def test_names_that_begin_alike(parser):
    assert parser.longs("|lll", ("ab", "a", "abc"), a=1, abc=3) == (-7, 1, 3)


def test_name_outside_ascii(parser):
    name = "\xe9t\xe9"
    assert parser.longs("|lll", ("a", name, "c"), **{name: 2}) == (-7, 2, -7)


# ---- messages


@pytest.mark.parametrize(
    "fmt, names, args, kw, text",
    [
        # a value is missing
        ("l", ("a",), (), {}, "no value for required argument 'a' (pos 1)"),
        ("ll|l", ABC, (1,), {"c": 3}, "no value for required argument 'b' (pos 2)"),
        (
            "ll",
            ("", "b"),
            (),
            {"b": 2},
            "no value for required argument: takes at least 1 positional argument (0 given)",
        ),
        ("l", ("",), (), {"": 2}, "no value for required argument: takes at least 1 positional argument (0 given)"),
        (
            "ll|l",
            ("", "", ""),
            (1,),
            {},
            "no value for required argument: takes at least 2 positional arguments (1 given)",
        ),
        ("l", ("a",), (), {"A": 2}, "no value for required argument 'a' (pos 1)"),
        # names and units
        ("lll", ("a", "b"), (1, 2), {}, "mismatched args (too few keywords for fmt): 2 for 3 units"),
        ("l", (), (), {}, "mismatched args (too few keywords for fmt): 0 for 1 units"),
        ("ll", ABC, (1, 2), {}, "mismatched args (too many keywords for fmt): 3 for 2 units"),
        ("", ABC, (), {}, "mismatched args (too many keywords for fmt): 3 for 0 units"),
        # by position or by keyword
        (
            "l$l",
            ("a", "b"),
            (1, 2),
            {},
            "keyword only argument passed as positional argument: takes exactly 1 positional argument (2 given)",
        ),
        (
            "l|l$l",
            ABC,
            (1, 2, 3),
            {},
            "keyword only argument passed as positional argument: takes at most 2 positional arguments (3 given)",
        ),
        (
            "$l",
            ("a",),
            (1,),
            {},
            "keyword only argument passed as positional argument: takes no positional arguments (1 given)",
        ),
        # a wrong value
        ("ll", ("a", "b"), (1,), {"b": "x"}, "argument 'b' (pos 2) must be int, not str"),
        ("ll", ("", "b"), ([],), {"b": 1}, "argument 1 must be int, not list"),
        # nobody wants them
        ("ll", ("a", "b"), (1, 2, 3), {}, "takes exactly 2 arguments (3 given)"),
        ("l|l", ("a", "b"), (1, 2, 3), {"x": 4}, "takes at most 2 arguments (4 given)"),
        ("|l", ("a",), (1, 2), {}, "takes at most 1 argument (2 given)"),
        ("", (), (1,), {}, "takes no arguments (1 given)"),
        ("l", ("a",), (1,), {"x": 2}, "got an unexpected keyword argument 'x'"),
        ("|lll", ABC, (), {"a": 1, "\xe9": 2}, "got an unexpected keyword argument '\xe9'"),
        ("|lll", ABC, (), {"a": 1, "\ud800": 2}, "got an unexpected keyword argument '\\ud800'"),
        ("|l", ("a",), (), {"a\0": 1}, "got an unexpected keyword argument 'a\\x00'"),
        ("|ll", ("", "b"), (), {"": 1}, "got an unexpected keyword argument ''"),
        ("", (), (), {"a": 1}, "got an unexpected keyword argument 'a'"),
        ("l|l", ("a", "b"), (1,), {"a": 1}, "got multiple values for argument 'a' (pos 1)"),
        ("ll", ("a", "b"), (1, 2), {"b": 1}, "got multiple values for argument 'b' (pos 2)"),
    ],
)
def test_type_errors(parser, fmt, names, args, kw, text):
    with pytest.raises(TypeError) as error:
        parser.longs(fmt, names, *args, **kw)
    assert str(error.value) == "function " + text
    with pytest.raises(TypeError) as error:
        parser.tracked(fmt + ":name", names, *args, **kw)
    assert str(error.value) == "name() " + text
    with pytest.raises(TypeError) as error:
        parser.longs(fmt + ";my text", names, *args, **kw)
    assert str(error.value) == "my text"


@pytest.mark.parametrize("names, pos", [(("a", "", "c"), 2), (("", "b", ""), 3), (("a", "b", "", "d"), 3)])
@pytest.mark.parametrize(
    "args, kw",
    [
        ((), {}),
        ((1,), {}),
        ((1, 2, 3), {}),
        ((1, 2, 3, 4, 5), {}),
        ((), {"a": 1, "b": 2, "c": 3}),
        (("x",), {}),
        ((1 << 100,), {}),
        ((), {"nobody's": 1}),
    ],
)
def test_empty_name_behind_a_name(parser, names, pos, args, kw):
    for fmt in ("lll", "|lll", "l$ll"):
        with pytest.raises(SystemError) as error:
            parser.longs(fmt, names, *args, **kw)
        assert str(error.value) == "function empty keyword parameter name (pos %d)" % pos


@pytest.mark.parametrize("fmt, names, code", [("lZl", ABC, "'Z'"), ("l l", ("a", "b"), "' '"), ("l\n", ABC, "0x0a")])
def test_unknown_units(parser, fmt, names, code):
    for args in [(1, 2, 3), (1,)]:
        with pytest.raises(SystemError) as error:
            parser.longs(fmt, names, *args)
        assert str(error.value) == 'function unknown arg format code %s at index 1 of "%s"' % (code, fmt)


@pytest.mark.parametrize("args", [(), ([],)])
def test_object_needs_a_tracker(parser, args):
    with pytest.raises(SystemError, match=r"^f\(\) .*tracker"):
        parser.untracked("|O:f", ("a",), *args)


def test_errors_of_values(parser):
    with pytest.raises(OverflowError):
        parser.longs("|lll", ABC, c=1 << 100)
    with pytest.raises(ValueError, match=r"^function embedded null character in argument 'b' \(pos 2\)$"):
        parser.texts("|ss", ("a", "b"), b="\0")


# ---- objects and texts


def test_objects(parser):
    a, b, c = [], {}, object()
    assert all(got is given for got, given in zip(parser.objects("OOO", ABC, a, b, c), (a, b, c)))
    assert all(got is given for got, given in zip(parser.objects("OOO", ABC, a, c=c, b=b), (a, b, c)))
    assert parser.objects("|O$OO", ABC, c=c) == (None, None, c)


def test_objects_are_released(parser):
    thing = object()
    before = sys.getrefcount(thing)
    parser.objects("OOO", ABC, thing, c=thing, b=thing)
    for fmt, kw in [("OOO", {}), ("OOl", {"c": thing}), ("OO|O", {"d": thing})]:
        with pytest.raises(TypeError):
            parser.objects(fmt, ABC, thing, b=thing, **kw)
    del kw
    gc.collect()
    assert sys.getrefcount(thing) == before


@pytest.mark.parametrize("name", ["texts", "texts_untracked"])
def test_texts(parser, name):
    parse = getattr(parser, name)
    assert parse("s|s", ("a", "b"), "x") == ("x", "-")
    assert parse("|ss", ("a", "b"), b="\u20ac") == ("-", "\u20ac")


def test_nothing_leaks(parser, leaks):
    def call(method, fmt, names, kw):
        getattr(parser, method)(fmt, names, [], **kw)

    leaks(call, "objects", "O|OO", ABC, {"c": []})
    leaks(call, "objects", "O|OO", ABC, {"d": []})
    leaks(call, "objects", "O|Ol", ABC, {"b": [], "c": []})
    leaks(call, "texts", "O|s", ("a", "b"), {"b": b""})
    leaks(call, "many", "p|iiiiiiiiiii", tuple("abcdefghijkl"), dict.fromkeys("bcdefghijkl", 1))


# ---- the dict


def test_empty_dict(mod):
    assert mod.longs_dict("|lll", ABC, (), {}) == (-7, -7, -7)


class Raising:
    """A key that is no str, hashes like "b", and cannot be compared."""

    def __hash__(self):
        return hash("b")

    def __eq__(self, other):
        raise ZeroDivisionError("cannot compare")


def test_error_of_a_look_up_comes_through(mod):
    with pytest.raises(ZeroDivisionError, match="cannot compare"):
        mod.longs_dict("|lll", ABC, (), {Raising(): 1})


def test_failing_item_access_comes_through(mod):
    class Failing(dict):
        def __getitem__(self, key):
            raise ZeroDivisionError("no items today")

    with pytest.raises(ZeroDivisionError, match="no items today"):
        mod.objects_dict("|OOO", ABC, (), Failing(a=1))


def test_keys_must_be_strings(mod):
    with pytest.raises(TypeError, match=r"^f\(\) keywords must be strings: a name must be str, not (int|bytes)$"):
        mod.longs_dict("|lll:f", ABC, (), {1: 2})
    with pytest.raises(TypeError, match=r"^f\(\) keywords must be strings: a name must be str, not (int|bytes)$"):
        mod.objects_dict("|OOO:f", ABC, (), {"a": 1, b"b": 2})


def test_no_dict(mod):
    with pytest.raises((TypeError, SystemError)):
        mod.longs_dict("|lll", ABC, (), [("a", 1)])
    with pytest.raises(TypeError):
        mod.longs_dict("|lll", ABC, (), 3)


class Fleeting(dict):
    """Makes its values when asked for them: nobody else keeps them alive."""

    def __getitem__(self, key):
        return "fleeting " * 20 + key


def test_tracker_keeps_values_of_the_dict(mod):
    text = "fleeting " * 20
    assert mod.texts_dict("|ss", ("a", "b"), (), Fleeting(a=1, b=2)) == (text + "a", text + "b")
    assert mod.objects_dict("|OO", ("a", "b"), (), Fleeting(b=2)) == (None, text + "b", None)


@pytest.mark.parametrize("kw", [[("a", 1)], "text", [1]])
def test_neither_dict_nor_tuple(mod, kw):
    with pytest.raises((TypeError, SystemError)):
        mod.longs_dict("|lll", ABC, (), kw)


# ---- kwnames


def test_kwnames_without_length(mod):
    with pytest.raises(TypeError):
        mod.raw(1, 2)


def test_kwnames_with_other_things(mod):
    assert mod.raw(5, ("a",)) == 5
    with pytest.raises(TypeError, match=r"^raw\(\) keywords must be strings: a name must be str, not int$"):
        mod.raw(5, (3,))
    with pytest.raises(TypeError, match=r"^raw\(\) got the same keyword argument more than once$"):
        mod.raw(5, ("a", "a"))


# ---- as slots of a type


def test_slots_of_a_type(make):
    mod = make(r"""
        typedef struct { long x, y; } Point;
        HPyType_HELPERS(Point)

        HPyDef_SLOT(Point_new, HPy_tp_new)
        static HPy Point_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
        {
            const char *names[] = {"x", "y", NULL};
            Point *point;
            long x, y = 0;
            HPy h;
            if (!HPyArg_ParseKeywordsDict(ctx, NULL, args, nargs, kw, "l|l:Point", names, &x, &y))
                return HPy_NULL;
            h = HPy_New(ctx, cls, &point);
            if (!HPy_IsNull(h)) {
                point->x = x;
                point->y = y;
            }
            return h;
        }

        HPyDef_SLOT(Point_repr, HPy_tp_repr)
        static HPy Point_repr_impl(HPyContext *ctx, HPy self)
        {
            Point *point = Point_AsStruct(ctx, self);
            return HPyUnicode_FromFormat(ctx, "Point(%ld, %ld)", point->x, point->y);
        }

        static HPyDef *Point_defines[] = {&Point_new, &Point_repr, NULL};
        static HPyType_Spec Point_spec = {
            .name = "mod.Point", .basicsize = sizeof(Point), .builtin_shape = SHAPE(Point), .defines = Point_defines,
        };
        @EXPORT_TYPE("Point", Point_spec)
        @INIT""")
    assert [repr(mod.Point(1)), repr(mod.Point(1, 2)), repr(mod.Point(1, y=2)), repr(mod.Point(y=1, x=2))] == [
        "Point(1, 0)",
        "Point(1, 2)",
        "Point(1, 2)",
        "Point(2, 1)",
    ]
    with pytest.raises(TypeError, match=r"^Point\(\) got an unexpected keyword argument 'z'$"):
        mod.Point(1, z=2)
