"""The text of a definition file -> entries: a comment, annotations, a declaration, ";". What they mean is read.py's.

The files are C in looks only. Every mistake is a DefinitionError that begins with file and line.
"""

import re
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, NamedTuple, Optional, Sequence, Set, Tuple

from .model import Param

FIRST_WORD = re.compile(r"(HPy_|HPY_)(\w+)", re.IGNORECASE)
SECTION = re.compile(r"/\* == (.*?) =*\s*\*/")
INCLUDED = re.compile(r'# *include "(\w+\.h)"')


class DefinitionError(Exception):
    """A mistake in api/; the text says where, what, and what there is."""

    def __init__(self, where: str, message: str):
        super().__init__("%s: %s" % (where, message))


class Annotation(NamedTuple):
    name: str  # "NULLABLE", without HPy_
    arguments: Tuple[str, ...]
    where: str


class Entry(NamedTuple):
    where: str  # "api/context.h:12"
    section: str  # the title above it: /* == Integers == */
    doc: str  # of its comment, if that begins with two stars
    annotations: List[Annotation]
    declaration: str  # one blank between words; empty if the annotations say everything

    def find(self, name: str) -> Optional[Annotation]:
        return next((a for a in self.annotations if a.name == name), None)

    def all(self, name: str) -> List[Annotation]:
        return [a for a in self.annotations if a.name == name]

    def has(self, name: str) -> bool:
        return self.find(name) is not None

    def arguments(self, name: str) -> Tuple[str, ...]:
        """Those of an annotation that may be given once; none if it is not there."""
        found = self.find(name)
        return found.arguments if found else ()

    def argument(self, name: str) -> Optional[str]:
        """The only argument of an annotation, or None."""
        return next(iter(self.arguments(name)), None)

    def number(self, name: str) -> int:
        found = self.find(name)
        if found is None:
            raise DefinitionError(self.where, "HPy_%s is missing" % name)
        return integer(found.where, found.arguments[0])

    def beginning(self) -> str:
        """What to quote of a declaration that is none."""
        text = self.declaration or "there is none"
        return text if len(text) < 80 else text[:76] + " ..."

    def refuse(self, message: str) -> DefinitionError:
        return DefinitionError(self.where, message)


class Source:
    """A definition file and the place up to which it is read."""

    def __init__(self, path: Path):
        self.folder = path.parent
        self.name = "%s/%s" % (path.parent.name, path.name)
        self.text = path.read_text(encoding="utf-8")
        self.place = 0

    def where(self, place: Optional[int] = None) -> str:
        return "%s:%d" % (self.name, self.text.count("\n", 0, self.place if place is None else place) + 1)

    def skip_blanks(self) -> bool:
        """Whether anything follows."""
        while self.place < len(self.text) and self.text[self.place].isspace():
            self.place += 1
        return self.place < len(self.text)

    def take_comment(self) -> Optional[str]:
        if not self.text.startswith("/*", self.place):
            return None
        end = self.text.find("*/", self.place)
        if end < 0:
            raise DefinitionError(self.where(), "a comment without an end")
        comment = self.text[self.place : end + 2]
        self.place = end + 2
        return comment

    def take_included(self) -> Optional[Path]:
        """The definition file that is named here, to be read in this place."""
        match = INCLUDED.match(self.text, self.place)
        if not match:
            return None
        path = self.folder / match[1]
        if not path.is_file():
            raise DefinitionError(self.where(), "there is no file %s beside this one" % match[1])
        self.place = match.end()
        return path

    def end_of_entry(self) -> int:
        end = self.text.find(";", self.place)
        if end < 0 or "/*" in self.text[self.place : end]:
            raise DefinitionError(self.where(), "an entry without ';' at its end")
        return end


class Shape(NamedTuple):
    """What an annotation takes: how many arguments at least and at most, and whether it may stand several times."""

    least: int
    most: int
    repeated: bool = False


def entries(path: Path, known: Dict[str, Shape], types: Sequence[str]) -> Iterator[Entry]:
    """The entries of a file whose annotations are 'known'; no word but these and the 'types' may begin with HPy_."""
    source = Source(path)
    section = doc = ""
    while source.skip_blanks():
        comment = source.take_comment()
        if comment is not None:
            title = SECTION.match(comment)
            section = title[1] if title else section
            doc = clean(comment) if comment.startswith("/**") else ""
            continue
        included = source.take_included()
        if included is not None:
            yield from entries(included, known, types)
            continue
        where = source.where()
        end = source.end_of_entry()
        annotations = list(take_annotations(source, end, known, types))
        declaration = " ".join(source.text[source.place : end].split())
        source.place = end + 1
        yield Entry(where, section, doc, annotations, declaration)
        doc = ""


