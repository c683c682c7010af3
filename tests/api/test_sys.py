"""HPySys_* (minor 2): what the module sys has, writing to its files, audit events; HPyFile_*, HPy_AsFileDescriptor."""

import io
import os
import sys
import warnings

import pytest
from support.lookups import LOOKUPS

SNIPPET = (
    LOOKUPS
    + r"""
    static const char *text(HPyContext *ctx, HPy h) { return HPyUnicode_AsUTF8AndSize(ctx, h, NULL); }
    METHOD(get)
    {
        HPy value = args[0];
        int n = HPySys_Get_s(ctx, text(ctx, args[0]), &value);
        return found(ctx, n, value);
    }
    METHOD(get_bytes)
    {
        HPy value = args[0];
        int n = HPySys_Get_s(ctx, HPyBytes_AsString(ctx, args[0]), &value);
        return found(ctx, n, value);
    }
    METHOD(set) { return none(ctx, HPySys_Set_s(ctx, text(ctx, args[0]), or_null(ctx, args[1]))); }
    METHOD(out)
    {
        HPySys_WriteStdout(ctx, "%d %s %R\n", 42, "text", args[0]);
        return none(ctx, 0);
    }
    METHOD(err)
    {
        HPySys_WriteStderr(ctx, "%d %s %R\n", 42, "text", args[0]);
        return none(ctx, 0);
    }
    METHOD(out_while_pending)
    {
        HPyErr_SetObject(ctx, ctx->h_KeyError, args[0]);
        HPySys_WriteStdout(ctx, "%R\n", args[0]);
        return HPy_NULL;
    }
    METHOD(audit)
    {
        return none(ctx, HPySys_AuditTuple(ctx, text(ctx, args[0]), or_null(ctx, args[1])));
    }
    METHOD(write_object) { return none(ctx, HPyFile_WriteObject(ctx, args[0], args[1], HPy_IsTrue(ctx, args[2]))); }
    METHOD(write_s) { return none(ctx, HPyFile_Write_s(ctx, args[0], text(ctx, args[1]))); }
    static const char *text_or_null(HPyContext *ctx, HPy h)
    {
        return HPy_Is(ctx, h, ctx->h_None) ? NULL : text(ctx, h);
    }
    METHOD(from_fd)
    {
        return HPyFile_FromFd(ctx, (int)HPyLong_AsLong(ctx, args[0]), text(ctx, args[1]),
                              (int)HPyLong_AsLong(ctx, args[2]), text_or_null(ctx, args[3]),
                              text_or_null(ctx, args[4]), text_or_null(ctx, args[5]), HPy_IsTrue(ctx, args[6]));
    }
    METHOD(fd) { return number(ctx, HPy_AsFileDescriptor(ctx, args[0])); }
    @EXPORT(get, get_bytes, set, out, err, out_while_pending, audit, write_object, write_s, from_fd, fd)
    @INIT
"""
)


class Shown:
    def __repr__(self):
        return "<shown>"

    def __str__(self):
        return "text of it"


class Fails:
    def __repr__(self):
        raise ZeroDivisionError

    write = fileno = property(__repr__)


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


# ---- objects


def test_get(mod):
    assert mod.get("path") == (sys.path,) and mod.get("modules") == (sys.modules,)
    assert mod.get("no_such_thing") is None
    assert mod.get("größe") is None and mod.get("") is None
    with pytest.raises(UnicodeDecodeError):
        mod.get_bytes(b"\xff")


def test_set_and_delete(mod):
    try:
        for name in ("hpy_test", "hpy_größe"):
            value = [name]
            mod.set(name, value)
            assert getattr(sys, name) is value and mod.get(name) == (value,)
            mod.set(name, ...)
            assert not hasattr(sys, name) and mod.get(name) is None
            mod.set(name, ...)  # it is gone already
    finally:
        vars(sys).pop("hpy_test", None)


def test_get_and_set_do_not_import(mod, monkeypatch):
    monkeypatch.setitem(sys.modules, "sys", None)
    assert mod.get("path") == (sys.path,)


# ---- writing


def test_writing(mod, capsys):
    mod.out("größe")
    mod.err(Shown())
    assert capsys.readouterr() == ("42 text 'größe'\n", "42 text <shown>\n")


def test_writing_with_an_exception_pending(mod, capsys):
    with pytest.raises(KeyError, match="size"):
        mod.out_while_pending("size")
    assert capsys.readouterr().out == "'size'\n"


