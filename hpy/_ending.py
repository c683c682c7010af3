"""What Python does when a program ends, up to the exit functions: for commands whose exit status tells what these find.

Both functions that do it are CPython's private ones, which no documented function replaces: threading._shutdown()
waits for the threads and runs what concurrent.futures registered, atexit._run_exitfuncs() runs the exit functions.
CPython 3.8 to 3.15 and PyPy have them. Nothing else of the package uses private functions of the interpreter's modules.
"""

from __future__ import annotations

import atexit
import contextlib
import threading
from typing import Any


def end_program() -> None:
    """Wait for the threads, run the exit functions; those that Python runs in a moment find nothing left to do."""
    threads: Any = threading
    threads._shutdown()
    with contextlib.suppress(BaseException):  # of an exit function; it was printed
        atexit._run_exitfuncs()
