"""PE: Windows."""

from __future__ import annotations

from typing import Any

from ._binary import Binary, need

_MACHINES = {0x8664: "amd64", 0x14C: "win32", 0xAA64: "arm64"}
_HARDENING = {"address randomisation": 0x40, "no executable data": 0x100}
_CODE = 64


def read(content: bytes) -> list[Binary]:
    pefile = need("pefile", "pefile", "PE")
    pe = pefile.PE(data=content, fast_load=True)
    names = ("IMAGE_DIRECTORY_ENTRY_EXPORT", "IMAGE_DIRECTORY_ENTRY_IMPORT", "IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT")
    pe.parse_data_directories([pefile.DIRECTORY_ENTRY[name] for name in names])
    exports = getattr(getattr(pe, "DIRECTORY_ENTRY_EXPORT", None), "symbols", [])
    places = {_text(symbol.name): symbol.address for symbol in exports if symbol.name}
    imported = [*getattr(pe, "DIRECTORY_ENTRY_IMPORT", []), *getattr(pe, "DIRECTORY_ENTRY_DELAY_IMPORT", [])]
    machine = pe.FILE_HEADER.Machine
    flags = pe.OPTIONAL_HEADER.DllCharacteristics

    def code(name: str) -> bytes:
        return bytes(pe.get_data(places[name], _CODE)) if name in places else b""

    return [
        Binary(
            "PE",
            _MACHINES.get(machine, hex(machine)),
            frozenset(places),
            frozenset(_text(symbol.name) for entry in imported for symbol in entry.imports if symbol.name),
            tuple(_text(entry.dll) for entry in imported),
            (),
            tuple((name, bool(flags & bit)) for name, bit in _HARDENING.items()),
            sum(section.SizeOfRawData for section in pe.sections if section.Name.startswith((b".debug", b"/"))),
            "",
            code,
        )
    ]


def _text(name: Any) -> str:
    return bytes(name).decode("utf-8", "backslashreplace")
