"""The rows of the porting table: what stands in HPy for each name of CPython's API.

A row comes, in this order, from a line of api/porting.txt that has the name; from an entry of the definition or a
helper of the headers whose CPython function it is; from a name of the headers that has an H before it; from an entry
that names it among others; from a pattern of porting.txt.
"""

import fnmatch
import re
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Optional, Set, Tuple

from .headers import Documented
from .model import Definition, Function, Handle
from .parse import DefinitionError
from .read_porting import NOTHING, Name, Reason, names, reasons

CPYTHON = re.compile(r"CPython:\s+(.*?)(?:\n\n|\Z)", re.S)
NAMED = re.compile(r"``&?(_?Py\w+)[^`]*``")
WHOLE = re.compile(r"(``\w+``, )*``\w+``(, since [\d.]+)?(?=;|$)")  # "``PyX``" or "``PyX``; before 3.12 ``PyY``"
HPY_WORD = re.compile(r"\b(?:_?HPy\w+|HPY_\w+|h_[A-Z]\w+)")


class Row(NamedTuple):
    """A row of the table: names that one thing stands for."""

    header: str
    names: Tuple[str, ...]
    hpy: Tuple[str, ...]
    note: str
    where: str


class Said(NamedTuple):
    """An entry or a helper, and what its comment says of CPython."""

    hpy: str
    alone: bool  # CPython's function does the whole of it
    text: str  # else: of the comment


class Table(NamedTuple):
    rows: List[Row]
    missing: List[str]  # names of CPython's without a row
    double: List[str]  # lines of porting.txt that say nothing new


def table(folder: Path, definition: Definition, in_headers: List[Documented], words: Set[str]) -> Table:
    """The table of the definition in 'folder'; 'words' are those of the headers."""
    listed = names(folder / "cpython_names.txt")
    lines = reasons(folder / "porting.txt")
    known = words | defined(definition)
    check(lines, listed, known)
    return Maker(listed, lines, said_by(definition, in_headers), known).table()


def defined(definition: Definition) -> Set[str]:
    """The names that the definition brings into the headers."""
    signatures = [name for s in definition.signatures for name in (s.enumerator, s.ctype)]
    return {m.name for m in definition.members} | {s.name for s in definition.slots} | set(signatures)


