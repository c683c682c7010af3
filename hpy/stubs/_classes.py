"""A class of an extension as a stub: constructor, attributes, methods, and what its slots make of it."""

from __future__ import annotations

import enum
import inspect
import struct
import sys
import types
from typing import Any, Iterable

from hpy import universal

from ._functions import Parameters, doc_of, function_lines, literal, parameters_of, takes_all
from ._layout import Block, docstring, indented, joined
from ._names import Names, can_be_written

# Members, by HPyMember_FieldType.
_MEMBERS = {
    **dict.fromkeys((0, 1, 2, 8, 9, 10, 11, 12, 17, 18, 19), "int"),
    **dict.fromkeys((3, 4), "float"),
    **dict.fromkeys((7, 13), "str"),
    5: "str | None",
    14: "bool",
    20: "None",
}
_LEFT_OUT = {
    *("__module__", "__qualname__", "__doc__", "__dict__", "__weakref__", "__text_signature__", "__annotations__"),
    *("__dictoffset__", "__weaklistoffset__", "__vectorcalloffset__", "__abstractmethods__", "__slotnames__"),
    *("__static_attributes__", "__slots__", "__firstlineno__", "__hpy_module__", "__match_args__", "__hash__"),
}
_BASETYPE = 1 << 10  # the flag Py_TPFLAGS_BASETYPE
_OVERRIDES = "type: ignore[%s, unused-ignore]"  # a base may have it otherwise
_IMPLICIT = ("__class_getitem__", "__init_subclass__")  # class methods, without saying so

_DATA = (types.GetSetDescriptorType, types.MemberDescriptorType)
_METHODS = (types.MethodDescriptorType, types.WrapperDescriptorType, types.FunctionType)
_CLASS_METHODS = (types.ClassMethodDescriptorType, classmethod)
_WRAPPED = (*_CLASS_METHODS, staticmethod)  # not all of them can be called as they are


class ClassWriter:
    """Writes one class, and those nested in it."""

    def __init__(self, names: Names, docs: bool) -> None:
        self._names, self._docs = names, docs

    def lines(self, cls: type, name: str) -> list[str]:
        if isinstance(cls, enum.EnumMeta):
            members: dict[str, Any] = dict(cls.__members__)
            lines = [f"{key} = {literal(member.value)}" for key, member in members.items()]
            return [f"class {name}{self._bases(cls)}:", *indented(lines or ["..."])]
        head = [*("@" + decorator for decorator in self._decorators(cls)), f"class {name}{self._bases(cls)}:"]
        self._names.scopes.append(set(vars(cls)))
        doc = doc_of(cls) if self._docs else None
        blocks: list[Block] = [("text", docstring(doc))] if doc else []
        blocks += [block for block in self._body(cls) if block[1]]
        self._names.scopes.pop()
        body = joined(blocks, in_class=True)
        return head + indented(body) if body else [*head[:-1], head[-1] + " ..."]

    # ---- the head

    def _decorators(self, cls: type) -> list[str]:
        if _is_final(cls):
            return [self._names.use("final")]
        return [self._names.use("disjoint_base")] if _has_own_shape(cls) else []

    def _bases(self, cls: type) -> str:
        bases = [self._names.of_class(base) for base in cls.__bases__ if base is not object]
        if type(cls) is not type and type(cls) not in map(type, cls.__bases__):
            bases.append("metaclass=" + self._names.of_class(type(cls)))
        return f"({', '.join(bases)})" if bases else ""

    # ---- what is in it

    def _body(self, cls: type) -> Iterable[Block]:
        members = {name: value for name, value in vars(cls).items() if can_be_written(name) and name not in _LEFT_OUT}
        data = {name: value for name, value in members.items() if inspect.isdatadescriptor(value)}
        rest = {name: value for name, value in members.items() if name not in data}
        methods = {name: value for name, value in rest.items() if callable(value) or isinstance(value, _WRAPPED)}
        nested = {name: methods.pop(name) for name, value in rest.items() if value in self._inner(cls, name)}
        special = [name for name in methods if name.startswith("__") and name.endswith("__")]
        for name, value in nested.items():
            yield "class", self.lines(value, name)
        yield "value", self._values(cls, rest.keys() - methods.keys() - nested.keys())
        for name in sorted(data, key=lambda name: _rank(data[name])):
            yield from self._attribute(cls, name, data[name])
        constructors = [name for name in ("__new__", "__init__") if name in special]
        ordered = [*constructors, *(name for name in methods if name not in special)]
        for name in [*ordered, *sorted(set(special) - set(constructors))]:
            yield "function", self._method(cls, name, methods[name])

    def _inner(self, cls: type, name: str) -> list[type]:
        """The class nested under this name, as a list of one."""
        value = vars(cls)[name]
        return [value] if isinstance(value, type) and self._names.own.get(value, "").endswith("." + name) else []

    def _values(self, cls: type, named: Iterable[str]) -> list[str]:
        lines = []
        for name in sorted(named, key=list(vars(cls)).index):
            kind = f"{self._names.use('ClassVar')}[{self._names.of_value(vars(cls)[name])}]"
            lines.append(f"{name}: {kind}{self._note(cls, name, 'assignment, misc')}")
        match_args = vars(cls).get("__match_args__")
        if isinstance(match_args, tuple) and all(isinstance(name, str) for name in match_args):
            lines.append(f"__match_args__: {self._names.use('Final')} = {match_args!r}")
        if vars(cls).get("__hash__", self) is None:
            lines.append(f"__hash__: {self._names.use('ClassVar')}[None]  # type: ignore[assignment, unused-ignore]")
        return lines

    def _attribute(self, cls: type, name: str, descriptor: Any) -> Iterable[Block]:
        kind, readable, writable = describe(descriptor)
        text = self._names.type_text(kind)
        doc = docstring(doc_of(descriptor) or "") if self._docs and doc_of(descriptor) else []
        if writable or not readable:
            yield "value", [f"{name}: {text}{self._note(cls, name, 'assignment, misc')}", *doc]
            return
        head = f"def {name}(self) -> {text}:"
        note = self._note(cls, name, "override")
        body = [head + note, *indented(doc)] if doc else [head + " ..." + note]
        yield "function", ["@" + self._names.use("property"), *body]

    def _method(self, cls: type, name: str, value: Any) -> list[str]:
        doc = doc_of(value) if self._docs and not isinstance(value, types.WrapperDescriptorType) else None
        note = self._note(cls, name, "override").strip("# ")
        if name in ("__new__", "__init__"):
            first = "cls" if name == "__new__" else "self"
            return function_lines(self._names, name, first, _constructor(cls, value), None, note)
        if isinstance(value, _METHODS):
            parameters = parameters_of(value)
            if parameters and isinstance(value, types.FunctionType):
                parameters = parameters[1:]
            return function_lines(self._names, name, "self", parameters, doc, note)
        bound = getattr(cls, name)
        if isinstance(value, _CLASS_METHODS):
            decorators = [] if name in _IMPLICIT else ["@" + self._names.use("classmethod")]
            return decorators + function_lines(self._names, name, "cls", parameters_of(bound), doc, note)
        if isinstance(value, (staticmethod, types.BuiltinFunctionType)):
            lines = function_lines(self._names, name, "", parameters_of(bound), doc, note)
            return ["@" + self._names.use("staticmethod"), *lines]
        return [f"{name}: {self._names.use('ClassVar')}[{self._names.of_value(value)}]"]

    def _note(self, cls: type, name: str, rule: str) -> str:
        """For what a base has, too, which mypy would compare."""
        inherited = any(name in vars(base) for base in cls.__mro__[1:] if base is not object)
        return "  # " + _OVERRIDES % rule if inherited and name not in ("__new__", "__init__") else ""


