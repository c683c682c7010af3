"""What the public headers declare by hand: the types that the definition may use, and functions, macros and types with
their comments, for the reference."""

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


DOCUMENTED_TYPE = re.compile(
    r"^/\*\*(?P<doc>(?:[^*]|\*(?!/))*)\*/\n"
    r"(?P<code>typedef [^\n{]*\(\*(?P<pointer>\w+)\)\([^;]*\);"
    r"|typedef (?:enum|struct)(?: \w+)? \{(?: [^\n]*|\n.*?^)\} (?P<plain>\w+);"
    r"|struct _(?P<tag>\w+)_s \{.*?^\};"
    r"|typedef [^\n{(]*\b(?P<other>\w+);)",
    re.M | re.S,
)
SINCE = re.compile(r"\b_HPY_SINCE_(\d+)\(")
GUARD = re.compile(r"^# *(if(?:def|ndef)?|else|elif|endif)\b(?: HPY_ABI_MINOR >= (\d+)$)?", re.M)


class Documented(NamedTuple):
    """A function or macro of a header."""

    name: str
    declaration: str
    doc: str
    family: str  # the title above it, as in api/context.h: /* == Integers == */
    where: str  # hpy/helpers.h:12
    minor: int


class DocumentedType(NamedTuple):
    """A type of a header."""

    name: str
    code: str  # its declaration; that of a struct whose content is the host's has none
    doc: str
    where: str


# Those of the generated headers.
OF_DEFINITION = [
    DocumentedType(
        "HPyFunc_Signature",
        "typedef enum { … } HPyFunc_Signature;",
        "The signature of a function that an extension implements; [signatures.md](signatures.md) lists them.",
        "hpy/generated/signatures.h",
    ),
    DocumentedType(
        "HPyFunc_visitproc",
        "typedef int (*HPyFunc_visitproc)(HPyField *, void *);",
        "What a traverse function calls with each field: 0 to go on.",
        "hpy/generated/signatures.h",
    ),
    DocumentedType(
        "HPySlot_Slot",
        "typedef enum { … } HPySlot_Slot;",
        "A slot of a type or module; [slots.md](slots.md) lists them.",
        "hpy/generated/slots.h",
    ),
]


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
            declaration = re.sub(r"_HPy_UNUSED_ARG\((\w+)\)", r"\1", declaration)
            name = re.search(r"(\w+)(?:\(|$)", declaration)
            if name and not name[1].startswith("_"):
                family = [title for start, title in titles if start < match.start()]
                yield Documented(
                    name[1],
                    declaration,
                    clean("/**%s*/" % match["doc"]),
                    (family or [""])[-1],
                    "hpy/%s:%d" % (path.name, text.count("\n", 0, match.start()) + 1),
                    max([minor_at(text, match.start()), *map(int, SINCE.findall(match["function"] or ""))]),
                )


def minor_at(text: str, position: int) -> int:
    """The minor version that the #if around a place of a header ask for."""
    around = [0]
    for directive, minor in GUARD.findall(text[:position]):
        if directive == "endif":
            around.pop()
        elif directive.startswith("if"):
            around.append(int(minor or 0))
        else:
            around[-1] = 0
    return max(around)


def documented_types(include: Path) -> Iterator[DocumentedType]:
    """Types with such a comment; each once, though it may be declared in two ways for two ABIs."""
    yield from OF_DEFINITION
    for path in headers(include):
        text = path.read_text(encoding="utf-8")
        for match in DOCUMENTED_TYPE.finditer(text):
            name = match["pointer"] or match["plain"] or match["tag"] or match["other"]
            code = re.sub(r"^struct \w+ (.*)\};$", r"typedef struct \1} %s;" % name, match["code"], flags=re.S)
            code = code.replace("_HPy_EXTENSION ", "")
            code = re.sub(r"(typedef struct)(?: \w+)? \{[^}]*\b_\w+(?:\[\d+\])?;\s*\}", r"\1 { … }", code)
            yield DocumentedType(name, code, clean("/**%s*/" % match["doc"]), "hpy/" + path.name)
