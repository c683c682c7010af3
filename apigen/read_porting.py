"""api/porting.txt and api/cpython_names.txt -> records: what stands in HPy for the names of CPython's API.

porting.txt has what the definition does not say. A line stands below the header of CPython that has the names:

    [listobject.h]
    PyList_GET_SIZE, PyList_Size | HPy_Length | a note for the table,
        which may go on in further lines

In the second column stand names of HPy, or ``none``, ``planned``, or ``+``: then the note is added to what the
definition says. ``*`` in a name stands for anything: for all such names of the header that are told of nowhere above.
"""

import re
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Tuple

from .parse import DefinitionError

NOTHING = ("none", "planned")


class Name(NamedTuple):
    """What a header of CPython declares."""

    name: str
    header: str  # listobject.h
    kind: str  # function, macro, constant, object, type, slot
    limited: str  # the newest version whose limited API has it; empty where none has


class Reason(NamedTuple):
    """A line of porting.txt."""

    header: str
    names: Tuple[str, ...]  # of CPython; with patterns
    hpy: Tuple[str, ...]  # of HPy; ("none",), ("planned",) or ("+",)
    note: str
    where: str

    @property
    def adds(self) -> bool:
        return self.hpy == ("+",)


def names(path: Path) -> Dict[str, Name]:
    """The list of CPython's names."""
    result: Dict[str, Name] = {}
    limited = header = kind = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if words[0] == "=":
            limited = words[2] if words[1] == "limited" else ""
        elif line.endswith(":"):
            header, kind = words[0], words[1][:-1]
        else:
            result.update((word, Name(word, header, kind, limited)) for word in words)
    return result


def reasons(path: Path) -> List[Reason]:
    """The lines of porting.txt."""
    header, result = "", []
    for where, line in joined(path):
        if re.fullmatch(r"\[\w+\.h\]", line):
            header = line[1:-1]
            continue
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3 or not header:
            raise DefinitionError(where, "a line below a [header.h] has three parts: CPython's names | HPy's | note")
        reason = Reason(header, split(parts[0]), split(parts[1]), parts[2], where)
        check(reason)
        result.append(reason)
    return result


def joined(path: Path) -> Iterator[Tuple[str, str]]:
    """Place and text of each line, with the further ones that are indented."""
    begun, where = "", ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#") or not line.strip():
            continue
        if line[0] == " ":
            begun += " " + line.strip()
            continue
        if begun:
            yield where, begun
        begun, where = line.strip(), "%s/%s:%d" % (path.parent.name, path.name, number)
    if begun:
        yield where, begun


def split(text: str) -> Tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


def check(reason: Reason) -> None:
    for name in reason.names:
        if not re.fullmatch(r"[\w*]+", name):
            raise DefinitionError(reason.where, "'%s' is no name of CPython's" % name)
    for name in reason.hpy:
        if not re.fullmatch(r"\w+", name) and not reason.adds:
            raise DefinitionError(reason.where, "'%s' is no name of HPy's, none, planned or +" % name)
    if not reason.note and (reason.adds or reason.hpy[0] in NOTHING):
        raise DefinitionError(reason.where, "%s needs a note" % reason.hpy[0])
