"""api/*.h and frozen.txt -> model. The files are C in looks only: a comment, annotations, a prototype."""

import re
from pathlib import Path

from .model import Definition, Function, Handle, Param, Signature, Slot

ANNOTATION = re.compile(r"HPy_([A-Z_]+)(?:\(((?:[^()]|\([^()]*\))*)\))?\s+")
KNOWN = {"ID", "SINCE", "CPYTHON", "BODY", "FAILS", "NULLABLE", "EXPECTS", "RANGE", "BORROWS", "QUIET", "VOID_SLOT",
         "HANDWRITTEN", "DIRECT", "LEGACY", "TABLE_ONLY", "SIGNATURE", "METH", "SPECIAL"}


class DefinitionError(Exception):
    pass


def entries(path):
    """Yield (line number, doc, annotations, declaration) for each entry of a definition file."""
    text = path.read_text(encoding="utf-8")
    position = 0
    doc = ""
    while True:
        position = re.compile(r"\s*").match(text, position).end()
        if position == len(text):
            return
        line = text.count("\n", 0, position) + 1
        if text.startswith("/*", position):
            end = text.index("*/", position) + 2
            comment = text[position:end]
            doc = clean(comment) if comment.startswith("/**") else ""
            position = end
            continue
        end = text.find(";", position)
        if end < 0:
            raise DefinitionError("%s:%d: an entry without ';' at its end" % (path.name, line))
        declaration = text[position:end] + " "
        position = end + 1
        annotations = []
        while True:
            m = ANNOTATION.match(declaration)
            if not m or m[1] not in KNOWN:
                break
            annotations.append((m[1], m[2]))
            declaration = declaration[m.end():]
        yield "%s:%d" % (path.name, line), doc, annotations, " ".join(declaration.split())
        doc = ""


def clean(comment):
    lines = comment[3:-2].strip().splitlines()
    return "\n".join(re.sub(r"^\s*\* ?", "", line) if i else line for i, line in enumerate(lines)).rstrip()


def parameter(text):
    m = re.fullmatch(r"(.*?)\s*(\w+)", text.strip())
    return Param(m[1].strip(), m[2])


def prototype(where, declaration):
    m = re.fullmatch(r"(.*?)\s*(\w+)\((.*)\)", declaration)
    if not m:
        raise DefinitionError("%s: not a prototype: %s" % (where, declaration))
    params = () if m[3] == "void" else tuple(parameter(p) for p in m[3].split(","))
    return m[1].strip(), m[2], params


def names(value):
    return tuple(n.strip() for n in value.split(",")) if value else ()


def read_member(where, doc, annotations, declaration):
    known = {}
    for key, value in annotations:
        if key in ("EXPECTS", "RANGE"):
            known.setdefault(key, []).append(names(value))
        elif key in known:
            raise DefinitionError("%s: HPy_%s twice" % (where, key))
        else:
            known[key] = value
    if "ID" not in known:
        raise DefinitionError("%s: HPy_ID is missing: %s" % (where, declaration))
    index = int(known["ID"])
    minor = int(known["SINCE"].split(",")[1]) if "SINCE" in known else 0
    if re.fullmatch(r"HPy h_\w+", declaration):
        return Handle(index, minor, declaration.split()[1], known["CPYTHON"], doc)
    ret, name, params = prototype(where, declaration)
    if str(params[0]) != "HPyContext *ctx":
        raise DefinitionError("%s: the first parameter of %s must be HPyContext *ctx" % (where, name))
    function = Function(
        index, minor, name, ret, params[1:], known.get("CPYTHON"), known.get("BODY"), known.get("FAILS", ""),
        names(known.get("NULLABLE")), tuple(known.get("EXPECTS", ())), tuple(known.get("RANGE", ())),
        known.get("BORROWS"), "QUIET" in known, "VOID_SLOT" in known, "HANDWRITTEN" in known, "DIRECT" in known,
        "LEGACY" in known, "TABLE_ONLY" in known, doc)
    check_function(where, function)
    return function


def check_function(where, function):
    if (function.cpython is None) == (function.body is None):
        raise DefinitionError("%s: %s needs HPy_CPYTHON or HPy_BODY" % (where, function.name))
    if function.body not in (None, "inline", "function"):
        raise DefinitionError("%s: HPy_BODY(%s) is unknown" % (where, function.body))
    if function.fails not in ("NULL", "-1", "-2", "ASK", "NEVER"):
        raise DefinitionError("%s: %s needs HPy_FAILS" % (where, function.name))
    params = {p.name for p in function.params}
    stated = tuple(policy[0] for policy in function.expects + function.ranges)
    for name in function.nullable + stated + names(function.borrows):
        if name not in params:
            raise DefinitionError("%s: %s has no parameter %s" % (where, function.name, name))
    if not function.doc:
        raise DefinitionError("%s: %s has no doc comment" % (where, function.name))


def read_signature(where, doc, annotations, declaration):
    known = dict(annotations)
    ret, name, params = prototype(where, declaration)
    minor = int(known["SINCE"].split(",")[1]) if "SINCE" in known else 0
    return Signature(int(known["SIGNATURE"]), name[len("HPyFunc_"):], ret, params, known.get("METH"),
                     "SPECIAL" in known, minor, doc)


def read_slots(path):
    pattern = r"^(?:HPy_SINCE\(0, (\d+)\) )?HPy_SLOT\((\w+), (\d+)(?:, (\w+))?\)(?:  /\* (__\w+__))?"
    return [Slot(m[2], int(m[3]), m[4], int(m[1] or 0), m[5] or "")
            for m in re.finditer(pattern, path.read_text(encoding="utf-8"), re.M)]


def read_frozen(path):
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def frozen_line(member):
    """A member as it stands in frozen.txt."""
    if isinstance(member, Handle):
        return "%d %s HPy" % (member.index, member.name)
    params = ", ".join(["HPyContext *"] + [str(p) for p in member.params])
    return "%d %s %s (%s)" % (member.index, member.member, member.table_ret, params)


def check_frozen(definition):
    """The released layout may only grow at its end; parameters may be renamed, types may not."""
    now = [frozen_line(m) for m in definition.members]
    for i, line in enumerate(definition.frozen):
        if i >= len(now) or now[i] != line:
            raise DefinitionError("the released layout has changed at index %d\n  frozen.txt: %s\n  context.h:  %s"
                                  % (i, line, now[i] if i < len(now) else "(missing)"))


def read(folder):
    folder = Path(folder)
    members = [read_member(*entry) for entry in entries(folder / "context.h")]
    for i, member in enumerate(members):
        if member.index != i:
            raise DefinitionError("context.h: %s has HPy_ID(%d), its place in the file is %d"
                                  % (member.name, member.index, i))
    signatures = [read_signature(*entry) for entry in entries(folder / "signatures.h")]
    definition = Definition(members, signatures, read_slots(folder / "slots.h"), read_frozen(folder / "frozen.txt"))
    check_frozen(definition)
    return definition
