"""The part "readers" of support.fuzz_run: files, changed at random, for what reads binaries and runs none.

That is the reader of debug information for reports, and hpy audit. They say that a file is malformed by their own
exceptions alone, in little time and memory. Nothing is loaded, and no other program run.
"""

import json
import os
import random
import shutil
import struct
import subprocess
import tempfile
import time
import zipfile

from .load import Binary
from .run import TESTS

WAYS = [("files", None)]
BATCH = 30
LONGEST = 45  # seconds for a file, on a busy machine: _dwarf.py gives up after 20
MOST_MEMORY = 400 << 10  # more kilobytes than before
# Lines, functions in others, and a struct, for the readers of debug information.
DEBUGGED = """
static int result = 1;
__attribute__((noinline)) int plain(int n) { result += n; return result; }
static inline __attribute__((always_inline)) int inner(int n) { return plain(n) + result; }
int outer(int n) { { int m = inner(n); if (m) return inner(m); } return n; }
struct point { int x, y; };
int on_struct(struct point *p) { return outer(p->x) + p->y; }
"""
SOURCE = f"""
#include <stdlib.h>{DEBUGGED}unsigned get_required_hpy_major_version_lib(void) {{ return 0; }}
unsigned get_required_hpy_minor_version_lib(void) {{ return 2; }}
void *HPyInit_lib(void) {{ return malloc(8); }}
"""
COMPILED = [("gcc", "-gdwarf-4"), ("gcc", "-gdwarf-5"), ("gcc", "-gz"), ("clang", "-gdwarf-5"), ("clang", "-gdwarf-4"),
            ("gcc", "-m32")]  # fmt: skip
SPECIAL = [0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF]


# ---- The files to change


def binaries(compiler):
    """A folder of them, in the cache."""
    folder = os.path.join(compiler.cache, "fuzz-readers")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "lib.c"), "w", encoding="utf-8") as file:
        file.write(SOURCE)
    for number, (cc, flag) in enumerate(COMPILED):
        target = os.path.join(folder, "lib.%d.so" % number)
        if shutil.which(cc) and not os.path.exists(target):
            command = [cc, "-g", "-O2", flag, "-fPIC", "-shared", "-Wl,--build-id", "lib.c", "-o", target]
            subprocess.run(command, cwd=folder, stderr=subprocess.DEVNULL)  # not all compilers have all machines
    for path in [*found("abi", "binaries", "x86_64"), *found("abi", "binaries", "aarch64"), *found("fuzz", "files")]:
        if not path.endswith(".c"):
            shutil.copy(
                path, os.path.join(folder, os.path.basename(os.path.dirname(path)) + "-" + os.path.basename(path))
            )
    write_fat(folder)
    write_wheel(folder)
    return {"files": Binary(os.path.join(folder, "files"), "files", "files")}


def found(*folder):
    folder = os.path.join(TESTS, *folder)
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder))] if os.path.isdir(folder) else []


def write_fat(folder):
    """A Mach-O file for two machines."""
    with open(os.path.join(TESTS, "fuzz", "files", "tiny.macho"), "rb") as file:
        tiny = file.read()
    places = [(machine, 0, 4096 * (1 + i), len(tiny), 12) for i, machine in enumerate((0x0100000C, 0x01000007))]
    head = struct.pack(">II", 0xCAFEBABE, len(places)) + b"".join(struct.pack(">5I", *place) for place in places)
    content = head.ljust(4096, b"\0") + tiny.ljust(4096, b"\0") + tiny
    with open(os.path.join(folder, "fat.macho"), "wb") as file:
        file.write(content)


def write_wheel(folder):
    name = "lib-1.0-py3-none-manylinux_2_17_x86_64"
    with zipfile.ZipFile(os.path.join(folder, name + ".whl"), "w") as archive:
        archive.write(os.path.join(TESTS, "fuzz", "files", "tiny.pyd"), "lib/tiny.pyd", zipfile.ZIP_DEFLATED)
        archive.writestr("lib-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: %s\n" % name[8:])
        archive.writestr("lib-1.0.dist-info/METADATA", "Name: lib\nVersion: 1.0\nRequires-Dist: hpy>=0.10\n")


