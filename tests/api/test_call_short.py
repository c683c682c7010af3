"""HPy_CallNoArgs, HPy_CallOneArg, methods by text and by names that are made once, calls with a format."""

import pytest

SNIPPET = r"""
    HPyDef_METH(no_args, "no_args", HPyFunc_O)
    static HPy no_args_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPy_CallNoArgs(ctx, arg);
    }

    HPyDef_METH(one_arg, "one_arg", HPyFunc_VARARGS)
    static HPy one_arg_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPy_CallOneArg(ctx, args[0], args[1]);
    }

    /* method_no_args(obj, name), method_one_arg(obj, name, arg) */
    HPyDef_METH(method_no_args, "method_no_args", HPyFunc_VARARGS)
    static HPy method_no_args_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPy_CallMethodNoArgs(ctx, args[0], args[1]);
    }

    HPyDef_METH(method_one_arg, "method_one_arg", HPyFunc_VARARGS)
    static HPy method_one_arg_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPy_CallMethodOneArg(ctx, args[0], args[1], args[2]);
    }

    /* method_s(name, obj, *args, **kw), under the name that is given. */
    HPyDef_METH(method_s, "method_s", HPyFunc_KEYWORDS)
    static HPy method_s_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        const char *name = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        return name == NULL ? HPy_NULL : HPy_CallMethod_s(ctx, name, args + 1, nargs - 1, kwnames);
    }

    /* The method join, by a name of the module's. */
    static HPyName join = HPyName_INIT("join"), odd = HPyName_INIT("od\xff" "d"), wide = HPyName_INIT("m\xc3\xa9thode");

    HPyDef_METH(method_n, "method_n", HPyFunc_KEYWORDS)
    static HPy method_n_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPy_CallMethod_n(ctx, &join, args, nargs, kwnames);
    }

    HPyDef_METH(method_wide, "method_wide", HPyFunc_O)
    static HPy method_wide_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPy_CallMethod_n(ctx, &wide, &arg, 1, HPy_NULL);
    }

    HPyDef_METH(name, "name", HPyFunc_NOARGS)
    static HPy name_impl(HPyContext *ctx, HPy self)
    {
        return HPyName_Get(ctx, &join);
    }

    HPyDef_METH(odd_name, "odd_name", HPyFunc_NOARGS)
    static HPy odd_name_impl(HPyContext *ctx, HPy self)
    {
        return HPyName_Get(ctx, &odd);
    }

    @EXPORT(no_args, one_arg, method_no_args, method_one_arg, method_s, method_n, method_wide, name, odd_name)
    @EXPORT_GLOBAL(join.global)
    @EXPORT_GLOBAL(odd.global)
    @EXPORT_GLOBAL(wide.global)
    @INIT
"""

