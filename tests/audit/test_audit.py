"""The command audit on binaries and wheels of this system: what it tells, compared with nm; mistakes; hostile files."""

import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hpy.audit import _code, _module
from hpy.audit._binary import AuditError, Binary
from hpy.audit._cli import audit
from hpy.audit._report import findings_of

SNIPPET = """
    HPyDef_METH(f, "f", HPyFunc_NOARGS)
    static HPy f_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, 1); }
    @EXPORT(f)
    @INIT
"""
HYBRID = """
    #include <Python.h>
    HPyDef_METH(f, "f", HPyFunc_NOARGS)
    static HPy f_impl(HPyContext *ctx, HPy self)
    {
        PyObject *o = PyLong_FromLong(1);
        HPy h = HPy_FromPyObject(ctx, o);
        Py_DECREF(o);
        return h;
    }
    @EXPORT(f)
    @INIT
"""
ENDING = ".pyd" if os.name == "nt" else ".so"


def command(*words):
    """(exit status, standard output, standard error)"""
    words = [sys.executable, "-m", "hpy", "audit", *map(str, words)]
    done = subprocess.run(words, capture_output=True, env={**os.environ, "PYTHONUTF8": "1"})
    err = done.stderr.decode()
    assert "Traceback" not in err
    return done.returncode, done.stdout.decode(), err


def texts(result, severity="error"):
    return [finding.text for finding in findings_of(result) if finding.severity == severity]


@pytest.fixture
def binary(build):
    return build(SNIPPET)


# ---- binaries


def test_abi_and_name(binary, abi):
    (module,) = audit(binary.path)
    assert (module.name, module.abi) == (
        binary.name,
        "universal" if abi == "hybrid" else abi,
    )  # it calls nothing of Python's
    assert not texts(module)


@pytest.mark.abis("hybrid")
def test_hybrid(build):
    binary = build(HYBRID)
    (module,) = audit(binary.path)
    assert module.abi == "hybrid" and not texts(module)
    assert "PyLong_FromLong" in module.binary.undefined


@pytest.mark.abis("universal")
@pytest.mark.parametrize("minor", [0, 1, 2])
@pytest.mark.parametrize("flag", ["-O0", "-O2"])
def test_minor_version(build, minor, flag):
    """It is read from the machine code of a function."""
    (module,) = audit(build(SNIPPET, minor=minor, flags=[flag]).path)
    assert (module.major, module.minor, module.release) == (0, minor, "0.10")


@pytest.mark.abis("universal")
@pytest.mark.parametrize("minor, release", [(0, "0.9"), (1, "0.10")])
def test_release_under_the_file_name_of_hpy09(build, tmp_path, minor, release):
    path = shutil.copy(build(SNIPPET, minor=minor).path, str(tmp_path / "snippet.hpy0.so"))
    (module,) = audit(path)
    assert (module.minor, module.release) == (minor, release)


@pytest.mark.skipif(shutil.which("nm") is None, reason="no nm")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="nm's options of another system")
def test_symbols_are_those_of_nm(binary):
    def nm(option):
        lines = subprocess.check_output(["nm", "-D", option, "--format=posix", binary.path]).decode().splitlines()
        return {line.split()[0].partition("@")[0] for line in lines}

    (module,) = audit(binary.path)
    assert module.binary.exported == nm("--defined-only")
    assert module.binary.undefined == nm("--undefined-only")


@pytest.mark.abis("universal")
def test_stripped_of_sections(binary, tmp_path):
    """Such files are loaded all the same."""
    content = bytearray(Path(binary.path).read_bytes())
    if content[:5] != b"\x7fELF\x02":
        pytest.skip("a 64-bit ELF file is wanted")
    struct.pack_into("<Q", content, 0x28, 0)  # where the section headers are
    struct.pack_into("<HHH", content, 0x3A, 0, 0, 0)  # their size and number, the names
    path = tmp_path / os.path.basename(binary.path)
    path.write_bytes(content)
    (module,), (whole,) = audit(str(path)), audit(binary.path)
    assert module.binary.exported >= whole.binary.exported
    assert (module.abi, module.minor) == (whole.abi, whole.minor)


@pytest.mark.abis("universal")
def test_name_of_the_file(binary, tmp_path):
    path = tmp_path / ("other" + ENDING)
    shutil.copyfile(binary.path, str(path))
    (module,) = audit(str(path))
    assert texts(module) == [
        f"the file is called other, but its module {binary.name}: Python finds it under neither name"
    ]


