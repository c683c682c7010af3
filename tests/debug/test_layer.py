"""The debug layer itself: its table of handles and contexts, through the functions of hpy.universal._debug."""

import os
import shutil

import pytest
from support.load import load_in_mode

pytestmark = [
    pytest.mark.no_layers("it loads modules in debug mode itself"),
    pytest.mark.once("the layers of each load stay for good"),
]

SNIPPET = """
    HPyDef_METH(same, "same", HPyFunc_VARARGS)
    static HPy same_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        size_t i;
        for (i = 1; i < nargs; i++)
            if (!HPy_Is(ctx, args[0], args[i]))
                return HPy_Dup(ctx, ctx->h_False);
        return HPy_Dup(ctx, ctx->h_True);
    }

    HPyDef_METH(call, "call", HPyFunc_VARARGS)
    static HPy call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPy_Call(ctx, args[0], args + 1, nargs - 1, HPy_NULL);
    }

    HPyDef_METH(close, "close", HPyFunc_VARARGS)
    static HPy close_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        size_t i;
        for (i = 0; i < nargs; i++)
            HPy_Close(ctx, HPy_Dup(ctx, args[i]));
        return HPy_Dup(ctx, ctx->h_None);
    }

    HPyDef_METH(leak, "leak", HPyFunc_O)
    static HPy leak_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy_Dup(ctx, arg);
        return HPy_Dup(ctx, ctx->h_None);
    }
    @EXPORT(same, call, close, leak)
    @INIT
"""


@pytest.fixture
def debug():
    import hpy.debug
    from hpy.universal import _debug

    size = _debug.get_closed_handles_queue_max_size()
    with hpy.debug.collect() as findings:
        yield _debug
    _debug.set_closed_handles_queue_max_size(size)
    assert not findings


@pytest.fixture
def load(compiler, tmp_path):
    """load(n): the module in debug mode, from a copy of its file, which has a layer of its own."""
    binary = compiler.build(SNIPPET, "universal")

    def load(n=0):
        path = str(tmp_path / ("%d%s" % (n, os.path.splitext(binary.path)[1])))
        shutil.copy(binary.path, path)
        return load_in_mode(binary, "debug", path=path)

    return load


@pytest.fixture
def mod(load):
    return load()


def closed(debug):
    return [handle.obj for handle in debug.get_closed_handles()]


def test_many_modules(debug, load):
    for n in range(16):
        mod = load(n)
        assert all(mod.same(*[n] * 5) for _ in range(8))
        assert mod.call(mod.call, mod.call, mod.same, n, n, n) is True


def test_calls_within_calls(debug, mod):
    depth = 100  # more than the contexts that are used in turn
    assert mod.call(*[mod.call] * depth, mod.same, debug, debug) is True
    assert mod.call(*[mod.call] * depth, mod.same, debug, mod) is False


@pytest.mark.parametrize("n", [0, 1, 15, 16, 17, 40, 1000])
def test_number_of_arguments(debug, mod, n):
    assert mod.same(*["a"] * n) is True


def test_closed_handles_are_remembered_in_their_order(debug, mod):
    debug.set_closed_handles_queue_max_size(10)
    mod.close(*"abcdefghijklmnop")
    assert [obj for obj in closed(debug) if obj is not None][-5:] == list("lmnop")


@pytest.mark.parametrize("size", [0, 1, 7, 600])
def test_no_more_closed_handles_than_wanted(debug, mod, size):
    debug.set_closed_handles_queue_max_size(size)
    mod.close(*range(700))
    assert len(debug.get_closed_handles()) == size


def test_size_can_change(debug, mod):
    for size in (2500, 3, 2000, 1024):
        debug.set_closed_handles_queue_max_size(size)
        mod.close(*range(3000))
        assert len(debug.get_closed_handles()) == size


def test_closed_handles_of_a_generation(debug, mod):
    mod.close("before")
    generation = debug.new_generation()
    mod.close("after")
    objects = [handle.obj for handle in debug.get_closed_handles(generation)]
    assert "after" in objects and "before" not in objects


def test_open_handles_stay_apart(debug, mod):
    generation = debug.new_generation()
    debug.set_closed_handles_queue_max_size(20)
    for n in range(3000):
        mod.leak(n)
        mod.close(n)
    found = debug.get_open_handles(generation)
    assert sorted(handle.obj for handle in found) == list(range(3000))
    assert len({handle.id for handle in found}) == 3000
    for handle in found:
        handle._force_close()
    assert debug.get_open_handles(generation) == []
