"""What CPython's headers declare, as docs/porting-table.md needs it: api/cpython_names.txt is the list.

    python tools/cpython_names.py INCLUDE [INCLUDE ...]   writes it, from the folders of CPythons, oldest first
    find(INCLUDE)                                         what a test compares with it

A preprocessor reads Python.h, and the macros and the lines that it leaves are read here. Names that begin with an
underscore are CPython's own, and left out.
"""

import re
import shutil
import subprocess
import sys
import textwrap
from itertools import groupby
from pathlib import Path

LIST = Path(__file__).resolve().parent.parent / "api" / "cpython_names.txt"
HEAD = """\
# The names that CPython's headers declare: docs/porting-table.md has a row for each. tools/cpython_names.py writes this
# file from the headers of CPython %s; apigen reads it.
#
# "= limited 3.15" begins what the limited API of that version has, for an older version what no later one has;
# "= outside" what the newest has beside it. A line "header kind:" stands above the names.
"""
CONFIG = """\
#include "pyconfig.h"
#undef Py_GIL_DISABLED
"""
HEADERS = """\
#include <Python.h>
#include <structmember.h>
"""
NO_API = {"pyconfig.h", "pymacconfig.h", "pydtrace.h", "dynamic_annotations.h", "pthread_stubs.h"}
MARKER = re.compile(r'^# \d+ "(.*?)"')
MACRO = re.compile(r"#(define|undef) (\w+)(\(?)")
ATTRIBUTES = re.compile(r"__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\)|__extension__|_Pragma\s*\([^)]*\)")


class CannotRead(Exception):
    """The preprocessor failed; the text is what it said."""


def find(include, limited=True):
    """{name: (header, kind)} of the headers in a folder: of the limited API of their version, or all."""
    source = CONFIG + HEADERS + ("" if limited else "#include <datetime.h>\n#include <marshal.h>\n")
    return read(preprocess(Path(include), source, limited), Path(include))


def find_functions_of_windows(include):
    """{name: (header, kind)} of the functions that the limited API has on Windows."""
    text = preprocess(Path(include), CONFIG + "#define MS_WINDOWS\n" + HEADERS, True)
    return {name: what for name, what in read(text, Path(include)).items() if what[1] == "function"}


def version(include):
    """(3, 15) of headers."""
    text = (Path(include) / "patchlevel.h").read_text(encoding="utf-8")
    return tuple(int(re.search(r"#define PY_%s_VERSION\s+(\d+)" % part, text)[1]) for part in ("MAJOR", "MINOR"))


def preprocess(include, source, limited):
    compiler = next(filter(None, map(shutil.which, ("gcc", "clang", "cc"))), "cc")
    limit = ["-DPy_LIMITED_API=0x%02x%02x0000" % version(include)] if limited else []
    command = [compiler, "-E", "-dD", "-x", "c", *limit, *folders(include), "-"]
    done = subprocess.run(command, input=source.encode(), capture_output=True)
    if done.returncode:
        raise CannotRead(done.stderr.decode("utf-8", "replace"))
    return done.stdout.decode("utf-8", "replace")


def folders(include):
    """The folder, and those in which Debian has the pyconfig.h of each machine."""
    beside = [include, include.parent, *sorted(include.parent.glob("*-linux-gnu*"))]
    return [word for path in beside for word in ("-I", str(path))]


def read(text, include):
    found, code = {}, []
    header = None
    for line in text.splitlines():
        marker = MARKER.match(line)
        if marker:
            header = header_of(Path(marker[1]), include)
        elif header and line.startswith("#"):
            read_macro(line, header, found)
        elif header and line.strip():
            code.append((header, line))
    for name, kind, header in declarations(code):
        found.setdefault(name, (header, kind))
    return {name: what for name, what in found.items() if name[0] != "_" and not re.search(r"_H_?$", name)}


def header_of(path, include):
    """The name "listobject.h", for "cpython/listobject.h" too; None for a header that is not CPython's API."""
    if include not in path.parents or path.name in NO_API or path.parent.name == "internal":
        return None
    return path.name


def read_macro(line, header, found):
    macro = MACRO.match(line)
    if not macro:
        return
    if macro[1] == "undef":
        found.pop(macro[2], None)
        return
    slot = header in ("typeslots.h", "slots_generated.h", "moduleobject.h") and re.match(r"Py_[a-z]+_[a-z]", macro[2])
    kind = "macro" if macro[3] or not line[macro.end() :].strip() else "constant"
    found[macro[2]] = ("typeslots.h", "slot") if slot else (header, kind)


def declarations(code):
    """(name, kind, header) of what the lines declare outside of braces."""
    statement, body, depth = "", "", 0
    for header, line in code:
        for part in re.split(r"([;{}])", line + " "):
            depth += (part == "{") - (part == "}")
            end_of_function = part == "}" and depth == 0 and "(" in bare(statement) and "typedef" not in statement
            if (part == ";" and depth == 0) or end_of_function:
                yield from declared(bare(statement), body, header)
                statement = body = ""
            elif part not in "{}":
                statement, body = (statement, body + part) if depth else (statement + part, body)


def bare(statement):
    """Without attributes of compilers."""
    return " ".join(ATTRIBUTES.sub(" ", statement).split())


def declared(text, body, header):
    variable = re.match(r"[^(]*\(\s*\*\s*(\w+)\s*\)\s*\(", text)  # a pointer to a function
    function = re.search(r"(\w+)\s*\(", text)
    last = re.search(r"(\w+)(\[\w*\])?$", text)
    if re.match(r"(typedef )?enum\b", text):
        yield from ((name, "constant", header) for name in re.findall(r"(?:^|,)\s*(\w+)", body))
    if text.startswith("typedef"):
        yield (variable or last)[1], "type", header
    elif variable:
        yield variable[1], "object", header
    elif function:
        yield function[1], "function", header
    elif text.startswith("extern") and last:
        yield last[1], "object", header


def main(includes):
    versions = [(version(path), {**find_functions_of_windows(path), **find(path)}) for path in includes]
    seen, sections = {}, []
    for number, names in reversed(versions):
        sections.append(("limited %d.%d" % number, {name: names[name] for name in names if name not in seen}))
        seen.update(names)
    outside = find(includes[-1], limited=False)
    sections.append(("outside", {name: outside[name] for name in outside if name not in seen}))
    text = HEAD % ", ".join("%d.%d" % number for number, _ in versions)
    with open(LIST, "w", encoding="utf-8", newline="\n") as file:
        file.write(text + "".join(section(title, names) for title, names in sections if names))


def section(title, names):
    lines = ["", "= " + title]
    for where, group in groupby(sorted(names, key=lambda name: (*names[name], name)), key=names.__getitem__):
        lines.append("%s %s:" % where)
        lines += textwrap.wrap(" ".join(group), 116, initial_indent="  ", subsequent_indent="  ")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
