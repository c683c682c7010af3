"""Looks up addresses in the debug information of an ELF file with pyelftools, which is optional.

pyelftools gives the entries and the line programs of DWARF 2 to 5, compressed sections included; here they are
searched: the unit an address lies in, its line, and the chain of functions that were inlined there.

The file may be broken, by accident or on purpose. pyelftools parses what it is asked for without end where links lead
in a circle or numbers are absurd; so entries are walked here, forwards only, and a clock runs while anything is read.
"""

from __future__ import annotations

import bisect
import functools
import io
import os
import time
from typing import Any, Iterable, Iterator, NamedTuple

from . import _elf, _files

TIMEOUT = 20  # seconds, for all addresses of a file that are asked at once
MOST = 128 << 20  # bytes of debug information, and of the file that holds it
MOST_LINES = 2 << 20  # bytes of one unit's line program, of which each may become an object
MOST_FRAMES = 64  # functions inlined into each other
LONGEST_TEXT = 4096  # characters of a name or path


_LOCAL_LINKS = ("DW_FORM_ref1", "DW_FORM_ref2", "DW_FORM_ref4", "DW_FORM_ref8", "DW_FORM_ref", "DW_FORM_ref_udata")


class Frame(NamedTuple):
    """A function and where it is at that moment; each may be unknown."""

    function: str | None
    file: str | None
    line: int | None


