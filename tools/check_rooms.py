"""The rooms of the C sources, held by a machine: python tools/check_rooms.py [FOLDER]. Needs the standard library only.

    rooms      what a file includes stands in its own room, or in one that ROOMS lets its room use
    circles    no circle of files that use each other; a header and the source of the same name count as one file
    length     no file of more than 600 lines, unless its first comment says "Long because ..."
    versions   PY_VERSION_HEX in compat.h and compat_*.h only
    platforms  macros of compilers, processors and systems in os_*.c only

The rooms, and the exceptions with their reasons, stand in rooms.py. An exception that is not needed any more is a
mistake too, so the lists only get shorter.
"""

import os
import re
import sys
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import rooms as table  # noqa: E402  (beside this file)
from rooms import ALL_CHAPTERS, INCLUDE, ROOMS  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 600
SOURCES = ("hpy", "universal", "apigen", "tools", "bench", "examples")  # api/ and tests/ may be as long as they need
VERSION_HOMES, PLATFORM_HOMES = ["compat.h", "compat_*.h"], ["os_*.[ch]", "*_os_*.c", "os.h"]

PLATFORM = re.compile(
    r"\b(_WIN32|_WIN64|__CYGWIN__|_MSC_VER|__linux__|__APPLE__|__ELF__|__GNUC__|__clang__|__has_\w+|__asm__|"
    r"__x86_64__|__i386__|__aarch64__|__arm__|_M_X64|_M_IX86|_M_ARM64)\b"
)
VERSION = re.compile(r"\bPY_VERSION_HEX\b")
INCLUDE_LINE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


class Tree:
    """The files of a folder, and what is wrong with them."""

    def __init__(self, root):
        self.root = Path(root)
        paths = [path for room in ("hpy", "universal") for path in self._files(room, ".c .h .hpp")]
        self.sources = {path: self._read(path) for path in paths}
        self.code = {path: without_comments(text) for path, text in self.sources.items()}
        self.mistakes = []
        self._used = set()

    def _files(self, folder, kinds):
        for place, folders, names in os.walk(str(self.root / folder)):
            folders.sort()
            for name in sorted(names):
                if os.path.splitext(name)[1] in kinds.split():
                    yield Path(place, name).relative_to(self.root).as_posix()

    def _read(self, path):
        return (self.root / path).read_text(encoding="utf-8")

    def check(self):
        """Sentences, one for each mistake."""
        self._rooms()
        self._circles()
        self._lengths()
        self._macros(VERSION, VERSION_HOMES, "VERSION_EXCEPTIONS", "version code belongs in compat.h")
        self._macros(PLATFORM, PLATFORM_HOMES, "PLATFORM_EXCEPTIONS", "platform code belongs in os_*.c")
        return self.mistakes

    def unused_exceptions(self):
        """Sentences on the exceptions that check() did not need."""
        lists = [name for name in vars(table) if name.endswith("_EXCEPTIONS")]
        every = [(name, key) for name in lists for key in getattr(table, name)]
        return [
            "rooms.py: %s no longer needs %s: remove it" % (name, key)
            for name, key in every
            if (name, key) not in self._used
        ]

    def _excused(self, exceptions, key):
        self._used.add((exceptions, key))
        return key in getattr(table, exceptions)

    # ---- rooms

    def includes(self, path):
        """(line, file of ours or name of another's; in quotes where ours is not there) for each include."""
        for match in INCLUDE_LINE.finditer(self.code[path]):
            line = self.code[path].count("\n", 0, match.start()) + 1
            if match.group(1) == "<":
                yield line, match.group(2)
            else:
                yield line, self._find(path, match.group(2)) or '"%s"' % match.group(2)

    def _find(self, path, name):
        """As the compiler looks for it: beside the file first, then in the include folders."""
        for folder in (os.path.dirname(path), *table.INCLUDE_FOLDERS):
            found = os.path.normpath(os.path.join(folder, name)).replace(os.sep, "/")
            if found in self.sources:
                return found
        return None

    def _rooms(self):
        for path in self.sources:
            room = room_of(path)
            if room is None:
                self.mistakes.append("%s: stands in no room; ROOMS in tools/rooms.py lists them" % path)
                continue
            for line, target in self.includes(path):
                if target.startswith('"'):
                    self.mistakes.append("%s:%d: includes %s, which is not there" % (path, line, target))
                elif not self._may_include(path, target):
                    allowed = ", ".join([room, *ROOMS[room]])
                    self.mistakes.append("%s:%d: includes %s; this room may use %s" % (path, line, target, allowed))

    def _may_include(self, path, target):
        room = room_of(path)
        if target not in self.sources:  # of the system, or CPython's, which the headers of ours include for all
            if not target.endswith("Python.h") or room == INCLUDE:
                return True
        elif room_of(target) in (room, *ROOMS[room]) or target in ROOMS[room]:
            return True
        return self._excused("INCLUDE_EXCEPTIONS", (path, target))

    # ---- circles

    def _circles(self):
        for kind, graph in (("include", self._including()), ("call", self._calling())):
            for circle in circles(graph):
                if not self._excused("CIRCLE_EXCEPTIONS", tuple(circle)):
                    ways = [(a, b, graph[a][b]) for a in circle for b in circle if b in graph[a]]
                    lines = "".join("\n    %s -> %s (%s)" % way for way in ways)
                    self.mistakes.append("%d files %s each other in a circle:%s" % (len(circle), kind, lines))

    def _including(self):
        """File -> the files that it includes -> the line."""
        graph = {path: {} for path in self.sources}
        for path in self.sources:
            for line, target in self.includes(path):
                if target in self.sources and not (target in ALL_CHAPTERS and room_of(path) == INCLUDE):
                    graph[path][target] = "line %d" % line
        return graph

    def _calling(self):
        """Unit -> the units whose functions it mentions -> one of them. Headers without a source are no units here:
        the quick half of something may stand in a header that everybody includes, its slow half in a source."""
        units = {unit_of(path) for path in self.sources if path.endswith(".c")}
        paths = [path for path in self.sources if unit_of(path) in units]
        owners = {}
        for path in paths:
            for name in FUNCTION.findall(self.code[path]):
                owners.setdefault(name, set()).add(unit_of(path))
        graph = {unit: {} for unit in units}
        for path in paths:
            own = set(OWN_FUNCTION.findall(self.code[path]))
            for name in words_in_bodies(self.code[path]) - own:
                for owner in owners.get(name, set()) - {unit_of(path)}:
                    graph[unit_of(path)][owner] = name
        return graph

    # ---- length

    def _lengths(self):
        for room in SOURCES:
            for path in self._files(room, ".py .c .cpp .h .hpp"):
                text = self._read(path)
                length = text.count("\n")
                if length <= LONGEST or "/generated/" in path or "Long because" in text[:2000]:
                    continue
                if not self._excused("LENGTH_EXCEPTIONS", path):
                    self.mistakes.append(
                        "%s: %d lines, more than %d: split it, or say in its first comment 'Long because ...'"
                        % (path, length, LONGEST)
                    )

    # ---- versions and platforms

    def _macros(self, pattern, homes, exceptions, rule):
        for path, code in self.code.items():
            if "/generated/" in path or any(Path(path).match(home) for home in homes):
                continue
            found = pattern.search(code)
            if found and not self._excused(exceptions, path):
                line = code.count("\n", 0, found.start()) + 1
                self.mistakes.append("%s:%d: %s: %s" % (path, line, found.group(), rule))


