"""HPyModule_DECLARE: what a module says of the GIL and of interpreters, and what becomes of it."""

import builtins
import sys
import sysconfig

import pytest

SNIPPET = """
    HPyDef_METH(answer, "answer", HPyFunc_NOARGS)
    static HPy answer_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, 42); }
    @EXPORT(answer)
"""
GIL = ["HPY_MOD_DEFAULT", "HPY_MOD_GIL_USED", "HPY_MOD_GIL_NOT_USED"]
INTERPRETERS = [
    "HPY_MOD_DEFAULT",
    "HPY_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED",
    "HPY_MOD_MULTIPLE_INTERPRETERS_SUPPORTED",
    "HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED",
]


def declare(gil="HPY_MOD_DEFAULT", interpreters="HPY_MOD_DEFAULT"):
    return SNIPPET + "\nHPyModule_DECLARE(@NAME, %s, %s)\n@INIT" % (gil, interpreters)


@pytest.mark.parametrize("direct", [False, True], ids=["loaded", "imported"])
@pytest.mark.parametrize("gil, interpreters", [(g, i) for g in GIL for i in INTERPRETERS])
def test_all_that_can_be_declared(make, gil, interpreters, direct):
    if direct:
        name = "declared_%d_%d" % (GIL.index(gil), INTERPRETERS.index(interpreters))
        assert make(declare(gil, interpreters), name=name, direct=True).answer() == 42
    else:
        assert make(declare(gil, interpreters)).answer() == 42


@pytest.mark.parametrize("place", ["in front of", "behind"])
def test_in_any_order(make, place):
    declared = "\nHPyModule_DECLARE(@NAME, HPY_MOD_GIL_USED, HPY_MOD_DEFAULT)\n"
    parts = [SNIPPET, declared, "@INIT"] if place == "in front of" else [SNIPPET, "@INIT", declared]
    assert make("\n".join(parts)).answer() == 42


def test_in_cpp(make):
    assert make(declare("HPY_MOD_GIL_USED", "HPY_MOD_DEFAULT"), language="c++").answer() == 42


@pytest.mark.parametrize("direct", [False, True], ids=["loaded", "imported"])
@pytest.mark.parametrize(
    "gil, interpreters, said",
    [
        ("7", "HPY_MOD_DEFAULT", "a second argument that is none of HPY_MOD_DEFAULT, HPY_MOD_GIL_USED"),
        ("HPY_MOD_DEFAULT", "4", "a third argument that is none of HPY_MOD_DEFAULT, HPY_MOD_MULTIPLE"),
    ],
)
def test_unknown_values(make, gil, interpreters, said, direct):
    options = {"name": "declares_%s" % ("gil" if gil == "7" else "interpreters"), "direct": True} if direct else {}
    with pytest.raises(ImportError, match=said) as caught:
        make(declare(gil, interpreters), **options)
    assert "cannot import '" in str(caught.value) and "HPyModule_DECLARE" in str(caught.value)


# ---- what CPython makes of it


@pytest.mark.skipif(sys.version_info < (3, 12), reason="came with CPython 3.12")
@pytest.mark.no_layers("hpy.debug and hpy.trace are not for interpreters with a GIL of their own")
@pytest.mark.parametrize("direct", [False, True], ids=["loaded", "imported"])
def test_interpreters_with_a_gil_of_their_own(interpreters, direct):
    interpreters(
        """
        other = Interpreter("assert load().answer() == 42", own_gil=True)
        other.end()
        """,
        declare(interpreters="HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED"),
        direct=direct,
    )


@pytest.mark.skipif(sys.version_info < (3, 12), reason="came with CPython 3.12")
@pytest.mark.no_layers("hpy.debug and hpy.trace are not for interpreters with a GIL of their own")
@pytest.mark.parametrize("interpreters_", INTERPRETERS[1:3])
def test_interpreters_that_are_refused(interpreters, interpreters_):
    """Where the module does not say that it can, an interpreter with its own GIL does not get it."""
    interpreters(
        """
        Interpreter('''
        try:
            load()
        except ImportError as error:
            caught = "does not support loading in subinterpreters" in str(error)
        assert caught
        ''', own_gil=True).end()
        """,
        declare(interpreters=interpreters_),
    )


