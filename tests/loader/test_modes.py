"""Choosing a mode: the arguments of load, and the variable HPY."""
import pytest

import hpy.universal
from hpy.universal import _load_bootstrap, load

pytestmark = pytest.mark.abis("universal")
UNIVERSAL, DEBUG, TRACE = hpy.universal.MODE_UNIVERSAL, hpy.universal.MODE_DEBUG, hpy.universal.MODE_TRACE


def with_env(binary, spec, value, ext_name="pkg.hello"):
    return _load_bootstrap("hello", ext_name, "pkg", binary.path, None, spec(ext_name), {"HPY": value})


def test_numbers():
    assert (UNIVERSAL, DEBUG, TRACE) == (0, 1, 2)


@pytest.mark.parametrize("options", [
    {}, {"mode": -1}, {"mode": UNIVERSAL}, {"debug": False}, {"mode": 77}, {"mode": 77, "debug": True},
])
def test_load_in_universal_mode(hello, spec, options):
    assert load("hello", hello.path, spec("hello"), **options).answer() == 42


@pytest.mark.parametrize("options, mode", [
    ({"mode": DEBUG}, "debug"),
    ({"mode": TRACE}, "trace"),
    ({"debug": True}, "debug"),
    ({"debug": True, "mode": -1}, "debug"),
    ({"debug": True, "mode": UNIVERSAL}, "debug"),
    ({"debug": True, "mode": TRACE}, "trace"),
])
def test_load_in_a_mode_that_does_not_exist_yet(hello, spec, options, mode):
    with pytest.raises(ImportError) as caught:
        load("hello", hello.path, spec("hello"), **options)
    assert "this version of hpy has no %s mode yet" % mode in str(caught.value)
    assert "unset HPY or pass mode=MODE_UNIVERSAL" in str(caught.value)


@pytest.mark.parametrize("value", [
    "", "  ", "universal", "UNIVERSAL", " Universal\t",
    "hello:universal", "pkg.hello:universal", " hello : universal ",
    "other:debug", "hell:debug", "helloo:debug", "ello:debug", "pkg:debug", "other.hello:debug", "Hello:debug",
    "a:debug,b:trace", "hello:universal,hello:debug", "other:debug,hello:universal",
])
def test_value_that_means_universal(hello, spec, value):
    assert with_env(hello, spec, value).answer() == 42


@pytest.mark.parametrize("value, mode", [
    ("debug", "debug"), ("trace", "trace"), ("DeBuG", "debug"), (" trace ", "trace"),
    ("hello:debug", "debug"), ("pkg.hello:trace", "trace"), ("hello:TRACE", "trace"),
    ("other:universal,hello:debug", "debug"), (" other : universal , hello : debug ", "debug"),
    ("hello:trace,hello:debug", "trace"),
])
def test_value_that_means_another_mode(hello, spec, value, mode):
    with pytest.raises(ImportError, match="no %s mode yet" % mode):
        with_env(hello, spec, value)


@pytest.mark.parametrize("value", [
    "nonsense", "d", "tra", "debugging", "universal debug", "debug,", "debug,trace", ":", ":debug", "hello:", "hello:d",
    "hello:debug,", ",hello:debug", "hello:debug,,other:debug", "hello:universal,other:nonsense", "hello:debug:trace",
    "hello=debug", "d\xe9bug", "debug\0", "\udce9",
])
def test_value_that_means_nothing(hello, spec, value):
    with pytest.raises(ValueError) as caught:
        with_env(hello, spec, value)
    assert repr(value) in str(caught.value)
    assert "universal, debug, trace" in str(caught.value)


def test_value_that_is_no_string(hello, spec):
    with pytest.raises(TypeError, match="HPY must be a str, not int"):
        with_env(hello, spec, 1)


def test_name_of_a_top_level_module(hello, spec):
    with pytest.raises(ImportError, match="no debug mode yet"):
        with_env(hello, spec, "hello:debug", ext_name="hello")


def test_load_does_not_look_at_the_environment(hello, spec, monkeypatch):
    monkeypatch.setenv("HPY", "nonsense")
    assert load("hello", hello.path, spec("hello")).answer() == 42


def test_environment_keeps_its_references(hello, spec, leaks):
    leaks(with_env, hello, spec, "other:debug")
