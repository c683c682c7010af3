"""Files that cannot be loaded: each gives one clear exception, and nothing is left behind."""

import importlib.machinery
import importlib.util
import os
import sys

import pytest

import hpy.universal
from hpy.universal import LoadError, load

pytestmark = pytest.mark.abis("universal")
NEEDS_ELF = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="writes an ELF file")

WITHOUT_DEFINITION = """
    _HPY_DEFINE_TRAMPOLINE_GLOBALS
    HPy_EXPORTED_FUNC uint32_t get_required_hpy_major_version_@NAME(void) { return %du; }
    HPy_EXPORTED_FUNC uint32_t get_required_hpy_minor_version_@NAME(void) { return %du; }
"""
WITH_CONTEXT = (
    WITHOUT_DEFINITION
    + """
    HPy_EXPORTED_FUNC void HPyInitGlobalContext_@NAME(HPyContext *ctx) { _ctx_for_trampolines = ctx; }
"""
)
NULL_DEFINITION = (
    WITH_CONTEXT
    + """
    HPy_EXPORTED_FUNC HPyModuleDef *HPyInit_@NAME(void) { return NULL; }
"""
)


def refused(name, path):
    """The message of the LoadError, which is complete."""
    before = set(sys.modules)
    with pytest.raises(LoadError) as caught:
        load(name, path, importlib.machinery.ModuleSpec(name, None))
    assert caught.value.name == name
    assert caught.value.path == path
    assert set(sys.modules) == before
    message = str(caught.value)
    assert name.encode("utf-8", "backslashreplace").decode() in message
    return message


def write(tmp_path, content, name="hello.so"):
    path = tmp_path / name
    path.write_bytes(content)
    return str(path)


def test_no_such_file(tmp_path, abi):
    path = str(tmp_path / "missing.so")
    message = refused("hello", path)
    assert "error loading extension at '%s'" % path in message


def test_empty_file(tmp_path, abi):
    path = write(tmp_path, b"")
    assert "error loading extension at '%s'" % path in refused("hello", path)


def test_text_file(tmp_path, abi):
    path = write(tmp_path, b"print('hello')\n" * 100)
    assert "error loading extension at '%s'" % path in refused("hello", path)


def test_folder(tmp_path, abi):
    assert "error loading extension at" in refused("hello", str(tmp_path))


