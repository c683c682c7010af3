"""Views of numbers: HPyNumberView_Acquire, HPyNumberView_Release."""

import array
import math

import pytest

SNIPPET = r"""
    static HPy values(HPyContext *ctx, char format, const HPyNumberView *view)
    {
        return HPyArray_FromNumbers(ctx, format, view->data, view->length);
    }
    /* view(seq, format): the numbers as an array; None where there is no view */
    HPyDef_METH(view, "view", HPyFunc_VARARGS)
    static HPy view_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *format;
        HPyNumberView view;
        HPy seq, result;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "Os", &seq, &format))
            return HPy_NULL;
        int found = HPyNumberView_Acquire(ctx, seq, *format, &view);
        if (found < 0)
            return HPy_NULL;
        if (found != (view.data != NULL))
            return HPyErr_SetString(ctx, ctx->h_AssertionError, "the pointer tells otherwise");
        result = found ? values(ctx, *format, &view) : HPy_Dup(ctx, ctx->h_None);
        HPyNumberView_Release(ctx, &view);
        if (view.data != NULL || view.length != 0)
            return HPyErr_SetString(ctx, ctx->h_AssertionError, "the view has not ended");
        return result;
    }
    /* during(seq, format, call): call it while the view is there; the numbers then */
    HPyDef_METH(during, "during", HPyFunc_VARARGS)
    static HPy during_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *format;
        HPyNumberView view;
        HPy seq, call, result = HPy_NULL;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "OsO", &seq, &format, &call))
            return HPy_NULL;
        if (HPyNumberView_Acquire(ctx, seq, *format, &view) <= 0)
            return HPy_NULL;
        HPy returned = HPy_CallTupleDict(ctx, call, HPy_NULL, HPy_NULL);
        if (!HPy_IsNull(returned))
            result = values(ctx, *format, &view);
        HPy_Close(ctx, returned);
        HPyNumberView_Release(ctx, &view);
        return result;
    }
    @EXPORT(view, during)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


@pytest.mark.parametrize("code", "bBhHiIqQfd")
def test_memory_of_the_format(mod, code):
    items = array.array(code, [0, 1, 2, 100])
    assert mod.view(items, code) == items
    assert mod.view(array.array(code), code) == array.array(code)


def test_copies(mod):
    for kind in (list, tuple):
        assert mod.view(kind([1, -2, 2**62, True]), "q").tolist() == [1, -2, 2**62, 1]
        assert mod.view(kind([1, 2.5, -0.0]), "d").tolist() == [1.0, 2.5, 0.0]
        assert mod.view(kind([]), "q") == array.array("q")
    assert mod.view(range(5), "q").tolist() == [0, 1, 2, 3, 4]
    assert mod.view(array.array("i", [1, 2]), "q").tolist() == [1, 2]
    assert mod.view(array.array("f", [1, 0.5]), "d").tolist() == [1.0, 0.5]
    assert mod.view(b"abc", "d").tolist() == [97.0, 98.0, 99.0]
    assert mod.view(memoryview(array.array("q", range(6)))[::2], "q").tolist() == [0, 2, 4]


def test_no_view(mod):
    assert mod.view([1, 2**63], "q") is None
    assert mod.view([1, 2.0], "q") is None
    assert mod.view(["a"], "d") is None
    assert mod.view([1, 2], "i") is None
    assert mod.view(array.array("i", [1, 2]), "h") is None
    assert mod.view(memoryview(array.array("i", range(6)))[::2], "i") is None
    assert mod.view(array.array("d", [1.5]), "q") is None
    assert mod.view(array.array("Q", [2**63]), "q") is None


def test_sizes_decide_and_not_letters(mod):
    for code in "lL":
        items = array.array(code, [1, 2, 3])
        letter = {4: "i", 8: "q"}[items.itemsize]
        assert mod.view(items, letter if code == "l" else letter.upper()).tolist() == [1, 2, 3]


def test_memory_that_is_not_aligned(mod):
    data = memoryview(bytearray(33))[1:].cast("q")
    data[:] = memoryview(array.array("q", [1, -2, 3, -4]))
    assert mod.view(data, "q").tolist() == [1, -2, 3, -4]


def test_memory_is_the_objects_own(mod):
    items = array.array("q", [1, 2, 3])
    assert mod.during(items, "q", lambda: None) == items

    def grow():
        with pytest.raises(BufferError):
            items.append(4)

    mod.during(items, "q", grow)
    items.append(4)  # it has been given back


@pytest.mark.no_debug("debug mode gives a copy")
def test_what_it_is_changed_to_shows(mod):
    items = array.array("q", [1, 2, 3])
    assert mod.during(items, "q", lambda: items.__setitem__(1, 20)).tolist() == [1, 20, 3]


def test_copy_stays_as_it_was(mod):
    items = [1, 2, 3]
    assert mod.during(items, "q", items.clear).tolist() == [1, 2, 3]
    assert mod.during((1, math.inf), "d", lambda: None).tolist() == [1.0, math.inf]


def test_list_that_gets_shorter_meanwhile(mod):
    class Index:
        def __index__(self):
            items.clear()
            return 2

    items = [1, Index(), 3]
    assert mod.view(items, "q").tolist() == [1, 2]


def test_errors(mod):
    class Index:
        def __index__(self):
            raise KeyError("no")

    with pytest.raises(KeyError, match="no"):
        mod.view([Index()], "q")
    for wrong in (None, 5, iter([]), {1: 2}):
        with pytest.raises(TypeError):
            mod.view(wrong, "q")
        assert mod.view(wrong, "i") is None


@pytest.mark.no_debug("debug mode refuses it")
def test_unknown_format(mod):
    for format in ("l", "?", "x", ""):
        with pytest.raises(SystemError):
            mod.view([1], format)


def test_no_leaks(mod, leaks):
    for items in ([1, 2], array.array("q", [1, 2]), [1, "2"], range(3)):
        leaks(mod.view, items, "q")
        leaks(mod.view, items, "d")
    leaks(mod.view, array.array("i", [1, 2]), "f")
