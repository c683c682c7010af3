"""A short text for any object, also one whose repr raises, recurses, is huge or is not printable."""

from __future__ import annotations

import reprlib
from typing import Any

from .._output import LONGEST, one_line

_BY_REPRLIB = (str, int, tuple, list, dict, set, frozenset)
_MANY = 64


class _Repr(reprlib.Repr):
    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 3
        self.maxtuple = self.maxlist = self.maxdict = self.maxset = self.maxfrozenset = 4
        self.maxstring = 60
        self.maxother = LONGEST

    def repr1(self, x: Any, level: int) -> str:
        """By the object's own type: the base class goes by the type's name, which any class may have."""
        kind = type(x)
        if kind in (bytes, bytearray) and len(x) > self.maxstring:
            return "%r...%r" % (bytes(x[:24]), bytes(x[-12:]))
        if kind is int and x.bit_length() > 1024:
            return "<an int of %d bits>" % x.bit_length()
        if kind in (dict, set, frozenset) and len(x) > _MANY:  # the base class would sort them
            return "<%d items>" % len(x)
        return super().repr1(x, level) if kind in _BY_REPRLIB else self.repr_instance(x, level)


def type_name(obj: object) -> str:
    """The name of the object's type with its module: 'str', 'quickstart.Span'."""
    return name_of_type(type(obj))


def name_of_type(kind: type) -> str:
    """The name of a type, in the same way."""
    try:
        name = type.__dict__["__qualname__"].__get__(kind)
        module = kind.__module__
        return one_line(name if module in ("builtins", None) else "%s.%s" % (module, name))
    except Exception:
        return "?"


def cut_repr(obj: object) -> str:
    """The object's repr on one line, cut; '<...>' when it cannot be had."""
    try:
        return one_line(_Repr().repr(obj))
    except BaseException as error:  # also what a repr raises to get out: nothing may disturb the report
        return "<its repr raises %s>" % type(error).__name__
