"""The rules that a machine can hold: python tools/dev.py check [STEP ...]; all steps without one, each on its own.

    generated  generated files are fresh
    rooms      who includes what, circles, lengths, version and platform code (tools/check_rooms.py)
    lint       ruff over all Python
    format     ruff's format of all Python; 'make format' writes it
    spelling   codespell over documents and comments
    types      mypy, strict, over hpy/
    stubs      the stubs of hpy.universal against the built module
    c          clang-tidy over universal/ and hpy/devel/src
    tests      the quick tests: frozen ABI, symbols, headers, rooms, apigen

The tools come from PyPI in the versions of tools/requirements-check.txt, into build/venvs/check.
"""

import os
import re
import subprocess
import sys
import sysconfig
import time
from concurrent.futures import ThreadPoolExecutor

import dev
import rooms as rooms_table
import tool_environment
from dev import BUILD, ROOT, Failure, say

TOOLS = BUILD / "venvs" / "check"
PROGRAMS = TOOLS / ("Scripts" if os.name == "nt" else "bin")
TOOLS_PYTHON = PROGRAMS / "python"
REQUIREMENTS = ROOT / "tools" / "requirements-check.txt"
OLDEST_FOR_TOOLS = (3, 10)  # mypy's; it reads the code as that version, ruff as the oldest that hpy supports
QUICK_TESTS = [
    "tests/abi",
    "tests/apigen",
    "tests/headers",
    "tests/rooms",
    "tests/devel/test_abitag.py",
    "tests/devel/test_config.py",
    "tests/devel/test_devel.py",
]
TEXTS = "*.md docs api apigen bench examples hpy tests tools universal"


def main(options):
    """Run the steps; all of them, also where one fails."""
    unknown = [name for name in options.paths if name not in STEPS]
    if unknown:
        raise Failure("make check has no step %s; there are %s" % (", ".join(unknown), ", ".join(STEPS)))
    failed = []
    for name in options.paths or STEPS:
        began = time.monotonic()
        try:
            good = STEPS[name](options)
        except Failure as failure:
            say(str(failure))
            good = False
        say("%-10s %s in %.0f s" % (name, "ok" if good else "FAILED", time.monotonic() - began))
        failed += [] if good else [name]
    say("check: %s" % ("failed: " + ", ".join(failed) if failed else "all ok"))
    return int(bool(failed))


def call(*command, **more):
    """Whether the command, which prints what it finds, finds nothing."""
    return subprocess.call([str(word) for word in command], cwd=str(more.pop("cwd", ROOT)), **more) == 0


# The tools -----------------------------------------------------------------------------------------------------------


def tool(name):
    """The path of a tool, installed at need."""
    install_tools()
    return PROGRAMS / name


def install_tools():
    tool_environment.install("check", TOOLS, REQUIREMENTS, OLDEST_FOR_TOOLS)


# Steps ---------------------------------------------------------------------------------------------------------------


def generated(options):
    return call(sys.executable, "-m", "apigen", "--check")


def rooms(options):
    return call(sys.executable, "tools/check_rooms.py")


def lint(options):
    return call(tool("ruff"), "check", "--quiet", "--output-format=concise", ".")


def formatted(options):
    good = call(tool("ruff"), "format", "--check", "--quiet", ".")
    if not good:
        say("these files are formatted by: make format")
    return good


def write_format():
    return int(not call(tool("ruff"), "format", "."))


def spelling(options):
    return call(tool("codespell"), *[path for name in TEXTS.split() for path in ROOT.glob(name)])


def types(options):
    return call(tool("mypy"), "--no-error-summary")


# The modules of the layers are made at their first use, as attributes of hpy.universal: no import finds them.
STUBS = ["hpy.universal", "hpy.debug._debug", "hpy.trace._trace"]
STUBTEST = """
import sys
from hpy.universal import _debug, _trace
from mypy.stubtest import main
sys.modules.update({module.__name__: module for module in (_debug, _trace)})
sys.exit(main())
"""


def stubs(options):
    """The stubs are the checkout's; the module is that of the wheel, which is built for the Python of the tools."""
    install_tools()
    python = dev.current()
    stamp, text = TOOLS / ".hpy", dev.fingerprint()
    if not dev.stamped(stamp, text):
        dev.make_environment(python)
        wheel = dev.make_wheel(python)
        dev.run(TOOLS_PYTHON, "-m", "pip", "install", "-q", "--no-index", "--no-deps", "--force-reinstall", wheel)
        stamp.write_text(text, encoding="utf-8")
    environment = {**dev.clean_environment(), "MYPYPATH": str(ROOT)}
    command = [TOOLS_PYTHON, "-c", STUBTEST, "--concise", "--mypy-config-file", ROOT / "pyproject.toml", *STUBS]
    return call(*command, cwd=dev.scratch(), env=environment)


