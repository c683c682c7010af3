"""A wheel: its tags and requirements against what is in it."""

from __future__ import annotations

import email
import re
import zipfile
from typing import IO, Iterable, NamedTuple

from ..devel.wheels import NATIVE
from . import _binary
from ._binary import AuditError
from ._module import Finding, Module, judge

# What the platform of a tag says of the machine; where several, any.
_MACHINES = {
    "x86_64": ("x86_64",),
    "amd64": ("amd64",),
    "i686": ("i686",),
    "win32": ("win32",),
    "aarch64": ("aarch64",),
    "arm64": ("arm64",),
    "armv7l": ("armv7l",),
    "universal2": ("x86_64", "arm64"),
    "ppc64le": ("ppc64le",),
    "s390x": ("s390x",),
    "riscv64": ("riscv64",),
}
_OLD_MANYLINUX = {"manylinux1": "2.5", "manylinux2010": "2.12", "manylinux2014": "2.17"}


class Wheel(NamedTuple):
    """A wheel, and the binaries in it."""

    path: str
    tags: tuple[str, ...]
    modules: tuple[Module, ...]
    findings: tuple[Finding, ...]


def read(path: str, file: IO[bytes]) -> Wheel:
    """Audit an open file. AuditError for one that is no wheel."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _read(path, archive)
    except (AuditError, MemoryError):
        raise
    except Exception as error:  # what zipfile raises depends on the compression, too
        raise AuditError(f"the wheel is malformed or cut off ({error})") from error


def _read(path: str, archive: zipfile.ZipFile) -> Wheel:
    meta = {name.rpartition("/")[2]: name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/\w+", name)}
    if "WHEEL" not in meta or "METADATA" not in meta:
        raise AuditError("this is no wheel: it has no NAME.dist-info/WHEEL and METADATA")
    info = email.message_from_bytes(_content(archive, meta["WHEEL"]))
    metadata = email.message_from_bytes(_content(archive, meta["METADATA"]))
    modules, findings = [], []
    for entry in archive.infolist():
        if NATIVE.fullmatch(entry.filename):
            try:
                binaries = _binary.read(_content(archive, entry.filename))
            except AuditError as error:
                findings.append(Finding("error", f"{entry.filename}: {error}"))
                continue
            modules += [judge(entry.filename, binary) for binary in binaries]
    tags = tuple(str(tag) for tag in info.get_all("Tag", []))
    requirements = [str(r) for r in metadata.get_all("Requires-Dist", [])]
    findings += _findings(tags, str(info.get("Root-Is-Purelib", "")), modules, requirements)
    return Wheel(path, tags, tuple(modules), tuple(findings))


def _content(archive: zipfile.ZipFile, name: str) -> bytes:
    entry = archive.getinfo(name)
    if entry.file_size > _binary.LARGEST:
        raise AuditError(f"{name} has {entry.file_size} bytes, too many to look into")
    with archive.open(entry) as file:
        content = file.read(_binary.LARGEST + 1)  # what the directory says of the size may be a lie
    if len(content) > _binary.LARGEST:
        raise AuditError(f"{name} is too large to look into")
    return content


def _findings(tags: tuple[str, ...], pure: str, modules: list[Module], requirements: list[str]) -> Iterable[Finding]:
    own = [module for module in modules if module.abi != "none"]
    universal = [module for module in own if module.abi == "universal"]
    for_all = [tag for tag in tags if tag.startswith(("py3-none-", "py2.py3-none-"))]
    if not tags:
        yield Finding("error", "the wheel has no tag")
    if modules and pure.strip().lower() != "false":
        yield Finding("error", "Root-Is-Purelib is not false, but the wheel has binaries")
    if modules and any(tag.endswith("-any") for tag in tags):
        yield Finding("error", "the tag says that the wheel is for any platform, but it has binaries")
    if for_all:
        for module in own:
            if module.abi != "universal":
                yield Finding("error", f"the tag {for_all[0]} says every Python, but {module.path} is {module.abi}")
    elif own and len(universal) == len(own):
        yield Finding(
            "warning", f"all modules are universal, so the tag {tags[0] if tags else ''} could be py3-none-PLATFORM"
        )
    yield from _platform_findings(tags, modules)
    yield from _requirement_findings(own, requirements)


def _platform_findings(tags: tuple[str, ...], modules: list[Module]) -> Iterable[Finding]:
    platforms = {tag.rpartition("-")[2] for tag in tags}
    machines = {
        machine
        for platform in platforms
        for end, names in _MACHINES.items()
        if platform.endswith(end)
        for machine in names
    }
    for module in modules:
        if machines and module.binary.machine not in machines:
            yield Finding(
                "error", f"{module.path} is for {module.binary.machine}, the tag for {', '.join(sorted(platforms))}"
            )
    promised = [_glibc(platform) for platform in platforms]
    oldest = min((version for version in promised if version), default=None)
    for module in modules:
        kind, _, version = module.binary.baseline.partition(" ")
        if oldest and kind == "glibc" and _numbers(version) > oldest:
            yield Finding(
                "error", f"{module.path} needs glibc {version}, the tag promises {'.'.join(map(str, oldest))}"
            )
        if oldest and kind == "musl":
            yield Finding("error", f"{module.path} is built for musl, the tag says glibc")
    if any(platform.startswith("linux_") for platform in platforms):
        yield Finding("warning", "PyPI does not take the platform linux_*: run auditwheel repair")


def _glibc(platform: str) -> tuple[int, ...] | None:
    match = re.match(r"manylinux_(\d+)_(\d+)_", platform)
    if match:
        return (int(match[1]), int(match[2]))
    return next((_numbers(v) for name, v in _OLD_MANYLINUX.items() if platform.startswith(name + "_")), None)


def _requirement_findings(modules: list[Module], requirements: list[str]) -> Iterable[Finding]:
    needing = [module for module in modules if module.abi in ("universal", "hybrid")]
    if not needing:
        return
    releases = [module.release for module in needing if module.release]
    needed = max(releases, key=_numbers, default="0.10")
    ours = [re.match(r"\s*hpy\b(?![-_.])\s*\(?([^;)]*)", requirement, re.I) for requirement in requirements]
    bounds = [match[1] for match in ours if match]
    if not bounds:
        yield Finding("error", f"the wheel does not require hpy>={needed}, which its modules need to be imported")
    for bound in bounds:
        lowest = re.search(r"(?:>=|==|~=)\s*([\d.]*\d)", bound)
        if lowest is None or _numbers(lowest[1]) < _numbers(needed):
            yield Finding("error", f"the wheel requires hpy{bound.strip()}, but its modules need hpy>={needed}")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in version.split(".") if n.isdigit())
