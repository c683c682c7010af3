"""From an address in an extension to file, line and function; done late, when a report is printed.

A call of the API leaves a return address. The debug information of the extension's file tells what stands there, with
all that was inlined: the place is the innermost frame outside HPy's own headers and helpers. Without debug
information, or a reader for it, a place is the file, an offset and the nearest symbol.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import threading
from typing import Callable, Dict, Iterable, List, NamedTuple, Optional, Sequence, Tuple

from .._output import printable
from . import _dwarf, _elf, _tools
from ._dwarf import Frame

# pyelftools is right about every format, and answers at once when it has read a unit; but it takes seconds to read the
# debug information of files larger than this, for which the system's programs are better.
LARGE = 4 << 20

_too_slow: set[tuple[str, str]] = set()  # (reader, file) that took too long once: no report waits for it again

_OWN_FILE = re.compile(r"[\\/]hpy[\\/](devel[\\/](src|include)[\\/]|[\w/\\]*\.h(pp)?$)|[\\/]include[\\/]hpy\.h(pp)?$")
# The last two are made by macros of the headers, in the extension's own file.
_OWN_FUNCTION = re.compile(r"_?HPy[A-Z_]|\w+_AsStruct$|\w+_trampoline(_by_table)?$")


Address = Tuple[int, bool]  # and whether it is the place to which a call returns
FramesAt = Dict[int, List[Frame]]
Locate = Callable[[int], Optional[Tuple[str, int, Optional[str]]]]
Reader = Callable[[str, Iterable[int]], FramesAt]


class Place(NamedTuple):
    """What is known of one address. 'frames' is empty when only file, offset and symbol are known."""

    path: str | None = None
    offset: int = 0
    symbol: str | None = None
    frames: list[Frame] = []

    @property
    def frame(self) -> Frame | None:
        """The innermost frame in the extension's own code, or None."""
        if is_hidden(self.path):
            return None
        return next((frame for frame in self.frames if frame.file and not is_own(frame)), None)

    def raw(self) -> str:
        """The place without debug information: 'quickstart.so+0x1148 (greet_impl)'."""
        name = printable(os.path.basename(self.path)) if self.path else "?"
        return "%s+%#x%s" % (name, self.offset, " (%s)" % printable(self.symbol) if self.symbol else "")


def is_own(frame: Frame) -> bool:
    """Whether a frame is HPy's: of a header, a helper linked into each extension, or a trampoline."""
    return bool(_OWN_FILE.search(frame.file or "") or _OWN_FUNCTION.match(frame.function or ""))


def is_hidden(path: str | None) -> bool:
    """Whether the file is not an extension's: hpy.universal, or Python itself."""
    name = os.path.basename(path or "")
    if re.match(r"(lib)?python[\d.]*[a-z]*(\.|$)", name, re.IGNORECASE) or path == sys.executable:
        return True
    universal = getattr(sys.modules.get("hpy.universal"), "__file__", None)
    return bool(universal and path and os.path.realpath(path) == os.path.realpath(universal))


def short(path: str, cwd: str | None = None) -> str:
    """A file below the current folder without the folder's name, another one by its last part."""
    return _inside(path, cwd) or os.path.basename(path)


def full(path: str, cwd: str | None = None) -> str:
    """A file below the current folder without the folder's name, another one with its whole path."""
    return _inside(path, cwd) or path


def _inside(path: str, cwd: str | None) -> str | None:
    if not os.path.isabs(path):
        return path
    try:
        relative = os.path.relpath(path, cwd)
    except (OSError, ValueError):  # no current folder, or another drive
        return None
    return None if relative.startswith(os.pardir) else relative


