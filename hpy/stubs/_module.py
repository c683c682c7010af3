"""A module as a stub, and those inside it: {file below the folder of stubs: text}."""

from __future__ import annotations

import sys
import types
from typing import Any, Iterable

from ._classes import ClassWriter
from ._functions import doc_of, function_lines, parameters_of
from ._layout import Block, docstring, import_lines, joined
from ._names import Names, can_be_written, find

_SPECIAL = ("__version__", "__author__", "__getattr__", "__dir__")  # other dunders are the import system's


def stubs_of(module: types.ModuleType, name: str, docs: bool = False) -> dict[str, str]:
    """The stub of the module, which was imported under this name, and those of its submodules."""
    inner = {key: value for key, value in vars(module).items() if _is_submodule(module, name, key, value)}
    path = name.replace(".", "/")
    files = {f"{path}/__init__.pyi" if inner else f"{path}.pyi": _ModuleWriter(module, name, docs).text()}
    for key, value in inner.items():
        files.update(stubs_of(value, f"{name}.{key}", docs))
    return files


def _is_submodule(module: types.ModuleType, name: str, key: str, value: object) -> bool:
    return isinstance(value, types.ModuleType) and value.__name__ in (f"{name}.{key}", f"{module.__name__}.{key}")


class _ModuleWriter:
    def __init__(self, module: types.ModuleType, name: str, docs: bool) -> None:
        self._module, self._name, self._docs = module, name, docs
        self._content = {key: value for key, value in vars(module).items() if _is_content(key)}
        own: dict[type, str] = {}
        for key, value in self._content.items():
            if isinstance(value, type) and self._is_own(value) and (value not in own or key == value.__name__):
                own[value] = key
        for cls, key in list(own.items()):
            _add_nested(own, cls, key)
        self._names = Names(set(self._content), own)
        self._classes = ClassWriter(self._names, docs)

    def text(self) -> str:
        blocks = list(self._blocks())
        doc = doc_of(self._module) if self._docs else None
        head: list[Block] = [("text", docstring(doc))] if doc else []
        imports = import_lines(self._names.imports)
        if imports:
            head.append(("import", imports))
        return "\n".join(joined([*head, *blocks])) + "\n"

    def _blocks(self) -> Iterable[Block]:
        """Constants, functions, classes, each in the order in which the module got them."""
        values, functions, classes = [], [], []
        exported = getattr(self._module, "__all__", None)
        if isinstance(exported, (list, tuple)) and all(isinstance(name, str) for name in exported):
            values.append(f"__all__ = {list(exported)!r}")
        for key, value in self._content.items():
            if isinstance(value, type):
                classes += self._class(key, value)
            elif isinstance(value, types.ModuleType):
                self._import(key, value)
            elif isinstance(value, (types.BuiltinFunctionType, types.FunctionType)):
                doc = doc_of(value) if self._docs else None
                functions += function_lines(self._names, key, "", parameters_of(value), doc)
            else:
                values.append(f"{key}: {self._names.of_value(value)}")
        yield from (block for block in (("value", values), ("function", functions)) if block[1])
        yield from classes

    def _class(self, key: str, cls: type) -> list[Block]:
        own = self._names.own.get(cls)
        if own == key:
            return [("class", self._classes.lines(cls, key))]
        if own is not None:
            return [("class", [f"{key} = {own}"])]
        if find(cls.__module__, cls.__qualname__) is cls and "." not in cls.__qualname__:
            self._names.import_class(cls, key)
            return []
        return [("class", [f"{key}: {self._names.of_value(cls)}"])]

    def _import(self, key: str, module: types.ModuleType) -> None:
        if _is_submodule(self._module, self._name, key, module):
            self._names.import_module("." + key, key)
        elif module.__name__ in sys.modules:
            self._names.import_module(module.__name__, key)

    def _is_own(self, cls: type) -> bool:
        """Whether the stub defines the class: also where it goes by the name of the package that shows it."""
        module = cls.__module__
        if not isinstance(module, str) or module in (self._name, self._module.__name__):
            return True
        return find(module, cls.__qualname__) is not cls or _top(module) == _top(self._name)


def _is_content(name: str) -> bool:
    return can_be_written(name) and (not (name.startswith("__") and name.endswith("__")) or name in _SPECIAL)


def _top(module: str) -> str:
    return module.partition(".")[0].lstrip("_")


def _add_nested(own: dict[type, str], cls: type, name: str) -> None:
    for key, value in vars(cls).items():
        inner: Any = value
        if isinstance(inner, type) and inner not in own and inner.__qualname__ == f"{cls.__qualname__}.{key}":
            own[inner] = f"{name}.{key}"
            _add_nested(own, inner, own[inner])
