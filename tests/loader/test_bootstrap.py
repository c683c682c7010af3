"""hpy.universal._load_bootstrap: what the .py file beside a binary calls, also one written by HPy 0.9."""

import os
import types

import pytest
from support.run import ROOT

from hpy.universal import _load_bootstrap

pytestmark = pytest.mark.abis("universal", "hybrid")


class Loader:
    pass


def bootstrap(path, spec, env=(), name="hello", ext_name="pkg.hello", package="pkg", loader=None):
    return _load_bootstrap(name, ext_name, package, path, loader, spec, dict(env))


def test_module_looks_as_if_imported(hello, spec):
    loader, pkg_spec = Loader(), spec("pkg.hello")
    mod = bootstrap(hello.path, pkg_spec, loader=loader)
    assert mod.answer() == 42
    assert mod.__file__ == hello.path
    assert mod.__loader__ is loader
    assert mod.__name__ == "pkg.hello"
    assert mod.__package__ == "pkg"
    assert mod.__spec__ is pkg_spec


def test_origin_of_the_spec_is_the_binary(hello, spec):
    pkg_spec = spec("pkg.hello")
    pkg_spec.origin = "pkg/hello.py"
    bootstrap(hello.path, pkg_spec)
    assert pkg_spec.origin == hello.path


def test_keywords(hello, spec):
    mod = _load_bootstrap(
        name="hello", ext_name="hello", package="", file=hello.path, loader=None, spec=spec("hello"), env={}
    )
    assert mod.answer() == 42


def test_attributes_are_there_when_the_module_executes(build, spec):
    binary = build("""
        HPyDef_SLOT(execute, HPy_mod_exec)
        static int execute_impl(HPyContext *ctx, HPy mod)
        {
            HPy file = HPy_GetAttr_s(ctx, mod, "__file__");
            int result = HPy_IsNull(file) ? -1 : HPy_SetAttr_s(ctx, mod, "seen", file);
            HPy_Close(ctx, file);
            return result;
        }
        @EXPORT(execute)
        @INIT""")
    mod = bootstrap(binary.path, spec(binary.name), name=binary.name, ext_name=binary.name)
    assert mod.seen == binary.path


def test_object_that_takes_no_attributes(build, spec):
    binary = build("""
        HPyDef_SLOT(create, HPy_mod_create)
        static HPy create_impl(HPyContext *ctx, HPy spec) { return HPyLong_FromLong(ctx, 7); }
        @EXPORT(create)
        @INIT""")
    assert bootstrap(binary.path, spec(binary.name), name=binary.name, ext_name=binary.name) == 7


def test_spec_that_takes_no_attributes(hello):
    class Spec:
        __slots__ = ()
        name = "hello"

    assert bootstrap(hello.path, Spec()).answer() == 42


def test_environment_may_be_any_mapping(hello, spec):
    class Env:
        def __getitem__(self, key):
            raise KeyError(key)

    mod = _load_bootstrap("hello", "hello", "", hello.path, None, spec("hello"), Env())
    assert isinstance(mod, types.ModuleType)


def test_failing_environment(hello, spec):
    class Env:
        def __getitem__(self, key):
            raise OSError("no " + key)

    with pytest.raises(OSError, match="no HPY"):
        _load_bootstrap("hello", "hello", "", hello.path, None, spec("hello"), Env())


def test_arguments_are_all_required():
    with pytest.raises(TypeError):
        _load_bootstrap("hello", "hello", "", "hello.so", None, None)


@pytest.mark.parametrize("value", ["", "1"])
def test_log(hello, spec, capsys, value):
    bootstrap(hello.path, spec("hello"), {"HPY_LOG": value})
    assert capsys.readouterr().out == "Loading 'hello' in HPy universal mode\n"


def test_no_log(hello, spec, capsys):
    bootstrap(hello.path, spec("hello"))
    assert capsys.readouterr().out == ""


def test_failed_load_is_not_logged(spec, capsys, tmp_path, abi):
    with pytest.raises(ImportError):
        bootstrap(str(tmp_path / "missing.so"), spec("hello"), {"HPY_LOG": ""})
    assert capsys.readouterr().out == ""


def test_stub_of_hpy_0_9(hello, place, tmp_path, python):
    check_stub(STUB, hello, place, tmp_path, python)


def test_stub_that_the_readme_has(hello, place, tmp_path, python):
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        text = file.read().partition("### Binaries of HPy 0.9")[2]
    check_stub(text.partition("```python\n")[2].partition("```")[0], hello, place, tmp_path, python)


STUB = """\
def __bootstrap__():
    import sys, os
    from hpy.universal import _load_bootstrap
    ext_filepath = os.path.join(os.path.dirname(__file__), "hello.hpy0.so")
    m = _load_bootstrap("hello", __name__, __package__, ext_filepath, __loader__, __spec__, os.environ)
    sys.modules[__name__] = m
__bootstrap__()
"""


def check_stub(stub, hello, place, tmp_path, python):
    place(hello, "pkg/hello.hpy0.so")
    (tmp_path / "pkg" / "__init__.py").write_text("")
    (tmp_path / "pkg" / "hello.py").write_text(stub)
    done = python(
        """
        import sys
        sys.path.insert(0, %r)
        import pkg.hello
        print(pkg.hello.answer(), pkg.hello.__file__ == pkg.hello.__spec__.origin, pkg.hello.__file__)
        """
        % str(tmp_path)
    )
    assert done.stdout.split()[:2] == ["42", "True"]
    assert done.stdout.rstrip().endswith("hello.hpy0.so")
