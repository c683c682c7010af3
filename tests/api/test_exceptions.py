"""The raised and the handled exception, its place, reports of it, parts of exception objects. ... is HPy_NULL."""

import contextlib
import gc
import io
import signal
import sys
import traceback
import weakref

import pytest

SNIPPET = r"""
    #include <signal.h>
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    #define OBJECT(I) or_null(ctx, args[I])

    static HPy or_null(HPyContext *ctx, HPy h)
    {
        return HPy_Is(ctx, h, ctx->h_Ellipsis) ? HPy_NULL : h;
    }
    static const char *text(HPyContext *ctx, HPy h)
    {
        return HPy_Is(ctx, h, ctx->h_Ellipsis) ? NULL : HPyUnicode_AsUTF8AndSize(ctx, h, NULL);
    }
    /* Ellipsis for a null without an exception. */
    static HPy result(HPyContext *ctx, HPy h)
    {
        return HPy_IsNull(h) && !HPyErr_Occurred(ctx) ? HPy_Dup(ctx, ctx->h_Ellipsis) : h;
    }
    static HPy number(HPyContext *ctx, int n)
    {
        return n < 0 ? HPy_NULL : HPyLong_FromLong(ctx, n);
    }

    /* Calls args[0], which fails, and gives the exception. */
    FUNCTION(take)
    {
        HPy h = HPy_Call(ctx, args[0], NULL, 0, HPy_NULL);
        if (!HPy_IsNull(h))
            return h;
        h = HPyErr_GetRaised(ctx);
        if (HPyErr_Occurred(ctx))
            HPy_FatalError(ctx, "still pending");
        return h;
    }
    FUNCTION(take_none) { return result(ctx, HPyErr_GetRaised(ctx)); }
    FUNCTION(put)
    {
        HPyErr_SetRaised(ctx, OBJECT(0));
        return HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }
    /* As code that cleans up: what is pending is put aside for the time of a call. */
    FUNCTION(around)
    {
        HPy h = HPy_Call(ctx, args[0], NULL, 0, HPy_NULL), h_raised = HPyErr_GetRaised(ctx), h_other;
        h_other = HPy_Call(ctx, args[1], NULL, 0, HPy_NULL);
        if (HPy_IsNull(h_other))
            HPyErr_Clear(ctx);
        HPy_Close(ctx, h_other);
        HPyErr_SetRaised(ctx, h_raised);
        HPy_Close(ctx, h_raised);
        return h;
    }
    FUNCTION(replace)
    {
        HPyErr_SetString(ctx, ctx->h_KeyError, "first");
        HPyErr_SetRaised(ctx, OBJECT(0));
        return HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }
    FUNCTION(unmade)
    {
        HPyErr_SetObject(ctx, args[0], OBJECT(1));
        return HPyErr_GetRaised(ctx);
    }

    FUNCTION(handled) { return result(ctx, HPyErr_GetHandled(ctx)); }
    /* Calls args[1] with args[0] as the handled exception. */
    FUNCTION(with_handled)
    {
        HPy h_old = HPyErr_GetHandled(ctx), h = HPy_NULL;
        if (HPyErr_SetHandled(ctx, OBJECT(0)) == 0) {
            h = HPy_Call(ctx, args[1], NULL, 0, HPy_NULL);
            HPy raised = HPyErr_GetRaised(ctx);
            if (HPyErr_SetHandled(ctx, h_old) < 0)
                HPy_FatalError(ctx, "cannot put back");
            HPyErr_SetRaised(ctx, raised);
            HPy_Close(ctx, raised);
        }
        HPy_Close(ctx, h_old);
        return h;
    }

    FUNCTION(matches) { return number(ctx, HPyErr_GivenMatches(ctx, OBJECT(0), args[1])); }
    FUNCTION(matches_while_pending)
    {
        int n;
        HPyErr_SetString(ctx, ctx->h_KeyError, "pending");
        n = HPyErr_GivenMatches(ctx, args[0], args[1]);
        HPyErr_Clear(ctx);
        return number(ctx, n);
    }
    FUNCTION(interrupted)
    {
        raise(SIGINT);
        return number(ctx, HPyErr_CheckSignals(ctx));
    }
    FUNCTION(check_signals) { return number(ctx, HPyErr_CheckSignals(ctx)); }

    FUNCTION(print)
    {
        HPyErr_SetRaised(ctx, OBJECT(0));
        HPyErr_Print(ctx);
        return HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }
    FUNCTION(display)
    {
        HPyErr_Display(ctx, args[0]);
        return HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }
    FUNCTION(unraisable)
    {
        HPyErr_SetRaised(ctx, OBJECT(0));
        HPyErr_FormatUnraisable(ctx, "Exception ignored by %U, %d times", args[1], 3);
        return HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }
    FUNCTION(unraisable_message)
    {
        HPyErr_SetRaised(ctx, OBJECT(0));
        HPyErr_WriteUnraisableMessage(ctx, args[1]);
        return HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }
    FUNCTION(unraisable_bad_text)
    {
        HPyErr_SetRaised(ctx, OBJECT(0));
        HPyErr_FormatUnraisable(ctx, "%y", args[1]);
        return HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }

    /* Raises args[0], with entries for each further (function, file, line). */
    FUNCTION(traced)
    {
        HPyErr_SetRaised(ctx, args[0]);
        for (size_t i = 1; i + 2 < nargs; i += 3) {
            HPy h_raised = HPyErr_GetRaised(ctx);
            const char *function = text(ctx, args[i]), *file = text(ctx, args[i + 1]);
            int line = (int)HPyLong_AsLong(ctx, args[i + 2]);
            HPyErr_SetRaised(ctx, h_raised);
            HPyTraceBack_Add(ctx, function, file, line);
            HPy_Close(ctx, h_raised);
        }
        return HPy_NULL;
    }
    FUNCTION(not_utf8)
    {
        HPyErr_SetRaised(ctx, args[0]);
        HPyTraceBack_Add(ctx, "f\xff", "g.py", 1);
        HPyTraceBack_Add(ctx, "f", "g.py", 2);
        return HPy_NULL;
    }
    FUNCTION(nothing_pending)
    {
        HPyTraceBack_Add(ctx, "f", "g.py", 1);
        HPyErr_SyntaxLocation(ctx, "g.py", 1, 2);
        HPyErr_Print(ctx);
        HPyErr_FormatUnraisable(ctx, "nothing");
        HPyErr_WriteUnraisableMessage(ctx, args[0]);
        return HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }
    FUNCTION(syntax)
    {
        const char *file = text(ctx, args[1]);
        long line = HPyLong_AsLong(ctx, args[2]), offset = HPyLong_AsLong(ctx, args[3]);
        HPyErr_SetRaised(ctx, args[0]);
        HPyErr_SyntaxLocation(ctx, file, (int)line, (int)offset);
        return HPy_NULL;
    }

    FUNCTION(cause) { return result(ctx, HPyException_GetCause(ctx, args[0])); }
    FUNCTION(context) { return result(ctx, HPyException_GetContext(ctx, args[0])); }
    FUNCTION(trace) { return result(ctx, HPyException_GetTraceback(ctx, args[0])); }
    FUNCTION(arguments) { return result(ctx, HPyException_GetArgs(ctx, args[0])); }
    FUNCTION(set_cause) { return number(ctx, HPyException_SetCause(ctx, args[0], OBJECT(1))); }
    FUNCTION(set_context) { return number(ctx, HPyException_SetContext(ctx, args[0], OBJECT(1))); }
    FUNCTION(set_trace) { return number(ctx, HPyException_SetTraceback(ctx, args[0], OBJECT(1))); }
    FUNCTION(set_arguments) { return number(ctx, HPyException_SetArgs(ctx, args[0], OBJECT(1))); }
    FUNCTION(check) { return number(ctx, HPyException_Check(ctx, args[0])); }
    FUNCTION(check_class) { return number(ctx, HPyExceptionClass_Check(ctx, args[0])); }

    @EXPORT(take, take_none, put, around, replace, unmade, handled, with_handled, matches, matches_while_pending)
    @EXPORT(check_signals, interrupted, print, display, unraisable, unraisable_message, unraisable_bad_text)
    @EXPORT(traced, not_utf8)
    @EXPORT(nothing_pending, syntax, cause, context, trace, arguments, set_cause, set_context, set_trace)
    @EXPORT(set_arguments, check, check_class)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


def fail():
    raise ValueError("what", "why")


def chained():
    try:
        raise KeyError("first")
    except KeyError:
        raise OSError(2, "second") from None


def names(exc):
    """The functions in its traceback, outermost first."""
    return [entry.name for entry in traceback.extract_tb(exc.__traceback__)]


# ---- the raised one


def test_taken_is_the_exception_itself(mod):
    seen = []

    def f():
        try:
            chained()
        except OSError as error:
            seen.append(error)
            raise

    exc = mod.take(f)
    assert exc is seen[0] and exc.args == (2, "second")
    assert isinstance(exc.__context__, KeyError) and exc.__suppress_context__ and exc.__cause__ is None
    assert names(exc) == ["f", "chained"]


def test_take_when_none_is_pending(mod):
    assert mod.take_none() is ...


@pytest.mark.parametrize("value, args", [((), ()), ((1, 2), (1, 2)), ("text", ("text",)), (..., ())])
def test_taken_is_an_instance(mod, value, args):
    """Set as a class and its arguments, which older versions of CPython keep apart."""
    exc = mod.unmade(LookupError, value)
    assert type(exc) is LookupError and exc.args == args and exc.__traceback__ is None


def test_taken_while_another_is_handled(mod):
    try:
        fail()
    except ValueError as handled:
        exc = mod.unmade(KeyError, "key")
        assert exc.__context__ is handled


def test_class_that_cannot_be_made(mod):
    class Hard(Exception):
        def __init__(self):
            raise RuntimeError("no")

    exc = mod.unmade(Hard, ...)
    assert type(exc) is RuntimeError and exc.args == ("no",)


def test_put_back_unchanged(mod):
    exc = mod.take(chained)
    context, before = exc.__context__, names(exc)
    with pytest.raises(OSError) as info:
        mod.put(exc)
    assert info.value is exc and exc.__context__ is context and exc.__suppress_context__
    assert names(exc) == ["test_put_back_unchanged", *before]


def test_put_null_clears(mod):
    assert mod.put(...) is None and mod.replace(...) is None


def test_put_replaces(mod):
    exc = ValueError("second")
    with pytest.raises(ValueError) as info:
        mod.replace(exc)
    assert info.value is exc and exc.__context__ is None


def test_put_while_another_is_handled_leaves_the_context(mod):
    exc = ValueError("alone")
    with pytest.raises(ValueError):
        try:
            fail()
        except ValueError:
            mod.put(exc)
    assert exc.__context__ is None


@pytest.mark.no_debug
@pytest.mark.parametrize("thing", [5, None, ValueError, object()])
def test_put_what_is_no_exception(mod, thing):
    name = type(thing).__name__
    with pytest.raises(TypeError, match="HPyErr_SetRaised requires an exception, not %s" % name):
        mod.put(thing)


def test_call_in_between(mod):
    seen = []

    def other():
        seen.append(sys.exc_info()[1])
        fail()

    with pytest.raises(OSError) as info:
        mod.around(chained, other)
    assert seen == [None] and isinstance(info.value.__context__, KeyError)
    assert names(info.value) == ["test_call_in_between", "chained"]
    assert mod.around(lambda: 5, other) == 5


def test_exception_with_a_frame_that_loops(mod):
    """Its traceback holds the frame, which holds the exception: the collector can clear it."""

    class Cyclic(Exception):
        pass

    def f():
        error = Cyclic()
        error.itself = error
        raise error

    exc = weakref.ref(mod.take(f))
    gc.collect()
    assert exc() is None


# ---- the handled one


def test_handled(mod):
    assert mod.handled() is ...
    try:
        fail()
    except ValueError as exc:
        assert mod.handled() is exc
    assert mod.handled() is ...


def test_handled_in_an_outer_frame(mod):
    def inner():
        return mod.handled()

    try:
        fail()
    except ValueError as exc:
        assert inner() is exc


def test_set_handled(mod):
    exc = KeyError("handled")
    assert mod.with_handled(exc, mod.handled) is exc
    with pytest.raises(ValueError) as info:
        mod.with_handled(exc, fail)
    assert info.value.__context__ is exc
    assert mod.handled() is ... and sys.exc_info() == (None, None, None)


def test_set_handled_restores_what_was(mod):
    try:
        fail()
    except ValueError as outer:
        exc = KeyError("other")
        assert mod.with_handled(exc, mod.handled) is exc
        assert mod.handled() is outer and sys.exc_info()[1] is outer


@pytest.mark.parametrize("none", [None, ...])
def test_set_handled_to_none(mod, none):
    try:
        fail()
    except ValueError:
        assert mod.with_handled(none, mod.handled) is ...
        with pytest.raises(ValueError) as info:
            mod.with_handled(none, fail)
        assert info.value.__context__ is None


@pytest.mark.parametrize("thing", [5, ValueError, "text"])
def test_set_handled_to_what_is_no_exception(mod, thing):
    with pytest.raises(TypeError, match="HPyErr_SetHandled requires an exception, not %s" % type(thing).__name__):
        mod.with_handled(thing, fail)
    assert mod.handled() is ...


# ---- questions


class Odd(type):
    def __instancecheck__(cls, obj):
        return True

    def __subclasscheck__(cls, sub):
        raise RuntimeError("asked")


@pytest.mark.parametrize(
    "given, classes, expected",
    [
        (KeyError("x"), LookupError, 1),
        (KeyError, LookupError, 1),
        (LookupError("x"), KeyError, 0),
        (KeyError("x"), (OSError, (ValueError, LookupError)), 1),
        (KeyError("x"), (), 0),
        (..., KeyError, 0),
        (5, KeyError, 0),
        (5, 5, 1),
        (KeyError("x"), Odd("Odd", (Exception,), {}), 0),
    ],
)
def test_matches(mod, given, classes, expected):
    assert mod.matches(given, classes) == expected


def test_matches_while_another_is_pending(mod):
    assert mod.matches_while_pending(OSError(), OSError) == 1
    assert mod.matches_while_pending(OSError(), KeyError) == 0


def test_check(mod):
    class Own(BaseException):
        pass

    assert [mod.check(thing) for thing in (Own(), KeyError(), Own, 5, None)] == [1, 1, 0, 0, 0]
    assert [mod.check_class(thing) for thing in (Own, KeyError, Own(), int, 5)] == [1, 1, 0, 0, 0]


def test_check_signals(mod):
    assert mod.check_signals() == 0


def test_signal_that_came_in(mod):
    """Its handler runs within the call."""
    calls = []
    before = signal.getsignal(signal.SIGINT)
    try:
        signal.signal(signal.SIGINT, lambda number, frame: calls.append(number))
        assert mod.interrupted() == 0 and calls == [signal.SIGINT]
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with pytest.raises(KeyboardInterrupt):
            mod.interrupted()
    finally:
        signal.signal(signal.SIGINT, before)


# ---- reports


@contextlib.contextmanager
def printing():
    """What is printed to sys.stderr within it."""
    with contextlib.redirect_stderr(io.StringIO()) as stream:
        yield stream


def printed(exc):
    return "".join(traceback.format_exception(type(exc), exc, exc.__traceback__))


@pytest.fixture
def forget_last():
    """sys.last_exc and the like are as before, afterwards."""
    names = ("last_type", "last_value", "last_traceback", "last_exc")
    before = {name: vars(sys)[name] for name in names if name in vars(sys)}
    yield
    for name in names:
        vars(sys).pop(name, None)
    vars(sys).update(before)


def test_print(mod, forget_last):
    exc = mod.take(chained)
    with printing() as stderr:
        assert mod.print(exc) is None
    assert stderr.getvalue() == printed(exc)
    assert sys.last_value is exc


def test_print_asks_the_hook(mod, monkeypatch, forget_last):
    seen = []
    monkeypatch.setattr(sys, "excepthook", lambda *args: seen.append(args))
    exc = mod.take(fail)
    mod.print(exc)
    assert [args[:2] for args in seen] == [(ValueError, exc)]


def test_print_of_system_exit_ends_the_process(build, python):
    result = python("mod.print(SystemExit(7))\nprint('here')", build(SNIPPET, minor=2), check=False)
    assert (result.returncode, result.stdout) == (7, "")


def test_display(mod):
    exc = mod.take(chained)
    with printing() as stderr:
        assert mod.display(exc) is None
    assert stderr.getvalue() == printed(exc)


def test_display_of_a_chain(mod):
    outer = ValueError("outer")
    mod.set_cause(outer, KeyError("inner"))
    with printing() as stderr:
        mod.display(outer)
    assert stderr.getvalue() == printed(outer) and "direct cause" in stderr.getvalue()


def test_display_of_system_exit_ends_nothing(mod):
    with printing() as stderr:
        assert mod.display(SystemExit(7)) is None
    assert "SystemExit: 7" in stderr.getvalue()


@pytest.mark.no_debug
def test_display_of_what_is_no_exception(mod):
    with printing() as stderr:
        assert mod.display(5) is None
    assert "int found" in stderr.getvalue()


def test_display_to_a_broken_stream(mod, monkeypatch):
    class Broken:
        def write(self, text):
            raise OSError("broken")

        def flush(self):
            raise OSError("broken")

    monkeypatch.setattr(sys, "stderr", Broken())
    assert mod.display(KeyError("x")) is None
    monkeypatch.setattr(sys, "stderr", None)
    assert mod.display(KeyError("x")) is None


@pytest.fixture
def unraisable(monkeypatch):
    """(exception, its text, object) of each report of an exception that cannot be raised."""
    seen = []
    monkeypatch.setattr(
        sys, "unraisablehook", lambda args: seen.append((args.exc_value, args.err_msg, args.object, args.exc_traceback))
    )
    yield seen
    seen.clear()


@pytest.mark.parametrize("name", ["f", "\ud800", "\0", "\u20ac"])
def test_unraisable_with_a_text(mod, unraisable, name):
    exc = mod.take(fail)
    assert mod.unraisable(exc, name) is None
    assert unraisable == [(exc, "Exception ignored by %s, 3 times" % name, None, exc.__traceback__)]


def test_unraisable_with_a_message(mod, unraisable):
    exc = KeyError("x")
    assert mod.unraisable_message(exc, "message") is None
    assert [report[:3] for report in unraisable] == [(exc, "message", None)]


def test_unraisable_whose_text_cannot_be_made(mod, unraisable):
    exc = KeyError("x")
    assert mod.unraisable_bad_text(exc, 5) is None
    assert [(report[0], report[2]) for report in unraisable] == [(exc, None)]


def test_unraisable_as_it_is_printed(mod, monkeypatch):
    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
    with printing() as stderr:
        mod.unraisable_message(KeyError("x"), "In the middle")
    lines = stderr.getvalue().splitlines()
    assert (lines[0], lines[-1]) == ("In the middle:", "KeyError: 'x'")


def test_unraisable_with_a_hook_that_fails(mod, monkeypatch):
    def hook(args):
        raise RuntimeError("hook")

    monkeypatch.setattr(sys, "unraisablehook", hook)
    with printing():
        assert mod.unraisable_message(KeyError("x"), "message") is None
    monkeypatch.delattr(sys, "unraisablehook")
    with printing() as stderr:
        assert mod.unraisable_message(KeyError("x"), "message") is None
    assert "KeyError" in stderr.getvalue()


# ---- the place


def test_traceback(mod, tmp_path):
    (tmp_path / "source.hyx").write_text("one\ntwo\nthree\n")
    path = str(tmp_path / "source.hyx")
    with pytest.raises(KeyError) as info:
        mod.traced(KeyError("x"), "inner", path, 2, "\u20ac.outer", "nowhere.hyx", 70000)
    entries = traceback.extract_tb(info.value.__traceback__)[1:]
    assert [(e.name, e.filename, e.lineno) for e in entries] == [
        ("\u20ac.outer", "nowhere.hyx", 70000),
        ("inner", path, 2),
    ]
    assert entries[1].line == "two" and not entries[0].line
    text = printed(info.value)
    assert '  File "%s", line 2, in inner\n    two\n' % path in text
    assert '  File "nowhere.hyx", line 70000, in \u20ac.outer\n' in text


def test_traceback_is_added_to_what_is_there(mod):
    exc = mod.take(fail)
    with pytest.raises(ValueError):
        mod.traced(exc, "wrapper", "w.hyx", 1)
    assert names(exc) == ["test_traceback_is_added_to_what_is_there", "wrapper", "fail"]


@pytest.mark.parametrize("line", [0, -1, 2**31 - 1])
def test_traceback_with_odd_lines(mod, line):
    exc = KeyError()
    with pytest.raises(KeyError):
        mod.traced(exc, "f", "g", line)
    tb = exc.__traceback__.tb_next
    assert tb.tb_frame.f_code.co_name == "f" and tb.tb_frame.f_code.co_firstlineno == line
    printed(exc)


def test_traceback_with_a_name_that_is_not_utf8(mod):
    exc = KeyError()
    with pytest.raises(KeyError) as info:
        mod.not_utf8(exc)
    assert info.value is exc and names(exc)[1:] == ["f"]


def test_frame_of_the_traceback(mod):
    """Debuggers look at it: it is a frame like others, without variables, and does not run."""
    exc = KeyError()
    with pytest.raises(KeyError):
        mod.traced(exc, "f", "g.hyx", 5)
    frame = exc.__traceback__.tb_next.tb_frame
    assert frame.f_locals == {} and frame.f_lineno == 5 and frame.f_code.co_filename == "g.hyx"
    frame.clear()


@pytest.mark.hpy_debug(allow=["no-exception"])
def test_nothing_happens_where_none_is_pending(mod, unraisable):
    with printing() as stderr:
        assert mod.nothing_pending("message") is None
    assert unraisable == [] and "KeyError" not in stderr.getvalue()


def test_syntax_location(mod, tmp_path):
    path = tmp_path / "source.hyx"
    path.write_text("one\ntwo three\n")
    exc = SyntaxError("odd")
    with pytest.raises(SyntaxError) as info:
        mod.syntax(exc, str(path), 2, 5)
    assert info.value is exc and exc.args == ("odd",)
    assert (exc.filename, exc.lineno, exc.offset, exc.text) == (str(path), 2, 5, "two three\n")


def test_syntax_location_without_file(mod):
    exc = SyntaxError("odd")
    with pytest.raises(SyntaxError):
        mod.syntax(exc, ..., 3, -1)
    assert (exc.filename, exc.lineno, exc.offset, exc.text) == (None, 3, None, None)


def test_syntax_location_of_another_exception(mod):
    exc = KeyError("x")
    with pytest.raises(KeyError) as info:
        mod.syntax(exc, "f.hyx", 3, 4)
    assert info.value is exc and exc.lineno == 3


# ---- parts of exception objects


def test_parts(mod):
    exc = mod.take(chained)
    cause = KeyError("cause")
    assert mod.cause(exc) is ... and mod.context(exc) is exc.__context__ and mod.trace(exc) is exc.__traceback__
    assert mod.arguments(exc) == (2, "second")
    assert mod.set_cause(exc, cause) == 0 and mod.cause(exc) is exc.__cause__ is cause
    plain = ValueError()
    assert mod.cause(plain) is mod.context(plain) is mod.trace(plain) is ... and mod.arguments(plain) == ()


@pytest.mark.parametrize("none", [None, ...])
def test_parts_taken_away(mod, none):
    exc = mod.take(chained)
    exc.__cause__ = KeyError()
    assert mod.set_cause(exc, none) == mod.set_context(exc, none) == mod.set_trace(exc, none) == 0
    assert exc.__cause__ is exc.__context__ is exc.__traceback__ is None


def test_set_cause_suppresses_the_context(mod):
    exc, other = ValueError(), ValueError()
    mod.set_cause(exc, other)
    assert exc.__suppress_context__
    mod.set_context(other, exc)
    assert other.__context__ is exc and not other.__suppress_context__
    exc.__cause__ = None


def test_set_traceback(mod):
    exc, other = mod.take(fail), ValueError()
    assert mod.set_trace(other, exc.__traceback__) == 0 and other.__traceback__ is exc.__traceback__


def test_args_are_those_of_the_class(mod):
    class Own(Exception):
        args = "own"

    exc = Own(1, 2)
    assert mod.arguments(exc) == (1, 2)
    assert mod.set_arguments(exc, (3,)) == 0 and mod.arguments(exc) == (3,) and str(exc) == "3"


@pytest.mark.parametrize(
    "function, wrong, message",
    [
        ("set_cause", 5, "exception cause must be None or derive from BaseException"),
        ("set_cause", ValueError, "exception cause must be None or derive from BaseException"),
        ("set_context", 5, "exception context must be None or derive from BaseException"),
        ("set_trace", 5, "__traceback__ must be a traceback or None"),
    ],
)
def test_part_of_a_wrong_type(mod, function, wrong, message):
    exc = ValueError()
    with pytest.raises(TypeError) as info:
        getattr(mod, function)(exc, wrong)
    assert str(info.value) == message
    assert exc.__cause__ is exc.__context__ is exc.__traceback__ is None


@pytest.mark.no_debug
@pytest.mark.parametrize("thing", [5, None, ValueError])
@pytest.mark.parametrize(
    "function", ["cause", "context", "trace", "arguments", "set_cause", "set_context", "set_trace", "set_arguments"]
)
def test_parts_of_what_is_no_exception(mod, function, thing):
    name = {"trace": "Traceback", "arguments": "Args"}.get(function.replace("set_", ""), function.replace("set_", ""))
    name = "HPyException_%s%s" % ("Set" if "set_" in function else "Get", name[0].upper() + name[1:])
    with pytest.raises(TypeError, match="%s requires an exception, not %s" % (name, type(thing).__name__)):
        getattr(mod, function)(thing, ())


@pytest.mark.no_debug
@pytest.mark.parametrize("args", [[1], None, 5, ...])
def test_args_that_are_no_tuple(mod, args):
    exc = ValueError(1)
    with pytest.raises(TypeError, match="HPyException_SetArgs requires a tuple as args"):
        mod.set_arguments(exc, args)
    assert exc.args == (1,)


def test_no_leaks(mod, leaks):
    def run():
        exc = mod.take(chained)
        with pytest.raises(OSError):
            mod.put(exc)
        with pytest.raises(OSError):
            mod.traced(exc, "f", "g", 1)
        with pytest.raises(ValueError):
            mod.with_handled(exc, fail)
        mod.parts = mod.arguments(exc), mod.context(exc), mod.trace(exc)
        mod.set_cause(exc, KeyError())
        mod.set_arguments(exc, (1, 2))
        mod.set_trace(exc, None)
        mod.parts = None

    leaks(run)
