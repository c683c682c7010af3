"""Mistakes in recipes, and what the machine lacks, by each build system: a line that says what to do, an exit status
that is not 0, no wheel and no module left.

Beside them: settings tests/devel/test_config.py and test_build.py, hpy config tests/devel/test_config_command.py, CMake
test_builds.py, hpy missing or too old where a module is imported tests/loader/test_direct_import.py, hpy audit and new
tests/audit/test_audit.py and tests/devel/test_new.py, hpy itself without a compiler test_release.py.
"""

import shutil
import sys

import pytest
from support.recipes import BACK_ENDS, OFFLINE, configure

# Put in front of all, it lets this Python be one that is installed without its headers.
WITHOUT_HEADERS = """
import sys
sys.base_prefix = sys.base_exec_prefix = "/no"
import sysconfig
sysconfig.get_config_vars().update(INCLUDEPY="/no/include", CONFINCLUDEPY="/no/include")
"""
NO_PYTHON_H = "Python.h of Python {}.{} is missing (looked in ".format(*sys.version_info[:2])
NO_COMPILER = "no C compiler: cannot find '/no/cc'; install one: 'apt install gcc'"


def refused(project, *command, **env):
    """What the command says, with one blank between words: some break lines. Nothing is left to take for a result."""
    before = set(project.folder.rglob("*.so"))
    output = project.run(*command, fails=True, **env)
    assert "Traceback" not in output, output
    assert set(project.folder.rglob("*.so")) == before and not list(project.folder.rglob("*.whl"))
    return " ".join(output.split())


def wheel_refused(project, **env):
    return refused(project, sys.executable, "-m", "pip", "wheel", *OFFLINE, "-w", "dist", ".", **env)


def without_headers(folder):
    (folder / "sitecustomize.py").write_text(WITHOUT_HEADERS, encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


@pytest.mark.parametrize(
    "name, words",
    [
        ("setuptools", "[tool.hpy] abi: unknown HPy ABI 'stable'; choose cpython, hybrid or universal"),
        ("hatch", "[tool.hpy] abi: unknown HPy ABI 'stable'; choose cpython, hybrid or universal"),
        ("meson", 'Possible choices are (as string): "universal", "hybrid", "cpython"'),
        ("scikit-build", 'unknown HPy ABI "stable"; choose universal, hybrid or cpython'),
    ],
)
def test_wrong_abi(recipe, name, words):
    project = recipe(name)
    project.choose(name, "stable")
    assert words in wheel_refused(project)


@pytest.mark.parametrize("name", ["setuptools", "hatch"])
@pytest.mark.parametrize(
    "old, new, words",
    [
        ('abi = "universal"', 'abbi = "universal"', "[tool.hpy] has no option 'abbi'; there are abi, layout"),
        ("sources =", "source =", "[[tool.hpy.modules]] number 1: unknown key 'source'; there are name, sources"),
    ],
)
def test_unknown_key(recipe, name, old, new, words):
    project = recipe(name)
    project.change("pyproject.toml", old, new)
    assert words in wheel_refused(project)


def test_listed_for_setuptools_too(recipe):
    """By pyproject.toml, which newer ones read; a setup.py in tests/devel/test_build.py."""
    project = recipe("setuptools")
    listed = '[[tool.setuptools.ext-modules]]\nname = "adder._core"\nsources = ["adder/_core.c"]\n\n[tool.hpy]\n'
    project.change("pyproject.toml", "[tool.hpy]\n", listed)
    said = "adder._core: listed in pyproject.toml, [[tool.hpy.modules]], and for setuptools as well; keep one"
    assert said in wheel_refused(project)


@pytest.mark.parametrize("name", [*BACK_ENDS, "make"])
def test_legacy_code_in_the_universal_abi(recipe, name):
    project = recipe(name)
    source = "_core.c" if name == "make" else "adder/_core.c"
    project.change(source, '#include "hpy.h"\n', '#include "hpy.h"\n#include <Python.h>\n')
    output = refused(project, "make", f"PYTHON={sys.executable}") if name == "make" else wheel_refused(project)
    assert "forbidden to #include <Python.h> when targeting the HPy Universal ABI; choose the ABI hybrid" in output


@pytest.mark.parametrize(
    "name, words",
    [
        ("setuptools", NO_COMPILER),
        ("hatch", NO_COMPILER),
        ("meson", "ERROR: Unknown compiler(s): [['/no/cc']]"),
        ("scikit-build", "Could not find the compiler specified in the environment variable CC: /no/cc"),
    ],
)
def test_no_compiler(recipe, name, words):
    assert words in wheel_refused(recipe(name), CC="/no/cc")


@pytest.mark.parametrize("name", ["setuptools", "hatch", "meson"])
def test_no_headers(recipe, tmp_path, name):
    project = recipe(name)
    project.choose(name, "hybrid")
    output = wheel_refused(project, **without_headers(tmp_path))
    assert NO_PYTHON_H in output and "install it: 'apt install python3." in output


@pytest.mark.parametrize("name", ["setuptools", "meson"])
def test_no_headers_are_needed(recipe, tmp_path, name):
    """Nor pkg-config."""
    project = recipe(name)
    project.pip_wheel(PKG_CONFIG="/no/pkg-config", **without_headers(tmp_path))
    assert "-py3-none-" in project.wheel().name


def test_no_headers_for_cmake(recipe):
    """It looks for them in many places: here find_package() tells that it has found none."""
    project = recipe("cmake")
    project.change("CMakeLists.txt", "find_package(Python 3.8", "set(Python_FOUND OFF)\n  message(STATUS")
    output = " ".join(configure(project, "-DHPY_ABI=hybrid", fails=True).split())
    assert "ABI hybrid needs Python.h, which CMake has not found; install it: 'apt install python3-dev'" in output


@pytest.mark.skipif(shutil.which("make") is None, reason="no make")
@pytest.mark.parametrize(
    "setting, words",
    [
        ("ABI=stable", "argument --abi: invalid choice: 'stable'"),
        ("ABI=hybrid", NO_PYTHON_H),
        ("PYTHON=/no/python", "/no/python"),
        ("CC=/no/cc", "/no/cc"),
    ],
)
def test_make(recipe, tmp_path, setting, words):
    project = recipe("make")
    output = refused(project, "make", f"PYTHON={sys.executable}", setting, **without_headers(tmp_path))
    assert words in output
    assert ("hpy config says above what is missing" in output) == (setting != "CC=/no/cc")
    assert sorted(path.name for path in project.folder.iterdir()) == ["Makefile", "_core.c"]


def test_no_pkg_config(recipe):
    """What Meson says where a project asks for it: the page says what brings it."""
    project = recipe("meson")
    text = (project.folder / "meson.build").read_text(encoding="utf-8")
    start, end = text.index("hpy = declare_dependency("), text.index("suffix = ")
    project.change("meson.build", text[start:end], "hpy = dependency('hpy-universal')\n")
    output = wheel_refused(project, PKG_CONFIG="/no/pkg-config")
    assert "Dependency lookup for hpy-universal with method 'pkg-config' failed: Pkg-config" in output
