"""Looks up addresses with the system's own programs: llvm-symbolizer, addr2line, and atos on macOS."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import Iterable

from ._dwarf import LONGEST_TEXT, MOST_FRAMES, Frame

TIMEOUT = 30  # seconds, for all addresses of a file
# LD_PRELOAD is for this process; and no report asks servers for what a binary says that it was built of.
NOT_FOR_THEM = ("LD_PRELOAD", "DEBUGINFOD_URLS")
_ATOS_BASE = 0x100000000
_ATOS_LINE = re.compile(r"(?P<function>.+?) \(in [^)]*\)(?: \((?P<file>.*):(?P<line>\d+)\)| \+ \d+)?")

COMMANDS = [  # llvm's first: binutils up to 2.40 at least mistakes files and inlined functions of DWARF 5
    ("llvm-symbolizer", ["--output-style=GNU", "--addresses", "--functions", "--demangle", "--obj={path}"]),
    ("llvm-addr2line", ["-a", "-f", "-i", "-C", "-e", "{path}"]),
    ("addr2line", ["-a", "-f", "-i", "-C", "-e", "{path}"]),
]


def find(name: str) -> str | None:
    """The program, with its folder: one of PATH that has a full name. In the current folder may lie anybody's files."""
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        program = os.path.join(folder, name + (".exe" if os.name == "nt" else ""))
        if os.path.isabs(folder) and shutil.which(program):
            return program
    return None


def available() -> bool:
    """Whether any of the programs is there."""
    return any(find(name) for name in ("atos", *(name for name, _ in COMMANDS)))


def lookup(path: str, addresses: Iterable[int]) -> dict[int, list[Frame]]:
    """{address: [Frame, innermost first]} for the addresses that a program knows something of. TimeoutError if slow."""
    path = os.path.abspath(path)  # no program takes it for an option
    atos = find("atos")
    if atos:
        return _ask_atos(atos, path, addresses)
    for name, arguments in COMMANDS:
        program = find(name)
        found = ask(program, arguments, path, addresses) if program else {}
        if found:
            return found
    return {}


def ask(program: str, arguments: list[str], path: str, addresses: Iterable[int]) -> dict[int, list[Frame]]:
    """lookup() by one of COMMANDS."""
    return parse_gnu(_run([program, *(argument.format(path=path) for argument in arguments)], addresses))


def parse_gnu(output: str) -> dict[int, list[Frame]]:
    """What addr2line -a -f -i prints: an address on a line, then two lines for each frame."""
    found: dict[int, list[Frame]] = {}
    frames: list[Frame] = []
    lines = iter(output.splitlines())
    for line in lines:
        if re.fullmatch("0x[0-9a-f]+", line):
            frames = found.setdefault(int(line, 16), [])
        elif line:
            frames.append(_gnu_frame(line, next(lines, "")))
    known = {address: frames for address, frames in found.items() if any(f.line or f.function for f in frames)}
    return {address: frames[:MOST_FRAMES] for address, frames in known.items()}


def _gnu_frame(function: str, place: str) -> Frame:
    function, place = function[:LONGEST_TEXT], place[-LONGEST_TEXT:]
    file, _, rest = place.rpartition(":")
    number = re.match(r"\d+", rest)
    line = int(number.group()[:9]) if number else 0
    known = file if file.strip("?") and line else None
    return Frame(None if function == "??" else function, os.path.normpath(known) if known else None, line or None)


def parse_atos(output: str, addresses: Iterable[int]) -> dict[int, list[Frame]]:
    """What atos prints: for each address a line, 'function (in library) (file:line)'; inlined frames follow theirs."""
    found = {}
    groups = re.split(r"\n\s*\n", output.strip()) if "\n\n" in output else output.strip().splitlines()
    for address, group in zip(addresses, groups):
        matches = [_ATOS_LINE.fullmatch(line.strip()) for line in group.splitlines()]
        frames = [Frame(m["function"], m["file"], int(m["line"]) if m["line"] else None) for m in matches if m]
        if frames:
            found[address] = frames
    return found


def _ask_atos(program: str, path: str, addresses: Iterable[int]) -> dict[int, list[Frame]]:
    command = [program, "-fullPath", "-i", "-o", path, "-l", hex(_ATOS_BASE)]
    output = _run(command + [hex(_ATOS_BASE + address) for address in addresses], [])
    return parse_atos(output, addresses)


def _run(command: list[str], addresses: Iterable[int]) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in NOT_FOR_THEM}
    try:
        done = subprocess.run(
            command,
            input="".join("%#x\n" % address for address in addresses).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(environment, LC_ALL="C"),
            timeout=TIMEOUT,
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError("%s takes more than %d seconds" % (os.path.basename(command[0]), TIMEOUT)) from None
    except (OSError, ValueError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")
