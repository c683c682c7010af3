"""One line for each thing a build can miss: on the machine, and what brings it; in the settings, and what to write."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterable, Sequence

from . import minors


def no_compiler(command: str) -> str:
    """The C compiler 'command' cannot be run."""
    return (
        f"no C compiler: cannot find {command!r}; install one: 'apt install gcc' (Debian, Ubuntu), "
        "'dnf install gcc' (Fedora), 'xcode-select --install' (macOS), or name yours in the variable CC"
    )


def only_for_cpython(abi: str) -> str | None:
    """Why this Python, if it is another one, gets no module of the CPython ABI: that is over what only CPython has."""
    python = sys.implementation
    if abi != "cpython" or python.name == "cpython":
        return None
    return (
        f"the ABI cpython is for CPython, and this is {python.name} {'.'.join(map(str, python.version[:3]))}: "
        'write abi = "universal", layout = "hpy0" and abi-minor = 0 below [tool.hpy] in pyproject.toml'
    )


def no_python_h(version: tuple[int, int] = sys.version_info[:2], where: Sequence[str] = ()) -> str:
    """The headers of Python 'version' are not in any of the folders 'where'."""
    name = "python%d.%d" % version
    looked = f" (looked in {os.pathsep.join(where)})" if where else ""
    if sys.implementation.name == "pypy":
        return f"Python.h of PyPy is missing{looked}; install it: 'apt install pypy3-dev' (Debian, Ubuntu)"
    return (
        f"Python.h of Python {version[0]}.{version[1]} is missing{looked}; install it: "
        f"'apt install {name}-dev' or 'python3-dev' (Debian, Ubuntu), 'dnf install {name}-devel' or 'python3-devel' "
        f"(Fedora), 'brew install python@{version[0]}.{version[1]}' (macOS)"
    )


def missing_tool(compiler: Any, abi: str) -> str | None:
    """What is missing for modules of 'abi': CPython, the program of the setuptools compiler object, Python.h."""
    another = only_for_cpython(abi)
    if another:
        return another
    command = getattr(compiler, "compiler_so", None)  # the compilers for Windows tell by themselves
    if command and shutil.which(command[0]) is None:
        return no_compiler(command[0])
    where = compiler.include_dirs
    if abi != "universal" and not any(os.path.exists(os.path.join(folder, "Python.h")) for folder in where):
        return no_python_h(where=where)
    return None


def no_venv(version: tuple[int, int] = sys.version_info[:2]) -> str:
    """Python 'version' cannot make virtual environments."""
    name = "python%d.%d" % version
    return (
        f"Python {version[0]}.{version[1]} has no module venv or ensurepip; install it: "
        f"'apt install {name}-venv' or 'python3-venv' (Debian, Ubuntu), 'dnf install {name}' (Fedora), "
        f"'brew install python@{version[0]}.{version[1]}' (macOS)"
    )


def newer_names(sources: Iterable[str | os.PathLike[str]], abi_minor: int | None) -> list[str]:
    """A line for each file that uses names of a newer minor version of the ABI than it asks for: in its text, or by the
    build's 'abi_minor', where None means the newest."""
    since = _names_since()
    lines = []
    for source in sources:
        text = Path(source).read_text(encoding="utf-8", errors="replace") if os.path.exists(source) else ""
        found = sorted(set(re.findall(r"\bHPy\w+|\bh_\w+", text)), key=text.find)
        asked = minors.of_text(text, abi_minor)
        newer = [name for name in found if since.get(name, 0) > asked]
        if newer:
            minor, more = max(since[name] for name in newer), "" if len(newer) == 1 else f" and {len(newer) - 1} more"
            lines.append(
                f"{source} uses {newer[0]}{more}, of minor version {minor} of the ABI, but asks for {asked}: "
                f"write abi-minor = {minor} below [tool.hpy] in pyproject.toml, or define HPY_ABI_MINOR as {minor}"
            )
    return lines


def never_defined(files: Iterable[str], sources: Iterable[str | os.PathLike[str]], option: str = "-D") -> list[str]:
    """Implementations that the sources' HPyDef macros declare, and that the linked file still looks for elsewhere. For
    objects that could not be linked, the option is '-g'."""
    try:
        command = ["nm", option, "--format=posix", *files]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return []  # no nm: then it shows at import
    undefined: set[str] = set()
    defined: set[str] = set()
    for line in done.stdout.decode(errors="replace").splitlines():
        symbol, _, kind = line.partition(" ")
        (undefined if kind[:1] in ("U", "w") else defined).add(symbol)
    undefined -= defined
    declared: set[str] = set()
    for source in filter(os.path.exists, sources):
        text = Path(source).read_text(encoding="utf-8", errors="replace")
        for macro, symbol in re.findall(r"\bHPy(Def_[A-Z_]+|Capsule_DESTRUCTOR)\(\s*(\w+)", text):
            ends = ("_get", "_set") if "GET" in macro or "SET" in macro else ("_impl",)
            declared.update(symbol + end for end in ends)
    # C++ compilers write the length of the name in front of it, and some an L where it is static.
    return sorted(name for name in declared if name in undefined or _is_mangled(name, undefined))


def _is_mangled(name: str, symbols: Iterable[str]) -> bool:
    return any(re.match(f"_ZL?{len(name)}{name}", symbol) for symbol in symbols)


def _names_since() -> dict[str, int]:
    """{name: minor version} of what the headers show to extensions that ask for that version only."""
    since: dict[str, int] = {}
    declared: dict[str, int] = {}  # of which the headers say it themselves
    always: set[str] = set()
    for header in sorted((Path(__file__).parent / "include").rglob("*.h")):
        minors: list[int] = []  # of the conditions around the line
        for line in header.read_text(encoding="utf-8").splitlines():
            condition = re.match(r"\s*#\s*(if|el|endif)", line)
            if condition:
                asked = re.search(r"#\s*if HPY_ABI_MINOR >= (\d+)", line)
                if condition[1] != "if":
                    minors[-1:] = []
                if condition[1] != "endif":
                    minors.append(int(asked[1]) if asked else 0)
                continue
            refused = re.search(r'_HPY_(?:SINCE_(\d+)\("(\w+)"|NEWER\("(\w+)", "(\d+)")', line)
            if refused:  # declared for the error that says so
                declared[refused[2] or refused[3]] = int(refused[1] or refused[4])
                continue
            for name in re.findall(r"\bHPy\w+(?=\(| =)|\bh_\w+(?=;)", line):
                since.setdefault(name, max(minors, default=0))
                if not any(minors):
                    always.add(name)
    return {**{name: minor for name, minor in since.items() if name not in always}, **declared}
