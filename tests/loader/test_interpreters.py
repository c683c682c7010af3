"""Modules in several interpreters of one process."""

import sys

import pytest
from support.compile import SANITIZED
from support.load import LAYERS_VARIABLE

OWN_GIL = pytest.mark.skipif(
    sys.version_info < (3, 12), reason="interpreters with a GIL of their own came with CPython 3.12"
)
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


KEEPING = """
    typedef struct { HPyField item; } Box;
    HPyType_HELPERS(Box)
    HPyDef_FIELDS(Box_fields, offsetof(Box, item), 1)
    HPyDef_MEMBER(Box_item, "item", HPyMember_OBJECT, offsetof(Box, item))
    static HPyDef *Box_defines[] = {&Box_fields, &Box_item, NULL};
    static HPyType_Spec Box_spec = {
        .name = "tests.Box", .basicsize = sizeof(Box), .builtin_shape = SHAPE(Box), .defines = Box_defines,
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    };
    @EXPORT_TYPE("Box", Box_spec)
    static HPyGlobal kept;
    @EXPORT_GLOBAL(kept)
    HPyDef_METH(keep, "keep", HPyFunc_O)
    static HPy keep_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyGlobal_Store(ctx, &kept, arg);
        return HPy_Dup(ctx, ctx->h_None);
    }
    @EXPORT(keep)
    HPyModule_DECLARE(@NAME, HPY_MOD_GIL_NOT_USED, HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED)
    @INIT
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
@pytest.mark.skipif(SANITIZED, reason="what a sanitizer keeps is more")
@pytest.mark.no_layers("hpy.debug and hpy.trace keep what they know of an interpreter")
@pytest.mark.parametrize("own_gil", [False, pytest.param(True, marks=OWN_GIL)], ids=["shared", "own"])
def test_memory_of_interpreters_in_a_loop(interpreters, own_gil):
    """What a module made and keeps ends with its interpreter, objects that live to its end, too."""
    result = interpreters(
        """
        import resource
        def own_memory():
            with open("/proc/self/statm") as file:
                resident, of_files = map(int, file.read().split()[1:3])
            return (resident - of_files) * resource.getpagesize()
        def run(times, code, work):
            for _ in range(times):
                other = Interpreter(code, own_gil=%r)
                other.run(work)
                other.end()
        def grown_by(code, work):
            # The allocator may take some memory at any time, for later: that is less the more interpreters share it.
            run(15, code, work)
            before = own_memory()
            for n in (25, 50, 75, 100):
                run(25, code, work)
                grown = (own_memory() - before) / n
                if grown < 10000:
                    break
            return grown
        if grown_by("pass", "pass") >= 10000:
            print("CPython grows")
        else:
            work = "box = mod.Box(); box.item = [mod.Box() for _ in range(500)]; mod.keep([box, mod])"
            grown = grown_by("mod = load()", work)
            assert grown < 10000, "%%d bytes for each interpreter" %% grown
        """
        % own_gil,
        KEEPING,
        timeout=900,  # 80 interpreters take minutes where a machine has much else to do
    )
    if result.stdout:
        pytest.skip("this CPython keeps memory of each interpreter, also of those without a module of HPy")


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


@OWN_GIL
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
