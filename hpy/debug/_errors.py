"""The exceptions of debug mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._debug import DebugHandle
    from ._findings import Finding


class HPyDebugError(Exception):
    """Base of the exceptions of debug mode."""


class HPyUsageError(HPyDebugError):
    """The extension used the API wrongly. 'finding' tells how; its text is finding.text()."""

    def __init__(self, message: str, finding: Finding | None = None) -> None:
        super().__init__(message)
        self.finding = finding


class HPyResultError(HPyUsageError, SystemError):
    """A function failed without an exception: without debug mode Python raises SystemError."""


class HPyLeakError(HPyDebugError):
    """Handles were left open: 'leaks' is the list of their DebugHandle."""

    MOST_SHOWN = 50

    def __init__(self, leaks: list[DebugHandle]) -> None:
        super().__init__(leaks)
        self.leaks = leaks

    def __str__(self) -> str:
        number = len(self.leaks)
        lines = ["%d unclosed handle%s:" % (number, "" if number == 1 else "s")]
        lines += ["    " + repr(leak).replace("\n", "\n    ") for leak in self.leaks[: self.MOST_SHOWN]]
        if number > self.MOST_SHOWN:
            lines.append("    and %d more" % (number - self.MOST_SHOWN))
        return "\n".join(lines)


_error: type[HPyDebugError]
for _error in (HPyUsageError, HPyResultError):  # where users know them
    _error.__module__ = "hpy.debug"
for _error in (HPyDebugError, HPyLeakError):  # where HPy 0.9 has them; hpy.debug has them, too
    _error.__module__ = "hpy.debug.leakdetector"
