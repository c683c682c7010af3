"""hpy.universal.load: a binary becomes a module."""

import sys
import types

import pytest

import hpy.devel.version
import hpy.universal
from hpy.universal import load

pytestmark = pytest.mark.abis("universal", "hybrid")

# What a binary of HPy 0.9 exports: it does not know of direct calls, so its trampolines go through the table.
OLD_BINARY = """
    HPyDef_METH(add, "add", HPyFunc_VARARGS)
    static HPy add_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return nargs == 2 ? HPy_Add(ctx, args[0], args[1]) : HPyLong_FromSize_t(ctx, nargs);
    }
    HPyDef_METH(fail, "fail", HPyFunc_O)
    static HPy fail_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyErr_SetObject(ctx, ctx->h_ValueError, arg);
    }
    static HPyDef *defines[] = {&add, &fail, NULL};
    static HPyModuleDef def = {.defines = defines};
    _HPY_DEFINE_TRAMPOLINE_GLOBALS
    HPy_EXPORTED_FUNC uint32_t get_required_hpy_major_version_@NAME(void) { return 0; }
    HPy_EXPORTED_FUNC uint32_t get_required_hpy_minor_version_@NAME(void) { return 0; }
    HPy_EXPORTED_FUNC void HPyInitGlobalContext_@NAME(HPyContext *ctx) { _ctx_for_trampolines = ctx; }
    HPy_EXPORTED_FUNC HPyModuleDef *HPyInit_@NAME(void) { return &def; }
"""


def test_gives_the_executed_module(hello, spec):
    mod = load("hello", hello.path, spec("hello"))
    assert type(mod) is types.ModuleType
    assert mod.answer() == 42
    assert mod.name_in_exec == "hello"
    assert mod.__doc__ == "Says hello."


def test_every_argument_has_a_keyword(hello, spec):
    mod = load(name="hello", path=hello.path, spec=spec("hello"), debug=False, mode=-1)
    assert mod.answer() == 42


def test_name_of_the_module_comes_from_the_spec(hello, spec):
    assert load("hello", hello.path, spec("another.name")).__name__ == "another.name"


def test_last_part_of_the_name_finds_the_functions(hello, spec):
    assert load("some.package.hello", hello.path, spec("some.package.hello")).answer() == 42


def test_hyphen_in_the_name_stands_for_an_underscore(build, spec):
    binary = build("static HPyModuleDef def = {.size = 0}; HPy_MODINIT(with_hyphen, def)", name="with_hyphen")
    assert load("with-hyphen", binary.path, spec("with-hyphen")).__name__ == "with-hyphen"


def test_spec_may_be_any_object_with_a_name(hello):
    assert load("hello", hello.path, types.SimpleNamespace(name="hello")).answer() == 42


def test_spec_without_name(hello):
    with pytest.raises(AttributeError):
        load("hello", hello.path, None)


def test_sets_no_attributes_of_the_import_system(hello, spec):
    mod = load("hello", hello.path, spec("hello"))
    assert not hasattr(mod, "__file__")
    assert mod.__spec__ is None and mod.__loader__ is None and mod.__package__ is None


def test_adds_nothing_to_sys_modules(hello, spec):
    before = set(sys.modules)
    load("hello", hello.path, spec("hello"))
    assert set(sys.modules) == before


def test_each_load_gives_a_new_module(hello, spec):
    first = load("hello", hello.path, spec("hello"))
    second = load("hello", hello.path, spec("hello"))
    first.mark = 1
    assert first is not second and not hasattr(second, "mark")


@pytest.mark.releases("modules")
def test_loading_again_and_again_keeps_nothing(hello, spec, leaks):
    leaks(load, "hello", hello.path, spec("hello"), rounds=2000)  # the dicts of modules fill free lists slowly


def test_function_outlives_its_module(hello, spec):
    answer = load("hello", hello.path, spec("hello")).answer
    assert answer() == 42
    assert answer.__self__.__name__ == "hello"


def test_path_with_spaces_and_other_scripts(hello, place, spec):
    path = place(hello, "a folder/größe-Ω-文/hello.so")
    assert load("hello", path, spec("hello")).answer() == 42


def test_relative_path_without_folder(hello, place, spec, monkeypatch, tmp_path):
    place(hello, "hello.so")
    monkeypatch.chdir(tmp_path)
    assert load("hello", "hello.so", spec("hello")).answer() == 42


def test_file_may_have_any_name(hello, place, spec):
    assert load("hello", place(hello, "renamed.bin"), spec("hello")).answer() == 42


def test_tag_of_this_abi_in_the_file_name(hello, place, spec):
    assert load("hello", place(hello, "hello.hpy0.so"), spec("hello")).answer() == 42


@pytest.mark.parametrize("folder", [".hpyenv", "a.hpy9", "x.hpy"])
def test_tag_is_looked_for_in_the_file_name_only(hello, place, spec, folder):
    assert load("hello", place(hello, folder + "/hello.hpy0.so"), spec("hello")).answer() == 42


def test_binary_that_knows_nothing_of_direct_calls(build, spec):
    mod = load("old", build(OLD_BINARY, name="old").path, spec("old"))
    assert mod.add(1, 2) == 3
    assert mod.add() == 0
    with pytest.raises(ValueError, match="so it is"):
        mod.fail("so it is")


def test_exception_in_exec_is_passed_on(build, spec):
    binary = build("""
        HPyDef_SLOT(execute, HPy_mod_exec)
        static int execute_impl(HPyContext *ctx, HPy mod)
        {
            HPyErr_SetString(ctx, ctx->h_LookupError, "not today");
            return -1;
        }
        @EXPORT(execute)
        @INIT""")
    with pytest.raises(LookupError, match="not today"):
        load(binary.name, binary.path, spec(binary.name))


def test_name_that_is_no_string(hello, spec):
    with pytest.raises(TypeError):
        load(b"hello", hello.path, spec("hello"))


def test_path_that_is_no_string(hello, spec):
    with pytest.raises(TypeError):
        load("hello", 7, spec("hello"))


def test_load_error_is_both_errors():
    assert issubclass(hpy.universal.LoadError, ImportError)
    assert issubclass(hpy.universal.LoadError, RuntimeError)


def test_get_version():
    version = hpy.devel.version
    assert hpy.universal.get_version() == (version.__version__, version.__git_revision__)


def test_version_in_the_header():
    from hpy.devel import HPyDevel

    with open(str(HPyDevel().include_dir) + "/hpy/version.h", encoding="utf-8") as file:
        header = file.read()
    assert '#define HPY_VERSION "%s"' % hpy.devel.version.__version__ in header
    assert '#define HPY_GIT_REVISION "%s"' % hpy.devel.version.__git_revision__ in header


@pytest.mark.no_layers("no module is loaded")
def test_collection_before_hpy_universal_is_executed(python):
    python("""
        import gc
        import importlib.util
        module = importlib.util.module_from_spec(importlib.util.find_spec("hpy.universal"))
        gc.collect()
        del module
        gc.collect()
        """)
