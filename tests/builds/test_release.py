"""hpy's own archives: what the sdist holds, the same bytes twice, the metadata, the settings of cibuildwheel."""

import email
import functools
import os
import re
import shutil
import sys
import tarfile
import types
import zipfile
from pathlib import Path

import pytest
from support.recipes import run_tool

ROOT = Path(__file__).resolve().parents[2]
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="auditwheel and ELF are Linux's")
EPOCH = {"SOURCE_DATE_EPOCH": "1600000000"}


run = functools.partial(run_tool, without=("HPY", "PYTHONPATH", "CC", "CFLAGS"), NO_COLOR="1")


def tracked():
    """What git knows, new files included; without git, what was unpacked from an sdist."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no clone: git cannot say what belongs to it")
    return run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).splitlines()


def copy_of_clone(folder):
    for name in tracked():
        if (ROOT / name).exists():  # it may be deleted, and not committed yet
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(ROOT / name), str(folder / name))
    return folder


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    folder = copy_of_clone(tmp_path_factory.mktemp("clone"))
    run(sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", "dist", ".", cwd=folder, **EPOCH)
    return next((folder / "dist").glob("hpy-*.tar.gz"))


def test_sdist_has_all_that_a_clone_has(sdist):
    with tarfile.open(str(sdist)) as archive:
        members = archive.getmembers()
    names = {member.name.partition("/")[2] for member in members if member.isfile()}
    assert {name for name in tracked() if (ROOT / name).exists()} - names == set()
    assert {(member.uid, member.uname, member.mtime) for member in members} == {(0, "", 1600000000)}


def test_sdist_has_the_same_bytes_again(sdist, tmp_path):
    """Of another copy, by setuptools alone."""
    folder = copy_of_clone(tmp_path / "another")
    run(sys.executable, "setup.py", "-q", "sdist", cwd=folder, **EPOCH)
    assert (folder / "dist" / sdist.name).read_bytes() == sdist.read_bytes()


def test_wheel(sdist, tmp_path):
    """One test, since hpy is compiled for it twice: both times from the sdist, in folders of their own."""
    folder = copy_of_clone(tmp_path / "clone")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", "dist", ".", cwd=folder, **EPOCH)
    (wheel,) = (folder / "dist").glob("*.whl")
    alone = ("--no-index", "--no-deps", "--no-build-isolation", "-w", "wheels")
    run(sys.executable, "-m", "pip", "wheel", *alone, sdist, cwd=tmp_path, **EPOCH)
    if sys.platform.startswith("linux"):  # other linkers write names or times of their own
        assert (folder / "dist" / sdist.name).read_bytes() == sdist.read_bytes()
        assert (tmp_path / "wheels" / wheel.name).read_bytes() == wheel.read_bytes()
        wheel = repaired(wheel, tmp_path)
    assert run("twine", "check", "--strict", sdist, wheel, cwd=ROOT).count("PASSED") == 2
    assert run("check-wheel-contents", wheel, cwd=ROOT).strip().endswith(": OK")
    run(sys.executable, "-m", "hpy", "audit", wheel, cwd=tmp_path)
    check_metadata(wheel)


def repaired(wheel, folder):
    """It needs nothing besides the C library, so that auditwheel only writes the tag."""
    output = run(sys.executable, "-m", "auditwheel", "repair", "-w", folder, wheel, cwd=folder, **EPOCH)
    (made,) = folder.glob("*.whl")
    assert re.search(r"-(many|musl)linux\w+(\.\w+)?\.whl$", made.name), output
    with zipfile.ZipFile(str(made)) as archive:
        assert not any(".libs/" in name for name in archive.namelist())
    return made


def check_metadata(wheel):
    with zipfile.ZipFile(str(wheel)) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = email.message_from_bytes(archive.read(name))
        assert any(re.search(r"\.dist-info/.*LICENSE$", name) for name in archive.namelist())
    assert "MIT" in (metadata["License-Expression"], metadata["License"])  # older setuptools write the latter
    assert metadata["Requires-Python"] == ">=3.8"
    assert metadata["Keywords"] and metadata["Summary"]
    classifiers = metadata.get_all("Classifier")
    assert "Typing :: Typed" in classifiers
    assert any(text.startswith("Programming Language :: Python :: Free Threading ::") for text in classifiers)
    assert not any(text.startswith("License ::") for text in classifiers)  # refused beside a License-Expression


@pytest.mark.parametrize("missing", ["compiler", "Python.h"])
def test_build_without_tools_says_so(sdist, tmp_path, missing):
    """As pip does it on a Python without a wheel."""
    env = {}
    if missing == "compiler":
        env["CC"], line = "/nonexistent/cc", "no C compiler: cannot find '/nonexistent/cc'; install one"
    else:
        (tmp_path / "sitecustomize.py").write_text(
            "from setuptools._distutils import sysconfig\nsysconfig.get_python_inc = lambda *a, **k: '/nonexistent'\n"
        )
        env["PYTHONPATH"], line = str(tmp_path), "Python.h of Python %d.%d is missing" % sys.version_info[:2]
    alone = ("--no-index", "--no-deps", "--no-build-isolation", "-w", "wheels")
    output = run(sys.executable, "-m", "pip", "wheel", *alone, sdist, cwd=tmp_path, fails=True, **env)
    assert "error: building hpy: " + line in output
    assert not (tmp_path / "wheels").exists() or not list((tmp_path / "wheels").iterdir())


# ---- wheels for all systems

IDENTIFIERS = ("cibuildwheel", "--print-build-identifiers", "--platform")
IMAGES = """
from cibuildwheel.options import CommandLineArguments, compute_options
options = compute_options("linux", CommandLineArguments.defaults(), {})
for name in ("cp39-manylinux_x86_64", "cp313-manylinux_x86_64", "cp314-manylinux_x86_64"):
    print(options.build_options(name).manylinux_images["x86_64"])
