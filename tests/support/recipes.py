"""The recipes in examples/builds, copied to be built, and what their wheels have to be: for tests of build systems."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

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


def run_tool(*command, cwd, fails=False, without=OUTER, **env):
    """What a command of this environment prints, without these variables of the outer one."""
    outer = {name: value for name, value in os.environ.items() if name not in without}
    outer["PATH"] = TOOLS + os.pathsep + outer["PATH"]
    done = subprocess.run(
        list(map(str, command)),
        cwd=str(cwd),
        env={**outer, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONIOENCODING": "utf-8", **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output = done.stdout.decode("utf-8", errors="replace")
    assert (done.returncode != 0) == fails, output
    return output


class Recipe:
    """A copy of a recipe, in a folder whose name has a blank and other letters than ASCII."""

    def __init__(self, folder, name):
        self.folder = folder / "my pröject"
        shutil.copytree(str(RECIPES / name), str(self.folder), ignore=shutil.ignore_patterns("__pycache__", "*.so"))

    def run(self, *command, **options):
        return run_tool(*command, cwd=self.folder, **options)

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
            python = "find_package(Python COMPONENTS Interpreter Development.Module)\n"
            self.change("CMakeLists.txt", "find_package(hpy", python + "find_package(hpy")
            self.change("CMakeLists.txt", "ABI universal", f"ABI {abi}")
            self.change("pyproject.toml", "wheel.py-api", "#")

    def pip_wheel(self, **env):
        self.python("-m", "pip", "wheel", *OFFLINE, "-w", "dist", ".", **env)
        return self.wheel()

    def wheel(self):
        (wheel,) = (self.folder / "dist").glob("*.whl")
        return wheel

    def sum(self, module, *path):
        """The sum of 2 and 3 by the module's function, and the name of the file that was imported."""
        code = f"import sys; sys.path[:0] = sys.argv[1:]; import {module} as m; print(m.add(2, 3)); print(m.__file__)"
        number, file = self.python("-I", "-c", code, *path).splitlines()[-2:]
        return int(number), os.path.basename(file)


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


def configure(project, *words, **options):
    """Let CMake set up its folder out."""
    where = ("-S", ".", "-B", "out", f"-Dhpy_DIR={flags.CMAKE_DIR}", f"-DPython_EXECUTABLE={sys.executable}")
    return project.run("cmake", "-G", "Ninja", *where, *words, **options)