BUILTINS = (
    SNIPPET
    + """
    HPyDef_METH(builtins, "builtins", HPyFunc_NOARGS)
    static HPy builtins_impl(HPyContext *ctx, HPy self) { return HPyEval_GetBuiltins(ctx); }
    HPyDef_METH(builtin, "builtin", HPyFunc_NOARGS)
    static HPy builtin_impl(HPyContext *ctx, HPy self) { return HPy_Builtin_s(ctx, "only_here"); }
    HPyDef_METH(constant, "constant", HPyFunc_NOARGS)
    static HPy constant_impl(HPyContext *ctx, HPy self)
    {
        return HPy_IsNull(ctx->h_Builtins) ? HPy_Dup(ctx, ctx->h_None) : HPy_Dup(ctx, ctx->h_Builtins);
    }
    @EXPORT(builtins, builtin, constant)
    HPyModule_DECLARE(@NAME, HPY_MOD_DEFAULT, %s)
    @INIT
    """
)


@pytest.mark.parametrize("own", [False, True], ids=["shared", "own"])
def test_builtins(make, own):
    """With a GIL for each interpreter there is no dict that all of them may look into."""
    mod = make(BUILTINS % ("HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED" if own else "HPY_MOD_DEFAULT"))
    assert mod.builtins() is vars(builtins)
    assert mod.constant() is (None if own else vars(builtins))
    with pytest.raises(KeyError, match="only_here"):
        mod.builtin()


@pytest.mark.skipif(sys.version_info < (3, 12), reason="came with CPython 3.12")
@pytest.mark.no_layers("hpy.debug and hpy.trace are not for interpreters with a GIL of their own")
def test_builtins_of_each_interpreter(interpreters):
    interpreters(
        """
        import builtins
        builtins.only_here = "first"
        assert load().builtin() == "first"
        code = "import builtins; builtins.only_here = 'other'; assert load().builtin() == 'other'"
        Interpreter(code, own_gil=True).end()
        assert load().builtin() == "first"
        """,
        BUILTINS % "HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED",
    )


@pytest.mark.skipif(sys.version_info < (3, 12), reason="came with CPython 3.12")
@pytest.mark.abis("universal", "hybrid")
@pytest.mark.skipif(bool(sysconfig.get_config_var("Py_GIL_DISABLED")), reason="this Python has no GIL to share")
@pytest.mark.no_layers("the test chooses them")
@pytest.mark.parametrize("mode", ["debug", "trace"])
def test_layers_need_the_shared_gil(interpreters, mode):
    """What they know of the process is not for two GILs; interpreters that share one may have them."""
    code = """
        import os
        os.environ["HPY"] = %r
        Interpreter("assert load().answer() == 42").end()
        Interpreter('''
        try:
            load()
        except ImportError as error:
            caught = "an interpreter with a GIL of its own" in str(error) and %r in str(error)
        assert caught
        ''', own_gil=True).end()
    """
    declared = declare(interpreters="HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED")
    interpreters(code % (mode, mode + " mode"), declared, direct=True, name="layered_" + mode)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="came with CPython 3.12")
@pytest.mark.no_layers("hpy.debug and hpy.trace are not for interpreters with a GIL of their own")
def test_many_interpreters_at_once(interpreters):
    interpreters(
        """
        import threading
        failures = []
        def live():
            try:
                for _ in range(5):
                    other = Interpreter("mod = load()", own_gil=True)
                    other.run("for i in range(2000): assert mod.answer() == 42")
                    other.end()
            except BaseException as error:
                failures.append(repr(error))
                raise
        threads = [threading.Thread(target=live) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures, failures
        """,
        declare(interpreters="HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED"),
    )


@pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this Python has a GIL")
@pytest.mark.parametrize("gil, enabled", [("HPY_MOD_GIL_NOT_USED", False), ("HPY_MOD_GIL_USED", True)])
def test_the_gil_stays_off(build, python, gil, enabled):
    binary = build(declare(gil), name="gil_%s" % enabled)
    code = "print(sys._is_gil_enabled())"
    result = python(code, binary, direct=True, env={"PYTHON_GIL": None, "PYTHONWARNINGS": "ignore"})
    assert result.stdout == "%s\n" % enabled
