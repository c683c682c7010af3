"""The part "loader" of support.fuzz_run: a universal binary that was changed at random is loaded, in each mode.

What HPy itself reads of a binary must give a module or an exception, whatever it is. What the system's dynamic linker
does with the rest, and what the binary's own code does when it runs, is not HPy's; so the changes are such that neither
is led astray:

    head      the ELF header and the program headers, in a file for another machine, which the linker refuses unseen
    cut       the end is missing
    names     of functions that the loader looks up, in the table of dynamic symbols
    numbers   in definitions and records, and the versions that functions return
    null      a pointer in a definition or record is NULL: its relocation goes elsewhere
    texts     names, signatures and docstrings

And in place of a binary the value of HPY may be at random: a small model says which mode it means.
"""

import importlib
import os
import random
import re
import struct
import sys
import tempfile

from . import fuzz_run, fuzz_sequences

WAYS = [("universal", "any")]
BATCH = 100
NAME = "fuzzed"
MODES = ["universal", "debug", "trace", "debug+trace", "trace+debug"]
NUMBERS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 77, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 2000, 2001, 82, 16, 24, 40]
BPF = b"\xf7\x00"
PT_LOAD = 1

# What may be changed of the variables of module.c, by what they are: (offset, size, values) of numbers, and offsets of
# pointers. A record is not made one of another layout: of that C knows nothing.
METHOD_KINDS = (2, 5, 6, 7, 0, 9, 77)
FIELDS = {
    "method": ([(0, 4, METHOD_KINDS), (32, 4, NUMBERS)], [8, 16, 24, 40, 64]),
    "slot": ([(0, 4, (1, 0, 9, 77)), (8, 4, (66, 65, 70, 7, 83, 999, 1000, 71, 2000, 2002, 2003, 0, 2**31))], [16, 24]),
    "module slot": ([(0, 4, (1, 0, 9, 77)), (8, 4, (2004, 66, 1000, 0, 2**31))], [16, 24]),
    "member": ([(0, 4, (3, 0, 9)), (16, 4, range(24)), (24, 8, (-1, 0, 8, 33, 40, 2**62)), (32, 4, NUMBERS)], [8, 40]),
    "fields": ([(0, 4, (8, 0, 9)), (16, 4, range(5)), (24, 8, (-8, 0, 3, 40, 2**62)), (32, 8, (-1, 0, 2**61))], [8]),
    "getset": ([(0, 4, (4, 0, 9))], [8, 16, 24, 32, 40, 48]),
    "list": ([], [0, 8, 16, 24, 32, 40]),
    "spec": ([(8, 4, NUMBERS), (12, 4, NUMBERS), (16, 8, (0, 2**9, 2**63, 2**14, 0x44200)), (24, 4, range(-3, 12))],
             [0, 32, 40, 48]),
    "definition": ([(8, 8, (-1, 0, 1, 8, 2**31, 2**62, 2**63 - 1))], [0, 16, 24, 32]),
    "declarations": ([(0, 4, NUMBERS), (4, 4, NUMBERS), (8, 4, NUMBERS)], []),
    "entry": ([(0, 4, NUMBERS), (4, 4, NUMBERS), (8, 4, NUMBERS), (12, 4, NUMBERS)], []),
}  # fmt: skip
VARIABLES = {
    **dict.fromkeys(["no_arguments", "one", "several", "keywords"], "method"),
    "repr": "slot",
    "load": "module slot",
    "destroy_state": "module slot",
    "number": "member",
    "text": "member",
    "fields": "fields",
    "got": "getset",
    "thing_defines": "list",
    "module_defines": "list",
    "module_globals": "list",
    "thing_spec": "spec",
    "definition": "definition",
    "_hpy_declarations_" + NAME: "declarations",
}
FUNCTIONS = [prefix + NAME for prefix in ("HPyInit_", "HPyInitGlobalContext_", "HPyInitDirect_", "HPyDeclarations_",
             "get_required_hpy_major_version_", "get_required_hpy_minor_version_", "PyInit_")]  # fmt: skip


