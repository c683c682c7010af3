"""The functions that HPy 0.9 has: counts, durations, hooks."""

import os

import pytest

import hpy.trace
from hpy.universal import _trace

pytestmark = pytest.mark.abis("universal")


def used():
    return {name: n for name, n in hpy.trace.get_call_counts().items() if n}


def test_counts(shapes):
    for number in range(5):
        shapes.same(number)
    assert used() == {"ctx_Dup": 5}


def test_counts_of_all_modules_together(shapes, trace):
    other = trace("""
        HPyDef_METH(same, "same", HPyFunc_O)
        static HPy same_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_Dup(ctx, arg); }
        @EXPORT(same)
        @INIT""")
    hpy.trace.reset()
    shapes.same(1)
    other.same(1)
    assert used() == {"ctx_Dup": 2}


def test_every_function_is_listed_in_the_order_of_the_context():
    names = list(hpy.trace.get_call_counts())
    assert names[:3] == ["ctx_Dup", "ctx_Close", "ctx_Long_FromInt32_t"]
    assert len(names) >= 189 and len(set(names)) == len(names)
    assert list(hpy.trace.get_durations()) == names
    assert {"ctx_FatalError", "ctx_CallRealFunctionFromTrampoline", "ctx_Type_GetModuleByDef"} <= set(names)


def test_calls_into_the_extension_are_no_calls_of_the_context(shapes):
    shapes.same(1)
    assert hpy.trace.get_call_counts()["ctx_CallRealFunctionFromTrampoline"] == 0


def test_durations(shapes):
    import time

    shapes.call(time.sleep, 0.01)
    durations = hpy.trace.get_durations()
    assert 0.009 <= durations["ctx_Call"] / hpy.trace.get_frequency() < 5
    assert durations["ctx_Add"] == 0


def test_the_clock_goes_as_fast_as_pythons(shapes):
    import time

    start = time.perf_counter()
    shapes.call(time.sleep, 0.2)
    around = time.perf_counter() - start
    traced = hpy.trace.get_durations()["ctx_Call"] / hpy.trace.get_frequency()
    assert 0.2 * 0.99 < traced < around * 1.01


def test_durations_contain_nested_calls(shapes):
    shapes.call(shapes.call, shapes.same, 1)
    durations = hpy.trace.get_durations()
    assert durations["ctx_Call"] > durations["ctx_Dup"] > 0


def test_frequency():
    assert hpy.trace.get_frequency() == 1000000000


def test_context_name(trace):
    mod = trace("""
        HPyDef_METH(name, "name", HPyFunc_NOARGS)
        static HPy name_impl(HPyContext *ctx, HPy self) { return HPyUnicode_FromString(ctx, ctx->name); }
        @EXPORT(name)
        @INIT""")
    assert mod.name().startswith("HPy Trace Mode ABI")


# ---- hooks


def test_hooks(shapes):
    log = []
    hpy.trace.set_trace_functions(
        on_enter=lambda name: log.append("enter " + name), on_exit=lambda name: log.append("exit " + name)
    )
    shapes.call(shapes.same, 1)
    assert log == ["enter ctx_Call", "enter ctx_Dup", "exit ctx_Dup", "exit ctx_Call"]


def test_an_omitted_hook_stays_and_None_removes_one(shapes):
    log = []
    hpy.trace.set_trace_functions(lambda name: log.append(">"), lambda name: log.append("<"))
    hpy.trace.set_trace_functions(on_enter=None)
    shapes.same(1)
    hpy.trace.set_trace_functions()
    shapes.same(1)
    hpy.trace.set_trace_functions(on_exit=None)
    shapes.same(1)
    assert log == ["<", "<"]


@pytest.mark.parametrize("arguments", [{"on_enter": 1}, {"on_exit": "text"}, {"on_enter": len, "on_exit": 1}])
def test_hook_that_is_not_callable(shapes, arguments):
    with pytest.raises(TypeError):
        hpy.trace.set_trace_functions(**arguments)
    shapes.same(1)


@pytest.mark.parametrize(
    "arguments, keywords", [((None, None, None), {}), ((), {"nonsense": None}), ((None,), {"on_enter": None})]
)
def test_wrong_arguments(arguments, keywords):
    with pytest.raises(TypeError):
        hpy.trace.set_trace_functions(*arguments, **keywords)


def test_what_a_hook_calls_is_counted_but_calls_no_hooks(shapes):
    log = []
    hpy.trace.set_trace_functions(on_enter=lambda name: log.append(shapes.same(name)))
    shapes.same(1)
    assert log == ["ctx_Dup"]
    assert used() == {"ctx_Dup": 2}


