"""Fixtures of the whole suite.

    make(snippet, ...)    compile a C snippet for the test's ABI and load it: the module
    build(snippet, ...)   compile only: a Binary with path, name, abi (see support/compile.py for the options)
    python(code, ...)     run code in a subprocess (see support/run.py); python(code, binary) has the module as 'mod'
    interpreters(code, snippet)
                          run code in a subprocess in which it can make interpreters (see support/interpreters.py)
    abi                   "cpython", "universal" or "hybrid": a test that uses any of these runs once for each
    leaks(call, *args)    fail when repeating the call leaves objects behind

@pytest.mark.abis("universal", "hybrid") limits the ABIs of a test, --abi=NAME[,NAME] those of a run. --leaks repeats
each test and compares what it leaves behind (see support/leaks.py). --layers=trace, or another mode of hpy.universal,
runs all tests of the universal and the hybrid ABI under these layers; @pytest.mark.no_layers(reason) leaves a test out,
@pytest.mark.no_debug(reason) one that debug mode would change. What debug mode finds fails the test, unless
@pytest.mark.hpy_debug(allow=[kind]) says that it is meant.
@pytest.mark.releases(what) is for a test that needs types, modules or code to go: free-threaded CPython 3.13 keeps them
for good once a thread was started, as pytest-xdist does. The test is skipped then; with -n0 it runs.
Test files have unique names: their folders are not packages.
"""

import contextlib
import gc
import importlib.util
import linecache
import os
import sys
import sysconfig
import textwrap
import weakref

import pytest
from support.compile import ABIS, Compiler
from support.host_differences import known_difference
from support.hosts import EMULATOR, NATIVE_MINOR, is_for_host
from support.leaks import LeakGuard
from support.load import LAYERS, LAYERS_VARIABLE, load
from support.run import TESTS, run_python

COUNTS = {"compiled": 0, "cached": 0, "taken": 0}  # of the workers, when there are any


def pytest_addoption(parser):
    parser.addoption("--abi", default=",".join(ABIS), help="ABIs to test, separated by commas (default: %(default)s)")
    parser.addoption(
        "--layers", choices=LAYERS, help="run the tests of universal and hybrid binaries under these layers"
    )
    parser.addoption("--leaks", action="store_true", help="repeat each test; fail what leaves references or memory")


def pytest_configure(config):
    config.addinivalue_line("markers", "abis(name, ...): the ABIs this test is for (default: all)")
    config.addinivalue_line("markers", "for_hosts: for Pythons with an HPy of their own, too, without a binary")
    config.addinivalue_line("markers", "once(reason): --leaks cannot repeat the test")
    config.addinivalue_line("markers", "no_layers(reason): --layers would change what the test is about")
    config.addinivalue_line("markers", "no_debug(reason): the same of layers with debug among them")
    config.addinivalue_line("markers", "releases(what): types, modules or code, which not every Python gives back")
    if sysconfig.get_config_var("Py_GIL_DISABLED"):  # which loading hpy.universal ends, with a warning
        os.environ.setdefault("PYTHON_GIL", "1")
    layers = config.getoption("layers")
    if layers:  # for this process, its workers and its children; HPY is for modules that are imported plainly
        os.environ[LAYERS_VARIABLE] = os.environ["HPY"] = layers
    if config.getoption("leaks"):
        config.pluginmanager.register(LeakGuard())


def pytest_generate_tests(metafunc):
    if "abi" not in metafunc.fixturenames:
        return
    wanted = metafunc.config.getoption("abi").split(",")
    unknown = set(wanted) - set(ABIS)
    if unknown:
        raise pytest.UsageError("--abi: unknown %s; there are %s" % (", ".join(sorted(unknown)), ", ".join(ABIS)))
    marker = metafunc.definition.get_closest_marker("abis")
    allowed = marker.args if marker else ABIS
    if NATIVE_MINOR is not None:
        allowed = [name for name in allowed if name == "universal"]
    if metafunc.config.getoption("layers"):
        allowed = [name for name in allowed if name != "cpython"]  # there, no layer can stand between
    metafunc.parametrize("abi", [name for name in ABIS if name in wanted and name in allowed])


def pytest_collection_modifyitems(config, items):
    leave_out(config, items, [item for item in items if not is_for_host(item)])
    for item in items:
        difference = known_difference(item.nodeid, item.function)
        if difference:
            item.add_marker(pytest.mark.skip(reason=difference))
    layers = config.getoption("layers")
    if not layers:
        return
    excluding = ["no_layers"] + (["no_debug"] if "debug" in layers else [])
    leave_out(config, items, [item for item in items if any(map(item.get_closest_marker, excluding))])


def leave_out(config, items, left_out):
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


def pytest_collection_finish():
    """The thousands of items of pytest, which live until the end, are no objects that each gc.collect() must visit.

    Without this, collections take four fifths of a run: most tests of lifetimes and leaks ask for several.
    """
    keep_out_of_collections()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item, nextitem):
    """The same of what the tests of a file leave behind, such as types, which live as long as their code."""
    if nextitem is not None and nextitem.path != item.path:
        keep_out_of_collections()


