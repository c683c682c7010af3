"""The one way to the C of debug mode, hpy.universal._debug, which is imported when it is first needed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from ._debug import DebugHandle


def get() -> ModuleType:
    """The module hpy.universal._debug."""
    from hpy.universal import _debug

    return _debug


def is_loaded() -> bool:
    """Whether debug mode may have been used: asking does not load anything."""
    return hasattr(sys.modules.get("hpy.universal"), "_debug")


def locate(address: int) -> tuple[str, int, str | None] | None:
    """(path, offset from the load base, nearest symbol) of an address, or None."""
    return get().locate(address)


def open_handles(generation: int) -> list[DebugHandle]:
    """The DebugHandles opened in that generation or later, and still open."""
    return get().get_open_handles(generation)


def new_generation() -> int:
    """Start a generation; 0 when debug mode is not in use."""
    return get().new_generation() if is_loaded() else 0
