"""Compiles the modules that pyproject.toml lists, for build back ends that are not setuptools."""

from __future__ import annotations

import contextlib
import os
from typing import Any, Iterator, NamedTuple

from setuptools import Distribution, Extension
from setuptools.errors import BaseError, CCompilerError

from . import HPyDevel
from .build import fix_distribution, is_hpy
from .config import Settings
from .minors import runtime_requirement

__all__ = ["BuildError", "Built", "build", "is_hpy", "requirement"]


class BuildError(Exception):
    """Something that the author must mend; its text says what."""


class Built(NamedTuple):
    """What was made: the files, each with its place in a wheel, and the wheel's tag."""

    files: dict[str, str]
    tag: str


def build(root: str, modules: list[dict[str, Any]]) -> Built:
    """Compile the modules, as config.read_modules() gives them, into the folder build of the project in 'root'."""
    with in_folder(root):
        try:
            return _build(modules)
        except (CCompilerError, BaseError) as error:
            raise BuildError(str(error)) from error


def requirement(root: str, modules: list[dict[str, Any]], settings: Settings) -> str | None:
    """The requirement on hpy that the modules have where they run."""
    if settings.abi == "cpython":
        return None
    with in_folder(root):
        return runtime_requirement([Extension(**module) for module in modules], settings)


def distribution(modules: list[dict[str, Any]]) -> Any:
    """setuptools' Distribution of the modules, of the project in the current folder, for fix_distribution()."""
    dist: Any = Distribution({"name": "modules", "version": "0"})
    extensions = [Extension(**module) for module in modules]
    # In place of those that setuptools may have had hpy read from pyproject.toml already.
    dist.hpy_listed, dist.hpy_ext_modules, dist.ext_modules = extensions, extensions, []
    return dist


def _build(modules: list[dict[str, Any]]) -> Built:
    dist = distribution(modules)
    fix_distribution(dist, HPyDevel())
    command = dist.get_command_obj("build_ext")
    command.ensure_finalized()
    command.run()
    files = [path for path in command.get_outputs() if os.path.exists(path)]  # an optional one may have failed
    tag = dist.get_command_obj("bdist_wheel")
    tag.ensure_finalized()
    below = {os.path.abspath(path): os.path.relpath(path, command.build_lib).replace(os.sep, "/") for path in files}
    return Built(below, "-".join(tag.get_tag()))


@contextlib.contextmanager
def in_folder(folder: str) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
