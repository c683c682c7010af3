"""What a function returns, where it does nothing but return a number: such as get_required_hpy_minor_version_X.

Nothing of a binary is run, so its machine code is read. What compilers make of ``return 2;`` is known for some
machines; all else is "not known".
"""

from __future__ import annotations

import re

# In front of the number and behind it: marks of a landing place, a frame.
_X86_BEFORE = rb"(?:\xf3\x0f\x1e[\xfa\xfb])?(?:\x55(?:\x48)?(?:\x89\xe5|\x8b\xec))?"
_X86_AFTER = rb"(?:\x5d)?(?:\xc3|\xf3\xc3|\xe9)"
_X86_NUMBER = re.compile(_X86_BEFORE + rb"(?:\xb8(?P<number>....)|(?P<zero>\x31\xc0|\x33\xc0))" + _X86_AFTER, re.S)
# With or without a frame: c.li a0, number; ret.
_RISCV_NUMBER = re.compile(rb"(?:\x41\x11\x06\xe4\x22\xe0\x00\x08)?(..)(?:\xa2\x60\x02\x64\x41\x01)?\x82\x80", re.S)
_ARM64_BEFORE = (0xD503245F, 0xD503233F)  # bti c, paciasp
_ARM64_RETURN = (0xD65F03C0, 0xD65F0BFF)


def returned(code: bytes, machine: str) -> int | None:
    """The number that a function with this code returns; None if it is not known."""
    if machine in ("x86_64", "amd64", "i686", "i386", "win32"):
        match = _X86_NUMBER.match(code)
        if match is None:
            return None
        return 0 if match["zero"] else int.from_bytes(match["number"], "little")
    if machine in ("aarch64", "arm64"):
        return _arm64(code)
    if machine == "riscv64":
        match = _RISCV_NUMBER.match(code)
        number = int.from_bytes(match[1], "little") if match else 0
        return number >> 2 & 0x1F if number & 0xFF83 == 0x4501 else None
    return None


def _arm64(code: bytes) -> int | None:
    words = [int.from_bytes(code[i : i + 4], "little") for i in range(0, len(code) - 3, 4)]
    while words and words[0] in _ARM64_BEFORE:
        del words[0]
    if len(words) < 2 or words[1] not in _ARM64_RETURN:
        return None
    if words[0] == 0x2A1F03E0:  # mov w0, wzr
        return 0
    if words[0] & 0xFFE0001F == 0x52800000:  # mov w0, #number
        return words[0] >> 5 & 0xFFFF
    return None
