"""python -m hpy trace, and the variable HPY_TRACE."""

import json
import subprocess
import sys

import pytest
from support.run import PACKAGE, run_hpy

pytestmark = pytest.mark.abis("universal")

MODULE = """
    HPyDef_METH(same, "same", HPyFunc_O)
    static HPy same_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_Dup(ctx, arg); }
    @EXPORT(same)
    @INIT
"""
SCRIPT = """
import sys
sys.path.insert(0, {folder!r})
import traced
traced.same(1)
print(sys.argv[1:], __name__)
"""


@pytest.fixture
def script(build, tmp_path):
    """script(more) → path of a script that imports a module and calls a function of it."""
    folder = build(MODULE, name="traced").folder

    def script(more=""):
        path = tmp_path / "script.py"
        path.write_text(SCRIPT.format(folder=folder) + more, encoding="utf-8")
        return str(path)

    return script


@pytest.fixture
def hpy_trace(tmp_path):
    """hpy_trace(*arguments, **environment) → Result of python -m hpy trace."""

    def hpy_trace(*arguments, **environment):
        return run_hpy("trace", *arguments, cwd=str(tmp_path), **environment)

    return hpy_trace


def test_table(hpy_trace, script):
    done = hpy_trace("--", script(), "a", "--html")
    assert (done.returncode, done.stdout) == (0, "['a', '--html'] __main__\n")
    assert "traced.same" in done.stderr and "HPy_Dup" in done.stderr


def test_exit_status_is_that_of_the_program(hpy_trace, script):
    done = hpy_trace(script("sys.exit(7)"))
    assert done.returncode == 7
    assert "traced.same" in done.stderr


def test_program_that_raises(hpy_trace, script):
    done = hpy_trace(script("1 / 0"))
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr and "traced.same" in done.stderr


def test_files(hpy_trace, script, tmp_path):
    done = hpy_trace("--html", "out.html", "--json", "out.json", script())
    assert done.returncode == 0, done.stderr
    data = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [f["name"] for f in data["functions"]] == ["traced.same"]
    assert [e["api"] for e in data["events"]] == ["HPy_Dup", None]
    assert "traced.same" in (tmp_path / "out.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("variable", [False, True])
def test_timeline_for_other_programs(hpy_trace, script, tmp_path, monkeypatch, variable):
    if variable:
        monkeypatch.setenv("PYTHONPATH", PACKAGE)
        monkeypatch.setenv("HPY_TRACE", "timeline=out.json")
        monkeypatch.setenv("HPY", "trace")
        done = subprocess.run([sys.executable, script()], cwd=str(tmp_path), stderr=subprocess.PIPE)
    else:
        done = hpy_trace("--timeline", "out.json", script())
    data = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [e["name"] for e in data["traceEvents"] if e["ph"] == "B"] == ["traced.same", "HPy_Dup"], done.stderr


def test_counts_only(hpy_trace, script, tmp_path):
    done = hpy_trace("--counts", "--json", "out.json", script())
    data = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert data["options"] == {"times": False, "events": 0}, done.stderr
    assert data["api"] == {"HPy_Dup": {"calls": 1, "ns": 0}}


def test_only_one_module(hpy_trace, script):
    assert "traced.same" in hpy_trace("--module", "traced", script()).stderr
    assert "No module was traced" in hpy_trace("--module", "other", script()).stderr


@pytest.mark.parametrize(
    "arguments",
    [[], ["--"], ["--counts", "--events", "5", "script.py"], ["--counts", "--timeline", "t.json", "script.py"]],
)
def test_wrong_arguments(hpy_trace, arguments):
    done = hpy_trace(*arguments)
    assert done.returncode == 2
    assert "usage:" in done.stderr and "No module was traced" not in done.stderr


@pytest.mark.parametrize("number", ["-1", "9" * 22, str(2**62)])
def test_wrong_number_of_events(hpy_trace, script, number):
    done = hpy_trace("--events", number, script())
    assert done.returncode == 2 and "error: --events: " in done.stderr


def test_files_that_cannot_be_written(hpy_trace, script):
    done = hpy_trace("--html", "missing/x.html", "--json", "missing/x.json", script())
    assert done.returncode == 0 and "traced.same" in done.stderr
    assert done.stderr.count("hpy trace: cannot write to ") == 2 and "Traceback" not in done.stderr


# ---- HPY_TRACE


def test_variable(script, python, tmp_path):
    python(
        "import runpy; runpy.run_path(%r, run_name='__main__')" % script(),
        env={"HPY": "trace", "HPY_TRACE": "events=5,json=out.json,table"},
        cwd=str(tmp_path),
    )
    data = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert data["options"] == {"times": True, "events": 5}


def test_table_at_exit(script, python):
    done = python(
        "import runpy; runpy.run_path(%r, run_name='__main__')" % script(),
        env={"HPY": "trace", "HPY_TRACE": " counts , table "},
    )
    assert done.stderr.splitlines()[0].split() == ["module", "calls", "API", "calls"]


@pytest.mark.parametrize(
    "value",
    [
        "nonsense",
        "events",
        "events=x",
        "counts=1",
        "html",
        "html=",
        "counts,events=5",
        "events=\u00b2",
        "events=%d" % 10**21,
        "events=%d" % 2**60,
        "events=-1",
    ],
)
def test_wrong_value(script, python, value):
    done = python(
        "import runpy; runpy.run_path(%r, run_name='__main__')" % script(),
        env={"HPY": "trace", "HPY_TRACE": value},
        check=False,
    )
    assert done.returncode == 1
    assert "ImportError: HPY_TRACE=%s: " % value in done.stderr


def test_wrong_value_without_trace_mode(script, python):
    python(
        "import runpy; runpy.run_path(%r, run_name='__main__')" % script(), env={"HPY_TRACE": "nonsense", "HPY": None}
    )
