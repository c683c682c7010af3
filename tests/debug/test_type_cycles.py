"""When and how types that only their own instances keep alive are reported; what they are: corpus/ and correct/."""

import os
import sysconfig

import pytest
from support.corpus import read_cases
from support.run import run_python

pytestmark = [
    pytest.mark.no_layers("the processes choose the layer themselves"),
    pytest.mark.skipif(bool(sysconfig.get_config_var("Py_GIL_DISABLED")), reason="references are not counted exactly"),
]
REPORT = "the type 'mod.Thing' and 3 instances of it keep each other alive"
LOAD = """
import importlib.util
spec = importlib.util.spec_from_file_location("mod", %r)
mod = importlib.util.module_from_spec(spec)
spec.loader.exec_module(mod)

def lose():
    T = mod.make()
    T.default = T()
    T.others = [T(), (T(),)]
"""


@pytest.fixture(scope="module")
def run(compiler):
    """run(code): what a process in debug mode prints to standard error; the module is there as 'mod'."""
    binary = read_cases("corpus")["type_held_by_its_instances"].build(compiler, "-O0")

    def run(code, **options):
        environment = {"HPY": "debug", "HPY_DEBUG": "nocolor", "HPY_LOG": None}
        return run_python(LOAD % binary.path + code, env=environment, check=False, **options)

    return run


def test_told_at_exit(run):
    result = run("lose()\nprint('<exit>', file=sys.stderr, flush=True)")
    before, at_exit = result.stderr.split("<exit>")
    assert "hpy debug" not in before and at_exit.count(REPORT) == 1, result
    assert result.returncode == 0


def test_types_of_one_place_are_counted(run):
    result = run("lose()\nlose()")
    assert result.stderr.count("keep each other alive") == 2 and "(2 times)" in result.stderr, result


def test_not_told_of_garbage_that_holds_the_type(run):
    """What the collector frees releases the type: then it is reported."""
    result = run("""
import gc
gc.disable()
def hold():
    T = mod.make()
    T.default, T.others = T(), [T(), T()]
    cycle = [T]
    cycle.append(cycle)
hold()
gc.enable()
""")
    assert result.stderr.count(REPORT) == 1, result


@pytest.mark.parametrize("held", ["T", "T.default", "T.others", "T.__mro__", "T.__dict__", "lambda: T"])
def test_not_told_when_something_is_held(run, held):
    result = run(
        """
import builtins
def lose():
    T = mod.make()
    T.default, T.others = T(), [T(), T()]
    builtins.held = %s
lose()
"""
        % held
    )
    assert "hpy debug" not in result.stderr and result.returncode == 0, result


def test_not_told_while_another_thread_runs(run):
    """It may hold or move anything meanwhile."""
    result = run("import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\nlose()")
    assert "hpy debug" not in result.stderr and result.returncode == 0, result


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_child_process_tells_of_its_own(run):
    result = run("import os\nlose()\npid = os.fork()\nif pid:\n    os.waitpid(pid, 0)")
    assert result.stderr.count(REPORT) == 1, result


def test_many_types_end_without_a_trace(run):
    result = run("""
import gc, hpy.debug._cycles as cycles
for n in range(2000):
    mod.make()
    if n % 50 == 0:
        gc.collect()
assert len(cycles.made) < 500, len(cycles.made)
""")
    assert result.returncode == 0 and "hpy debug" not in result.stderr, result


def test_pytest_tells_at_the_end_of_the_run(run, tmp_path):
    (tmp_path / "test_it.py").write_text("from run_it import lose\ndef test_it():\n    lose()\n")
    arguments = ["-p", "no:cacheprovider", "-p", "no:xdist", "--hpy-debug", str(tmp_path)]
    result = run(
        """
import pytest, types
sys.modules["run_it"] = types.SimpleNamespace(lose=lose)
sys.exit(pytest.main(%r))
"""
        % arguments,
        cwd=str(tmp_path),
    )
    assert result.returncode == pytest.ExitCode.TESTS_FAILED, result
    assert "1 passed" in result.stdout and REPORT in result.stdout and REPORT not in result.stderr, result
