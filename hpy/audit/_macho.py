"""Mach-O: macOS. A file may hold binaries for several machines."""

from __future__ import annotations

import os
import struct
import tempfile
from typing import Any, Iterable

from ._binary import AuditError, Binary, bounded, need

_MACHINES = {0x01000007: "x86_64", 0x0100000C: "arm64", 7: "i386"}
_CODE = 64
_EXTERNAL, _TYPE, _UNDEFINED, _IN_SECTION = 0x01, 0x0E, 0x00, 0x0E  # of a symbol's type
_EXECUTABLE_STACK = 0x20000


def read(content: bytes) -> list[Binary]:
    macho = need("macholib.MachO", "macholib", "Mach-O")
    if content[:4] == b"\xca\xfe\xba\xbe" and content[4:8] > b"\0\0\0\x1e":  # Java's classes begin in the same way
        raise AuditError("this is no binary: neither ELF, Mach-O nor PE")
    handle, path = tempfile.mkstemp()  # macholib reads files by name
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        return [
            _read(header, content[header.offset : header.offset + header.size]) for header in macho.MachO(path).headers
        ]
    finally:
        os.unlink(path)


def _read(header: Any, content: bytes) -> Binary:
    from macholib import mach_o

    commands = [(int(load.cmd), command, data) for load, command, data in header.commands]
    segments = [c for cmd, c, _ in commands if cmd in (mach_o.LC_SEGMENT, mach_o.LC_SEGMENT_64)]
    tables = [c for cmd, c, _ in commands if cmd == mach_o.LC_SYMTAB]
    found = (symbol for table in tables for symbol in _symbols(content, header, table))
    symbols = list(bounded(found, lambda symbol: symbol[0], content))
    places = {name: value for name, kind, value in symbols if kind & _EXTERNAL and kind & _TYPE == _IN_SECTION}
    needed = (mach_o.LC_LOAD_DYLIB, mach_o.LC_LOAD_WEAK_DYLIB, mach_o.LC_REEXPORT_DYLIB)

    def code(name: str) -> bytes:
        for segment in segments:
            offset = places.get(name, -1) - int(segment.vmaddr)
            if 0 <= offset < int(segment.filesize):
                return content[int(segment.fileoff) + offset :][:_CODE]
        return b""

    machine = int(header.header.cputype) & 0xFFFFFFFF
    return Binary(
        "Mach-O",
        _MACHINES.get(machine, hex(machine)),
        frozenset(places),
        frozenset(name for name, kind, _ in symbols if kind & _EXTERNAL and kind & _TYPE == _UNDEFINED),
        tuple(_text(data) for cmd, _, data in commands if cmd in needed),
        tuple(_text(data) for cmd, _, data in commands if cmd == mach_o.LC_RPATH),
        (("no executable stack", not int(header.header.flags) & _EXECUTABLE_STACK),),
        sum(int(c.filesize) for c in segments if bytes(c.segname).startswith(b"__DWARF")),
        next(filter(None, (_baseline(cmd, command, mach_o) for cmd, command, _ in commands)), ""),
        code,
    )


def _symbols(content: bytes, header: Any, table: Any) -> Iterable[tuple[str, int, int]]:
    """Name, type and address of each symbol; the names have lost the underscore in front."""
    wide = header.MH_MAGIC in (0xFEEDFACF, 0xCFFAEDFE)
    entry = struct.Struct(header.endian + ("IBBHQ" if wide else "IBBHI"))
    start, names = int(table.symoff), content[int(table.stroff) :][: int(table.strsize)]
    for i in range(min(int(table.nsyms), len(content) // entry.size)):
        index, kind, _, _, value = entry.unpack_from(content, start + i * entry.size)
        name = names[index : names.index(b"\0", index)].decode("utf-8", "backslashreplace")
        if name and not kind & 0xE0:  # those are for debuggers
            yield name[1:] if name.startswith("_") else name, kind, value


def _baseline(cmd: int, command: Any, mach_o: Any) -> str:
    version = 0
    if cmd == mach_o.LC_VERSION_MIN_MACOSX:
        version = int(command.version)
    elif cmd == mach_o.LC_BUILD_VERSION and int(command.platform) == 1:
        version = int(command.minos)
    return f"macOS {version >> 16}.{version >> 8 & 0xFF}" if version else ""


def _text(data: Any) -> str:
    return bytes(data).rstrip(b"\0").decode("utf-8", "backslashreplace")
