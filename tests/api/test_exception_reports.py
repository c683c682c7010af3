"""Reports of the pending exception, and its place: traceback entries, syntax errors. ... stands for HPy_NULL."""

import contextlib
import io
import linecache
import sys
import traceback

import pytest

SNIPPET = r"""
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
    FUNCTION(set_cause) { return number(ctx, HPyException_SetCause(ctx, args[0], OBJECT(1))); }
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

    @EXPORT(take, set_cause, print, display, unraisable, unraisable_message, unraisable_bad_text, traced, not_utf8)
    @EXPORT(nothing_pending, syntax)
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


@contextlib.contextmanager
def unraisable():
    """(exception, its text, object, traceback) of each report within it. pytest sets a hook before the test."""
    seen, before = [], sys.unraisablehook
    sys.unraisablehook = lambda args: seen.append((args.exc_value, args.err_msg, args.object, args.exc_traceback))
    try:
        yield seen
    finally:
        sys.unraisablehook = before


@pytest.mark.parametrize("name", ["f", "\ud800", "\0", "\u20ac"])
def test_unraisable_with_a_text(mod, name):
    exc = mod.take(fail)
    with unraisable() as seen:
        assert mod.unraisable(exc, name) is None
    assert seen == [(exc, "Exception ignored by %s, 3 times" % name, None, exc.__traceback__)]


def test_unraisable_with_a_message(mod):
    exc = KeyError("x")
    with unraisable() as seen:
        assert mod.unraisable_message(exc, "message") is None
    assert [report[:3] for report in seen] == [(exc, "message", None)]


def test_unraisable_whose_text_cannot_be_made(mod):
    exc = KeyError("x")
    with unraisable() as seen:
        assert mod.unraisable_bad_text(exc, 5) is None
    assert [(report[0], report[2]) for report in seen] == [(exc, None)]


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
    linecache.clearcache()  # which keeps the file, of another name each time


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
def test_nothing_happens_where_none_is_pending(mod):
    with printing() as stderr, unraisable() as seen:
        assert mod.nothing_pending("message") is None
    assert seen == [] and "KeyError" not in stderr.getvalue()


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


@pytest.mark.releases("code")
def test_no_leaks(mod, leaks):
    def run():
        exc = mod.take(chained)
        with pytest.raises(OSError):
            mod.traced(exc, "f", "g", 1)
        with unraisable():
            mod.unraisable_message(exc, "message")

    leaks(run)
