"""A universal binary called NAME.so is imported by Python's own importer, as any extension is."""

import ast
import os
import shlex
import subprocess
import sys
import zipfile

import pytest

# A hybrid binary goes the same way under the interpreter's own suffix.
pytestmark = pytest.mark.abis("universal", "hybrid")
SUFFIX = ".pyd" if os.name == "nt" else ".so"
NO_SITE = ("-I", "-S")  # no site-packages, no current folder: hpy is not there


@pytest.fixture
def evaluate(python, tmp_path):
    """evaluate(statements, expression): run them in a new Python that finds the test's folder; the value."""

    def evaluate(statements, expression, **options):
        code = "import sys\nsys.path.insert(0, %r)\n%s\nprint(ascii((%s)))" % (str(tmp_path), statements, expression)
        return ast.literal_eval(python(code, **options).stdout.splitlines()[-1])

    return evaluate


@pytest.fixture
def error(evaluate):
    """error(statements): what they raise: type name, text, name, path and the cause's type name and text."""

    def error(statements, **options):
        code = "try:\n%s\nexcept Exception as e:\n    c, caught = e.__cause__, e\n" % "".join(
            "    %s\n" % line for line in statements.splitlines()
        )
        values = (
            "(type(caught).__name__, str(caught), getattr(caught, 'name', None), getattr(caught, 'path', None), "
            "type(c).__name__, str(c))"
        )
        return Error(*evaluate(code, values, **options))

    return error


class Error:
    def __init__(self, kind, text, name, path, cause, cause_text):
        self.kind, self.text, self.name, self.path = kind, text, name, path
        self.cause, self.cause_text = cause, cause_text


# ---- what an import gives


def test_plain_import(hello, place, evaluate):
    place(hello, "hello" + SUFFIX)
    assert evaluate("import hello", "hello.answer(), hello.name_in_exec, hello.__doc__") == (42, "hello", "Says hello.")


def test_attributes_of_the_import_system(hello, place, evaluate):
    path = place(hello, "hello" + SUFFIX)
    name, file, package, loader, origin, same = evaluate(
        "import hello",
        "hello.__name__, hello.__file__, hello.__package__, type(hello.__loader__).__name__, "
        "hello.__spec__.origin, sys.modules['hello'] is hello",
    )
    assert (name, package, loader, same) == ("hello", "", "ExtensionFileLoader", True)
    assert file == origin == path


def test_attributes_are_there_when_the_module_executes(build, place, evaluate):
    binary = build(
        """
        HPyDef_SLOT(execute, HPy_mod_exec)
        static int execute_impl(HPyContext *ctx, HPy mod)
        {
            HPy file = HPy_GetAttr_s(ctx, mod, "__file__");
            int result = HPy_IsNull(file) ? -1 : HPy_SetAttr_s(ctx, mod, "seen", file);
            HPy_Close(ctx, file);
            return result;
        }
        @EXPORT(execute)
        @INIT""",
        name="early",
    )
    path = place(binary, "early" + SUFFIX)
    assert evaluate("import early", "early.seen") == path


def test_module_in_a_package(hello, place, evaluate, tmp_path):
    place(hello, "pkg/hello" + SUFFIX)
    (tmp_path / "pkg" / "__init__.py").write_text("from . import hello\n")
    assert evaluate(
        "import pkg", "pkg.hello.answer(), pkg.hello.__name__, pkg.hello.__package__, pkg.hello.name_in_exec"
    ) == (42, "pkg.hello", "pkg", "pkg.hello")


def test_module_in_a_namespace_package(hello, place, evaluate):
    place(hello, "left/space/hello" + SUFFIX)
    place(hello, "right/space/other.txt")
    statements = "import os\nsys.path[:0] = [os.path.join(sys.path[0], side) for side in ('left', 'right')]\n"
    assert evaluate(statements + "import space.hello", "space.hello.answer(), len(list(space.__path__))") == (42, 2)


