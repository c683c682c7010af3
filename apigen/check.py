"""What must hold in a definition: within an entry, and between the entries."""

from typing import Dict, Iterable, List, Tuple

from .model import Definition, Function, Handle, Member, Signature, Slot
from .parse import DefinitionError, Entry, listed

FIRST_OWN_SLOT, FIRST_MODULE_SLOT = 1000, 2000  # below are CPython's numbers, between HPy's own, above those of modules
HANDLES_IN_MEMORY = ("HPy *", "const HPy *", "HPy_buffer *", "const HPy_buffer *")
CHECKED = ("type", "code", "iterator")  # kinds of objects for which layers have a check of their own


def function(entry: Entry, f: Function) -> None:
    """What an entry says about parameters and the result must fit them, and itself."""
    types = {p.name: p.type for p in f.params}
    for name in ("NULLABLE", "OUT", "SIZED", "EXPECTS", "RANGE", "BORROWS"):
        for annotation in entry.all(name):
            count = {"NULLABLE": len(annotation.arguments), "OUT": len(annotation.arguments), "SIZED": 2}.get(name, 1)
            for parameter in annotation.arguments[:count]:
                if parameter not in types:
                    raise DefinitionError(
                        annotation.where,
                        "%s has no parameter %s; there are %s" % (f.name, parameter, listed(types) or "none"),
                    )
    for handle in [name for name, _ in f.expects] + [name for name in [f.borrows] if name]:
        if types[handle] != "HPy":
            raise entry.refuse("the parameter %s of %s is no HPy" % (handle, f.name))
    for parameter in f.nullable:
        if types[parameter] != "HPy" and not types[parameter].endswith("*"):
            raise entry.refuse("the parameter %s of %s cannot be null" % (parameter, f.name))
    for parameter, ctype in types.items():
        if parameter in f.out and ctype != "HPy *":
            raise entry.refuse("the parameter %s of %s is no HPy *" % (parameter, f.name))
        if ctype in HANDLES_IN_MEMORY and parameter not in f.out and "by_hand" not in f.debug:
            raise entry.refuse(
                "the parameter %s of %s needs HPy_OUT, or the function HPy_DEBUG(by_hand): handles in memory"
                % (parameter, f.name)
            )
    for contradiction in contradictions(f):
        raise entry.refuse("%s contradicts itself: %s" % (f.name, contradiction))


def contradictions(f: Function) -> Iterable[str]:
    if f.fails == "NULL" and not (f.ret == "HPy" or f.ret.endswith("*") or f.ret in ("HPyTracker", "HPyInterpreter")):
        yield "HPy_FAILS(NULL), but it returns %s" % f.ret
    if f.fails in ("-1", "-2") and (f.ret in ("void", "HPy") or f.ret.endswith("*")):
        yield "HPy_FAILS(%s), but it returns %s" % (f.fails, f.ret)
    if f.fails == "ASK" and f.ret == "void":
        yield "HPy_FAILS(ASK), but it returns nothing"
    if f.raises and f.swallows:
        yield "HPy_RAISES and HPy_SWALLOWS"
    if f.swallows and f.fails != "NEVER":
        yield "HPy_SWALLOWS, but HPy_FAILS(%s) tells of an error" % f.fails
    if f.void_slot and f.ret != "HPy":
        yield "HPy_VOID_SLOT, but it returns %s" % f.ret
    if f.borrows and not f.ret.endswith("*"):
        yield "HPy_BORROWS, but it returns %s" % f.ret
    if f.out and f.fails not in ("-1", "-2"):
        yield "HPy_OUT, but HPy_FAILS(%s) does not tell of an error" % f.fails
    if f.handwritten and f.direct:
        yield "HPy_DIRECT and HPy_HANDWRITTEN"
    if f.handwritten and f.cpython:
        yield "HPy_HANDWRITTEN and HPy_CPYTHON"
    if (f.body == "host") and not f.table_only:
        yield "HPy_BODY(host), but not HPy_TABLE_ONLY"
    if len(f.trace) > 1 and {"by_hand", "uncounted"} & set(f.trace):
        yield "HPy_TRACE(%s)" % ", ".join(f.trace)
    for name in {n for n in f.nullable if f.nullable.count(n) > 1} | {s[0] for s in f.sized if s[0] in f.nullable}:
        yield "%s may be null twice" % name


def signature(entry: Entry, s: Signature) -> None:
    if s.special and s.typed and s.takes_context and not s.struct:
        raise entry.refuse("HPy_SPECIAL of %s needs the fields of its struct" % s.name)
    if s.struct and not s.typed:
        raise entry.refuse("%s contradicts itself: a struct, but its macros are not generated" % s.name)
    if s.called_in and not s.special:
        raise entry.refuse("%s contradicts itself: HPy_CALLED_IN without HPy_SPECIAL" % s.name)
    if s.called_in and len(s.called_in) != len(s.params) - 1:
        raise entry.refuse(
            "HPy_CALLED_IN of %s has %d arguments, the function takes %d after the context"
            % (s.name, len(s.called_in), len(s.params) - 1)
        )
    if s.may_end and s.ret != "HPy":
        raise entry.refuse("%s contradicts itself: HPy_MAY_END, but it returns %s" % (s.name, s.ret))
    if not s.special and not s.takes_context:
        raise entry.refuse("the first parameter of %s must be HPyContext *ctx, unless it is HPy_SPECIAL" % s.name)
    if "run" in s.debug and "no_run" in s.debug:
        raise entry.refuse("%s contradicts itself: HPy_DEBUG(run, no_run)" % s.name)


