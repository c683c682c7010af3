"""--leaks: what it catches, what it lets pass, what it lists. On a debug build of Python and, with its counter of
references replaced, on others: there the blocks of memory show a leak.
"""

import os
import subprocess
import sys

import pytest

from support.run import PACKAGE, TESTS

SNIPPET = """
    HPyDef_METH(object, "object", HPyFunc_NOARGS)
    static HPy object_impl(HPyContext *ctx, HPy self)
    {
        HPyList_New(ctx, 0);
        return HPy_Dup(ctx, ctx->h_None);
    }

    HPyDef_METH(reference, "reference", HPyFunc_O)
    static HPy reference_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy_Dup(ctx, arg);
        return HPy_Dup(ctx, ctx->h_None);
    }

    HPyDef_METH(nothing, "nothing", HPyFunc_NOARGS)
    static HPy nothing_impl(HPyContext *ctx, HPy self)
    {
        HPy_Close(ctx, HPyList_New(ctx, 0));
        return HPy_Dup(ctx, ctx->h_None);
    }
    @EXPORT(object, reference, nothing)
    @INIT
"""
MODULE = """
import pytest
from support.load import Binary, load

mod = load(Binary({0.path!r}, {0.name!r}, {0.abi!r}))
"""
COUNTER = """
import sys
if not hasattr(sys, "gettotalrefcount"):
    sys.gettotalrefcount = lambda: 0
"""
pytestmark = pytest.mark.once("it runs in a process of its own")
needs_debug = pytest.mark.skipif(not hasattr(sys, "gettotalrefcount"), reason="only a debug build counts references")
counts_blocks = pytest.mark.skipif(sys.getallocatedblocks() == 0, reason="PYTHONMALLOC: blocks are not counted")


@pytest.fixture
def run(compiler, tmp_path):
    """run(test code, counter=COUNTER): what pytest --leaks prints about a file with the snippet's module as 'mod'."""

    def run(code, counter=COUNTER):
        (tmp_path / "pytest.ini").write_text("[pytest]\n")
        (tmp_path / "counter.py").write_text(counter)
        (tmp_path / "test_it.py").write_text(MODULE.format(compiler.build(SNIPPET, "universal")) + code)
        environment = dict(os.environ, PYTHONPATH=os.pathsep.join([TESTS, str(tmp_path), PACKAGE]))
        command = [sys.executable, "-m", "pytest", "-p", "counter", "-p", "conftest", "-p", "no:cacheprovider"]
        done = subprocess.run(
            command + ["--leaks"], cwd=str(tmp_path), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        return done.stdout.decode()

    return run


@counts_blocks
def test_object_left_behind(run):
    output = run("def test_it(): mod.object()")
    assert "leaks memory blocks: +" in output and "1 failed" in output


@needs_debug
def test_reference_left_behind(run):
    output = run("thing = []\ndef test_it(): mod.reference(thing)")
    assert "leaks references: " + " ".join(["+1"] * 8) in output and "leaks memory blocks" not in output


@counts_blocks
def test_leak_that_is_hidden_once(run):
    """Python drops more in one round than the test leaves behind."""
    code = "runs, kept = [], [object() for _ in range(100)]\ndef test_it():\n    runs.append(1)\n"
    assert "leaks memory blocks: +" in run(code + "    len(runs) == 6 and kept.clear()\n    mod.object()")


def test_nothing_left_behind(run):
    assert "1 passed" in run("def test_it(): mod.nothing()")


def test_cache_that_fills(run):
    """It grows in the first rounds only."""
    assert "1 passed" in run("cache = []\ndef test_it():\n    len(cache) < 6 and cache.append(object())")


@pytest.mark.parametrize("number", range(1, 12))
def test_growth_in_one_round(run, number):
    code = "runs, kept = [0], []\ndef test_it():\n    runs[0] += 1\n"
    assert "1 passed" in run(code + "    runs[0] == %d and kept.extend(object() for _ in range(13))" % number)


def test_fixtures_are_made_anew(run):
    code = "@pytest.fixture\ndef used(): return []\ndef test_it(used):\n    assert not used\n    used.append(1)"
    assert "1 passed" in run(code)


def test_fixtures_of_wider_scope_stay(run):
    code = "@pytest.fixture(scope='module')\ndef runs(): return [0]\ndef test_it(runs): runs[0] += 1\n"
    assert "2 passed" in run(code + "def test_it_was_repeated(runs): assert runs[0] > 3")


def test_failing_test(run):
    output = run("def test_it(): assert 'its own reason' == ''")
    assert "its own reason" in output and "1 failed" in output


def test_unmarked_test_that_cannot_be_repeated(run):
    output = run("runs = []\ndef test_it():\n    runs.append(1)\n    assert len(runs) != 3")
    assert "passed at first" in output and "1 failed" in output


def test_marked_test_is_run_once_and_listed(run):
    code = "runs = []\n@pytest.mark.once('only one is allowed')\ndef test_it():\n"
    output = run(code + "    runs.append(1)\n    assert runs == [1]")
    assert "1 passed" in output and "test_it.py::test_it: only one is allowed" in output


@pytest.mark.skipif(hasattr(sys, "gettotalrefcount"), reason="this is a debug build")
def test_python_without_counts(run):
    assert "needs a debug build" in run("def test_it(): pass", counter="")


def test_a_test_that_runs_another_process_is_left_out(run):
    output = run("def test_it(python): python('1')\n\ndef test_other(): pass")
    assert "1 passed, 1 deselected" in output