@pytest.mark.abis("universal")
def test_universal_file_with_a_tag(binary, tmp_path):
    path = tmp_path / (binary.name + ".cpython-38-x86_64-linux-gnu" + ENDING)
    shutil.copyfile(binary.path, str(path))
    (module,) = audit(str(path))
    assert "its name has cpython-38-x86_64-linux-gnu" in " ".join(texts(module, "warning"))


@pytest.mark.abis("hybrid")
def test_hybrid_file_without_a_tag(build, tmp_path):
    binary = build(HYBRID)
    path = tmp_path / (binary.name + ENDING)
    shutil.copyfile(binary.path, str(path))
    (module,) = audit(str(path))
    (text,) = texts(module)
    assert "its name says that it is universal, but it calls Python's own API" in text


@pytest.mark.abis("universal")
def test_symbols_that_nobody_needs(build):
    snippet = SNIPPET + "\n    HPy_EXPORTED_FUNC int stray(void); HPy_EXPORTED_FUNC int stray(void) { return 1; }\n"
    (module,) = audit(build(snippet).path)
    assert "1 more symbols are exported than Python needs (stray)" in " ".join(texts(module, "warning"))


@pytest.mark.abis("universal")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a flag of linkers for ELF")
def test_executable_stack(binary, tmp_path):
    content = bytearray(Path(binary.path).read_bytes())
    (start,) = struct.unpack_from("<Q", content, 0x20)
    size, count = struct.unpack_from("<HH", content, 0x36)
    for offset in range(start, start + size * count, size):
        if struct.unpack_from("<I", content, offset) == (0x6474E551,):  # PT_GNU_STACK
            struct.pack_into("<I", content, offset + 4, 7)
    path = tmp_path / os.path.basename(binary.path)
    path.write_bytes(content)
    assert texts(audit(str(path))[0]) == ["without no executable stack"]


def fake(**changed):
    """A binary with what every universal module has."""
    names = ["get_required_hpy_major_version_m", "get_required_hpy_minor_version_m", "HPyInitGlobalContext_m"]
    exported = frozenset([*names, "HPyInit_m", "HPyInitDirect_m", "PyInit_m"])
    made = Binary("ELF", "x86_64", exported, frozenset(), (), (), (), 0, "", lambda name: b"\xb8\2\0\0\0\xc3")
    return made._replace(**changed)


@pytest.mark.parametrize(
    "changed, severity, words",
    [
        ({"exported": frozenset(["HPyInit_m"])}, "error", "HPyInitGlobalContext_m is not exported: no host can load"),
        (
            {"exported": fake().exported - {"PyInit_m"}},
            "warning",
            "without PyInit_m: Python's importer does not take it",
        ),
        ({"code": lambda name: b"\xb8\x63\0\0\0\xc3"}, "error", "it wants major version 99 of the ABI"),
        ({"code": lambda name: b"\xb8\x63\0\0\0\xc3"}, "warning", "minor version 99 of the ABI is newer than this hpy"),
        ({"libraries": ("libpython3.11.so.1.0",)}, "error", "it is linked with libpython3.11.so.1.0"),
        ({"libraries": ("python311.dll",)}, "error", "it is linked with python311.dll"),
        ({"run_paths": ("/home/me/lib", "$ORIGIN")}, "warning", "libraries are looked for in /home/me/lib, which"),
    ],
)
def test_findings(changed, severity, words):
    module = _module.judge("m.so", fake(**changed))
    assert any(words in text for text in texts(module, severity))


def test_nothing_is_found():
    assert _module.judge("m.so", fake(code=lambda name: b"\x31\xc0\xc3")).findings == ()


def test_library_beside():
    module = _module.judge("libz.so.1", fake(exported=frozenset(["inflate"])))
    assert (module.abi, module.name, module.findings) == ("none", "", ())


