"""The developer commands behind the Makefile: python tools/dev.py COMMAND. Needs the standard library only.

    build      hpy.universal in the checkout, for the Python that runs this
    gen        write the generated files anew
    check      what a machine can hold: tools/check.py; check STEP runs a part
    format     formats all Python
    test       the whole suite on this Python; -k EXPRESSION and paths as for pytest
    test-all   the same on every CPython found, and a part of it on the hosts of docs/hosts.md that are there
    results    writes what test-all found into docs/hosts.md: tools/results.py
    hosts      sets those up: tools/hosts.py; hosts NAME one of them
    test-build the build systems: each recipe in examples/builds, with each front end; their tools come from PyPI once,
               then from build/tool-wheels
    leaks      the tests that load C, each repeated under a debug build of CPython, references and memory compared
    asan       the suite with hpy and the tests' C built for AddressSanitizer (gcc on Linux)
    ubsan      the same for UndefinedBehaviorSanitizer
    tsan       the tests with threads, under a free-threaded CPython that was built for ThreadSanitizer
    faults     tests/faults whole: each allocation in turn fails (Linux with glibc)
    fuzz       random calls, formats, types, binaries and files: tools/fuzz.py; fuzz SECONDS for so long
    demo       one binary of examples/quickstart on every CPython found
    bench      the benchmarks; bench layers and bench scaling are others, see bench/README.md
    release-check  sdist and wheels, built, checked, and tried in clean environments: tools/release.py
    docs       the documentation as a site, in build/docs; its tools come from PyPI once
    clean      remove all that was built

Environments and wheels are kept in build/ and made anew when the sources have changed. Pythons are looked for on
PATH, in pyenv, in HPY_PYTHONS (paths with os.pathsep between them) and among hosts. HPY_TEST_PYTHONS limits test-all
to some: 'oldest', 'newest', versions such as '3.13t', or hosts by the names in its table, with commas between them.
HPY_DEBUG_PYTHON is the Python for 'leaks', HPY_TSAN_PYTHON that for 'tsan'.
"""

import argparse
import hashlib
import importlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
sys.path.insert(0, str(ROOT))

from hpy.devel import hints  # noqa: E402  (the checkout's own)

OLDEST, NEWEST_TRIED = (3, 8), (3, 20)
JOBS = 2
BUILD_TOOLS = ["setuptools>=64", "wheel"]
BUILD_TESTS = "tests/builds"
FILES_WITHOUT_GIL = 12  # of tests, for a process
NO_TESTS = 5  # pytest's exit status where none was chosen

# Run in each Python found.
PROBE = """
import importlib.util, json, os, sys, sysconfig
print(json.dumps({
    "path": sys.executable,
    "version": list(sys.version_info[:3]),
    "flags": getattr(sys, "abiflags", ""),
    "debug": hasattr(sys, "gettotalrefcount"),
    "implementation": sys.implementation.name,
    "include": sorted({sysconfig.get_paths()["include"], sysconfig.get_paths()["platinclude"]}),
    "cc": sysconfig.get_config_var("CC") or "cc",
    "venv": all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")),
}))
"""


class Failure(Exception):
    """Something that the user must mend; its text is all that is printed."""


# Pythons -------------------------------------------------------------------------------------------------------------


