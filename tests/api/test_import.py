"""HPyImport_ImportModule."""

import os.path
import sys

import pytest

SNIPPET = r"""
    HPyDef_METH(import, "import_", HPyFunc_O)
    static HPy import_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyImport_ImportModule(ctx, HPyUnicode_AsUTF8AndSize(ctx, arg, NULL));
    }
    @EXPORT(import)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET)


def test_module(mod):
    assert mod.import_("sys") is sys


def test_dotted_name_gives_the_submodule(mod):
    assert mod.import_("os.path") is os.path


@pytest.mark.parametrize("name", ["no_such_module", "os.no_such_module", "größe"])
def test_missing(mod, name):
    with pytest.raises(ModuleNotFoundError):
        mod.import_(name)


def test_exceptions_of_the_module_pass_through(mod, tmp_path, monkeypatch):
    (tmp_path / "fails_at_import.py").write_text("1 / 0\n")
    monkeypatch.setattr(sys, "path_importer_cache", {})  # Python's would keep an entry for the folder
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ZeroDivisionError):
        mod.import_("fails_at_import")


def test_no_leaks(mod, leaks):
    before = sys.getrefcount(sys)
    leaks(mod.import_, "sys")
    leaks(mod.import_, "no_such_module")
    assert sys.getrefcount(sys) == before
