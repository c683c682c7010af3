"""Paths: what stands for one, as bytes for C and as str."""

import os
import pathlib
import sys

import pytest

SNIPPET = r"""
    #define FUNCTION(NAME, CALL) \
        HPyDef_METH(NAME, #NAME, HPyFunc_O) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, HPy arg) { return CALL(ctx, arg); }
    FUNCTION(fspath, HPy_FSPath)
    FUNCTION(convert, HPyUnicode_FSConvert)
    FUNCTION(decode, HPyUnicode_FSDecode)
    @EXPORT(fspath, convert, decode)
    @INIT
"""


class Path:
    def __init__(self, result):
        self.result = result

    def __fspath__(self):
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


class Derived(str):
    pass


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


@pytest.mark.parametrize(
    "path", ["a/b", b"a/b", Path("a/b"), Path(b"a/b"), pathlib.PurePosixPath("a/b"), Derived("a/b")]
)
def test_paths(mod, path):
    assert mod.fspath(path) == os.fspath(path)
    assert mod.convert(path) == os.fsencode(path)
    assert mod.decode(path) == os.fsdecode(path)


def test_paths_are_themselves(mod):
    for path in ("text that is a path", b"bytes that are a path", Derived("x")):
        assert mod.fspath(path) is path
    path = b"bytes that are a path"
    assert mod.convert(path) is path


@pytest.mark.skipif(sys.platform == "win32", reason="file names are text there")
def test_bytes_that_cannot_be_decoded(mod):
    assert mod.decode(b"a\xff") == os.fsdecode(b"a\xff")
    assert mod.convert(os.fsdecode(b"a\xff")) == b"a\xff"


@pytest.mark.parametrize("wrong", [1, None, 1.5, [], bytearray(b"a"), Path(1), Path(None)])
def test_no_path(mod, wrong):
    for function in (mod.fspath, mod.convert):
        with pytest.raises(TypeError):
            function(wrong)
    with pytest.raises(TypeError):
        mod.decode(wrong)


@pytest.mark.parametrize("path", ["a\0b", b"a\0b", Path("a\0b"), Path(b"\0")])
def test_nul(mod, path):
    assert mod.fspath(path) == os.fspath(path)
    with pytest.raises(ValueError, match="^embedded null byte$"):
        mod.convert(path)
    with pytest.raises(ValueError, match="^embedded null character$"):
        mod.decode(path)


def test_lone_surrogate(mod):
    with pytest.raises(UnicodeEncodeError):
        mod.convert("\ud800")


def test_exceptions_come_through(mod):
    for function in (mod.fspath, mod.convert, mod.decode):
        with pytest.raises(ZeroDivisionError):
            function(Path(ZeroDivisionError()))


def test_no_leaks(mod, leaks):
    leaks(lambda: (mod.fspath(Path("a/b")), mod.convert(Path("a/b")), mod.decode(Path(b"a/b"))))
    leaks(mod.convert, "a\0b")
    leaks(mod.decode, b"a\0b")
