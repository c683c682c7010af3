"""What a report takes from binaries, their debug information and names is data: bounded, checked, escaped.

A fault in one place costs the line about it, never the report.
"""

import os
import random
import shutil
import struct
import subprocess
import sys
import time

import pytest
from support.fuzz_readers import DEBUGGED
from support.run import run_python

from hpy.debug import _dwarf, _elf, _files, _places, _text, _tools
from hpy.debug._dwarf import Frame

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="writes ELF files")
posix = pytest.mark.skipif(os.name == "nt", reason="there are no such files on Windows")

MUTATIONS = 150
LONGEST = 60  # seconds for one file, on a busy machine: without bounds some would take hours
VARIANTS = {"dwarf4": ["-gdwarf-4"], "dwarf5": ["-gdwarf-5"], "compressed": ["-gz"]}


class Library:
    """A library that was compiled: path, content, and the offsets of its code, every fourth."""

    def __init__(self, folder, flags=()):
        (folder / "user.c").write_text(DEBUGGED)
        self.path = str(folder / "lib.so")
        command = ["gcc", "-g", "-O2", *flags, "-fPIC", "-shared", "-Wl,--build-id", "user.c", "-o", "lib.so"]
        subprocess.run(command, cwd=str(folder), check=True)
        with open(self.path, "rb") as file:
            self.content = file.read()
        functions = _elf.ElfFile(self.path).functions()
        self.offsets = [
            at
            for begin, end, name in functions
            if name in ("plain", "outer", "on_struct")
            for at in range(begin, end, 4)
        ]
        assert len(self.offsets) > 8

    @property
    def sections_at(self):
        return struct.unpack_from("<Q", self.content, 40)[0]

    def section_header(self, name):
        """Where the header of a section lies in the file."""
        offset, size = _elf.ElfFile(self.path).sections[name]
        for at in range(self.sections_at, len(self.content) - 63, 64):
            if struct.unpack_from("<QQ", self.content, at + 24) == (offset, size):
                return at
        raise AssertionError(name)

    def changed(self, tmp_path, *changes):
        """The path of a copy with (offset, bytes) changed."""
        content = bytearray(self.content)
        for at, new in changes:
            content[at : at + len(new)] = new
        path = tmp_path / "changed.so"
        path.write_bytes(content[: len(self.content)])
        return str(path)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    if not shutil.which("gcc") or struct.calcsize("P") != 8:
        pytest.skip("needs gcc and files of 64 bits")
    made = {}

    def library(variant="dwarf4"):
        if variant not in made:
            made[variant] = Library(tmp_path_factory.mktemp("lib"), VARIANTS[variant])
        return made[variant]

    return library


@pytest.fixture
def no_programs(monkeypatch):
    monkeypatch.setattr(_tools, "COMMANDS", [])


def resolve(path, offsets):
    """The places, one for each offset, and the resolver."""
    resolver = _places.Resolver(lambda address: (path, address, None))
    begin = time.monotonic()
    found = resolver.resolve((), offsets)
    assert time.monotonic() - begin < LONGEST
    assert len(found) == len(offsets) and all(place.raw() for place in found.values())
    return found, resolver


def with_frames(found):
    return [place for place in found.values() if place.frames]


# ---- broken ELF files and debug information


def mutate(content, parts, rng):
    """A copy with one to thirty changes in 'parts', which are (offset, size)."""
    content = bytearray(content)
    for _ in range(rng.choice([1, 1, 2, 5, 30])):
        offset, size = rng.choice(parts)
        at = offset + rng.randrange(size)
        width = rng.choice([1, 1, 2, 4, 8])
        special = bytes([rng.choice([0, 1, 0x7F, 0x80, 0xFF])] * width)
        new = rng.choice([special, bytes(rng.choices(range(256), k=width))])
        content[at : at + width] = new[: len(content) - at]
    return content