def take_annotations(source: Source, end: int, known: Dict[str, Shape], types: Sequence[str]) -> Iterator[Annotation]:
    seen: Set[str] = set()
    while source.skip_blanks() and source.place < end:
        match = FIRST_WORD.match(source.text, source.place, end)
        if not match or match[0] in types:
            return
        where, name = source.where(), match[2]
        if match[1] != "HPy_" or name not in known:
            raise DefinitionError(
                where, "%s is no annotation; there are %s" % (match[0], listed("HPy_" + n for n in sorted(known)))
            )
        source.place = match.end()
        annotation = Annotation(name, take_arguments(source, end, where, name), where)
        check_shape(annotation, known[name], name in seen)
        seen.add(name)
        yield annotation


def take_arguments(source: Source, end: int, where: str, name: str) -> Tuple[str, ...]:
    """What stands in parentheses behind an annotation, split at the commas that are in no further ones."""
    if not source.text.startswith("(", source.place):
        return ()
    depth, start, found = 0, source.place + 1, []
    for place in range(source.place, end):
        c = source.text[place]
        depth += (c == "(") - (c == ")")
        if depth == 0 or (depth == 1 and c == ","):
            found.append(" ".join(source.text[start:place].split()))
            start = place + 1
        if depth == 0:
            source.place = place + 1
            return tuple(found)
    raise DefinitionError(where, "HPy_%s( without ')'" % name)


def check_shape(annotation: Annotation, shape: Shape, again: bool) -> None:
    name, n = annotation.name, len(annotation.arguments)
    if again and not shape.repeated:
        raise DefinitionError(annotation.where, "HPy_%s twice" % name)
    if "" in annotation.arguments:
        raise DefinitionError(annotation.where, "HPy_%s has an empty argument" % name)
    if not shape.least <= n <= shape.most:
        wanted = "no arguments" if shape.most == 0 else "%d argument%s" % (shape.least, "s" * (shape.least != 1))
        if shape.most > shape.least:
            wanted = "%d or more arguments" % shape.least
        raise DefinitionError(annotation.where, "HPy_%s takes %s" % (name, wanted))


def clean(comment: str) -> str:
    """The text of a comment."""
    lines = re.sub(r"^/\*+|\*/$", "", comment).strip().splitlines()
    return "\n".join(re.sub(r"^\s*\* ?", "", line) for line in lines).rstrip()


def prototype(entry: Entry, types: Sequence[str]) -> Tuple[str, str, Tuple[Param, ...]]:
    """Result, name and parameters of the function that an entry declares."""
    match = re.fullmatch(r"([^()]*?)\s*(\w+)\(([^()]*)\)", entry.declaration)
    if not match:
        raise entry.refuse("not a prototype: %s" % entry.beginning())
    ret = check_type(entry, match[1], types, "the result of %s" % match[2])
    params = () if match[3] == "void" else tuple(parameter(entry, p, types) for p in match[3].split(","))
    names = [p.name for p in params]
    for name in names:
        if names.count(name) > 1:
            raise entry.refuse("%s has two parameters %s" % (match[2], name))
    return ret, match[2], params


def parameter(entry: Entry, text: str, types: Sequence[str]) -> Param:
    match = re.fullmatch(r"(.*?[\s*])(\w+)", text.strip())
    if not match:
        raise entry.refuse("not a parameter: '%s'" % text.strip())
    return Param(check_type(entry, match[1].strip(), types, "the parameter %s" % match[2]), match[2])


def check_type(entry: Entry, ctype: str, types: Sequence[str], what: str) -> str:
    """Refuse a C type that is not known; 'const' and '*' may be added to those that are."""
    words = " ".join(re.sub(r"\*|\bconst\b", " ", ctype).split())
    if words not in types:
        raise entry.refuse("unknown type '%s' of %s; there are %s" % (ctype, what, listed(types)))
    if not re.fullmatch(r"(const )?%s( \*(const \*)?\*?)?" % re.escape(words), ctype):
        raise entry.refuse("the type of %s is to be written with one blank between words: '%s'" % (what, ctype))
    return ctype


def integer(where: str, text: str) -> int:
    if not text.isdigit():
        raise DefinitionError(where, "'%s' is no number" % text)
    return int(text)


def listed(names: Iterable[str]) -> str:
    return ", ".join(names)
