"""What an author wrote into a stub stays there, as long as the module still has it.

A stub that was written once is filled by its author: types in place of Incomplete, overloads, comments. The next one
has these for each name whose parameters are the same; what the module has no more is gone, what is new is added.
"""

from __future__ import annotations

import ast
import textwrap
from typing import Any, Dict, List, Sequence

from ._layout import Block, Import, import_lines, indented, joined

Group = Dict[str, List[Any]]  # name → its statements: several for properties and overloads

_SHARED = ("Generic", "Protocol")  # bases that only a stub has


class MergeError(Exception):
    """The stub that is there cannot be read; the text says why."""


class _Source:
    """A stub: its statements with their text."""

    def __init__(self, text: str, path: str) -> None:
        try:
            self.tree = ast.parse(text)
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None)
            raise MergeError(f"{path} is no stub that Python can read: {error.args[0]}, line {line}") from None
        self.lines = text.splitlines()

    def of(self, node: Any) -> list[str]:
        """A statement's lines, with the comments above it."""
        first = _first_line(node)
        while first > 1 and self.lines[first - 2].lstrip().startswith("#"):
            first -= 1
        return _dedented(self.lines[first - 1 : node.end_lineno])

    def split(self, node: Any) -> tuple[str, str]:
        """The same in two parts: up to the colon in front of its body, and from there on."""
        own = self.of(node)
        body = node.body[0]
        first = _first_line(body)  # its decorators stand on lines of their own
        before = self.lines[first - 1].encode()[: body.col_offset].decode()  # columns are bytes
        margin = len(self.lines[node.lineno - 1]) - len(self.lines[node.lineno - 1].lstrip())
        above = own[: len(own) - (node.end_lineno - first + 1)]
        head = "\n".join([*above, before[margin:]]).rstrip()
        return head, "\n".join(own)[len(head) :]


def merge(new: str, old: str, path: str) -> str:
    """The new stub with what the author of the old one added to it. MergeError if that cannot be read."""
    new_source, old_source = _Source(new, "the new stub"), _Source(old, path)
    blocks = _merged(new_source, new_source.tree.body, old_source, old_source.tree.body)
    used = {
        node.id for _, lines in blocks for node in ast.walk(ast.parse("\n".join(lines))) if isinstance(node, ast.Name)
    }
    kept = _kept(new_source, old_source)
    there = {item for node in old_source.tree.body for item in _imported(node)}
    wanted = [item for node in new_source.tree.body for item in _imported(node) if _is_wanted(item, used, there)]
    head = [block for block in blocks if block[0] == "text"]
    rest = [block for block in blocks if block[0] != "text"]
    lines = [line for node in old_source.tree.body if _is_import(node) for line in old_source.of(node)]
    if lines or wanted:
        head.append(("import", lines + import_lines(wanted)))
    return "\n".join(joined([*head, *kept, *rest])) + "\n"


def same(one: str, other: str) -> bool:
    """Whether two stubs say the same: the order of names, blank lines and comments do not matter."""
    return _sorted_dump(ast.parse(one)) == _sorted_dump(ast.parse(other))


# ---- statements


def _merged(new: _Source, new_body: Sequence[Any], old: _Source, old_body: Sequence[Any]) -> list[Block]:
    ours, theirs = _groups(new_body), _groups(old_body)
    blocks: list[Block] = []
    if "" in theirs and "" not in ours:
        blocks.append(("text", old.of(theirs[""][0])))
    for name, nodes in ours.items():
        lines = _chosen(new, nodes, old, theirs.get(name, []))
        blocks.append((_kind(nodes[0]), lines))
    return blocks


def _chosen(new: _Source, nodes: list[Any], old: _Source, theirs: list[Any]) -> list[str]:
    """The lines of one name: the author's, if they are about the same thing."""
    if theirs and all(isinstance(node, ast.ClassDef) for node in (*nodes, *theirs)):
        return _merged_class(new, nodes[0], old, theirs[0])
    if len(nodes) == 1 and len(theirs) > 1 and all(_decorators(node) & {"overload"} for node in theirs):
        return [line for node in theirs for line in old.of(node)]
    ours, others = (list(filter(_is_statement, group)) or group for group in (nodes, theirs))
    if list(map(_shape, ours)) != list(map(_shape, others)):
        return [line for node in nodes for line in new.of(node)]
    lines = [line for one, other in zip(ours, others) for line in _kept_statement(new, one, old, other)]
    docs = (new, nodes[len(ours) :]) if len(ours) < len(nodes) else (old, theirs[len(others) :])
    return lines + [line for node in docs[1] for line in docs[0].of(node)]


