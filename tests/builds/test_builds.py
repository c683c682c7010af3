"""The recipes in examples/builds, with each front end: names of files, tags and requirements of wheels, import."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from hpy.devel import flags

RECIPES = Path(__file__).resolve().parents[2] / "examples" / "builds"
BACK_ENDS = ["setuptools", "hatch", "meson", "scikit-build"]
EXT_SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")
PLAIN = "." + EXT_SUFFIX.rpartition(".")[2]
TOOLS = os.path.dirname(sys.executable)  # of this environment: meson, cmake, ninja, uv
OFFLINE = ("--no-index", "--no-deps", "--no-build-isolation")
OUTER = ("HPY", "HPY_ABI", "HPY_STUB", "HPY_LAYOUT", "HPY_ABI_MINOR", "HPY_STATIC_LIBS", "PYTHONPATH", "CFLAGS")


def suffix_of(hpy_abi):
    return PLAIN if hpy_abi == "universal" else EXT_SUFFIX


class Recipe:
    """A copy of a recipe, in a folder whose name has a blank and other letters than ASCII."""

    def __init__(self, folder, name):
        self.folder = folder / "my pröject"
        shutil.copytree(str(RECIPES / name), str(self.folder), ignore=shutil.ignore_patterns("__pycache__", "*.so"))

    def run(self, *command, fails=False, **env):
        outer = {name: value for name, value in os.environ.items() if name not in OUTER}
        outer["PATH"] = TOOLS + os.pathsep + outer["PATH"]
        done = subprocess.run(
            list(map(str, command)),
            cwd=str(self.folder),
            env={**outer, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONIOENCODING": "utf-8", **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        output = done.stdout.decode("utf-8", errors="replace")
        assert (done.returncode != 0) == fails, output
        return output

    def python(self, *words, **options):
        return self.run(sys.executable, *words, **options)

    def change(self, name, old, new):
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def choose(self, name, abi):
        """Choose the ABI as the recipe's author would."""
        if name in ("setuptools", "hatch"):
            self.change("pyproject.toml", 'abi = "universal"', f'abi = "{abi}"')
        elif name == "meson":
            self.change("meson_options.txt", "value: 'universal'", f"value: '{abi}'")
        elif abi != "universal":
            python = "find_package(Python COMPONENTS Interpreter Development.Module REQUIRED)\n"
            self.change("CMakeLists.txt", "find_package(hpy", python + "find_package(hpy")
            self.change("CMakeLists.txt", "ABI universal", f"ABI {abi}")
            self.change("pyproject.toml", "wheel.py-api", "#")

    def pip_wheel(self):
        self.python("-m", "pip", "wheel", *OFFLINE, "-w", "dist", ".")
        return self.wheel()

    def wheel(self):
        (wheel,) = (self.folder / "dist").glob("*.whl")
        return wheel

    def sum(self, module, *path):
        """The sum of 2 and 3 by the module's function, and the name of the file that was imported."""
        code = f"import sys; sys.path[:0] = sys.argv[1:]; import {module} as m; print(m.add(2, 3)); print(m.__file__)"
        number, file = self.python("-I", "-c", code, *path).splitlines()[-2:]
        return int(number), os.path.basename(file)


@pytest.fixture
def recipe(tmp_path):
    return lambda name: Recipe(tmp_path, name)


def read(wheel, pattern):
    """The text of the one file in the wheel whose name matches."""
    with zipfile.ZipFile(str(wheel)) as file:
        (name,) = [name for name in file.namelist() if re.fullmatch(pattern, name)]
        return file.read(name).decode()


def check_wheel(recipe, wheel, abi, folder):
    """Its tag, its requirement, its module's name, and whether that can be imported from it."""
    python = "py3-none" if abi == "universal" else "cp{0}{1}-cp{0}{1}{2}".format(*sys.version_info[:2], sys.abiflags)
    assert re.fullmatch(rf"adder-1\.0-{python}-\w+\.whl", wheel.name)
    assert f"Tag: {python}-" in read(wheel, r".*/WHEEL")
    assert "Root-Is-Purelib: false" in read(wheel, r".*/WHEEL")
    if abi != "cpython":
        assert "Requires-Dist: hpy>=0.10" in read(wheel, r".*/METADATA")
    offline = ("--no-index", "--no-deps", "--target", folder)
    recipe.python("-m", "pip", "install", *offline, wheel)
    assert recipe.sum("adder._core", folder) == (5, "_core" + suffix_of(abi))
    recipe.python("-m", "wheel", "unpack", "-d", folder / "unpacked", wheel)  # checks the digests in RECORD


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
def test_uv(recipe, tmp_path, name):
    project = recipe(name)
    alone = ("--offline", "--no-build-isolation", "--python", sys.executable, "--cache-dir", tmp_path / "cache")
    project.run("uv", "build", *alone, "--wheel", "--out-dir", "dist", ".")
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
    offline = ("--no-index", "--no-deps", "--no-build-isolation")
    project.run(python, "-m", "pip", "install", *offline, "-e", ".")
    with open(str(project.folder / "adder" / "__init__.py"), "a", encoding="utf-8") as file:
        file.write("more = 1\n")
    code = "import adder; print(adder.add(2, 3), adder.more)"
    assert project.run(python, "-c", code, PYTHONPATH="").splitlines()[-1] == "5 1"


@pytest.mark.parametrize("name", BACK_ENDS)
def test_the_same_bytes_twice(recipe, name):
    wheels = []
    for _ in range(2):
        project = recipe(name)
        project.python(
            "-m",
            "pip",
            "wheel",
            "--no-index",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            "dist",
            ".",
            SOURCE_DATE_EPOCH="1600000000",
        )
        wheels.append(project.wheel().read_bytes())
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


def configure(project, *words, **options):
    where = ("-S", ".", "-B", "out", f"-Dhpy_DIR={flags.CMAKE_DIR}", "-G", "Ninja")
    return project.run("cmake", *where, *words, **options)


@pytest.mark.parametrize("hpy_abi", ["universal", "hybrid", "cpython"])
def test_cmake(recipe, hpy_abi):
    project = recipe("cmake")
    configure(project, f"-DHPY_ABI={hpy_abi}", f"-DPython_EXECUTABLE={sys.executable}")
    project.run("cmake", "--build", "out")
    assert project.sum("_core", "out") == (5, "_core" + suffix_of(hpy_abi))


@pytest.mark.parametrize("hpy_abi", ["universal", "hybrid", "cpython"])
def test_cmake_compiles_what_does_not_fit(recipe, hpy_abi):
    """Where another machine is the target, the static libraries are of no use."""
    project = recipe("cmake")
    project.change("CMakeLists.txt", "find_package(hpy", "set(CMAKE_CROSSCOMPILING ON)\nfind_package(hpy")
    configure(project, f"-DHPY_ABI={hpy_abi}", f"-DPython_EXECUTABLE={sys.executable}")
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
