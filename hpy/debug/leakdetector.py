"""LeakDetector: which handles were opened in a stretch of code and not closed."""

from __future__ import annotations

from . import _layer
from ._errors import HPyDebugError, HPyLeakError

__all__ = ["HPyDebugError", "HPyLeakError", "LeakDetector"]


class LeakDetector:
    """Notices handles that are opened after start() and still open at stop(), in every module in debug mode.

    As a context manager it starts and stops by itself. The modules must have been imported in debug mode.
    """

    def __init__(self) -> None:
        self.generation = None

    def start(self) -> None:
        """Begin; ValueError the second time."""
        if self.generation is not None:
            raise ValueError("LeakDetector already started")
        self.generation = _layer.get().new_generation()

    def stop(self) -> None:
        """HPyLeakError if handles opened since start() are open; ValueError without start()."""
        if self.generation is None:
            raise ValueError("LeakDetector not started yet")
        leaks = _layer.open_handles(self.generation)
        if leaks:
            raise HPyLeakError(leaks)

    def __enter__(self) -> LeakDetector:
        self.start()
        return self

    def __exit__(self, kind: object, error: object, traceback: object) -> None:
        self.stop()
