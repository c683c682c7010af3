"""make test-all, with Pythons that are made up: which it takes, its table, and what docs/hosts.md is told."""

import argparse
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("dev", "hosts", "built_hosts", "foreign_hosts", "results")


class Run:
    """test-all, with CPythons 1.0 and 2.0, and hosts 3.0 and 4.0 for which 2.0 compiles."""

    def __init__(self, dev, monkeypatch):
        self.dev, self.ran, self.closing = dev, [], {}
        hosts = dev.beside("hosts")
        pythons = [SimpleNamespace(name=name, path="/" + name, flags="") for name in ("1.0", "2.0")]
        compiling = "2.0, for hosts", ["c"], {"TO": "x"}
        found = [
            hosts.Tested(name, lambda name=name: [compiling, (name, [name], {"FROM": "x"})])
            for name in ("Host 3.0", "Host 4.0")
        ]
        monkeypatch.setattr(dev, "find_pythons", lambda: pythons)
        monkeypatch.setattr(hosts, "tested", lambda options, done: found)
        monkeypatch.setattr(dev, "prepare", self.prepare)
        monkeypatch.setattr(dev, "pytest_command", lambda python, options: [python.name])
        monkeypatch.setattr(dev, "show", self.show)

    def prepare(self, python, tests):
        if self.closing.get(python.name) is None:
            raise self.dev.Failure("no compiler")

    def show(self, command, environment):
        self.ran.append((command, environment))
        return 0, self.closing.get(command[0], "2 passed, 1 skipped, 4 deselected in 1.00s")

    def __call__(self, **options):
        return self.dev.do_test_all(argparse.Namespace(**{"k": None, "paths": [], "rest": [], **options}))


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    for name in TOOLS:
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.delenv("HPY_TEST_PYTHONS", raising=False)
    import dev
    import results

    monkeypatch.setattr(results, "KEPT", tmp_path / "build" / "results.json")
    monkeypatch.setattr(results, "PAGE", tmp_path / "hosts.md")
    monkeypatch.setattr(results, "ROOT", tmp_path)
    yield Run(dev, monkeypatch)
    for name in TOOLS:
        sys.modules.pop(name, None)


def test_each_python_is_a_row(run, capsys):
    run.closing = {"1.0": "== 7 passed in 2.00s ==", "2.0": "== 1 failed, 6 passed in 2.00s =="}
    assert run() == 1
    lines = capsys.readouterr().out.splitlines()
    (head,) = [number for number, line in enumerate(lines) if line.split() == ["Python", "pytest"]]
    rows = lines[head + 2 :]
    assert [row.split("  ")[0] for row in rows[:-1]] == ["1.0", "2.0", "2.0, for hosts", "Host 3.0", "Host 4.0"]
    assert rows[-1] == "19 passed, 1 failed"
    assert run.ran[2:4] == [(["c"], {"TO": "x"}), (["Host 3.0"], {"FROM": "x"})]


def test_one_that_cannot_be_built_is_a_failure(run, capsys):
    run.closing = {"2.0": "7 passed in 2.00s"}
    assert run() == 1
    output = capsys.readouterr().out
    assert "no compiler" in output and "1.0             FAILED  1 error: cannot be built" in output
    assert output.endswith("13 passed, 1 failed\n")


def test_a_host_is_named(run, monkeypatch):
    monkeypatch.setenv("HPY_TEST_PYTHONS", "Host 3.0")
    assert run() == 0
    assert [command for command, _ in run.ran] == [["c"], ["Host 3.0"]]
    monkeypatch.setenv("HPY_TEST_PYTHONS", "Host 5.0")
    with pytest.raises(run.dev.Failure, match="no Python Host 5.0 was found"):
        run()


