"""HPyDevel: what build systems are told, and what happens to a setuptools Distribution."""

import subprocess
import sys
from pathlib import Path

import pytest
import setuptools.command.build_ext
import setuptools.errors
from setuptools import Distribution, Extension

import hpy
from hpy.devel import DEFAULT_HPY_ABI, HPyDevel, version

ABIS = ["cpython", "hybrid", "universal"]

# Said by newer releases of wheel when an older setuptools, without a bdist_wheel of its own, asks for theirs.
pytestmark = pytest.mark.filterwarnings("ignore:The 'wheel' package is no longer the canonical location")


@pytest.fixture(scope="module")
def devel():
    return HPyDevel()


def names(paths):
    return {Path(path).name for path in paths}


def test_import_needs_no_setuptools():
    code = "import sys, hpy.devel; sys.exit(any(n.split('.')[0] in ('setuptools', 'distutils') for n in sys.modules))"
    # -S: setuptools' own .pth file would import parts of it.
    path = str(Path(hpy.__file__).parent.parent)
    subprocess.run([sys.executable, "-S", "-c", f"import sys; sys.path.append({path!r}); " + code], check=True)


def test_default_abi():
    default = DEFAULT_HPY_ABI
    assert default == ("cpython" if sys.implementation.name == "cpython" else "universal")


def test_version():
    assert version.__version__ == hpy.__version__
    assert isinstance(version.__git_revision__, str)


def test_folders(devel):
    assert devel.base_dir == Path(hpy.devel.__file__).parent
    assert (devel.include_dir / "hpy.h").is_file()
    assert devel.src_dir == devel.base_dir / "src" / "runtime"
    assert devel.get_extra_include_dirs() == [str(devel.include_dir)]
    assert (devel.get_include_dir_forbid_python_h() / "Python.h").is_file()


def test_other_base_dir(tmp_path):
    assert HPyDevel(str(tmp_path)).include_dir == tmp_path / "include"


def test_sources_of_every_abi(devel):
    assert names(devel.get_extra_sources()) >= {"argparse.c", "buildvalue.c", "format.c", "helpers.c", "structseq.c"}


def test_sources_of_the_cpython_abi(devel):
    ours = names(devel.get_ctx_sources())
    assert {"tracker.c", "long.c"} <= ours
    assert not ours & names(devel.get_extra_sources())


@pytest.mark.parametrize("hpy_abi", ABIS)
def test_sources_exist(devel, hpy_abi):
    sources = devel.get_sources(hpy_abi)
    assert sources and all(isinstance(source, str) and Path(source).is_file() for source in sources)


@pytest.mark.parametrize("hpy_abi", ABIS)
def test_macros(devel, hpy_abi):
    assert devel.get_define_macros(hpy_abi) == [("HPY", None), ("HPY_ABI_" + hpy_abi.upper(), None)]
    assert devel.get_define_macros(hpy_abi, 1)[2:] == [("HPY_ABI_MINOR", "1")]


def test_macros_of_a_name_outside_ascii(devel):
    assert devel.get_define_macros("cpython", None, "pkg.\u010cau")[2:] == [("HPY_PYINIT", "PyInitU_au_9la")]
    assert len(devel.get_define_macros("cpython", None, "\u010c.mod")) == 2


def test_macros_of_unknown_abi(devel):
    with pytest.raises(AssertionError, match="unknown HPy ABI 'stable'"):
        devel.get_define_macros("stable")


def test_include_dirs(devel):
    forbid = str(devel.get_include_dir_forbid_python_h())
    assert devel.get_include_dirs("universal") == [forbid, str(devel.include_dir)]
    assert devel.get_include_dirs("hybrid") == devel.get_include_dirs("cpython") == [str(devel.include_dir)]


@pytest.mark.parametrize(
    "hpy_abi, name",
    [("cpython", "hpy-ctx-cpython"), ("hybrid", "hpy-extra-hybrid"), ("universal", "hpy-extra-universal")],
)
def test_one_static_library_is_installed_for_each_abi(devel, hpy_abi, name):
    (library,) = devel.get_static_libs(hpy_abi)
    assert Path(library).stem in (name, "lib" + name) and Path(library).parent == devel.base_dir / "lib" / hpy_abi


def test_installation_without_static_libs(tmp_path):
    assert [HPyDevel(tmp_path).get_static_libs(abi) for abi in ABIS] == [None, None, None]


def test_static_libs_of_an_installation_with_some(tmp_path):
    library = tmp_path / "lib" / "universal" / "libhpy-extra-universal.a"
    library.parent.mkdir(parents=True)
    library.write_bytes(b"")
    assert HPyDevel(tmp_path).get_static_libs("universal") == [str(library)]


