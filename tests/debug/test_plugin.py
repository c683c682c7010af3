"""pytest --hpy-debug, with a stand-in for the C of debug mode."""

import json
import os
import sys
import xml.etree.ElementTree

import pytest
from support.lines import line_of
from support.run import PACKAGE, TESTS

pytest_plugins = ["pytester"]

FAKE = """
import sys
sys.path[:0] = [%r, %r]
from support.fake_debug import BASE, FakeDebug, install, raw
fake = install(FakeDebug())
"""
EXT = """
from fake_plugin import BASE, fake, raw
from hpy.debug import _findings

def leak():
    fake.open("hello", BASE + 32, module="ext", function="ext.leak")

def misuse(severity="error"):
    error = _findings.report(raw(severity=severity, module="ext", function="ext.misuse"))
    if error is not None:
        raise error
"""
LEAK = "leak in ext.leak: the handle created at quick.so+0x1f was never closed"
MISUSE = "use after close in ext.misuse: HPy_Add at quick.so+0xf: argument 1 (h1) is a handle that was closed"


@pytest.fixture
def run(pytester, monkeypatch):
    """run(tests, *arguments): pytest in a process of its own, on one test file."""
    for variable in ("HPY", "HPY_DEBUG", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT"):
        monkeypatch.delenv(variable, raising=False)
    pytester.makepyfile(fake_plugin=FAKE % (TESTS, PACKAGE), ext=EXT)

    def run(tests, *arguments, plugin="fake_plugin"):
        pytester.makepyfile(test_it="import os, pytest, sys\nif 'fake_plugin' in sys.modules: import ext\n" + tests)
        return pytester.runpytest_subprocess("-p", plugin, "--strict-markers", *arguments)

    return run


def test_nothing_changes_without_the_option(run, pytester):
    pytester.makeconftest("import sys; assert 'hpy.debug' not in sys.modules")
    result = run("def test_env(): assert 'HPY' not in os.environ", plugin="pytester")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*hpy debug*")


def test_the_option_sets_hpy_before_conftest_is_imported(run, pytester):
    pytester.makeconftest("import os; assert os.environ['HPY'] == 'debug'")
    result = run("def test_env(): assert os.environ['HPY'] == 'debug'", "--hpy-debug")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["hpy debug: nothing found"])


def test_named_modules(run):
    result = run(
        "def test_env(): assert os.environ['HPY'] == 'a:debug,b:debug'", "--hpy-debug-module=a", "--hpy-debug-module=b"
    )
    result.assert_outcomes(passed=1)


def test_another_mode_in_hpy_is_refused(run, monkeypatch):
    monkeypatch.setenv("HPY", "trace")
    result = run("def test_env(): pass", "--hpy-debug")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--hpy-debug wants HPY=debug, but HPY=trace is set*"])


def test_a_python_that_ignores_its_environment(pytester, monkeypatch, run):
    monkeypatch.setenv("HPY", "trace")
    path = pytester.makepyfile(test_it="import os, sys\ndef test_it():\n    assert sys._xoptions['hpy'] == 'debug'\n")
    code = "import sys; sys.path[:0] = %r; import fake_plugin, pytest; sys.exit(pytest.main(sys.argv[1:]))"
    command = [sys.executable, "-E", "-c", code % [PACKAGE, str(pytester.path)], "--hpy-debug", str(path)]
    result = pytester.run(*command)
    result.stdout.fnmatch_lines(["hpy debug: HPY=debug", "hpy debug: nothing found"])
    assert result.ret == 0


@pytest.mark.parametrize("workers", [[], ["-n2"]])
def test_what_is_found_without_the_option_is_told_at_the_end(run, monkeypatch, workers):
    monkeypatch.setenv("HPY", "debug")
    result = run("if 'fake_plugin' in sys.modules: ext.misuse('warning')\ndef test_fine(): pass", *workers)
    result.assert_outcomes(passed=1)
    lines = ["*= hpy debug =*", MISUSE, "No test failed for that; with --hpy-debug instead of HPY=debug they do."]
    result.stdout.fnmatch_lines(lines)


