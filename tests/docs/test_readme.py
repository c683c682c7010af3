"""README.md: the ten lines give what it says, as they stand; and every example asks for an hpy that can build it."""

import glob
import os
import re
import subprocess
import sys

import pytest
from support.docs import read_blocks
from support.run import PACKAGE, ROOT

from hpy.devel import config, minors

OFFLINE = ["--no-index", "--no-build-isolation"]


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def run(folder, *command, **environ):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HPY", "PIP_"))}
    kept.update(PYTHONPATH=PACKAGE, PIP_DISABLE_PIP_VERSION_CHECK="1", **environ)
    done = subprocess.run(
        [sys.executable, *command],
        cwd=str(folder),
        env=kept,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
    )
    output = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, output
    return output


@pytest.fixture
def adder(tmp_path):
    """A folder with the files of the section 'Ten lines'."""
    section = read("README.md").partition("## Ten lines")[2].partition("\n## ")[0]
    for block, name in zip(read_blocks(section), ["adder.c", "setup.py", "pyproject.toml"]):
        (tmp_path / name).write_text(block.text)
    assert "[tool.hpy]" in (tmp_path / "pyproject.toml").read_text()
    return tmp_path


pytestmark = pytest.mark.once("it builds an extension by itself, in processes of its own")


def test_ten_lines(adder):
    run(adder, "-m", "pip", "wheel", "--no-deps", *OFFLINE, "-w", "dist", ".")
    (wheel,) = os.listdir(str(adder / "dist"))
    assert re.fullmatch(r"adder-1\.0-py3-none-\w+\.whl", wheel)
    run(adder, "-m", "pip", "install", "--no-deps", "--no-index", "--target", "site", "dist/" + wheel)
    code = "import sys; sys.path.insert(0, 'site'); import adder; print(adder.add(40, 2))"
    assert run(adder, "-c", code).split()[-1] == "42"


def test_offline_with_hpy_in_a_folder(adder):
    """pip wheel collects what the wheel needs, too; the hpy that is installed does not count for it."""
    (adder / "wheels" / "source" / "hpy").mkdir(parents=True)
    (adder / "wheels" / "source" / "setup.py").write_text(
        "from setuptools import setup\nsetup(name='hpy', version='0.10.99', packages=['hpy'])\n"
    )
    (adder / "wheels" / "source" / "hpy" / "__init__.py").write_text("")
    run(adder / "wheels", "-m", "pip", "wheel", *OFFLINE, "-w", ".", "./source")
    run(adder, "-m", "pip", "wheel", *OFFLINE, "-w", "dist", ".", PIP_FIND_LINKS=str(adder / "wheels"))
    names = sorted(name.split("-")[0] for name in os.listdir(str(adder / "dist")))
    assert names == ["adder", "hpy"]


EXAMPLES = [os.path.relpath(path, ROOT) for path in sorted(glob.glob(os.path.join(ROOT, "examples", "*", "*.toml")))]


@pytest.mark.parametrize("path", ["README.md", *EXAMPLES])
def test_build_requirements_name_the_release(path):
    found = re.findall(r"^requires = \[(.*)\]$", read(path), re.M)
    assert found == ['"setuptools>=64", "%s"' % minors.runtime_requirement([], config.Settings())]
