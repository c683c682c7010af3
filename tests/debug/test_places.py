"""From return addresses to lines: real shared libraries by each compiler, read by each reader there is."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from hpy.debug import _dwarf, _elf, _places, _tools
from hpy.debug._dwarf import Frame

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="libraries are ELF files on Linux only")

HEADER = """
#pragma once
/* Takes the place of a call of the context: it keeps the address to which it returns. */
extern void *api_place;
__attribute__((noinline)) void api_call(void);
__attribute__((always_inline)) static inline void HPy_Call(void)
{
    api_call();
}
"""
SOURCE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include "hpy/api.h"
void *api_place;
void api_call(void) { api_place = __builtin_return_address(0); }
void *base(void *address) { Dl_info info; return dladdr(address, &info) ? info.dli_fbase : 0; }
static int result = 1;
#line 100 "user.c"
static inline __attribute__((always_inline)) int inner(void)
{
    HPy_Call();
    return result;
}
__attribute__((noinline)) static int plain(void)
{
    int r = result;
    HPy_Call();
    return r + result;
}
int outer(int which)
{
    if (which == 0)
        return plain() + 1;
    result += inner();
    return which + result;
}
"""
COMPILERS = [name for name in ("gcc", "clang") if shutil.which(name)]
VARIANTS = {
    "O0": ["-O0"],
    "O2": ["-O2"],
    "dwarf4": ["-O2", "-gdwarf-4"],
    "dwarf5": ["-O2", "-gdwarf-5"],
    "O0-dwarf4": ["-O0", "-gdwarf-4"],
    "compressed": ["-O2", "-gz"],
}
READERS = {"pyelftools": _dwarf.lookup}
READERS.update(
    (name, lambda path, addresses, command=(name, arguments): _tools.ask(*command, path, addresses))
    for name, arguments in _tools.COMMANDS
)


class Library:
    """A library that was compiled and loaded; offsets are those of return addresses in it, less one."""

    def __init__(self, folder, compiler, flags):
        (folder / "hpy").mkdir(exist_ok=True)
        (folder / "hpy" / "api.h").write_text(HEADER)
        (folder / "source.c").write_text(SOURCE)
        self.path = str(folder / "lib.so")
        command = [compiler, "-g", *flags, "-fPIC", "-shared", "-Wl,--build-id", "-I.", "source.c", "-o", "lib.so"]
        subprocess.run([*command, "-ldl"], cwd=str(folder), check=True)
        self._lib = ctypes.CDLL(self.path)
        self._lib.base.restype = ctypes.c_size_t
        self._lib.base.argtypes = [ctypes.c_size_t]
        self.plain, self.inlined = self._call(0), self._call(1)
        self.offsets = [self.plain, self.inlined]

    def _call(self, which):
        self._lib.outer(which)
        address = ctypes.c_size_t.in_dll(self._lib, "api_place").value
        return address - self._lib.base(address) - 1


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """library(compiler, variant) → Library, each made once."""
    made = {}

    def library(compiler=None, variant="O2"):
        key = (compiler or COMPILERS[0], variant)
        if key not in made:
            made[key] = Library(tmp_path_factory.mktemp("lib"), key[0], VARIANTS[variant])
        return made[key]

    return library


def own(frames):
    """What a report shows: function and line outside HPy's headers, innermost first."""
    place = _places.Place("lib.so", 0, None, frames)
    return [(f.function, os.path.basename(f.file), f.line) for f in place.frames if not _places.is_own(f)]


PLAIN = [("plain", "user.c", 108)]
INLINED = [("inner", "user.c", 102), ("outer", "user.c", 115)]


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("compiler", COMPILERS)
def test_every_compiler_and_format(library, compiler, variant):
    lib = library(compiler, variant)
    frames = _places.read_frames(lib.path, lib.offsets)
    assert (own(frames[lib.plain]), own(frames[lib.inlined])) == (PLAIN, INLINED)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("compiler", COMPILERS)
def test_every_reader(library, compiler, reader):
    if reader != "pyelftools" and not shutil.which(reader):
        pytest.skip("%s is not installed" % reader)
    lib = library(compiler, "dwarf4")
    frames = READERS[reader](lib.path, lib.offsets)
    assert (own(frames[lib.plain]), own(frames[lib.inlined])) == (PLAIN, INLINED)


def test_the_call_itself_is_in_the_header(library):
    lib = library()
    frame = _places.read_frames(lib.path, lib.offsets)[lib.plain][0]
    assert (frame.function, frame.file.endswith("hpy/api.h")) == ("HPy_Call", True)