class Clock:
    """Says when it is too late."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        self._end = time.monotonic() + TIMEOUT

    def check(self) -> None:
        """TimeoutError when it is."""
        if time.monotonic() > self._end:
            raise TimeoutError("reading takes more than %d seconds" % TIMEOUT)


class _Watched(io.BytesIO):
    """A stream that looks at the clock."""

    def __init__(self, content: bytes, clock: Clock) -> None:
        super().__init__(content)
        self._clock = clock

    def read(self, size: int | None = -1) -> bytes:
        self._clock.check()
        return super().read(size)


def lookup(path: str, addresses: Iterable[int]) -> dict[int, list[Frame]]:
    """{address: [Frame, innermost first]} for the addresses that 'path' knows.

    ImportError without pyelftools, TimeoutError when it takes too long, anything else for what is wrong in the file.
    """
    units = _units_of(path, os.stat(path).st_mtime_ns)
    units.clock.start()
    found = {address: _frames(units, address) for address in addresses}
    return {address: frames for address, frames in found.items() if frames}


def _frames(units: _Units, address: int) -> list[Frame]:
    """The frames of one address. What is broken in its unit says nothing of the others."""
    try:
        unit = units.find(address)
        return unit.frames(address) if unit is not None else []
    except TimeoutError:
        raise
    except Exception:
        return []


@functools.lru_cache(maxsize=8)
def _units_of(path: str, changed: int) -> _Units:
    """The units of a file, kept: findings come one by one, often from the same file."""
    from elftools.elf.elffile import ELFFile

    if _elf.ElfFile(path).debug_size > MOST:
        raise ValueError("%s has too much debug information" % path)
    clock = Clock()
    file, size = _files.open_regular(path, MOST)
    with file:
        dwarf = ELFFile(_Watched(file.read(size), clock)).get_dwarf_info()
    for name, section in list(vars(dwarf).items()):
        if hasattr(section, "stream"):
            setattr(dwarf, name, section._replace(stream=_Watched(section.stream.getvalue(), clock)))
    return _Units(dwarf, clock)


class _Units:
    """The compilation units of a file, found by address."""

    def __init__(self, dwarf: Any, clock: Clock) -> None:
        self._dwarf = dwarf
        self.clock = clock
        self._table = dwarf.get_aranges()  # gcc writes one, clang does not
        self._ranges: list[tuple[int, int, Any]] | None = None
        self._units: dict[int, _Unit] = {}

    def find(self, address: int) -> _Unit | None:
        """The unit that an address lies in, or None."""
        offset = self._table.cu_offset_at_addr(address) if self._table is not None else None
        cu = self._dwarf.get_CU_at(offset) if offset is not None else self._search(address)
        if cu is None:
            return None
        if cu.cu_offset not in self._units:
            self._units[cu.cu_offset] = _Unit(self._dwarf, cu, self.clock)
        return self._units[cu.cu_offset]

    def _search(self, address: int) -> Any:
        if self._ranges is None:
            self._ranges = [(low, high, cu) for cu in self._dwarf.iter_CUs() for low, high in self._ranges_of(cu)]
        return next((cu for low, high, cu in self._ranges if low <= address < high), None)

    def _ranges_of(self, cu: Any) -> list[tuple[int, int]]:
        top = cu.get_top_DIE()
        return _ranges(self._dwarf, top) if top.tag == "DW_TAG_compile_unit" else []


_OPEN = ("DW_TAG_namespace", "DW_TAG_class_type", "DW_TAG_structure_type")
_CODE = ("DW_TAG_subprogram", "DW_TAG_inlined_subroutine", "DW_TAG_lexical_block")


class _Unit:
    """One compilation unit: its lines and its functions."""

    def __init__(self, dwarf: Any, cu: Any, clock: Clock) -> None:
        self._dwarf = dwarf
        self._cu = cu
        self._clock = clock
        self._program = dwarf.line_program_for_CU(cu)
        if self._program is not None and self._program.header["unit_length"] > MOST_LINES:
            raise ValueError("a line program is too large")
        self._folder = _text(cu.get_top_DIE(), "DW_AT_comp_dir") or ""
        self._rows = _rows(self._program) if self._program is not None else []
        self._starts = [row[0] for row in self._rows]

    def frames(self, address: int) -> list[Frame]:
        file, line = self._line(address)
        scopes = self._scopes(address)
        frames = []
        for scope in scopes[:MOST_FRAMES]:  # innermost first
            frames.append(Frame(_name(scope), file, line))
            if scope.tag == "DW_TAG_inlined_subroutine":
                file = self._file(_number(scope, "DW_AT_call_file"))
                line = _number(scope, "DW_AT_call_line")
        if not frames and file is not None:
            frames.append(Frame(None, file, line))
        return frames

    def _line(self, address: int) -> tuple[str | None, int | None]:
        index = bisect.bisect_right(self._starts, address) - 1
        if index < 0:
            return None, None
        _, end, file, line = self._rows[index]
        return (self._file(file), line or None) if address < end else (None, None)

    def _scopes(self, address: int) -> list[Any]:
        """The function at the address and what is inlined in it there, innermost first."""
        # A lambda of C++ is an entry below the function that it is written in, though its code is elsewhere.
        return self._search(address, _OPEN) or self._search(address, _OPEN + _CODE)

    def _search(self, address: int, through: tuple[str, ...]) -> list[Any]:
        """The same, of entries that lie below the unit or below entries of these kinds."""
        scopes: list[Any] = []
        todo = [self._cu.get_top_DIE()]
        while todo:
            for child in self._children(todo.pop()):
                if child.tag in _CODE and any(low <= address < high for low, high in _ranges(self._dwarf, child)):
                    if child.tag != "DW_TAG_lexical_block":
                        scopes.insert(0, child)
                    todo = [child]
                    break
                if child.tag in through:
                    todo.append(child)
        return scopes

    def _children(self, die: Any) -> Iterator[Any]:
        """The entries below one. Their places only grow, whatever the links to the next one say."""
        if not die.has_children:
            return
        offset = die.offset + die.size
        while True:
            child = self._entry_at(offset)
            if child.is_null():
                return
            yield child
            offset = self._behind(child)

    def _behind(self, die: Any) -> int:
        """Where the entry behind all that is below this one begins."""
        offset = die.offset + die.size
        if not die.has_children:
            return offset
        link = die.attributes.get("DW_AT_sibling")
        if link is not None and link.form in _LOCAL_LINKS and link.value + self._cu.cu_offset > offset:
            return link.value + self._cu.cu_offset
        depth = 1
        while depth:
            entry = self._entry_at(offset)
            depth += -1 if entry.is_null() else int(entry.has_children)
            offset += entry.size
        return offset

    def _entry_at(self, offset: int) -> Any:
        self._clock.check()
        return self._cu.get_DIE_from_refaddr(offset)

    def _file(self, number: int | None) -> str | None:
        """The path of a file of the line program: numbers begin with 1 up to DWARF 4, with 0 in DWARF 5."""
        if number is None or self._program is None:
            return None
        header = self._program.header
        first = 0 if header.version >= 5 else 1
        files, folders = header["file_entry"], header["include_directory"]
        if not first <= number < len(files) + first:
            return None
        entry = files[number - first]
        folder = entry.dir_index - first
        parent = _decode(folders[folder]) if 0 <= folder < len(folders) else ""
        return os.path.normpath(os.path.join(self._folder, parent, _decode(entry.name)))[:LONGEST_TEXT]


def _rows(program: Any) -> list[tuple[int, int, int, int]]:
    """The line program as sorted (address, end, file, line)."""
    rows = []
    previous = None
    for entry in program.get_entries():
        state = entry.state
        if state is None:
            continue
        if previous is not None and state.address > previous[0]:
            rows.append((previous[0], state.address, previous[1], previous[2]))
        previous = None if state.end_sequence else (state.address, state.file, state.line)
    return sorted(rows)


def _ranges(dwarf: Any, die: Any) -> list[tuple[int, int]]:
    """The [low, high) ranges of addresses of an entry."""
    attributes = die.attributes
    if "DW_AT_low_pc" in attributes and "DW_AT_high_pc" in attributes:
        low = attributes["DW_AT_low_pc"].value
        high = attributes["DW_AT_high_pc"]
        return [(low, high.value if high.form == "DW_FORM_addr" else low + high.value)]
    if "DW_AT_ranges" not in attributes:
        return []
    lists = dwarf.range_lists()
    top = die.cu.get_top_DIE()
    base = top.attributes["DW_AT_low_pc"].value if "DW_AT_low_pc" in top.attributes else 0
    found = []
    for entry in lists.get_range_list_at_offset(attributes["DW_AT_ranges"].value, cu=die.cu) if lists else ():
        if hasattr(entry, "base_address"):
            base = entry.base_address
        elif getattr(entry, "is_absolute", False):
            found.append((entry.begin_offset, entry.end_offset))
        else:
            found.append((base + entry.begin_offset, base + entry.end_offset))
    return found


def _name(die: Any) -> str | None:
    """The function's name, which may stand at the entry that this one is an instance of."""
    for _ in range(8):
        name = _text(die, "DW_AT_name")
        if name:
            return name
        link = next((a for a in ("DW_AT_abstract_origin", "DW_AT_specification") if a in die.attributes), None)
        if link is None:
            break
        die = die.get_DIE_from_attribute(link)
    return _text(die, "DW_AT_linkage_name")


def _text(die: Any, attribute: str) -> str | None:
    value = die.attributes.get(attribute)
    return _decode(value.value) if value is not None and isinstance(value.value, (bytes, str)) else None


def _number(die: Any, attribute: str) -> int | None:
    value = die.attributes.get(attribute)
    return value.value if value is not None and isinstance(value.value, int) else None


def _decode(text: bytes | str) -> str:
    return os.fsdecode(text[:LONGEST_TEXT]) if isinstance(text, bytes) else text[:LONGEST_TEXT]
