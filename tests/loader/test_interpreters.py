"""Modules in several interpreters of one process."""

import sys

import pytest
from support.load import LAYERS_VARIABLE

SNIPPET = """
    HPyDef_METH(error, "error", HPyFunc_NOARGS)
    static HPy error_impl(HPyContext *ctx, HPy self) { return HPy_Dup(ctx, ctx->h_LookupError); }
    HPyDef_METH(keep, "keep", HPyFunc_NOARGS)
    static HPy keep_impl(HPyContext *ctx, HPy self)
    {
        HPyUnicode_FromString(ctx, "a leak");
        return HPy_Dup(ctx, ctx->h_None);
    }
    @EXPORT(error, keep)
    @INIT
"""


@pytest.mark.parametrize("direct", [False, True], ids=["loaded", "imported"])
def test_one_after_the_other(interpreters, direct):
    """Also where the first that loads it is not the main interpreter."""
    interpreters(
        """
        for _ in range(3):
            other = Interpreter()
            other.run("assert mod.error() is LookupError")
            other.end()
        assert load().error() is LookupError
        """,
        SNIPPET,
        direct=direct,
    )


@pytest.mark.abis("universal", "hybrid")
def test_each_interpreter_has_its_hpy_universal(interpreters):
    """Its classes, for example: what is raised is what the interpreter's code catches."""
    interpreters(
        """
        load()
        Interpreter('''
        from hpy import universal
        try:
            universal.load("nowhere", "nowhere", None)
        except universal.LoadError:
            caught = True
        assert caught
        ''')
        """,
        SNIPPET,
    )


@pytest.mark.abis("universal", "hybrid")
@pytest.mark.parametrize("code", ["import hpy.debug", "import hpy.debug; mod.keep()"])
def test_an_interpreter_left_to_the_end_keeps_the_exit_status(interpreters, monkeypatch, code):
    """Up to CPython 3.11 a process ends with status 0 when code at its end gives up the GIL there."""
    monkeypatch.setenv(LAYERS_VARIABLE, "debug")
    with pytest.raises(AssertionError, match="exit status 3"):
        interpreters(
            """
            other = Interpreter()
            other.run(%r)
            sys.exit(3)
            """
            % code,
            SNIPPET,
        )


@pytest.mark.skipif(sys.version_info < (3, 12), reason="interpreters with a GIL of their own came with CPython 3.12")
@pytest.mark.parametrize("direct", [False, True], ids=["loaded", "imported"])
def test_interpreter_with_its_own_gil_is_refused(interpreters, direct):
    interpreters(
        """
        Interpreter('''
        try:
            load()
        except ImportError as error:
            caught = str(error)
        assert "does not support loading in subinterpreters" in caught, caught
        ''', own_gil=True)
        """,
        SNIPPET,
        direct=direct,
    )