def test_package_that_is_the_binary(hello, place, evaluate):
    """pkg/__init__.so: the name of the functions is that of the package."""
    place(hello, "hello/__init__" + SUFFIX)
    assert evaluate("import hello", "hello.answer(), hello.__package__, len(hello.__path__)") == (42, "hello", 1)


def test_path_with_spaces_and_other_scripts(hello, place, evaluate):
    path = place(hello, "a folder/größe-Ω-文/hello" + SUFFIX)
    assert evaluate("sys.path.insert(0, %r)\nimport hello" % os.path.dirname(path), "hello.__file__") == path


def test_binary_comes_before_a_stub(hello, place, evaluate, tmp_path):
    place(hello, "hello" + SUFFIX)
    (tmp_path / "hello.py").write_text("raise AssertionError('the stub was imported')\n")
    assert evaluate("import hello", "hello.answer()") == 42


def test_reload_keeps_the_module(hello, place, evaluate):
    place(hello, "hello" + SUFFIX)
    assert evaluate(
        "import hello, importlib\nhello.mark = 1\nagain = importlib.reload(hello)",
        "again is hello, again.mark, again.answer()",
    ) == (True, 1, 42)


def test_import_after_removal_gives_a_new_module(hello, place, evaluate):
    place(hello, "hello" + SUFFIX)
    statements = "import hello as first\ndel sys.modules['hello']\nimport hello as second"
    assert evaluate(statements, "first is second, first.answer(), second.answer()") == (False, 42, 42)


def test_importlib_util(hello, place, evaluate):
    path = place(hello, "elsewhere/hello" + SUFFIX)
    statements = (
        """\
import importlib.util
spec = importlib.util.spec_from_file_location("hello", %r)
mod = importlib.util.module_from_spec(spec)
before = hasattr(mod, "name_in_exec")
spec.loader.exec_module(mod)"""
        % path
    )
    assert evaluate(statements, "before, mod.name_in_exec, mod.answer(), 'hello' in sys.modules") == (
        False,
        "hello",
        42,
        False,
    )


def test_find_spec_does_not_load(hello, place, evaluate):
    path = place(hello, "hello" + SUFFIX)
    assert evaluate(
        "import importlib.util\nspec = importlib.util.find_spec('hello')", "spec.origin, 'hpy.universal' in sys.modules"
    ) == (path, False)


def test_zip_files_hold_no_extensions(hello, place, error, tmp_path):
    with zipfile.ZipFile(str(tmp_path / "archive.zip"), "w") as archive:
        archive.write(hello.path, "hello" + SUFFIX)
    caught = error("sys.path.insert(0, %r)\nimport hello" % str(tmp_path / "archive.zip"))
    assert (caught.kind, caught.name) == ("ModuleNotFoundError", "hello")


def test_object_made_by_a_create_slot(build, place, evaluate):
    binary = build(
        """
        HPyDef_SLOT(create, HPy_mod_create)
        static HPy create_impl(HPyContext *ctx, HPy spec)
        {
            HPy types = HPyImport_ImportModule(ctx, "types");
            HPy type = HPy_GetAttr_s(ctx, types, "SimpleNamespace");
            HPy made = HPy_CallTupleDict(ctx, type, HPy_NULL, HPy_NULL);
            HPy name = HPy_GetAttr_s(ctx, spec, "name");
            HPy_SetAttr_s(ctx, made, "made_for", name);
            HPy_Close(ctx, name);
            HPy_Close(ctx, type);
            HPy_Close(ctx, types);
            return made;
        }
        @EXPORT(create)
        @INIT""",
        name="made",
    )
    path = place(binary, "made" + SUFFIX)
    assert evaluate("import made", "type(made).__name__, made.made_for, made.__file__") == (
        "SimpleNamespace",
        "made",
        path,
    )


