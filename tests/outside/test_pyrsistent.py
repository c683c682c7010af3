"""pyrsistent's own tests, with the module of examples/pvector in the place of its C extension."""

import os
import re
import shutil
import sys
from xml.etree import ElementTree

import pytest
from support.examples import build_pvectorc
from support.sdists import fetch_sdist, pip, run

pytestmark = pytest.mark.network

REQUIREMENT = "pyrsistent==0.20.0"  # the last that Python 3.8 can have, and the newest


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    """The folder of pyrsistent's unpacked sdist without its C source; in 'needed' hypothesis, which its tests need."""
    unpacked = fetch_sdist(REQUIREMENT, tmp_path_factory.mktemp("pyrsistent"), ".c", "--no-build-isolation")
    pip(unpacked, "install", "-q", "--target", "needed", "--only-binary", ":all:", "hypothesis")
    return unpacked


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
