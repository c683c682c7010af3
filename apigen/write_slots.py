"""The reference of the slots: docs/reference/slots.md, which lists them, and a page for each in docs/reference/slots.

An implementation is shown where an example has one: the function behind HPyDef_SLOT in a file of docs/examples, or that
of the nearest slot of the same family and signature.
"""

import posixpath
import re
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Optional

from .headers import Documented
from .model import Definition, Param, Signature, Slot
from .write_reference import EXAMPLES, FOLDER, code, places, text, top

SOURCE = "api/slots.h and %s" % EXAMPLES
RECORD = re.compile(
    r"^HPyDef_SLOT\(\w+, (\w+)\)\n(?:.*\n)*?\}\n|^(HPyDef_\w+)\(\w+.*\)\n|"
    r"^(HPyType_HELPERS)\(\w+, HPyType_BuiltinShape_Any\).*\n",
    re.M,
)
INHERITED = "Subclasses inherit it; one that is written in Python replaces it by a method of that name."
OF_MODULES = "A module has it for itself: there is nothing to inherit."
ENDS: Dict[str, str] = {
    "HPyFunc_INQUIRY": "`1` or `0`; `-1` with an exception set is an error",
    "HPyFunc_OBJOBJPROC": "`1` or `0`; `-1` with an exception set is an error",
    "HPyFunc_LENFUNC": "a number from 0 on; `-1` with an exception set is an error",
    "HPyFunc_HASHFUNC": "any number but `-1`, which with an exception set is an error",
    "HPyFunc_TRAVERSEPROC": "what `HPy_VISIT` returns where it is not 0; else `0`",
    "HPyFunc_SENDFUNC": "`HPy_SEND_NEXT` or `HPy_SEND_RETURN`; `HPy_SEND_ERROR` with an exception set is an error",
}


class Shown(NamedTuple):
    """The implementation of a slot in an example."""

    slot: str
    code: str
    file: str


def pages(definition: Definition, headers: List[Documented], root: Path) -> Dict[str, str]:
    """Each page's name and text."""
    shown = implementations(root)
    links = places(definition, headers)
    signatures = {s.enumerator: s for s in definition.signatures}
    result = {FOLDER + "slots.md": listing(definition)}
    for slot in definition.slots:
        example = shown.get(slot.name) or shown.get(slot.macro or "") or nearest(slot, definition.slots, shown)
        result[page_of(slot)] = page(slot, signatures.get(slot.signature or ""), example, links)
    return {name: "\n".join(lines).rstrip() + "\n" for name, lines in result.items()}


def page_of(slot: Slot) -> str:
    return "%sslots/%s.md" % (FOLDER, slot.name)


def implementations(root: Path) -> Dict[str, Shown]:
    """By the name of the slot, or that of the macro that makes its record."""
    result: Dict[str, Shown] = {}
    folder = root / EXAMPLES
    for path in [*sorted(folder.glob("slots/*.c")), *sorted(folder.glob("*.c"))]:
        for match in RECORD.finditer(path.read_text(encoding="utf-8")):
            name = match[1] or match[2] or match[3]
            result.setdefault(name, Shown(name, match[0].strip(), path.relative_to(folder).as_posix()))
    return result


def nearest(slot: Slot, slots: List[Slot], shown: Dict[str, Shown]) -> Optional[Shown]:
    """That of another slot with the same signature, first of the same family."""
    same = [s for s in slots if s.signature == slot.signature and s.name in shown]
    same.sort(key=lambda s: (s.family != slot.family, is_in_place(s) != is_in_place(slot), abs(s.number - slot.number)))
    return shown[same[0].name] if same and slot.signature else None


def is_in_place(slot: Slot) -> bool:
    return "_inplace_" in slot.name


def listing(definition: Definition) -> List[str]:
    out = top(
        SOURCE,
        "Slots",
        "What a type or module may define, with `HPyDef_SLOT`. Each slot has a page; the [signature](signatures.md) is "
        "that of its implementation.",
    )
    for family in dict.fromkeys(s.family for s in definition.slots):
        out += ["## " + family, "", "| slot | signature | methods in Python | since |", "|---|---|---|---|"]
        out += [row(s) for s in definition.slots if s.family == family] + [""]
    return out


def row(s: Slot) -> str:
    return "| [%s](slots/%s.md) | %s | %s | 0.%d |" % (
        s.name,
        s.name,
        "`%s`" % s.signature if s.signature else "macro `%s`" % s.macro,
        ", ".join("`%s`" % m for m in s.methods),
        s.minor,
    )


def page(slot: Slot, signature: Optional[Signature], example: Optional[Shown], links: Dict[str, str]) -> List[str]:
    out = top(SOURCE, slot.name, text(slot.doc))
    if signature is not None:
        params = ", ".join(str(p) for p in signature.params)
        out += code("HPyDef_SLOT(SYM, %s)\nstatic %s(%s)" % (slot.name, Param(signature.ret, "SYM_impl"), params))
    out += ["- " + text(fact) for fact in facts(slot, signature, links)] + [""]
    if example is None:
        return out
    out += ["## Example", ""]
    if example.slot not in (slot.name, slot.macro):
        out += ["As that of [%s](%s.md):" % (example.slot, example.slot), ""]
    return out + code(example.code) + ["From `%s/%s`, which a test runs." % (EXAMPLES, example.file)]


def facts(slot: Slot, signature: Optional[Signature], links: Dict[str, str]) -> Iterator[str]:
    if slot.methods:
        yield "In Python: " + ", ".join("`%s`" % m for m in slot.methods)
    if signature is None:
        macro = slot.macro or ""
        yield "The macro [%s](%s) makes the record" % (
            macro,
            posixpath.relpath(links[macro], posixpath.dirname(links[slot.name])),
        )
    else:
        yield "Signature: [%s](../signatures.md#%s)" % (signature.enumerator, signature.enumerator.lower())
        yield "Arguments: " + nulls(slot)
        yield "Result: " + ends(signature)
    yield "Inherited: " + (slot.inherited or (OF_MODULES if slot.name.startswith("HPy_mod_") else INHERITED))
    yield "Since ABI 0.%d" % slot.minor


def nulls(slot: Slot) -> str:
    if not slot.nullable:
        return "none is ever null"
    return "; ".join("`%s` is `HPy_NULL` where %s" % pair for pair in slot.nullable) + "; no other is ever null"


def ends(signature: Signature) -> str:
    if signature.enumerator in ENDS:
        return ENDS[signature.enumerator]
    if signature.ret == "void":
        return "none; an error cannot be told"
    if signature.ret != "HPy":
        return "`0`; `-1` with an exception set is an error"
    if signature.may_end:
        return "a new handle; `HPy_NULL` without an exception is the end; `HPy_NULL` with one is an error"
    return "a new handle, the caller's to close; `HPy_NULL` with an exception set is an error"
