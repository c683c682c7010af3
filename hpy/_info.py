"""The commands info and doctor: what this installation of hpy is, and whether extensions can be built with it here."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from typing import Any, Iterable, NamedTuple

from . import __version__, _environment
from ._output import painter, printable, wants_color

INFO_EXAMPLES = """\
examples:
  hpy info
  hpy info --json      for a program
"""
DOCTOR_EXAMPLES = """\
examples:
  hpy doctor
  CC=clang hpy doctor      with another compiler
  hpy doctor --json        for a program
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to those of python -m hpy."""
    info = subparsers.add_parser(
        "info",
        help="tell versions, ABIs and places of this installation",
        description="Tell which hpy this is, what its host takes, and where its parts are.",
        epilog=INFO_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    info.add_argument("--json", action="store_true", help="print JSON")
    info.set_defaults(run=run_info, program_parser=info)
    doctor = subparsers.add_parser(
        "doctor",
        help="tell what is missing here to build extensions",
        description="Build and import a small extension in each ABI, and tell what is missing. The exit status is 0 "
        "when the universal ABI works.",
        epilog=DOCTOR_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    doctor.add_argument("--json", action="store_true", help="print JSON")
    doctor.set_defaults(run=run_doctor, program_parser=doctor)


# ---- info


def run_info(options: argparse.Namespace) -> int:
    told = information()
    if options.json:
        print(json.dumps(told, indent=2))
        return 0
    width = max(map(len, told)) + 2
    for name, value in told.items():
        text = ", ".join(value) if isinstance(value, list) else value
        print(f"{name.replace('_', ' ') + ':':<{width}}{printable(text)}")
    return 0


def information() -> dict[str, Any]:
    """What the command prints, by name."""
    from . import universal
    from .devel import HPyDevel, abitag
    from .devel.generated import ABI_MINORS

    devel = HPyDevel()
    libraries = [abi for abi in abitag.ABIS if devel.get_static_libs(abi)]
    return {
        "hpy": __version__,
        "ABI": f"{abitag.HPY_ABI_TAG}, minor versions {', '.join(map(str, ABI_MINORS))}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}{_threads()}",
        "platform": sysconfig.get_platform(),
        "host": os.path.abspath(str(universal.__file__)),
        "headers": str(devel.include_dir),
        "static_libraries": libraries,
        "modes": [mode for mode in ("debug", "trace") if importlib.util.find_spec(f"hpy.{mode}")],
        "mode_now": _environment.get_mode() or "universal",
    }


def _threads() -> str:
    if not sysconfig.get_config_var("Py_GIL_DISABLED"):
        return ""
    has_gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    return ", free-threaded, with the GIL" if has_gil else ", free-threaded"


# ---- doctor

SOURCE = """\
#include "hpy.h"

HPyDef_METH(answer, "answer", HPyFunc_NOARGS)
static HPy answer_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPyLong_FromLong(ctx, 42);
}

static HPyDef *defines[] = {&answer, NULL};
static HPyModuleDef doctor = {.defines = defines};
HPy_MODINIT(hpy_doctor, doctor)
"""


class Check(NamedTuple):
    """One line of the answer; 'cure' is what to do, or ""."""

    name: str
    good: bool
    text: str
    cure: str = ""


def run_doctor(options: argparse.Namespace) -> int:
    from .devel import abitag

    checks = [*_tools()]
    has_compiler = all(check.good for check in checks if check.name == "compiler")
    built = [_build(abi) for abi in reversed(abitag.ABIS)] if has_compiler else []
    works = any(check.good for check in built if check.name == "universal")
    if options.json:
        print(json.dumps({"works": works, "checks": [check._asdict() for check in [*checks, *built]]}, indent=2))
        return int(not works)
    paint = painter(wants_color(stream=sys.stdout))
    for check in [*checks, *built]:
        state = paint("good", "ok") if check.good else paint("error", "MISSING")
        print(f"{check.name + ':':<14}{state}, {printable(check.text)}")
        if check.cure:
            print(f"{'':<14}{printable(check.cure)}")
    print("extensions can be built" if works else "extensions cannot be built")
    return int(not works)


def _tools() -> Iterable[Check]:
    from .devel import OLDEST_SETUPTOOLS, flags, hints

    command = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or ("cl" if os.name == "nt" else "cc"))
    found = shutil.which(command[0])
    yield Check("compiler", bool(found), found or command[0], "" if found else hints.no_compiler(command[0]))
    folders = flags.python_include_dirs()
    header = next((f for f in folders if os.path.exists(os.path.join(f, "Python.h"))), "")
    text = header or "Python.h, which the ABIs hybrid and cpython need"
    yield Check("Python.h", bool(header), text, "" if header else hints.no_python_h(where=folders))
    try:
        import setuptools
    except ImportError:
        yield Check("setuptools", False, "which pip brings where it isolates builds", "pip install setuptools wheel")
        return
    good = int(setuptools.__version__.partition(".")[0]) >= OLDEST_SETUPTOOLS
    cure = "" if good else f'pip install "setuptools>={OLDEST_SETUPTOOLS}"'
    yield Check("setuptools", good, setuptools.__version__, cure)


def _build(abi: str) -> Check:
    """Build the module in the ABI, and import it in a process of its own."""
    from .devel import flags

    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "doctor.c"), "w", encoding="utf-8") as file:
            file.write(SOURCE)
        command = flags.compile_line(abi, None, "hpy_doctor", ["doctor.c"])
        code = "import sys; sys.path.insert(0, ''); import hpy_doctor; assert hpy_doctor.answer() == 42"
        for words in (command, [sys.executable, "-c", code]):
            try:
                done = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
            except (OSError, subprocess.TimeoutExpired) as error:
                return Check(abi, False, str(error))
            if done.returncode != 0:
                last = done.stdout.decode(errors="replace").strip().splitlines()[-1:]
                return Check(abi, False, " ".join(last) or f"exit status {done.returncode}")
    return Check(abi, True, "a module was built and imported")
