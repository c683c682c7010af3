"""How a stub is laid out: where lines are broken, and where blank ones stand."""

from __future__ import annotations

from typing import Iterable, List, Optional, Tuple

WIDTH = 120
Block = Tuple[str, List[str]]  # what it is: import, value, function, class, text; its lines
Import = Tuple[str, Optional[str], Optional[str]]  # module; name in it, or None for the module; other name here


def indented(lines: Iterable[str]) -> list[str]:
    return ["    " + line if line else line for line in lines]


def definition(name: str, parameters: list[str], result: str, doc: str | None, note: str) -> list[str]:
    """A function, on as many lines as it needs. 'note' is a comment for its first line."""
    if parameters == ["self", "/"] or parameters == ["cls", "/"]:
        parameters = parameters[:1]
    note = f"  # {note}" if note else ""
    end = f") -> {result}:" + ("" if doc else " ...")
    one = f"def {name}({', '.join(parameters)}{end}"
    if len(one + note) <= WIDTH - 4 or not parameters:
        lines = [one + note]
    elif len(", ".join(parameters)) <= WIDTH - 8:
        lines = [f"def {name}({note}", "    " + ", ".join(parameters), end]
    else:
        lines = [f"def {name}({note}", *(f"    {p}," for p in parameters), end]
    return lines + indented(docstring(doc)) if doc else lines


def docstring(doc: str) -> list[str]:
    text = doc.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    lines = text.splitlines()
    if len(lines) == 1:
        end = " " if lines[0].endswith('"') else ""
        return [f'"""{lines[0]}{end}"""']
    return ['"""' + lines[0], *lines[1:], '"""']


def joined(blocks: Iterable[Block], in_class: bool = False) -> list[str]:
    """All lines, with a blank one around classes and between blocks of different kinds; in a class around classes."""
    lines: list[str] = []
    before: Block = ("", [])
    for kind, block in blocks:
        kind = "member" if in_class and kind != "class" else kind
        if before[1] and (kind != before[0] or (kind == "class" and len(block) + len(before[1]) > 2)):
            lines.append("")
        lines += block
        before = kind, block
    return lines


def import_lines(imports: Iterable[Import]) -> list[str]:
    """Modules first, then names, those of a module on one line."""
    lines: list[str] = []
    names: dict[str, list[str]] = {}
    for module, name, alias in sorted(imports, key=lambda item: [str(part or "").lower() for part in item]):
        shown = (name or module) + (f" as {alias}" if alias else "")
        if name is None:
            lines.append(f"import {shown}")
        else:
            names.setdefault(module, []).append(shown)
    return lines + [f"from {module} import {', '.join(shown)}" for module, shown in names.items()]
