"""Choosing a mode: the arguments of load, and the variable HPY."""

import os
import shutil
import sys
import warnings

import pytest

import hpy.universal
from hpy.universal import _load_bootstrap, load

pytestmark = pytest.mark.abis("universal")
UNIVERSAL, DEBUG, TRACE = hpy.universal.MODE_UNIVERSAL, hpy.universal.MODE_DEBUG, hpy.universal.MODE_TRACE


def with_env(binary, spec, value, ext_name="pkg.hello"):
    return _load_bootstrap("hello", ext_name, "pkg", binary.path, None, spec(ext_name), {"HPY": value})


def test_numbers():
    assert (UNIVERSAL, DEBUG, TRACE) == (0, 1, 2)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"mode": -1},
        {"mode": UNIVERSAL},
        {"debug": False},
        {"mode": 77},
        {"mode": 77, "debug": True},
    ],
)
def test_load_in_universal_mode(hello, spec, options):
    assert load("hello", hello.path, spec("hello"), **options).answer() == 42


@pytest.mark.parametrize("options", [{"mode": TRACE}, {"debug": True, "mode": TRACE}, {"mode": " Trace "}])
def test_load_in_trace_mode(report_mode, spec, options):
    assert load("hello", report_mode.path, spec("hello"), **options).layers() == "HPy Trace Mode ABI"


@pytest.mark.parametrize(
    "options",
    [
        {"mode": DEBUG},
        {"debug": True},
        {"debug": True, "mode": -1},
        {"debug": True, "mode": UNIVERSAL},
        {"mode": "debug"},
        {"mode": " DEBUG + trace "},
    ],
)
def test_load_in_debug_mode(report_mode, spec, options):
    assert load("hello", report_mode.path, spec("hello"), **options).layers() == "HPy Debug Mode ABI"


def test_the_first_layer_is_nearest_to_the_extension(report_mode, spec):
    assert load("hello", report_mode.path, spec("hello"), mode="trace+debug").layers() == "HPy Trace Mode ABI"


@pytest.mark.parametrize("mode", ["", "nonsense", "trace+", "+trace", "trace+trace", "universal+trace", "trace,debug"])
def test_load_in_a_mode_that_there_is_not(hello, spec, mode):
    with pytest.raises(ValueError, match="must be one of universal, debug, trace, debug.trace, trace.debug"):
        load("hello", hello.path, spec("hello"), mode=mode)


def test_load_in_a_mode_that_is_no_string(hello, spec):
    with pytest.raises(TypeError):
        load("hello", hello.path, spec("hello"), mode=1.5)


def test_a_file_has_the_mode_in_which_it_was_loaded_last(report_mode, spec):
    first = load("hello", report_mode.path, spec("hello"), mode="trace")
    assert first.layers() == "HPy Trace Mode ABI"
    second = load("hello", report_mode.path, spec("hello"))
    assert first.layers() == second.layers() == "HPy Universal ABI"


# How a load fails between two layers: the package of the second one cannot be imported.
FAILING = """
import importlib.machinery, sys
from hpy.universal import load
spec = importlib.machinery.ModuleSpec("hello", None)
def fail_to_load(path, mode):
    sys.modules["hpy." + mode.split("+")[0]] = None
    try:
        load("hello", path, spec, mode=mode)
    except ImportError:
        pass
    else:
        raise AssertionError("it was loaded")
    del sys.modules["hpy." + mode.split("+")[0]]
"""


