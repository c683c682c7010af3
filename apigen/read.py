"""api/*.h and frozen.txt -> model. What each annotation means is said at the head of the file that has it."""

import re
from pathlib import Path
from typing import Collection, List, Sequence, Tuple

from . import check, headers
from .model import Definition, Function, Handle, Member, Minor, Signature, Slot
from .parse import DefinitionError, Entry, Shape, entries, integer, listed, parameter, prototype

ANY = 99
CONTEXT = {
    "MINOR": Shape(2, 2),
    "ID": Shape(1, 1),
    "SINCE": Shape(2, 2),
    "CPYTHON": Shape(1, 1),
    "BODY": Shape(1, 1),
    "BUILTIN": Shape(1, 2),
    "BY_SYMBOL": Shape(0, 0),
    "FAILS": Shape(1, 1),
    "RAISES": Shape(0, 0),
    "SWALLOWS": Shape(0, 0),
    "NULLABLE": Shape(1, ANY),
    "OUT": Shape(1, ANY),
    "SIZED": Shape(2, 2, True),
    "EXPECTS": Shape(2, 2, True),
    "RANGE": Shape(3, 3, True),
    "BORROWS": Shape(1, 1),
    "QUIET": Shape(0, 0),
    "VOID_SLOT": Shape(0, 0),
    "HANDWRITTEN": Shape(0, 0),
    "DIRECT": Shape(0, 0),
    "WRITTEN": Shape(1, 1),
    "LEGACY": Shape(0, 0),
    "TABLE_ONLY": Shape(0, 0),
    "DEBUG": Shape(1, ANY),
    "TRACE": Shape(1, ANY),
}
OF_HANDLES = {"ID", "SINCE", "CPYTHON", "BODY", "BUILTIN", "BY_SYMBOL"}
OF_FUNCTIONS = set(CONTEXT) - {"MINOR", "BUILTIN", "BY_SYMBOL"}
SIGNATURES = {
    "SIGNATURE": Shape(1, 1),
    "SINCE": Shape(2, 2),
    "METH": Shape(1, 1),
    "SPECIAL": Shape(0, ANY),
    "CALLED_IN": Shape(1, ANY),
    "POINTER": Shape(1, 1),
    "RESERVED": Shape(0, 0),
    "MAY_END": Shape(0, 0),
    "DEBUG": Shape(1, ANY),
}
SLOTS = {
    "SLOT": Shape(2, 3),
    "SINCE": Shape(2, 2),
    "METHODS": Shape(1, ANY),
    "LABEL": Shape(1, 1),
    "MACRO": Shape(1, 1),
    "NULLABLE": Shape(2, ANY, True),
    "INHERITED": Shape(1, ANY),
}
BODIES = ("inline", "function", "host")
FAILS = ("NULL", "-1", "-2", "ASK", "NEVER")
DEBUG = ("by_hand",)
TRACE = ("by_hand", "uncounted", "notes", "finds")
DEBUG_SIGNATURE = ("call", "run", "no_run")


def read(folder: Path, include: Path) -> Definition:
    """The definition in the folder api/; 'include' has the headers with the types that it may use."""
    types = headers.types(include)
    minors: List[Minor] = []
    members: List[Member] = []
    for entry in entries(folder / "context.h", CONTEXT, types):
        if entry.has("MINOR"):
            minors.append(read_minor(entry, len(minors)))
        else:
            members.append(read_member(entry, types, minors, len(members)))
    signatures = [read_signature(entry, types, minors) for entry in entries(folder / "signatures.h", SIGNATURES, types)]
    slots = [read_slot(entry, minors) for entry in entries(folder / "slots.h", SLOTS, types)]
    definition = Definition(members, signatures, slots, minors, read_frozen(folder / "frozen.txt"))
    check.definition(definition)
    return definition