# ---- Changing them


def start(binary, mode):
    """[(name, content, parts)]; the parts are (offset, size) of what is changed more often than the rest."""
    from hpy.debug import _tools

    _tools.COMMANDS[:] = []
    folder = os.path.dirname(binary.path)
    files = []
    for name in sorted(os.listdir(folder)):
        if name != "lib.c":
            with open(os.path.join(folder, name), "rb") as file:
                files.append((name, file.read(), parts_of(os.path.join(folder, name))))
    return files


def parts_of(path):
    from hpy.debug import _elf

    try:
        sections = _elf.ElfFile(path).sections
    except ValueError:
        return []
    names = (".debug", ".sym", ".str", ".shstr", ".note", ".gnu", ".dyn", ".hash")
    return [place for name, place in sorted(sections.items()) if name.startswith(names)]


def write(files, seed):
    """(name, content)."""
    rng = random.Random(seed)
    name, content, parts = rng.choice(files)
    content = bytearray(content)
    head = [(0, min(512, len(content))), (0, len(content)), (max(0, len(content) - 2048), min(2048, len(content)))]
    for _ in range(rng.choice([1, 1, 2, 3, 5, 30])):
        offset, size = rng.choice(parts if parts and rng.random() < 0.6 else head)
        at = offset + rng.randrange(size)
        width = rng.choice([1, 1, 2, 4, 8])
        at -= at % width if rng.random() < 0.7 else 0
        new = [bytes([rng.choice(SPECIAL)] * width), bytes(rng.choices(range(256), k=width)), small(rng, width)]
        content[at : at + width] = rng.choice(new)[: len(content) - at]
    if rng.random() < 0.1:
        content = content[: rng.randrange(len(content))]
    elif rng.random() < 0.05:
        content += bytes(rng.choices(range(256), k=rng.randrange(64)))
    return name, bytes(content)


def small(rng, width):
    return rng.randrange(64).to_bytes(width, rng.choice(["little", "big"]))


def show(binary, seed):
    return write(start(binary, None), seed)[1]


# ---- Reading them


def run(files, seed):
    name, content = write(files, seed)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(content)
        begin, before = time.monotonic(), memory()
        log = [read_symbols(path, random.Random(seed)), read_audit(path)]
        assert memory() - before < MOST_MEMORY, "%s takes %d kilobytes" % (name, memory() - before)
        assert time.monotonic() - begin < LONGEST, "%s takes %d seconds" % (name, time.monotonic() - begin)
    return 2, log


def memory():
    """The most that this process had so far, in kilobytes."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def read_symbols(path, rng):
    """As a report does."""
    from hpy.debug import _elf, _places

    try:
        elf = _elf.ElfFile(path)
        functions = elf.functions()
    except (OSError, ValueError) as error:
        functions = []
        text = type(error).__name__
    else:
        text = "ELF"
    offsets = [at for begin, end, _ in functions[:50] for at in (begin, min(end, begin + 9))]
    offsets += [rng.randrange(0x3000) for _ in range(20)]
    resolver = _places.Resolver(lambda address: (path, address, None))
    places = resolver.resolve((), offsets).values()
    assert all(place.raw() for place in places)
    return "%s, %d of %d places" % (text, sum(bool(place.frames) for place in places), len(places))


def read_audit(path):
    """As the command does."""
    from hpy.audit import _cli, _report
    from hpy.audit._binary import AuditError

    try:
        results = _cli.audit(path)
    except (AuditError, OSError) as error:
        return "%s: %s" % (type(error).__name__, error)
    lines = [line for result in results for line in _report.lines_of(result)]
    assert all(line.isprintable() for line in lines), lines
    json.dumps([_report.as_json(result) for result in results])
    return "%d results, %d findings" % (len(results), sum(len(_report.findings_of(result)) for result in results))