# What finds mistakes; the style of the code is not clang-tidy's business. What is left out says why.
C_CHECKS = [
    "-*",
    "bugprone-*",
    "-bugprone-assignment-in-if-condition",  # style
    "-bugprone-branch-clone",  # cases that do the same by chance
    "-bugprone-easily-swappable-parameters",  # most functions with two parameters
    "-bugprone-implicit-widening-of-multiplication-result",  # of small numbers that are checked
    "-bugprone-inc-dec-in-conditions",  # of C++; && and || have an order in C
    "-bugprone-macro-parentheses",  # parameters of our macros are names and types
    "-bugprone-multi-level-implicit-pointer-conversion",  # handles in arrays
    "-bugprone-narrowing-conversions",  # -Wconversion's
    "-bugprone-reserved-identifier",  # _HPy is ours
    "-bugprone-signed-bitwise",  # flags are ints in CPython
    "-bugprone-switch-missing-default-case",  # style
    "-bugprone-unhandled-code-paths",  # style
    "clang-analyzer-core.*",
    "clang-analyzer-deadcode.*",
    "clang-analyzer-unix.*",
]

# Findings that are none: (check, what stands in the line) -> reason.
C_EXCEPTIONS = {
    ("bugprone-sizeof-expression", "8 * sizeof(wrong) * sizeof("): "room for a text for each bit",
    ("core.UndefinedBinaryOperatorResult", "return *name != "): "one text of many names; 'slot' was checked before",
    ("core.NullPointerArithm", "b->_next - (const char *)b->_i"): "has_block() says that there is one",
}

# Some functions of the analyzer's would take ten minutes in place of one.
ANALYZER = ["-Xclang", "-analyzer-config", "-Xclang", "max-nodes=20000"]


def c(options):
    """clang-tidy over each source, as it is compiled for hpy.universal."""
    program = tool("clang-tidy")
    folders = ["-I" + folder for folder in rooms_table.INCLUDE_FOLDERS]
    macros = ["-D" + macro for macro in rooms_table.MACROS]
    flags = ["-std=c11", *macros, *folders, "-isystem", sysconfig.get_paths()["include"], *ANALYZER]
    command = [str(program), "--quiet", "--checks=" + ",".join(C_CHECKS)]

    def look(source):
        done = subprocess.run([*command, str(source), "--", *flags], cwd=str(ROOT), capture_output=True)
        text = done.stdout.decode(errors="replace")
        if done.returncode and not text:
            text = done.stderr.decode(errors="replace")
        return done.returncode, re.split(r"\n(?=\S+:\d+:\d+: (?:warning|error): )", "\n" + text)[1:] or [text]

    with ThreadPoolExecutor(dev.JOBS) as pool:
        results = list(pool.map(look, c_sources()))
    used = set()
    left = [text for _, findings in results for text in findings if text.strip() and not excused(text, used)]
    for text in dict.fromkeys(left):
        say(text.rstrip())
    for key in set(C_EXCEPTIONS) - used:
        say("tools/check.py: C_EXCEPTIONS no longer needs %s: remove it" % (key,))
    return not left and used == set(C_EXCEPTIONS) and not any(status for status, _ in results)


def excused(finding, used):
    """Whether a finding is among the exceptions, which are noted in 'used'."""
    head = "\n".join(finding.splitlines()[:2])
    keys = {(check, text) for check, text in C_EXCEPTIONS if check + "]" in head and text in head}
    used |= keys
    return bool(keys)


def c_sources():
    other = "os_windows.c" if os.name != "nt" else "os_posix.c"  # the end of the names of the other system's files
    folders = [ROOT / "universal", ROOT / "hpy" / "devel" / "src"]
    return sorted(path for folder in folders for path in folder.rglob("*.c") if not path.name.endswith(other))


def tests(options):
    options.paths = [path for path in QUICK_TESTS if (ROOT / path).exists()]
    return dev.do_test(options) == 0


STEPS = {
    "generated": generated,
    "rooms": rooms,
    "lint": lint,
    "format": formatted,
    "spelling": spelling,
    "types": types,
    "stubs": stubs,
    "c": c,
    "tests": tests,
}
