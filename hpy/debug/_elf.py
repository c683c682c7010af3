"""What the sections of an ELF file tell: whether it has debug information, and in which other file that may lie.

Nothing in a file is believed: sizes are held against the file's own, names have an end, and what does not fit is left
out, so that one bad entry costs what it describes and no more.
"""

from __future__ import annotations

import binascii
import bisect
import functools
import os
import struct
from typing import BinaryIO, Iterable, NamedTuple, Tuple

from . import _files

DEBUG_FOLDERS = ["/usr/lib/debug"]
MOST_SYMBOLS = 32 << 20  # bytes of a table of symbols, and of their names
MOST_NOTE = 4096  # bytes of the notes that lead to another file
MOST_DEBUG_FILE = 2 << 30  # bytes of a separate debug file, all of which a checksum must read
LONGEST_NAME = 4096

_INFLATES = 1032  # what zlib can make of a byte at most
_SHF_COMPRESSED = 0x800
_NOTE_BUILD_ID = 3
_SHT_NOBITS = 8
_STT_FUNC = 2


Function = Tuple[int, int, str]  # address, end, name


class _Header(NamedTuple):
    """The parts of the file's header that lead to its tables."""

    order: str
    wide: bool
    program_at: int
    program_size: int
    program_count: int
    sections_at: int
    section_size: int
    section_count: int
    names_index: int


