"""The options of debug mode: from the environment variable HPY_DEBUG, the command line, and hpy.debug.set_options()."""

from __future__ import annotations

from typing import Any, Mapping

from .. import _options
from .._options import file_name, flag, number, one_of

PROTECT = ("sample", "all", "none")
LEAKS = ("exit", "call")


def _colour(name: str, value: object) -> bool | None:
    return None if value is None else flag(name, value)


CHECKS: _options.Known = {
    "fatal": flag,  # end the process after the first finding
    "verbose": flag,  # print each occurrence, with all frames
    "nosource": flag,  # do not look up files and lines
    "stack": number,  # frames to record for each place
    "quarantine": number,  # closed handles to remember
    "protect": one_of(*PROTECT),  # which memory handed out by the API is guarded
    "leaks": one_of(*LEAKS),  # when handles that a call left open are reported
    "keep": flag,  # keep the objects of closed handles alive, to show them
    "json": file_name,  # where to write the findings
    "color": _colour,  # None: when standard error is a terminal
}
OF_LAYER = ("fatal", "stack", "quarantine", "protect", "keep", "leaks")
DEFAULTS = {"verbose": False, "nosource": False, "json": None, "color": None}


def check(options: Mapping[str, Any]) -> dict[str, Any]:
    """The same options with checked values; OptionError for a name or value that is not known."""
    return _options.check(CHECKS, options)


def parse(text: str) -> dict[str, Any]:
    """The options in the text of HPY_DEBUG, separated by commas."""
    parts = ["color=no" if part.strip() == "nocolor" else part for part in text.split(",")]
    return _options.parse(CHECKS, (flag, _colour), ",".join(parts))


def from_environment() -> dict[str, Any]:
    """The options of HPY_DEBUG."""
    return _options.from_variable("HPY_DEBUG", parse)


def to_text(options: Mapping[str, Any]) -> str:
    """What parse() would read: for a process that gets them by HPY_DEBUG."""
    parts = []
    for name, value in check(options).items():
        if value is True:
            parts.append(name)
        elif value is not None:
            parts.append("%s=%s" % (name, "no" if value is False else value))
    return ",".join(parts)
