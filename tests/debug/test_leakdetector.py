"""LeakDetector and the other names of HPy 0.9's hpy.debug, with a stand-in for the C of debug mode."""

import pickle

import pytest
from support.fake_debug import BASE, FakeDebug, install

from hpy import debug
from hpy.debug import LeakDetector, _layer
from hpy.debug import leakdetector as leakdetector_module

pytestmark = pytest.mark.no_layers("the functions that look for leaks, in use already, are what is tested")


@pytest.fixture
def fake(monkeypatch):
    for name in ("get", "is_loaded"):
        monkeypatch.setattr(_layer, name, None)
    return install(FakeDebug())


def test_names():
    from hpy.debug.pytest import LeakDetector as of_pytest

    assert LeakDetector is leakdetector_module.LeakDetector is of_pytest
    assert issubclass(debug.HPyLeakError, debug.HPyDebugError)
    for name in ("HPyDebugError", "HPyLeakError"):
        error = getattr(leakdetector_module, name)
        assert error is getattr(debug, name) and error.__module__ == "hpy.debug.leakdetector"
        assert pickle.loads(pickle.dumps(error)) is error


def test_no_leak(fake):
    detector = LeakDetector()
    assert detector.generation is None
    detector.start()
    assert detector.generation == 1
    assert detector.stop() is None


def test_a_leak(fake):
    fake.open("before", BASE)
    detector = LeakDetector()
    detector.start()
    handle = fake.open("hello", BASE)
    with pytest.raises(debug.HPyLeakError) as error:
        detector.stop()
    assert error.value.leaks == [handle]


def test_stop_again(fake):
    with LeakDetector() as detector:
        handle = fake.open("hello")
        with pytest.raises(debug.HPyLeakError):
            detector.stop()
        handle._force_close()
    detector.stop()


def test_start_twice(fake):
    detector = LeakDetector()
    detector.start()
    with pytest.raises(ValueError, match="already started"):
        detector.start()


def test_stop_without_start(fake):
    with pytest.raises(ValueError, match="not started"):
        LeakDetector().stop()


def test_a_leak_beside_an_exception(fake):
    with pytest.raises(debug.HPyLeakError) as error, LeakDetector():
        fake.open("hello")
        raise KeyError("first")
    assert isinstance(error.value.__context__, KeyError)


def test_text_of_one_leak(fake):
    text = str(debug.HPyLeakError([fake.open("hello", id=0x7F)]))
    assert text.startswith("1 unclosed handle:\n    <DebugHandle 0x7f for 'hello'>\n        Allocation stacktrace:\n")


def test_text_of_leaks(fake):
    assert str(debug.HPyLeakError([fake.open(i) for i in range(3)])).startswith("3 unclosed handles:\n    <DebugHandle")


def test_text_of_many_leaks_is_cut(fake):
    text = str(debug.HPyLeakError([fake.open(i) for i in range(1000)]))
    assert text.startswith("1000 unclosed handles:") and text.endswith("    and 950 more")


def test_stack_trace_limit(fake):
    debug.set_handle_stack_trace_limit(16)
    assert fake.trace_limit == 16
    debug.disable_handle_stack_traces()
    assert fake.trace_limit is None


def test_options(fake):
    debug.set_options(stack=4)
    assert (fake.options["stack"], debug.get_options()["stack"]) == (4, 4)
