"""What debug and trace mode print: to standard error, in one piece, with names that cannot reach the terminal."""

from __future__ import annotations

import contextlib
import sys

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