def test_addresses_outside_are_left_out(library):
    lib = library()
    assert set(_places.read_frames(lib.path, [lib.plain, 1 << 40])) == {lib.plain}


# ---- separate debug files


def strip(lib, folder, keep_link):
    """A stripped copy of the library, and its debug information."""
    stripped, debug = folder / "lib.so", folder / "lib.debug"
    subprocess.run(["objcopy", "--only-keep-debug", lib.path, str(debug)], check=True)
    link = ["--add-gnu-debuglink=" + str(debug)] if keep_link else []
    subprocess.run(["objcopy", "--strip-all", *link, lib.path, str(stripped)], check=True)
    return str(stripped), debug


needs_objcopy = pytest.mark.skipif(not shutil.which("objcopy"), reason="objcopy separates debug information")


@needs_objcopy
@pytest.mark.parametrize("place", [".", ".debug"])
def test_debug_link(library, tmp_path, place):
    lib = library()
    path, debug = strip(lib, tmp_path, keep_link=True)
    (tmp_path / place).mkdir(exist_ok=True)
    debug.rename(tmp_path / place / debug.name)
    assert own(_places.read_frames(path, lib.offsets)[lib.inlined]) == INLINED


@needs_objcopy
def test_debug_link_to_a_file_of_another_build(library, tmp_path):
    path, debug = strip(library(), tmp_path, keep_link=True)
    debug.write_bytes(debug.read_bytes() + b"changed")
    assert _elf.find_debug_file(path) is None


@needs_objcopy
def test_build_id(library, tmp_path, monkeypatch):
    lib = library()
    path, debug = strip(lib, tmp_path, keep_link=False)
    digits = _elf.ElfFile(path).build_id()
    folder = tmp_path / "usr-lib-debug" / ".build-id" / digits[:2]
    folder.mkdir(parents=True)
    debug.rename(folder / (digits[2:] + ".debug"))
    assert _elf.find_debug_file(path) is None
    monkeypatch.setattr(_elf, "DEBUG_FOLDERS", [str(tmp_path / "usr-lib-debug")])
    assert own(_places.read_frames(path, lib.offsets)[lib.inlined]) == INLINED


# ---- when something is missing


@needs_objcopy
def test_without_debug_information(library, tmp_path):
    hints = []
    path, _ = strip(library(), tmp_path, keep_link=False)
    assert _places.read_frames(path, [1], hints.append) == {}
    assert hints == ["lib.so has no debug information; build it with -g to see files and lines"]


def test_without_any_reader(library, monkeypatch):
    hints = []
    lib = library()
    monkeypatch.setitem(sys.modules, "elftools", None)
    monkeypatch.setenv("PATH", "")
    assert _places.read_frames(lib.path, lib.offsets, hints.append) == {}
    assert len(hints) == 1 and "pip install pyelftools" in hints[0]


def test_without_any_reader_functions_have_names(library, monkeypatch):
    lib = library()
    monkeypatch.setitem(sys.modules, "elftools", None)
    monkeypatch.setenv("PATH", "")
    resolver = _places.Resolver(lambda address: (lib.path, address, None))
    assert resolver.place(lib.plain + 1).raw() == "lib.so+%#x (plain)" % lib.plain


def test_without_pyelftools(library, monkeypatch):
    if not _tools.available():
        pytest.skip("no other reader is installed")
    monkeypatch.setitem(sys.modules, "elftools", None)
    lib = library(None, "dwarf4")
    assert own(_places.read_frames(lib.path, lib.offsets)[lib.inlined]) == INLINED


def test_without_other_readers(library, monkeypatch):
    assert importlib.util.find_spec("elftools"), "the extra 'test' has pyelftools"
    lib = library()
    monkeypatch.setenv("PATH", "")
    assert own(_places.read_frames(lib.path, lib.offsets)[lib.inlined]) == INLINED


def test_a_large_file_is_read_by_a_program(library, monkeypatch):
    asked = []
    monkeypatch.setattr(_places, "LARGE", 0)
    monkeypatch.setattr(_tools, "lookup", lambda path, addresses: asked.append(path) or {})
    lib = library()
    assert own(_places.read_frames(lib.path, lib.offsets)[lib.inlined]) == INLINED
    assert asked == [lib.path]


@pytest.mark.parametrize("size", [0, 3, 16, 40, 64, 200, 4000])
def test_a_file_that_is_cut_off(library, tmp_path, size):
    with open(library().path, "rb") as file:
        (tmp_path / "cut.so").write_bytes(file.read(size))
    path = str(tmp_path / "cut.so")
    assert _elf.find_debug_file(path) is None
    assert _elf.find_symbols(path, [0x1000]) == {}


