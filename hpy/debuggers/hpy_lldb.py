"""HPy's values in lldb: command script import the file that python -m hpy config --lldb names.

Summaries say what handles, fields, globals, builders, trackers and contexts are; frame variable --raw shows them as
they are.
"""

from __future__ import annotations

import os
import sys
import types
from typing import Any, Callable

import lldb

# lldb's Python has no hpy: its files are loaded from where this one is, without what hpy's packages do when imported.
_HPY = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
for _name in ("", ".debug", ".debuggers"):
    _package: Any = sys.modules.setdefault("_hpy" + _name, types.ModuleType("_hpy" + _name))
    _package.__path__ = [os.path.join(_HPY, *_name.split("."))]

from _hpy.debug import _places  # type: ignore[import-not-found]  # noqa: E402
from _hpy.debuggers._memory import Memory, Unknown  # type: ignore[import-not-found]  # noqa: E402
from _hpy.debuggers._words import Words  # type: ignore[import-not-found]  # noqa: E402


class LldbMemory(Memory):  # type: ignore[misc]
    """The process or core dump that a value belongs to."""

    def __init__(self, target: Any) -> None:
        self._target = target
        self.word_size = target.GetAddressByteSize()
        self.order = ">" if target.GetByteOrder() == lldb.eByteOrderBig else "<"

    def read(self, address: int, size: int) -> bytes:
        if size == 0:
            return b""
        error = lldb.SBError()
        process = self._target.GetProcess()
        found: bytes = process.ReadMemory(address, size, error) if process.IsValid() else b""
        if not error.Success() or not found or len(found) < size:
            raise Unknown("nothing can be read there")
        return found

    def symbol(self, name: str) -> int | None:
        for context in self._target.FindSymbols(name):
            address = context.GetSymbol().GetStartAddress().GetLoadAddress(self._target)
            if address != lldb.LLDB_INVALID_ADDRESS:
                return int(address)
        return None

    def function(self, address: int) -> str | None:
        context = self._context(address)
        return context.GetFunction().GetName() or context.GetSymbol().GetName()

    def place(self, address: int) -> str | None:
        """lldb knows of inlined functions where they were called."""
        context = self._context(address - 1)
        block, entry = context.GetBlock(), context.GetLineEntry()
        file, line = entry.GetFileSpec(), entry.GetLine()
        while line:
            inlined = block.GetContainingInlinedBlock() if block.IsValid() else block
            name = inlined.GetInlinedName() if inlined.IsValid() else context.GetFunction().GetName()
            path = os.path.join(file.GetDirectory() or "", file.GetFilename() or "")
            if not _places.is_own(_places.Frame(name, path, line)):
                return f"{file.GetFilename()}:{line}" + (f" in {name}" if name else "")
            if not inlined.IsValid():
                break
            file, line = inlined.GetInlinedCallSiteFile(), inlined.GetInlinedCallSiteLine()
            block = inlined.GetParent()
        return None

    def _context(self, address: int) -> Any:
        resolved = self._target.ResolveLoadAddress(address)
        return self._target.ResolveSymbolContextForAddress(resolved, lldb.eSymbolContextEverything)


def _say(value: Any, member: str, say: Callable[[Words, int], str]) -> str:
    """What is said of a struct with one word."""
    word = value.GetNonSyntheticValue().GetChildMemberWithName(member)
    error = lldb.SBError()
    bits = word.GetValueAsUnsigned(error, 0)
    if not word.IsValid() or not error.Success():
        return f"<{error.GetCString() or 'it has no value here'}>"
    return say(Words(LldbMemory(value.GetTarget())), bits)


def handle(value: Any, unused: Any) -> str:
    return _say(value, "_i", lambda words, bits: words.handle(bits))


def field(value: Any, unused: Any) -> str:
    return _say(value, "_i", lambda words, bits: words.field(bits))


def global_(value: Any, unused: Any) -> str:
    return _say(value, "_i", lambda words, bits: words.global_(bits))


def tracker(value: Any, unused: Any) -> str:
    return _say(value, "_i", lambda words, bits: words.tracker(bits))


def list_builder(value: Any, unused: Any) -> str:
    return _say(value, "_lst", lambda words, bits: words.list_builder(bits))


def tuple_builder(value: Any, unused: Any) -> str:
    return _say(value, "_tup", lambda words, bits: words.tuple_builder(bits))


def context(value: Any, unused: Any) -> str:
    if not value.GetType().IsPointerType():
        return ""
    memory = LldbMemory(value.GetTarget())
    address = value.GetValueAsUnsigned(0)
    name = value.Dereference().GetChildMemberWithName("name").GetValueAsUnsigned(0)
    try:
        return Words(memory).context(address, memory.text(name)) if address else "NULL"
    except Unknown as unknown:
        return f"<{unknown}>"


SUMMARIES = {
    "HPy": "handle",
    "HPyField": "field",
    "HPyGlobal": "global_",
    "HPyTracker": "tracker",
    "HPyListBuilder": "list_builder",
    "HPyTupleBuilder": "tuple_builder",
    "HPyContext": "context",
}


def __lldb_init_module(debugger: Any, unused: Any) -> None:
    """Called by lldb when it has imported this file."""
    for name, function in SUMMARIES.items():
        debugger.HandleCommand(
            f"type summary add --category hpy --python-function {__name__}.{function} {name} _{name}_s"
        )
    debugger.HandleCommand("type category enable hpy")
