"""Slices: unpacking, adjusting, and (minor 1) slices of sequences. ... (Ellipsis) stands for HPy_NULL."""

import sys

import pytest

SNIPPET = r"""
    HPyDef_METH(unpack, "unpack", HPyFunc_O)
    static HPy unpack_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy_ssize_t start, stop, step;
        if (HPySlice_Unpack(ctx, arg, &start, &stop, &step) < 0)
            return HPy_NULL;
        return HPy_BuildValue(ctx, "nnn", start, stop, step);
    }
    HPyDef_METH(adjust, "adjust", HPyFunc_VARARGS)
    static HPy adjust_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy_ssize_t start, stop, step, count;
        if (HPySlice_Unpack(ctx, args[1], &start, &stop, &step) < 0)
            return HPy_NULL;
        count = HPySlice_AdjustIndices(ctx, HPyLong_AsSsize_t(ctx, args[0]), &start, &stop, step);
        return HPy_BuildValue(ctx, "nnnn", start, stop, step, count);
    }
    @EXPORT(unpack, adjust)
    @INIT
"""
MINOR_1 = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)

    static HPy or_null(HPyContext *ctx, HPy h)
    {
        return HPy_Is(ctx, h, ctx->h_Ellipsis) ? HPy_NULL : h;
    }
    static HPy checked(HPyContext *ctx, int result)
    {
        return result < 0 ? HPy_NULL : HPyLong_FromLong(ctx, result);
    }
    #define N(I) HPyLong_AsSsize_t(ctx, args[I])

    FUNCTION(new) { return HPySlice_New(ctx, or_null(ctx, args[0]), or_null(ctx, args[1]), or_null(ctx, args[2])); }
    FUNCTION(get) { return HPy_GetSlice(ctx, or_null(ctx, args[0]), N(1), N(2)); }
    FUNCTION(set) { return checked(ctx, HPy_SetSlice(ctx, or_null(ctx, args[0]), N(1), N(2), or_null(ctx, args[3]))); }
    FUNCTION(delete) { return checked(ctx, HPy_DelSlice(ctx, or_null(ctx, args[0]), N(1), N(2))); }
    @EXPORT(new, get, set, delete)
    @INIT
"""
MAX, MIN = sys.maxsize, -sys.maxsize - 1
SLICES = [
    slice(None),
    slice(2),
    slice(1, 7, 2),
    slice(None, None, -1),
    slice(-3, None),
    slice(7, 1, -2),
    slice(-100, 100),
    slice(100, -100, -3),
    slice(5, 5),
    slice(3, 1),
]


@pytest.fixture
def mod(make):
    return make(SNIPPET)


@pytest.fixture
def mod1(make):
    return make(MINOR_1, minor=1)


@pytest.mark.parametrize(
    "given, expected",
    [
        (slice(None), (0, MAX, 1)),
        (slice(None, None, 3), (0, MAX, 3)),
        (slice(None, None, -1), (MAX, MIN, -1)),
        (slice(1, 2), (1, 2, 1)),
        (slice(-1, -5, -2), (-1, -5, -2)),
    ],
)
def test_unpack(mod, given, expected):
    assert mod.unpack(given) == expected


def test_unpack_clips_silently(mod):
    assert mod.unpack(slice(-(10**30), 10**30, 10**30)) == (MIN, MAX, MAX)


def test_unpack_clips_the_step_so_that_it_can_be_negated(mod):
    assert mod.unpack(slice(None, None, -(10**30)))[2] == -MAX


def test_unpack_uses_index(mod):
    class Three:
        def __index__(self):
            return 3

    assert mod.unpack(slice(Three(), Three(), Three())) == (3, 3, 3)


def test_unpack_zero_step(mod):
    with pytest.raises(ValueError):
        mod.unpack(slice(1, 2, 0))


@pytest.mark.parametrize("wrong", [slice("a"), slice(1.0, 2), slice(1, 2, [])])
def test_unpack_what_is_no_index(mod, wrong):
    with pytest.raises(TypeError):
        mod.unpack(wrong)


@pytest.mark.parametrize("length", [0, 1, 5, 10])
@pytest.mark.parametrize("given", SLICES)
def test_adjust_agrees_with_python(mod, length, given):
    start, stop, step, count = mod.adjust(length, given)
    assert (start, stop, step) == given.indices(length)
    assert count == len(range(length)[given])


# ---- minor 1


@pytest.mark.parametrize("args", [(1, 2, 3), (None, 5, None), ("a", (), [])])
def test_new(mod1, args):
    made = mod1.new(*args)
    assert made == slice(*args)
    assert isinstance(made, slice)


def test_new_null_is_none(mod1):
    assert mod1.new(..., ..., ...) == slice(None, None, None)


@pytest.mark.parametrize("start, end", [(0, 3), (1, 2), (2, 100), (-2, 3), (2, 1), (0, MAX), (-100, 100)])
def test_get(mod1, start, end):
    for sequence in ([1, 2, 3], (1, 2, 3), "abc", b"abc"):
        assert mod1.get(sequence, start, end) == sequence[start:end]


def test_set(mod1):
    numbers = [1, 2, 3, 4]
    assert mod1.set(numbers, 1, 3, ["x"]) == 0
    assert numbers == [1, "x", 4]


def test_set_takes_any_iterable(mod1):
    numbers = [1, 2]
    assert mod1.set(numbers, 2, 2, (i for i in range(3))) == 0
    assert numbers == [1, 2, 0, 1, 2]


def test_delete(mod1):
    numbers = [1, 2, 3, 4]
    assert mod1.delete(numbers, 1, 3) == 0
    assert numbers == [1, 4]


@pytest.mark.parametrize(
    "call",
    [
        lambda mod: mod.get(42, 0, 1),
        lambda mod: mod.get({1}, 0, 1),
        lambda mod: mod.set((1, 2), 0, 1, ()),
        lambda mod: mod.set([1], 0, 1, 42),
        lambda mod: mod.delete((1, 2), 0, 1),
        lambda mod: mod.delete(42, 0, 1),
    ],
)
def test_unsliceable(mod1, call):
    with pytest.raises(TypeError):
        call(mod1)


@pytest.mark.parametrize(
    "call",
    [
        lambda mod: mod.get(..., 0, 1),
        lambda mod: mod.set(..., 0, 1, []),
        lambda mod: mod.delete(..., 0, 1),
    ],
)
def test_null_object(mod1, call):
    with pytest.raises(SystemError):
        call(mod1)


def test_no_leaks(mod, mod1, leaks):
    leaks(
        lambda: (mod.unpack(slice(1, 2)), mod1.new([], [], []), mod1.get([1, 2], 0, 1), mod1.set([1], 0, 1, [[], []]))
    )
    leaks(mod1.set, (), 0, 1, [])