FORMATS = r"""
    HPyDef_METH(nothing, "nothing", HPyFunc_O)
    static HPy nothing_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPy_CallFunction(ctx, arg, NULL);
    }

    HPyDef_METH(blank, "blank", HPyFunc_O)
    static HPy blank_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPy_CallFunction(ctx, arg, " \t");
    }

    /* ints(fmt, f): f called with 1, 2, ... as the format says. */
    HPyDef_METH(ints, "ints", HPyFunc_VARARGS)
    static HPy ints_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *fmt = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        if (fmt == NULL)
            return HPy_NULL;
        return HPy_CallFunction(ctx, args[1], fmt, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    /* objects(fmt, f, x) */
    HPyDef_METH(objects, "objects", HPyFunc_VARARGS)
    static HPy objects_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *fmt = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        if (fmt == NULL)
            return HPy_NULL;
        return HPy_CallFunction(ctx, args[1], fmt, args[2], args[2]);
    }

    /* method(obj, name, text): obj.name(text, 5) */
    HPyDef_METH(method, "method", HPyFunc_VARARGS)
    static HPy method_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *name = HPyUnicode_AsUTF8AndSize(ctx, args[1], NULL);
        if (name == NULL)
            return HPy_NULL;
        return HPy_CallMethodFormat(ctx, args[0], name, "Oi", args[2], 5);
    }

    @EXPORT(nothing, blank, ints, objects, method)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


@pytest.fixture
def formats(make):
    return make(FORMATS)


class Thing:
    def plain(self, *args, **kw):
        return args, kw

    def join(self, *args, **kw):
        return self, args, kw

    def méthode(self):
        return "é"

    def fail(self):
        raise LookupError("own")


def everything(*args, **kw):
    return args, kw


def test_no_args(mod):
    assert mod.no_args(everything) == ((), {})
    assert mod.no_args(dict) == {}
    assert mod.no_args(Thing().plain) == ((), {})


def test_one_arg(mod):
    assert mod.one_arg(everything, (1, 2)) == (((1, 2),), {})
    assert mod.one_arg(Thing().plain, 3) == ((3,), {})
    assert mod.one_arg(len, "abc") == 3


@pytest.mark.parametrize("call", ["no_args", "one_arg"])
def test_not_callable(mod, call):
    args = (5,) if call == "no_args" else (5, 6)
    with pytest.raises(TypeError, match="^'int' object is not callable"):
        getattr(mod, call)(*args)


def test_what_the_call_raises(mod):
    with pytest.raises(LookupError, match="^own$"):
        mod.no_args(Thing().fail)
    with pytest.raises(TypeError):
        mod.one_arg(len, 5)


def test_method_with_handle(mod):
    thing = Thing()
    assert mod.method_no_args(thing, "plain") == ((), {})
    assert mod.method_one_arg(thing, "plain", 5) == ((5,), {})
    assert mod.method_one_arg(",", "join", ["a", "b"]) == "a,b"
    with pytest.raises(AttributeError):
        mod.method_no_args(thing, "absent")


def test_method_by_text(mod):
    thing = Thing()
    assert mod.method_s("plain", thing) == ((), {})
    assert mod.method_s("plain", thing, 1, 2, a=3) == ((1, 2), {"a": 3})
    assert mod.method_s("méthode", thing) == "é"
    with pytest.raises(AttributeError, match="absent"):
        mod.method_s("absent", thing)
    with pytest.raises(LookupError):
        mod.method_s("fail", thing)
    with pytest.raises(UnicodeEncodeError):
        mod.method_s("\ud800", thing)


@pytest.mark.no_debug("reports it")
def test_method_without_object(mod):
    with pytest.raises(SystemError, match="^HPy_CallMethod_s requires the object as args"):
        mod.method_s("plain")
    with pytest.raises(SystemError, match="^HPy_CallMethod_n requires the object as args"):
        mod.method_n()


def test_method_by_name(mod):
    thing = Thing()
    for _ in range(3):
        assert mod.method_n(thing, 1, 2, a=3) == (thing, (1, 2), {"a": 3})
        assert mod.method_n(",", ["a", "b"]) == "a,b"
        assert mod.method_wide(thing) == "é"
    with pytest.raises(AttributeError, match="join"):
        mod.method_n(5, 6)


def test_name_is_interned(mod):
    assert mod.name() == "join"
    assert mod.name() is mod.name()
    assert mod.name() is next(name for name in vars(Thing) if name == "join")


def test_name_that_is_no_utf8(mod):
    for _ in range(2):
        with pytest.raises(UnicodeDecodeError):
            mod.odd_name()


def test_name_in_each_interpreter(interpreters):
    code = """
    mod = load()
    assert mod.name() == "join"
    other = Interpreter()
    other.run("mod = load(); assert mod.name() == 'join' and mod.method_n(',', ['a', 'b']) == 'a,b'")
    assert mod.method_n(",", ["a", "b"]) == "a,b"
    other.run("assert mod.name() is mod.name()")
    other.end()
    assert mod.name() is mod.name() and mod.method_n(",", ["a"]) == "a"
    """
    interpreters(code, SNIPPET, minor=2)


def test_name_does_not_leak(mod, leaks):
    leaks(mod.name)
    leaks(mod.method_n, ",", ["a", "b"])
    leaks(mod.method_s, "upper", "abc")
    leaks(mod.odd_name)


def test_format_without_arguments(formats):
    assert formats.nothing(everything) == ((), {})
    assert formats.blank(everything) == ((), {})


@pytest.mark.parametrize(
    "fmt, expected",
    [
        ("i", (1,)),
        ("ii", (1, 2)),
        ("i, i", (1, 2)),
        ("iiiiiiiiii", tuple(range(1, 11))),
        ("(ii)", (1, 2)),
        ("(ii)i", ((1, 2), 3)),
        ("((ii))", ((1, 2),)),
        ("()", ()),
        ("[ii]", ([1, 2],)),
        ("{i:i}", ({1: 2},)),
    ],
)
def test_format(formats, fmt, expected):
    assert formats.ints(fmt, everything) == (expected, {})


def test_format_of_a_tuple(formats):
    assert formats.objects("O", everything, (1, 2)) == ((1, 2), {})
    assert formats.objects("(O)", everything, (1, 2)) == (((1, 2),), {})
    assert formats.objects("OO", everything, (1,)) == (((1,), (1,)), {})


def test_format_of_a_method(formats):
    assert formats.method(Thing(), "plain", "x") == (("x", 5), {})
    with pytest.raises(AttributeError, match="absent"):
        formats.method(Thing(), "absent", "x")


@pytest.mark.parametrize("fmt", ["q", "iq", "i)", "(i", "N", "i,,"])
def test_format_that_is_wrong(formats, fmt):
    with pytest.raises(SystemError, match="HPy_BuildValue"):
        formats.ints(fmt, everything)


def test_format_of_something_else(formats):
    with pytest.raises(TypeError, match="not callable"):
        formats.ints("ii", 5)
    with pytest.raises(TypeError, match="not callable"):
        formats.ints("(ii)", 5)


def test_format_does_not_leak(formats, leaks):
    leaks(formats.objects, "OO", everything, object())
    leaks(formats.objects, "Oq", everything, object())
    leaks(formats.objects, "OO)", everything, object())
    leaks(formats.ints, "iiiiiiiiii", everything)
    leaks(formats.ints, "iiiiiiiiii)", everything)
