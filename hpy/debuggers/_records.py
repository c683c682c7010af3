"""Handles of debug mode, whose bits are the number of a record: see universal/debug/table.h and debugger_layout.c."""

from __future__ import annotations

from ._memory import Memory, Unknown

SYMBOL = "hpy_debugger_layout"


class Record:
    """What debug mode knows of a handle, builder, tracker or view."""

    def __init__(self, records: Records, address: int) -> None:
        self._records = records
        self._memory = records.memory
        self._address = address
        self.bits = self.word("bits")
        self.inner = self.word("inner")
        self.context = self.word("context")
        self.flags = self._memory.number(address + records.numbers["DebugRecord.flags"], "I")

    def word(self, member: str) -> int:
        return self._memory.word(self._address + self._records.numbers["DebugRecord." + member])

    def flag(self, name: str) -> bool:
        return bool(self.flags & self._records.numbers[name])

    @property
    def kind(self) -> str:
        """'handle', 'argument', 'list builder' and so on."""
        kind = self.flags & self._records.numbers["DEBUG_KIND_MASK"]
        return self._records.kinds.get(kind, "something newer than these printers")

    @property
    def is_closed(self) -> bool:
        return not self.bits & 1 and not self.flag("DEBUG_IS_BUILDER")

    @property
    def generation(self) -> int:
        return self.flags >> self._records.numbers["DEBUG_GENERATION_SHIFT"]

    def age(self, bits: int) -> int:
        """How many uses of the record ago it was called so; 0: it is now."""
        words = 1 << 8 * self._memory.word_size
        distance = ((self.bits | 1) - (bits | 1)) % words
        return distance >> (self._records.numbers["DEBUG_INDEX_BITS"] + 1)

    def opened(self) -> str | None:
        """Where it was opened."""
        return self._place(self._frames("n_opened", 0), self.word("opened_at"))

    def closed(self) -> str | None:
        """Where it was closed."""
        return self._place(self._frames("n_closed", self._records.numbers["DEBUG_MAX_FRAMES"]), self.word("closed_at"))

    def _frames(self, counter: str, first: int) -> list[int]:
        """The stack, where it was recorded."""
        extra, numbers = self.word("extra"), self._records.numbers
        if not extra:
            return []
        n = self._memory.number(extra + numbers["DebugExtra." + counter], "B")
        frames = extra + numbers["DebugExtra.frames"]
        return [self._memory.word(frames + (first + i) * self._memory.word_size) for i in range(n)]

    def _place(self, frames: list[int], place: int) -> str | None:
        """Of return addresses, that is behind the call."""
        for address in [place, *frames]:
            found = self._memory.place(address) if address else None
            if found:
                return found
        return None


class Records:
    """The records of a process in which hpy.universal is loaded."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        where = memory.symbol(SYMBOL)
        if where is None:
            raise Unknown("hpy.universal is not loaded, or has no symbols")
        word = memory.word_size
        names = memory.text(memory.word(where), 4096).split()
        numbers = memory.word(where + word)
        self.numbers = {name: memory.number(numbers + 4 * n, "I") for n, name in enumerate(names)}
        self.kinds = {
            number: name[len("DEBUG_") :].lower().replace("_", " ")
            for name, number in reversed(list(self.numbers.items()))
            if name.startswith("DEBUG_") and names.index(name) < names.index("DEBUG_KIND_MASK")
        }
        self._table = memory.word(where + 2 * word)

    def find(self, bits: int) -> Record | None:
        """The record that is, or was, called so; None where no record ever was."""
        index = bits >> 1 & (1 << self.numbers["DEBUG_INDEX_BITS"]) - 1
        n_indices = self.memory.number(self._table + self.numbers["DebugTable.n_indices"], "I")
        if not 0 < index < n_indices:
            return None
        chunk, rest = divmod(index, self.numbers["DEBUG_CHUNK"])
        chunks = self._table + self.numbers["DebugTable.chunks"]
        record = Record(
            self, self.memory.word(chunks + chunk * self.memory.word_size) + rest * self.numbers["DebugRecord"]
        )
        return record if record.context else None

    def context(self, address: int) -> str:
        """What a context of debug mode is for."""
        memory, numbers = self.memory, self.numbers
        layer = memory.word(address + numbers["DebugContext.layer"])
        module = memory.text(memory.word(layer + numbers["DebugLayer.module"]))
        function = memory.word(address + numbers["DebugContext.function"])
        if address == layer + numbers["DebugLayer.base"]:
            return f"the layer of module {module}, of no call"
        if not function:
            return f"of module {module}, of a call that has ended"
        n_open = memory.number(address + numbers["DebugContext.n_open"], "I")
        left = memory.number(address + numbers["DebugContext.left"], "I")
        return (
            f"call of {memory.function(function) or hex(function)} in module {module}, {n_open} opened and not closed"
            + (", between HPy_LeavePythonExecution and HPy_ReenterPythonExecution" if left else "")
        )
