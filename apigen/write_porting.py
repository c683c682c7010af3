"""docs/porting-table.md: for each name of CPython's API what stands in HPy, by CPython's header."""

import re
from pathlib import Path
from typing import Dict, List

from . import porting
from .headers import Documented, words
from .model import Definition
from .porting import Row
from .read_porting import NOTHING
from .write_reference import HEAD, places

PAGE = "docs/porting-table.md"
TEXT = """\
What stands in HPy for each function, macro, constant, type and slot of CPython's C API: all of the limited API of
CPython 3.8 to 3.15, and what extensions use beside it. Names are by the header that declares them.

*none*: there is no such thing, and the note says why, and what to do instead. *planned*: it is to come; the note
says what does it today, where there is something. The page that a name leads to has the contract: who owns what,
which errors there are.

What holds for all of them: handles that a function returns are new, and are closed; nothing that is passed is taken
over (where CPython's function steals, HPy's does not); functions that answer a question about an object, or look up
what may be absent, say so by 1, 0 or -1.
"""


def page(folder: Path, include: Path, definition: Definition, in_headers: List[Documented]) -> str:
    table = porting.table(folder, definition, in_headers, words(include))
    links = places(definition, in_headers)
    out = [HEAD % "api/", "", "# From CPython's API to HPy", "", TEXT]
    headers = sorted({row.header for row in table.rows})
    out += [", ".join("[%s](#%s)" % (name, anchor(name)) for name in headers), ""]
    for header in headers:
        rows = sorted((row for row in table.rows if row.header == header), key=by_name)
        out += ["## " + header, "", "| CPython | HPy | note |", "|---|---|---|"]
        out += [line(row, links) for row in rows] + [""]
    return "\n".join(out).rstrip() + "\n"


def by_name(row: Row) -> str:
    return row.names[0].lstrip("_").lower()


def anchor(heading: str) -> str:
    return re.sub(r"[^\w-]", "", heading.lower())


def line(row: Row, links: Dict[str, str]) -> str:
    cpython = ", ".join("`%s`" % name for name in row.names)
    hpy = "*%s*" % row.hpy[0] if row.hpy[0] in NOTHING else ", ".join(link(name, links) for name in row.hpy)
    return "| %s | %s | %s |" % (cpython, hpy, linked(row.note.replace("``", "`"), links))


def link(name: str, links: Dict[str, str]) -> str:
    shown = "`ctx->%s`" % name if name.startswith("h_") else "`%s`" % name
    return "[%s](%s)" % (shown, links[name]) if name in links else shown


def linked(note: str, links: Dict[str, str]) -> str:
    """The note, with links where a name stands alone between its accents."""
    return re.sub(r"`(?:ctx->)?(\w+)`", lambda match: link(match[1], links) if match[1] in links else match[0], note)
