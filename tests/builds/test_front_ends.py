"""Isolated builds of the recipes, by each front end and by older setuptools: the tools come from a folder of wheels,
which make test-build fills, and nothing from a network."""

import os
import re
import sys
import zipfile
from pathlib import Path

import pytest
from support.recipes import BACK_ENDS, PLAIN, read

WHEELS = Path(os.environ.get("HPY_TEST_WHEELS") or "not set")
SETUPTOOLS = sorted(path.name.split("-")[1] for path in WHEELS.glob("setuptools-*.whl"))


def test_the_wheels_are_there():
    assert list(WHEELS.glob("hpy-*.whl")), "HPY_TEST_WHEELS names no folder with hpy's wheel; run make test-build"
    expected = ["64"] * (sys.version_info < (3, 12)) + ["70"] + ["80"] * (sys.version_info >= (3, 9))
    assert [version.partition(".")[0] for version in SETUPTOOLS[:-1]] == expected  # and behind them the newest


def by_pip(project, tmp_path):
    project.python("-m", "pip", "wheel", "--no-index", "--no-deps", "--find-links", WHEELS, "-w", "dist", ".")


def by_build(project, tmp_path):
    folder = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": WHEELS.resolve().as_uri()}  # a path may have blanks
    project.python("-m", "build", "--wheel", "--outdir", "dist", ".", **folder)


def by_uv(project, tmp_path):
    alone = ("--offline", "--no-index", "--find-links", WHEELS, "--cache-dir", tmp_path / "cache")
    project.run("uv", "build", *alone, "--python", sys.executable, "--wheel", "--out-dir", "dist", ".")


def check(project, tmp_path):
    """The wheel's name, its tag, its requirement; its module is imported."""
    wheel = project.wheel()
    assert re.fullmatch(r"adder-1\.0-py3-none-\w+\.whl", wheel.name)
    assert "Tag: py3-none-" in read(wheel, r".*/WHEEL")
    assert re.search(r"^Requires-Dist: hpy ?>=0\.10$", read(wheel, r".*/METADATA"), re.M)
    with zipfile.ZipFile(str(wheel)) as archive:
        assert {name for name in archive.namelist() if "dist-info" not in name} == {
            "adder/__init__.py",
            "adder/_core" + PLAIN,
        }
        archive.extractall(str(tmp_path / "target"))
    assert project.sum("adder", tmp_path / "target")[0] == 5


@pytest.mark.parametrize("front_end", [by_pip, by_build, by_uv])
@pytest.mark.parametrize("name", BACK_ENDS)
def test_isolated(recipe, tmp_path, name, front_end):
    project = recipe(name)
    front_end(project, tmp_path)
    check(project, tmp_path)


@pytest.mark.parametrize("version", SETUPTOOLS[:-1])
def test_older_setuptools(recipe, tmp_path, version):
    """From the oldest on that HPy takes and that runs on this Python."""
    project = recipe("setuptools")
    project.change("pyproject.toml", "setuptools>=64", f"setuptools=={version}")
    by_pip(project, tmp_path)
    check(project, tmp_path)
    by = f"setuptools ({version})" if version >= "70.1" else "bdist_wheel"
    assert f"Generator: {by}" in read(project.wheel(), r".*/WHEEL")