def room_of(path):
    """The innermost room that the file is in."""
    return max((room for room in ROOMS if path.startswith(room + "/")), key=len, default=None)


def unit_of(path):
    """A header and the source of the same name are one; so are the sources for several systems."""
    stem = os.path.splitext(path)[0]
    return re.sub(r"os_(posix|windows)$", "os", stem)


def without_comments(text):
    """C with comments and the text of strings blanked, line by line."""
    pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
    including = re.compile(r"#[ \t]*include[ \t]*$")

    def blank(match):
        if match.group()[0] == '"':
            line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            return match.group() if including.search(line) else '""'
        return re.sub(r"[^\n]", " ", match.group())

    return pattern.sub(blank, text)


# Those with a body that other files can call, and those of the file's own.
FUNCTION = re.compile(r"^(?!static|typedef|#)[A-Za-z_][\w \t*]*?\b(\w+)\([^;{}]*\)[ \t\n]*\{", re.MULTILINE)
OWN_FUNCTION = re.compile(r"^static[\w \t*]*?\b(\w+)\(", re.MULTILINE)


def words_in_bodies(code):
    """Words between braces that are no members of structs: what functions and tables mention."""
    depth, words = 0, set()
    for part in re.split(r"([{}])", re.sub(r"(->|\.)[ \t]*\w+", " ", re.sub(r"^[ \t]*#.*$", "", code, flags=re.M))):
        if part in ("{", "}"):
            depth += 1 if part == "{" else -1
        elif depth > 0:
            words.update(re.findall(r"\b[A-Za-z_]\w*\b", part))
    return words


def circles(graph):
    """The groups of more than one node that can all reach each other (Tarjan's algorithm)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in graph.get(node, ()):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            group = [stack.pop()]
            while group[-1] != node:
                group.append(stack.pop())
            if len(group) > 1:
                found.append(sorted(group))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


def main(arguments):
    tree = Tree(arguments[0] if arguments else ROOT)
    mistakes = tree.check() + tree.unused_exceptions()
    for mistake in mistakes:
        print(mistake)
    print("rooms: %s" % ("%d mistakes" % len(mistakes) if mistakes else "all rules hold"))
    return int(bool(mistakes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
