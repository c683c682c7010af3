"""What is said of the values of HPy's types; nothing here fails, since a debugger shows values that hold anything."""

from __future__ import annotations

from typing import Callable

from ._memory import Memory, Unknown
from ._objects import Objects
from ._records import Record, Records

MOST_ITEMS = 10


class Words:
    """Says what a value is, by its bits."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._objects = Objects(memory)

    def handle(self, bits: int) -> str:
        """An HPy."""
        return self._said("HPy", bits, self._handle) if bits else "HPy_NULL"

    def field(self, bits: int) -> str:
        """An HPyField, which on CPython is the object's pointer, in debug mode too."""
        return self._said("HPyField", bits, self._objects.describe) if bits else "HPyField_NULL"

    def global_(self, bits: int) -> str:
        """An HPyGlobal."""
        return self._said("HPyGlobal", bits, self._global) if bits else "<HPyGlobal 0: nothing was stored>"

    def list_builder(self, bits: int) -> str:
        """An HPyListBuilder."""
        return self._said("HPyListBuilder", bits, self._builder)

    def tuple_builder(self, bits: int) -> str:
        """An HPyTupleBuilder."""
        return self._said("HPyTupleBuilder", bits, self._builder)

    def tracker(self, bits: int) -> str:
        """An HPyTracker."""
        return self._said("HPyTracker", bits, self._tracker)

    def context(self, address: int, name: str) -> str:
        """An HPyContext *, whose name was read."""

        def say(address: int) -> str:
            if name.startswith("HPy Debug Mode ABI"):
                return f'"{name}", {Records(self._memory).context(address)}'
            return f'"{name}"'

        return self._said("HPyContext", address, say)

    @staticmethod
    def _said(type_name: str, bits: int, say: Callable[[int], str]) -> str:
        try:
            text = say(bits)
        except Unknown as unknown:
            text = str(unknown)
        except Exception as error:  # memory that looked right and was not
            text = f"it cannot be read: {error}"
        return f"<{type_name} {bits:#x}: {text}>"

    # Handles.

    def _handle(self, bits: int) -> str:
        """Pointers to objects are even, handles of debug mode odd."""
        return self._debug_handle(bits) if bits & 1 else self._objects.describe(bits)

    def _debug_handle(self, bits: int) -> str:
        try:
            record = Records(self._memory).find(bits)
        except Unknown as unknown:
            raise Unknown(f"no object can be there, and no handle of debug mode: {unknown}") from None
        if record is None:
            raise Unknown("neither an object nor a handle of debug mode")
        age = record.age(bits)
        if age == 0 and not record.is_closed:
            return self._open_record(record, self._objects.describe(record.inner))
        if age == 1 and record.is_closed:
            return self._closed_record(record)
        if age < 1 << 20:
            raise Unknown("closed, longer ago than debug mode remembers")
        raise Unknown("no handle: debug mode has not given it out")

    def _open_record(self, record: Record, what: str) -> str:
        if record.kind == "constant":
            return f"{what}, constant of the context"
        if record.kind == "argument":
            return f"{what}, argument of {self._function(record)}"
        return f"{what}, open, opened {self._where(record.opened(), record)}, generation {record.generation}"

    def _closed_record(self, record: Record) -> str:
        if record.kind == "argument":
            return f"closed: it was an argument of {self._function(record)}, whose call has ended"
        opened = f"opened {self._where(record.opened(), record)}, generation {record.generation}"
        return f"closed {self._where(record.closed(), None)}, {opened}"

    def _where(self, place: str | None, record: Record | None) -> str:
        if place:
            return f"at {place}"
        return f"in {self._function(record)}" if record and record.word("function") else "somewhere"

    def _function(self, record: Record) -> str:
        address = record.word("function")
        return self._memory.function(address) or hex(address)

    def object_of(self, bits: int) -> int:
        """The address of the object behind a handle, field or global; 0 for none. Unknown if that cannot be told."""
        if not bits & 1:
            return bits
        record = Records(self._memory).find(bits)
        if record is None or record.is_closed or record.age(bits):
            raise Unknown("no open handle")
        return record.inner

    # Others.

    def _global(self, bits: int) -> str:
        return "a value for each interpreter" if bits & 1 else self._objects.describe(bits)

    def _debug_builder(self, bits: int) -> Record | None:
        """The record, if debug mode gave this out."""
        try:
            record = Records(self._memory).find(bits)
        except Unknown:
            return None
        if record is None or bits & 1 or record.age(bits) != int(record.is_closed):
            return None
        return record if record.is_closed or record.flag("DEBUG_IS_BUILDER") else None

    def _builder(self, bits: int) -> str:
        if not bits:
            raise Unknown("there was no memory for it, or it was never made")
        record = self._debug_builder(bits)
        if record is None:
            return f"{self._objects.describe(bits)}, being made"
        if record.is_closed:
            return self._closed_record(record)
        return self._open_record(record, f"{self._objects.describe(record.inner)}, being made")

    def _tracker(self, bits: int) -> str:
        """Of words that begin with capacity and length; in debug mode the other way round."""
        if not bits:
            raise Unknown("there was no memory for it, or it was never made")
        record = self._debug_builder(bits)
        if record is None:
            return self._handles(*self._words(bits)[1:], capacity=self._words(bits)[0])
        if record.is_closed:
            return self._closed_record(record)
        length, capacity, handles = self._words(record.inner)
        return self._open_record(record, self._handles(length, handles, capacity))

    def _words(self, address: int) -> tuple[int, int, int]:
        size = self._memory.word_size
        first, second, third = (self._memory.word(address + n * size) for n in range(3))
        return first, second, third

    def _handles(self, length: int, handles: int, capacity: int) -> str:
        if not length <= capacity < 1 << 40:
            raise Unknown("no tracker is there, or none any more")
        size = self._memory.word_size
        shown = [self.handle(self._memory.word(handles + n * size)) for n in range(min(length, MOST_ITEMS))]
        rest = [f"... {length - MOST_ITEMS} more"] if length > MOST_ITEMS else []
        return f"{length} handle{'s' * (length != 1)}" + (f", {', '.join(shown + rest)}" if shown else "")
