"""pyrsistent's own tests, with the module of examples/pvector in the place of its C extension."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
from xml.etree import ElementTree

import pytest
from support.examples import build_pvectorc

pytestmark = pytest.mark.network

REQUIREMENT = "pyrsistent==0.20.0"  # the last that Python 3.8 can have, and the newest


def run(command, folder, **env):
    """Run the command there, without settings of the pytest around it: (exit status, output)."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        command,
        cwd=str(folder),
        env={**inherited, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return done.returncode, done.stdout


def pip(folder, *arguments):
    status, output = run([sys.executable, "-m", "pip", *arguments], folder)
    if status != 0:
        pytest.fail(
            "cannot get %s from the Python Package Index; without a network, set HPY_OFFLINE=1 to skip this test\n%s"
            % (arguments[-1], output),
            pytrace=False,
        )


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    """The folder of pyrsistent's unpacked sdist without its C source; in 'needed' hypothesis, which its tests need."""
    folder = tmp_path_factory.mktemp("pyrsistent")
    pip(folder, "download", "-q", "--no-binary", ":all:", "--no-deps", "--no-build-isolation", REQUIREMENT)
    (archive,) = folder.glob("*.tar.gz")
    unpack(str(archive), str(folder))
    (unpacked,) = (path for path in folder.iterdir() if path.is_dir())
    pip(unpacked, "install", "-q", "--target", "needed", "hypothesis")
    return unpacked


def unpack(archive, folder):
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            if not member.isfile() or member.name.endswith(".c"):
                continue
            path = os.path.join(folder, *member.name.split("/"))
            assert os.path.realpath(path).startswith(os.path.realpath(folder) + os.sep)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                shutil.copyfileobj(tar.extractfile(member), file)


@pytest.fixture(scope="module")
def pyrsistent(sdist, compiler):
    """The same folder, with our binary beside the package."""
    binary = build_pvectorc(compiler)
    shutil.copy(binary.path, str(sdist / os.path.basename(binary.path)))
    return sdist


def test_own_tests_pass(pyrsistent):
    status, output = run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml=report.xml", "tests"],
        pyrsistent,
        PYTHONPATH=os.pathsep.join([str(pyrsistent), "needed"]),
    )
    assert status == 0, output
    cases = list(ElementTree.parse(str(pyrsistent / "report.xml")).iter("testcase"))
    ran = [case.get("name") for case in cases if case.find("skipped") is None]
    python = {re.sub(r"\[.*", "", name) for name in ran if "[pyrsistent._pvector" in name}
    extension = {re.sub(r"\[.*", "", name) for name in ran if "[pvectorc" in name}
    assert len(python) > 80 and extension >= python


def test_extension_is_the_example(pyrsistent):
    code = (
        "import pvectorc, pyrsistent\n"
        "print(pyrsistent.pvector is pvectorc.pvector, pvectorc.__doc__, pvectorc.__file__)\n"
        "print(isinstance(pyrsistent.v(1), pyrsistent.PVector))\n"
        "print(pyrsistent.v(1, pyrsistent.v(2)).transform([1, 0], 5))\n"
        "print(pyrsistent.freeze([1, {'a': [2]}]))\n"
    )
    status, output = run([sys.executable, "-c", code], pyrsistent, PYTHONPATH=str(pyrsistent))
    assert status == 0, output
    lines = output.splitlines()
    assert re.match(r"True .* on HPy\. .*pvectorc\.so$", lines[0])
    assert lines[1:] == ["True", "pvector([1, pvector([5])])", "pvector([1, pmap({'a': pvector([2])})])"]
