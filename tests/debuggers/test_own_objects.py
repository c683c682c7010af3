"""The layout of CPython's objects, on each Python that runs the tests, with or without a debugger: its own are read."""

import ctypes
import sys
import types

import pytest
from support.debuggers import SHOWN, VALUES

from hpy.debuggers._memory import Memory, Unknown
from hpy.debuggers._objects import Objects


class OwnMemory(Memory):
    """This process."""

    word_size = ctypes.sizeof(ctypes.c_void_p)
    order = "<" if sys.byteorder == "little" else ">"

    def read(self, address, size):
        if address < 4096:
            raise Unknown("nothing can be read there")
        return ctypes.string_at(address, size)

    def symbol(self, name):
        try:
            return ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, name))
        except ValueError:
            return None


def test_each_value():
    scope = {"mod": types.SimpleNamespace(Box=bool)}
    exec(VALUES, scope)
    objects = Objects(OwnMemory())
    expected = [text.replace("snippet.Box", "bool") for text in SHOWN]
    assert [objects.describe(id(value)) for value in scope["values"]] == expected


def test_what_is_no_object():
    objects = Objects(OwnMemory())
    words = (ctypes.c_void_p * 8)()
    with pytest.raises(Unknown, match="no object is there"):
        objects.describe(ctypes.addressof(words))
    with pytest.raises(Unknown, match="no object can be there"):
        objects.describe(id(objects) + 1)


def test_newer_python(monkeypatch):
    """Of a layout that nobody knows yet only the type is told."""
    monkeypatch.setattr(Objects, "_version", lambda self: (3, 99))
    objects = Objects(OwnMemory())
    assert objects.describe(id("text")) == "str object" and objects.describe(id([1])) == "list of 1"
