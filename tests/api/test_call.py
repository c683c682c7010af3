"""Calling objects: HPy_CallTupleDict, HPy_Call, HPy_CallMethod and the helpers over them.

In the snippets ... (Ellipsis) as an argument stands for HPy_NULL.
"""

import sys

import pytest

SNIPPET = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)

    static HPy or_null(HPyContext *ctx, HPy h)
    {
        return HPy_Is(ctx, h, ctx->h_Ellipsis) ? HPy_NULL : h;
    }

    FUNCTION(call_tuple_dict)
    {
        return HPy_CallTupleDict(ctx, args[0], or_null(ctx, args[1]), or_null(ctx, args[2]));
    }

    HPyDef_METH(call, "call", HPyFunc_KEYWORDS)
    static HPy call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPy_Call(ctx, args[0], args + 1, nargs - 1, kwnames);
    }
    HPyDef_METH(call_method, "call_method", HPyFunc_KEYWORDS)
    static HPy call_method_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPy_CallMethod(ctx, args[0], args + 1, nargs - 1, kwnames);
    }
    FUNCTION(call_empty)
    {
        return HPy_Call(ctx, args[0], NULL, 0, HPy_NULL);
    }
    FUNCTION(call_with_empty_names)
    {
        HPy names = HPyTuple_FromArray(ctx, NULL, 0);
        HPy result = HPy_IsNull(names) ? HPy_NULL : HPy_Call(ctx, args[0], args + 1, nargs - 1, names);
        HPy_Close(ctx, names);
        return result;
    }

    FUNCTION(method_tuple_dict)
    {
        return HPy_CallMethodTupleDict(ctx, args[0], args[1], or_null(ctx, args[2]), or_null(ctx, args[3]));
    }
    FUNCTION(method_tuple_dict_s)
    {
        const char *name = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        if (name == NULL)
            return HPy_NULL;
        return HPy_CallMethodTupleDict_s(ctx, name, args[1], or_null(ctx, args[2]), or_null(ctx, args[3]));
    }

    FUNCTION(callable)
    {
        return HPyLong_FromLong(ctx, HPyCallable_Check(ctx, args[0]));
    }
    @EXPORT(call_tuple_dict, call, call_method, call_empty, call_with_empty_names, method_tuple_dict)
    @EXPORT(method_tuple_dict_s, callable)
    @INIT
"""


def record(*args, **kwargs):
    return args, kwargs


class Receiver:
    def method(self, *args, **kwargs):
        return self, args, kwargs


@pytest.fixture
def mod(make):
    return make(SNIPPET)


@pytest.mark.parametrize(
    "args, kw, expected",
    [
        (..., ..., ((), {})),
        ((), {}, ((), {})),
        ((1, 2), ..., ((1, 2), {})),
        (..., {"a": 3}, ((), {"a": 3})),
        ((1,), {"a": 3}, ((1,), {"a": 3})),
    ],
)
def test_call_tuple_dict(mod, args, kw, expected):
    assert mod.call_tuple_dict(record, args, kw) == expected


@pytest.mark.parametrize("args, kw", [([1], ...), (None, ...), (1, ...), ((), None), ((), [("a", 1)]), (..., 5)])
def test_call_tuple_dict_refuses_other_types(mod, args, kw):
    with pytest.raises(TypeError):
        mod.call_tuple_dict(record, args, kw)


def test_call_tuple_dict_of_something_else(mod):
    with pytest.raises(TypeError):
        mod.call_tuple_dict(42, (), ...)


def test_call_tuple_dict_passes_the_exception_on(mod):
    with pytest.raises(ZeroDivisionError):
        mod.call_tuple_dict(lambda: 1 / 0, ..., ...)


def test_call_without_arguments(mod):
    assert mod.call_empty(record) == ((), {})


def test_call_positionals(mod):
    assert mod.call(record, 1, 2, 3) == ((1, 2, 3), {})


def test_call_keywords_only(mod):
    assert mod.call(record, a=1, b=2) == ((), {"a": 1, "b": 2})


def test_call_both(mod):
    assert mod.call(record, 0, 1, a=2) == ((0, 1), {"a": 2})


def test_call_with_an_empty_tuple_of_names(mod):
    assert mod.call_with_empty_names(record, 5) == ((5,), {})


def test_call_a_type(mod):
    assert mod.call(dict, a=1) == {"a": 1}


def test_call_a_builtin(mod):
    assert mod.call(sorted, [3, 1, 2], reverse=True) == [3, 2, 1]


def test_call_something_else(mod):
    with pytest.raises(TypeError):
        mod.call(42)


def test_call_passes_the_exception_on(mod):
    with pytest.raises(ZeroDivisionError):
        mod.call(lambda x: x / 0, 1)


def test_call_method_counts_the_receiver(mod):
    thing = Receiver()
    assert mod.call_method("method", thing) == (thing, (), {})
    assert mod.call_method("method", thing, 1, 2) == (thing, (1, 2), {})


def test_call_method_with_keywords(mod):
    thing = Receiver()
    assert mod.call_method("method", thing, 1, a=2) == (thing, (1,), {"a": 2})


def test_call_method_of_a_builtin(mod):
    assert mod.call_method("upper", "abc") == "ABC"


def test_call_method_that_is_missing(mod):
    with pytest.raises(AttributeError):
        mod.call_method("missing", Receiver())


def test_call_method_found_on_the_instance(mod):
    thing = Receiver()
    thing.own = record
    assert mod.call_method("own", thing, 1) == ((1,), {})


@pytest.mark.parametrize("function", ["method_tuple_dict", "method_tuple_dict_s"])
class TestMethodTupleDict:
    def test_arguments(self, mod, function):
        thing = Receiver()
        assert getattr(mod, function)("method", thing, (1,), {"a": 2}) == (thing, (1,), {"a": 2})

    def test_null_arguments(self, mod, function):
        thing = Receiver()
        assert getattr(mod, function)("method", thing, ..., ...) == (thing, (), {})

    def test_missing_attribute(self, mod, function):
        with pytest.raises(AttributeError):
            getattr(mod, function)("missing", Receiver(), ..., ...)

    def test_attribute_that_is_not_callable(self, mod, function):
        thing = Receiver()
        thing.number = 3
        with pytest.raises(TypeError):
            getattr(mod, function)("number", thing, ..., ...)

    def test_wrong_arguments(self, mod, function):
        with pytest.raises(TypeError):
            getattr(mod, function)("method", Receiver(), [1], ...)

    def test_non_ascii_name(self, mod, function):
        thing = Receiver()
        thing.größe = lambda: 42
        assert getattr(mod, function)("größe", thing, ..., ...) == 42


@pytest.mark.parametrize("thing, expected", [(record, 1), (int, 1), (Receiver().method, 1), (3, 0), (None, 0), ("", 0)])
def test_callable_check(mod, thing, expected):
    assert mod.callable(thing) == expected


def test_reference_counts(mod):
    thing = Receiver()
    before = sys.getrefcount(thing)
    for _ in range(20):
        mod.call(record, thing, k=thing)
        mod.call_method("method", thing, thing)
        mod.call_tuple_dict(record, (thing,), {"k": thing})
        mod.method_tuple_dict("method", thing, (thing,), ...)
    assert sys.getrefcount(thing) == before


def test_no_leaks(mod, leaks):
    thing = Receiver()
    leaks(
        lambda: (
            mod.call(record, [], k=[]),
            mod.call_method("method", thing, []),
            mod.call_tuple_dict(record, ([],), {"a": []}),
            mod.method_tuple_dict_s("method", thing, ..., ...),
            mod.call_method("missing", thing),
        )
    )