"""
needs_cibuildwheel = pytest.mark.skipif(sys.version_info < (3, 11), reason="cibuildwheel needs Python 3.11")


@needs_cibuildwheel
@pytest.mark.parametrize(
    "system, platforms",
    [("linux", {"manylinux", "musllinux"}), ("macos", {"macosx"}), ("windows", {"win"})],
)
def test_cibuildwheel_builds(system, platforms):
    names = run(*IDENTIFIERS, system, cwd=ROOT).split()
    found = {tuple(name.partition("_")[0].split("-")) for name in names}
    pythons = {"cp39", "cp310", "cp311", "cp312", "cp313", "cp314", "cp314t", "cp315", "cp315t"}
    assert {python for python, _ in found} >= pythons
    assert {platform for _, platform in found} == platforms
    assert not [name for name in names if name.endswith(("_i686", "win32"))]


@needs_cibuildwheel
def test_cibuildwheel_builds_for_old_systems():
    images = run(sys.executable, "-c", IMAGES, cwd=ROOT).split()
    assert [re.search("manylinux(2014|_2_28)", image)[0] for image in images[:3]] == [
        "manylinux2014", "manylinux2014", "manylinux_2_28",
    ]  # fmt: skip


def test_workflows_run_what_there_is():
    """The commands of CONTRIBUTING.md, and nothing of their own."""
    commands = (ROOT / "tools" / "dev.py").read_text(encoding="utf-8").partition("COMMANDS = {")[2]
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / ".github" / "workflows").glob("*.yml")]
    called = {name for text in texts for name in re.findall(r"tools/dev\.py ([\w-]+)", text)}
    assert called == {"test", "check", "test-build", "release-check"}
    assert all(f'"{name}": do_' in commands for name in called)


# ---- make release-check

RELEASE_CHECK = (sys.executable, ROOT / "tools" / "dev.py", "release-check")
needs_tools = pytest.mark.skipif(sys.version_info < (3, 10), reason="the tools of make release-check need Python 3.10")


@needs_tools
def test_release_check_wants_archives(tmp_path):
    output = run(*RELEASE_CHECK, tmp_path, cwd=tmp_path, fails=True)
    assert output.strip().startswith(f"{tmp_path}: wants one hpy-VERSION.tar.gz and the wheels of hpy")
    assert len(output.splitlines()) == 1


@pytest.fixture
def release(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import release

    monkeypatch.setattr(release, "DIST", tmp_path)
    yield release
    for name in ("release", "hosts", "demo", "dev"):
        sys.modules.pop(name, None)


@needs_tools
def test_other_bytes_are_found(release, tmp_path):
    paths = [tmp_path / name for name in ("one", "two")]
    for path in paths:
        path.write_text(path.name)
    with pytest.raises(release.Failure, match="two builds of the same files differ: compare .*one with .*two"):
        release.same_bytes(*paths)


@needs_tools
@LINUX
def test_wheel_of_a_python_is_found(release, tmp_path):
    machine = os.uname().machine
    names = [f"hpy-1.0-{tag}-manylinux_2_28_{machine}.whl" for tag in ("cp313-cp313", "cp313-cp313t", "cp314-cp314t")]
    names += ["hpy-1.0-cp313-cp313-macosx_11_0_arm64.whl", "hpy-1.0-cp313-cp313-manylinux_2_28_other.whl"]
    for name in names:
        (tmp_path / name).write_text("")
    found = []
    for version, flags in (((3, 13, 0), ""), ((3, 13, 0), "t"), ((3, 14, 0), "")):
        python = types.SimpleNamespace(version=version, flags=flags)
        found.append([path.name for path in release.fitting(python)])
    assert found == [names[:1], names[1:2], []]


@needs_tools
def test_host_is_chosen_by_its_name(release, monkeypatch):
    import hosts

    host = hosts.Host("Other 1.0", None, sys.executable)
    assert (host.version, host.folder.name) == (sys.version_info[:3], "other-1.0")
    assert host.executable.parent.parent == host.folder
    monkeypatch.setenv("HPY_TEST_PYTHONS", "Other 1.0")
    assert release.dev.chosen([release.dev.current()], [host]) == [host]


@needs_tools
@LINUX
def test_program_enters_the_folder_of_a_host(release, monkeypatch, tmp_path):
    import hosts

    for name, value in (("probe", lambda path: release.dev.current()), ("BUILD", tmp_path)):
        monkeypatch.setattr(hosts, name, value)
    host = hosts.Host("Other 1.0", tmp_path / "a root", "python9")
    text = Path(host.path).read_text()
    assert f"'{tmp_path}/a root' python9 \"$@\"" in text and host.executable != Path(host.path)


@needs_tools
def test_what_is_left_to_do_is_said(release, tmp_path, monkeypatch):
    (tmp_path / "hpy-99.0.tar.gz").write_text("")
    monkeypatch.setattr(release, "run", lambda *command: "")
    lines = list(release.left_to_do())
    assert "not '99.0 (date)'" in lines[0] and "version.h is not 99.0" in lines[1]
    assert lines[2:] == ["the commit has no tag v99.0"] * (ROOT / ".git").exists()