def mutants(library, tmp_path, number, seed):
    """The paths of that many mutated copies, one after the other."""
    rng = random.Random(seed)
    sections = _elf.ElfFile(library.path).sections
    named = (".debug", ".sym", ".str", ".shstr", ".note", ".gnu")
    parts = [place for name, place in sections.items() if name.startswith(named)]
    headers = (library.sections_at, len(library.content) - library.sections_at)
    parts += [headers] * (len(parts) // 3) + [(0, 64 + 8 * 56)]
    for i in range(number):
        path = tmp_path / ("mutant%d.so" % i)
        path.write_bytes(mutate(library.content, parts, rng))
        yield str(path)
        path.unlink()


@linux
@pytest.mark.parametrize("variant", VARIANTS)
def test_mutated_files_cost_their_lines_only(library, tmp_path, no_programs, variant):
    good = 0
    for path in mutants(library(variant), tmp_path, MUTATIONS, seed=variant):
        good += bool(with_frames(resolve(path, library(variant).offsets)[0]))
    assert MUTATIONS // 10 < good < MUTATIONS  # otherwise nothing was tested


@linux
def test_mutated_files_and_programs(library, tmp_path):
    if not _tools.available():
        pytest.skip("no program is installed")
    for path in mutants(library(), tmp_path, 20, seed="programs"):
        resolve(path, library().offsets)


@linux
@pytest.mark.parametrize("size", [2**63, 2**64 - 1, 2**40])
@pytest.mark.parametrize("name", [".debug_line", ".strtab", ".shstrtab", ".note.gnu.build-id"])
def test_a_section_of_absurd_size(library, tmp_path, no_programs, name, size):
    header = library().section_header(name)
    for field in (24, 32):  # offset and size
        path = library().changed(tmp_path, (header + field, struct.pack("<Q", size)))
        resolve(path, library().offsets)
    if name == ".note.gnu.build-id":
        assert with_frames(resolve(path, library().offsets)[0])


@linux
def test_a_symbol_without_an_end_costs_its_name(library, tmp_path):
    offset, size = _elf.ElfFile(library().path).sections[".symtab"]
    path = library().changed(tmp_path, (offset + 24, b"\xff\xff\xff\x7f"))  # of the first symbol behind the null one
    assert "plain" in [name for _, _, name in _elf.ElfFile(path).functions()]


@linux
def test_links_to_the_next_entry_that_lead_in_a_circle(library, tmp_path, no_programs):
    elffile = pytest.importorskip("elftools.elf.elffile")
    with open(library().path, "rb") as file:
        dwarf = elffile.ELFFile(file).get_dwarf_info()
        changes = []
        offset, _ = _elf.ElfFile(library().path).sections[".debug_info"]
        for unit in dwarf.iter_CUs():
            first = next(unit.get_top_DIE().iter_children()).offset
            links = [die.attributes.get("DW_AT_sibling") for die in unit.iter_DIEs()]
            changes += [(offset + link.offset, struct.pack("<I", first)) for link in links if link is not None]
    assert changes
    found, _ = resolve(library().changed(tmp_path, *changes), library().offsets)
    assert with_frames(found)


@linux
def test_a_reader_that_takes_too_long_is_asked_once(library, tmp_path, monkeypatch, no_programs):
    pytest.importorskip("elftools")
    asked = []
    path = library().changed(tmp_path)
    lookup = _dwarf.lookup
    monkeypatch.setattr(_dwarf, "lookup", lambda *args: asked.append(args) or lookup(*args))
    monkeypatch.setattr(_dwarf, "TIMEOUT", -1)
    found, resolver = resolve(path, library().offsets)
    assert not with_frames(found)
    assert resolver.hints == ["the debug information of changed.so was given up: pyelftools takes too long"]
    resolver.place(library().offsets[0] + 1, exact=True)
    assert len(asked) == 1


@linux
def test_a_line_program_of_absurd_size(library, tmp_path, monkeypatch, no_programs):
    path = library().changed(tmp_path)
    assert with_frames(resolve(path, library().offsets)[0])
    monkeypatch.setattr(_dwarf, "MOST_LINES", 100)
    other = str(tmp_path / "other.so")
    shutil.copy(path, other)
    assert not with_frames(resolve(other, library().offsets)[0])


@linux
def test_a_program_that_takes_too_long(monkeypatch):
    monkeypatch.setattr(_tools, "TIMEOUT", 0.2)
    with pytest.raises(TimeoutError, match="sleep takes more than"):
        _tools.ask("sleep", ["30"], "x.so", [1])


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """programs(folder): each of COMMANDS there, as a script that writes its arguments and variables to 'ran'."""

    def programs(folder):
        folder.mkdir(exist_ok=True)
        for name in ["atos", *(name for name, _ in _tools.COMMANDS)]:
            script = '#!/bin/sh\necho "$0 $@" >> %s/ran\nenv >> %s/ran\n' % (tmp_path, tmp_path)
            (folder / name).write_text(script)
            (folder / name).chmod(0o755)
        return str(folder)

    return programs


@posix
@pytest.mark.parametrize("path", ["", ".", "below", os.pathsep, os.pathsep + "."])
def test_programs_of_the_current_folder_are_not_run(tmp_path, monkeypatch, programs, path):
    programs(tmp_path / "below")
    monkeypatch.chdir(programs(tmp_path))
    monkeypatch.setenv("PATH", path)
    assert not _tools.available()
    assert _tools.lookup("lib.so", [1]) == {}
    assert not (tmp_path / "ran").exists()


@posix
def test_what_a_program_is_given(tmp_path, monkeypatch, programs):
    """A file's name is no option to it; and it asks no server for what the file names."""
    monkeypatch.setenv("PATH", os.pathsep.join([".", programs(tmp_path / "bin"), os.environ["PATH"]]))
    monkeypatch.setenv("DEBUGINFOD_URLS", "https://example.com")
    monkeypatch.chdir(tmp_path)
    _tools.lookup("--plugin=lib.so", [1])
    ran = (tmp_path / "ran").read_text()
    assert str(tmp_path / "bin") in ran and str(tmp_path / "--plugin=lib.so") in ran
    assert " --plugin" not in ran and "DEBUGINFOD_URLS" not in ran


@linux
@pytest.mark.parametrize("real", [2**50, 0])
def test_what_says_that_it_inflates_to_too_much_is_not_read(library, tmp_path, real):
    offset, _ = _elf.ElfFile(library("compressed").path).sections[".debug_info"]
    path = library("compressed").changed(tmp_path, (offset + 8, struct.pack("<Q", real)))
    assert (_elf.ElfFile(path).debug_size > _dwarf.MOST) == (real > 0)
    assert _elf.ElfFile(path).debug_size > 10000
    assert not _places._from_pyelftools(path, library("compressed").offsets)


# ---- names of files


@posix
def test_only_regular_files_are_read(tmp_path):
    os.mkfifo(str(tmp_path / "fifo"))
    for path in ("/dev/stdin", "/dev/zero", "/dev/null", str(tmp_path), str(tmp_path / "fifo"), "a\0b", "\udcff", ""):
        assert _files.line_of(path, 1) == ""
        with pytest.raises((OSError, ValueError)):
            _files.open_regular(path)
        with pytest.raises((OSError, ValueError)):
            _elf.ElfFile(path)
        assert (_elf.find_debug_file(path), _elf.find_symbols(path, [1])) == (None, {})


def test_files_of_absurd_size_are_not_read(tmp_path):
    path = tmp_path / "large.c"
    with open(str(path), "wb") as file:
        file.write(b"first\n")
        file.truncate(_files.MOST_SOURCE + 1)
    assert _files.line_of(str(path), 1) == ""


@pytest.mark.parametrize("number", [0, -1, 4, 10**30, None, "2"])
def test_lines_that_are_not_there(tmp_path, number):
    path = tmp_path / "user.c"
    path.write_bytes(b"one\ntwo\r\nthree \xff")
    assert _files.line_of(str(path), number) == ""
    assert [_files.line_of(str(path), n).strip() for n in (1, 2, 3)] == ["one", "two", "three \ufffd"]


def with_link(library, folder, name, checksum):
    """A copy without debug information, whose .gnu_debuglink, in place of .debug_aranges, holds that name."""
    note = name + b"\0" * (4 - len(name) % 4) + checksum
    header = library.section_header(".debug_aranges")
    content = library.content.replace(b".debug_info\0", b".hidden_xxx\0")
    content = bytearray(content.replace(b".debug_aranges\0", b".gnu_debuglink\0"))
    struct.pack_into("<QQ", content, header + 24, len(content), len(note))
    path = folder / "linked.so"
    path.write_bytes(bytes(content) + note)
    return str(path)


@linux
@pytest.mark.parametrize("form", ["absolute", "parent", "inside", "plain"])
def test_a_debug_link_leads_to_no_other_folder(library, tmp_path, form):
    (tmp_path / "below").mkdir()
    targets = {
        "absolute": tmp_path / "lib.debug",
        "parent": tmp_path / "lib.debug",
        "inside": tmp_path / "below" / "sub" / "lib.debug",
        "plain": tmp_path / "below" / "lib.debug",
    }
    targets[form].parent.mkdir(exist_ok=True)
    shutil.copy(library().path, str(targets[form]))
    name = {"absolute": str(targets[form]), "parent": "../lib.debug", "inside": "sub/lib.debug", "plain": "lib.debug"}
    path = with_link(library(), tmp_path / "below", name[form].encode(), _elf._crc(library().path, 0, 0))
    assert _elf.ElfFile(path).has_debug_info() is False
    assert _elf.find_debug_file(path) == (str(targets[form]) if form == "plain" else None)


@linux
def test_a_debug_link_to_what_is_no_file_of_sane_size(library, tmp_path):
    path = with_link(library(), tmp_path, b"lib.debug", b"\0\0\0\0")
    os.mkfifo(str(tmp_path / "lib.debug"))
    assert _elf.find_debug_file(path) is None
    os.unlink(str(tmp_path / "lib.debug"))
    with open(str(tmp_path / "lib.debug"), "wb") as file:
        file.truncate(_elf.MOST_DEBUG_FILE + 1)  # a hole, which takes no room
    begin = time.monotonic()
    assert _elf.find_debug_file(path) is None
    assert time.monotonic() - begin < 5


@linux
def test_a_library_that_was_replaced_by_a_pipe(tmp_path):
    os.mkfifo(str(tmp_path / "lib.so"))
    found, _ = resolve(str(tmp_path / "lib.so"), [0x10])
    assert [place.raw() for place in found.values()] == ["lib.so+0x10"]


# ---- names in a report

EVIL = "a\x1b[31m\nb\u202e\udcff"
SAFE = r"a\x1b[31m\nb\u202e\udcff"


def place(frames=(), path="/x/%s.so" % EVIL, symbol=EVIL):
    return _places.Place(path, 16, symbol, list(frames))


class Spot:
    """A spot whose place is known."""

    def __init__(self, *places):
        self.places, self.addresses, self.function = list(places), (1, 2), None

    frames = property(lambda self: _text.frames_outside(self.places))


class Finding:
    """A finding that is all names."""

    def __init__(self, spot):
        self.kind, self.severity, self.title, self.remedy, self.count, self.is_leak = "x", "error", EVIL, "", 1, False
        self.message = "HPy_Add: %s is wrong" % EVIL
        self.api, self.module, self.function, self.raised_by = "HPy_Add", EVIL, "mod." + EVIL, EVIL
        self.object_type = self.object_repr = self.record = None
        self.called, self.last_api, self.callers = EVIL, "HPy_" + EVIL, list(spot.frames) * 2
        self.used = self.opened = self.closed = self.raised = self.last = spot


@pytest.mark.parametrize(
    "frames",
    [
        [],
        [Frame(EVIL, "/x/%s.c" % EVIL, 3)],
        [Frame(EVIL, "/x/hpy/devel/src/runtime/%s.c" % EVIL, 3)],
    ],
)
@pytest.mark.parametrize("verbose", [False, True])
def test_names_do_not_reach_the_terminal(frames, verbose):
    finding = Finding(Spot(place(frames), place(frames)))
    text = _text.report(finding, _text.painter(False), verbose)
    assert all(line.isprintable() for line in text.split("\n"))
    assert SAFE in text and "\nb" not in text
    assert _text.headline(finding).isprintable()


def test_names_without_end_are_cut():
    name = "n" * 10**6
    finding = Finding(Spot(place([Frame(name, "/%s.c" % name, 3)])))
    finding.message = finding.function = finding.module = name
    assert len(_text.report(finding, _text.painter(False))) < 20000


def test_a_report_that_fails_leaves_the_others():
    class Broken(Finding):
        function = property(lambda self: 1 / 0, lambda self, value: None)

    good = Finding(Spot(place()))
    text = _text.leaks_at_exit([Broken(Spot(place())), good], {"handle": 2}, False, _text.painter(False))
    assert "(the report failed: ZeroDivisionError(" in text
    assert _text.report(good, _text.painter(False)) in text


# ---- a whole extension

LEAK = """
    HPyDef_METH(leak, "leak\\x1b[31m", HPyFunc_NOARGS)
#line 1 "%s"
    static HPy leak_impl(HPyContext *ctx, HPy self) { HPyUnicode_FromString(ctx, "x"); return HPy_Dup(ctx, self); }
#line 900 "snippet.c"
    @EXPORT(leak)
    @INIT
"""
CODE = """
    import sys
    from hpy.universal import MODE_DEBUG, load
    from types import SimpleNamespace
    mod = load({name!r}, {path!r}, SimpleNamespace(name={name!r}), mode=MODE_DEBUG)
    [leak] = [value for name, value in vars(mod).items() if name.startswith("leak")]
    leak()
"""


@linux
@pytest.mark.abis("universal")
@pytest.mark.no_layers("it loads the module in debug mode itself")
@pytest.mark.parametrize("file", ["/dev/stdin", "/dev/zero", "/proc/self/environ", "\\x1b]0;title\\x07.c"])
def test_a_leak_in_a_file_of_any_name_is_reported(build, abi, file):
    binary = build(LEAK % file)
    run = run_python(CODE.format(name=binary.name, path=binary.path), env={"HPY": None, "HPY_DEBUG": "nocolor"})
    assert "1 handle was still open at exit" in run.stderr
    assert "leak" in run.stderr and "1 | " not in run.stderr
    assert all(line.isprintable() for line in run.stderr.splitlines())
