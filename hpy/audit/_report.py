"""What the command prints: text for people, JSON for programs."""

from __future__ import annotations

from typing import Any, Iterable

from .._output import Paint, painter, printable
from ._module import Finding, Module
from ._wheel import Wheel

PLAIN = painter(False)

_ABIS = {
    "universal": "universal HPy module",
    "hybrid": "hybrid HPy module",
    "cpython": "module of one Python (HPy's CPython ABI, or without HPy)",
    "none": "library, no module",
}


def lines_of(result: Module | Wheel, paint: Paint = PLAIN) -> Iterable[str]:
    """The lines about a file; what comes from the file is made printable."""
    if isinstance(result, Wheel):
        yield f"{printable(result.path)}: wheel, {', '.join(map(printable, result.tags)) or 'without a tag'}"
        for finding in result.findings:
            yield f"  {paint(finding.severity, finding.severity)}: {printable(finding.text)}"
        for module in result.modules:
            yield from ("  " + line for line in lines_of(module, paint))
        return
    binary = result.binary
    name = f" {printable(result.name)}" if result.name else ""
    yield f"{printable(result.path)}: {_ABIS[result.abi]}{name}, {binary.format} for {printable(binary.machine)}"
    for head, text in _facts(result):
        yield f"  {head:<13}{printable(text)}"
    for finding in result.findings:
        yield f"  {paint(finding.severity, finding.severity)}: {printable(finding.text)}"


def _facts(module: Module) -> Iterable[tuple[str, str]]:
    binary = module.binary
    if module.abi in ("universal", "hybrid"):
        major, minor = (str(n) if n is not None else "?" for n in (module.major, module.minor))
        needs = f", hpy>={module.release}" if module.release else ""
        unknown = "" if module.minor is not None else " (its function does more than return a number)"
        yield "ABI", f"{major}.{minor}{needs}{unknown}"
    libraries = ", ".join(binary.libraries) or "no library"
    yield "needs", libraries + (f"; {binary.baseline} or newer" if binary.baseline[-1:].isdigit() else "")
    yield "symbols", f"{len(binary.exported)} exported, {len(binary.undefined)} undefined"
    if any(has for _, has in binary.hardening):
        yield "hardening", ", ".join(name for name, has in binary.hardening if has)
    yield "debug info", f"{binary.debug_info} bytes" if binary.debug_info else "none"


def as_json(result: Module | Wheel) -> dict[str, Any]:
    if isinstance(result, Wheel):
        return {
            "file": result.path,
            "kind": "wheel",
            "tags": list(result.tags),
            "findings": [finding._asdict() for finding in result.findings],
            "modules": [as_json(module) for module in result.modules],
        }
    binary = result.binary
    return {
        "file": result.path,
        "kind": "library" if result.abi == "none" else "module",
        "name": result.name,
        "abi": result.abi,
        "abi_major": result.major,
        "abi_minor": result.minor,
        "format": binary.format,
        "machine": binary.machine,
        "exported": sorted(binary.exported),
        "undefined": sorted(binary.undefined),
        "libraries": list(binary.libraries),
        "run_paths": list(binary.run_paths),
        "hardening": dict(binary.hardening),
        "debug_info": binary.debug_info,
        "baseline": binary.baseline,
        "findings": [finding._asdict() for finding in result.findings],
    }


def findings_of(result: Module | Wheel) -> list[Finding]:
    """All of them, those of a wheel's binaries too."""
    inner = result.modules if isinstance(result, Wheel) else ()
    return [*result.findings, *(finding for module in inner for finding in module.findings)]
