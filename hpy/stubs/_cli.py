"""The command stubs: python -m hpy stubs MODULE writes MODULE.pyi from what the module shows of itself."""

from __future__ import annotations

import argparse
import difflib
import importlib
import importlib.machinery
import importlib.util
import os
import pkgutil
import sys
import tempfile
import types
from pathlib import Path
from typing import Iterable

from .. import _output, _program
from .._output import printable
from ._merge import MergeError, merge, same
from ._module import stubs_of

EXAMPLES = """\
examples:
  hpy stubs demo._core               writes demo/_core.pyi
  hpy stubs demo._core -o src        writes src/demo/_core.pyi
  hpy stubs demo._core -o -          prints it
  hpy stubs --check demo._core       for continuous integration: shows what the stub lacks

Types that you filled in stay, as long as the module has the name with the same parameters. The exit status is 0, or 1
when --check found differences, 2 when a module or a file cannot be used.
"""
SUFFIXES = (*importlib.machinery.EXTENSION_SUFFIXES, ".so", ".pyd", ".dylib")


class StubsError(Exception):
    """A module or a file that cannot be used; the text says why."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of python -m hpy."""
    parser = subparsers.add_parser(
        "stubs",
        help="write the type stubs (.pyi) of an extension module",
        description="Import an extension module and write a stub of it, for editors and type checkers. What has no "
        "text signature takes any arguments; types that nothing tells are Incomplete, for you to fill in.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("modules", nargs="+", metavar="MODULE", help="full name of an extension module, as in pkg.mod")
    parser.add_argument("-o", dest="folder", metavar="DIR", default=os.curdir, help="where the package's folder is")
    parser.add_argument("--check", action="store_true", help="write nothing; tell what differs, with exit status 1")
    parser.add_argument("--docstrings", action="store_true", help="with the docstrings")
    parser.set_defaults(run=run, program_parser=parser)


def run(options: argparse.Namespace) -> int:
    if options.check and options.folder == "-":
        options.program_parser.error("--check compares a file; it needs the folder, not -o -")
    _find_modules(options.modules)
    status = 0
    for name in options.modules:
        try:
            for path, text in stubs_of(import_extension(name), name, options.docstrings).items():
                status = max(status, _handle(path, text, options, name))
        except (StubsError, MergeError, OSError) as error:
            text = f"{error.strerror}: {error.filename}" if isinstance(error, OSError) else str(error)
            _output.write(f"hpy stubs: {printable(text)}\n")
            status = 2
    return status


def _handle(path: str, text: str, options: argparse.Namespace, name: str) -> int:
    """Write, compare or print one stub."""
    if options.folder == "-":
        sys.stdout.write(text)
        return 0
    target = Path(options.folder, *path.split("/"))
    shown = os.path.join(options.folder, path) if options.folder != os.curdir else path
    old = target.read_bytes().decode("utf-8", "surrogateescape") if target.exists() else None
    text = text if old is None else merge(text, old, shown)
    if old is not None and same(text, old):
        print(f"{printable(shown)}: up to date")
        return 0
    if options.check:
        if old is None:
            print(f"{printable(shown)} is missing; write it: hpy stubs {name}")
        else:
            sys.stdout.writelines(_difference(old, text, shown, name))
        return 1
    _write(target, text)
    print(f"{printable(shown)}: written")
    return 0


def _difference(old: str, new: str, path: str, name: str) -> Iterable[str]:
    paint = _output.painter(_output.wants_color(stream=sys.stdout))
    styles = {"+": "added", "-": "removed", "@": "place"}
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), path, f"the module {name}", lineterm="")
    for line in lines:
        yield paint(styles[line[0]], line) + "\n" if line[:1] in styles else line + "\n"


def _write(target: Path, text: str) -> None:
    """The whole file, or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".stub-", dir=str(target.parent))
    try:
        with open(handle, "w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, 0o666 & ~_umask())  # mkstemp gives it to its owner alone
        os.replace(temporary, str(target))
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


# ---- the module


def _find_modules(names: list[str]) -> None:
    """Look into the current folder first if the modules are there; what is installed comes first else.

    A project's own folder often has the package without its binary, which an import would take and then miss that.
    """
    _program.find_modules_here()
    if sys.path[0] == os.getcwd() and not all(map(_is_here, names)):
        sys.path.append(sys.path.pop(0))


def _is_here(name: str) -> bool:
    parts = name.split(".")
    path: list[str] | None = [os.getcwd()]
    for count in range(1, len(parts) + 1):
        spec = importlib.machinery.PathFinder.find_spec(".".join(parts[:count]), path)
        if spec is None:
            return False
        path = list(spec.submodule_search_locations or [])
    return True


def import_extension(name: str) -> types.ModuleType:
    """The module, if it is one that was compiled. StubsError otherwise."""
    if not all(part.isidentifier() for part in name.split(".")):
        raise StubsError(f"{name!r} is no module's name: write it as in 'import pkg.mod'")
    try:
        module = importlib.import_module(name)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # whatever the code of others does
        missing = isinstance(error, ModuleNotFoundError) and name.startswith(error.name or "-")
        cure = "; build it here, or install it" if missing else ""
        raise StubsError(f"cannot import {name}: {type(error).__name__}: {error}{cure}") from None
    spec = getattr(module, "__spec__", None)
    path = getattr(spec, "origin", None) or getattr(module, "__file__", None) or ""
    if not str(path).endswith(SUFFIXES):
        raise StubsError(f"{name} is no extension module, but {_what_else(module, path)}")
    return module


def _what_else(module: types.ModuleType, path: str) -> str:
    if path in ("built-in", "frozen", ""):
        return "a part of Python, or made at run time: it has no file"
    inside = [
        entry.name
        for entry in pkgutil.iter_modules(getattr(module, "__path__", []), module.__name__ + ".")
        if str(getattr(importlib.util.find_spec(entry.name), "origin", "")).endswith(SUFFIXES)
    ]
    return path + (f"; its extension modules: {', '.join(inside)}" if inside else "")