def test_a_layer_without_the_next_one_serves_the_next_load(report_mode, python):
    python(
        FAILING
        + """
from hpy.trace import _trace
path = %r
for _ in range(5):
    fail_to_load(path, "debug+trace")
assert len(_trace.get_report()) == 1
assert load("hello", path, spec, mode="debug+trace").layers() == "HPy Debug Mode ABI"
assert load("hello", path, spec, mode="trace").layers() == "HPy Trace Mode ABI"
assert len(_trace.get_report()) == 1
"""
        % report_mode.path
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
@pytest.mark.parametrize("mode", ["debug+trace", "trace+debug"])
def test_loads_that_fail_between_two_layers_keep_no_memory(report_mode, python, mode):
    python(
        FAILING
        + """
import hpy.debug, hpy.trace
def pages():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1])
path, mode = %r, %r
for i in range(400):
    if i == 100:
        before = pages()
    fail_to_load(path, mode)
assert pages() - before < 100, "%%d pages" %% (pages() - before)
"""
        % (report_mode.path, mode)
    )


def test_who_cannot_have_another_mode_keeps_his(report_mode, python):
    result = python(
        FAILING
        + """
path = %r
module = load("hello", path, spec, mode="debug")
fail_to_load(path, "trace")
assert module.layers() == "HPy Debug Mode ABI"
load("hello", path, spec, mode="debug")
"""
        % report_mode.path
    )
    assert result.stderr == ""  # nobody is told that he lost it


LOST = r"'%s' is loaded in %s mode, and its file was loaded in %s mode before"


@pytest.mark.parametrize("first, second", [("debug", "universal"), ("trace", "debug"), ("debug+trace", "trace+debug")])
def test_who_loses_a_mode_hears_of_it(report_mode, spec, first, second):
    load("hello", report_mode.path, spec("hello"), mode="universal")
    before = load("hello", report_mode.path, spec("hello"), mode=first)
    with pytest.warns(RuntimeWarning, match=(LOST % ("hello", second, first)).replace("+", "[+]")):
        after = load("hello", report_mode.path, spec("hello"), mode=second)
    assert before.layers() == after.layers()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load("hello", report_mode.path, spec("hello"), mode=second)
        if second != "universal":
            with pytest.raises(RuntimeWarning):
                load("hello", report_mode.path, spec("hello"), mode="universal")
            assert before.layers() == after.layers() != "HPy Universal ABI"


def test_a_file_with_two_names(report_mode, spec, tmp_path):
    first, other = str(tmp_path / "hello.so"), str(tmp_path / "other.so")
    shutil.copy(report_mode.path, first)  # links do not lead to other file systems
    os.link(first, other)
    load("hello", first, spec("hello"), mode="debug")
    with pytest.warns(RuntimeWarning, match=LOST % ("hello", "universal", "debug")):
        load("hello", other, spec("hello"))


@pytest.mark.parametrize(
    "value",
    [
        "",
        "  ",
        "universal",
        "UNIVERSAL",
        " Universal\t",
        "hello:universal",
        "pkg.hello:universal",
        " hello : universal ",
        "other:debug",
        "hell:debug",
        "helloo:debug",
        "ello:debug",
        "pkg:debug",
        "other.hello:debug",
        "Hello:debug",
        "a:debug,b:trace",
        "hello:universal,hello:debug",
        "other:debug,hello:universal",
    ],
)
def test_value_that_means_universal(hello, spec, value):
    assert with_env(hello, spec, value).answer() == 42


@pytest.mark.parametrize(
    "value",
    [
        "trace",
        " TRACE ",
        "pkg.hello:trace",
        "hello:TRACE",
        "hello:trace,hello:debug",
        "other:debug,hello:trace",
    ],
)
def test_value_that_means_trace(report_mode, spec, value):
    assert with_env(report_mode, spec, value).layers() == "HPy Trace Mode ABI"


@pytest.mark.parametrize(
    "value",
    [
        "debug",
        "DeBuG",
        "hello:debug",
        "other:universal,hello:debug",
        " other : universal , hello : debug ",
        "debug+trace",
        "debug + trace",
        "hello:debug+trace,other:trace",
    ],
)
def test_value_that_means_debug_and_perhaps_more(report_mode, spec, value):
    assert with_env(report_mode, spec, value).layers() == "HPy Debug Mode ABI"


@pytest.mark.parametrize(
    "value",
    [
        "nonsense",
        "d",
        "tra",
        "debugging",
        "universal debug",
        "debug,",
        "debug,trace",
        ":",
        ":debug",
        "hello:",
        "hello:d",
        "hello:debug,",
        ",hello:debug",
        "hello:debug,,other:debug",
        "hello:universal,other:nonsense",
        "hello:debug:trace",
        "hello=debug",
        "d\xe9bug",
        "debug\0",
        "\udce9",
        "debug+",
        "+debug",
        "debug+debug",
        "debug+universal",
        "trace-debug",
        "hello:debug+",
        "debug+trace+debug",
    ],
)
def test_value_that_means_nothing(hello, spec, value):
    with pytest.raises(ValueError) as caught:
        with_env(hello, spec, value)
    assert repr(value) in str(caught.value)
    assert "universal, debug, trace" in str(caught.value)


def test_value_that_is_no_string(hello, spec):
    with pytest.raises(TypeError, match="HPY must be a str, not int"):
        with_env(hello, spec, 1)


def test_name_of_a_top_level_module(report_mode, spec):
    assert with_env(report_mode, spec, "hello:trace", ext_name="hello").layers() == "HPy Trace Mode ABI"


WHICH = """
    import sys
    sys.path.insert(0, {folder!r})
    import hello
    print(hello.layers(), file=sys.stderr)
"""


@pytest.mark.no_layers("it chooses the mode itself")
@pytest.mark.parametrize(
    "args, value, expected",
    [
        ([], "trace", "Trace Mode"),
        (["-E"], "trace", "Universal"),
        (["-I"], "nonsense", "Universal"),
        (["-I", "-X", "hpy=trace"], "debug", "Trace Mode"),
        (["-X", "hpy=hello:trace"], "debug", "Trace Mode"),
        (["-X", "hpy=other:trace"], "debug", "Universal"),
    ],
)
def test_python_that_ignores_its_environment(report_mode, python, args, value, expected):
    options = "nonsense" if "-E" in args or "-I" in args else None
    env = {"HPY": value, "HPY_LOG": "1", "HPY_DEBUG": options, "HPY_TRACE": options}
    done = python(WHICH.format(folder=report_mode.folder), args=args, env=env)
    assert "HPy %s" % expected in done.stderr
    assert ("Loading 'hello'" in done.stdout) == (not args or "-X" in args[:1])


@pytest.mark.no_layers("it chooses the mode itself")
@pytest.mark.parametrize(
    "value, missing",
    [
        ("misspelt:debug", "misspelt"),
        ("hello:trace,a.b:debug,c:trace", "a.b, c"),
        ("hello:trace", None),
        ("trace", None),
    ],
)
def test_names_of_no_module_are_told_at_the_end(report_mode, python, value, missing):
    done = python(WHICH.format(folder=report_mode.folder), env={"HPY": value, "HPY_LOG": None})
    note = "hpy: note: HPY names %s, but no universal HPy module of this name was imported; there were: " % missing
    assert (note + "hello\n" in done.stderr) == (missing is not None) and ("note" in done.stderr) == (
        missing is not None
    )


def test_load_does_not_look_at_the_environment(hello, spec, monkeypatch):
    monkeypatch.setenv("HPY", "nonsense")
    assert load("hello", hello.path, spec("hello")).answer() == 42


@pytest.mark.releases("modules")
def test_environment_keeps_its_references(hello, spec, leaks):
    leaks(with_env, hello, spec, "other:debug")
