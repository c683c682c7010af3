"""A small extension and the ways the tests of the loader lay it out on disk."""

import importlib.machinery
import shutil

import pytest

HELLO = """
    HPyDef_METH(answer, "answer", HPyFunc_NOARGS)
    static HPy answer_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, 42); }

    HPyDef_SLOT(execute, HPy_mod_exec)
    static int execute_impl(HPyContext *ctx, HPy mod)
    {
        HPy name = HPy_GetAttr_s(ctx, mod, "__name__");
        int result = HPy_IsNull(name) ? -1 : HPy_SetAttr_s(ctx, mod, "name_in_exec", name);
        HPy_Close(ctx, name);
        return result;
    }
    @DOC("Says hello.")
    @EXPORT(answer, execute)
    @INIT
"""


@pytest.fixture(autouse=True)
def no_mode(monkeypatch):
    """These tests choose their modes themselves."""
    monkeypatch.delenv("HPY", raising=False)


@pytest.fixture
def hello(build):
    """The Binary of a module called hello: answer() gives 42."""
    return build(HELLO, name="hello")


@pytest.fixture
def report_mode(build):
    """A module called hello whose layers() begins as its context's name does."""
    return build(
        """
        HPyDef_METH(layers, "layers", HPyFunc_NOARGS)
        static HPy layers_impl(HPyContext *ctx, HPy self)
        {
            return HPyUnicode_DecodeASCII(ctx, ctx->name, ctx->name[4] == 'U' ? 17 : 18, "strict");
        }
        @EXPORT(layers)
        @INIT""",
        name="hello",
    )


@pytest.fixture
def place(tmp_path):
    """place(binary, "pkg/hello.so"): copy the binary there, below a folder of the test; the path as str."""

    def place(binary, relative):
        target = tmp_path / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(binary.path, str(target))
        return str(target)

    return place


@pytest.fixture
def spec():
    """spec(name): the least that a loader gets."""
    return lambda name: importlib.machinery.ModuleSpec(name, None)
