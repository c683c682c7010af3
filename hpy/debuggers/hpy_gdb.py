"""HPy's values in gdb: source the file that python -m hpy config --gdb names, or let gdb load it with hpy.universal.

print shows handles, fields, globals, builders, trackers, contexts, definitions and specs in words; print/r as they are.
$hpy_object(h) is the address of the object behind a handle, that of debug mode, too.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import types
from typing import Any, Callable, Iterator

import gdb
import gdb.printing

# gdb's Python has no hpy: its files are loaded from where this one is, without what hpy's packages do when imported.
_HPY = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
for _name in ("", ".debug", ".debuggers"):
    _package: Any = sys.modules.setdefault("_hpy" + _name, types.ModuleType("_hpy" + _name))
    _package.__path__ = [os.path.join(_HPY, *_name.split("."))]

from _hpy.debug import _places  # type: ignore[import-not-found]  # noqa: E402
from _hpy.debuggers._memory import Memory, Unknown  # type: ignore[import-not-found]  # noqa: E402
from _hpy.debuggers._words import Words  # type: ignore[import-not-found]  # noqa: E402

# The process ----------------------------------------------------------------------------------------------------------


class GdbMemory(Memory):  # type: ignore[misc]
    """The process or core dump that gdb has."""

    def __init__(self) -> None:
        self._symbols: dict[str, int | None] = {}
        self._mapped: list[tuple[int, int, str]] | None = None
        self._resolver = _places.Resolver(self.locate)

    def begin(self, *unused: Any) -> None:
        """Forget what may have changed: libraries were loaded, or the process is another one."""
        self._symbols.clear()
        self._mapped = None
        self._resolver = _places.Resolver(self.locate)
        self.word_size = gdb.lookup_type("void").pointer().sizeof
        self.order = ">" if "big endian" in gdb.execute("show endian", to_string=True) else "<"

    def read(self, address: int, size: int) -> bytes:
        try:
            return bytes(gdb.selected_inferior().read_memory(address, size))
        except (gdb.error, OverflowError, ValueError):
            raise Unknown("nothing can be read there") from None

    def symbol(self, name: str) -> int | None:
        if name not in self._symbols:
            try:
                self._symbols[name] = int(gdb.parse_and_eval(f"(unsigned long long)&{name}"))
            except gdb.error:
                self._symbols[name] = None
        return self._symbols[name]

    def function(self, address: int) -> str | None:
        said = gdb.execute(f"info symbol {address:#x}", to_string=True)
        match = re.match(r"(\S+) in section|(\S+) \+ \d+ in section", said)
        return match and (match[1] or match[2])

    def place(self, address: int) -> str | None:
        """gdb itself does not say from where an inlined function was called, and each function of hpy.h is inlined."""
        place = self._resolver.place(address)
        if place.frame is not None:
            return f"{os.path.basename(place.frame.file)}:{place.frame.line} in {place.frame.function or '?'}"
        return None if place.frames else place.raw()

    def locate(self, address: int) -> tuple[str, int, str | None] | None:
        """(file, offset from its beginning in memory, name of the function)"""
        if self._mapped is None:
            said = gdb.execute("info proc mappings", to_string=True)
            self._mapped = [(int(m[1], 16), int(m[2], 16), m[3]) for m in _MAPPING.finditer(said)]
        for start, end, path in self._mapped:
            if start <= address < end:
                base = min(start for start, _, other in self._mapped if other == path)
                return path, address - base, self.function(address)
        return None


# A line of 'info proc mappings': addresses, size, offset, in newer releases permissions, file.
_MAPPING = re.compile(r"^\s*(0x\w+)\s+(0x\w+)\s+0x\w+\s+0x\w+\s+(?:[-rwxsp]{4,5}\s+)?(/.*\S)\s*$", re.M)


_memory = GdbMemory()
_words = Words(_memory)


# Printers -------------------------------------------------------------------------------------------------------------


class Plain:
    """A value that is one text."""

    def __init__(self, say: Callable[[Any], str], value: Any) -> None:
        self._say, self._value = say, value

    def to_string(self) -> str:
        try:
            return self._say(self._value)
        except Exception as error:  # a part of the value is in no register any more, for instance
            return f"<{error}>"


class Record(Plain):
    """A struct that shows its members, and what its array of definitions holds in place of the address."""

    def children(self) -> Iterator[tuple[str, Any]]:
        for field in self._value.type.strip_typedefs().fields():
            member = self._value[field.name]
            try:
                found = list(_definitions(member)) if field.name == "defines" else []
            except (gdb.error, RuntimeError):
                found = []
            if found:
                yield from ((f"defines[{n}]", definition) for n, definition in enumerate(found))
            else:
                yield field.name, _flags(member) if field.name == "flags" else member


MOST_DEFINES = 200
FLAGS = {
    (1 << 9) | (1 << 18): "HPy_TPFLAGS_DEFAULT",
    1 << 5: "HPy_TPFLAGS_SEQUENCE",
    1 << 6: "HPy_TPFLAGS_MAPPING",
    1 << 7: "HPy_TPFLAGS_DISALLOW_INSTANTIATION",
    1 << 8: "HPy_TPFLAGS_IMMUTABLETYPE",
    1 << 10: "HPy_TPFLAGS_BASETYPE",
    1 << 11: "HPy_TPFLAGS_HAVE_VECTORCALL",
    1 << 14: "HPy_TPFLAGS_HAVE_GC",
    1 << 17: "HPy_TPFLAGS_METHOD_DESCRIPTOR",
}


def _flags(value: Any) -> str:
    rest, names = int(value), []
    for bits, name in FLAGS.items():
        if rest & bits == bits:
            names.append(name)
            rest &= ~bits
    return " | ".join(names + ([hex(rest)] if rest or not names else []))


def _definitions(array: Any) -> Iterator[Any]:
    """The records of an HPyDef *[] that ends with NULL."""
    for n in range(MOST_DEFINES if int(array) else 0):
        if not int(array[n]):
            return
        yield array[n].dereference()


def _text(value: Any) -> str:
    return f'"{_memory.text(int(value))}"' if int(value) else "without a name"


def _function(*values: Any) -> str:
    """The name of the first function that is there: in the CPython ABI some have a trampoline only."""
    for value in values:
        if int(value):
            return _memory.function(int(value)) or hex(int(value))
    return "no function"


def _definition(value: Any) -> str:
    """An HPyDef: of its union the member that counts."""
    kind = str(value["kind"]).rpartition("_")[2]
    if kind == "Slot":
        slot = value["slot"]
        return f"<slot {slot['slot']}, {_function(slot['impl'], slot['cpy_trampoline'])}>"
    if kind.endswith("Meth"):
        meth = value["meth"]
        what = {"Meth": "method", "ClassMeth": "class method", "StaticMeth": "static method"}.get(kind, "method")
        called = _function(meth["impl"], meth["cpy_trampoline"])
        return f"<{what} {_text(meth['name'])}, {meth['signature']}, {called}>"
    if kind == "Member":
        member = value["member"]
        readonly = ", readonly" if int(member["readonly"]) else ""
        return f"<member {_text(member['name'])}, {member['type']} at offset {int(member['offset'])}{readonly}>"
    if kind == "GetSet":
        return _getset(value["getset"])
    if kind == "Fields":
        fields = value["fields"]
        return f"<fields {_text(fields['name'])}, {fields['where']}>"
    return f"<no definition: kind {value['kind']}>"


def _getset(getset: Any) -> str:
    get = _function(getset["getter_impl"], getset["getter_cpy_trampoline"])
    put = _function(getset["setter_impl"], getset["setter_cpy_trampoline"])
    return f"<attribute {_text(getset['name'])}, get {get}, set {put}>"


def _context(value: Any) -> str:
    if not int(value):
        return "NULL"
    return _words.context(int(value), _memory.text(int(value.dereference()["name"])))


def _bits(say: Callable[[int], str], member: str = "_i") -> Callable[[Any], Plain]:
    """A printer for a struct with one word."""
    mask = (1 << 64) - 1
    return lambda value: Plain(lambda value: say(int(value[member]) & (mask >> 64 - 8 * _memory.word_size)), value)


BY_TAG: dict[str, Callable[[Any], Plain]] = {
    "_HPy_s": _bits(_words.handle),
    "_HPyField_s": _bits(_words.field),
    "_HPyGlobal_s": _bits(_words.global_),
    "_HPyListBuilder_s": _bits(_words.list_builder, "_lst"),
    "_HPyTupleBuilder_s": _bits(_words.tuple_builder, "_tup"),
    "_HPyTracker_s": _bits(_words.tracker),
    "_HPyDef_s": lambda value: Plain(_definition, value),
    "_HPyCallFunction_s": lambda value: Plain(lambda value: f"<call of {_function(value['impl'])}>", value),
    "_HPyType_Spec_s": lambda value: Record(lambda value: f"HPyType_Spec {_text(value['name'])}", value),
    "_HPyModuleDef_s": lambda value: Record(lambda value: "HPyModuleDef", value),
}


class Printers(gdb.printing.PrettyPrinter):  # type: ignore[misc]
    """Finds the printer for a value by the tag of its struct."""

    def __init__(self) -> None:
        names = [tag[1:-2] for tag in BY_TAG] + ["HPyContext *"]
        super().__init__("hpy", [gdb.printing.SubPrettyPrinter(name) for name in names])

    def __call__(self, value: Any) -> Plain | None:
        kind = value.type.strip_typedefs()
        if kind.code == gdb.TYPE_CODE_PTR:
            if kind.target().strip_typedefs().unqualified().tag == "_HPyContext_s":
                return Plain(_context, value)
            return None
        make = BY_TAG.get(kind.unqualified().tag) if kind.code == gdb.TYPE_CODE_STRUCT else None
        return make and make(value)


class HPyObject(gdb.Function):  # type: ignore[misc]
    """$hpy_object(h): the address of the object behind a handle, a field or a global; 0 where there is none."""

    def __init__(self) -> None:
        super().__init__("hpy_object")

    def invoke(self, value: Any) -> Any:
        try:
            return gdb.Value(_words.object_of(int(value["_i"]))).cast(gdb.lookup_type("void").pointer())
        except Unknown as unknown:
            raise gdb.GdbError(str(unknown)) from None


if importlib.util.find_spec("elftools") is None and os.path.isdir(os.path.join(os.path.dirname(_HPY), "elftools")):
    sys.path.append(os.path.dirname(_HPY))  # pyelftools, which goes with every version of Python, reads lines best
_memory.begin()
for _event in ("new_objfile", "clear_objfiles", "exited"):
    getattr(gdb.events, _event).connect(_memory.begin)
gdb.printing.register_pretty_printer(None, Printers(), replace=True)
HPyObject()