def test_a_leak_fails_the_test(run):
    result = run("def test_leak(): ext.leak()\ndef test_fine(): pass", "--hpy-debug")
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*_ test_leak _*", "hpy debug: " + LEAK, "*remedy: *"])


def test_a_warning_fails_the_test(run):
    result = run("def test_misuse(): ext.misuse('warning')", "--hpy-debug")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["hpy debug: " + MISUSE])


def test_a_test_that_fails_by_the_exception_shows_the_report(run):
    result = run("def test_misuse(): ext.misuse()", "--hpy-debug")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E * hpy.debug.HPyUsageError: " + MISUSE, "*- hpy debug -*", "hpy debug: " + MISUSE])


def test_a_finding_in_a_fixture_is_an_error_of_its_phase(run):
    result = run(
        """
@pytest.fixture
def before():
    ext.leak()

@pytest.fixture
def after():
    yield
    ext.leak()

def test_before(before): pass
def test_after(after): pass
""",
        "--hpy-debug",
    )
    result.assert_outcomes(passed=1, errors=2)


def test_the_marker_allows_leaks(run):
    result = run("@pytest.mark.hpy_debug(leaks=False)\ndef test_leak(): ext.leak()", "--hpy-debug")
    result.assert_outcomes(passed=1)


def test_the_marker_allows_kinds(run):
    tests = "@pytest.mark.hpy_debug(allow=['use-after-close'])\ndef test_misuse():\n    ext.misuse('warning')\n"
    run(tests, "--hpy-debug").assert_outcomes(passed=1)
    run(tests + "    ext.leak()\n", "--hpy-debug").assert_outcomes(failed=1)


def test_the_marker_is_known_without_the_option(run):
    run("@pytest.mark.hpy_debug(leaks=False)\ndef test_leak(): pass").assert_outcomes(passed=1)


def test_xfail_takes_findings(run):
    result = run("@pytest.mark.xfail(reason='later', strict=True)\ndef test_leak(): ext.leak()", "--hpy-debug")
    result.assert_outcomes(xfailed=1)


def test_a_finding_while_modules_are_imported_fails_the_run(run):
    result = run("ext.misuse('warning')\ndef test_fine(): pass", "--hpy-debug")
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*= hpy debug =*", MISUSE, "    outside of tests"])


def test_findings_of_a_collect_block_are_the_tests_own(run):
    result = run(
        """
import hpy.debug
def test_misuse():
    with hpy.debug.collect() as found, pytest.raises(hpy.debug.HPyDebugError):
        ext.misuse()
    assert [finding.kind for finding in found] == ["use-after-close"]
""",
        "--hpy-debug",
    )
    result.assert_outcomes(passed=1)


def test_the_summary_groups_by_place(run):
    tests = "@pytest.mark.parametrize('i', range(3))\ndef test_leak(i):\n    ext.leak(); ext.leak()"
    result = run(tests, "--hpy-debug")
    result.stdout.fnmatch_lines(["*= hpy debug =*", LEAK + " (6 times)", "    test_it.py::test_leak[[]0] and 2 more"])


def test_findings_are_told_once(run):
    result = run("def test_leak(): ext.leak()", "--hpy-debug")
    assert "still open at exit" not in result.stderr.str()


def test_junit_properties(run, pytester):
    run("def test_leak(): ext.leak()", "--hpy-debug", "--junitxml=out.xml")
    tree = xml.etree.ElementTree.parse(str(pytester.path / "out.xml"))
    assert [dict(p.attrib) for p in tree.iter("property")] == [{"name": "hpy_debug", "value": LEAK}]