def test_threads_importing_at_once(hello, place, evaluate):
    for number in range(4):
        place(hello, "pkg%d/hello%s" % (number, SUFFIX))
    statements = """\
import importlib, threading
names, found = ["pkg%d.hello" % (i % 4) for i in range(16)], []
threads = [threading.Thread(target=lambda n=n: found.append(importlib.import_module(n).answer())) for n in names]
[t.start() for t in threads]
[t.join() for t in threads]"""
    assert evaluate(statements, "found") == [42] * 16


@pytest.mark.parametrize("value", ["universal", "", "hello:universal", "other:debug"])
def test_mode_universal(hello, place, evaluate, value):
    place(hello, "hello" + SUFFIX)
    assert evaluate("import hello", "hello.answer()", env={"HPY": value}) == 42


def test_log(hello, place, python, tmp_path):
    place(hello, "pkg/hello" + SUFFIX)
    code = "import sys; sys.path.insert(0, %r); import pkg.hello" % str(tmp_path)
    assert python(code, env={"HPY_LOG": ""}).stdout.splitlines() == ["Loading 'hello' in HPy universal mode"]


@pytest.mark.parametrize("value", ["trace", "hello:trace", "pkg.hello:trace", "trace+debug", "pkg.hello:trace+debug"])
def test_trace_mode(hello, place, python, tmp_path, value):
    place(hello, "pkg/hello" + SUFFIX)
    code = """
        import sys
        sys.path.insert(0, %r)
        import pkg.hello, hpy.trace
        pkg.hello.answer()
        counts = hpy.trace.get_call_counts()
        print(counts["ctx_Long_FromInt64_t"] + counts["ctx_Long_FromInt32_t"])  # a long has 32 bits on Windows
    """ % str(tmp_path)
    result = python(code, env={"HPY": value, "HPY_LOG": "1"})
    mode = value.rpartition(":")[2]
    assert result.stdout.splitlines() == ["Loading 'hello' in HPy universal mode with a %s context" % mode, "1"]


# ---- what can go wrong


def test_nonsense_as_mode(hello, place, error):
    place(hello, "hello" + SUFFIX)
    caught = error("import hello", env={"HPY": "nonsense"})
    assert caught.kind == "ValueError"
    assert "'nonsense'" in caught.text and "universal, debug, trace" in caught.text


def test_hpy_is_not_installed(hello, place, error):
    path = place(hello, "hello" + SUFFIX)
    caught = error("import hello", args=NO_SITE)
    assert caught.kind == "ImportError"
    assert caught.text == 'hello needs hpy>=0.10: hpy is not installed; run: pip install "hpy>=0.10"'
    assert (caught.name, caught.path) == ("hello", path)
    assert caught.cause == "ModuleNotFoundError"


def test_message_has_the_full_name(hello, place, error):
    place(hello, "pkg/hello" + SUFFIX)
    caught = error("import pkg.hello", args=NO_SITE)
    assert caught.text.startswith("pkg.hello needs hpy>=0.10: hpy is not installed;")
    assert caught.name == "pkg.hello"


def fake_hpy(tmp_path, universal):
    (tmp_path / "hpy").mkdir()
    (tmp_path / "hpy" / "__init__.py").write_text("")
    (tmp_path / "hpy" / "universal.py").write_text(universal)


def test_hpy_is_too_old(hello, place, error, tmp_path):
    place(hello, "hello" + SUFFIX)
    fake_hpy(tmp_path, "def load(): pass\ndef get_version(): return ('0.9.0', 'abc')\n")
    caught = error("import hello", args=NO_SITE)
    assert caught.kind == "ImportError"
    assert caught.text == (
        'hello needs hpy>=0.10: hpy 0.9.0 is installed, which is too old; run: pip install "hpy>=0.10"'
    )


