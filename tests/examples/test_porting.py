"""examples/porting does the same at every step, in each ABI that the step has; what is left of Python.h is refused
where it may not be."""

import os
import shutil
import subprocess
import sys

import pytest
from support.run import ROOT

FOLDER = os.path.join(ROOT, "examples", "porting")

MIXED = ["1", "2", "3a", "3b"]  # HPy and Python.h in one file
BUILDS = [
    ("0", "cpython"),
    *((step, abi) for step in MIXED for abi in ("cpython", "hybrid")),
    *(("4", abi) for abi in ("cpython", "hybrid", "universal")),
]


class Workshop:
    """A copy of the example, in which its steps are built by its own setup.py."""

    def __init__(self, folder):
        self.folder = folder
        built = shutil.ignore_patterns("build", "*.so", "*.pyd", "*.egg-info", "__pycache__")
        shutil.copytree(FOLDER, str(folder), ignore=built)

    def run(self, *command, **env):
        """Run this Python in the folder: (exit status, what it printed)."""
        outer = {name: value for name, value in os.environ.items() if not name.startswith(("HPY", "PYTHONPATH"))}
        done = subprocess.run(
            [sys.executable, *command],
            cwd=str(self.folder),
            env={"CFLAGS": "-O0", **outer, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return done.returncode, done.stdout.decode("utf-8", errors="replace")

    def build(self, step, abi, **env):
        """Exit status, output, and the folder in which the module is."""
        target = os.path.join("out", step, abi)
        status, output = self.run("setup.py", "build_ext", "--build-lib", target, STEP=step, HPY_ABI=abi, **env)
        return status, output, target

    def change(self, step, new_step, old, new):
        """Make a step of a changed copy of the source of another one."""
        source = (self.folder / f"step{step}.c").read_text(encoding="utf-8")
        assert source.count(old) == 1, old
        (self.folder / f"step{new_step}.c").write_text(source.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    return Workshop(tmp_path_factory.mktemp("porting") / "porting")


@pytest.mark.parametrize("step, kind", BUILDS)
def test_step_does_the_same(workshop, step, kind):
    status, output, target = workshop.build(step, kind)
    assert status == 0, output
    status, output = workshop.run("check.py", target)
    assert status == 0, output
    assert os.path.join("porting", target) in output.splitlines()[-1]


@pytest.mark.parametrize("step", MIXED)
def test_python_h_is_refused_in_universal(workshop, step):
    status, output, _ = workshop.build(step, "universal")
    assert status != 0
    assert "It is forbidden to #include <Python.h> when targeting the HPy Universal ABI" in output


@pytest.mark.parametrize("flags", ["-O0", "-O3"])
def test_legacy_call_is_refused_in_universal(workshop, flags):
    step = "4-legacy-call" + flags
    workshop.change(
        "4",
        step,
        '    return HPy_CallMethod_s(ctx, "casefold", &word, 1, HPy_NULL);',
        "    return HPy_FromPyObject(ctx, HPy_AsPyObject(ctx, word));",
    )
    status, output, _ = workshop.build(step, "universal", CFLAGS=flags)
    assert status != 0
    assert "Cannot use legacy functions when targeting the HPy Universal ABI" in output
    assert "HPy_AsPyObject" in output and "HPy_FromPyObject" in output


@pytest.mark.parametrize("kind", ["cpython", "hybrid"])
def test_legacy_slots_of_a_pure_type_are_refused(workshop, kind):
    step = "3b-legacy-slots-" + kind
    workshop.change(
        "3b",
        step,
        "    .builtin_shape = SHAPE(Tally),",
        "    .builtin_shape = SHAPE(Tally),\n    .legacy_slots = (PyType_Slot[]){{0, NULL}},",
    )
    status, output, target = workshop.build(step, kind)
    assert status == 0, output
    status, output = workshop.run("check.py", target)
    assert status != 0
    assert output.splitlines()[-1] == (
        "TypeError: cannot specify .legacy_slots without setting .builtin_shape=HPyType_BuiltinShape_Legacy"
    )