def test_json(run, pytester):
    run("def test_leak(): ext.leak()", "--hpy-debug", "--hpy-debug-json=out.json")
    content = json.loads((pytester.path / "out.json").read_text())
    (found,) = content["findings"]
    assert (found["kind"], found["test"], found["when"]) == ("leak", "test_it.py::test_leak", "call")


def test_xdist(run, pytester):
    tests = "@pytest.mark.parametrize('i', range(4))\ndef test_leak(i):\n    ext.leak()\ndef test_fine(): pass"
    result = run(tests, "--hpy-debug", "-n2", "--hpy-debug-json=out.json", "--junitxml=out.xml")
    result.assert_outcomes(failed=4, passed=1)
    result.stdout.fnmatch_lines(["*= hpy debug =*", LEAK + " (4 times)", "    test_it.py::test_leak* and 3 more"])
    assert len(json.loads((pytester.path / "out.json").read_text())["findings"]) == 4
    assert len(list(xml.etree.ElementTree.parse(str(pytester.path / "out.xml")).iter("property"))) == 4


def test_xdist_outside_of_tests(run):
    result = run("ext.misuse('warning')\ndef test_fine(): pass", "--hpy-debug", "-n2")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([MISUSE + " (2 times)", "    outside of tests"])


def test_the_fixture_is_a_leak_detector(run):
    tests = "def test_leak(hpy_debug):\n    assert hpy_debug.generation > 0\n    ext.leak()"
    result = run(tests)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["E * hpy.debug.leakdetector.HPyLeakError: 1 unclosed handle:"])


def test_the_fixture_with_the_option_tells_once(run):
    run("def test_leak(hpy_debug): ext.leak()", "--hpy-debug").assert_outcomes(failed=1)


def test_the_fixture_of_hpy_0_9(run, pytester):
    pytester.makeconftest("from hpy.debug.pytest import hpy_debug")
    run("def test_leak(hpy_debug): ext.leak()").assert_outcomes(passed=1, errors=1)


def test_without_hpy_universal_the_option_is_an_error(run, pytester):
    pytester.makepyfile(broken="import sys\nsys.modules['hpy.universal'] = None")
    result = run("def test_fine(): pass", "--hpy-debug", plugin="broken")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--hpy-debug: *universal*"])


def test_without_hpy_universal_pytest_starts(run, pytester):
    pytester.makepyfile(broken="import sys\nsys.modules['hpy.universal'] = None")
    run("def test_fine(): pass", plugin="broken").assert_outcomes(passed=1)


def test_pytest_under_the_debug_command(run, pytester, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([PACKAGE, str(pytester.path)]))
    pytester.makepyfile(test_it="def test_fine(): pass")
    result = pytester.run(sys.executable, "-m", "hpy", "debug", "-m", "pytest", "-W", "error", "test_it.py")
    result.assert_outcomes(passed=1)


# ---- with an extension, and the C of debug mode

LEAKS = """
    HPyDef_METH(leak, "leak", HPyFunc_NOARGS)
    static HPy leak_impl(HPyContext *ctx, HPy self)
    {
        HPyUnicode_FromString(ctx, "hello");
        return HPy_Dup(ctx, ctx->h_None);
    }
    @EXPORT(leak)
    @INIT
"""


@pytest.mark.abis("universal")
@pytest.mark.parametrize("arguments", [(), ("-n2",)], ids=["alone", "xdist"])
def test_an_extension_that_leaks(build, run, arguments):
    binary = build(LEAKS, name="leaks")
    tests = "sys.path.append(%r)\nimport leaks\ndef test_leak(): leaks.leak()\ndef test_fine(): pass\n" % binary.folder
    result = run(tests, "--hpy-debug", *arguments, plugin="pytester")
    result.assert_outcomes(failed=1, passed=1)
    line = "leak in leaks.leak: the handle created at test_plugin.py:%d was never closed" % line_of(
        __file__, "HPyUnicode_From"
    )
    result.stdout.fnmatch_lines(["hpy debug: " + line, "    object: str 'hello'", "*= hpy debug =*", line])
