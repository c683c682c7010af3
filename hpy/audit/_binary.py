"""A binary as its file tells it, whatever the format."""

from __future__ import annotations

import importlib
from typing import Any, Callable, Iterable, Iterator, NamedTuple, TypeVar

LARGEST = 2**29  # bytes of a file that is looked into
_SHARED = 16  # so many times the file's own size names may have in all: their ends are shared, by some linkers

T = TypeVar("T")


class AuditError(Exception):
    """A file that cannot be audited; the text says why."""


class Binary(NamedTuple):
    """One binary; a file for several machines holds several."""

    format: str  # ELF, Mach-O, PE
    machine: str  # as wheels name it
    exported: frozenset[str]
    undefined: frozenset[str]
    libraries: tuple[str, ...]
    run_paths: tuple[str, ...]  # in which the loader looks for libraries
    hardening: tuple[tuple[str, bool], ...]  # what protects it, and whether it has that
    debug_info: int  # bytes
    baseline: str  # of the system it needs: "glibc 2.17", "macOS 11.0"; "" if nothing says it
    code: Callable[[str], bytes]  # the first bytes of an exported function; b"" if they are not found


def read(content: bytes) -> list[Binary]:
    """The binaries in a file. AuditError for a file that has none, is cut off, or of a kind that nothing here reads."""
    start = content[:4]
    if start == b"\x7fELF":
        reader = "_elf"
    elif start[:2] == b"MZ":
        reader = "_pe"
    elif start in _MACHO:
        reader = "_macho"
    elif not content:
        raise AuditError("the file is empty")
    else:
        raise AuditError("this is no binary: neither ELF, Mach-O nor PE")
    module: Any = importlib.import_module("." + reader, __package__)
    try:
        found: list[Binary] = module.read(content)
    except (AuditError, MemoryError):
        raise
    except Exception as error:  # the libraries raise nearly anything at what is malformed
        raise AuditError(f"the file is malformed or cut off ({type(error).__name__})") from error
    return [binary._replace(code=_carefully(binary.code)) for binary in found]


def _carefully(code: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """The same, also where the file has nothing at the place that it names."""

    def bytes_of(name: str) -> bytes:
        try:
            return code(name)
        except MemoryError:
            raise
        except Exception:  # as in read()
            return b""

    return bytes_of


def bounded(things: Iterable[T], name_of: Callable[[T], str], content: bytes) -> Iterator[T]:
    """Things with names, as long as these may be what the file holds: they may be one long text, in which each name
    begins at another character. AuditError beyond that."""
    left = _SHARED * len(content)
    for thing in things:
        left -= len(name_of(thing))
        if left < 0:
            raise AuditError("the file is malformed: its names are longer than the file")
        yield thing


_MACHO = (b"\xfe\xed\xfa\xce", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa\xcf", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


def need(library: str, package: str, kind: str) -> Any:
    """Import a library that reads a kind of file."""
    try:
        return importlib.import_module(library)
    except ImportError:
        raise AuditError(f'reading {kind} files needs {package}; run: pip install "hpy[audit]"') from None
