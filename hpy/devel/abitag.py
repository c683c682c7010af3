"""File names of extension modules: what stands between a module's name and the end of its file's name.

Three sources of names: HPy's own ABI tag (``mod.hpy0.so``), a plain ending (``mod.so``), which every CPython's
importer takes, and the interpreter's own suffix (``mod.cpython-311-x86_64-linux-gnu.so``).
"""

from __future__ import annotations

import re
import sysconfig

from .generated import ABI_MINORS

HPY_ABI_VERSION = 0
HPY_ABI_VERSION_MINOR = max(ABI_MINORS)  # what a source asks for that does not say another one
HPY_ABI_TAG = "hpy%d" % HPY_ABI_VERSION

ABIS = ("cpython", "hybrid", "universal")
LAYOUTS = ("plain", "hpy0")

_TAGS = (
    (re.compile(r"cpython-(\d+[a-z]*)(?:-.*)?"), "cp{0}"),
    (re.compile(r"(cp\d+[a-z]*)-.*"), "{0}"),
    (re.compile(r"(pypy\d+-pp\d+)(?:-.*)?"), "{0}"),
    (re.compile(r"(graalpy\d*-\d+-native)(?:-.*)?"), "{0}"),
)


def parse_ext_suffix(ext_suffix: str | None = None) -> tuple[str, str]:
    """Return (ABI tag, ending) of an extension suffix: '.cpython-310-x86_64-linux-gnu.so' is ('cp310', 'so').

    None means the running interpreter's own suffix. The tag of an unknown interpreter is all between the dots.
    """
    if ext_suffix is None:
        ext_suffix = sysconfig.get_config_var("EXT_SUFFIX")
    middle, _, ending = ext_suffix.lstrip(".").rpartition(".")
    for pattern, tag in _TAGS:
        match = pattern.fullmatch(middle)
        if match:
            return tag.format(match.group(1)), ending
    return middle, ending


def get_hpy_ext_suffix(hpy_abi: str, ext_suffix: str | None = None, layout: str = "hpy0") -> str:
    """Return the suffix of a module's file in the ABI 'hpy_abi', on the interpreter whose suffix is 'ext_suffix'.

    Layout 'hpy0' marks universal and hybrid files with HPy's ABI tag; hosts of HPy 0.9 want that. Layout 'plain'
    gives names that Python's own importer takes: '.so' for universal, the interpreter's own for hybrid.
    """
    assert hpy_abi in ABIS, f"unknown HPy ABI {hpy_abi!r}; there are {', '.join(ABIS)}"
    assert layout in LAYOUTS, f"unknown layout {layout!r}; there are {', '.join(LAYOUTS)}"
    if ext_suffix is None:
        ext_suffix = sysconfig.get_config_var("EXT_SUFFIX")
    tag, ending = parse_ext_suffix(ext_suffix)
    if hpy_abi == "cpython" or (hpy_abi == "hybrid" and layout == "plain"):
        return ext_suffix
    if layout == "plain":
        return "." + ending
    if hpy_abi == "universal":
        return f".{HPY_ABI_TAG}.{ending}"
    return f".{HPY_ABI_TAG}-{tag}.{ending}"


def get_pyinit(name: str) -> str:
    """Return the name of the function by which Python's importer finds the module 'name': PEP 489."""
    short = name.rpartition(".")[2].replace("-", "_")
    if short.isascii():
        return "PyInit_" + short
    return "PyInitU_" + short.encode("punycode").decode("ascii").replace("-", "_")
