"""What the sections of an ELF file tell: whether it has debug information, and in which other file that may lie."""

import binascii
import bisect
import os
import struct
from typing import Dict, NamedTuple, Optional, Tuple

DEBUG_FOLDERS = ["/usr/lib/debug"]

_NOTE_BUILD_ID = 3
_SHT_NOBITS = 8
_STT_FUNC = 2


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
    """The names and places of an ELF file's sections. OSError or ValueError when it is none, or cut off."""

    def __init__(self, path):
        self.path = path
        self.sections: Dict[str, Tuple[int, int]] = {}
        try:
            with open(path, "rb") as file:
                header = _read_header(file)
                self.order, self.wide = header.order, header.wide
                self.base = _first_segment(file, header)
                self._read_sections(file, header)
        except struct.error:
            raise ValueError("%s is cut off" % path) from None

    def has_debug_info(self):
        """Whether files and lines can be looked up in this file."""
        return any(name in self.sections for name in (".debug_info", ".zdebug_info"))

    def read(self, name):
        """The bytes of a section; none when it does not exist."""
        offset, size = self.sections.get(name, (0, 0))
        with open(self.path, "rb") as file:
            file.seek(offset)
            return file.read(size)

    def build_id(self):
        """The build-id in hexadecimal digits, or None."""
        note = self.read(".note.gnu.build-id")
        for order in "<>":
            if len(note) >= 16:
                name_size, size, kind = struct.unpack_from(order + "III", note)
                if kind == _NOTE_BUILD_ID and name_size == 4:
                    return note[16 : 16 + size].hex()
        return None

    def debug_link(self):
        """The name and checksum of the separate debug file, or None."""
        name, zero, rest = self.read(".gnu_debuglink").partition(b"\0")
        if not name or len(rest) < 4:
            return None
        return os.fsdecode(name), rest[-4:]

    def functions(self):
        """The functions that the file names, as sorted (address, end, name); none when it was stripped."""
        names, table = self.read(".strtab"), self.read(".symtab")
        shape = self.order + ("IBBHQQ" if self.wide else "IIIBBH")
        found = []
        for fields in struct.iter_unpack(shape, table[: len(table) // struct.calcsize(shape) * struct.calcsize(shape)]):
            name, info, address, size = (fields[i] for i in ((0, 1, 4, 5) if self.wide else (0, 3, 1, 2)))
            if info & 15 == _STT_FUNC and size:
                text = names[name : names.index(b"\0", name)].decode("utf-8", "replace")
                found.append((address, address + size, text))
        return sorted(found)

    def _read_sections(self, file, header):
        entries = []
        shape = header.order + ("IIQQQQ" if header.wide else "IIIIII")
        for index in range(header.section_count):
            file.seek(header.sections_at + index * header.section_size)
            name, kind, _, _, offset, size = struct.unpack(shape, file.read(struct.calcsize(shape)))
            entries.append((name, offset, 0 if kind == _SHT_NOBITS else size))
        if not entries:
            return
        _, offset, size = entries[header.names_index]
        file.seek(offset)
        names = file.read(size)
        for name, offset, size in entries:
            if size:
                self.sections[names[name : names.index(b"\0", name)].decode("utf-8", "replace")] = (offset, size)


def find_symbols(path, offsets):
    """{offset: name of the function there} for the offsets at which 'path' names one."""
    found = {}
    try:
        elf = ElfFile(path)
        functions = elf.functions()
    except (OSError, ValueError, IndexError):
        return found
    starts = [function[0] for function in functions]
    for offset in offsets:
        index = bisect.bisect_right(starts, elf.base + offset) - 1
        if index >= 0 and elf.base + offset < functions[index][1]:
            found[offset] = functions[index][2]
    return found


def find_debug_file(path) -> Optional[str]:
    """The file that holds the debug information of 'path': itself or a separate one; None when there is none."""
    try:
        elf = ElfFile(path)
    except (OSError, ValueError, IndexError):
        return None
    if elf.has_debug_info():
        return path
    return _by_build_id(elf) or _by_debug_link(elf)


def _by_build_id(elf):
    digits = elf.build_id()
    for folder in DEBUG_FOLDERS if digits else ():
        candidate = os.path.join(folder, ".build-id", digits[:2], digits[2:] + ".debug")
        if os.path.isfile(candidate):
            return candidate
    return None


def _by_debug_link(elf):
    link = elf.debug_link()
    if link is None:
        return None
    name, checksum = link
    folder = os.path.dirname(os.path.realpath(elf.path))
    places = [folder, os.path.join(folder, ".debug")]
    places += [os.path.join(debug, folder.lstrip(os.sep)) for debug in DEBUG_FOLDERS]
    for place in places:
        candidate = os.path.join(place, name)
        if os.path.isfile(candidate) and _crc(candidate) in (checksum, checksum[::-1]):
            return candidate
    return None


def _crc(path):
    value = 0
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            value = binascii.crc32(block, value)
    return struct.pack("<I", value)


def _read_header(file):
    ident = file.read(16)
    if ident[:4] != b"\x7fELF" or len(ident) < 16:
        raise ValueError("not an ELF file")
    order = "<" if ident[5] == 1 else ">"
    wide = ident[4] == 2
    shape = order + ("HHIQQQIHHHHHH" if wide else "HHIIIIIHHHHHH")
    fields = struct.unpack(shape, file.read(struct.calcsize(shape)))
    return _Header(order, wide, fields[4], fields[8], fields[9], fields[5], fields[10], fields[11], fields[12])


def _first_segment(file, header):
    """The address at which the file wants to be loaded: 0 for shared libraries that are not prelinked."""
    lowest = None
    for index in range(header.program_count):
        file.seek(header.program_at + index * header.program_size)
        if header.wide:
            kind, _, _, address = struct.unpack(header.order + "IIQQ", file.read(24))
        else:
            kind, _, address = struct.unpack(header.order + "III", file.read(12))
        if kind == 1 and (lowest is None or address < lowest):
            lowest = address
    return (lowest or 0) & ~0xFFF