def _kept_statement(new: _Source, node: Any, old: _Source, other: Any) -> list[str]:
    """The author's statement, with the module's docstring where the new stub has it."""
    doc = ast.get_docstring(node) if isinstance(node, ast.FunctionDef) else None
    if doc is None or doc == ast.get_docstring(other):
        return old.of(other)
    return (old.split(other)[0] + new.split(node)[1]).split("\n")


def _merged_class(new: _Source, node: ast.ClassDef, old: _Source, other: ast.ClassDef) -> list[str]:
    same_head = _bases(node) == _bases(other) and _decorators(node) == _decorators(other)
    head = (old.split(other) if same_head else new.split(node))[0].split("\n")
    body = joined(_merged(new, node.body, old, other.body), in_class=True)
    return [*head, *indented(body)] if body and body != ["..."] else [*head[:-1], head[-1] + " ..."]


def _kept(new: _Source, old: _Source) -> list[Block]:
    """What the author defines for the stub's own use, under private names, and conditions."""
    ours = _groups(new.tree.body)
    kept: list[Block] = []
    for node in old.tree.body:
        name = _name(node)
        helper = isinstance(node, (ast.Assign, ast.AnnAssign, ast.ClassDef)) and (name or "").startswith("_")
        if (helper and name not in ours and name != "__all__") or isinstance(node, ast.If):
            kept.append(("helper", old.of(node)))
    return kept


# ---- what statements are


def _groups(body: Sequence[Any]) -> Group:
    """By names; the docstring of an attribute, which stands below it, belongs to that."""
    groups: Group = {}
    attribute = None
    for node in body:
        name = _name(node)
        if name is not None:
            groups.setdefault(attribute if name == "" and attribute else name, []).append(node)
        attribute = name if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
    return groups


def _name(node: Any) -> str | None:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return node.name
    target = getattr(node, "target", None) or next(iter(getattr(node, "targets", [])), None)
    if isinstance(target, ast.Name):
        return target.id
    is_text = isinstance(node, ast.Expr) and isinstance(getattr(node.value, "value", None), str)
    return "" if is_text else None  # a docstring; the dots of an empty class have no name


def _is_statement(node: Any) -> bool:
    return not isinstance(node, ast.Expr)


def _kind(node: Any) -> str:
    if isinstance(node, ast.Expr):
        return "text"
    return {ast.FunctionDef: "function", ast.ClassDef: "class"}.get(type(node), "value")


def _shape(node: Any) -> Any:
    """What of a statement the module decides."""
    if not isinstance(node, ast.FunctionDef):
        is_alias = isinstance(node, ast.Assign)
        return type(node).__name__, ast.dump(node) if isinstance(node, ast.Expr) or is_alias else _name(node)
    a = node.args
    groups = [[arg.arg for arg in group] for group in (getattr(a, "posonlyargs", []), a.args, a.kwonlyargs)]
    defaults = [len(a.defaults), [default is not None for default in a.kw_defaults]]
    stars = [arg.arg if arg else None for arg in (a.vararg, a.kwarg)]
    return node.name, groups, defaults, stars, sorted(_decorators(node) - {"override"})


def _decorators(node: Any) -> set[str]:
    return {_last_name(decorator) for decorator in getattr(node, "decorator_list", [])}


def _bases(node: ast.ClassDef) -> set[str]:
    bases = {_last_name(base.value if isinstance(base, ast.Subscript) else base) for base in node.bases}
    return bases.union(*[{_last_name(word.value)} for word in node.keywords]) - set(_SHARED)


def _last_name(node: Any) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "").lstrip("_")


def _is_import(node: Any) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom))


def _imported(node: Any) -> list[Import]:
    if isinstance(node, ast.Import):
        return [(alias.name, None, alias.asname) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [("." * node.level + (node.module or ""), alias.name, alias.asname) for alias in node.names]
    return []


def _is_wanted(item: Import, used: set[str], there: set[Import]) -> bool:
    """An import of the new stub: what it shows to others, and what is used and not there yet."""
    module, name, alias = item
    is_shown = alias is not None and not alias.startswith("_")
    return item not in there and (is_shown or (alias or name or module.partition(".")[0]) in used)


# ---- text


def _first_line(node: Any) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])


def _dedented(lines: Sequence[str]) -> list[str]:
    return textwrap.dedent("\n".join(lines)).split("\n") if lines else []


def _sorted_dump(node: Any) -> Any:
    """A tree to compare: the statements of each body by their names."""
    if isinstance(node, (ast.Module, ast.ClassDef)):
        fields = ("bases", "keywords", "decorator_list")
        head = [ast.dump(part) for field in fields for part in getattr(node, field, [])]
        body = [_sorted_dump(part) for part in node.body if not _is_import(part)]
        names = sorted(str(item) for part in node.body for item in _imported(part))
        return [getattr(node, "name", ""), head, names, sorted(body, key=str)]
    return ast.dump(node)