def binaries(compiler):
    return fuzz_run.build(compiler, "module.c", WAYS)


def start(binary, mode):
    return Original(binary.path)


def show(binary, seed):
    content, *how = write(Original(binary.path), seed)
    return content if isinstance(content, bytes) else repr((content, how)).encode()


# ---- The binary, and what may be changed


class Original:
    """The binary, and where in the file things are. Native ELF of 64 bits."""

    def __init__(self, path):
        from elftools.elf.elffile import ELFFile

        self.path = path
        with open(path, "rb") as file:
            self.content = file.read()
            file.seek(0)
            elf = ELFFile(file)
            self.machine = elf["e_machine"]
            self.segments = [segment.header for segment in elf.iter_segments()]
            symbols = {
                symbol.name.split(".")[0]: symbol["st_value"]
                for symbol in elf.get_section_by_name(".symtab").iter_symbols()
            }
            table = elf.get_section_by_name(".rela.dyn")
            at, size = table["sh_offset"], table["sh_entsize"]
            self.relocations = {r["r_offset"]: at + i * size for i, r in enumerate(table.iter_relocations())}
            names = elf.get_section_by_name(".dynstr")
            self.names = (names["sh_offset"], names["sh_size"])
        self.variables = [(kind, symbols[name]) for name, kind in sorted(VARIABLES.items()) if name in symbols]
        self.variables.append(("entry", symbols["_entry"]))
        self.spare = symbols["spare"]
        self.versions = [self.offset(symbols[name]) for name in FUNCTIONS if name.startswith("get_required")]
        self.texts = [match.span() for match in re.finditer(rb"fz [^\0]*", self.content)]
        assert len(self.variables) == len(VARIABLES) + 1 and self.texts

    def offset(self, address):
        """Where in the file lies what will be at this address."""
        for segment in self.segments:
            if segment["p_type"] == "PT_LOAD" and 0 <= address - segment["p_vaddr"] < segment["p_filesz"]:
                return segment["p_offset"] + address - segment["p_vaddr"]
        raise LookupError(hex(address))


def write(original, seed):
    """(content or value of HPY, how to load it, mode)."""
    rng = random.Random(seed)
    how = rng.choice(["load", "load", "load", "import"])
    mode = rng.choice(MODES)
    if rng.random() < 0.2:
        return write_modes(rng), "modes", mode
    content = bytearray(original.content)
    kind = rng.randrange(9)
    if kind < 2:
        (change_head, cut)[kind](original, rng, content)
        return bytes(content), "load", mode  # Python's own importer looks at nothing
    for change in [
        rng.choice([change_number, change_number, change_version, set_null, set_null, change_text, change_names])
        for _ in range(rng.choice([1, 1, 2, 3, 8]))
    ]:
        change(original, rng, content)
    return bytes(content), how, mode


def change_head(original, rng, content):
    end = 64 + 56 * len(original.segments)
    for _ in range(rng.choice([1, 2, 5, 20])):
        at, width = rng.randrange(4, end), rng.choice([1, 2, 4, 8])
        content[at : at + width] = rng.choice([b"\0", b"\xff", b"\x7f", bytes([rng.randrange(256)])]) * width
    content[18:20] = BPF
    if rng.random() < 0.3:
        cut(original, rng, content)


def cut(original, rng, content):
    del content[rng.choice([rng.randrange(len(content)), rng.randrange(256)]) :]


def change_names(original, rng, content):
    name = rng.choice(FUNCTIONS).encode()
    begin, size = original.names
    at = content.find(b"\0" + name + b"\0", begin, begin + size)
    if at >= 0:
        content[at + 1 + rng.randrange(len(name))] = rng.randrange(256)


def change_number(original, rng, content):
    kind, address = rng.choice(original.variables)
    if FIELDS[kind][0]:
        offset, size, values = rng.choice(FIELDS[kind][0])
        at = original.offset(address + offset)
        value = rng.choice(list(values)) & (256**size - 1)
        content[at : at + size] = value.to_bytes(size, "little")


