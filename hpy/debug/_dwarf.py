"""Looks up addresses in the debug information of an ELF file with pyelftools, which is optional.

pyelftools gives the entries and the line programs of DWARF 2 to 5, compressed sections included; here they are
searched: the unit an address lies in, its line, and the chain of functions that were inlined there.
"""

import bisect
import functools
import io
import os
from typing import NamedTuple, Optional


class Frame(NamedTuple):
    """A function and where it is at that moment; each may be unknown."""

    function: Optional[str]
    file: Optional[str]
    line: Optional[int]


def lookup(path, addresses):
    """{address: [Frame, innermost first]} for the addresses that 'path' knows. ImportError without pyelftools."""
    units = _units_of(path, os.stat(path).st_mtime_ns)
    found = {}
    for address in addresses:
        unit = units.find(address)
        frames = unit.frames(address) if unit is not None else []
        if frames:
            found[address] = frames
    return found


@functools.lru_cache(maxsize=8)
def _units_of(path, changed):
    """The units of a file, kept: findings come one by one, often from the same file."""
    from elftools.elf.elffile import ELFFile

    with open(path, "rb") as file:
        elf = ELFFile(io.BytesIO(file.read()))
    return _Units(elf.get_dwarf_info())


class _Units:
    """The compilation units of a file, found by address."""

    def __init__(self, dwarf):
        self._dwarf = dwarf
        self._table = dwarf.get_aranges()  # gcc writes one, clang does not
        self._ranges = None
        self._units = {}

    def find(self, address):
        """The unit that an address lies in, or None."""
        offset = self._table.cu_offset_at_addr(address) if self._table is not None else None
        cu = self._dwarf.get_CU_at(offset) if offset is not None else self._search(address)
        if cu is None:
            return None
        if cu.cu_offset not in self._units:
            self._units[cu.cu_offset] = _Unit(self._dwarf, cu)
        return self._units[cu.cu_offset]

    def _search(self, address):
        if self._ranges is None:
            self._ranges = [(low, high, cu) for cu in self._dwarf.iter_CUs() for low, high in self._ranges_of(cu)]
        return next((cu for low, high, cu in self._ranges if low <= address < high), None)

    def _ranges_of(self, cu):
        top = cu.get_top_DIE()
        return _ranges(self._dwarf, top) if top.tag == "DW_TAG_compile_unit" else []


class _Unit:
    """One compilation unit: its lines and its functions."""

    def __init__(self, dwarf, cu):
        self._dwarf = dwarf
        self._cu = cu
        self._program = dwarf.line_program_for_CU(cu)
        self._folder = _text(cu.get_top_DIE(), "DW_AT_comp_dir") or ""
        self._rows = _rows(self._program) if self._program is not None else []
        self._starts = [row[0] for row in self._rows]

    def frames(self, address):
        file, line = self._line(address)
        scopes = self._scopes(address)
        frames = []
        for scope in scopes:  # innermost first
            frames.append(Frame(_name(scope), file, line))
            if scope.tag == "DW_TAG_inlined_subroutine":
                file = self._file(_number(scope, "DW_AT_call_file"))
                line = _number(scope, "DW_AT_call_line")
        if not frames and file is not None:
            frames.append(Frame(None, file, line))
        return frames

    def _line(self, address):
        index = bisect.bisect_right(self._starts, address) - 1
        if index < 0:
            return None, None
        _, end, file, line = self._rows[index]
        return (self._file(file), line or None) if address < end else (None, None)

    def _scopes(self, address):
        """The function at the address and what is inlined in it there, innermost first."""
        scopes = []
        todo = [self._cu.get_top_DIE()]
        while todo:
            for child in todo.pop().iter_children():
                if child.tag in ("DW_TAG_namespace", "DW_TAG_class_type", "DW_TAG_structure_type"):
                    todo.append(child)
                elif child.tag in ("DW_TAG_subprogram", "DW_TAG_inlined_subroutine", "DW_TAG_lexical_block") and any(
                    low <= address < high for low, high in _ranges(self._dwarf, child)
                ):
                    if child.tag != "DW_TAG_lexical_block":
                        scopes.insert(0, child)
                    todo = [child]
                    break
        return scopes

    def _file(self, number):
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
        return os.path.normpath(os.path.join(self._folder, parent, _decode(entry.name)))


def _rows(program):
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


def _ranges(dwarf, die):
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


def _name(die):
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


def _text(die, attribute):
    value = die.attributes.get(attribute)
    return _decode(value.value) if value is not None and isinstance(value.value, (bytes, str)) else None


def _number(die, attribute):
    value = die.attributes.get(attribute)
    return value.value if value is not None and isinstance(value.value, int) else None


def _decode(text):
    return os.fsdecode(text) if isinstance(text, bytes) else text
