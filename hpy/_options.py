"""Options as debug and trace mode take them: from a variable such as HPY_DEBUG, and by keywords.

    HPY_DEBUG=fatal,stack=8,json=findings.json

A word alone switches an option on, NAME=VALUE gives it a value. A layer has a dict of the options that it knows, each
with a function (name, value) → checked value. What is not known is an error that names it.
"""

from __future__ import annotations

import os
from typing import Any, Callable, Dict, Mapping

from . import _environment
from ._output import one_line, printable

Check = Callable[[str, Any], Any]
Known = Dict[str, Check]

LARGEST = 2**31 - 1
_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")


class OptionError(ValueError):
    """An option or value that the layer does not know."""


# ---- checks


def flag(name: str, value: object) -> bool:
    text = (value if isinstance(value, str) else _shown(value)).lower()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise OptionError("%s must be true or false, not %s" % (name, _shown(value)))


def word(name: str, value: object) -> bool:
    """For what is switched on by its name alone."""
    if value is True:
        return True
    raise OptionError("%s takes no value" % name)


def number(name: str, value: Any, largest: int = LARGEST) -> int:
    try:
        result = int(value)
    except (OverflowError, TypeError, ValueError):
        result = -1
    if not 0 <= result <= largest or isinstance(value, (bool, float)):
        raise OptionError("%s must be a number from 0 to %d, not %s" % (name, largest, _shown(value)))
    return result


def one_of(*words: str) -> Check:
    def check(name: str, value: Any) -> Any:
        if value in words:
            return value
        raise OptionError("%s must be one of %s, not %s" % (name, ", ".join(words), _shown(value)))

    return check


def file_name(name: str, value: Any) -> str | None:
    path = os.fspath(value) if isinstance(value, os.PathLike) else value
    if path is None or (isinstance(path, str) and path and "\0" not in path):
        return path
    raise OptionError("%s must be the name of a file, not %s" % (name, _shown(value)))


def _shown(value: object) -> str:
    try:
        return one_line(repr(value))
    except Exception:
        return "that %s" % type(value).__name__


# ---- all of them


def check(known: Known, options: Mapping[str, Any]) -> dict[str, Any]:
    """The same options with checked values; OptionError for a name or value that is not known."""
    checked = {}
    for name, value in options.items():
        if name not in known:
            raise OptionError("there is no option %s; there are %s" % (_shown(name), ", ".join(known)))
        checked[name] = known[name](name, value)
    return checked


def parse(known: Known, alone: tuple[Check, ...], text: str) -> dict[str, Any]:
    """The options in a text, separated by commas. Those whose check is one of 'alone' need no value."""
    options: dict[str, Any] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = (word.strip() for word in part.partition("="))
        if not equals and name in known and known[name] not in alone:
            raise OptionError("%s needs a value: %s=..." % (name, name))
        options[name] = value if equals else True
    return check(known, options)


def from_variable(variable: str, parse: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """The options of a variable. A mistake is an ImportError, since it shows when the first module is loaded."""
    text = _environment.variable(variable)
    try:
        return parse(text)
    except OptionError as error:
        raise wrong_variable(variable, error) from None


def wrong_variable(variable: str, error: Exception) -> ImportError:
    return ImportError("%s=%s: %s" % (variable, printable(_environment.variable(variable)), error))