class Python:
    """One interpreter of this machine, as the probe saw it."""

    def __init__(self, seen):
        self.path = seen["path"]
        self.version = tuple(seen["version"])
        self.flags = seen["flags"]
        self.debug = seen["debug"]
        self.implementation = seen["implementation"]
        self.include = seen["include"]
        self.cc = seen["cc"]
        self.can_venv = seen["venv"]
        self.variant, self.compiler_flags = "", ""  # of an hpy built with flags of its own, in a folder of its own

    @property
    def name(self):
        """Version and flags, which together decide what binaries it takes: 3.13t."""
        return "%d.%d%s" % (*self.version[:2], self.flags)

    @property
    def tag(self):
        return "cp%d%d%s%s" % (*self.version[:2], self.flags, self.variant)

    @property
    def folder(self):
        return BUILD / "venvs" / self.tag

    @property
    def executable(self):
        """The Python of its environment."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def missing(self):
        """One line that says what it lacks for building extensions in an environment of its own; None if nothing."""
        version = self.version[:2]
        if self.implementation != "cpython" or version < OLDEST:
            return f"HPy's tools need CPython 3.8 or later; {self.path} is {self.implementation} {self.name}"
        if not self.can_venv:
            return hints.no_venv(version)
        if not any(os.path.exists(os.path.join(folder, "Python.h")) for folder in self.include):
            return hints.no_python_h(version, self.include)
        compiler = shlex.split(os.environ.get("CC") or self.cc)[0]
        if os.name != "nt" and shutil.which(compiler) is None:
            return hints.no_compiler(compiler)
        return None


def probe(path):
    """The Python at 'path', or None if that does not run."""
    try:
        command, quiet = [str(path), "-c", PROBE], subprocess.DEVNULL
        done = subprocess.run(command, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet, timeout=60)
        return Python(json.loads(done.stdout.decode())) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def current():
    """The Python that runs this, if it has all that is needed."""
    python = probe(sys.executable)
    lacks = python.missing()
    if lacks:
        raise Failure(lacks)
    return python


def find_pythons():
    """All usable Pythons, one for each version and flags, the oldest first. The current one is preferred."""
    found = {}
    here = current()
    found[here.name] = here
    for path in filter(None, os.environ.get("HPY_PYTHONS", "").split(os.pathsep)):
        python = probe(path)
        if python is None or python.missing():
            raise Failure(f"HPY_PYTHONS: {path}: " + (python.missing() if python else "this is not a Python that runs"))
        found.setdefault(python.name, python)
    with ThreadPoolExecutor(JOBS) as pool:
        probed = list(pool.map(probe, candidates()))
    unusable = {}
    for python in filter(None, probed):
        lacks = python.missing()
        if lacks is None:
            found.setdefault(python.name, python)
        elif python.implementation == "cpython" and python.version[:2] >= OLDEST:
            unusable.setdefault(python.name, lacks)
    for name in sorted(set(unusable) - set(found)):
        say(f"left out: Python {name}: {unusable[name]}")
    return sorted(found.values(), key=lambda python: (python.version, python.flags))


def candidates():
    """Paths at which a Python may be."""
    names = [f"python3.{minor}{flag}" for minor in range(OLDEST[1], NEWEST_TRIED[1]) for flag in ("", "t")]
    paths = [shutil.which(name) for name in names]
    folder = Path(pyenv_root()) / "versions"
    if folder.is_dir():
        paths += [version / "bin" / "python" for version in sorted(folder.iterdir(), reverse=True)]
    paths += beside("built_hosts").found("3.13t")
    return [path for path in paths if path and os.path.exists(path)]


def pyenv_root():
    if os.environ.get("PYENV_ROOT"):
        return os.environ["PYENV_ROOT"]
    if shutil.which("pyenv"):
        done = subprocess.run(["pyenv", "root"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if done.returncode == 0:
            return done.stdout.decode().strip()
    return os.path.expanduser("~/.pyenv")


# Environments --------------------------------------------------------------------------------------------------------


def say(text):
    print(text, flush=True)


def run(*command, cwd=ROOT, env=None):
    """Run a command without showing what it prints, unless it fails. Returns its standard output."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=str(cwd),
        env={**clean_environment(), **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    if done.returncode:
        output = (done.stdout + done.stderr).decode(errors="replace").rstrip().splitlines()
        short = [line if len(line) < 300 else line[:300] + " ..." for line in output[-40:]]
        raise Failure("\n".join([*short, "failed: " + " ".join(shlex.quote(str(part)) for part in command)]))
    return done.stdout.decode(errors="replace")


def clean_environment():
    """The environment without what would change how the project's own things are built or run."""
    settings = ("HPY_ABI", "HPY_STUB", "HPY_LAYOUT", "HPY_ABI_MINOR", "HPY_STATIC_LIBS")
    drop = ("HPY", "HPY_LOG", "PYTHONPATH", "PYTHONHOME", *settings)
    kept = {name: value for name, value in os.environ.items() if name not in drop}
    return {**kept, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


def pip(python, *args, **kwargs):
    return run(python.executable, "-m", "pip", *args, "-q", **kwargs)


def sources():
    """The files from which an installation of hpy is made."""
    single = [
        ROOT / name
        for name in ("setup.py", "_hpy_setuptools.py", "pyproject.toml", "MANIFEST.in", "README.md", "LICENSE")
    ]
    inside = [path for room in ("hpy", "universal") for path in (ROOT / room).rglob("*")]
    kinds = (".py", ".pyi", ".supp", ".c", ".h", ".hpp", ".cmake", ".typed", ".html")
    templates = [path for path in (ROOT / "hpy" / "templates").rglob("*") if path.is_file()]
    chosen = {path for path in inside if path.suffix in kinds}
    return sorted({path for path in single if path.exists()} | chosen | set(templates))


def fingerprint():
    """Changes when any of the sources does."""
    digest = hashlib.sha256()
    for path in sources():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def stamped(file, text):
    return file.exists() and file.read_text() == text


def make_environment(python):
    """An environment with the tools that build extensions."""
    stamp, text = python.folder / ".made", f"{python.path} {python.version} {BUILD_TOOLS}"
    if stamped(stamp, text):
        return
    say(f"Python {python.name}: environment in {python.folder.relative_to(ROOT)}")
    shutil.rmtree(python.folder, ignore_errors=True)
    run(python.path, "-m", "venv", python.folder)
    pip(python, "install", "--upgrade", *BUILD_TOOLS)
    stamp.write_text(text)


def make_wheel(python):
    """hpy's wheel for this Python. It is built from a copy: setuptools cannot share a folder between Pythons."""
    folder = BUILD / "wheels" / python.tag
    stamp, text = folder / ".made", fingerprint()
    if not stamped(stamp, text):
        say(f"Python {python.name}: building hpy")
        copy = BUILD / "src" / python.tag
        for old in (folder, copy):
            shutil.rmtree(old, ignore_errors=True)
        for path in sources():
            target = copy / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(str(path), str(target))
        compiler_flags = " ".join([os.environ.get("CFLAGS", ""), python.compiler_flags]).strip()
        flags = {"CFLAGS": compiler_flags} if compiler_flags else {}  # set but empty, it replaces Python's own
        pip(python, "wheel", "--no-build-isolation", "--no-deps", "--no-index", "-w", folder, copy, env=flags)
        stamp.write_text(text)
    return next(folder.glob("*.whl"))


def prepare(python, tests=False, wheel=None, extras="test"):
    """Make the Python's environment, with the hpy of this checkout installed, and what the tests want."""
    make_environment(python)
    wheel = wheel or make_wheel(python)
    if tests:
        stamp, text = python.folder / ".tests", (ROOT / "pyproject.toml").read_text()
        if not stamped(stamp, text):
            pip(python, "install", f"{wheel}[{extras}]")
            stamp.write_text(text)
    stamp, text = python.folder / ".hpy", fingerprint()
    if not stamped(stamp, text):
        pip(python, "install", "--no-index", "--no-deps", "--force-reinstall", wheel)
        stamp.write_text(text)


# Tests ---------------------------------------------------------------------------------------------------------------


def pytest_command(python, options):
    # From a folder of its own, so that 'import hpy' finds what is installed and not the checkout.
    command = [str(python.executable), "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)]
    command += ["-o", f"cache_dir={BUILD / 'pytest' / python.tag}", "-n", str(JOBS)]
    if options.k:
        command += ["-k", options.k]
    if any(option.startswith("--layers=") and "debug" in option for option in options.rest):
        command.append("--hpy-debug")  # whatever is found fails its test, unless a marker allows it
    if not options.paths:
        command.append(f"--ignore={ROOT / BUILD_TESTS}")  # they want tools of their own
    return command + options.rest + [str((ROOT / path).resolve()) for path in options.paths or ["tests"]]


def pytest_commands(python, options):
    """The whole suite is several runs on a Python without a GIL: its collections visit all that pytest holds, and for
    all tests of the suite at once each of them takes as long as a hundred tests."""
    if "t" not in python.flags or options.paths:
        return [pytest_command(python, options)]
    found = sorted((ROOT / "tests").rglob("test_*.py"))
    files = [str(path) for path in found if ROOT / BUILD_TESTS not in path.parents]
    parts = [files[i : i + FILES_WITHOUT_GIL] for i in range(0, len(files), FILES_WITHOUT_GIL)]
    return [pytest_command(python, argparse.Namespace(k=options.k, rest=options.rest, paths=part)) for part in parts]


def test_environment():
    """One cache of compiled snippets for all Pythons: what is universal is compiled once."""
    return {"HPY_TEST_CACHE": str(BUILD / "test-cache"), **clean_environment()}


def scratch():
    folder = BUILD / "scratch"
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


def do_test(options):
    python = current()
    prepare(python, tests=True)
    commands = pytest_commands(python, options)
    if len(commands) == 1:
        return subprocess.call(commands[0], cwd=scratch(), env=test_environment())
    status, closing = joined([show(command) for command in commands])
    say(closing)
    return status


def do_test_build(options):
    python = current()
    make_environment(python)
    wheel = make_wheel(python)
    wheels = beside("tool_wheels").fill(python, wheel)
    python.variant = "-builds"  # an environment of its own
    prepare(python, tests=True, wheel=wheel, extras="test,builds,release")
    options.paths = options.paths or [BUILD_TESTS]
    environment = {**test_environment(), "HPY_TEST_WHEELS": str(wheels)}
    return subprocess.call(pytest_command(python, options), cwd=scratch(), env=environment)


def do_test_all(options):
    hosts, rows = beside("hosts"), {}
    here = [hosts.Tested(python.name, own_command, python, options) for python in find_pythons()]
    wanted = chosen(here, hosts.tested(options, {python.name for python in here}))
    for python in wanted:
        try:
            commands = python.commands()
        except Failure as failure:
            say(str(failure))
            rows[python.name] = 1, "1 error: cannot be built"
            continue
        ends = {}
        for name, command, environment in commands:
            if name not in rows:  # several hosts take what one run here compiles
                say(f"\n=== {name}")
                ends.setdefault(name, []).append(show(command, environment))
        rows.update((name, joined(found)) for name, found in ends.items())
    if not (options.k or options.paths or options.rest):
        beside("results").keep({python.name: rows[python.name] for python in wanted})
    say("")
    table(
        ["Python", "", "pytest"],
        [[name, "FAILED" if status else "ok", text.strip("= ")] for name, (status, text) in rows.items()],
    )
    results = [(status, *count(closing)) for status, closing in rows.values()]
    failed = sum(max(bad, int(status != 0)) for status, _, bad in results)
    say(f"{sum(good for _, good, _ in results)} passed, {failed} failed")
    return int(failed > 0)


def own_command(python, options):
    """[(name, command, environment)] for a Python of this machine."""
    say(f"\n{python.name} is {python.path}")
    prepare(python, tests=True)
    return [(python.name, command, {}) for command in pytest_commands(python, options)]


def table(head, rows):
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, ["-" * width for width in widths], *rows]:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def chosen(pythons, hosts=()):
    """Those that HPY_TEST_PYTHONS names; all without it. Of hosts, 'oldest' and 'newest' are none."""
    wanted, every = os.environ.get("HPY_TEST_PYTHONS"), [*pythons, *hosts]
    if not wanted:
        return every
    names = {"oldest": pythons[0].name, "newest": pythons[-1].name}
    wanted = [names.get(name.strip(), name.strip()) for name in wanted.split(",")]
    unknown = set(wanted) - {python.name for python in every}
    if unknown:
        raise Failure(f"HPY_TEST_PYTHONS: no Python {', '.join(sorted(unknown))} was found")
    return [python for python in every if python.name in wanted]


def show(command, environment=None):
    """Run pytest, passing on what it prints. Returns its exit status and its closing line."""
    last, environment = "", {**test_environment(), **(environment or {})}
    with subprocess.Popen(
        command, cwd=scratch(), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        for line in process.stdout:
            text = line.decode(errors="replace").rstrip()
            say(text)
            last = text or last
    return process.returncode, last


def joined(ends):
    """Several ends of pytest, (exit status, closing line), as one."""
    if len(ends) == 1:
        return ends[0]
    total, seconds = {}, 0.0
    for _, closing in ends:
        for word, number in numbers(closing).items():
            total[word] = total.get(word, 0) + number
        seconds += sum(map(float, re.findall(r" in ([\d.]+)s", closing)))
    counts = [f"{number} {word}" for word, number in total.items()]
    statuses = [status for status, _ in ends if status != NO_TESTS] or [NO_TESTS]
    return max(statuses, key=abs), "%s in %.2fs" % (", ".join(counts) or "no tests ran", seconds)


def count(closing):
    """(passed, failed or in error) of pytest's closing line."""
    found = numbers(closing)
    return found.get("passed", 0), found.get("failed", 0) + found.get("error", 0)


def numbers(closing):
    """What pytest's closing line counts, by its words in the singular."""
    words = re.findall(r"(\d+) (passed|failed|skipped|deselected|errors?|warnings?)", closing)
    return {word.rstrip("s"): int(number) for number, word in words}


# The other commands --------------------------------------------------------------------------------------------------


def do_build(options):
    python = current()
    make_environment(python)
    run(python.executable, "setup.py", "-q", "build_ext", "--inplace")
    return 0


def do_gen(options):
    return subprocess.call([sys.executable, "-m", "apigen"], cwd=str(ROOT))


def do_check(options):
    return beside("check").main(options)


def do_format(options):
    return beside("check").write_format()


def do_results(options):
    return beside("results").main(options)


def do_hosts(options):
    return beside("hosts").set_up(options)


def do_errors(options):
    return beside("errors_in_c").main(options)


def do_fuzz(options):
    return beside("fuzz").main(options)


def do_demo(options):
    return beside("demo").main(options)


def do_release_check(options):
    return beside("release").main(options)


def do_docs(options):
    return beside("docs").main(options)


def beside(name):
    """A module of this folder. It imports this file by its name, which runs as __main__."""
    sys.modules.setdefault("dev", sys.modules[__name__])
    return importlib.import_module(name)


def do_bench(options):
    python = current()
    prepare(python)
    name = options.paths[0] if options.paths[:1] in (["layers"], ["scaling"]) else ""
    # As 'python -m bench', but the installed hpy comes before the checkout's.
    code = (
        f"import runpy, sys; sys.path[0:1] = []; sys.path.append({str(ROOT)!r}); "
        f"runpy.run_module({'bench.' + name if name else 'bench'!r}, run_name='__main__', alter_sys=True)"
    )
    command = [str(python.executable), "-c", code, *options.rest, *options.paths[bool(name) :]]
    return subprocess.call(command, cwd=scratch(), env=clean_environment())


def do_clean(options):
    shutil.rmtree(str(BUILD), ignore_errors=True)
    folders = [ROOT / "hpy" / "devel" / "lib", *ROOT.glob("*.egg-info"), *ROOT.glob(".*_cache")]
    for folder in [*folders, *ROOT.rglob("__pycache__")]:
        shutil.rmtree(str(folder), ignore_errors=True)
    for path in [*(ROOT / "hpy").glob("universal.*so"), *(ROOT / "hpy").glob("universal.*pyd")]:
        path.unlink()
    return 0


COMMANDS = {
    "build": do_build,
    "gen": do_gen,
    "check": do_check,
    "format": do_format,
    "test": do_test,
    "test-all": do_test_all,
    "test-build": do_test_build,
    **dict.fromkeys(("leaks", "asan", "ubsan", "tsan", "faults"), do_errors),
    "fuzz": do_fuzz,
    "results": do_results,
    "hosts": do_hosts,
    "demo": do_demo,
    "bench": do_bench,
    "release-check": do_release_check,
    "docs": do_docs,
    "clean": do_clean,
}


def main(args):
    if sys.version_info < OLDEST:
        raise Failure("HPy needs Python 3.8 or later, this is " + sys.version.split()[0])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND")
    parser.add_argument("-k", default=None, metavar="EXPRESSION", help="only tests that match it")
    parser.add_argument("paths", nargs="*", help="for pytest or for the benchmarks, as are other options")
    options, options.rest = parser.parse_known_args(args)
    return COMMANDS[options.command](options)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        sys.exit(str(failure))
    except KeyboardInterrupt:
        sys.exit(130)
