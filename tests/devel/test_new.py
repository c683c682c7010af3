"""The command new: the files it makes, and what it refuses; tests/builds/test_new_projects.py builds what it makes."""

import os
import subprocess
import sys

import pytest

from hpy import _new

FILES = [
    ".github/workflows/test.yml",
    ".gitignore",
    "README.md",
    "my_demo/__init__.py",
    "my_demo/_core.c",
    "my_demo/_core.pyi",
    "my_demo/py.typed",
    "pyproject.toml",
    "tests/test_my_demo.py",
]
MORE = {
    "setuptools": [],
    "hatch": [],
    "meson": ["meson.build", "meson_options.txt"],
    "scikit-build": ["CMakeLists.txt"],
}


def made(folder):
    return sorted(
        os.path.relpath(os.path.join(root, name), str(folder)).replace(os.sep, "/")
        for root, _, names in os.walk(str(folder))
        for name in names
    )


@pytest.mark.parametrize("hpy_abi", _new.ABIS)
@pytest.mark.parametrize("build", _new.BUILDS)
def test_files(tmp_path, build, hpy_abi):
    files = _new.make("my-demo", build, hpy_abi, str(tmp_path))
    assert files == made(tmp_path / "my-demo") == sorted([*FILES, *MORE[build]])
    assert os.listdir(str(tmp_path)) == ["my-demo"]
    for name in files:
        text = (tmp_path / "my-demo" / name).read_text(encoding="utf-8")
        assert "$p" not in text and "${c" not in text and "$abi" not in text


def test_every_build_has_a_recipe():
    assert set(_new.BUILDS) == set(MORE) == {path.name for path in _new.TEMPLATES.iterdir()} - {"common"}


@pytest.mark.parametrize(
    "name, words",
    [
        ("", "cannot be a package's name"),
        ("1st", "cannot be a package's name"),
        ("a b", "cannot be a package's name"),
        ("../a", "cannot be a package's name"),
        ("a/b", "cannot be a package's name"),
        ("größe", "cannot be a package's name"),
        ("a-", "cannot be a package's name"),
        ("class", "cannot be a package's name"),
        ("hpy", "is the name of another package"),
        ("tests", "is the name of another package"),
    ],
)
def test_names(tmp_path, name, words):
    with pytest.raises(_new.NewError, match=words):
        _new.make(name, "setuptools", "universal", str(tmp_path))
    assert os.listdir(str(tmp_path)) == []


@pytest.mark.skipif(sys.version_info < (3, 10), reason="older Pythons do not list their modules")
def test_names_of_python(tmp_path):
    with pytest.raises(_new.NewError, match="another package"):
        _new.make("json", "setuptools", "universal", str(tmp_path))


@pytest.mark.parametrize("there", ["folder", "file"])
def test_what_is_there_stays(tmp_path, there):
    (tmp_path / "demo").mkdir() if there == "folder" else (tmp_path / "demo").write_text("mine")
    with pytest.raises(_new.NewError, match="demo is there already"):
        _new.make("demo", "setuptools", "universal", str(tmp_path))
    assert made(tmp_path) == ([] if there == "folder" else ["demo"])


def test_nothing_is_left_when_it_fails(tmp_path, monkeypatch):
    def fail(*args):
        raise OSError("no space")

    monkeypatch.setattr(_new.os, "rename", fail)
    with pytest.raises(OSError):
        _new.make("demo", "setuptools", "universal", str(tmp_path))
    assert os.listdir(str(tmp_path)) == []


def test_command(tmp_path):
    def new(*words):
        command = [sys.executable, "-m", "hpy", "new", *words]
        return subprocess.run(command, cwd=str(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    done = new("demo", "--build", "meson")
    assert done.returncode == 0 and done.stdout.splitlines()[-1] == "next: pip install ./demo"
    assert "demo/meson.build" in done.stdout
    again = new("demo")
    assert again.returncode == 1
    assert again.stdout == "hpy new: demo is there already: choose another name, or remove it\n"
    assert new("demo2", "--build", "bazel").returncode == 2
