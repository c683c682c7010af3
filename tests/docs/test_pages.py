"""debug-mode.md, layers.md, how-to/test-your-extension.md: what they show is what a reader gets who does the same."""

import os
import re
import shutil
import subprocess
import sys
import time

import pytest
from support.docs import apply_diff, commands, file_name, matches, read_blocks
from support.run import PACKAGE, ROOT

from hpy.debug import _kinds, _options

FOLDER = os.path.dirname(sys.executable)
SETTINGS = (
    "HPY",
    "PYTHON",
    "PYTEST",
    "NO_COLOR",
    "FORCE_COLOR",
    "PY_COLORS",
    "CFLAGS",
    "TERM",
    "COLUMNS",
    "CI",
    "BUILD_NUMBER",
)


@pytest.fixture
def folder(tmp_path):
    """Where a reader is: in a clone."""
    shutil.copytree(
        os.path.join(ROOT, "examples", "quickstart"),
        str(tmp_path / "examples" / "quickstart"),
        ignore=shutil.ignore_patterns("build", "*.so"),
    )
    return tmp_path


def run(command, folder):
    """What the command prints; it is run as if the reader had come to the folder by 'cd'."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    environ.update(PATH=FOLDER + os.pathsep + os.environ["PATH"], PYTHONPATH=PACKAGE, PYTHONUNBUFFERED="1")
    if "PYTHON_GIL" in os.environ:  # the pages show no warning of a free-threaded Python
        environ["PYTHON_GIL"] = os.environ["PYTHON_GIL"]
    done = subprocess.run(
        command,
        shell=True,
        cwd=str(folder),
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
    )
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


def read_page(name="debug-mode.md"):
    with open(os.path.join(ROOT, "docs", name), encoding="utf-8") as file:
        return file.read()


def as_a_reader(function):
    """For a test that does what a page says."""
    for mark in (
        pytest.mark.no_layers("the page chooses the layers itself"),
        pytest.mark.once("it builds an extension by itself, in processes of its own"),
        pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the page shows what is printed on Linux"),
        pytest.mark.skipif(not os.path.exists(os.path.join(FOLDER, "python")), reason="this one is not called python"),
    ):
        function = mark(function)
    return function


@as_a_reader
def test_layers(folder):
    blocks = read_blocks(read_page("layers.md"))
    for block in blocks:
        do(block, folder / "examples" / "quickstart")
    assert sum(block.language == "console" for block in blocks) == 1


@as_a_reader
def test_debug_mode(folder):
    done = 0
    for block in read_blocks(read_page()):
        inside = folder / "spoilt"
        do(block, inside if inside.exists() else folder)
        done += block.language == "console"
    assert done >= 7


def has_sanitizer():
    """Whether gcc's library is there; where it is not, gcc says back the name that it was given."""
    if shutil.which("gcc") is None:
        return False
    found = subprocess.run(["gcc", "-print-file-name=libasan.so"], stdout=subprocess.PIPE).stdout
    return os.path.isabs(os.fsdecode(found.strip()))


@as_a_reader
def test_test_your_extension(folder):
    left_out = []
    for block in read_blocks(read_page(os.path.join("how-to", "test-your-extension.md"))):
        inside = folder / "spans"
        if "-fsanitize" in block.text and not has_sanitizer():
            left_out.append(block.line)
        else:
            do(block, inside if inside.exists() else folder)
    if left_out:
        pytest.skip("gcc has no library of its sanitizer here: what stands at line %s was not run" % left_out)


def test_debug_mode_names_every_kind():
    listed = set(re.findall(r"^\| `([a-z-]+)` \|", read_page(), re.M))
    assert set(_kinds._KINDS) <= listed


def test_debug_mode_names_every_option():
    listed = set(re.findall(r"^\| `([a-z]+)(?:=[A-Z]+)?`", read_page(), re.M))
    assert set(_options.CHECKS) <= listed


def test_host_names_every_symbol_of_a_binary():
    with open(os.path.join(PACKAGE, "hpy", "devel", "include", "hpy", "hpymodule.h"), encoding="utf-8") as file:
        exported = set(re.findall(r"\b(\w+_)##NAME\b", file.read())) - {
            "_hpy_declarations_",
            "declarations_of_",
        }  # static
    assert exported == set(re.findall(r"^\| `(\w+_)X` \|", read_page("host.md"), re.M))


def test_host_names_every_signature_that_is_not_regular():
    with open(os.path.join(ROOT, "api", "signatures.h"), encoding="utf-8") as file:
        entries = file.read().partition("*/")[2].split(";")
    special = [re.search(r"HPyFunc_(\w+)\(", entry)[1] for entry in entries if "HPy_SPECIAL" in entry]
    table = re.findall(r"^\| (`[A-Z_`, ]+`) \|", read_page("host.md"), re.M)
    assert {name.upper() for name in special} == set(re.findall(r"\w+", " ".join(table))) | {"NOARGS"}


def test_host_names_the_indices_of_each_minor_version():
    with open(os.path.join(ROOT, "api", "context.h"), encoding="utf-8") as file:
        entries = re.findall(r"^HPy_ID\((\d+)\)([^;]*);", file.read(), re.M)
    first = {}
    for index, entry in entries:
        since = re.search(r"HPy_SINCE\(0, (\d+)\)", entry)
        first.setdefault(int(since[1]) if since else 0, int(index))
    shown = re.findall(r"^\| (\d+) \| (?:from )?(\d+)", read_page("host.md"), re.M)
    assert {int(minor): int(index) for minor, index in shown} == first
