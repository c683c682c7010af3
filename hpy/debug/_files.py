"""Opens the files that a binary, or its debug information, names: whatever the name says, only regular ones are read.

A device, a pipe or a file of the kernel may wait for ever, have no end, or take what was meant for the program.
"""

from __future__ import annotations

import os
import stat
from typing import BinaryIO

MOST_SOURCE = 32 << 20  # bytes of a file of which a line is shown

_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"))


def open_regular(path: str, most: int | None = None) -> tuple[BinaryIO, int]:
    """The file, to read bytes from, and its size. OSError or ValueError for one that is not regular or is larger."""
    _size_of(os.stat(path), path, most)  # before it is opened, which some devices notice
    descriptor = os.open(path, _FLAGS)
    try:
        size = _size_of(os.fstat(descriptor), path, most)
        return os.fdopen(descriptor, "rb"), size
    except BaseException:
        os.close(descriptor)
        raise


def _size_of(status: os.stat_result, path: str, most: int | None) -> int:
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("%r is not a regular file" % path)
    if most is not None and status.st_size > most:
        raise ValueError("%r has %d bytes, too many" % (path, status.st_size))
    return status.st_size


def line_of(path: str, number: int | None) -> str:
    """That line of a text file, counted from 1; '' when there is none."""
    if not isinstance(number, int) or number < 1:
        return ""
    try:
        file, size = open_regular(path, MOST_SOURCE)
        with file:
            lines = file.read(size).split(b"\n", min(number, size))
    except (OSError, ValueError):  # also a path with a null character, or one that cannot be encoded
        return ""
    return lines[number - 1].decode("utf-8", "replace") if number <= len(lines) else ""
