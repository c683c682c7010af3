"""What debug and trace mode print: to standard error, in one piece, with names that cannot reach the terminal. And
whether it is coloured, for all commands.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any, Callable, Mapping

Paint = Callable[[str, str], str]

_STYLES = {
    "head": "1",
    "error": "1;31",
    "warning": "1;33",
    "place": "36",
    "remedy": "32",
    "source": "2",
    "good": "32",
    "added": "32",
    "removed": "31",
}

LONGEST = 100
LONGEST_NAME = 400  # of a function, file or module


def write(text: str) -> None:
    """To standard error in one piece; what it cannot encode is escaped, and one that is gone is left alone."""
    stream = sys.stderr or sys.__stderr__
    if not text or stream is None:
        return
    with contextlib.suppress(OSError, ValueError):
        try:
            stream.write(text)
        except UnicodeEncodeError:
            stream.write(text.encode("ascii", "backslashreplace").decode("ascii"))
        stream.flush()


def write_file(path: str, text: str, who: str) -> bool:
    """Write a report to a file that the user named; whether that went well. What went wrong is told."""
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return True
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        write("%s: cannot write to %s: %s\n" % (who, printable(path), printable(error)))
        return False


def one_line(text: str, longest: int = LONGEST) -> str:
    """Text with everything that would not print escaped, and its middle left out when it is long."""
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[: 4 * longest])
    if len(text) > longest:
        text = text[: longest - 20] + "..." + text[-17:]
    return text


def printable(text: object) -> str:
    """A name that a binary or its user chose, as a part of a line: it cannot end the line, nor reach the terminal."""
    return one_line(str(text), LONGEST_NAME)


# ---- colour


def painter(color: bool) -> Paint:
    """A function (style, text) → text, with or without the colours of a terminal."""
    if not color:
        return lambda style, text: text
    return lambda style, text: "\033[%sm%s\033[0m" % (_STYLES[style], text)


def wants_color(option: bool | None = None, environ: Mapping[str, str] = os.environ, stream: Any = None) -> bool:
    """Whether what is printed is coloured: the option, then NO_COLOR and FORCE_COLOR, then whether a person looks on.

    The stream is standard error, unless it is given.
    """
    if option is not None:
        return option
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return environ["FORCE_COLOR"] != "0"
    if environ.get("TERM") == "dumb" or (os.name == "nt" and not environ.get("WT_SESSION")):
        return False
    try:
        return bool((stream or sys.stderr).isatty())
    except (AttributeError, ValueError):  # there is no standard error, or it is closed
        return False
