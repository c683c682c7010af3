"""ELF: Linux and the BSDs."""

from __future__ import annotations

import io
import itertools
import re
from typing import Any, Iterable

from ._binary import AuditError, Binary, bounded, need

_MACHINES = {
    "EM_X86_64": "x86_64",
    "EM_386": "i686",
    "EM_AARCH64": "aarch64",
    "EM_ARM": "armv7l",
    "EM_RISCV": "riscv64",
    "EM_PPC64": "ppc64le",
    "EM_S390": "s390x",
    "EM_LOONGARCH": "loongarch64",
}
_DEBUG = re.compile(r"\.z?debug_")
_CODE = 64  # bytes of a function that are looked at
_VERSION = 16  # bytes of a record of a version


def read(content: bytes) -> list[Binary]:
    need("elftools", "pyelftools", "ELF")
    from elftools.elf.elffile import ELFFile

    elf = ELFFile(io.BytesIO(content))
    _check_table(content, elf.num_sections(), elf["e_shentsize"], elf.structs.Elf_Shdr.sizeof())
    _check_table(content, elf.num_segments(), elf["e_phentsize"], elf.structs.Elf_Phdr.sizeof())
    segments = list(elf.iter_segments())
    dynamic = next((segment for segment in segments if segment["p_type"] == "PT_DYNAMIC"), None)
    tags = list(dynamic.iter_tags()) if dynamic is not None else []
    symbols = list(bounded(_symbols(elf, dynamic), lambda symbol: symbol.name, content))
    exported = {symbol.name: symbol for symbol in symbols if _is_exported(symbol)}
    machine = str(elf["e_machine"])

    def code(name: str) -> bytes:
        symbol = exported.get(name)
        return _bytes_at(content, segments, symbol["st_value"]) if symbol is not None else b""

    return [
        Binary(
            "ELF",
            _MACHINES.get(machine, machine),
            frozenset(exported),
            frozenset(symbol.name for symbol in symbols if symbol.name and symbol["st_shndx"] == "SHN_UNDEF"),
            tuple(tag.needed for tag in tags if tag.entry.d_tag == "DT_NEEDED"),
            tuple(_run_paths(tags)),
            tuple(_hardening(segments, tags)),
            sum(section["sh_size"] for section in elf.iter_sections() if _DEBUG.match(section.name)),
            _baseline(elf, tags, content),
            code,
        )
    ]


def _check_table(content: bytes, count: int, size: int, least: int) -> None:
    """That so many entries of this size are in the file: pyelftools reads each, and there may be said to be 2**60."""
    if count and (size < least or count * size > len(content)):
        raise AuditError("the file is malformed or cut off: its table of sections or segments does not fit in")


def _symbols(elf: Any, dynamic: Any) -> Iterable[Any]:
    """Those that the dynamic linker knows. Stripped files may have no sections."""
    section = elf.get_section_by_name(".dynsym")
    if section is not None:
        return section.iter_symbols()
    return dynamic.iter_symbols() if dynamic is not None else ()


def _is_exported(symbol: Any) -> bool:
    visible = symbol["st_other"]["visibility"] in ("STV_DEFAULT", "STV_PROTECTED")
    return (
        bool(symbol.name) and symbol["st_shndx"] != "SHN_UNDEF" and visible and symbol["st_info"]["bind"] != "STB_LOCAL"
    )


def _bytes_at(content: bytes, segments: list[Any], address: int) -> bytes:
    for segment in segments:
        offset = address - segment["p_vaddr"]
        if segment["p_type"] == "PT_LOAD" and 0 <= offset < segment["p_filesz"]:
            start = segment["p_offset"] + offset
            return content[start : start + min(_CODE, segment["p_filesz"] - offset)]
    return b""


def _run_paths(tags: list[Any]) -> Iterable[str]:
    for tag in tags:
        if tag.entry.d_tag in ("DT_RPATH", "DT_RUNPATH"):
            yield from filter(None, (getattr(tag, "runpath", "") or getattr(tag, "rpath", "")).split(":"))


def _hardening(segments: list[Any], tags: list[Any]) -> Iterable[tuple[str, bool]]:
    kinds = {segment["p_type"]: segment["p_flags"] for segment in segments}
    flags = {tag.entry.d_tag: tag.entry.d_val for tag in tags}
    now = "DT_BIND_NOW" in flags or flags.get("DT_FLAGS", 0) & 0x8 or flags.get("DT_FLAGS_1", 0) & 0x1
    yield "RELRO", "PT_GNU_RELRO" in kinds
    yield "immediate binding", bool(now)
    yield "no executable stack", not kinds.get("PT_GNU_STACK", 1) & 1
    yield "no relocation of code", "DT_TEXTREL" not in flags


def _baseline(elf: Any, tags: list[Any], content: bytes) -> str:
    if any(tag.entry.d_tag == "DT_NEEDED" and "musl" in tag.needed for tag in tags):
        return "musl"
    section = elf.get_section_by_name(".gnu.version_r")
    versions = section.iter_versions() if section is not None else ()
    found: Iterable[str] = (aux.name for _, auxes in versions for aux in auxes)
    # No more than the file can hold: the records lead from one to the next, perhaps in a circle.
    names = set(bounded(itertools.islice(found, len(content) // _VERSION), str, content))
    needed = [match[1] for match in (re.fullmatch(r"GLIBC_([\d.]+)", name) for name in names) if match]
    return "glibc " + max(needed, key=lambda text: [int(n) for n in text.split(".")]) if needed else ""
