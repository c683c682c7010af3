"""HPyImport_Import, ImportModuleLevel, ImportAttr, GetModule, AddModule; HPyCapsule_Import."""

import os.path
import sys
import types

import pytest
from support.lookups import LOOKUPS, Unhashable

SNIPPET = (
    LOOKUPS
    + r"""
    static const char *text(HPyContext *ctx, HPy h) { return HPyUnicode_AsUTF8AndSize(ctx, h, NULL); }
    METHOD(load) { return HPyImport_Import(ctx, args[0]); }
    METHOD(level)
    {
        return HPyImport_ImportModuleLevel(ctx, args[0], or_null(ctx, args[1]), HPy_NULL, or_null(ctx, args[2]),
                                           (int)HPyLong_AsLong(ctx, args[3]));
    }
    METHOD(attr) { return HPyImport_ImportAttr(ctx, args[0], args[1]); }
    METHOD(attr_s) { return HPyImport_ImportAttr_s(ctx, text(ctx, args[0]), text(ctx, args[1])); }
    METHOD(get)
    {
        HPy module = args[0];
        int n = HPyImport_GetModule(ctx, args[0], &module);
        return found(ctx, n, module);
    }
    METHOD(add) { return HPyImport_AddModule(ctx, args[0]); }
    @EXPORT(load, level, attr, attr_s, get, add)
    @INIT
"""
)

