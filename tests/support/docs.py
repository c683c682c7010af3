"""Reads the examples of a page in docs/, so that a test can do what a reader would do.

    ```python     with a first line '# NAME.py': a file of that name
    ```c          with a first line '/* NAME.c': likewise
    ```text       with a first line '# NAME.gdb': likewise
    ```toml       with a first line '# NAME.toml': likewise
    ```diff       lines that are replaced in a source file; they must be there once
    ```console    lines after '$ ' are commands for a shell, the others what they print

Of what a command prints, '...' in the page stands for anything, also for whole lines, and hexadecimal numbers, times
and lines of ~ and ^ do not matter. What a command prints is not looked at where the page shows nothing.
"""

import re
from typing import NamedTuple


class Block(NamedTuple):
    """A block between fences."""

    language: str
    text: str
    line: int


def read_blocks(page):
    """The blocks of the page with this text."""
    return [
        Block(match["language"], match["text"], page.count("\n", 0, match.start("text")) + 1)
        for match in re.finditer(r"^```(?P<language>[\w+-]*)\n(?P<text>.*?)^```$", page, re.M | re.S)
    ]


def file_name(block):
    """The name of the file that a block is, or None."""
    first = {
        "python": r"# (\S+\.py)\n",
        "c": r"/\* (\w+\.c)\b",
        "text": r"# (\S+\.gdb)\n",
        "toml": r"# (\S+\.toml)\n",
    }.get(block.language)
    match = re.match(first, block.text) if first else None
    return match[1] if match else None


def commands(block):
    """[(command, expected output)] of a console block."""
    parts = re.split(r"^\$ (.*)\n", block.text, flags=re.M)
    return list(zip(parts[1::2], parts[2::2]))


def apply_diff(block, source):
    """The source with the lines of the block replaced."""
    lines = block.text.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] in " -")
    new = "".join(line[1:] for line in lines if line[0] in " +")
    assert source.count(old) == 1, "line %d: the lines are there %d times" % (block.line, source.count(old))
    return source.replace(old, new)


def matches(output, expected):
    """Whether a command has printed what the page shows."""
    return not expected or re.fullmatch(re.escape(_plain(expected)).replace(r"\.\.\.", ".*"), _plain(output), re.S)


def _plain(text):
    kept = [line.rstrip() for line in text.splitlines() if line.strip(" ~^") or not line.strip()]
    return re.sub(r"0x[0-9a-f]+|\d+\.\d+s\b", "N", "\n".join(kept).strip())