def change_version(original, rng, content):
    at = rng.choice(original.versions)
    if original.machine == "EM_X86_64":
        at = content.find(b"\xb8", at, at + 16)  # mov eax, number
        content[at + 1 : at + 5] = struct.pack("<I", rng.choice([0, 1, 2, 3, 4, 999, 2**31, 2**32 - 1]))


def set_null(original, rng, content):
    kind, address = rng.choice(original.variables)
    if FIELDS[kind][1]:
        offset = rng.choice(FIELDS[kind][1])
        if address + offset in original.relocations:
            at = original.relocations[address + offset]
            content[at : at + 8] = struct.pack("<Q", original.spare)
            place = original.offset(address + offset)
            content[place : place + 8] = bytes(8)


def change_text(original, rng, content):
    begin, end = rng.choice(original.texts)
    content[rng.randrange(begin, end)] = rng.choice([0, 0xFF, 0x2E, 0x28, 0x0A, rng.randrange(256)])


# ---- Loading it


def run(original, seed):
    content, how, mode = write(original, seed)
    if how == "modes":
        return 1, [load_by_variable(original, content)]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, NAME + ".so")
        with open(path, "wb") as file:
            file.write(content)
        try:
            module = load(path, how, mode)
            list(map(repr, vars(module).values()))
        except Exception as error:
            return 1, [fuzz_sequences.describe(how, error).replace(folder, "")]
    return 1, [how]


def load(path, how, mode):
    import hpy.universal

    if how == "load":
        return hpy.universal.load(NAME, path, importlib.machinery.ModuleSpec(NAME, None), mode=mode)
    sys.modules.pop(NAME, None)
    sys.path.insert(0, os.path.dirname(path))
    os.environ["HPY"] = mode
    try:
        importlib.invalidate_caches()
        return importlib.import_module(NAME)
    finally:
        del sys.path[0], os.environ["HPY"]


# ---- The variable HPY

PIECES = [
    *MODES,
    "Debug",
    " trace ",
    NAME,
    "pkg." + NAME,
    "other",
    ":",
    ":",
    ",",
    ",",
    "+",
    " ",
    "",
    "\0",
    "\u20ac",
    "\udcff",
    "x",
]


def write_modes(rng):
    if rng.random() < 0.5:
        entries = [
            rng.choice([NAME, "pkg." + NAME, "other"]) + ":" + rng.choice(PIECES[:7]) for _ in range(rng.randint(1, 4))
        ]
        text = ",".join(entries)
    else:
        text = "".join(rng.choice(PIECES) for _ in range(rng.randint(0, 6)))
    if rng.random() < 0.3:
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice(PIECES) + text[at + rng.randrange(2) :]
    return text


def meant(text):
    """The mode that a value means for pkg.NAME; ValueError for none."""
    blanks = " \t\n\v\f\r"
    text = text.strip(blanks)
    if not text:
        return "universal"
    if ":" not in text:
        return mode_of(text)
    found = []
    for entry in text.split(","):
        name, _, mode = entry.partition(":")
        name, mode = name.strip(blanks), mode_of(mode)
        if not name or ":" not in entry:
            raise ValueError(entry)
        found += [mode] if name in (NAME, "pkg." + NAME) else []
    return (found + ["universal"])[0]


def mode_of(text):
    layers = [layer.strip(" \t\n\v\f\r") for layer in text.split("+")]
    mode = "+".join("".join(c.lower() if c.isascii() else c for c in layer) for layer in layers)
    if mode not in MODES:
        raise ValueError(text)
    return mode


def load_by_variable(original, value):
    import hpy.universal

    try:
        expected = meant(value)
    except ValueError:
        expected = None
    spec = importlib.machinery.ModuleSpec("pkg." + NAME, None)
    try:
        arguments = (NAME, "pkg." + NAME, "pkg", original.path, None, spec, {"HPY": value})
        hpy.universal._load_bootstrap(*arguments)
    except ValueError as error:
        assert expected is None, (value, expected)
        assert repr(value) in str(error)
        return "modes raised"
    assert expected is not None, value
    return "modes %s" % expected