def test_sanity_check(devel):
    class Foreign:
        pass

    devel.build_ext_sanity_check(setuptools.command.build_ext.build_ext)
    with pytest.raises(AssertionError, match="must derive from setuptools.command.build_ext.build_ext"):
        devel.build_ext_sanity_check(Foreign)


# Distributions.


@pytest.fixture
def dist(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where no pyproject.toml is
    for name in ("HPY_ABI", "HPY_LAYOUT", "HPY_STUB", "HPY_ABI_MINOR", "HPY_STATIC_LIBS"):
        monkeypatch.delenv(name, raising=False)
    return Distribution({"name": "x", "hpy_ext_modules": [Extension("pkg.mod", ["mod.c"])]})


def test_keyword_handler_sets_the_attributes(dist):
    assert dist.hpy_abi == DEFAULT_HPY_ABI
    assert not dist.hpy_use_static_libs
    assert dist.has_ext_modules()


def test_fixing_twice_is_harmless(devel, dist):
    commands = dict(dist.cmdclass)
    dist.hpy_abi = "universal"
    devel.fix_distribution(dist)
    assert dist.cmdclass == commands and dist.hpy_abi == "universal" and len(dist.ext_modules) == 1


def test_what_was_set_before_counts(devel, tmp_path, monkeypatch):
    """As build tools did for HPy 0.9: attributes first, then fix_distribution."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HPY_ABI", "hybrid")
    chosen = {"abi": "universal", "layout": "hpy0", "stub": True, "abi_minor": 1, "use_static_libs": True}
    dist = Distribution()
    for name, value in chosen.items():
        setattr(dist, "hpy_" + name, value)
    dist.hpy_ext_modules = [Extension("mod", ["mod.c"])]
    devel.fix_distribution(dist)
    assert {name: getattr(dist, "hpy_" + name) for name in chosen} == chosen
    build_ext = dist.get_command_obj("build_ext")
    build_ext.ensure_finalized()
    assert build_ext.get_ext_filename("mod").startswith("mod.hpy0.")
    assert build_ext.hpy_settings == tuple(chosen.values())


def test_setuptools_itself_is_left_alone(dist):
    original = setuptools.command.build_ext.build_ext
    assert dist.get_command_class("build_ext") is not original
    assert issubclass(dist.get_command_class("build_ext"), original)
    assert Distribution().get_command_class("build_ext") is original


def test_own_build_ext_is_kept(tmp_path, monkeypatch):
    class Mine(setuptools.command.build_ext.build_ext):
        pass

    monkeypatch.chdir(tmp_path)
    dist = Distribution({"cmdclass": {"build_ext": Mine}, "hpy_ext_modules": [Extension("mod", ["mod.c"])]})
    assert issubclass(dist.get_command_class("build_ext"), Mine)


def test_module_with_the_same_last_name_keeps_its_suffix(dist, ext_suffix, ending):
    dist.ext_modules.append(Extension("mod", ["native.c"]))
    dist.hpy_abi = "universal"
    build_ext = dist.get_command_obj("build_ext")
    build_ext.ensure_finalized()
    paths = [Path(build_ext.get_ext_fullpath(name)).name for name in ("pkg.mod", "mod")]
    assert paths == ["mod" + ending, "mod" + ext_suffix]


def test_exports_on_windows(dist):
    dist.hpy_abi = "universal"
    build_ext = dist.get_command_obj("build_ext")
    build_ext.ensure_finalized()
    assert build_ext.get_export_symbols(dist.ext_modules[0]) == [
        "get_required_hpy_major_version_mod",
        "get_required_hpy_minor_version_mod",
        "HPyInitGlobalContext_mod",
        "HPyInit_mod",
        "HPyInitDirect_mod",
        "PyInit_mod",
    ]


def test_universal_links_no_python_library(dist):
    dist.hpy_abi = "universal"
    build_ext = dist.get_command_obj("build_ext")
    build_ext.ensure_finalized()
    assert build_ext.get_libraries(dist.ext_modules[0]) == []


@pytest.mark.parametrize("value", ["mod", [("mod", {})], [None]])
def test_keyword_of_another_type(value):
    with pytest.raises(setuptools.errors.SetupError, match="must be a list of setuptools.Extension"):
        Distribution({"hpy_ext_modules": value})


def test_dash_in_a_name_is_an_underscore_in_symbols():
    dist = Distribution({"hpy_ext_modules": [Extension("my-mod", ["mod.c"])]})
    dist.hpy_abi = "universal"
    build_ext = dist.get_command_obj("build_ext")
    build_ext.ensure_finalized()
    assert "HPyInit_my_mod" in build_ext.get_export_symbols(dist.ext_modules[0])