def describe(descriptor: Any) -> tuple[str, bool, bool]:
    """(type, readable, writable) of an attribute, as far as the host tells."""
    if not isinstance(descriptor, _DATA):
        return "Incomplete", True, getattr(descriptor, "fset", None) is not None
    number, readable, writable = _told(descriptor)
    return _MEMBERS.get(number, "Incomplete"), readable, writable


def _rank(descriptor: Any) -> int:
    """Members come before get/sets, and of these objects last: some builds of Python have get/sets in their place."""
    number = _told(descriptor)[0] if isinstance(descriptor, _DATA) else None
    return 0 if number in _MEMBERS else 1 if number is not None else 2


def _told(descriptor: Any) -> Any:
    """(number of a member's type or None, readable, writable)"""
    told = getattr(universal, "_describe_attribute", None)  # other hosts may not have it
    return (None, True, True) if told is None else told(descriptor)


def _constructor(cls: type, function: Any) -> Parameters | None:
    """The parameters of __new__ or __init__: those of the class, whose text tells them."""
    if not isinstance(getattr(cls, "__text_signature__", None), str):
        inner = getattr(function, "__func__", function)
        found = parameters_of(inner)
        if found and isinstance(inner, types.FunctionType):
            return found[1:]
        return None if found is None or takes_all(found) else found
    try:
        return list(inspect.signature(cls).parameters.values())
    except Exception:  # an author's text may be anything
        return None


def _is_final(cls: type) -> bool:
    """Whether no class can derive from it: by its flag, or because it forbids that when it is tried."""
    if cls.__flags__ & _BASETYPE and "__init_subclass__" in vars(cls):
        try:
            type("Derived", (cls,), {})
        except TypeError:
            return True
    return not cls.__flags__ & _BASETYPE


def _has_own_shape(cls: type) -> bool:
    """Whether a class cannot be combined with others that add to their instances: @disjoint_base."""
    base, word = cls.__base__, struct.calcsize("P")
    if base is None:
        return True
    size = cls.__basicsize__
    if sys.version_info < (3, 12):
        if cls.__weakrefoffset__ and not base.__weakrefoffset__ and cls.__weakrefoffset__ + word == size:
            size -= word
        if cls.__dictoffset__ and not base.__dictoffset__ and cls.__dictoffset__ + word == size:
            size -= word
    return size != base.__basicsize__ or cls.__itemsize__ != base.__itemsize__