def test_python_with_an_hpy_of_its_own(hello, place, error, tmp_path):
    place(hello, "hello" + SUFFIX)
    fake_hpy(tmp_path, "def load(): pass\ndef get_version(): return ('0.9.0', 'abc')\n")
    caught = error("sys.builtin_module_names += ('_hpy_universal',)\nimport hello", args=NO_SITE)
    assert caught.text == (
        "hello: the HPy 0.9.0 of this Python cannot import this file by its name; "
        'build the module with layout = "hpy0" and abi-minor = 0 below [tool.hpy] in pyproject.toml'
    )


def test_hpy_of_an_unknown_version(hello, place, error, tmp_path):
    place(hello, "hello" + SUFFIX)
    fake_hpy(tmp_path, "")
    caught = error("import hello", args=NO_SITE)
    assert "hpy of an unknown version is installed" in caught.text and caught.kind == "ImportError"


def test_hpy_whose_import_fails(hello, place, error, tmp_path):
    place(hello, "hello" + SUFFIX)
    fake_hpy(tmp_path, "raise ImportError('libthing.so.1: not found')\n")
    caught = error("import hello", args=NO_SITE)
    assert caught.text == (
        "hello needs hpy>=0.10: the installed hpy cannot be imported (libthing.so.1: not found); "
        'run: pip install "hpy>=0.10"'
    )
    assert (caught.cause, caught.cause_text) == ("ImportError", "libthing.so.1: not found")


def test_folder_called_hpy(hello, place, error, tmp_path):
    place(hello, "hello" + SUFFIX)
    (tmp_path / "hpy").mkdir()
    caught = error("import hello", args=NO_SITE)
    assert "the installed hpy cannot be imported (No module named 'hpy.universal')" in caught.text


def test_other_errors_in_hpy_stay_what_they_are(hello, place, error, tmp_path):
    place(hello, "hello" + SUFFIX)
    fake_hpy(tmp_path, "raise ZeroDivisionError('in hpy')\n")
    caught = error("import hello", args=NO_SITE)
    assert (caught.kind, caught.text) == ("ZeroDivisionError", "in hpy")


def test_failed_import_can_be_repeated(hello, place, evaluate, tmp_path):
    place(hello, "hello" + SUFFIX)
    statements = """\
failures, left = [], []
sys.modules["hpy"] = None  # as if it were not installed
for attempt in range(3):
    try:
        import hello
    except ImportError as e:
        failures.append(e.name)
    left.append("hello" in sys.modules)
del sys.modules["hpy"]
import hello"""
    assert evaluate(statements, "failures, left, hello.answer()") == (["hello"] * 3, [False] * 3, 42)


def test_newer_minor_version(build, place, error):
    """An entry as the headers of a later HPy would hand it over."""
    binary = build(
        """
        static HPyModuleDef def = {.size = 0};
        _HPY_DEFINE_TRAMPOLINE_GLOBALS
        _HPY_MODINIT_EXPORTS(newer, def)
        HPy_EXPORTED_FUNC void *PyInit_newer(void)
        {
            static const HPyModuleEntry entry = {
                sizeof(HPyModuleEntry), 0, 999, 0, "newer", HPyInit_newer, HPyInitGlobalContext_newer,
                HPyInitDirect_newer, NULL
            };
            static HPyDirectImport state;
            return _HPy_DirectImport(&entry, &state);
        }""",
        name="newer",
    )
    path = place(binary, "newer" + SUFFIX)
    caught = error("import newer")
    assert (caught.kind, caught.name, caught.path) == ("LoadError", "newer", path)
    assert "Requested version: 0.999. Current HPy version: 0." in caught.text and "upgrade hpy" in caught.text