class Maker:
    """Chooses what stands for each name."""

    def __init__(self, listed: Dict[str, Name], lines: List[Reason], said: Dict[str, List[Said]], known: Set[str]):
        self.listed, self.said, self.known = listed, said, known
        self.lines = [line for line in lines if not line.adds]
        self.exact = {name: line for line in self.lines for name in line.names if "*" not in name}
        self.added = {name: line for line in lines if line.adds for name in line.names}

    def table(self) -> Table:
        rows: List[Row] = []
        rest: Dict[str, List[str]] = {}  # by header: names for which there may be a pattern
        for name in {**self.listed, **self.exact}:
            if name in self.exact:
                continue
            row = self.of_definition(name)
            if row:
                rows.append(row)
            else:
                rest.setdefault(self.listed[name].header, []).append(name)
        for line in self.lines:
            found = tuple(name for word in line.names for name in self.meant(word, rest.get(line.header, [])))
            if found:
                rows.append(Row(line.header, found, line.hpy, line.note, line.where))
        told = {name for row in rows for name in row.names}
        return Table(rows, [name for name in self.listed if name not in told], list(self.double()))

    def meant(self, word: str, rest: List[str]) -> List[str]:
        """The names that a word of porting.txt stands for; those that it takes are no one else's any more."""
        if "*" not in word:
            return [word]
        mine = [name for name in rest if fnmatch.fnmatchcase(name, word)]
        rest[:] = [name for name in rest if name not in mine]
        return mine

    def of_definition(self, name: str) -> Optional[Row]:
        header = self.listed[name].header if name in self.listed else ""
        found = self.said.get(name, [])
        alone = [said for said in found if said.alone]
        note = ""
        if alone:
            hpy = unique(said.hpy for said in sorted(alone, key=lambda said: said.hpy != "H" + name))
        elif self.alike(name):
            hpy = (self.alike(name),)
        elif found:
            hpy = unique(said.hpy for said in found)
            note = "; ".join(unique("CPython: " + said.text for said in found)) if len(found) == 1 else ""
        else:
            return None
        added = self.added[name].note if name in self.added else ""
        return Row(header, (name,), hpy, "; ".join(filter(None, (note, added))), "api")

    def alike(self, name: str) -> str:
        """HPyUnicode_Check for PyUnicode_Check, HPY_DTSF_ALT for Py_DTSF_ALT; empty if there is none."""
        return next((word for word in ("H" + name, re.sub("^Py_", "HPY_", name)) if word in self.known), "")

    def double(self) -> Iterator[str]:
        for line in self.lines:
            for name in line.names:
                row = self.of_definition(name)
                if row and self.repeats(line, name, row):
                    yield "%s: %s is %s by the definition" % (line.where, name, ", ".join(row.hpy))
        for name, line in self.added.items():
            if not self.of_definition(name) or name in self.exact:
                yield "%s: %s has nothing that a note could be added to" % (line.where, name)

    def repeats(self, line: Reason, name: str, row: Row) -> bool:
        """Whether the definition says it as well, or better."""
        if not line.note and set(line.hpy) == set(row.hpy):
            return True
        whole = any(said.alone for said in self.said.get(name, []))
        return whole and (line.hpy[0] in NOTHING or ("H" + name in row.hpy and "H" + name not in line.hpy))


def unique(words: Iterator[str]) -> Tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def said_by(definition: Definition, in_headers: List[Documented]) -> Dict[str, List[Said]]:
    """What entries, slots and helpers stand for, by CPython's name."""
    result: Dict[str, List[Said]] = {}
    for member in definition.members:
        if isinstance(member, Function) and (member.table_only or member.name.startswith("_")):
            continue
        if member.cpython:
            result.setdefault(member.cpython.lstrip("&"), []).append(Said(member.name, True, ""))
        if isinstance(member, Handle):
            continue
        for name, said in of_comment(member.name, member.doc):
            result.setdefault(name, []).append(said)
    for slot in definition.slots:
        result.setdefault(slot.name[1:], []).append(Said(slot.name, True, ""))
    for item in in_headers:
        for name, said in of_comment(item.name, item.doc):
            result.setdefault(name, []).append(said)
    return result


def of_comment(hpy: str, doc: str) -> Iterator[Tuple[str, Said]]:
    match = CPYTHON.search(doc)
    if not match:
        return
    text = " ".join(match[1].split()).rstrip(".")
    whole = WHOLE.match(text)
    for name in NAMED.findall(text):
        yield name, Said(hpy, whole is not None and "``%s``" % name in whole[0], text)


def check(lines: List[Reason], listed: Dict[str, Name], known: Set[str]) -> None:
    """Refuse names that do not exist, and those that are told of twice."""
    seen: Dict[str, Reason] = {}
    for line in lines:
        for name in line.names:
            if "*" in name:
                if not any(fnmatch.fnmatchcase(n.name, name) for n in listed.values() if n.header == line.header):
                    raise DefinitionError(line.where, "%s has no name like %s" % (line.header, name))
                continue
            if name in seen and line.adds == seen[name].adds:
                raise DefinitionError(line.where, "%s stands at %s already" % (name, seen[name].where))
            seen[name] = line
            if name in listed and listed[name].header != line.header:
                raise DefinitionError(line.where, "%s is in %s" % (name, listed[name].header))
        for name in (*line.hpy, *HPY_WORD.findall(line.note)):
            if name not in (*NOTHING, "+") and name not in known:
                raise DefinitionError(line.where, "there is no %s in HPy" % name)