def test_debug_information_that_is_broken(library, tmp_path, monkeypatch):
    lib = library(None, "dwarf4")
    monkeypatch.setenv("PATH", "")
    with open(lib.path, "rb") as file:
        content = bytearray(file.read())
    offset, size = _elf.ElfFile(lib.path).sections[".debug_info"]
    content[offset : offset + size] = os.urandom(size)
    (tmp_path / "broken.so").write_bytes(content)
    assert _places.read_frames(str(tmp_path / "broken.so"), lib.offsets) == {}


# ---- the resolver


def test_addresses_are_looked_up_once_and_together(monkeypatch):
    asked = []
    monkeypatch.setattr(_places, "read_frames", lambda path, offsets, hint: asked.append((path, offsets)) or {})
    resolver = _places.Resolver(lambda address: ("/x.so", address, None))
    resolver.resolve([0x30, 0x20], exact=[0x50])
    resolver.resolve([0x20, 0x30])
    resolver.place(0x50, exact=True)
    assert asked == [("/x.so", [0x1F, 0x2F, 0x50])]


def test_a_thread_waits_for_what_another_looks_up(monkeypatch):
    reading, go_on = threading.Event(), threading.Event()

    def read_frames(path, offsets, hint):
        reading.set()
        assert go_on.wait(30)
        return {offset: [Frame("f", "x.c", 7)] for offset in offsets}

    monkeypatch.setattr(_places, "read_frames", read_frames)
    resolver = _places.Resolver(lambda address: ("/x.so", address, None))
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(resolver.place, 0x30)
        assert reading.wait(30)
        second = pool.submit(resolver.place, 0x30)
        time.sleep(0.05)  # the second has time to take what is not yet complete
        go_on.set()
        assert first.result().frames == second.result().frames == [Frame("f", "x.c", 7)]


def test_nosource_reads_no_file(monkeypatch):
    monkeypatch.setattr(_places, "read_frames", None)
    resolver = _places.Resolver(lambda address: ("/x.so", address, "leak_impl"), nosource=True)
    assert resolver.place(0x30).raw() == "x.so+0x2f (leak_impl)"


@pytest.mark.parametrize("locate", [lambda address: None, lambda address: 1 / 0])
def test_an_address_in_no_file(locate):
    assert _places.Resolver(locate).place(0x30).raw() == "?+0x30"


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (Frame("HPy_Dup", "/x/site-packages/hpy/devel/include/hpy/generated/api_universal.h", 16), True),
        (Frame("parse", r"C:\x\hpy\devel\src\runtime\argparse.c", 16), True),
        (Frame("f", "/x/include/hpy/inline_helpers.h", 16), True),
        (Frame("HPy_Dup", "user.c", 16), True),  # addr2line of binutils mistakes the files of DWARF 5
        (Frame("Span_AsStruct", "user.c", 16), True),
        (Frame("greet_trampoline", "user.c", 16), True),
        (Frame("greet_impl", "/home/me/hpy/user.c", 16), False),
        (Frame("greet_impl", "/home/me/hpy/examples/user.c", 16), False),
        (Frame("hpy_greet", "user.c", 16), False),
    ],
)
def test_what_is_hpys_own(frame, expected):
    assert _places.is_own(frame) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/usr/bin/python3.11", True),
        ("/usr/lib/libpython3.13t.so.1.0", True),
        (r"python311.dll", True),
        ("/x/python_wrapper.so", False),
        ("/x/quick.so", False),
        (None, False),
    ],
)
def test_which_files_are_never_an_extension(path, expected):
    assert _places.is_hidden(path) is expected


# ---- what programs print


def test_output_of_addr2line():
    output = "0x0000000000001144\nmake_greeting\n/b/../b/quick.c:6\n0x01\n??\n??:0\n0x2\nf\nx.c:7 (discriminator 3)\n"
    assert _tools.parse_gnu(output) == {0x1144: [Frame("make_greeting", "/b/quick.c", 6)], 2: [Frame("f", "x.c", 7)]}


def test_output_of_atos():
    output = "inner (in lib.so) (/x/user.c:102)\nouter (in lib.so) (/x/user.c:115)\n\nother (in lib.so) + 20\n"
    found = _tools.parse_atos(output, [16, 32])
    assert found[16] == [Frame("inner", "/x/user.c", 102), Frame("outer", "/x/user.c", 115)]
    assert found[32] == [Frame("other", None, None)]
