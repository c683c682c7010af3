"""pytest --leaks: each test is run over and over in its process and fails when it leaves something behind each time.

Needs a debug build of Python, which counts all references. A run is the whole protocol of a test, so its fixtures of
function scope are made anew; those of wider scope stay. References and memory blocks are counted between two runs:
what grows in every one of ROUNDS rounds, or in all but NOISY, is a leak; caches that still fill grow in some rounds and
then no more. The numbers are kept in arrays, as those in a list would be references that grow in every round.

@pytest.mark.once("reason") is for a test that can run only once in a process; the summary lists these tests. Tests that
ELSEWHERE names are left out: what they run is in a process of its own, whose references nobody compares.
"""

import array
import contextlib
import gc
import sys

import pytest
from _pytest.runner import runtestprotocol

WARM_UP = 2
ROUNDS = 8
NOISY = 1  # rounds in which Python may drop something of its own and hide what a test left behind
PROPERTY = "not repeated"
ELSEWHERE = ("python", "interpreters")  # fixtures
COUNTERS = (("references", "gettotalrefcount"), ("memory blocks", "getallocatedblocks"))


class Siblings:
    """Stands for the next test while a test is repeated: all that surrounds the test stays set up."""

    def __init__(self, item):
        self.item = item
        self.path = item.path

    def listchain(self):
        return self.item.listchain()[:-1]


class LeakGuard:
    """The plugin: repeats tests where they run, lists what it did not repeat where the summary is written."""

    def __init__(self):
        if not hasattr(sys, "gettotalrefcount"):
            raise pytest.UsageError("--leaks needs a debug build of Python, which counts references")
        self.left_out = {}

    def pytest_collection_modifyitems(self, config, items):
        config.hook.pytest_deselected(items=[item for item in items if is_elsewhere(item)])
        items[:] = [item for item in items if not is_elsewhere(item)]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item, nextitem):
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        marker = item.get_closest_marker("once")
        if marker:
            item.user_properties.append((PROPERTY, marker.args[0]))
        trouble = None if marker else self.repeat(item)
        # The last run takes down what the next test does not need. Its reports are the test's.
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
        for report in reports:
            if report.when == "call" and report.passed and trouble:
                report.outcome, report.longrepr = "failed", trouble
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def repeat(self, item):
        """What is wrong with a test that is run many times, or None."""
        failure = run_once(item)
        if failure is not None:
            return "passed in its last run only:\n\n" + failure
        growth = {name: array.array("q", [0] * ROUNDS) for name, _ in COUNTERS}
        before = after = count()
        for number in range(-WARM_UP, ROUNDS):
            failure = run_once(item)
            if failure is not None:
                return "passed at first, but failed when it was repeated (mark it once, if it has to):\n\n" + failure
            before, after = after, count()
            if number >= 0 and not still_growing(growth, number, before, after):
                return None
        return "\n".join(
            "leaks %s: %s in %d rounds" % (name, " ".join("%+d" % n for n in numbers), ROUNDS)
            for name, numbers in growth.items()
            if grows(numbers)
        )

    # ---- in the process that writes the summary

    def pytest_runtest_logreport(self, report):
        if report.when == "setup":
            self.left_out.update((report.nodeid, reason) for name, reason in report.user_properties if name == PROPERTY)

    def pytest_terminal_summary(self, terminalreporter):
        if self.left_out:
            terminalreporter.section("tests that were not repeated")
        for nodeid, reason in sorted(self.left_out.items()):
            terminalreporter.write_line("%s: %s" % (nodeid, reason))


def is_elsewhere(item):
    return not set(ELSEWHERE).isdisjoint(getattr(item, "fixturenames", ()))


def run_once(item):
    """Run the test with fixtures of its own. None, or the text of what failed or was skipped."""
    with no_new_finalizers(item):
        reports = runtestprotocol(item, nextitem=Siblings(item), log=False)
    item._report_sections.clear()  # what the test printed; it would be kept and shown with the last run
    failures = [str(report.longrepr) for report in reports if not report.passed]
    return failures[0] if failures else None


@contextlib.contextmanager
def no_new_finalizers(item):
    """A fixture that stays set up is told of every fixture that uses it. Forget those of this run, which are gone."""
    used = [definition for chain in item._fixtureinfo.name2fixturedefs.values() for definition in chain]
    numbers = [len(definition._finalizers) for definition in used]
    yield
    for definition, number in zip(used, numbers):
        if number:
            del definition._finalizers[number:]


def still_growing(growth, number, before, after):
    """Write the numbers of a round into 'growth'; whether there may be a leak."""
    for name, numbers in growth.items():
        numbers[number] = after[name] - before[name]
    return any(grows(numbers[: number + 1]) for numbers in growth.values())


def grows(numbers):
    """Whether these numbers of consecutive rounds may be those of a leak."""
    return sum(n <= 0 for n in numbers) <= NOISY


def count():
    """The numbers now, with nothing counted that Python is free to drop."""
    if hasattr(sys, "_clear_internal_caches"):  # since 3.13
        sys._clear_internal_caches()
    else:
        sys._clear_type_cache()
    for _ in range(3):  # finalizers of one collection make garbage for the next
        gc.collect()
    return {name: getattr(sys, function)() for name, function in COUNTERS}