def test_null_definition(build, place, error):
    binary = build(
        """
        _HPY_DEFINE_TRAMPOLINE_GLOBALS
        static void init_context(HPyContext *ctx) { _ctx_for_trampolines = ctx; }
        static HPyModuleDef *init(void) { return NULL; }
        HPy_EXPORTED_FUNC void *PyInit_nothing(void)
        {
            static const HPyModuleEntry entry = {
                sizeof(HPyModuleEntry), 0, 0, 0, "nothing", init, init_context, NULL, NULL
            };
            static HPyDirectImport state;
            return _HPy_DirectImport(&entry, &state);
        }""",
        name="nothing",
    )
    place(binary, "nothing" + SUFFIX)
    caught = error("import nothing")
    assert (caught.kind, caught.name) == ("LoadError", "nothing")
    assert "HPyInit_nothing" in caught.text and "returned NULL" in caught.text


def test_definition_that_is_refused(build, place, error):
    binary = build("static HPyModuleDef def = {.size = -1}; HPy_MODINIT(refused, def)", name="refused")
    place(binary, "refused" + SUFFIX)
    caught = error("import refused")
    assert (caught.kind, caught.text) == ("SystemError", "HPy does not permit HPyModuleDef.size < 0")


def test_exec_that_fails_registers_nothing(build, place, evaluate):
    binary = build(
        """
        HPyDef_SLOT(execute, HPy_mod_exec)
        static int execute_impl(HPyContext *ctx, HPy mod)
        {
            HPyErr_SetString(ctx, ctx->h_LookupError, "not today");
            return -1;
        }
        @EXPORT(execute)
        @INIT""",
        name="failing",
    )
    place(binary, "failing" + SUFFIX)
    statements = "try:\n    import failing\nexcept LookupError as e:\n    text = str(e)"
    assert evaluate(statements, "text, 'failing' in sys.modules") == ("not today", False)


@pytest.mark.parametrize("tag", ["hpy9"])
def test_wrong_tag_in_the_file_name(hello, place, error, tag):
    path = place(hello, "hello.%s%s" % (tag, SUFFIX))
    caught = error(
        "import importlib.util\nspec = importlib.util.spec_from_file_location('hello', %r)\n"
        "importlib.util.module_from_spec(spec)" % path
    )
    assert caught.kind == "LoadError" and "mismatch between the HPy ABI tag" in caught.text


@pytest.mark.parametrize("content", [b"", b"print('hello')\n" * 50])
def test_file_that_is_no_library(error, tmp_path, content, abi):
    (tmp_path / ("hello" + SUFFIX)).write_bytes(content)
    assert error("import hello").kind == "ImportError"


def test_name_that_is_not_in_the_binary(hello, place, error):
    place(hello, "größe" + SUFFIX)
    place(hello, "other" + SUFFIX)
    assert error("import größe").kind == "ImportError"
    assert error("import other").kind == "ImportError"


# Programs with less than a Python in them.
NO_PYTHON = """
    #include <dlfcn.h>
    #include <stdio.h>
    %s
    int main(int argc, char **argv)
    {
        void *lib = dlopen(argv[1], RTLD_NOW);
        void *(*init)(void) = (void *(*)(void))dlsym(lib, "PyInit_hello");
        printf("%%s\\n", init() == NULL ? "nothing" : "something");
        return 0;
    }
"""
SOME_PYTHON = (
    NO_PYTHON
    % """
    void *PyExc_ImportError = "ImportError";
    void PyErr_SetString(void *type, const char *message) { printf("%s: %s\\n", (char *)type, message); }
"""
)


@pytest.mark.abis("universal")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="builds a program that lends its symbols to libraries")
@pytest.mark.parametrize(
    "program, output",
    [
        (NO_PYTHON % "", "nothing\n"),
        (SOME_PYTHON, "ImportError: cannot import 'hello': this Python has no PyExc_AttributeError\nnothing\n"),
    ],
)
def test_python_without_the_functions_needed(hello, tmp_path, program, output):
    source, executable = tmp_path / "program.c", tmp_path / "program"
    source.write_text(program)
    subprocess.check_call(
        shlex.split(os.environ.get("CC") or "cc") + ["-rdynamic", str(source), "-o", str(executable), "-ldl"]
    )
    assert subprocess.check_output([str(executable), hello.path], universal_newlines=True) == output
