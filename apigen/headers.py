"""What the public headers declare by hand: the types that the definition may use, and functions and macros with their
comments, for the reference."""

import re
from pathlib import Path
from typing import Iterator, List, NamedTuple

from .parse import clean

C_TYPES = ["void", "char", "int", "long", "double", "bool", "size_t", "int32_t", "uint32_t", "int64_t", "uint64_t",
           "wchar_t"]
GENERATED = ["HPyFunc_Signature", "HPyFunc_visitproc"]  # from api/signatures.h
TYPEDEF = re.compile(r"^typedef [^(\n]*\(\*(\w+)\)\(.*\);|^typedef .*\b(\w+);|^\} (\w+);", re.M)
PREFIXES = r"(?:HPyAPI_\w+|_HPy_NO_RETURN|extern)\s+"
DOCUMENTED = re.compile(r"^/\*\*(?P<doc>(?:[^*]|\*(?!/))*)\*/\n"
                        r"(?:(?P<function>(?:%s)+[^;{]*?)\s*[;{]|#define (?P<macro>\w+(?:\([^)]*\))?))" % PREFIXES, re.M)


class Documented(NamedTuple):
    """A function or macro of a header."""
    name: str
    declaration: str
    doc: str
    header: str  # hpy/helpers.h


def headers(include: Path) -> List[Path]:
    """Those that extensions include, in the order of their names; none that is generated or a host's."""
    return sorted((include / "hpy").glob("*.h"))


def types(include: Path) -> List[str]:
    """The names of types that a prototype may have."""
    found = {name for path in headers(include) for match in TYPEDEF.findall(path.read_text(encoding="utf-8"))
             for name in match if name}
    return C_TYPES + GENERATED + sorted(found)


def documented(include: Path) -> Iterator[Documented]:
    """Functions and macros with a comment that begins with two stars."""
    for path in headers(include):
        for match in DOCUMENTED.finditer(path.read_text(encoding="utf-8")):
            text = " ".join((match["macro"] or re.sub(PREFIXES, "", match["function"])).split())
            name = re.search(r"(\w+)(?:\(|$)", text)
            if name and not name[1].startswith("_"):
                yield Documented(name[1], text, clean("/**%s*/" % match["doc"]), "hpy/" + path.name)
