"""The recipes in examples/builds, in the environment of their tools: names of files, tags and requirements of wheels,
import; test_front_ends.py has the builds that are isolated."""

import os
import re
import shutil
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from support.recipes import BACK_ENDS, OFFLINE, RECIPES, check_wheel, configure, suffix_of

from hpy.devel import flags


@pytest.mark.parametrize("hpy_abi", ["universal", "hybrid", "cpython"])
@pytest.mark.parametrize("name", BACK_ENDS)
def test_pip_wheel(recipe, tmp_path, name, hpy_abi):
    project = recipe(name)
    project.choose(name, hpy_abi)
    check_wheel(project, project.pip_wheel(), hpy_abi, tmp_path / "target")


@pytest.mark.parametrize("name", BACK_ENDS)
def test_build(recipe, tmp_path, name):
    project = recipe(name)
    if name == "meson":  # its sdist is what git knows
        for words in (
            ["init", "-q"],
            ["add", "."],
            ["-c", "user.name=x", "-c", "user.email=x", "commit", "-qm", "all"],
        ):
            project.run("git", *words)
    project.python("-m", "build", "--no-isolation", "--outdir", "dist", ".")  # an sdist, and a wheel from that
    assert (project.folder / "dist" / "adder-1.0.tar.gz").exists()
    check_wheel(project, project.wheel(), "universal", tmp_path / "target")


@pytest.mark.parametrize("name", BACK_ENDS)
def test_editable(recipe, tmp_path, name):
    """The package's Python is that of the project, and its module is found."""
    project = recipe(name)
    python = tmp_path / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    project.python("-m", "venv", "--without-pip", tmp_path / "venv")
    # What the environment of the tools has is seen from the new one.
    paths = [path for path in sys.path if path.endswith("site-packages")]
    here = project.run(python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])").strip()
    Path(here, "tools.pth").write_text("\n".join(paths) + "\n", encoding="utf-8")
    project.run(python, "-m", "pip", "install", *OFFLINE, "-e", ".")
    with open(str(project.folder / "adder" / "__init__.py"), "a", encoding="utf-8") as file:
        file.write("more = 1\n")
    code = "import adder; print(adder.add(2, 3), adder.more)"
    assert project.run(python, "-c", code, PYTHONPATH="").splitlines()[-1] == "5 1"


@pytest.mark.parametrize("name", BACK_ENDS)
def test_the_same_bytes_twice(recipe, name):
    wheels = []
    for _ in range(2):
        project = recipe(name)
        wheels.append(project.pip_wheel(SOURCE_DATE_EPOCH="1600000000").read_bytes())
        shutil.rmtree(str(project.folder))
    assert wheels[0] == wheels[1]


# ---- wheels for others

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="auditwheel is for Linux")


def repaired(project, wheel):
    """What auditwheel makes of it: only the tag is new."""
    output = project.python("-m", "auditwheel", "repair", "-w", "wheelhouse", wheel)
    made = list((project.folder / "wheelhouse").glob("*.whl"))
    assert len(made) == 1, output
    with zipfile.ZipFile(str(made[0])) as archive:
        assert not any(".libs/" in name for name in archive.namelist())
    return made[0]


@LINUX
@pytest.mark.parametrize("name", BACK_ENDS)
def test_manylinux_tag(recipe, tmp_path, name):
    project = recipe(name)
    wheel = repaired(project, project.pip_wheel())
    assert re.fullmatch(r"adder-1\.0-py3-none-(many|musl)linux\w+(\.\w+)?\.whl", wheel.name)
    check_wheel(project, wheel, "universal", tmp_path / "target")
    assert "auditwheel" not in project.python("-m", "hpy", "audit", wheel)  # which it names where the tag is missing


@pytest.mark.skipif(sys.version_info < (3, 11), reason="cibuildwheel needs Python 3.11")
def test_cibuildwheel_takes_the_recipe(recipe):
    names = recipe("setuptools").run("cibuildwheel", "--print-build-identifiers", "--platform", "linux").split()
    assert {name.partition("-")[0] for name in names} == {"cp39", "cp314"}


# ---- without a back end


@pytest.mark.parametrize("hpy_abi", ["universal", "hybrid", "cpython"])
def test_cmake(recipe, hpy_abi):
    project = recipe("cmake")
    configure(project, f"-DHPY_ABI={hpy_abi}")
    project.run("cmake", "--build", "out")
    assert project.sum("_core", "out") == (5, "_core" + suffix_of(hpy_abi))


@pytest.mark.parametrize("hpy_abi", ["universal", "hybrid", "cpython"])
def test_cmake_compiles_what_does_not_fit(recipe, hpy_abi):
    """Where another machine is the target, the static libraries are of no use."""
    project = recipe("cmake")
    project.change("CMakeLists.txt", "find_package(hpy", "set(CMAKE_CROSSCOMPILING ON)\nfind_package(hpy")
    configure(project, f"-DHPY_ABI={hpy_abi}")
    assert "arg_parser.c" in project.run("cmake", "--build", "out", "-v")
    assert project.sum("_core", "out")[0] == 5


@pytest.mark.parametrize(
    "old, new, words",
    [
        ("_core _core.c", "_core ABI stable _core.c", 'unknown HPy ABI "stable"; choose universal, hybrid or cpython'),
        ("_core _core.c", "_core", "no sources are given"),
        ("_core _core.c", "_core ABI hybrid _core.c", "needs Python.h; write find_package(Python"),
        ("hpy 0.10", "hpy 99", "requested version"),
    ],
)
def test_mistakes_in_cmake(recipe, old, new, words):
    project = recipe("cmake")
    project.change("CMakeLists.txt", old, new)
    output = configure(project, fails=True)
    assert words in " ".join(output.split())


@pytest.mark.skipif(shutil.which("make") is None, reason="no make")
@pytest.mark.parametrize("hpy_abi", ["universal", "hybrid", "cpython"])
def test_make(recipe, hpy_abi):
    project = recipe("make")
    project.run("make", f"PYTHON={sys.executable}", f"ABI={hpy_abi}")
    assert project.sum("_core", ".") == (5, "_core" + suffix_of(hpy_abi))


@pytest.mark.parametrize("hpy_abi", ["universal", "hybrid", "cpython"])
def test_compile_line(recipe, hpy_abi):
    project = recipe("make")
    line = project.python("-m", "hpy", "config", "--abi", hpy_abi, "--compile-line", "_core", "_core.c").strip()
    project.run("sh", "-c", line)
    assert project.sum("_core", ".") == (5, "_core" + suffix_of(hpy_abi))


@pytest.mark.parametrize("hpy_abi", ["universal", "hybrid", "cpython"])
def test_pkg_config(recipe, hpy_abi):
    """pkgconf, from PyPI, finds hpy by itself; the program needs PKG_CONFIG_PATH."""
    project = recipe("make")
    words = project.python("-m", "pkgconf", "--cflags", "--libs", f"hpy-{hpy_abi}").strip()
    python = "-I" + sysconfig.get_paths()["include"]
    project.run("sh", "-c", f"cc -shared -fPIC -O1 _core.c -o _core{suffix_of(hpy_abi)} {python} {words}")
    assert project.sum("_core", ".") == (5, "_core" + suffix_of(hpy_abi))
    assert project.python("-m", "pkgconf", "--modversion", f"hpy-{hpy_abi}").strip() == flags.__version__


# ---- the recipes


def test_recipes_have_one_source():
    sources = {path.read_text(encoding="utf-8") for path in RECIPES.rglob("*.c")}
    assert len(sources) == 1
