"""docs/debuggers.md: valgrind and the sanitizers find what the page says, and nothing in a sound extension."""

import os
import shutil
import subprocess
import sys

import pytest
from support.debuggers import as_a_reader, do_section, run
from support.run import ROOT

from hpy.devel import flags

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the page shows what is printed on Linux")
needs_valgrind = pytest.mark.skipif(not shutil.which("valgrind"), reason="valgrind is not installed")


@needs_valgrind
def test_valgrind(tmp_path):
    assert do_section("valgrind", tmp_path) == 1


def has_sanitizers():
    """gcc's: clang has libraries of other names."""
    found = [subprocess.check_output(["cc", f"-print-file-name=lib{name}.so"], text=True) for name in ("asan", "ubsan")]
    return all(map(os.path.isabs, found))


@pytest.mark.skipif(not shutil.which("cc") or not has_sanitizers(), reason="there is no gcc with its sanitizers")
def test_sanitizers(tmp_path):
    assert do_section("AddressSanitizer, UndefinedBehaviorSanitizer", tmp_path) == 2


@needs_valgrind
@pytest.mark.parametrize("mode", ["universal", "debug"])
def test_nothing_is_found_in_the_quickstart(tmp_path, mode):
    """Nor in Python and hpy.universal, with the suppressions."""
    shutil.copytree(os.path.join(ROOT, "examples", "quickstart"), str(tmp_path / "quickstart"))
    folder, environ = str(tmp_path / "quickstart"), as_a_reader({"HPY": mode, "PYTHONMALLOC": "malloc"})
    run([sys.executable, "setup.py", "build_ext", "--inplace"], cwd=folder, **{**environ, "CFLAGS": "-O1 -g"})
    supp = "--suppressions=" + str(flags.DEBUGGERS_DIR / "python.supp")
    code = "from quickstart import Span, overlap; print(overlap(Span(1, 10), Span(5, 20)))"
    output = run(["valgrind", "-q", supp, sys.executable, "-c", code], cwd=folder, **environ)
    assert output == "Span(5, 10)\n"
