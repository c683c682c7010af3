"""A package with a module in C."""

from ._core import add

__all__ = ["add"]
