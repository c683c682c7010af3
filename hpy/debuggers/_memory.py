"""What the printers ask of a debugger: memory, symbols, places in the source."""

from __future__ import annotations

import struct


class Unknown(Exception):
    """Something cannot be told; the text says why, in a few words."""


class Memory:
    """The process that is looked at. hpy_gdb.py and hpy_lldb.py define the first four."""

    word_size = 8
    order = "<"

    def read(self, address: int, size: int) -> bytes:
        """So many bytes, or Unknown."""
        raise NotImplementedError

    def symbol(self, name: str) -> int | None:
        """The address of a variable, whether or not there is debug information for it."""
        raise NotImplementedError

    def place(self, address: int) -> str | None:
        """Where in an extension the call is that returns here, "file.c:41 in greet_impl"; None in HPy's own code."""
        raise NotImplementedError

    def function(self, address: int) -> str | None:
        """The name of the function at this address."""
        raise NotImplementedError

    def number(self, address: int, code: str) -> int:
        """A number in the format of the module struct: 'I', 'H', 'B'."""
        return int(struct.unpack(self.order + code, self.read(address, struct.calcsize("=" + code)))[0])

    def word(self, address: int) -> int:
        """A pointer, or a number without a sign as large as one."""
        return self.number(address, "Q" if self.word_size == 8 else "I")

    def real(self, address: int) -> float:
        return float(struct.unpack(self.order + "d", self.read(address, 8))[0])

    def signed(self, value: int) -> int:
        """The word as a number with a sign."""
        half = 1 << (8 * self.word_size - 1)
        return value - 2 * half if value >= half else value

    def text(self, address: int, longest: int = 200) -> str:
        """The C string at an address."""
        found = b""
        while len(found) < longest and b"\0" not in found:
            # Up to the next limit that may be one of a page, beyond which nothing may be.
            found += self.read(address + len(found), min(64 - (address + len(found)) % 64, longest - len(found)))
        return found.partition(b"\0")[0].decode("utf-8", "backslashreplace")