def test_hook_that_raises_is_reported_and_the_call_goes_on(shapes, monkeypatch):
    import sys

    seen = []
    monkeypatch.setattr(sys, "unraisablehook", lambda args: seen.append(args.exc_type))
    hpy.trace.set_trace_functions(on_enter=lambda name: 1 / 0)
    assert shapes.same(5) == 5
    assert seen == [ZeroDivisionError]


def test_hooks_leave_the_exception_of_a_call_alone(shapes):
    def hook(name):
        with pytest.raises(KeyError):
            {}["x"]

    hpy.trace.set_trace_functions(on_enter=hook, on_exit=hook)
    with pytest.raises(ZeroDivisionError):
        shapes.call(lambda: 1 / 0)


def test_hooks_leave_errno_alone(trace):
    mod = trace("""
        #include <errno.h>
        HPyDef_METH(fail, "fail", HPyFunc_NOARGS)
        static HPy fail_impl(HPyContext *ctx, HPy self)
        {
            errno = ENOENT;
            return HPyErr_SetFromErrnoWithFilename(ctx, ctx->h_OSError, "name");
        }
        @EXPORT(fail)
        @INIT""")

    def hook(name):
        with pytest.raises(FileExistsError):
            os.mkdir(os.path.dirname(os.path.abspath(__file__)))

    hpy.trace.set_trace_functions(on_enter=hook)
    with pytest.raises(FileNotFoundError):
        mod.fail()


def test_hooks_around_code_without_the_thread_state(trace):
    mod = trace("""
        HPyDef_METH(leave, "leave", HPyFunc_NOARGS)
        static HPy leave_impl(HPyContext *ctx, HPy self)
        {
            HPy_BEGIN_LEAVE_PYTHON(ctx);
            HPy_END_LEAVE_PYTHON(ctx);
            return HPy_Dup(ctx, ctx->h_None);
        }
        @EXPORT(leave)
        @INIT""")
    log = []
    hpy.trace.set_trace_functions(
        on_enter=lambda name: log.append("> " + name), on_exit=lambda name: log.append("< " + name)
    )
    mod.leave()
    assert log == [
        way + name
        for name in ("ctx_LeavePythonExecution", "ctx_ReenterPythonExecution", "ctx_Dup")
        for way in ("> ", "< ")
    ]


def test_hooks_keep_their_references(shapes, leaks):
    hpy.trace.set_trace_functions(on_enter=lambda name: None, on_exit=lambda name: None)
    leaks(shapes.same, object())


# ---- options


def test_counting_without_times(shapes):
    hpy.trace.set_options(times=False)
    shapes.same(1)
    assert used() == {"ctx_Dup": 1}
    assert set(hpy.trace.get_durations().values()) == {0}


def test_hooks_are_called_when_only_counting(shapes):
    log = []
    hpy.trace.set_options(times=False)
    hpy.trace.set_trace_functions(on_enter=log.append)
    shapes.same(1)
    assert log == ["ctx_Dup"]


def test_options():
    hpy.trace.set_options(events=10)
    assert hpy.trace.get_options() == {"times": True, "events": 10}
    hpy.trace.set_options()
    hpy.trace.set_options(events=0)
    hpy.trace.set_options(times=False)
    assert hpy.trace.get_options() == {"times": False, "events": 0}


@pytest.mark.parametrize(
    "options, error",
    [
        ({"events": -1}, ValueError),
        ({"events": "x"}, TypeError),
        ({"events": 1 << 62}, MemoryError),
        ({"times": False, "events": 5}, ValueError),
        ({"nonsense": 1}, TypeError),
    ],
)
def test_wrong_options(options, error):
    with pytest.raises(error):
        hpy.trace.set_options(**options)


def test_options_have_names():
    with pytest.raises(TypeError):
        hpy.trace.set_options(True)


def test_events_need_times():
    hpy.trace.set_options(events=5)
    with pytest.raises(ValueError, match="events=0"):
        hpy.trace.set_options(times=False)


# ---- the module beneath


def test_module():
    import hpy.universal

    assert _trace.__name__ == "hpy.trace._trace"
    assert hpy.universal._trace is _trace
    assert _trace.get_call_counts.__doc__.startswith("How often")
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        hpy.universal.nonsense


def test_not_made_until_it_is_used(python):
    code = "import hpy.universal as u; print('_trace' in vars(u)); u._trace; print('_trace' in vars(u))"
    assert python(code).stdout.split() == ["False", "True"]


def test_functions_keep_their_references(shapes, leaks):
    shapes.same(1)
    leaks(_trace.get_report)
    leaks(_trace.get_call_counts)
    leaks(hpy.trace.set_options, 5)
