"""Random sequences of calls give the same in each ABI and under each layer. New ones: make fuzz.

seeds.txt has those that once failed, and some more. A change of the generator or of the machine gives all of them
another meaning, so a fault that was found gets a test of its own besides.
"""

import os

import pytest
from support import fuzz_run, fuzz_sequences
from support.hosts import NATIVE_MINOR

pytestmark = [
    pytest.mark.skipif(NATIVE_MINOR is not None, reason="it compares with CPython's ABI"),
    pytest.mark.no_layers("it loads under each of them"),
]
CRASH = """\
import os
from support import fuzz_sequences
write = fuzz_sequences.write
fuzz_sequences.write = lambda seed, names: os.abort() if seed == 2 else write(seed, names)
"""
SEEDS = os.path.join(os.path.dirname(__file__), "seeds.txt")


@pytest.fixture(scope="module")
def machines(compiler):
    return fuzz_run.binaries(compiler)


def read_seeds():
    with open(SEEDS, encoding="utf-8") as file:
        return [int(line.split("#")[0]) for line in file if line.split("#")[0].strip()]


def test_seeds(machines):
    failures, steps = fuzz_run.compare(read_seeds(), machines)
    assert not failures, "\n".join(map(str, failures))
    assert steps > 300


def test_same_seed_same_program():
    names = ["HPy_Str", "HPy_Add", "HPy_BuildValue_int"]
    assert fuzz_sequences.write(7, names) == fuzz_sequences.write(7, names) != fuzz_sequences.write(8, names)


def test_differences_are_seen():
    same = ["HPy_Add 3", "    first 1"]
    assert fuzz_run.first_difference(same, same) == ""
    assert "+ HPy_Add 4" in fuzz_run.first_difference(same, ["HPy_Add 4", "    first 1"])
    assert "+ nothing" in fuzz_run.first_difference(same, same[:1])
    refused = ["HPyDict_Size raised HPyUsageError: 'wrong type'"]
    assert fuzz_run.first_difference(["HPyDict_Size raised SystemError: ''"], refused) == ""
    assert fuzz_run.first_difference(["HPyDict_Size 0"], refused) != ""


def test_crash_is_seen(machines, monkeypatch):
    """The seed at which the process ended is told, and the others go on."""
    monkeypatch.setattr(fuzz_run, "CHILD", fuzz_run.CHILD.replace("serve(", CRASH + "serve("))
    results, failures = fuzz_run.run_all([1, 2, 3], machines["universal"], "universal")
    assert sorted(results) == [1, 3]
    assert [failure.seed for failure in failures] == [2]
    assert "exit status" in str(failures[0])
