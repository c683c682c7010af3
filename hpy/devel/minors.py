"""Which minor version of the ABI a module asks for, and the release of hpy that it therefore needs where it runs.

What stands nearest to the code counts: ``#define HPY_ABI_MINOR`` in a source, else the macro among the module's own,
else abi-minor of the project, else the newest there is.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Iterable, Sequence

from .config import HIGHEST_ABI_MINOR, Settings
from .generated import ABI_MINORS

MACRO = "HPY_ABI_MINOR"
HPY09 = "0.9"  # the release that PyPy and GraalPy bring, which pip counts as installed
_DEFINE = re.compile(rf"^[ \t]*#[ \t]*define[ \t]+{MACRO}[ \t]+(\d+)", re.M)


def of_macros(macros: Iterable[tuple[str, str | None]], setting: int | None) -> int | None:
    """What a module's macros ask for, else the project's setting; None means the newest."""
    values = [value for name, value in macros if name == MACRO and value and value.isdigit()]
    return int(values[-1]) if values else setting


def of_text(text: str, otherwise: int | None) -> int:
    """What a source asks for, else what its module does."""
    defined = _DEFINE.search(text)
    if defined:
        return int(defined[1])
    return HIGHEST_ABI_MINOR if otherwise is None else otherwise


def of_module(
    sources: Sequence[str | os.PathLike[str]], macros: Iterable[tuple[str, str | None]], setting: int | None
) -> int:
    """The newest that a source of the module asks for. Those that do not include hpy.h themselves do not count."""
    otherwise = of_macros(macros, setting)
    texts = [Path(path).read_text(encoding="utf-8", errors="replace") for path in sources if os.path.isfile(path)]
    asked = [of_text(text, otherwise) for text in texts if re.search(r"#[ \t]*include.*\bhpy\.h(pp)?\b", text)]
    return max(asked, default=of_text("", otherwise))


def of_helpers(
    abi: str, sources: Sequence[str | os.PathLike[str]], macros: Iterable[tuple[str, str | None]], setting: int | None
) -> int | None:
    """What HPy's own part of the module is compiled for; None means the newest, for which the static libraries are.

    With a newer one than the module asks for it calls functions that the module's oldest host lacks. In the ABI cpython
    nobody else's functions are called.
    """
    asked = HIGHEST_ABI_MINOR if abi == "cpython" else of_module(sources, macros, setting)
    return None if asked >= HIGHEST_ABI_MINOR else asked


def runtime_requirement(modules: Iterable[Any], settings: Settings) -> str:
    """The first release whose hosts load all the modules, setuptools' Extensions."""
    setting = settings.abi_minor
    asked = [of_module(module.sources, module.define_macros, setting) for module in modules]
    newest = min(max(asked, default=of_text("", setting)), HIGHEST_ABI_MINOR)
    return f"hpy>={release_for(newest, settings.abi == 'universal' and settings.layout == 'hpy0')}"


def release_for(minor: int, hpy0: bool) -> str:
    """The first release whose hosts load a module that asks for this minor version; 'hpy0': under HPy 0.9's file name.

    With another name HPy 0.9 does not take it, and its entry point asks for the newer one.
    """
    return HPY09 if hpy0 and minor == 0 else ABI_MINORS[minor]