CAPSULES = r"""
    static int value = 42;
    HPyDef_METH(make, "make", HPyFunc_O, .doc = "A capsule; the name is kept for good.")
    static HPy make_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy_ssize_t size;
        const char *utf8 = HPyUnicode_AsUTF8AndSize(ctx, arg, &size);
        char *name = (char *)malloc((size_t)size + 1);
        if (name == NULL)
            return HPyErr_NoMemory(ctx);
        strcpy(name, utf8);
        return HPyCapsule_New(ctx, &value, name, NULL);
    }
    HPyDef_METH(import, "import_", HPyFunc_O)
    static HPy import_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        int *p = (int *)HPyCapsule_Import(ctx, HPyUnicode_AsUTF8AndSize(ctx, arg, NULL));
        if ((p == NULL) != HPyErr_Occurred(ctx))
            return HPyErr_SetString(ctx, ctx->h_RuntimeError, "result and exception");
        return p == NULL ? HPy_NULL : HPyLong_FromLong(ctx, *p);
    }
    @EXPORT(make, import)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """hpy_package with the modules 'inner', which asks for its neighbour, and 'fails'."""
    folder = tmp_path / "hpy_package"
    folder.mkdir()
    (folder / "__init__.py").write_text("here = 1\n")
    (folder / "inner.py").write_text("there = 2\n")
    (folder / "fails.py").write_text("1 / 0\n")
    monkeypatch.setattr(sys, "path_importer_cache", {})
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "hpy_package"
    for name in [name for name in sys.modules if name.split(".")[0] == "hpy_package"]:
        del sys.modules[name]


def test_import(mod, package):
    load = mod.load
    assert load("sys") is sys
    assert load("os.path") is os.path
    assert load(package + ".inner").there == 2
    for name in ("no_such_module", "os.no_such_module", package + ".nothing"):
        with pytest.raises(ModuleNotFoundError):
            load(name)
    with pytest.raises(ZeroDivisionError):
        load(package + ".fails")
    with pytest.raises(ValueError):
        load("")
    for name in (b"sys", 1, None):
        with pytest.raises(TypeError):
            load(name)


def test_import_goes_by_the_function_that_a_program_has_put_in_place(mod, monkeypatch):
    import builtins

    names, original = [], builtins.__import__
    monkeypatch.setattr(builtins, "__import__", lambda name, *args, **kw: names.append(name) or original(name, *args))
    mod.load("sys")
    found, names[:] = list(names), []
    mod.level("sys", ..., ..., 0)
    assert found == ["sys"] and names == []


def test_levels(mod, package):
    top = mod.level(package + ".inner", ..., ..., 0)
    assert top is sys.modules[package]
    assert mod.level(package + ".inner", ..., (), 0) is top
    inner = mod.level(package + ".inner", ..., ("there",), 0)
    assert inner is sys.modules[package + ".inner"]
    assert mod.level("inner", vars(top), ("there",), 1) is inner
    assert mod.level("", vars(inner), ("here",), 1) is top
    with pytest.raises((ImportError, ValueError)):  # the latter up to CPython 3.8
        mod.level("inner", vars(inner), ("there",), 2)


@pytest.mark.filterwarnings("ignore:can't resolve package")
def test_levels_that_are_wrong(mod):
    for error, args in [
        (ValueError, ("sys", ..., ..., -1)),
        (ValueError, ("", ..., ..., 0)),
        (TypeError, (1, ..., ..., 0)),
        (TypeError, (None, ..., ..., 0)),
        (KeyError, ("sys", ..., ..., 1)),
        (TypeError, ("sys", [], ..., 1)),
        (KeyError, ("sys", {}, ..., 1)),
        (ModuleNotFoundError, ("no_such_module", ..., ..., 0)),
    ]:
        with pytest.raises(error):
            mod.level(*args)


@pytest.mark.parametrize("way", ["attr", "attr_s"])
def test_attribute(mod, package, way):
    attr = getattr(mod, way)
    assert attr("sys", "path") is sys.path
    assert attr("os.path", "join") is os.path.join
    with pytest.raises(AttributeError):
        attr(package, "inner")  # nobody has imported it
    assert attr(package + ".inner", "there") == 2
    with pytest.raises(ModuleNotFoundError):
        attr("no_such_module", "x")
    with pytest.raises(AttributeError):
        attr("sys", "no_such_thing")


def test_get_module(mod, package):
    assert mod.get("sys") == (sys,)
    assert mod.get("no_such_module") is None
    assert mod.get(package) is None and package not in sys.modules
    assert mod.get(1) is None
    with pytest.raises(TypeError):
        mod.get(Unhashable())


def test_add_module(mod):
    name = "hpy_added.part"
    try:
        added = mod.add(name)
        assert type(added) is types.ModuleType and added.__name__ == name and sys.modules[name] is added
        assert mod.add(name) is added and mod.get(name) == (added,)
        assert "hpy_added" not in sys.modules
    finally:
        sys.modules.pop(name, None)
    assert mod.add("sys") is sys


# ---- capsules


@pytest.fixture
def capsules(make):
    return make(CAPSULES)


@pytest.fixture
def keep(capsules, monkeypatch):
    def keep(owner, path, name=None):
        monkeypatch.setattr(owner, path.rpartition(".")[2], capsules.make(name or path), raising=False)

    return keep


def test_capsule_import(capsules, keep, package):
    module = __import__(package)
    keep(module, package + ".capsule")
    assert capsules.import_(package + ".capsule") == 42


def test_capsule_in_a_submodule_that_nobody_has_imported(capsules, package):
    name = package + ".inner.capsule"
    with pytest.raises(AttributeError):  # it is imported, and has none
        capsules.import_(name)
    sys.modules[package + ".inner"].capsule = capsules.make(name)
    assert capsules.import_(name) == 42


def test_capsule_in_a_class(capsules, keep, package):
    module = __import__(package)
    module.Class = type("Class", (), {})
    keep(module.Class, package + ".Class.capsule")
    assert capsules.import_(package + ".Class.capsule") == 42


def test_capsule_of_another_name_and_other_objects(capsules, keep, package):
    keep(__import__(package), package + ".capsule", "something.else")
    for name in (package + ".capsule", package + ".here", package + ".missing", "sys.path"):
        with pytest.raises(AttributeError):
            capsules.import_(name)
    with pytest.raises(ModuleNotFoundError):
        capsules.import_("no_such_module.capsule")
    with pytest.raises(ZeroDivisionError):
        capsules.import_(package + ".fails.capsule")
    for name in ("", "sys"):
        with pytest.raises(ValueError, match="module.attribute"):
            capsules.import_(name)


def test_no_leaks(mod, capsules, keep, package, leaks):
    keep(__import__(package), package + ".capsule")
    leaks(capsules.import_, package + ".capsule")
    leaks(capsules.import_, package + ".here")
    leaks(mod.attr, "sys", "path")
    leaks(mod.attr_s, "sys", "nothing")
    leaks(mod.get, "sys")
    leaks(mod.get, "nothing")
    leaks(mod.add, "sys")
