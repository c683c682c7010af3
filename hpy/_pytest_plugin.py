"""The pytest plug-in: with --hpy-debug, a test fails when its HPy modules misuse the API or leave handles open.

pytest loads this file into each of its runs, through the entry point pytest11. So it stands outside hpy.debug, and
without the option it imports nothing and changes nothing.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any, Generator, Iterator

import pytest

from . import _environment

if TYPE_CHECKING:
    from .debug import Finding, LeakDetector

KEY = "hpy_debug"  # of the fixture, the marker, the JUnit properties and what xdist's workers send


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("hpy", "HPy debug mode")
    group.addoption("--hpy-debug", action="store_true", help="check HPy modules; a test with a finding fails")
    group.addoption(
        "--hpy-debug-module",
        action="append",
        default=[],
        metavar="NAME",
        help="check this HPy module only; may be given again",
    )
    group.addoption("--hpy-debug-json", metavar="FILE", help="write what was found as JSON")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before anything of the tests can import an extension."""
    switch_on(early_config.known_args_namespace)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "hpy_debug(leaks=True, findings=True, allow=()): what --hpy-debug looks for; kinds to allow"
    )
    if not switch_on(config.option):
        config.pluginmanager.register(Teller(), "hpy_debug_teller")
    else:
        checker = _checker(config)
        config.pluginmanager.register(checker, "hpy_debug_checker")
        config.pluginmanager.register(Begin(checker), "hpy_debug_begin")


def switch_on(options: argparse.Namespace) -> bool:
    """Set HPY as the options ask; whether they ask at all. The workers of xdist inherit it."""
    modules = getattr(options, "hpy_debug_module", [])
    if not (getattr(options, "hpy_debug", False) or modules):
        return False
    wanted = ",".join("%s:debug" % name for name in modules) or "debug"
    given = _environment.get_mode()
    if "debug" not in given.lower():
        if given:
            raise pytest.UsageError("--hpy-debug wants HPY=%s, but HPY=%s is set" % (wanted, given))
        _environment.set_mode(wanted)
    return True


def _checker(config: pytest.Config) -> Checker:
    try:
        from hpy.debug import _layer

        _layer.get()
        return Checker(config)
    except ImportError as error:
        raise pytest.UsageError("--hpy-debug: %s" % error) from None


@pytest.fixture
def hpy_debug(request: pytest.FixtureRequest) -> Iterator[LeakDetector]:
    """A LeakDetector that runs during the test. Handles left open are an error of the test, or of its teardown."""
    from hpy.debug import LeakDetector

    detector = LeakDetector()
    detector.start()
    yield detector
    if not request.config.pluginmanager.has_plugin("hpy_debug_checker"):  # which tells with more words
        detector.stop()


class Teller:
    """Without the option and with HPY=debug: pytest captures what is printed at a finding, so it is told at the end."""

    def __init__(self) -> None:
        self._lines: list[str] = []  # one for each finding, of this process and of xdist's workers

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        debug = sys.modules.get("hpy.debug._findings")  # not there: nothing was found
        self._lines += [finding.headline for finding in debug.findings()] if debug is not None else []
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput[KEY] = self._lines

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        self._lines += getattr(node, "workeroutput", {}).get(KEY, [])

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._lines:
            terminalreporter.section("hpy debug")
            for line in dict.fromkeys(self._lines):
                terminalreporter.write_line(line)
            terminalreporter.write_line("No test failed for that; with --hpy-debug instead of HPY=debug they do.")


class Begin:
    """Starts to collect before anything else of a phase of a test."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._checker.begin()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        self._checker.begin()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        self._checker.begin()


class Checker:
    """Collects what is found during each phase of a test, and lets the phase fail."""

    def __init__(self, config: pytest.Config) -> None:
        from hpy.debug import _findings

        self._findings = _findings
        self._config = config
        self._json: Any = config.option.hpy_debug_json or _findings.options["json"]
        _findings.options["json"] = None
        self._outside = _findings.Session()  # while modules are imported, for example
        self._phase: _findings.Session | None = None
        self._known: set[tuple[object, ...]] = set()
        self.records: list[dict[str, Any]] = []  # plain dicts, of this process and of xdist's workers

    # ---- a phase of a test: setup, call or teardown

    def begin(self) -> None:
        self._phase = self._findings.Session()

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._fail_for(item, "setup")

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        self._fail_for(item, "call")

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        self._fail_for(item, "teardown")

    def _fail_for(self, item: pytest.Item, when: str) -> None:
        """Called when the phase went well: fail for what was found."""
        text = self._end(item, when)
        if text:
            pytest.fail(text, pytrace=False)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
        outcome: Any = yield
        text = self._end(item, call.when)  # not yet ended: the phase has failed by itself
        if text:
            outcome.get_result().sections.append(("hpy debug", text))

    def _end(self, item: pytest.Item, when: str) -> str:
        """End the phase: the text of what was found in it, '' for nothing."""
        phase, self._phase = self._phase, None
        found = self._wanted(item, phase.end()) if phase is not None else []
        for finding in found:
            self._record(finding, item.nodeid, when)
            item.user_properties.append((KEY, finding.headline))
        return "\n".join(finding.text() for finding in found)

    @staticmethod
    def _wanted(item: pytest.Item, found: list[Finding]) -> list[Finding]:
        marker = item.get_closest_marker(KEY)
        limits = marker.kwargs if marker else {}
        wanted = [f for f in found if limits.get("leaks" if f.is_leak else "findings", True)]
        return [finding for finding in wanted if finding.kind not in limits.get("allow", ())]

    def _record(self, finding: Finding, nodeid: str | None, when: str) -> None:
        self._known.add(finding.key())
        record = dict(finding.as_dict(), test=nodeid, when=when)
        self.records.append(record)

    # ---- the end of the run

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        for finding in self._outside.end() + self._findings.type_cycles():
            if finding.key() not in self._known:
                self._record(finding, None, "outside of tests")
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput[KEY] = self.records
        elif session.exitstatus == 0 and any(record["test"] is None for record in self.records):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        self._findings.forget()  # nothing is left to be told when the process ends

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        self.records += getattr(node, "workeroutput", {}).get(KEY, [])

    def pytest_report_header(self) -> str:
        return "hpy debug: HPY=%s" % _environment.get_mode()

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._json:
            self._write_json(self._json)
        if not self.records:
            terminalreporter.write_line("hpy debug: nothing found")
            return
        terminalreporter.section("hpy debug")
        groups: dict[str, list[dict[str, Any]]] = {}
        for record in self.records:
            groups.setdefault(record["headline"], []).append(record)
        for headline, records in groups.items():
            for line in _summary(headline, records):
                terminalreporter.write_line(line)

    def _write_json(self, path: str) -> None:
        import json

        from ._output import write_file

        write_file(path, json.dumps({"hpy_debug": 1, "findings": self.records}, indent=1) + "\n", "hpy debug")


def _summary(headline: str, records: list[dict[str, Any]]) -> list[str]:
    """The lines on one finding: how often, and in which tests."""
    count = sum(record["count"] for record in records)
    tests = list(dict.fromkeys(record["test"] or "outside of tests" for record in records))
    more = " and %d more" % (len(tests) - 1) if len(tests) > 1 else ""
    return [headline + (" (%d times)" % count if count > 1 else ""), "    %s%s" % (tests[0], more)]