class Resolver:
    """Looks addresses up, each once. 'locate' is that of hpy.universal._debug."""

    def __init__(self, locate: Locate, nosource: bool = False) -> None:
        self._locate = locate
        self.nosource = nosource
        self.hints: list[str] = []  # what would help to see more, each once: taken by who prints
        self._lock = threading.RLock()
        self._known: dict[Address, Place] = {}  # guarded by _lock: a place is complete when the lock is given back

    def resolve(self, addresses: Iterable[int], exact: Iterable[int] = ()) -> dict[Address, Place]:
        """Look up return addresses, and 'exact' ones of functions: one run of a program for each file."""
        wanted = {(address, True) for address in addresses} | {(address, False) for address in exact}
        with self._lock:
            files: dict[str, dict[Address, Place]] = {}
            for key in wanted - set(self._known):
                place = self._known[key] = self._file_of(*key)
                if place.path:
                    files.setdefault(place.path, {})[key] = place
            if not self.nosource:
                for path, places in files.items():
                    self._read(path, places)
            return {key: self._known[key] for key in wanted}

    def place(self, address: int, exact: bool = False) -> Place:
        """The Place of an address."""
        (place,) = (self.resolve((), (address,)) if exact else self.resolve((address,))).values()
        return place

    def places(self, addresses: Sequence[int]) -> list[Place]:
        """The Places of a stack of return addresses, innermost first."""
        found = self.resolve(addresses)
        return [found[address, True] for address in addresses]

    def renew_lock(self) -> None:
        """For a process that was forked while another thread of its parent was here."""
        self._lock = threading.RLock()

    def _file_of(self, address: int, is_return: bool) -> Place:
        """Where the address lies; a call may be the last of its function, so look where it begins, not returns to."""
        try:
            found = self._locate(address - 1 if is_return else address)
        except Exception:
            found = None
        if not found:
            return Place(offset=address)
        path, offset, symbol = found
        return Place(path, offset, symbol)

    def _read(self, path: str, places: dict[Address, Place]) -> None:
        if is_hidden(path):
            return
        offsets = sorted({place.offset for place in places.values()})
        try:
            frames = read_frames(path, offsets, self._hint)
        except Exception as error:  # whatever a file holds: the report is told without its lines
            self._hint("%s cannot be read: %s" % (printable(os.path.basename(path)), printable(repr(error))))
            frames = {}
        symbols = self._find_symbols(path, [offset for offset in offsets if offset not in frames])
        for key, place in places.items():
            symbol = symbols.get(place.offset, place.symbol)
            self._known[key] = place._replace(frames=frames.get(place.offset, []), symbol=symbol)

    @staticmethod
    def _find_symbols(path: str, offsets: Iterable[int]) -> dict[int, str]:
        try:
            return _elf.find_symbols(path, offsets)
        except Exception:
            return {}

    def _hint(self, text: str) -> None:
        if text not in self.hints:
            self.hints.append(text)


def read_frames(path: str, offsets: Iterable[int], hint: Callable[[str], None] = lambda text: None) -> FramesAt:
    """{offset: [Frame]} from the debug information of the file that was loaded from 'path'."""
    if sys.platform in ("darwin", "win32"):
        return _read("a program", _from_tools, path, offsets, hint) if os.path.isfile(path) else {}
    debug_file = _elf.find_debug_file(path)
    if debug_file is None:
        if os.path.isfile(path):
            name = printable(os.path.basename(path))
            hint("%s has no debug information; build it with -g to see files and lines" % name)
        return {}
    base = _elf.ElfFile(path).base
    has_reader = importlib.util.find_spec("elftools") is not None
    if not has_reader and not _tools.available():
        hint("to see files and lines: pip install pyelftools, or install addr2line (of binutils or llvm)")
        return {}
    readers = [("pyelftools", _from_pyelftools), ("a program", _from_tools)]
    if os.path.getsize(debug_file) > LARGE:
        readers.reverse()
    for name, reader in readers:
        found = _read(name, reader, debug_file, [base + offset for offset in offsets], hint)
        if any(frame.line for frames in found.values() for frame in frames):
            return {address - base: frames for address, frames in found.items()}
    return {}


def _read(name: str, reader: Reader, path: str, addresses: Iterable[int], hint: Callable[[str], None]) -> FramesAt:
    """What one reader finds; nothing, once and for all, when it takes too long."""
    if (name, path) in _too_slow:
        return {}
    try:
        return reader(path, addresses)
    except TimeoutError:
        hint("the debug information of %s was given up: %s takes too long" % (printable(os.path.basename(path)), name))
        _too_slow.add((name, path))
        return {}


def _from_pyelftools(path: str, addresses: Iterable[int]) -> FramesAt:
    """Whatever is wrong with a file or with the version of pyelftools, another reader may know better."""
    try:
        return _dwarf.lookup(path, addresses)
    except TimeoutError:
        raise
    except Exception:
        return {}


def _from_tools(path: str, addresses: Iterable[int]) -> FramesAt:
    return _tools.lookup(path, addresses)