@pytest.mark.parametrize("file", [None, 42, Fails(), "missing"])
def test_writing_without_a_file_goes_to_those_of_c(mod, file, monkeypatch, capfd):
    for name, write in (("stdout", mod.out), ("stderr", mod.err)):
        with monkeypatch.context() as patch:
            patch.setattr(sys, name, file)
            if file == "missing":
                delattr(sys, name)
            write("größe")
    import ctypes

    ctypes.CDLL(None).fflush(None)
    out, err = capfd.readouterr()
    assert (out, err) == ("42 text 'größe'\n", "42 text 'größe'\n")


def test_writing_what_cannot_be_formatted_drops_the_exception(mod, capsys):
    mod.out(Fails())
    assert capsys.readouterr() == ("", "")


# ---- audit events


AUDIT = """
    import sys
    events = []
    def hook(event, args):
        if event.startswith("hpy."):
            events.append((event, args))
            if args == ("stop",):
                raise PermissionError(event)
    mod.audit("hpy.before", ())
    sys.addaudithook(hook)
    mod.audit("hpy.none", ...)
    mod.audit("hpy.empty", ())
    mod.audit("hpy.some", (1, [2]))
    mod.audit("hpy.one", ((1, 2),))
    assert events == [("hpy.none", ()), ("hpy.empty", ()), ("hpy.some", (1, [2])), ("hpy.one", ((1, 2),))], events
    try:
        mod.audit("hpy.stop", ("stop",))
    except PermissionError as error:
        print(error)
    try:
        mod.audit("hpy.list", [1])
    except TypeError as error:
        print(error)
"""


def test_audit(build, python):  # a hook stays for good
    printed = python(AUDIT, build(SNIPPET, minor=2)).stdout
    assert printed == "hpy.stop\nargs must be tuple, got list\n" or printed == ("hpy.stop\nexpected tuple, got list\n")


# ---- files


def test_write_object(mod):
    file = io.StringIO()
    mod.write_object(Shown(), file, False)
    mod.write_object(Shown(), file, True)
    mod.write_s(file, " größe")
    assert file.getvalue() == "<shown>text of it größe"


def test_write_object_to_what_cannot_take_it(mod):
    for error, file in [(AttributeError, 1), (ZeroDivisionError, Fails()), (TypeError, io.BytesIO())]:
        with pytest.raises(error):
            mod.write_object(1, file, False)
        with pytest.raises(error):
            mod.write_s(file, "x")
    with pytest.raises(ZeroDivisionError):
        mod.write_object(Fails(), io.StringIO(), False)


def test_from_fd(mod, tmp_path):
    path = tmp_path / "file"
    fd = os.open(str(path), os.O_RDWR | os.O_CREAT)
    with mod.from_fd(fd, "w", -1, "latin-1", "replace", "\r\n", False) as file:
        file.write("größe€\n")
        assert (file.encoding, file.errors) == ("latin-1", "replace")
    assert path.read_bytes() == b"gr\xf6\xdfe?\r\n"
    os.lseek(fd, 0, os.SEEK_SET)
    with mod.from_fd(fd, "rb", 0, None, None, None, True) as file:
        assert isinstance(file, io.FileIO) and file.read() == b"gr\xf6\xdfe?\r\n"
    for error, args in [
        (OSError, (fd, "r", -1, None, None, None, False)),
        (ValueError, (0, "nonsense", -1, None, None, None, False)),
        (LookupError, (0, "r", -1, "no-such-encoding", None, None, False)),
        (ValueError, (0, "rb", -1, "utf-8", None, None, False)),
    ]:
        with pytest.raises(error):
            mod.from_fd(*args)


def test_file_descriptor(mod, tmp_path):
    class File:
        def __init__(self, result):
            self.fileno = lambda: result

    assert mod.fd(7) == 7 and mod.fd(File(7)) == 7
    with open(str(tmp_path / "file"), "w") as file:
        assert mod.fd(file) == file.fileno()
    for error, value in [
        (TypeError, 1.5),
        (TypeError, "1"),
        (TypeError, File("1")),
        (ValueError, -1),
        (ValueError, File(-3)),
        (OverflowError, 2**40),
        (ZeroDivisionError, Fails()),
    ]:
        with pytest.raises(error):
            mod.fd(value)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert mod.fd(True) == 1
    warned = sys.version_info >= (3, 13)
    assert [str(w.message) for w in caught] == ["bool is used as a file descriptor"] * warned


def test_no_leaks(mod, leaks):
    leaks(mod.get, "path")
    leaks(mod.get, "nothing")
    leaks(mod.set, "hpy_test", ...)
    leaks(mod.write_object, Shown(), io.StringIO(), True)
    leaks(mod.fd, Fails())