def keep_out_of_collections():
    """What is there now; not every Python can."""
    if hasattr(gc, "freeze"):
        gc.collect()
        gc.freeze()


def pytest_runtest_setup(item):
    marker = item.get_closest_marker("releases")
    if marker and keeps_types():
        pytest.skip("this Python keeps %s for good" % marker.args[0])


def keeps_types():
    """Only where types stay for good are tests skipped that look whether they go."""
    probe = weakref.ref(type("Probe", (), {}))
    gc.collect()
    return probe() is not None


# ---- fixtures


@pytest.fixture(scope="session")
def compiler(pytestconfig):
    made = Compiler()
    yield made
    for key in COUNTS:
        COUNTS[key] += getattr(made, key)


@pytest.fixture
def build(compiler, abi):
    """build(snippet, name=None, minor=None, extra=(), language="c", flags=(), abi=None) → Binary"""
    test_abi = abi

    def build(snippet, name=None, abi=None, **options):
        return compiler.build(snippet, abi or test_abi, name, origin=_origin(snippet), **options)

    return build


@pytest.fixture
def make(build):
    """make(snippet, direct=False, ...) → module; direct=True imports it plainly. Other options as for build."""
    imported = []

    def make(snippet, direct=False, **options):
        binary = build(snippet, **options)
        if direct:
            imported.append(binary.name)
        return load(binary, direct)

    yield make
    for name in imported:
        sys.modules.pop(name, None)


@pytest.fixture
def python():
    return run_python


@pytest.fixture
def interpreters(build):
    """interpreters(code, snippet, direct=False, ...) → Result: the code finds load() for the snippet, and Interpreter.

    Other options as for build.
    """
    if not any(map(importlib.util.find_spec, ("_interpreters", "_xxsubinterpreters"))):
        pytest.skip("this Python has no module for making interpreters")
    if EMULATOR == "wine":
        pytest.skip("wine: imports in another interpreter take minutes, without HPy too")

    def interpreters(code, snippet, direct=False, timeout=120, **options):
        binary = build(snippet, **options)
        start = "sys.path.append(%r)\nfrom support.interpreters import Interpreter, load, use\nuse(**%r)\n" % (
            TESTS,
            {"name": binary.name, "path": binary.path, "folder": binary.folder, "abi": binary.abi, "direct": direct},
        )
        return run_python(start + textwrap.dedent(code), timeout=timeout)

    return interpreters


@pytest.fixture
def leaks(pytestconfig):
    """leaks(call, *args): repeat the call; its memory blocks must not grow with the number of calls."""

    if not hasattr(sys, "getallocatedblocks"):
        pytest.skip("this Python does not count its memory blocks")

    def leaks(call, *args, rounds=200):
        def repeat(times):
            for _ in range(times):
                with contextlib.suppress(Exception):
                    call(*args)

        def blocks():
            repeat(rounds)
            gc.collect()
            return sys.getallocatedblocks()

        if pytestconfig.getoption("leaks"):  # which repeats the test itself, and compares
            repeat(3)
            return
        with no_quarantine():
            before = blocks()  # caches and free lists begin to fill here
            for _ in range(15):  # a leak shows in every round; free lists are full after some (3.13t: 270 calls)
                after = blocks()
                grown, before = after - before, after
                if grown < rounds // 2:
                    return
        raise AssertionError("%d memory blocks left behind by %d calls" % (grown, rounds))

    return leaks


@contextlib.contextmanager
def no_quarantine():
    """Have debug mode, if the tests run under it, keep no objects of closed handles."""
    if "debug" not in os.environ.get(LAYERS_VARIABLE, ""):
        yield
        return
    from hpy.universal import _debug

    size = _debug.get_closed_handles_queue_max_size()
    _debug.set_closed_handles_queue_max_size(0)
    try:
        yield
    finally:
        _debug.set_closed_handles_queue_max_size(size)


def _origin(snippet):
    """File and line where 'snippet' begins: in the test that asks for it, or somewhere up the stack."""
    frame = sys._getframe(2)
    while frame is not None:
        source = "".join(linecache.getlines(frame.f_code.co_filename))
        at = source.find(snippet)
        if at >= 0:
            return frame.f_code.co_filename, source.count("\n", 0, at) + 1
        frame = frame.f_back if frame.f_globals.get("__name__") != "_pytest.python" else None
    return "snippet.c", 1


# ---- the line that says how much was compiled


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["hpy_counts"] = dict(COUNTS)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    for key, value in getattr(node, "workeroutput", {}).get("hpy_counts", {}).items():
        COUNTS[key] += value


def pytest_terminal_summary(terminalreporter):
    if any(COUNTS.values()):
        terminalreporter.write_line("C files: compiled {compiled}, cached {cached}, taken {taken}".format(**COUNTS))
