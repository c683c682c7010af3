"""The command run, and what all commands have in common: help, JSON, colour, where modules are found."""

import json
import os
import subprocess
import sys

import pytest
from support.run import PACKAGE, run_hpy

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
COMMANDS = [
    "info",
    "doctor",
    "new",
    "config",
    "compile-commands",
    "audit",
    "stubs",
    "run",
    "debug",
    "trace",
    "completion",
]
universal = pytest.mark.abis("universal")


@pytest.fixture
def run(build, tmp_path):
    """run(*words): python -m hpy run, with a script that has one handle leak, in a folder of its own: the Result."""
    folder = build(LEAKS, name="leaking").folder
    (tmp_path / "script.py").write_text("import leaking, os, sys\nleaking.leak()\nprint(sys.argv[1:])\nos.chdir('/')\n")

    def run(*words, **environment):
        return run_hpy("run", *words, cwd=str(tmp_path), PYTHONPATH=folder, **environment)

    return run


# ---- run


@universal
def test_modes(run):
    done = run("--debug", "script.py", "a", "--trace")
    assert (done.returncode, done.stdout) == (0, "['a', '--trace']\n")
    assert "leak in leaking.leak" in done.stderr and "HPy_Dup" not in done.stderr
    done = run("--trace", "--", "script.py")
    assert "leaking.leak" in done.stderr and "hpy debug" not in done.stderr
    done = run("--debug", "--trace", "script.py")
    assert "hpy debug: leak in leaking.leak" in done.stderr and "HPy_Dup" in done.stderr


@universal
def test_no_mode(run):
    assert run("script.py", HPY="debug").stderr == run("script.py").stderr == ""


@universal
def test_options(run, tmp_path):
    done = run("--debug-options", "json=found.json,leaks=call", "--trace-options", "json=traced.json", "script.py")
    assert "leak" in done.stderr and "HPy_Dup" not in done.stderr  # the table was not asked for
    (finding,) = json.loads((tmp_path / "found.json").read_text())["findings"]
    assert finding["kind"] == "leak"
    assert "leaking" in (tmp_path / "traced.json").read_text()


@universal
def test_one_module(run):
    assert "leak in leaking.leak" in run("--debug", "--module", "leaking", "script.py").stderr
    assert run("--debug", "--module", "other", "script.py").stderr.startswith("hpy: note: HPY names other, but no ")


@universal
def test_child_processes(run, tmp_path):
    code = "import subprocess, sys; subprocess.run([sys.executable, 'script.py'])"
    assert "leak in leaking.leak" in run("--debug", "-c", code).stderr


@universal
@pytest.mark.parametrize(
    "words, message",
    [
        ((), "nothing to run"),
        (("--debug-options", "fatl", "s.py"), "--debug-options: there is no option 'fatl'; there are fatal, "),
        (("--trace-options", "events=1,counts", "s.py"), "--trace-options: events have times"),
        (("--module", "m", "s.py"), "--module needs a mode: --debug or --trace"),
        (("--nothing", "s.py"), "unrecognized arguments: --nothing"),
    ],
)
def test_mistakes(run, words, message):
    done = run(*words)
    assert done.returncode == 2 and message in done.stderr and "Traceback" not in done.stderr


# ---- all commands


def script_hpy(*words, cwd):
    """The script hpy as pip makes it: its own folder is the first on the path."""
    folder = os.path.join(str(cwd), "bin")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "hpy")
    with open(path, "w") as file:
        file.write("import sys\nfrom hpy.__main__ import main\nsys.exit(main())\n")
    env = {**{k: v for k, v in os.environ.items() if not k.startswith("HPY")}, "PYTHONPATH": PACKAGE, "COLUMNS": "200"}
    command = [sys.executable, path, *words]
    done = subprocess.run(command, cwd=str(cwd), env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout


def test_help(tmp_path):
    text = run_hpy("--help", cwd=str(tmp_path)).stdout
    lines = [line for line in text.split("COMMAND\n")[1].splitlines() if line[4:5].strip()]
    assert [line.split()[0] for line in lines][: len(COMMANDS)] == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_examples(command, tmp_path):
    text = run_hpy(command, "--help", cwd=str(tmp_path), COLUMNS="200").stdout
    examples = text.partition("\nexamples")[2]
    assert f"hpy {command}" in examples
    assert script_hpy(command, "--help", cwd=tmp_path).split() == text.replace("python -m hpy", "hpy").split()


@pytest.mark.parametrize("command", ["run", "debug", "trace"])
def test_modules_of_the_current_folder(command, tmp_path):
    (tmp_path / "here.py").write_text("print('here')")
    assert "here\n" in script_hpy(command, "-m", "here", cwd=tmp_path)
    assert "here\n" in script_hpy(command, "-c", "import here", cwd=tmp_path)


def test_json(tmp_path):
    told = json.loads(run_hpy("doctor", "--json", cwd=str(tmp_path), CC="no-such-compiler").stdout)
    assert told["works"] is False
    assert [check["name"] for check in told["checks"]] == ["compiler", "Python.h", "setuptools"]
    assert "install one" in told["checks"][0]["cure"]


@pytest.mark.parametrize("variables, coloured", [({}, False), ({"FORCE_COLOR": "1"}, True), ({"NO_COLOR": "1"}, False)])
def test_colour(variables, coloured, tmp_path, monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    text = run_hpy("doctor", cwd=str(tmp_path), CC="no-such-compiler", **variables).stdout
    assert ("compiler:     \033[1;31mMISSING\033[0m, " in text) is coloured
    assert ("compiler:     MISSING, " in text) is not coloured