@NEEDS_ELF
def test_truncated_file_at_every_size(hello, tmp_path):
    with open(hello.path, "rb") as file:
        whole = file.read()
    loaded_end = max(offset + size for kind, offset, size in segments(whole) if kind == 1)
    for size in list(range(1, 64, 21)) + list(range(64, loaded_end, max(1, loaded_end // 24))) + [loaded_end - 1]:
        path = write(tmp_path, whole[:size], "cut%d.so" % size)
        assert "error loading extension at" in refused("hello", path)


def segments(elf):
    """Type, file offset and file size of each program header of a native ELF file."""
    import struct

    wide = struct.calcsize("P") == 8
    (start,) = struct.unpack_from("Q" if wide else "I", elf, 32 if wide else 28)
    entry_size, number = struct.unpack_from("HH", elf, 54 if wide else 42)
    for at in range(start, start + entry_size * number, entry_size):
        if wide:
            kind, _, offset, _, _, size = struct.unpack_from("IIQQQQ", elf, at)
        else:
            kind, offset, _, _, size = struct.unpack_from("IIIII", elf, at)
        yield kind, offset, size


@NEEDS_ELF
def test_foreign_architecture(hello, tmp_path):
    with open(hello.path, "rb") as file:
        elf = bytearray(file.read())
    elf[18:20] = b"\xf7\x00"  # e_machine: BPF, which runs no Python
    message = refused("hello", write(tmp_path, bytes(elf)))
    assert "error loading extension at" in message


def test_library_without_hpy(build):
    message = refused("plain", build("HPy_EXPORTED_FUNC int plain(void) { return 1; }", name="plain").path)
    assert "required minimal HPy versions not found" in message
    assert "get_required_hpy_major_version_plain" in message
    assert "get_required_hpy_minor_version_plain" in message


def test_other_name_than_in_the_binary(hello):
    assert "get_required_hpy_major_version_other" in refused("other", hello.path)


@pytest.mark.parametrize("name", ["x" * 201, "\u4e2d" * 67, "pkg." + "\u4e2d" * 67, "hello\udcff"])
def test_names_that_no_c_function_can_have(hello, name):
    message = refused(name, hello.path)
    assert "must be text of no more than 200 bytes in UTF-8" in message and hello.path in message


def test_nothing_behind_a_null_character_is_forgotten(hello):
    with pytest.raises(LoadError, match=r"cannot import 'hello\\x00x' from"):
        load("hello\0x", hello.path, importlib.machinery.ModuleSpec("hello", None))


@pytest.mark.parametrize("mode", ["universal", "trace"])
def test_a_spec_whose_name_cannot_be_encoded(hello, mode):
    with pytest.raises(LoadError, match=r"its spec has the name 'pkg\\udcff.hello', which cannot be encoded"):
        load("hello", hello.path, importlib.machinery.ModuleSpec("pkg\udcff.hello", None), mode=mode)


LONE_SURROGATE = pytest.param("\ud800.so", marks=pytest.mark.skipif(os.name == "nt", reason="Windows has such names"))


@pytest.mark.parametrize("path", ["/tmp/x\0y.so", LONE_SURROGATE])
def test_paths_that_no_file_can_have(path):
    with pytest.raises(LoadError, match="this is no path: it has a null character, or one that"):
        load("hello", path, importlib.machinery.ModuleSpec("hello", None))


@pytest.mark.skipif(os.name == "nt", reason="there are no such files on Windows")
def test_what_is_no_regular_file_is_not_opened(tmp_path):
    os.mkfifo(str(tmp_path / "pipe.so"))
    for path in (str(tmp_path / "pipe.so"), "/dev/zero", str(tmp_path)):
        assert "error loading extension at '%s': this is no regular file" % path in refused("hello", path)


def test_the_message_is_for_a_terminal(tmp_path):
    path = str(tmp_path / "a\x1b[31m\n\u202e.so")
    with pytest.raises(LoadError) as caught:
        load("hello", path, importlib.machinery.ModuleSpec("hello", None))
    assert r"a\x1b[31m\x0a\u202e.so" in str(caught.value) and str(caught.value).isprintable()
    assert caught.value.path == path


@pytest.mark.parametrize(
    "source, symbol",
    [
        (WITHOUT_DEFINITION, "HPyInitGlobalContext_incomplete"),
        (WITH_CONTEXT, "HPyInit_incomplete"),
    ],
)
def test_missing_functions(build, source, symbol):
    message = refused("incomplete", build(source % (0, 0), name="incomplete").path)
    assert "has no function %s; was HPy_MODINIT used?" % symbol in message


def test_null_definition(build):
    message = refused("nothing", build(NULL_DEFINITION % (0, 0), name="nothing").path)
    assert "HPyInit_nothing" in message and "returned NULL" in message


def offered():
    from hpy.devel import HPyDevel

    with open(os.path.join(str(HPyDevel().include_dir), "hpy", "generated", "abi_minor.h"), encoding="utf-8") as file:
        text = file.read()
    return int(text.split("define HPY_ABI_MINOR_LATEST ")[1].split()[0])


@pytest.mark.parametrize("major, minor", [(999, 0), (1, 0), (0, 999), (0xFFFFFFFF, 0xFFFFFFFF)])
def test_newer_version(build, major, minor):
    message = refused("mytest", build(WITHOUT_DEFINITION % (major, minor), name="mytest").path)
    assert message.startswith(
        "HPy extension module 'mytest' requires unsupported version of the HPy runtime. "
        "Requested version: %d.%d. Current HPy version: 0.%d." % (major, minor, offered())
    )
    assert "upgrade hpy" in message


def test_version_is_checked_before_the_file_name(build, place):
    binary = build(WITHOUT_DEFINITION % (999, 0), name="mytest")
    assert "requires unsupported version" in refused("mytest", place(binary, "mytest.hpy5.so"))


@pytest.mark.parametrize("tag", ["999", "1", "01", "99999999999999999999"])
def test_other_major_in_the_file_name(hello, place, tag):
    path = place(hello, "hello.hpy%s.so" % tag)
    major = min(int(tag), 2**64 - 1 if sys.maxsize > 2**32 and os.name != "nt" else 2**32 - 1)
    assert refused("hello", path) == (
        "HPy extension module 'hello' at path '%s': mismatch between the HPy ABI tag encoded in the filename and the "
        "major version requested by the HPy extension itself. Major version tag parsed from filename: %d. "
        "Requested version: 0.%d." % (path, major, offered())
    )


def own_tag():
    from hpy.devel import abitag

    return abitag.parse_ext_suffix()[0]


@pytest.mark.parametrize("tag", ["cp27", "cp399", "cp3", "pypy38-pp73", "", "x" * 200])
def test_hybrid_file_name_of_another_python(hello, place, tag):
    message = refused("hello", place(hello, "hello.hpy0-%s.so" % tag))
    assert "is a hybrid build for another Python" in message
    assert own_tag().rstrip("d") in message


def test_hybrid_file_name_of_this_python(hello, place, spec):
    assert load("hello", place(hello, "hello.hpy0-%s.so" % own_tag()), spec("hello")).answer() == 42


def test_package_name_may_have_any_characters(hello, spec):
    assert load("größe.hello", hello.path, spec("größe.hello")).answer() == 42


def test_failures_leave_nothing_behind(hello, place, leaks):
    path = place(hello, "hello.hpy7.so")
    leaks(load, "hello", path, importlib.machinery.ModuleSpec("hello", None))


@pytest.mark.parametrize("capsule", [None, 1, "hpy.module_entry"])
def test_import_create_takes_its_capsule_only(capsule, spec, abi):
    with pytest.raises((TypeError, ValueError)):
        hpy.universal._import_create(capsule, spec("hello"), capsule)
    with pytest.raises((TypeError, ValueError)):
        hpy.universal._import_exec(capsule, spec("hello"), capsule)


def test_capsule_of_another_kind(spec, abi):
    import datetime

    with pytest.raises(ValueError):
        hpy.universal._import_create(datetime.datetime_CAPI, spec("hello"), datetime.datetime_CAPI)