def test_results_of_whole_runs_are_kept(run, monkeypatch):
    results = run.dev.beside("results")
    monkeypatch.setattr(results, "commit", lambda: "abc")
    run.closing = {"1.0": "== 7 passed, 2 skipped in 2.00s ==", "2.0": "== 1 failed, 6 passed, 1 error in 2.00s =="}
    monkeypatch.setenv("HPY_TEST_PYTHONS", "1.0")
    run(k="some")
    assert not results.KEPT.exists()
    run()
    monkeypatch.setenv("HPY_TEST_PYTHONS", "2.0,Host 3.0")
    run()
    assert list(json.loads(results.KEPT.read_text())) == ["1.0", "2.0", "Host 3.0"]

    results.PAGE.write_text(f"before\n{results.BEGIN}old\n{results.END}after\n")
    for _ in range(2):
        assert results.main(None) == 0
    assert results.PAGE.read_text() == (
        f"before\n{results.BEGIN}{results.HEAD}"
        "| CPython 1.0 | 7 | 2 | 0 | abc |\n"
        "| CPython 2.0 | 6, **2 failed** | 0 | 0 | abc |\n"
        "| Host 3.0 | 2 | 1 | 4 | abc |\n"
        f"{results.END}after\n"
    )


def test_one_that_ended_in_the_middle_has_failed(run):
    results = run.dev.beside("results")
    results.keep({"1.0": (139, "Segmentation fault"), "2.0": (1, "1 failed, 6 passed in 2.00s")})
    results.PAGE.write_text(f"{results.BEGIN}{results.END}")
    results.main(None)
    lines = results.PAGE.read_text().splitlines()
    assert lines[3].startswith("| CPython 1.0 | 0, **1 failed** |")
    assert lines[4].startswith("| CPython 2.0 | 6, **1 failed** |")


def test_without_a_gil_it_is_several_runs(run, monkeypatch):
    options = argparse.Namespace(k=None, paths=[], rest=[])
    whole, part = SimpleNamespace(flags="t"), argparse.Namespace(k=None, paths=["tests/api"], rest=[])
    taken = []
    monkeypatch.setattr(run.dev, "pytest_command", lambda _, options: taken.append(options.paths) or options.paths)
    commands = run.dev.pytest_commands(whole, options)
    assert len(commands) > 10 and commands == taken
    files = [Path(path) for command in commands for path in command]
    assert ROOT / "tests" / "devel" / "test_test_all.py" in files and len(set(files)) == len(files)
    assert not [path for path in files if ROOT / run.dev.BUILD_TESTS in path.parents]
    assert run.dev.pytest_commands(whole, part) == [["tests/api"]]
    assert run.dev.pytest_commands(SimpleNamespace(flags=""), options) == [[]]


@pytest.mark.parametrize(
    "ends, expected",
    [
        ([(0, "== 3 passed in 1s ==")], (0, "== 3 passed in 1s ==")),
        ([(0, "= 3 passed, 1 skipped in 1.50s ="), (0, "4 passed in 2.00s")], (0, "7 passed, 1 skipped in 3.50s")),
        ([(0, "3 passed in 1.00s"), (5, "2 deselected in 0.10s")], (0, "3 passed, 2 deselected in 1.10s")),
        ([(5, "no tests ran in 0.10s"), (5, "no tests ran in 0.10s")], (5, "no tests ran in 0.20s")),
        ([(1, "1 failed, 3 passed in 1.00s"), (-11, "Segmentation fault")], (-11, "1 failed, 3 passed in 1.00s")),
    ],
)
def test_several_runs_are_one_row(run, ends, expected):
    assert run.dev.joined(ends) == expected


def test_what_is_missing_is_said(run):
    results = run.dev.beside("results")
    with pytest.raises(run.dev.Failure, match="results.json is not there; 'make test-all' makes it"):
        results.main(None)
    results.keep({"1.0": (0, "7 passed in 2.00s")})
    results.PAGE.write_text("nothing\n")
    with pytest.raises(run.dev.Failure, match=r"hosts\.md must have the two marks once"):
        results.main(None)


def test_compiled_hosts_are_found(run, monkeypatch, tmp_path):
    import built_hosts
    import hosts

    for module in (hosts, built_hosts):
        monkeypatch.setattr(module, "HOSTS", tmp_path)
    assert built_hosts.found("3.13t") == []
    program = tmp_path / "3.13t" / "bin" / "python3.13t"
    program.parent.mkdir(parents=True)
    program.write_text("")
    assert built_hosts.found("3.13t") == []  # until it was set up to the end
    (tmp_path / "3.13t" / ".ready").write_text("")
    assert built_hosts.found("3.13t") == [str(program)]
    assert str(program) in run.dev.candidates()
