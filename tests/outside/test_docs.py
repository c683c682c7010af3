"""docs/debug-mode.md: what it shows is what a reader gets who does the same."""
import os
import re
import shutil
import subprocess
import sys
import time

import pytest
from support.docs import apply_diff, commands, file_name, matches, read_blocks
from support.run import PACKAGE

from hpy.debug import _kinds, _options

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.dirname(sys.executable)
SETTINGS = ("HPY", "PYTHON", "PYTEST", "NO_COLOR", "FORCE_COLOR", "PY_COLORS", "CFLAGS", "TERM", "COLUMNS", "CI",
            "BUILD_NUMBER")


@pytest.fixture
def folder(tmp_path):
    """Where a reader is: in a clone."""
    shutil.copytree(os.path.join(ROOT, "examples", "quickstart"), str(tmp_path / "examples" / "quickstart"),
                    ignore=shutil.ignore_patterns("build", "*.so"))
    return tmp_path


def run(command, folder):
    """What the command prints; it is run as if the reader had come to the folder by 'cd'."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    environ.update(PATH=FOLDER + os.pathsep + os.environ["PATH"], PYTHONPATH=PACKAGE, PYTHONUNBUFFERED="1")
    done = subprocess.run(command, shell=True, cwd=str(folder), env=environ, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    return done.stdout.decode("utf-8", "replace")


def do(block, folder):
    """Do what the block says."""
    source = folder / "quickstart.c"
    if file_name(block):
        (folder / file_name(block)).write_text(block.text)
    elif block.language == "diff":
        source.write_text(apply_diff(block, source.read_text()))
        os.utime(str(source), (time.time() + 2,) * 2)  # whoever compares whole seconds shall see that it is newer
    elif block.language == "console":
        for command, expected in commands(block):
            output = run(command, folder)
            assert matches(output, expected), "line %d: %s\n%s" % (block.line, command, output)


def read_page():
    with open(os.path.join(ROOT, "docs", "debug-mode.md"), encoding="utf-8") as file:
        return file.read()


@pytest.mark.no_layers("the page chooses the layers itself")
@pytest.mark.once("it builds an extension by itself, in processes of its own")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the page shows what is printed on Linux")
@pytest.mark.skipif(not os.path.exists(os.path.join(FOLDER, "python")), reason="this Python is not called python")
def test_debug_mode(folder):
    done = 0
    for block in read_blocks(read_page()):
        inside = folder / "spoilt"
        do(block, inside if inside.exists() else folder)
        done += block.language == "console"
    assert done >= 7


def test_debug_mode_names_every_kind():
    listed = set(re.findall(r"^\| `([a-z-]+)` \|", read_page(), re.M))
    assert set(_kinds._KINDS) <= listed


def test_debug_mode_names_every_option():
    listed = set(re.findall(r"^\| `([a-z]+)(?:=[A-Z]+)?`", read_page(), re.M))
    assert set(_options.CHECKS) <= listed