def read_minor(entry: Entry, expected: int) -> Minor:
    number, release = entry.arguments("MINOR")
    if entry.declaration or len(entry.annotations) > 1:
        raise entry.refuse("HPy_MINOR stands alone")
    if not re.fullmatch(r"\d+\.\d+", release):
        raise entry.refuse("HPy_MINOR names a release as 0.10, not '%s'" % release)
    if integer(entry.where, number) != expected:
        raise entry.refuse("HPy_MINOR(%s) stands where %d is next" % (number, expected))
    return Minor(expected, release, entry.where)


def read_member(entry: Entry, types: Sequence[str], minors: List[Minor], place: int) -> Member:
    handle = re.fullmatch(r"HPy (h_\w+)", entry.declaration)
    if not entry.doc:
        raise entry.refuse("%s has no comment that begins with /**" % (entry.declaration or "the entry"))
    if handle:
        return read_handle(entry, handle[1], minors, place)
    return read_function(entry, types, minors, place)


def read_index(entry: Entry, minor: int, minors: List[Minor], place: int) -> int:
    """That of HPy_ID; the entry's place, as long as nothing of its minor version is released."""
    if minor == minors[-1].number and not entry.has("ID"):
        return place
    return entry.number("ID")


def read_handle(entry: Entry, name: str, minors: List[Minor], place: int) -> Handle:
    only(entry, OF_HANDLES, "a constant")
    one_of(entry, "BODY", ("host",))
    one_body(entry, name)
    builtin, instance = (entry.arguments("BUILTIN") + (None, None))[:2]
    minor = since(entry, minors)
    return Handle(
        read_index(entry, minor, minors, place),
        minor,
        name,
        entry.argument("CPYTHON"),
        builtin,
        instance,
        entry.has("BY_SYMBOL"),
        entry.section,
        entry.doc,
        entry.where,
    )


def read_function(entry: Entry, types: Sequence[str], minors: List[Minor], place: int) -> Function:
    only(entry, OF_FUNCTIONS, "a function")
    ret, name, params = prototype(entry, types)
    if not params or str(params[0]) != "HPyContext *ctx":
        raise entry.refuse("the first parameter of %s must be HPyContext *ctx" % name)
    if not re.fullmatch(r"_?HPy_?[A-Z]\w*", name):
        raise entry.refuse("'%s' is no name of an API function" % name)
    one_body(entry, name)
    one_of(entry, "BODY", BODIES)
    one_of(entry, "FAILS", FAILS, required=True)
    one_of(entry, "DEBUG", DEBUG)
    one_of(entry, "TRACE", TRACE)
    minor = since(entry, minors)
    function = Function(
        read_index(entry, minor, minors, place),
        minor,
        name,
        ret,
        params[1:],
        entry.argument("CPYTHON"),
        entry.argument("BODY"),
        entry.arguments("FAILS")[0],
        entry.has("RAISES"),
        entry.has("SWALLOWS"),
        entry.arguments("NULLABLE"),
        entry.arguments("OUT"),
        pairs(entry, "SIZED"),
        pairs(entry, "EXPECTS"),
        tuple((a.arguments[0], a.arguments[1], a.arguments[2]) for a in entry.all("RANGE")),
        entry.argument("BORROWS"),
        entry.has("QUIET"),
        entry.has("VOID_SLOT"),
        entry.has("HANDWRITTEN"),
        entry.has("DIRECT"),
        entry.argument("WRITTEN"),
        entry.has("LEGACY"),
        entry.has("TABLE_ONLY"),
        entry.arguments("DEBUG"),
        entry.arguments("TRACE"),
        entry.section,
        entry.doc,
        entry.where,
    )
    check.function(entry, function)
    return function


