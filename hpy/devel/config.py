"""How a project wants its HPy extensions built: from the environment and from [tool.hpy] in pyproject.toml.

The environment wins over pyproject.toml; the command line, which hpy.devel.build reads, wins over both. A Python that
was started with -E or -I ignores these variables, too.

    option      environment     values
    abi         HPY_ABI         "cpython" (default on CPython), "universal" (default elsewhere), "hybrid"
    layout      HPY_LAYOUT      "plain" (default): mod.so; "hpy0": mod.hpy0.so with a stub mod.py, as HPy 0.9
    stub        HPY_STUB        true: a stub mod.py beside the binary, for importers that do not take mod.so
    abi-minor   HPY_ABI_MINOR   the newest minor version of the ABI whose functions the extension uses (default: the
                                newest there is); 0 for hosts of HPy 0.9
    static-libs HPY_STATIC_LIBS true: link HPy's static library, or fail; false: compile HPy's sources; without it,
                                the library is linked where it fits
"""

from __future__ import annotations

import os
import sys
from typing import Any, Mapping, NamedTuple, Sequence

from .abitag import ABIS, LAYOUTS
from .generated import ABI_MINORS

DEFAULT_HPY_ABI = "cpython" if sys.implementation.name == "cpython" else "universal"
HIGHEST_ABI_MINOR = max(ABI_MINORS)

_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")


class ConfigError(ValueError):
    """A setting has a value that HPy does not know; the text says which, where, and what there is."""


class Settings(NamedTuple):
    """What was chosen. abi_minor and static_libs are None when nobody asked for them."""

    abi: str = DEFAULT_HPY_ABI
    layout: str = "plain"
    stub: bool = False
    abi_minor: int | None = None
    static_libs: bool | None = None


def check_abi(value: Any, origin: str) -> str:
    """Return 'value' if it names an ABI; 'origin' tells the user where it was read."""
    if value not in ABIS:
        raise ConfigError(f"{origin}: unknown HPy ABI {value!r}; choose {_listed(ABIS)}")
    return value


def check_layout(value: Any, origin: str) -> str:
    """Return 'value' if it names a layout of files."""
    if value not in LAYOUTS:
        raise ConfigError(f"{origin}: unknown layout {value!r}; choose {_listed(LAYOUTS)}")
    return value


def check_bool(value: object, origin: str) -> bool:
    """Return 'value' as a bool; text such as 'yes' and '0' is understood."""
    text = str(value).lower()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise ConfigError(f"{origin}: {value!r} is neither true nor false; choose 1 or 0")


def check_abi_minor(value: Any, origin: str) -> int:
    """Return 'value' as the number of a minor version that the headers have."""
    known = [str(n) for n in range(HIGHEST_ABI_MINOR + 1)]
    if isinstance(value, bool) or str(value) not in known:
        raise ConfigError(f"{origin}: unknown minor version {value!r} of the ABI; choose {_listed(known)}")
    return int(value)


_CHECKS = {
    "abi": check_abi,
    "layout": check_layout,
    "stub": check_bool,
    "abi-minor": check_abi_minor,
    "static-libs": check_bool,
}


def read(root: str = os.curdir, environ: Mapping[str, str] | None = None) -> Settings:
    """Return the Settings of the project in the folder 'root'."""
    if environ is None:
        environ = {} if sys.flags.ignore_environment else os.environ
    path = os.path.join(root, "pyproject.toml")
    chosen: dict[str, Any] = {}
    for option, value in _tool_hpy(path).items():
        if option not in _CHECKS:
            raise ConfigError(f"{path}: [tool.hpy] has no option {option!r}; there are {', '.join(_CHECKS)}")
        chosen[option] = _CHECKS[option](value, f"{path}, [tool.hpy] {option}")
    for option, check in _CHECKS.items():
        variable = "HPY_" + option.upper().replace("-", "_")
        if environ.get(variable):
            chosen[option] = check(environ[variable], f"environment variable {variable}")
    return Settings(**{option.replace("-", "_"): value for option, value in chosen.items()})


def _tool_hpy(path: str) -> dict[str, Any]:
    """The table [tool.hpy] of a pyproject.toml; empty if there is no such file or table."""
    if not os.path.exists(path):
        return {}
    table = _load_toml(path).get("tool", {}).get("hpy", {})
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: 'hpy' in [tool] must be a table: [tool.hpy]")
    return table


def _load_toml(path: str) -> dict[str, Any]:
    """Parse with what there is: Python's own parser is new in 3.11, setuptools carries one for older versions."""
    try:
        import tomllib
    except ImportError:
        from setuptools.config.pyprojecttoml import load_file

        return load_file(path)
    with open(path, "rb") as file:
        return tomllib.load(file)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + " or " + names[-1]
