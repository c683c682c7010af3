"""Loads a compiled extension into this interpreter, under the layers that the option --layers asks for.

Subprocesses and other interpreters of the tests begin with this file: it imports nothing that takes long.
"""

import importlib
import importlib.util
import os
import sys

from .hosts import NATIVE_MINOR, file_for_host

LAYERS = ("debug", "trace", "debug+trace", "trace+debug")
LAYERS_VARIABLE = "HPY_TEST_LAYERS"


class Binary:
    """A compiled extension: its path, its module name and its ABI."""

    def __init__(self, path, name, abi):
        self.path, self.name, self.abi = path, name, abi

    @property
    def folder(self):
        """Where an import statement finds it."""
        return os.path.dirname(file_for_host(self.path))


def load(binary, direct=False):
    """A fresh module from 'binary'.

    The cpython ABI goes through CPython's loader; universal and hybrid through hpy.universal.load or, with
    'direct', through a plain import statement, as users do it.
    """
    if direct:
        return import_plainly(binary)
    if binary.abi == "cpython":
        spec = importlib.util.spec_from_file_location(binary.name, binary.path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    if NATIVE_MINOR is not None:
        return load_on_host(binary)
    return load_in_mode(binary, os.environ.get(LAYERS_VARIABLE, "universal"))


def load_on_host(binary):
    """A module from a binary, by the HPy that this Python brings."""
    import hpy.universal

    path = file_for_host(binary.path)
    spec = importlib.util.spec_from_file_location(binary.name, path)
    return hpy.universal.load(binary.name, path, spec)


def load_in_mode(binary, mode, full_name=None, path=None):
    """A module in a mode of hpy.universal; 'path' is that of a copy of the binary, 'full_name' one with packages."""
    import hpy.universal

    path = path or binary.path
    spec = importlib.util.spec_from_file_location(full_name or binary.name, path)
    return hpy.universal.load(binary.name, path, spec, mode=mode)


def import_plainly(binary):
    """What 'import NAME' gives when the binary's folder is on sys.path; the caller removes it from sys.modules."""
    sys.path.insert(0, binary.folder)
    try:
        importlib.invalidate_caches()
        return importlib.import_module(binary.name)
    finally:
        sys.path.remove(binary.folder)
