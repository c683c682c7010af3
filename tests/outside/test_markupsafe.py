"""MarkupSafe's own tests, on the accelerator of examples/escape in place of its own.

Python 3.8 gets MarkupSafe 2.1.5, the last for it, later ones the newest 3.0: the one binary serves both.
"""

import os
import re
import shutil
import sys
from xml.etree import ElementTree

import pytest
from support.examples import build_speedups
from support.sdists import fetch_sdist, run

pytestmark = pytest.mark.network

REQUIREMENT = "markupsafe==2.1.5" if sys.version_info < (3, 9) else "markupsafe==3.0.*"


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    """The folder of MarkupSafe's unpacked sdist, without its C source."""
    return fetch_sdist(REQUIREMENT, tmp_path_factory.mktemp("markupsafe"), "_speedups.c")


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
