"""docs/quickstart.md: whoever types its commands sees what the page shows, in an environment of its own.

hpy and the tools are those of this environment, so that nothing comes from the network.
"""

import os
import re
import subprocess
import sys
import sysconfig
import time
import venv

import pytest
from support.docs import apply_diff, commands, file_name, matches, read_blocks
from support.run import ROOT

OFFLINE = "--no-index --no-build-isolation --disable-pip-version-check"
PROGRAMS = {"pip": "-m pip", "hpy": "-m hpy", "pytest": "-m pytest -p no:cacheprovider", "python": ""}
OUTER = ("HPY", "PYTHON", "PYTEST", "PIP_", "CFLAGS", "NO_COLOR", "FORCE_COLOR", "PY_COLORS", "COLUMNS")


@pytest.fixture
def python(tmp_path):
    """The python of a new environment, which finds the packages of this one behind its own."""
    folder = tmp_path / "environment"
    venv.create(str(folder), with_pip=False)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "outer.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return str(folder / "bin" / "python")


def run(command, python, folder):
    """What the command prints, with the programs of the environment in place of those that the page names."""
    settings, name, words = re.fullmatch(r"((?:\w+=\S+ |\w+=\".*?\" )*)(\w+)(.*)", command).groups()
    if name in PROGRAMS:
        command = "%s'%s' %s%s" % (settings, python, PROGRAMS[name], words)
    if name == "pip":
        command += " " + OFFLINE
    environ = {key: value for key, value in os.environ.items() if not key.startswith(OUTER)}
    done = subprocess.run(
        command,
        shell=True,
        cwd=str(folder),
        env={**environ, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, output
    return output


def say(text, python, folder):
    """Type the statements of a pycon block; what they print is compared by tests/docs."""
    source = "".join(line[4:] for line in text.splitlines(keepends=True) if line.startswith((">>> ", "... ")))
    before_the_error = source.partition("Note(5)")[0]
    (folder / "statements.py").write_text(before_the_error)
    run("python statements.py", python, folder)
    (folder / "statements.py").unlink()


@pytest.mark.once("it builds an extension by itself, in processes of its own")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the page shows what is printed on Linux")
def test_quickstart(python, tmp_path):
    with open(os.path.join(ROOT, "docs", "quickstart.md"), encoding="utf-8") as file:
        blocks = read_blocks(file.read())
    folder = tmp_path
    for block in blocks:
        if file_name(block):
            (folder / file_name(block)).write_text(block.text)
        elif block.language == "diff":
            source = folder / "hello.c"
            source.write_text(apply_diff(block, source.read_text()))
            os.utime(str(source), (time.time() + 2,) * 2)  # whoever compares whole seconds shall see that it is newer
        elif block.language == "pycon":
            say(block.text, python, folder)
        for command, expected in commands(block) if block.language == "console" else []:
            output = run(command, python, folder)
            assert matches(output, expected), "line %d: %s\n%s" % (block.line, command, output)
            entered = re.search(r"&& cd (\w+)$", command)
            folder = folder / entered[1] if entered else folder
    assert (tmp_path / "hello" / "use.py").exists()
