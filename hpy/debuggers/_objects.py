"""Objects of CPython, read by their layout: of which type, and what value the simple ones have.

Where an object has its type differs between builds. CPython's type of types, which is its own type, shows it.
"""

from __future__ import annotations

from ._memory import Memory, Unknown

NEWEST = (3, 15)  # of later versions nothing is read but types
LONGEST = 60  # characters of a str or bytes that are shown
MOST_DIGITS = 40  # of 30 bits, of an int

CONSTANTS = {
    "_Py_NoneStruct": "None",
    "_Py_TrueStruct": "True",
    "_Py_FalseStruct": "False",
    "_Py_EllipsisObject": "Ellipsis",
    "_Py_NotImplementedStruct": "NotImplemented",
}

# In tp_flags, for a type and all that derive from it.
INT, LIST, TUPLE, BYTES, STR, DICT, EXCEPTION, TYPE = (1 << n for n in range(24, 32))

TP_FLAGS = 18  # words behind tp_name


class Objects:
    """The objects of a process, if CPython runs in it."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.word = memory.word_size

    def describe(self, address: int) -> str:
        """The object in a few words: "int 42", "list of 3", "pkg.Name object". Unknown where there is none."""
        if address % self.word:
            raise Unknown("no object can be there")
        for name, text in CONSTANTS.items():
            if self.memory.symbol(name) == address:
                return text
        type_offset = self._type_offset()
        kind = self._type_of(address, type_offset)
        name = self._type_name(kind, type_offset)
        value = self._value(address, type_offset + self.word, kind, self._flags(kind, type_offset))
        return f"{name} {value}"

    def type_name(self, address: int) -> str:
        """The name of the type of an object."""
        type_offset = self._type_offset()
        return self._type_name(self._type_of(address, type_offset), type_offset)

    # Types.

    def _type_offset(self) -> int:
        kind = self.memory.symbol("PyType_Type")
        if kind is None:
            raise Unknown("no CPython is loaded, or it has no symbols")
        for n in range(1, 8):
            if self.memory.word(kind + n * self.word) == kind:
                return n * self.word
        raise Unknown("Python has not begun")

    def _type_of(self, address: int, type_offset: int) -> int:
        try:
            kind = self.memory.word(address + type_offset)
            is_type = self._flags(self.memory.word(kind + type_offset), type_offset) & TYPE
        except Unknown:
            is_type = 0
        if not is_type:
            raise Unknown("no object is there, or none any more")
        return kind

    def _flags(self, kind: int, type_offset: int) -> int:
        return self.memory.word(kind + type_offset + (2 + TP_FLAGS) * self.word)

    def _type_name(self, kind: int, type_offset: int) -> str:
        return self.memory.text(self.memory.word(kind + type_offset + 2 * self.word))

    # Values; 'body' is what lies behind the part that all objects have.

    def _value(self, address: int, body: int, kind: int, flags: int) -> str:
        if flags & (LIST | TUPLE | DICT):
            return f"of {self.memory.word(address + body)}"
        if flags & TYPE:
            return repr(self._type_name(address, body - self.word))
        if self.memory.symbol("PyFloat_Type") == kind:
            return repr(self.memory.real(address + body))
        if flags & BYTES:
            return self._bytes(address + body)
        if flags & (INT | STR) and self._version() <= NEWEST:
            return self._int(address + body) if flags & INT else self._str(address + body)
        return "object"

    def _version(self) -> tuple[int, int]:
        """CPython says it since 3.11; older ones are alike in all that is read here."""
        where = self.memory.symbol("Py_Version")
        number = 0x030A0000 if where is None else self.memory.word(where) & 0xFFFFFFFF
        return number >> 24, number >> 16 & 0xFF

    def _int(self, body: int) -> str:
        first = self.memory.word(body)
        if self._version() >= (3, 12):
            n, negative = first >> 3, first & 3 == 2
        else:
            n, negative = abs(self.memory.signed(first)), self.memory.signed(first) < 0
        if n > MOST_DIGITS:
            return f"of about {30 * n} bits"
        value = sum(self.memory.number(body + self.word + 4 * i, "I") << 30 * i for i in range(n))
        return str(-value if negative else value)

    def _bytes(self, body: int) -> str:
        length = self.memory.word(body)
        return repr(self.memory.read(body + 2 * self.word, min(length, LONGEST))) + _more(length)

    def _str(self, body: int) -> str:
        length, state = self.memory.word(body), self.memory.number(body + 2 * self.word, "I")
        if self._version() >= (3, 14) and self.memory.symbol("_Py_MergeZeroLocalRefcount") is not None:
            state >>= 6  # free-threaded builds have a whole byte in the place of two bits
        size, is_compact, is_ascii = state >> 2 & 7, state >> 5 & 1, state >> 6 & 1
        if size not in (1, 2, 4):
            return f"of {length}"
        old = self._version() < (3, 12)
        data = body + (4 if old else 3) * self.word
        if not (is_compact and is_ascii):
            data += (3 if old else 2) * self.word
        if not is_compact:
            data = self.memory.word(data)
        codec = {1: "latin-1", 2: "utf-16", 4: "utf-32"}[size]
        if size > 1:
            codec += "-le" if self.memory.order == "<" else "-be"
        text = self.memory.read(data, min(length, LONGEST) * size).decode(codec, "backslashreplace")
        return repr(text) + _more(length)


def _more(length: int) -> str:
    return f"... of {length}" if length > LONGEST else ""
