"""How a stub writes types, and what it must import for that. Names that the module has itself are not taken twice."""

from __future__ import annotations

import builtins
import collections
import contextvars
import keyword
import sys
import types
from typing import Any

from ._layout import Import

# Generic classes → how many parameters. All types are unknown.
_PARAMETERS: dict[Any, int] = {
    list: 1,
    set: 1,
    frozenset: 1,
    dict: 2,
    collections.deque: 1,
    collections.OrderedDict: 2,
    collections.defaultdict: 2,
    collections.Counter: 1,
    contextvars.ContextVar: 1,
}
_FROM = {
    "Any": "typing",
    "ClassVar": "typing",
    "Final": "typing",
    "GenericAlias": "types",
    "Incomplete": "_typeshed",
    "Iterable": "collections.abc",
    "Iterator": "collections.abc",
    "Self": "typing_extensions",
    "SupportsIndex": "typing",
    "disjoint_base": "typing_extensions",
    "final": "typing",
}


class Names:
    """The names of one stub."""

    def __init__(self, taken: set[str], own: dict[type, str]) -> None:
        self.scopes = [taken]  # of the module, and of the classes around what is being written
        self.own = own  # classes that the stub defines, with their names there
        self.imports: set[Import] = set()

    def use(self, name: str) -> str:
        """How one of Python's own names is written: int, Incomplete."""
        hidden = any(name in scope for scope in self.scopes)
        module = _FROM.get(name)
        if module is None:
            return self._qualified("builtins", name) if hidden else name
        self.imports.add((module, name, f"_{name}" if hidden else None))
        return f"_{name}" if hidden else name

    def type_text(self, text: str) -> str:
        """A type in the words of _special.py and _classes.py: names, brackets and bars."""
        words = "".join(c if c.isalnum() or c == "_" else f" {c} " for c in text).split()
        written = "".join(self.use(word) if word[0].isalpha() and word != "None" else word for word in words)
        return written.replace("|", " | ").replace(",", ", ")

    def of_class(self, cls: type) -> str:
        """The class as a type; Incomplete for one that no import finds."""
        if cls is type(None):
            return "None"
        written = self._written(cls)
        if written is None:
            return self.use("Incomplete")
        if cls is tuple:
            return f"{written}[{self.use('Incomplete')}, ...]"
        count = _PARAMETERS.get(cls, 0)
        return f"{written}[{', '.join([self.use('Incomplete')] * count)}]" if count else written

    def of_value(self, value: object) -> str:
        """The type of a constant."""
        cls = type(value)
        if isinstance(value, type):
            return f"{self.use('type')}[{self.of_class(value)}]"
        if cls is tuple:
            inner = [self.of_value(item) for item in value]  # type: ignore[attr-defined]
            if len(set(inner)) == 1 and len(inner) > 1:
                inner = [inner[0], "..."]
            return f"{self.use('tuple')}[{', '.join(inner) or '()'}]"
        return self.of_class(cls)

    def import_module(self, module: str, name: str) -> None:
        """For a module that another has as an attribute."""
        parent, _, last = module.rpartition(".")
        if module.startswith("."):
            self.imports.add((".", last, name))
        elif parent:
            self.imports.add((parent, last, name))
        else:
            self.imports.add((module, None, name))

    def import_class(self, cls: type, name: str) -> None:
        """For a class of another module that this one has as an attribute."""
        self.imports.add((cls.__module__, cls.__qualname__, name))

    def _written(self, cls: type) -> str | None:
        if cls in self.own:
            return self.own[cls]
        if vars(builtins).get(cls.__name__) is cls:
            return self.use(cls.__name__)
        for name, value in vars(types).items():
            if value is cls:
                return self._qualified("types", name)
        module = cls.__module__ if isinstance(cls.__module__, str) else ""
        if module.startswith("_") or find(module, cls.__qualname__) is not cls:  # private ones have no stubs
            return None
        return self._qualified(module, cls.__qualname__)

    def _qualified(self, module: str, name: str) -> str:
        top = module.partition(".")[0]
        if any(top in scope for scope in self.scopes):
            alias = "_" + module.replace(".", "_")
            self.imports.add((module, None, alias))
            return f"{alias}.{name}"
        self.imports.add((module, None, None))
        return f"{module}.{name}"


def can_be_written(name: str) -> bool:
    """Whether an attribute's name can stand in Python code."""
    return name.isidentifier() and not keyword.iskeyword(name)


def find(module: str, qualname: str) -> object:
    """What stands at this place of a module that is imported; None if nothing does."""
    found: Any = sys.modules.get(module)
    for part in qualname.split("."):
        found = getattr(found, part, None)
    return found
