"""The stubs that hpy stubs writes of the extensions in examples/: mypy takes them, and its stubtest finds them true."""

import os
import subprocess
import sys

import pytest
from support.examples import run_setup

from hpy.stubs import _cli

EXAMPLES = ["callbacks", "cpp", "digest", "escape", "json", "lru", "porting", "pvector", "quickstart", "vector"]


def needs_mypy():
    metadata = pytest.importorskip("importlib.metadata")
    try:
        version = metadata.version("mypy")
    except metadata.PackageNotFoundError:
        return "mypy is not installed"
    new = tuple(map(int, version.split(".")[:2])) >= (1, 18)
    return "" if new else "mypy %s does not know @disjoint_base" % version


pytestmark = pytest.mark.skipif(bool(needs_mypy()), reason=needs_mypy())


def run(folder, *words, status=0):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("HPY", "PYTHONPATH", "MYPY"))}
    env.update(PYTHONPATH=str(folder), MYPYPATH=str(folder))
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, cwd=str(folder), env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = done.stdout.decode(errors="replace")
    assert done.returncode == status, output
    return output


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """mypy reads the standard library once."""
    return str(tmp_path_factory.mktemp("mypy"))


@pytest.mark.parametrize("example", EXAMPLES)
def test_example(example, tmp_path, cache):
    run_setup(example, "setup.py", str(tmp_path), *(["--hpy-abi=universal"] if example != "porting" else []))
    modules = [name.partition(".")[0] for name in os.listdir(str(tmp_path)) if name.endswith(_cli.SUFFIXES)]
    assert modules
    run(tmp_path, "hpy", "stubs", *modules)
    options = ["--strict", "--cache-dir", cache]
    run(tmp_path, "mypy", *options, *(name + ".pyi" for name in modules))
    run(tmp_path, "mypy.stubtest", "--concise", *modules)
    assert run(tmp_path, "hpy", "stubs", "--check", *modules).count("up to date") == len(modules)


def test_stubtest_would_find_it(tmp_path, cache):
    run_setup("quickstart", "setup.py", str(tmp_path), "--hpy-abi=universal")
    run(tmp_path, "hpy", "stubs", "quickstart")
    stub = tmp_path / "quickstart.pyi"
    stub.write_text(stub.read_text().replace("label: Incomplete = None", "name: Incomplete = None"))
    assert "overlap" in run(tmp_path, "mypy.stubtest", "--concise", "quickstart", status=1)