@pytest.mark.parametrize(
    "code, machine, number",
    [
        (b"\xb8\x02\0\0\0\xc3", "x86_64", 2),
        (b"\xf3\x0f\x1e\xfa\xb8\x01\0\0\0\xc3", "x86_64", 1),
        (b"\xf3\x0f\x1e\xfa\x55\x48\x89\xe5\xb8\x01\0\0\0\x5d\xc3", "x86_64", 1),
        (b"\x31\xc0\xc3", "amd64", 0),
        (b"\x55\x89\xe5\xb8\x07\0\0\0\x5d\xc3", "i686", 7),
        (b"\x40\x00\x80\x52\xc0\x03\x5f\xd6", "aarch64", 2),
        (b"\x5f\x24\x03\xd5\xe0\x03\x1f\x2a\xc0\x03\x5f\xd6", "arm64", 0),
        (b"\xe8\x02\0\0\0\xc3", "x86_64", None),
        (b"\xb8\x02", "x86_64", None),
        (b"", "aarch64", None),
        (b"\x09\x45\x82\x80", "riscv64", 2),
        (b"\x01\x45\x82\x80", "riscv64", 0),
        (bytes.fromhex("411106e422e000080945a260026441018280"), "riscv64", 2),  # with a frame
        (bytes.fromhex("411106e422e000080945a26002644101"), "riscv64", None),
        (b"\xb8\x02\0\0\0\xc3", "riscv64", None),
        (b"\xb8\x02\0\0\0\xc3", "s390x", None),
    ],
)
def test_number_in_machine_code(code, machine, number):
    assert _code.returned(code, machine) == number


# ---- wheels


def wheel(folder, members, tag="py3-none-manylinux_2_99_x86_64", pure="false", requires=("hpy>=0.10",)):
    path = folder / f"demo-1.0-{tag}.whl"
    with zipfile.ZipFile(str(path), "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        text = f"Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: {pure}\nTag: {tag}\n"
        archive.writestr("demo-1.0.dist-info/WHEEL", text)
        lines = "".join(f"Requires-Dist: {requirement}\n" for requirement in requires)
        archive.writestr("demo-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n" + lines)
        archive.writestr("demo-1.0.dist-info/RECORD", "")
    return str(path)


@pytest.fixture
def content(binary):
    with open(binary.path, "rb") as file:
        return file.read()


machine = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.uname().machine != "x86_64", reason="the wheels are for another machine"
)


@machine
@pytest.mark.abis("universal")
def test_wheel(binary, content, tmp_path):
    path = wheel(tmp_path, {f"pkg/{binary.name}.so": content, "pkg/__init__.py": b""})
    (found,) = audit(path)
    assert [module.name for module in found.modules] == [binary.name]
    assert not findings_of(found)


@machine
@pytest.mark.abis("universal")
@pytest.mark.parametrize(
    "options, severity, words",
    [
        ({"requires": ()}, "error", "the wheel does not require hpy>=0.10"),
        ({"requires": ["hpy"]}, "error", "the wheel requires hpy, but its modules need hpy>=0.10"),
        ({"requires": ["hpy>=0.9"]}, "error", "requires hpy>=0.9, but its modules need hpy>=0.10"),
        ({"requires": ["hpy-extra>=9"]}, "error", "does not require hpy"),
        ({"pure": "true"}, "error", "Root-Is-Purelib is not false"),
        ({"tag": "py3-none-any"}, "error", "the wheel is for any platform, but it has binaries"),
        ({"tag": "py3-none-manylinux_2_99_aarch64"}, "error", "is for x86_64, the tag for manylinux_2_99_aarch64"),
        ({"tag": "py3-none-manylinux_2_5_x86_64"}, "error", "the tag promises 2.5"),
        ({"tag": "py3-none-manylinux1_x86_64"}, "error", "the tag promises 2.5"),
        ({"tag": "py3-none-linux_x86_64"}, "warning", "PyPI does not take the platform linux_*"),
        ({"tag": "cp311-cp311-manylinux_2_99_x86_64"}, "warning", "could be py3-none-PLATFORM"),
    ],
)
def test_findings_of_wheels(binary, content, tmp_path, options, severity, words):
    (found,) = audit(wheel(tmp_path, {binary.name + ".so": content}, **options))
    assert any(words in text for text in texts(found, severity)), findings_of(found)


@machine
@pytest.mark.abis("cpython")
def test_tag_that_promises_too_much(binary, content, tmp_path):
    (found,) = audit(wheel(tmp_path, {os.path.basename(binary.path): content}))
    assert "says every Python, but" in " ".join(texts(found))


# ---- files that are something else


