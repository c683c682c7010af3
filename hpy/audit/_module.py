"""Which module a binary is, in which ABI, and what is wrong with it."""

from __future__ import annotations

import os
import re
from typing import Iterable, NamedTuple

from ..devel.abitag import HPY_ABI_VERSION, HPY_ABI_VERSION_MINOR
from ..devel.generated import ABI_MINORS
from ..devel.minors import release_for
from ._binary import Binary
from ._code import returned

# Of Python's own API. HPy's own names begin otherwise.
_PYTHON = re.compile(r"_?Py[A-Z_]\w*")
_PYTHON_LIBRARY = re.compile(r"(?:.*[/\\])?(?:lib)?python3?[\d.]*t?(?:_d)?\.(?:dll|so|dylib).*|.*/Python", re.I)
_ENTRY = "HPyInit_"
_DIRECT = "PyInit_"
_DIRECT_PUNYCODE = "PyInitU_"
_OWN = ("get_required_hpy_major_version_", "get_required_hpy_minor_version_", "HPyInitGlobalContext_", _ENTRY)
_LINKERS = ("_init", "_fini", "_DYNAMIC", "__", "_mh_")
_OPTIONAL = ("HPyInitDirect_", "HPyDeclarations_", _DIRECT, _DIRECT_PUNYCODE)

# Protections without which a module is refused or looked at askance; others are told.
_EXPECTED = {
    "no executable stack": "error",  # Python's process would get one, which newer kernels and libraries refuse
    "no executable data": "warning",
    "no relocation of code": "warning",
    "address randomisation": "warning",
}


class Finding(NamedTuple):
    """Something that the author should know. Errors are what cannot work."""

    severity: str  # error, warning
    text: str


class Module(NamedTuple):
    """What a binary is. 'name' is "" where it is no extension module."""

    path: str
    binary: Binary
    name: str
    abi: str  # universal, hybrid, cpython (HPy's or plain: they look alike), none
    major: int | None
    minor: int | None
    findings: tuple[Finding, ...]

    @property
    def release(self) -> str | None:
        """The first release of hpy whose hosts load it."""
        if self.minor not in ABI_MINORS:
            return None
        return release_for(self.minor, self.abi == "universal" and ".hpy0." in os.path.basename(self.path))


def judge(path: str, binary: Binary) -> Module:
    """What the binary in the file 'path' is; the file's name counts."""
    names = sorted(symbol[len(_ENTRY) :] for symbol in binary.exported if symbol.startswith(_ENTRY))
    direct = [symbol for symbol in sorted(binary.exported) if symbol.startswith((_DIRECT, _DIRECT_PUNYCODE))]
    if not names and not direct:
        return Module(path, binary, "", "none", None, None, ())
    stem = os.path.basename(path).partition(".")[0]
    python = sorted(filter(_PYTHON.fullmatch, binary.undefined))
    if not names:
        own = [symbol.partition("_")[2] for symbol in direct]
        name = stem if stem in own else own[0]
        module = Module(path, binary, name, "cpython", None, None, ())
    else:
        name = stem if stem in names else names[0]
        major, minor = (returned(binary.code(symbol + name), binary.machine) for symbol in _OWN[:2])
        module = Module(path, binary, name, "hybrid" if python else "universal", major, minor, ())
    return module._replace(findings=tuple(_findings(module, stem, python)))


def _findings(module: Module, stem: str, python: list[str]) -> Iterable[Finding]:
    binary, name = module.binary, module.name
    if stem != name and stem.isascii():
        yield Finding("error", f"the file is called {stem}, but its module {name}: Python finds it under neither name")
    if module.abi != "cpython":
        yield from _universal_findings(module)
    yield from _name_findings(module, python)
    others = sorted(symbol for symbol in binary.exported if not symbol.startswith((*_OWN, *_OPTIONAL)))
    others = [symbol for symbol in others if not symbol.startswith(_LINKERS)]
    if others:
        yield Finding(
            "warning",
            f"{len(others)} more symbols are exported than Python needs ({_some(others)}): compile with "
            "-fvisibility=hidden, or they meet those of other modules",
        )
    for protection, has in binary.hardening:
        if not has and protection in _EXPECTED:
            yield Finding(_EXPECTED[protection], f"without {protection}")
    for folder in binary.run_paths:
        if os.path.isabs(folder):
            yield Finding("warning", f"libraries are looked for in {folder}, which other machines do not have")


def _universal_findings(module: Module) -> Iterable[Finding]:
    binary, name = module.binary, module.name
    missing = [symbol + name for symbol in _OWN if symbol + name not in binary.exported]
    if missing:
        yield Finding("error", f"{', '.join(missing)} is not exported: no host can load the module")
    if module.major is not None and module.major != HPY_ABI_VERSION:
        yield Finding("error", f"it wants major version {module.major} of the ABI; hosts have {HPY_ABI_VERSION}")
    if module.minor is not None and module.minor > HPY_ABI_VERSION_MINOR:
        yield Finding(
            "warning", f"minor version {module.minor} of the ABI is newer than this hpy, {HPY_ABI_VERSION_MINOR}"
        )
    if not any(symbol.startswith((_DIRECT, _DIRECT_PUNYCODE)) for symbol in binary.exported):
        yield Finding("warning", f"without {_DIRECT}{name}: Python's importer does not take it, only a stub {name}.py")
    libraries = list(filter(_PYTHON_LIBRARY.fullmatch, binary.libraries))
    if libraries and module.abi == "universal":
        yield Finding("error", f"it is linked with {_some(libraries)}, which other Pythons do not have")


def _name_findings(module: Module, python: list[str]) -> Iterable[Finding]:
    """Whether the file's name says for which Pythons it is."""
    tag = tag_of(module.path)
    if module.abi == "universal" and tag not in ("", "hpy0"):
        yield Finding("warning", f"it runs on every Python, but its name has {tag}: only one kind of Python imports it")
    if module.abi == "hybrid" and tag in ("", "hpy0"):
        yield Finding(
            "error",
            f"its name says that it is universal, but it calls Python's own API ({_some(python)}), which is that of "
            "one version: build it as hybrid, or do without these functions",
        )
    if module.abi == "cpython" and tag == "":
        yield Finding("warning", "it is built for one version of Python, but its name has no tag: all try to import it")


def tag_of(path: str) -> str:
    """What stands between the module's name and the ending: cpython-311-x86_64-linux-gnu, abi3, or nothing."""
    return ".".join(os.path.basename(path).split(".")[1:-1])


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
