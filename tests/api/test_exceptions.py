"""The raised and the handled exception, questions, parts of exception objects. ... stands for HPy_NULL."""

import gc
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
    @EXPORT(check_signals, interrupted, cause, context, trace, arguments, set_cause, set_context, set_trace)
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
        with pytest.raises(ValueError):
            mod.with_handled(exc, fail)
        mod.parts = mod.arguments(exc), mod.context(exc), mod.trace(exc)
        mod.set_cause(exc, KeyError())
        mod.set_arguments(exc, (1, 2))
        mod.set_trace(exc, None)
        mod.parts = None

    leaks(run)