class ElfFile:
    """The names and places of an ELF file's sections. OSError or ValueError when it is none, or cut off.

    'debug_size' is how many bytes a reader of the debug information may have to keep in memory.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.sections: dict[str, tuple[int, int]] = {}
        self.debug_size = 0
        file, self.size = _files.open_regular(path)
        with file:
            try:
                header = _read_header(file)
                self.order, self.wide = header.order, header.wide
                self.base = _first_segment(file, header, self.size)
                self._read_sections(file, header)
            except struct.error:
                raise ValueError("%s is cut off" % path) from None

    def has_debug_info(self) -> bool:
        """Whether files and lines can be looked up in this file."""
        return any(name in self.sections for name in (".debug_info", ".zdebug_info"))

    def read(self, name: str, most: int) -> bytes:
        """The bytes of a section; none when it does not exist, or has more than so many."""
        offset, size = self.sections.get(name, (0, 0))
        if not 0 < size <= most:
            return b""
        file, _ = _files.open_regular(self.path)
        with file:
            file.seek(offset)
            return file.read(size)

    def build_id(self) -> str | None:
        """The build-id in hexadecimal digits, or None."""
        note = self.read(".note.gnu.build-id", MOST_NOTE)
        for order in "<>":
            if len(note) >= 16:
                name_size, size, kind = struct.unpack_from(order + "III", note)
                if kind == _NOTE_BUILD_ID and name_size == 4:
                    return note[16 : 16 + size].hex()
        return None

    def debug_link(self) -> tuple[str, bytes] | None:
        """The name and checksum of the separate debug file, or None. A name that leads to another folder is none."""
        name, zero, rest = self.read(".gnu_debuglink", MOST_NOTE).partition(b"\0")
        if len(rest) < 4 or name in (b"", b".", b"..") or b"/" in name or b"\\" in name:
            return None
        return os.fsdecode(name), rest[-4:]

    def functions(self) -> list[Function]:
        """The functions that the file names, as sorted (address, end, name); none when it was stripped."""
        names, table = self.read(".strtab", MOST_SYMBOLS), self.read(".symtab", MOST_SYMBOLS)
        shape = self.order + ("IBBHQQ" if self.wide else "IIIBBH")
        found = []
        for fields in struct.iter_unpack(shape, table[: len(table) // struct.calcsize(shape) * struct.calcsize(shape)]):
            name, info, address, size = (fields[i] for i in ((0, 1, 4, 5) if self.wide else (0, 3, 1, 2)))
            if info & 15 == _STT_FUNC and size:
                text = _name_at(names, name)
                if text:
                    found.append((address, address + size, text))
        return sorted(found)

    def _read_sections(self, file: BinaryIO, header: _Header) -> None:
        entries = []
        shape = header.order + ("IIQQQQ" if header.wide else "IIIIII")
        for index in range(header.section_count):
            entry = _read_at(file, header.sections_at + index * header.section_size, struct.calcsize(shape), self.size)
            name, kind, flags, _, offset, size = struct.unpack(shape, entry)
            is_there = kind != _SHT_NOBITS and size <= self.size and offset <= self.size - size
            entries.append((name, flags, offset, size, is_there))
        if header.names_index >= len(entries):
            return
        _, _, offset, size, is_there = entries[header.names_index]
        names = _read_at(file, offset, size, self.size) if is_there and size <= MOST_SYMBOLS else b""
        for name, flags, offset, size, is_there in entries:
            text = _name_at(names, name)
            if text and text.startswith((".debug_", ".zdebug_", ".eh_frame")):
                self.debug_size += self._size_in_memory(file, text, flags, offset, size)
            if text and size and is_there:
                self.sections[text] = (offset, size)

    def _size_in_memory(self, file: BinaryIO, name: str, flags: int, offset: int, size: int) -> int:
        """How many bytes a section of debug information may become: a compressed one tells, or may lie."""
        if name.startswith(".zdebug_"):
            return size * _INFLATES
        if not flags & _SHF_COMPRESSED or not size:
            return size
        head = _read_at(file, offset, 16, self.size)
        real = struct.unpack(self.order + ("8xQ" if self.wide else "4xI8x"), head)[0] if len(head) == 16 else size
        return real or size * _INFLATES  # none is "as much as there is" for zlib


def _read_at(file: BinaryIO, offset: int, length: int, size: int) -> bytes:
    """The bytes there, fewer at the end of the file, which has 'size'."""
    file.seek(min(offset, size))
    return file.read(length)


def _name_at(names: bytes, at: int) -> str | None:
    """The text that begins there and ends with a null character; None when it does not, or is very long."""
    end = names.find(b"\0", at, at + LONGEST_NAME)
    return names[at:end].decode("utf-8", "replace") if end >= 0 else None


def find_symbols(path: str, offsets: Iterable[int]) -> dict[int, str]:
    """{offset: name of the function there} for the offsets at which 'path' names one."""
    found: dict[int, str] = {}
    if not offsets:
        return found
    try:
        base, starts, functions = _functions_of(path, os.stat(path).st_mtime_ns)
    except (OSError, ValueError):
        return found
    for offset in offsets:
        index = bisect.bisect_right(starts, base + offset) - 1
        if index >= 0 and base + offset < functions[index][1]:
            found[offset] = functions[index][2]
    return found


@functools.lru_cache(maxsize=2)
def _functions_of(path: str, changed: int) -> tuple[int, list[int], list[Function]]:
    """The base of a file, where its functions begin, and these, kept: findings come one by one, often from one file."""
    elf = ElfFile(path)
    functions = elf.functions()
    return elf.base, [function[0] for function in functions], functions


def find_debug_file(path: str) -> str | None:
    """The file that holds the debug information of 'path': itself or a separate one; None when there is none."""
    try:
        elf = ElfFile(path)
    except (OSError, ValueError):
        return None
    if elf.has_debug_info():
        return path
    return _by_build_id(elf) or _by_debug_link(elf)


def _by_build_id(elf: ElfFile) -> str | None:
    digits = elf.build_id() or ""
    for folder in DEBUG_FOLDERS if digits else ():
        candidate = os.path.join(folder, ".build-id", digits[:2], digits[2:] + ".debug")
        if os.path.isfile(candidate):
            return candidate
    return None


def _by_debug_link(elf: ElfFile) -> str | None:
    link = elf.debug_link()
    if link is None:
        return None
    name, checksum = link
    folder = os.path.dirname(os.path.realpath(elf.path))
    places = [folder, os.path.join(folder, ".debug")]
    places += [os.path.join(debug, folder.lstrip(os.sep)) for debug in DEBUG_FOLDERS]
    for place in places:
        candidate = os.path.join(place, name)
        if _has_checksum(candidate, checksum):
            return candidate
    return None


def _has_checksum(path: str, checksum: bytes) -> bool:
    try:
        status = os.stat(path)
        return _crc(path, status.st_size, status.st_mtime_ns) in (checksum, checksum[::-1])
    except (OSError, ValueError):
        return False


@functools.lru_cache(maxsize=8)
def _crc(path: str, size: int, changed: int) -> bytes:
    """The checksum of a file, kept while its size and time stay: findings come one by one, often from the same file."""
    value = 0
    file, _ = _files.open_regular(path, MOST_DEBUG_FILE)
    with file:
        for block in iter(lambda: file.read(1 << 20), b""):
            value = binascii.crc32(block, value)
    return struct.pack("<I", value)


def _read_header(file: BinaryIO) -> _Header:
    ident = file.read(16)
    if ident[:4] != b"\x7fELF" or len(ident) < 16:
        raise ValueError("not an ELF file")
    order = "<" if ident[5] == 1 else ">"
    wide = ident[4] == 2
    shape = order + ("HHIQQQIHHHHHH" if wide else "HHIIIIIHHHHHH")
    fields = struct.unpack(shape, file.read(struct.calcsize(shape)))
    return _Header(order, wide, fields[4], fields[8], fields[9], fields[5], fields[10], fields[11], fields[12])


def _first_segment(file: BinaryIO, header: _Header, size: int) -> int:
    """The address at which the file wants to be loaded: 0 for shared libraries that are not prelinked."""
    lowest = None
    shape = header.order + ("IIQQ" if header.wide else "III")
    for index in range(header.program_count):
        entry = _read_at(file, header.program_at + index * header.program_size, struct.calcsize(shape), size)
        fields = struct.unpack(shape, entry)
        kind, address = fields[0], fields[-1]
        if kind == 1 and (lowest is None or address < lowest):
            lowest = address
    return (lowest or 0) & ~0xFFF
