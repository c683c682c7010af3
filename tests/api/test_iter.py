"""Iteration (minor 1): HPy_GetIter, HPyIter_Next, HPyIter_Check."""

import sys

import pytest

SNIPPET = r"""
    HPyDef_METH(get_iter, "get_iter", HPyFunc_O)
    static HPy get_iter_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_GetIter(ctx, arg); }

    HPyDef_METH(check, "check", HPyFunc_O)
    static HPy check_impl(HPyContext *ctx, HPy self, HPy arg) { return HPyLong_FromLong(ctx, HPyIter_Check(ctx, arg)); }

    /* The next item in a tuple, or () at the end. */
    HPyDef_METH(next, "next", HPyFunc_O)
    static HPy next_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy result, item = HPyIter_Next(ctx, arg);
        if (HPy_IsNull(item))
            return HPyErr_Occurred(ctx) ? HPy_NULL : HPyTuple_FromArray(ctx, NULL, 0);
        result = HPyTuple_Pack(ctx, 1, item);
        HPy_Close(ctx, item);
        return result;
    }
    @EXPORT(get_iter, check, next)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=1)


def test_get_iter(mod):
    assert list(mod.get_iter([1, 2])) == [1, 2]


def test_get_iter_of_an_iterator_is_itself(mod):
    iterator = iter([1])
    assert mod.get_iter(iterator) is iterator


@pytest.mark.parametrize("thing", [42, None, object()])
def test_get_iter_of_what_is_not_iterable(mod, thing):
    with pytest.raises(TypeError):
        mod.get_iter(thing)


def test_next_until_the_end(mod):
    iterator = iter("ab")
    assert [mod.next(iterator) for _ in range(4)] == [("a",), ("b",), (), ()]


def test_next_of_a_generator_that_returns(mod):
    def generate():
        yield 1
        return 5

    iterator = generate()
    assert [mod.next(iterator), mod.next(iterator)] == [(1,), ()]


def test_next_swallows_stop_iteration_of_a_python_class(mod):
    class Ends:
        def __iter__(self):
            return self

        def __next__(self):
            raise StopIteration("over")

    assert mod.next(Ends()) == ()


def test_next_passes_an_exception_on(mod):
    def generate():
        raise ValueError("inside")
        yield

    with pytest.raises(ValueError, match="inside"):
        mod.next(generate())


@pytest.mark.parametrize("thing, expected", [(iter([]), 1), ((i for i in ()), 1), ([], 0), (42, 0), (range(3), 0)])
def test_check(mod, thing, expected):
    assert mod.check(thing) == expected


def test_reference_counts(mod):
    thing = object()
    before = sys.getrefcount(thing)
    for _ in range(20):
        mod.next(iter([thing]))
        mod.get_iter([thing])
    assert sys.getrefcount(thing) == before
