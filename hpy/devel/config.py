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

The extensions themselves may stand there, too, in place of a setup.py: [[tool.hpy.modules]], a table for each, with the
keys that setuptools knows from its own [[tool.setuptools.ext-modules]].
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
        if option == "modules":
            continue
        if option not in _CHECKS:
            known = ", ".join([*_CHECKS, "modules"])
            raise ConfigError(f"{path}: [tool.hpy] has no option {option!r}; there are {known}")
        chosen[option] = _CHECKS[option](value, f"{path}, [tool.hpy] {option}")
    for option, check in _CHECKS.items():
        variable = "HPY_" + option.upper().replace("-", "_")
        if environ.get(variable):
            chosen[option] = check(environ[variable], f"environment variable {variable}")
    return Settings(**{option.replace("-", "_"): value for option, value in chosen.items()})


# ---- modules


def _check_name(value: Any, origin: str) -> str:
    if not isinstance(value, str) or not all(part.isidentifier() for part in value.split(".")):
        raise ConfigError(f"{origin}: {value!r} cannot be imported; write the module's full name, as in pkg.mod")
    return value


def _check_texts(value: Any, origin: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ConfigError(f'{origin}: {value!r} is no list of texts, as in ["a", "b"]')
    return value


def _check_macros(value: Any, origin: str) -> list[tuple[str, str | None]]:
    pairs: list[Any] = value if isinstance(value, list) else [None]
    if not all(isinstance(pair, list) and pair and all(isinstance(text, str) for text in pair) for pair in pairs):
        raise ConfigError(f'{origin}: {value!r} is no list of pairs, as in [["NAME", "value"], ["FLAG"]]')
    return [(pair[0], pair[1] if len(pair) > 1 else None) for pair in pairs]


def _check_language(value: Any, origin: str) -> str:
    if value not in ("c", "c++"):
        raise ConfigError(f"{origin}: unknown language {value!r}; choose c or c++")
    return value


# Keys of a module; written with underscores they are the arguments of setuptools' Extension.
_MODULE_CHECKS = {
    "name": _check_name,
    "sources": _check_texts,
    "include-dirs": _check_texts,
    "define-macros": _check_macros,
    "undef-macros": _check_texts,
    "library-dirs": _check_texts,
    "libraries": _check_texts,
    "runtime-library-dirs": _check_texts,
    "extra-objects": _check_texts,
    "extra-compile-args": _check_texts,
    "extra-link-args": _check_texts,
    "export-symbols": _check_texts,
    "depends": _check_texts,
    "language": _check_language,
    "optional": check_bool,
}


def read_modules(root: str = os.curdir) -> list[dict[str, Any]]:
    """The modules that [[tool.hpy.modules]] lists: for each the arguments of setuptools' Extension, checked."""
    path = os.path.join(root, "pyproject.toml")
    listed = _tool_hpy(path).get("modules", [])
    if not isinstance(listed, list) or not all(isinstance(module, dict) for module in listed):
        raise ConfigError(
            f"{path}: 'modules' in [tool.hpy] must be a list of tables, each of which begins [[tool.hpy.modules]]"
        )
    modules = [_read_module(module, f"{path}, [[tool.hpy.modules]] number {n}") for n, module in enumerate(listed, 1)]
    names = [module["name"] for module in modules]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ConfigError(f"{path}: [[tool.hpy.modules]] has {', '.join(twice)} twice")
    return modules


def _read_module(module: dict[str, Any], origin: str) -> dict[str, Any]:
    arguments = {}
    for key, value in module.items():
        if key not in _MODULE_CHECKS:
            raise ConfigError(f"{origin}: unknown key {key!r}; there are {', '.join(_MODULE_CHECKS)}")
        arguments[key.replace("-", "_")] = _MODULE_CHECKS[key](value, f"{origin}, {key}")
    for key in ("name", "sources"):
        if not arguments.get(key):
            raise ConfigError(f"{origin}: {key} is missing")
    return arguments


# ---- the file


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
        try:
            import tomllib
        except ImportError:
            from setuptools.config.pyprojecttoml import load_file

            return load_file(path)
        with open(path, "rb") as file:
            return tomllib.load(file)
    except ValueError as error:  # a mistake in the syntax, or bytes that are no UTF-8
        raise ConfigError(f"{path}: {error}") from None


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + " or " + names[-1]
