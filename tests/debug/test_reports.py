"""What reports name: the function that the author called, who called a helper that leaks, no call for a bare result."""

import importlib.util
import shutil

import pytest

pytestmark = [
    pytest.mark.abis("universal"),
    pytest.mark.no_layers("it chooses the layers itself"),
    pytest.mark.skipif(
        importlib.util.find_spec("elftools") is None and shutil.which("addr2line") is None,
        reason="nothing here reads debug information",
    ),
]

SNIPPET = """
    static HPy make(HPyContext *ctx, HPy x)
    {
        return HPy_Repr(ctx, x);
    }
    HPyDef_METH(leak, "leak", HPyFunc_O)
    static HPy leak_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy first = make(ctx, arg), second;
        (void)first;
        second = make(ctx, arg);
        (void)second;
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(format, "format", HPyFunc_O)
    static HPy format_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy text, missing = HPy_GetAttr_s(ctx, arg, "missing");
        (void)missing;
        text = HPyUnicode_FromFormat(ctx, "%S", arg);
        HPy_Close(ctx, text);
        return HPy_NULL;
    }
    HPyDef_METH(bare, "bare", HPyFunc_O)
    static HPy bare_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPy_Length(ctx, arg) == 1 ? HPy_Dup(ctx, arg) : HPy_NULL;
    }
    @EXPORT(leak, format, bare)
    @INIT
"""


@pytest.fixture
def report(build, python):
    """report(code): what debug mode prints."""

    def report(code):
        binary = build(SNIPPET, flags=["-O0"])
        return python(code, binary, direct=True, env={"HPY": "debug", "HPY_DEBUG": "nocolor"}).stderr

    return report


def test_callers_of_a_helper_that_leaks(report):
    text = report("mod.leak(1)")
    assert "in make(), called as" in text
    assert text.count("called from") == text.count("in leak_impl()") == 2


def test_the_helper_that_the_author_called(report):
    text = report("""
    try:
        mod.format(1)
    except AttributeError:
        pass
    """)
    assert "HPyUnicode_FromFormat at " in text
    assert " (in it HPy_Str): called while an exception is pending, which was set by HPy_GetAttr_s" in text


def test_a_bare_result_is_not_laid_on_the_last_call(report):
    text = report("""
    try:
        mod.bare([])
    except SystemError:
        pass
    """)
    assert "the function returned an error without setting an exception (in the function at " in text
    assert "last call before it, HPy_Length, at " in text
