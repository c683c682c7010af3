"""python -m hpy compile-commands: an editor gets what the compiler gets."""

import json
import os
import shutil
import subprocess

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="commands of compilers for other systems")

MODULE = """
[tool.hpy]
abi = "universal"

[[tool.hpy.modules]]
name = "mod"
sources = ["mod.c"]
include-dirs = ["include"]
"""


def hpy(project, *words, **more):
    return project.python("-m", "hpy", "compile-commands", *words, **more)


def read(project):
    """The file's entries, by the name of the source."""
    found = json.loads((project.folder / "compile_commands.json").read_text(encoding="utf-8"))
    return {os.path.basename(entry["file"]): entry for entry in found}


def check_syntax(entry, compiler=None):
    """The compiler, or another one, reads the source by its entry."""
    words = [compiler or entry["arguments"][0], *entry["arguments"][1:], "-fsyntax-only"]
    done = subprocess.run(words, cwd=entry["directory"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("hpy_abi", ["universal", "hybrid", "cpython"])
def test_each_abi(project, hpy_abi):
    assert hpy(project, "--abi", hpy_abi).strip().endswith("compile_commands.json: 1 file")
    (entry,) = read(project).values()
    words = entry["arguments"]
    assert entry["directory"] == str(project.folder) and entry["file"] == str(project.folder / "mod.c")
    assert entry["file"] in words and "-o" not in words
    assert [word for word in words if word.startswith("-DHPY_ABI_")] == ["-DHPY_ABI_" + hpy_abi.upper()]
    folders = [word[2:] for word in words if word.startswith("-I")]
    assert all(map(os.path.isabs, folders)) and any(os.path.exists(os.path.join(f, "hpy.h")) for f in folders)
    has_python_h = any(os.path.exists(os.path.join(f, "Python.h")) and "forbid" not in f for f in folders)
    assert has_python_h == (hpy_abi != "universal")
    check_syntax(entry)


@pytest.mark.skipif(not shutil.which("clang"), reason="clang is not installed")
@pytest.mark.parametrize("hpy_abi", ["universal", "hybrid", "cpython"])
def test_clang_reads_the_source(project, hpy_abi):
    hpy(project, "--abi", hpy_abi)
    check_syntax(read(project)["mod.c"], "clang")


@pytest.mark.skipif(not shutil.which("clangd"), reason="clangd is not installed")
@pytest.mark.parametrize("hpy_abi", ["universal", "hybrid", "cpython"])
def test_clangd_has_nothing_to_say(project, hpy_abi):
    hpy(project, "--abi", hpy_abi, "--clangd")
    done = subprocess.run(
        ["clangd", "--check=mod.c", "--enable-config"],
        cwd=str(project.folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0 and "HPY_ABI_" + hpy_abi.upper() in done.stdout, done.stdout
    assert not [line for line in done.stdout.splitlines() if line.startswith("E[")], done.stdout


def test_several_modules(project):
    """HPy's and others, C and C++, in one file, which is the same at each run; and nothing is compiled."""
    project.source("one.c", "one")
    project.source("two.cpp", "two")
    project.write("plain.c", '#include "Python.h"\n')
    project.setup(
        "py_modules=[], ext_modules=[Extension('plain', ['plain.c'])], hpy_ext_modules=["
        "Extension('one', ['one.c'], define_macros=[('A', '1')], include_dirs=['inc']), "
        "Extension('two', ['two.cpp'], language='c++', undef_macros=['B'], extra_compile_args=['-Wall'])]"
    )
    hpy(project)
    first = (project.folder / "compile_commands.json").read_bytes()
    found = read(project)
    assert sorted(found) == ["one.c", "plain.c", "two.cpp"]
    assert {"-DA=1", "-I%s" % (project.folder / "inc")} <= set(found["one.c"]["arguments"])
    assert {"-UB", "-Wall"} <= set(found["two.cpp"]["arguments"])
    assert not [word for word in found["plain.c"]["arguments"] if "HPY" in word]
    for entry in found.values():
        check_syntax(entry)
    hpy(project)
    assert (project.folder / "compile_commands.json").read_bytes() == first
    assert project.files("**/*.o") == [] and not (project.folder / "build").exists()


def test_setup_alone(project):
    """The command of setuptools, for who has a setup.py."""
    project.build("--hpy-abi=hybrid", "hpy_compile_commands")
    assert "-DHPY_ABI_HYBRID" in read(project)["mod.c"]["arguments"]


def test_modules_of_pyproject(project):
    """Whatever builds the project: hatchling and setuptools read the same table."""
    (project.folder / "setup.py").unlink()
    project.write("pyproject.toml", MODULE)
    hpy(project, "--abi-minor", "1")
    words = read(project)["mod.c"]["arguments"]
    assert {"-DHPY_ABI_UNIVERSAL", "-DHPY_ABI_MINOR=1", "-I%s" % (project.folder / "include")} <= set(words)
    check_syntax(read(project)["mod.c"])
    hpy(project, HPY_ABI="hybrid")
    assert "-DHPY_ABI_HYBRID" in read(project)["mod.c"]["arguments"]


def test_folder_with_blanks(project, tmp_path):
    shutil.copytree(str(project.folder), str(tmp_path / "two wörds"))
    hpy(project, "two wörds")
    project.folder = tmp_path / "two wörds"
    check_syntax(read(project)["mod.c"])


def test_clangd_settings(project):
    """They are written once: what stands there later is the author's."""
    assert ".clangd: written" in hpy(project, "--clangd")
    assert "Remove:" in (project.folder / ".clangd").read_text()
    (project.folder / ".clangd").write_text("mine")
    assert ".clangd: left as it is" in hpy(project, "--clangd")
    assert (project.folder / ".clangd").read_text() == "mine"


def fails(project, *words, **more):
    output = hpy(project, *words, fails=True, **more)
    assert not project.files("compile_commands.json.*")
    return output


def test_mistakes(project):
    project.write("compile_commands.json", "old")
    assert "nowhere: there is no such folder" in fails(project, "nowhere")
    assert "unknown minor version '99'" in fails(project, "--abi-minor", "99")
    assert "invalid choice: 'stable'" in fails(project, "--abi", "stable")
    project.setup("py_modules=[], hpy_ext_modules=[1]")
    assert "setup.py: 'hpy_ext_modules' must be a list" in fails(project).replace(
        "error in answers setup command: ", ""
    )
    project.setup("py_modules=[]")
    assert "there is no C or C++ source of an extension module" in fails(project)
    project.write("setup.py", "nonsense")
    assert "setup.py: NameError: name 'nonsense' is not defined" in fails(project)
    (project.folder / "setup.py").unlink()
    assert "has neither a setup.py nor [[tool.hpy.modules]]" in fails(project)
    project.write("pyproject.toml", MODULE + "typo = 1\n")
    assert "unknown key 'typo'" in fails(project)
    assert (project.folder / "compile_commands.json").read_text() == "old"


def test_nothing_is_half_written(tmp_path):
    from hpy.devel import compile_commands

    path = tmp_path / "compile_commands.json"
    path.write_text("old")
    with pytest.raises(TypeError):
        compile_commands.write_file(str(path), [{"file": object()}])
    assert path.read_text() == "old" and [p.name for p in tmp_path.iterdir()] == [path.name]
