"""examples/callbacks: events of a thread of C's, in every ABI, and its twin over Python.h with the same tests."""

import sys
import threading
import time

import pytest
from support.examples import build_native, import_file, read_source

FLAGS = () if sys.platform == "win32" else ("-pthread",)


@pytest.fixture(scope="session")
def native_path(tmp_path_factory):
    """The file of the module callbacks_native, built as README.md says."""
    return build_native("callbacks", "callbacks_native", str(tmp_path_factory.mktemp("callbacks_native")))


@pytest.fixture
def callbacks(make):
    return make(read_source("callbacks", "callbacks.c"), name="callbacks", minor=2, flags=FLAGS)


def check(module):
    seen, elsewhere = [], []

    def hear(value):
        seen.append(value)
        elsewhere.append(threading.get_ident() != threading.main_thread().ident)

    before = module.counts()
    module.on(1, hear)
    assert module.post(1, 10) == 1 and module.post(1, 20, 3000) == 3000
    module.post(2, 5)  # nobody hears of this
    module.flush()
    assert seen == [10] + list(range(20, 3020)) and all(elsewhere)
    assert module.counts() == (before[0] + 3002, before[1])
    module.on(1, None)
    module.on(1, None)
    module.post(1, 0)
    module.flush()
    assert len(seen) == 3001


def check_wrong_arguments(module):
    for args in [(1,), ("1", print), (1, 2), (1, print, 3)]:
        with pytest.raises(TypeError):
            module.on(*args)
    with pytest.raises(OverflowError):
        module.post(10**30, 1)


def check_failing_listener(module, monkeypatch):
    caught = []
    monkeypatch.setattr(sys, "unraisablehook", lambda info: caught.append((info.exc_type, info.object)))

    def fail(value):
        raise ValueError(value)

    module.on(3, fail)
    module.post(3, 0, 2)
    module.flush()
    module.on(3, None)
    assert caught == [(ValueError, fail), (ValueError, fail)]


def check_listener_that_posts(module):
    seen = []

    def again(value):
        seen.append(value)
        if value > 0:
            module.post(4, value - 1)

    module.on(4, again)
    module.post(4, 5)
    while len(seen) < 6:
        time.sleep(0.001)
    module.on(4, None)
    assert seen == [5, 4, 3, 2, 1, 0]


LOAD_NATIVE = """
import importlib.util
spec = importlib.util.spec_from_file_location('callbacks_native', %r)
mod = importlib.util.module_from_spec(spec)
spec.loader.exec_module(mod)
"""
AT_END = """
import time
def slow(value):
    time.sleep(0.002)
    print(value, flush=True)
mod.on(1, slow)
mod.post(1, 0, 1000)
while mod.counts()[0] < 3:
    time.sleep(0.001)
"""


def check_end(result):
    """Those that were delivered, in their order, and no others."""
    lines = result.stdout.splitlines()
    assert 3 <= len(lines) < 1000
    assert lines == [str(i) for i in range(len(lines))]
    assert result.stderr == ""


def test_events(callbacks):
    check(callbacks)


def test_wrong_arguments(callbacks):
    check_wrong_arguments(callbacks)


def test_failing_listener(callbacks, monkeypatch):
    check_failing_listener(callbacks, monkeypatch)


def test_listener_that_posts(callbacks):
    check_listener_that_posts(callbacks)


def test_python_ends_with_events_pending(build, python):
    check_end(
        python(
            AT_END, build(read_source("callbacks", "callbacks.c"), name="callbacks", minor=2, flags=FLAGS), timeout=60
        )
    )


@pytest.mark.abis("universal")
@pytest.mark.parametrize("mode", ["debug", "debug+trace"])
def test_python_ends_with_events_pending_in_a_layer(build, python, mode):
    binary = build(read_source("callbacks", "callbacks.c"), name="callbacks", minor=2, flags=FLAGS)
    check_end(python(AT_END, binary, direct=True, env={"HPY": mode}, timeout=60))


def test_native(native_path, python, monkeypatch):
    native = import_file("callbacks_native", native_path)
    check(native)
    check_wrong_arguments(native)
    check_failing_listener(native, monkeypatch)
    check_listener_that_posts(native)
    check_end(python(LOAD_NATIVE % native_path + AT_END, timeout=60))
