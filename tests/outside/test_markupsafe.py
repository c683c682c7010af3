"""MarkupSafe's own tests, on the accelerator of examples/escape in place of its own.

Python 3.8 gets MarkupSafe 2.1.5, the last for it, later ones the newest 3.0: the one binary serves both.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
from xml.etree import ElementTree

import pytest
from support.examples import build_speedups

pytestmark = pytest.mark.network

REQUIREMENT = "markupsafe==2.1.5" if sys.version_info < (3, 9) else "markupsafe==3.0.*"


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


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    """The folder of MarkupSafe's unpacked sdist, without its C source."""
    folder = tmp_path_factory.mktemp("markupsafe")
    command = [sys.executable, "-m", "pip", "download", "--no-binary", ":all:", "--no-deps", REQUIREMENT]
    status, output = run(command, folder)
    if status != 0:
        pytest.fail(
            "cannot get the sdist of %s from the Python Package Index; without a network, set HPY_OFFLINE=1 "
            "to skip this test\n%s" % (REQUIREMENT, output),
            pytrace=False,
        )
    (archive,) = folder.glob("*.tar.gz")
    unpack(str(archive), str(folder))
    (unpacked,) = (path for path in folder.iterdir() if path.is_dir())
    return unpacked


def unpack(archive, folder):
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            if not member.isfile() or member.name.endswith("_speedups.c"):
                continue
            path = os.path.join(folder, *member.name.split("/"))
            assert os.path.realpath(path).startswith(os.path.realpath(folder) + os.sep)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                shutil.copyfileobj(tar.extractfile(member), file)


@pytest.fixture(scope="module")
def markupsafe(sdist, compiler):
    """The same folder, with our binary in the package."""
    speedups = build_speedups(compiler)
    shutil.copy(speedups.path, str(sdist / "src" / "markupsafe" / os.path.basename(speedups.path)))
    return sdist


def test_own_tests_pass(markupsafe):
    status, output = run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--junitxml=report.xml", "tests"],
        markupsafe,
        PYTHONPATH="src",
    )
    assert status == 0, output
    cases = list(ElementTree.parse(str(markupsafe / "report.xml")).iter("testcase"))
    python = ids_that_ran(cases, r"\bmarkupsafe\._native\b|\b_mod0\b")
    accelerator = ids_that_ran(cases, r"\bmarkupsafe\._speedups\b|\b_mod1\b")
    assert len(python) > 10
    assert accelerator >= python


def ids_that_ran(cases, parameter):
    """The tests not skipped whose id has this parameter, which is taken out: a module's name or, before pytest 9,
    the number of the parameter."""
    names = [case.get("name") for case in cases if case.find("skipped") is None]
    return {re.sub(parameter, "", name) for name in names if re.search(parameter, name)}


def test_accelerator_is_the_example(markupsafe):
    code = (
        "import markupsafe, markupsafe._speedups as s\n"
        "f = getattr(markupsafe, '_escape_inner', markupsafe.escape)\n"
        "print(f in (getattr(s, 'escape', None), getattr(s, '_escape_inner', None)))\n"
        "print(s.__doc__)\n"
        "print(s.__file__)\n"
        "print(markupsafe.escape('<\\ud800>') == '&lt;\\ud800&gt;')\n"
    )
    status, output = run([sys.executable, "-c", code], markupsafe, PYTHONPATH="src")
    assert status == 0, output
    used, doc, path, escaped = output.splitlines()
    assert (used, escaped) == ("True", "True")
    assert doc.endswith("on HPy.")
    assert os.path.basename(path) == "_speedups.so"
