"""A binary built with PyPI's hpy 0.9.0, in an environment of its own, loads and works here; and the reverse.

hpy 0.9.0 runs on CPython 3.8 to 3.11 only, so one of these must be at hand to build it; the binary is universal, built
once into the test cache, and loaded by every Python.
"""

import gc
import glob
import hashlib
import importlib.machinery
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hpy import _new, universal

pytestmark = pytest.mark.network
HERE = Path(__file__).resolve().parent
SOURCE = HERE / "hpy09_node.c"
SETUP = """\
from setuptools import Extension, setup
setup(name="hpy09_node", version="1", hpy_ext_modules=[Extension("hpy09_node", ["hpy09_node.c"])])
"""


def old_python():
    """A Python that hpy 0.9.0 runs on."""
    if (3, 8) <= sys.version_info < (3, 12) and sys.implementation.name == "cpython":
        return sys.executable
    pyenv = os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))
    for minor in (11, 10, 9, 8):
        found = sorted(glob.glob("%s/versions/3.%d.*/bin/python" % (pyenv, minor)))
        found += filter(None, [shutil.which("python3.%d" % minor)])
        for path in found:
            if subprocess.run([path, "-c", "import venv, ensurepip"], stderr=subprocess.DEVNULL).returncode == 0:
                return path
    return None


def run(folder, *command, **settings):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HPY", "PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(c) for c in command],
        cwd=str(folder),
        env={**environment, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def environment_with_hpy09(folder, *more):
    """The Python of an environment in this folder."""
    python = old_python()
    if python is None:
        pytest.skip("hpy 0.9.0 cannot be installed: it needs a CPython 3.8 to 3.11 beside this one")
    run(folder, python, "-m", "venv", "env")
    new_python = folder / "env" / "bin" / "python"
    run(folder, new_python, "-m", "pip", "install", "-q", "hpy==0.9.0", *more)
    return new_python


def build(folder):
    shutil.rmtree(str(folder), ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(str(SOURCE), str(folder))
    (folder / "setup.py").write_text(SETUP)
    python = environment_with_hpy09(folder, "setuptools<80", "wheel")
    run(folder, python, "setup.py", "-q", "--hpy-abi=universal", "build_ext", "--inplace")
    shutil.rmtree(str(folder / "env"))


@pytest.fixture(scope="module")
def path():
    cache = Path(os.environ.get("HPY_TEST_CACHE") or "build/test-cache").resolve()
    folder = cache / "hpy09" / hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
    path = folder / "hpy09_node.hpy0.so"
    if not path.exists():
        building = folder.with_name("%s.%d" % (folder.name, os.getpid()))
        build(building)
        if path.exists():
            shutil.rmtree(str(building))
        else:
            building.replace(folder)
    return path


@pytest.fixture(scope="module")
def old(path):
    spec = importlib.machinery.ModuleSpec("hpy09_node", None, origin=str(path))
    return universal.load("hpy09_node", str(path), spec)


def test_methods_of_each_signature(old):
    assert old.__doc__ == "built by HPy 0.9"
    assert old.o("x") == "x" and old.o.__doc__ == "returns its argument"
    assert old.varargs(1, "b", None) == (1, "b", None)
    assert old.keywords(1) == (1, 2) and old.keywords(1, b=3) == (1, 3)
    assert old.noargs() == old.noargs()
    with pytest.raises(TypeError):
        old.o()
    with pytest.raises(TypeError):
        old.keywords("x")


def test_its_type(old):
    node = old.Node(1.5)
    assert node.x == 1.5 and node.next is None and node.twice() == 3.0
    node.x = 2
    assert node + 0.5 == 2.5 and repr(node) == "<Node 2>"
    assert node < old.Node(3) and node == old.Node(2) and node != 7
    assert node(1, 2, 3) == 3
    assert bytes(memoryview(node)) == b"abc"
    assert old.Node(x=4, next="n").next == "n"


def test_its_fields_are_traversed(old):
    before = old.noargs()
    node = old.Node(1, [])
    node.next.append(node)
    del node
    gc.collect()
    assert old.noargs() == before + 1


def test_subclass(old):
    class Sub(old.Node):
        pass

    before = old.noargs()
    sub = Sub(7, "n")
    sub.attribute = sub
    assert sub.twice() == 14.0 and sub.next == "n"
    del sub
    gc.collect()
    assert old.noargs() == before + 1


def test_each_interpreter_has_its_globals(path, python):
    code = """
        import weakref
        sys.path.append(%r)
        from support.interpreters import Interpreter, load, use
        use(name="hpy09_node", path=%r, folder="", abi="universal", direct=False)
        mod = load()
        kept = weakref.ref(mod.keep(type("Thing", (), {})()))
        other = Interpreter()
        other.run("mod.keep('there')")
        other.end()
        assert kept() is not None
        mod.keep(1)
        assert kept() is None
        """ % (str(HERE.parent), str(path))
    python(code)


def test_globals_calls_capsules_and_struct_sequences(old):
    thing = object()
    assert old.keep(thing) is thing
    assert old.call(lambda *args: args) == (True, None)
    before = old.noargs()
    old.capsule()
    assert old.noargs() == before + 100
    point = old.point()
    assert (point.x, point.y) == (True, False) and type(point).__name__ == "Point"


def test_wheel_for_hosts_of_hpy09(tmp_path):
    """The other way: pip takes HPy 0.9 for what the wheel requires, and that imports it."""
    _new.make("demo", "setuptools", "universal", str(tmp_path))
    alone = ("--no-index", "--no-deps", "--no-build-isolation")
    settings = {"HPY_ABI_MINOR": "0", "HPY_LAYOUT": "hpy0"}
    run(tmp_path, sys.executable, "-m", "pip", "wheel", *alone, "-w", "wheels", "./demo", **settings)
    python = environment_with_hpy09(tmp_path)
    run(tmp_path, python, "-m", "pip", "install", "--no-index", *(tmp_path / "wheels").iterdir())
    code = "import demo; assert demo.add(2, 3) == 5; assert demo.Counter(5, step=2).count() == 5"
    run(tmp_path / "wheels", python, "-c", code)
