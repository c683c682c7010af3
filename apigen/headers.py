"""What the public headers declare by hand: the types that the definition may use, and functions and macros with their
comments, for the reference."""

import re
from pathlib import Path
from typing import Iterator, List, NamedTuple, Set

from .parse import SECTION, clean

C_TYPES = [
    "void",
    "char",
    "int",
    "long",
    "unsigned long",
    "double",
    "bool",
    "size_t",
    "int32_t",
    "uint32_t",
    "int64_t",
    "uint64_t",
    "wchar_t",
]
GENERATED = ["HPyFunc_Signature", "HPyFunc_visitproc"]  # from api/signatures.h
TYPEDEF = re.compile(r"^typedef [^(\n]*\(\*(\w+)\)\(.*\);|^typedef .*\b(\w+);|^\} (\w+);", re.M)
PREFIXES = r"\b(?:HPyAPI_\w+|_HPy_\w+|_HPY_(?:SINCE_\d|ON_WINDOWS)\(\"\w+\"\)|extern|static|inline)\s+"
DOCUMENTED = re.compile(
    r"^/\*\*(?P<doc>(?:[^*]|\*(?!/))*)\*/\n"
    r"(?:(?P<function>(?:%s)+[^;{]*?)\s*[;{]|# *define (?P<macro>\w+(?:\([^)]*\))?))" % PREFIXES,
    re.M,
)


class Documented(NamedTuple):
    """A function or macro of a header."""

    name: str
    declaration: str
    doc: str
    family: str  # the title above it, as in api/context.h: /* == Integers == */
    where: str  # hpy/helpers.h:12


def headers(include: Path) -> List[Path]:
    """Those that extensions include, in the order of their names; none that is generated or a host's."""
    return sorted((include / "hpy").glob("*.h"))


def types(include: Path) -> List[str]:
    """The names of types that a prototype may have."""
    found = {
        name
        for path in headers(include)
        for match in TYPEDEF.findall(path.read_text(encoding="utf-8"))
        for name in match
        if name
    }
    return C_TYPES + GENERATED + sorted(found)


def words(include: Path) -> Set[str]:
    """All that the headers written by hand have a name for."""
    found = set(GENERATED)
    for path in [include / "hpy.h", *headers(include)]:
        code = re.sub(r"/\*.*?\*/", " ", path.read_text(encoding="utf-8"), flags=re.S)
        found.update(re.findall(r"\b[A-Za-z_]\w*", code))
    return found


def documented(include: Path) -> Iterator[Documented]:
    """Functions and macros with a comment that begins with two stars."""
    for path in headers(include):
        text = path.read_text(encoding="utf-8")
        titles = [(match.start(), match[1]) for match in SECTION.finditer(text)]
        for match in DOCUMENTED.finditer(text):
            declaration = " ".join((match["macro"] or re.sub(PREFIXES, "", match["function"])).split())
            name = re.search(r"(\w+)(?:\(|$)", declaration)
            if name and not name[1].startswith("_"):
                family = [title for start, title in titles if start < match.start()]
                yield Documented(
                    name[1],
                    declaration,
                    clean("/**%s*/" % match["doc"]),
                    (family or [""])[-1],
                    "hpy/%s:%d" % (path.name, text.count("\n", 0, match.start()) + 1),
                )