def slot(entry: Entry, s: Slot) -> None:
    if s.signature and not s.label:
        raise entry.refuse('%s needs a name for reports: HPy_METHODS(__add__) or HPy_LABEL("(traverse)")' % s.name)
    if (s.signature is None) != (s.macro is not None):
        raise entry.refuse("%s needs a signature or HPy_MACRO%s" % (s.name, ", and has both" if s.macro else ""))
    if s.name.startswith("HPy_mod_") != (s.number >= FIRST_MODULE_SLOT):
        raise entry.refuse(
            "%s has the number %d; those of modules begin with HPy_mod_ and %d" % (s.name, s.number, FIRST_MODULE_SLOT)
        )


def definition(d: Definition) -> None:
    if not d.minors:
        raise DefinitionError("api/context.h:1", "there is no HPy_MINOR")
    order(d.members)
    unique("HPy_SIGNATURE", [(s.number, s.name, s.where) for s in d.signatures])
    unique("HPy_SLOT", [(s.number, s.name, s.where) for s in d.slots])
    slots_have_signatures(d)
    slots_in_order(d.slots)
    expected_types(d)
    named_handles(d.handles)
    frozen(d)


def order(members: List[Member]) -> None:
    names: Dict[str, str] = {}
    for i, member in enumerate(members):
        if member.number != i:
            raise DefinitionError(
                member.where, "%s has HPy_ID(%d), its place in the file is %d" % (member.name, member.number, i)
            )
        name = member.name if isinstance(member, Handle) else member.member
        if name in names:
            raise DefinitionError(member.where, "%s is defined already, at %s" % (member.name, names[name]))
        names[name] = member.where
    for earlier, member in zip(members, members[1:]):
        if member.minor < earlier.minor:
            raise DefinitionError(
                member.where,
                "%s is of minor version %d, but stands behind one of %d" % (member.name, member.minor, earlier.minor),
            )


def unique(what: str, found: Iterable[Tuple[int, str, str]]) -> None:
    seen: Dict[object, str] = {}
    for number, name, where in found:
        for key in (number, name):
            if key in seen:
                raise DefinitionError(where, "%s: %s is given already, at %s" % (what, key, seen[key]))
            seen[key] = where


def slots_have_signatures(d: Definition) -> None:
    known = {s.enumerator: s for s in d.signatures if s.typed}
    for s in d.slots:
        if s.signature is None:
            continue
        if s.signature not in known:
            raise DefinitionError(
                s.where, "%s has an unknown signature %s; there are %s" % (s.name, s.signature, listed(sorted(known)))
            )
        if known[s.signature].minor > s.minor:
            raise DefinitionError(
                s.where, "%s is of minor version %d, its signature of %d" % (s.name, s.minor, known[s.signature].minor)
            )


def slots_in_order(slots: List[Slot]) -> None:
    for earlier, s in zip(slots, slots[1:]):
        if s.number < earlier.number:
            raise DefinitionError(
                s.where, "%s has the number %d, but stands behind %d" % (s.name, s.number, earlier.number)
            )
        first = FIRST_MODULE_SLOT if s.number >= FIRST_MODULE_SLOT else FIRST_OWN_SLOT
        expected = max(first, earlier.number + 1)
        if s.number >= first and s.number != expected:  # arrays of them have no holes
            raise DefinitionError(s.where, "%s has the number %d where %d is next" % (s.name, s.number, expected))


def expected_types(d: Definition) -> None:
    known = [h.builtin for h in d.handles if h.instance and h.builtin] + list(CHECKED)
    for f in d.functions:
        for _, kind in f.expects:
            if kind not in known:
                raise DefinitionError(
                    f.where,
                    "%s: HPy_EXPECTS of an unknown type %s; there are %s" % (f.name, kind, listed(sorted(known))),
                )


def named_handles(handles: List[Handle]) -> None:
    """The names are matched with the members of the CPython ABI's context by their order."""
    named = [i for i, h in enumerate(handles) if h.builtin and not h.by_symbol]
    for earlier, i in zip(named, named[1:]):
        if i != earlier + 1:
            raise DefinitionError(
                handles[i].where, "%s is found by name, but not the one before it: give HPy_BY_SYMBOL" % handles[i].name
            )
    for h in handles:
        if h.by_symbol and not h.builtin:
            raise DefinitionError(h.where, "%s contradicts itself: HPy_BY_SYMBOL without HPy_BUILTIN" % h.name)


def frozen_line(member: Member) -> str:
    """A member as it stands in frozen.txt."""
    if isinstance(member, Handle):
        return "%d %s HPy" % (member.number, member.name)
    params = ", ".join(["HPyContext *"] + [str(p) for p in member.params])
    return "%d %s %s (%s)" % (member.number, member.member, member.table_ret, params)


def frozen(d: Definition) -> None:
    """The released layout may only grow at its end."""
    for i, line in enumerate(d.frozen):
        now = frozen_line(d.members[i]) if i < len(d.members) else "(missing)"
        if now != line:
            where = d.members[min(i, len(d.members) - 1)].where
            raise DefinitionError(
                where, "the released layout has changed at index %d: frozen.txt has '%s', not '%s'" % (i, line, now)
            )