@pytest.mark.parametrize(
    "name, content, words",
    [
        ("a.so", b"", "the file is empty"),
        ("a.so", b"hello", "this is no binary: neither ELF, Mach-O nor PE"),
        ("a.so", b"\x7fELF", "malformed or cut off"),
        ("a.pyd", b"MZ" + bytes(200), "malformed or cut off"),
        ("a.so", b"\xcf\xfa\xed\xfe" + b"\xff" * 100, "malformed or cut off"),
        ("A.so", b"\xca\xfe\xba\xbe\0\0\0\x41" + bytes(100), "this is no binary"),
        ("a.whl", b"PK", "malformed or cut off"),
        ("a.whl", b"", "malformed or cut off"),
    ],
)
def test_files_of_other_kinds(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(AuditError, match=words):
        audit(str(path))


@pytest.mark.abis("universal")
def test_cut_off_and_spoilt(binary, content, tmp_path):
    """Whatever the file has lost: an answer, or one sentence."""
    path = tmp_path / os.path.basename(binary.path)
    for at in range(0, len(content), max(1, len(content) // 60)):
        path.write_bytes(content[:at])
        with_answer(str(path))
        path.write_bytes(content[:at] + b"\xff" * 8 + content[at + 8 :])
        with_answer(str(path))
    for at in range(min(512, len(content))):
        path.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
        with_answer(str(path))


def with_answer(path):
    try:
        for result in audit(path):
            findings_of(result)
    except AuditError as error:
        assert str(error)


def test_zip_that_is_no_wheel(tmp_path):
    path = tmp_path / "a.whl"
    with zipfile.ZipFile(str(path), "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(AuditError, match="this is no wheel"):
        audit(str(path))


def test_member_that_is_no_binary(tmp_path):
    (found,) = audit(wheel(tmp_path, {"m.so": b"text"}))
    assert texts(found) == ["m.so: this is no binary: neither ELF, Mach-O nor PE"]


def test_zip_that_lies_about_sizes(tmp_path, monkeypatch):
    monkeypatch.setattr("hpy.audit._binary.LARGEST", 1000)
    (found,) = audit(wheel(tmp_path, {"m.so": b"\0" * 2000}))
    assert "m.so has 2000 bytes, too many to look into" in " ".join(texts(found))


def test_wheel_whose_compression_is_spoilt(tmp_path):
    path = tmp_path / "demo-1.0-py3-none-any.whl"
    with zipfile.ZipFile(str(path), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("demo-1.0.dist-info/WHEEL", "Tag: py3-none-any\n" * 50)
        archive.writestr("demo-1.0.dist-info/METADATA", "Name: demo\n" * 50)
    content = bytearray(path.read_bytes())
    at = content.index(b"/WHEEL") + 6
    content[at : at + 4] = b"\xff" * 4
    path.write_bytes(content)
    with pytest.raises(AuditError, match="malformed or cut off"):
        audit(str(path))


def test_code_that_is_not_in_the_file(tmp_path):
    """A PE file whose export leads nowhere."""
    with open(Path(__file__).parent.parent / "fuzz" / "files" / "tiny.pyd", "rb") as file:
        content = bytearray(file.read())
    pe = pytest.importorskip("pefile").PE(data=bytes(content))
    table = pe.get_offset_from_rva(pe.DIRECTORY_ENTRY_EXPORT.struct.AddressOfFunctions)
    count = pe.DIRECTORY_ENTRY_EXPORT.struct.NumberOfFunctions
    content[table : table + 4 * count] = struct.pack("<I", 0x7FFFFFF0) * count
    path = tmp_path / "tiny.pyd"
    path.write_bytes(content)
    (module,) = audit(str(path))
    assert module.name == "tiny" and module.minor is None


class Elf:
    """An ELF file that gcc has made, to be spoilt."""

    def __init__(self, path):
        self.content = bytearray(path.read_bytes())
        self.path = path
        with open(str(path), "rb") as file:
            elf = pytest.importorskip("elftools.elf.elffile").ELFFile(file)
            self.headers = elf["e_shoff"]
            names = [section.name for section in elf.iter_sections()]
            self.places = {s.name: (s["sh_offset"], s["sh_size"]) for s in elf.iter_sections()}
            self.header = {name: elf["e_shoff"] + 64 * i for i, name in enumerate(names)}

    def pack(self, at, shape, *values):
        struct.pack_into(shape, self.content, at, *values)

    def audit(self):
        self.path.write_bytes(self.content)
        return audit(str(self.path))


@pytest.fixture
def elf(tmp_path):
    if not sys.platform.startswith("linux") or not shutil.which("gcc") or struct.calcsize("P") != 8:
        pytest.skip("makes an ELF file of 64 bits with gcc")
    (tmp_path / "a.c").write_text("#include <stdlib.h>\nvoid *PyInit_a(void) { return malloc(1); }\n")
    subprocess.run(["gcc", "-shared", "-fPIC", "a.c", "-o", "a.so"], cwd=str(tmp_path), check=True)
    return Elf(tmp_path / "a.so")


def test_versions_that_lead_in_a_circle(elf):
    elf.pack(elf.header[".gnu.version_r"] + 44, "<I", 0xFFFFFFFF)  # sh_info: how many there are
    elf.pack(elf.places[".gnu.version_r"][0] + 12, "<I", 0)  # vn_next: the same again
    (module,) = elf.audit()
    assert module.name == "a" and module.binary.baseline.startswith("glibc")


def test_tables_without_end(elf):
    elf.pack(54, "<HH", 0, 0xFFFF)  # e_phentsize, e_phnum: how many there are stands in the first section
    elf.pack(elf.headers + 44, "<I", 0xFFFFFFFF)
    with pytest.raises(AuditError, match="table of sections or segments does not fit in"):
        elf.audit()


def test_names_that_share_one_long_text(elf):
    """A table of symbols whose names each begin at another character: kept, they would take gigabytes."""
    number, names = 20000, b"a" * 100000 + b"\0"
    table = b"".join(struct.pack("<IBBHQQ", 1 + i, 0x12, 0, 1, 0x1000, 1) for i in range(number))
    at = len(elf.content)
    elf.content += table + b"\0" + names
    elf.pack(elf.header[".dynsym"] + 24, "<QQ", at, len(table))
    elf.pack(elf.header[".dynstr"] + 24, "<QQ", at + len(table), 1 + len(names))
    with pytest.raises(AuditError, match="its names are longer than the file"):
        elf.audit()


def test_missing_library(monkeypatch, binary):
    monkeypatch.setitem(sys.modules, "elftools", None)
    monkeypatch.setitem(sys.modules, "pefile", None)
    monkeypatch.setitem(sys.modules, "macholib.MachO", None)
    with pytest.raises(AuditError, match=r'run: pip install "hpy\[audit\]"'):
        audit(binary.path)


# ---- the command


@pytest.mark.abis("universal")
def test_command(binary):
    status, out, err = command(binary.path)
    assert (status, err) == (0, "")
    assert f"universal HPy module {binary.name}" in out
    assert out.splitlines()[-1] == "1 audited: nothing to mend"


@pytest.mark.abis("universal")
def test_json(binary):
    status, out, _ = command("--json", binary.path)
    (told,) = json.loads(out)
    assert status == 0 and told["abi"] == "universal" and told["name"] == binary.name


@pytest.mark.abis("universal")
def test_folder_and_exit_status(binary, tmp_path):
    shutil.copyfile(binary.path, str(tmp_path / ("other" + ENDING)))
    (tmp_path / "inner").mkdir()
    shutil.copyfile(binary.path, str(tmp_path / "inner" / os.path.basename(binary.path)))
    status, out, _ = command(tmp_path)
    assert status == 1
    assert out.splitlines()[-1] == "2 audited: 1 things to mend"
    status, out, err = command(tmp_path, tmp_path / "nothing\n.so")
    assert status == 2 and "2 audited" in out
    assert "nothing\\n.so: No such file" in err


@pytest.mark.abis("universal")
def test_strict(build):
    snippet = SNIPPET + "\n    HPy_EXPORTED_FUNC int stray(void); HPy_EXPORTED_FUNC int stray(void) { return 1; }\n"
    path = build(snippet).path
    assert command(path)[0] == 0 and command("--strict", path)[0] == 1


def test_folder_without_binaries(tmp_path):
    status, _, err = command(tmp_path)
    assert status == 2 and "no binary and no wheel is in this folder" in err


def test_names_from_files_are_printable():
    exported = frozenset(["PyInit_\x1b[31m"])
    module = _module.judge("x\x1b.so", fake(exported=exported, libraries=("\x1b]0;title\x07",)))
    from hpy.audit._report import lines_of

    text = "\n".join(lines_of(module))
    assert "\x1b" not in text and "\\x1b" in text