def read_signature(entry: Entry, types: Sequence[str], minors: List[Minor]) -> Signature:
    ret, name, params = prototype(entry, types)
    if not name.startswith("HPyFunc_"):
        raise entry.refuse("the name of a signature begins with HPyFunc_, not '%s'" % name)
    one_of(entry, "DEBUG", DEBUG_SIGNATURE)
    fields = tuple(str(parameter(entry, field, types)) for field in entry.arguments("SPECIAL"))
    signature = Signature(
        entry.number("SIGNATURE"),
        name[len("HPyFunc_") :],
        ret,
        params,
        entry.argument("METH"),
        entry.has("SPECIAL"),
        fields,
        entry.arguments("CALLED_IN"),
        entry.argument("POINTER"),
        entry.has("RESERVED"),
        entry.has("MAY_END"),
        entry.arguments("DEBUG"),
        since(entry, minors),
        entry.doc,
        entry.where,
    )
    check.signature(entry, signature)
    return signature


def read_slot(entry: Entry, minors: List[Minor]) -> Slot:
    found = entry.find("SLOT")
    if found is None or entry.declaration:
        raise entry.refuse(
            "not an entry HPy_SLOT(name, number, signature): %s"
            % ("HPy_SLOT is missing" if found is None else entry.beginning())
        )
    name, number, signature = (found.arguments + ("",))[:3]
    methods, label = entry.arguments("METHODS"), entry.argument("LABEL")
    if label is not None and not re.fullmatch(r'"[^"]+"', label):
        raise entry.refuse('HPy_LABEL has a text in quotes: HPy_LABEL("(traverse)")')
    slot = Slot(
        name,
        integer(found.where, number),
        signature or None,
        entry.argument("MACRO"),
        since(entry, minors),
        methods,
        tuple((a.arguments[0], ", ".join(a.arguments[1:])) for a in entry.all("NULLABLE")),
        ", ".join(entry.arguments("INHERITED")),
        label[1:-1] if label else (methods + ("",))[0],
        entry.section,
        entry.doc,
        entry.where,
    )
    check.slot(entry, slot)
    return slot


def read_frozen(path: Path) -> List[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def since(entry: Entry, minors: List[Minor]) -> int:
    """The minor version of HPy_SINCE, which HPy_MINOR must have introduced; 0 without one."""
    found = entry.find("SINCE")
    if found is None:
        return 0
    known = {("0", str(minor.number)): minor.number for minor in minors}
    if found.arguments not in known:
        raise DefinitionError(
            found.where,
            "HPy_SINCE(%s) is no version of the ABI; there are %s"
            % (", ".join(found.arguments), listed("HPy_SINCE(0, %d)" % minor.number for minor in minors)),
        )
    return known[found.arguments[0], found.arguments[1]]


def only(entry: Entry, allowed: Collection[str], what: str) -> None:
    for annotation in entry.annotations:
        if annotation.name not in allowed:
            raise DefinitionError(
                annotation.where,
                "HPy_%s is not for %s; there are %s"
                % (annotation.name, what, listed("HPy_" + name for name in sorted(allowed))),
            )


def one_body(entry: Entry, name: str) -> None:
    if entry.has("CPYTHON") == entry.has("BODY"):
        raise entry.refuse("%s needs HPy_CPYTHON or HPy_BODY%s" % (name, ", and has both" if entry.has("BODY") else ""))


def one_of(entry: Entry, name: str, values: Tuple[str, ...], required: bool = False) -> None:
    """Refuse an annotation with other words than these."""
    found = entry.find(name)
    if found is None:
        if required:
            raise entry.refuse(
                "HPy_%s is missing; there are %s" % (name, listed("HPy_%s(%s)" % (name, v) for v in values))
            )
        return
    for value in found.arguments:
        if value not in values:
            raise DefinitionError(
                found.where,
                "HPy_%s(%s) is unknown; there are %s" % (name, value, listed("HPy_%s(%s)" % (name, v) for v in values)),
            )


def pairs(entry: Entry, name: str) -> Tuple[Tuple[str, str], ...]:
    return tuple((a.arguments[0], a.arguments[1]) for a in entry.all(name))
