"""The options of debug mode: from the environment variable HPY_DEBUG, the command line, and hpy.debug.set_options().

    HPY_DEBUG=fatal,stack=8,json=findings.json

A word alone switches an option on, NAME=VALUE gives it a value. What is not known is an error that names it.
"""

from __future__ import annotations

import os
from typing import Any, Callable, Mapping

from .. import _environment
from .._output import printable
from ._describe import cut_repr

PROTECT = ("sample", "all", "none")
LEAKS = ("exit", "call")
LARGEST = 2**31 - 1
_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")


class OptionError(ValueError):
    """An option or value that debug mode does not know."""


def _flag(name: str, value: object) -> bool:
    text = value.lower() if isinstance(value, str) else cut_repr(value).lower()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise OptionError("%s must be true or false, not %s" % (name, cut_repr(value)))


def _number(name: str, value: Any) -> int:
    try:
        number = int(value)
    except (OverflowError, TypeError, ValueError):
        number = -1
    if not 0 <= number <= LARGEST or isinstance(value, (bool, float)):
        raise OptionError("%s must be a number from 0 to %d, not %s" % (name, LARGEST, cut_repr(value)))
    return number


def _one_of(*words: str) -> Callable[[str, Any], Any]:
    def check(name: str, value: Any) -> Any:
        if value in words:
            return value
        raise OptionError("%s must be one of %s, not %s" % (name, ", ".join(words), cut_repr(value)))

    return check


def _file(name: str, value: Any) -> Any:
    path = os.fspath(value) if isinstance(value, os.PathLike) else value
    if path is None or (isinstance(path, str) and path and "\0" not in path):
        return path
    raise OptionError("%s must be the name of a file, not %s" % (name, cut_repr(value)))


def _colour(name: str, value: object) -> bool | None:
    return None if value is None else _flag(name, value)


CHECKS = {
    "fatal": _flag,  # end the process after the first finding
    "verbose": _flag,  # print each occurrence, with all frames
    "nosource": _flag,  # do not look up files and lines
    "stack": _number,  # frames to record for each place
    "quarantine": _number,  # closed handles to remember
    "protect": _one_of(*PROTECT),  # which memory handed out by the API is guarded
    "leaks": _one_of(*LEAKS),  # when handles that a call left open are reported
    "keep": _flag,  # keep the objects of closed handles alive, to show them
    "json": _file,  # where to write the findings
    "color": _colour,  # None: when standard error is a terminal
}
OF_LAYER = ("fatal", "stack", "quarantine", "protect", "keep", "leaks")
DEFAULTS = {"verbose": False, "nosource": False, "json": None, "color": None}


def check(options: Mapping[str, Any]) -> dict[str, Any]:
    """The same options with checked values; OptionError for a name or value that is not known."""
    checked = {}
    for name, value in options.items():
        if name not in CHECKS:
            raise OptionError("there is no option %s; there are %s" % (cut_repr(name), ", ".join(CHECKS)))
        checked[name] = CHECKS[name](name, value)
    return checked


def parse(text: str) -> dict[str, Any]:
    """The options in the text of HPY_DEBUG, separated by commas."""
    options: dict[str, Any] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = (word.strip() for word in part.partition("="))
        if name == "nocolor" and not equals:
            name, equals, value = "color", "=", "no"
        if not equals and name in CHECKS and CHECKS[name] not in (_flag, _colour):
            raise OptionError("%s needs a value: %s=..." % (name, name))
        options[name] = value if equals else True
    return check(options)


def from_environment() -> dict[str, Any]:
    """The options of HPY_DEBUG; a mistake there is an ImportError, since it shows when the first module is loaded."""
    text = _environment.variable("HPY_DEBUG")
    try:
        return parse(text)
    except OptionError as error:
        raise ImportError("HPY_DEBUG=%s: %s" % (printable(text), error)) from None


def to_text(options: Mapping[str, Any]) -> str:
    """What parse() would read: for a process that gets them by HPY_DEBUG."""
    parts = []
    for name, value in check(options).items():
        if value is True:
            parts.append(name)
        elif value is not None:
            parts.append("%s=%s" % (name, "no" if value is False else value))
    return ",".join(parts)
