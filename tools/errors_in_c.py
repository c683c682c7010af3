"""Tests that look for errors in the C: make leaks, asan, ubsan, tsan and faults, which are python tools/dev.py NAME.

Each builds hpy and what the tests compile in its own way, or takes a Python that was. What they find fails the run.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys

from dev import (
    BUILD,
    NEWEST_TRIED,
    OLDEST,
    ROOT,
    Failure,
    beside,
    current,
    prepare,
    probe,
    pytest_command,
    run,
    say,
    scratch,
    test_environment,
)

REPEATED = [
    "tests/api",
    "tests/loader",
    "tests/examples/test_callbacks.py",
    "tests/examples/test_cpp_spans.py",
    "tests/examples/test_digest.py",
    "tests/examples/test_json_reader.py",
    "tests/examples/test_json_writer.py",
    "tests/examples/test_lru.py",
    "tests/examples/test_pvector.py",
    "tests/examples/test_vector.py",
    "tests/support/test_leaks.py",
]  # the others load no C
THREADED = [
    "tests/api/test_at_exit.py",
    "tests/api/test_leave.py",
    "tests/api/test_locks.py",
    "tests/api/test_parallel.py",
    "tests/api/test_threads.py",
    "tests/api/test_threads_at_end.py",
    "tests/examples/test_callbacks.py",
    "tests/examples/test_in_parallel.py",
    "tests/loader/test_declarations.py",
    "tests/loader/test_interpreters.py",
]  # the others have one thread
# They build with flags of their own, or run in other processes: a sanitizer would see nothing. Or they do what
# sanitizers do not allow: replace malloc, limit memory, begin a debugger, which would be checked itself, take another
# user's rights.
OTHER_FLAGS = [
    "tests/debuggers",
    "tests/devel",
    "tests/docs",
    "tests/faults",
    "tests/fuzz",
    "tests/loader/test_set_user_id.py",
    "tests/outside",
    "tests/examples/test_porting.py",
    "tests/examples/test_quickstart.py",
]
# AddressSanitizer brings the checks for undefined behaviour along: a pass over everything costs little more with both.
SANITIZERS = {"asan": "address,undefined", "ubsan": "undefined", "tsan": "thread"}
# What a report begins with. Those of ThreadSanitizer are called warnings; other warnings are none.
REPORTS = ("ERROR: ", "runtime error: ", "WARNING: ThreadSanitizer")
# Races of CPython 3.13 below functions that hpy calls, or that call it. The first further thread makes objects immortal
# without a lock; the end of Python frees the states of daemon threads, which still look at them; an import reads the
# size in a module's definition, to refuse a negative one, when another interpreter's first import writes there what all
# write.
OF_PYTHON = (
    r"#0 _PyGC_ImmortalizeDeferredObjects ",
    r"#\d+ _PyThreadState_DeleteList ",
    r"#0 PyModule_FromDefAndSpec2 ",
)
LIB_DYNLOAD = "import sysconfig; print(sysconfig.get_config_var('DESTSHARED'))"
NO_DEBUG_PYTHON = (
    "make leaks needs a debug build of CPython, which counts references; install one: 'apt install python3-dbg' "
    "(Debian, Ubuntu), 'dnf install python3-debug' (Fedora), or name yours in the variable HPY_DEBUG_PYTHON"
)
NO_TSAN_PYTHON = (
    "make tsan needs a CPython 3.13 or later that was built by './configure --disable-gil --with-thread-sanitizer'; "
    "'python tools/dev.py hosts 3.13t-tsan' makes one on Debian, HPY_TSAN_PYTHON names another (%s is none)"
)


def main(options):
    """The command."""
    return {"leaks": do_leaks, "faults": do_faults}.get(options.command, do_sanitizer)(options)


# References ----------------------------------------------------------------------------------------------------------


def do_leaks(options):
    python = debug_python()
    options.paths = options.paths or REPEATED
    options.rest.append("--leaks")
    prepare(python, tests=True)
    return subprocess.call(pytest_command(python, options), cwd=scratch(), env=test_environment())


def debug_python():
    """The one that HPY_DEBUG_PYTHON names; else the current one; else the newest on the path."""
    versions = range(NEWEST_TRIED[1] - 1, OLDEST[1] - 1, -1)
    names = [f"python3.{minor}{end}" for minor in versions for end in ("-dbg", "d", "td")]
    chosen_one = os.environ.get("HPY_DEBUG_PYTHON")
    paths = [chosen_one] if chosen_one else [sys.executable, *map(shutil.which, names)]
    pythons = [python for python in map(probe, filter(None, paths)) if python and python.debug]
    if not pythons:
        raise Failure(NO_DEBUG_PYTHON)
    lacks = [python.missing() for python in pythons]
    if None not in lacks:
        raise Failure(lacks[0])
    return pythons[lacks.index(None)]


# Allocations ---------------------------------------------------------------------------------------------------------


def do_faults(options):
    """Every allocation and every mode of layers; the ordinary suite has a part of that."""
    python = current()
    prepare(python, tests=True)
    options.paths = options.paths or ["tests/faults"]
    environment = {**test_environment(), "HPY_FAULTS": "all"}
    return subprocess.call(pytest_command(python, options), cwd=scratch(), env=environment)


# Sanitizers ----------------------------------------------------------------------------------------------------------


def do_sanitizer(options):
    """hpy and the snippets of the tests are compiled for the sanitizer."""
    name = SANITIZERS[options.command]
    python = thread_python() if options.command == "tsan" else current()
    python.variant = "-" + options.command
    python.compiler_flags = f"-g -fsanitize={name} -fno-sanitize-recover=all -fno-omit-frame-pointer"
    environment = {} if options.command == "tsan" else preloading(options.command)
    prepare(python, tests=True)
    reports = BUILD / options.command
    shutil.rmtree(str(reports), ignore_errors=True)
    reports.mkdir(parents=True)
    options.rest += [f"--ignore={ROOT / path}" for path in OTHER_FLAGS]
    if options.command == "tsan":
        options.paths = options.paths or THREADED
    environment = {**test_environment(), **environment, **sanitizer_environment(reports)}
    environment["HPY_TEST_CFLAGS"] = python.compiler_flags
    status = subprocess.call(pytest_command(python, options), cwd=scratch(), env=environment)
    found = [path.read_text(errors="replace") for path in sorted(reports.iterdir())]
    found = [text for text in found if any(mark in text for mark in REPORTS)]
    if options.command == "tsan":
        races = [race for text in found for race in re.split("^={18}$", text, flags=re.M) if REPORTS[-1] in race]
        modules = os.listdir(run(python.executable, "-c", LIB_DYNLOAD).strip())
        found = [race for race in races if is_ours(race, modules)]
        say(f"{len(races) - len(found)} races between functions of Python alone are not shown")
    for text in found:
        say("\n" + text)
    say(f"{len(found)} reports of {name} errors")
    return status or int(bool(found))


def is_ours(race, modules):
    """Whether one of the two accesses is in C of hpy or of a test, or in what that has called; 'modules' are Python's.

    CPython has races of its own, which its developers list and mend: they would hide ours.
    """
    accesses = re.split(r"^  (?:Location is|Thread T|As if|SUMMARY)", race, maxsplit=1, flags=re.M)[0]
    if any(re.search(frame, accesses) for frame in OF_PYTHON):
        return False
    files = re.findall(r"^ +#\d+ .*\((\S+)\+0x[0-9a-f]+\)$", accesses, re.M)
    names = {os.path.basename(file) for file in files}.difference(modules)
    return any(not re.match(r"python|libtsan|libc[.]|ld-", name) for name in names)


def thread_python():
    """HPY_TSAN_PYTHON, or a host, or the current one. ThreadSanitizer has to see all that synchronizes threads."""
    path = os.environ.get("HPY_TSAN_PYTHON") or [*beside("built_hosts").found("3.13t-tsan"), sys.executable][0]
    code = "import sysconfig; print(sysconfig.get_config_var('CONFIG_ARGS'))"
    python = probe(path)
    if python is None or "--with-thread-sanitizer" not in run(path, "-c", code):
        raise Failure(NO_TSAN_PYTHON % path)
    if python.missing():
        raise Failure(python.missing())
    return python


def preloading(command):
    """Python is not compiled for these sanitizers, so their library is preloaded."""
    return {
        "LD_PRELOAD": sanitizer_library(command),
        "PYTHONMALLOC": "malloc",  # or all small objects would lie in a few large blocks, which hides errors
    }


def sanitizer_library(command):
    """What is to be preloaded."""
    name = f"lib{command}.so"
    compiler = shlex.split(os.environ.get("CC") or "cc")
    path = run(*compiler, f"-print-file-name={name}").strip()
    if not os.path.isabs(path) or "clang" in run(*compiler, "--version"):  # which finds gcc's, but has its own
        raise Failure(f"make {command} needs gcc on Linux, with {name}; {compiler[0]!r} is another or lacks it")
    # Exceptions of C++ pass through the sanitizer's functions, which look for those of libstdc++ when a process begins.
    cpp = run(*compiler, "-print-file-name=libstdc++.so.6").strip()
    return f"{path} {cpp}" if os.path.isabs(cpp) else path


def sanitizer_environment(reports):
    # Reports go to files: pytest has taken standard error, and a process that ends at once does not give it back.
    common = f"log_path={reports / 'report'}"
    return {
        "ASAN_OPTIONS": common + ":halt_on_error=1:detect_leaks=0:allocator_may_return_null=1",
        "UBSAN_OPTIONS": common + ":halt_on_error=1:print_stacktrace=1",
        # Races of Python's own, see is_ours(), are not to end the process.
        "TSAN_OPTIONS": common + ":exitcode=0:history_size=4",
    }
