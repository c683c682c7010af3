"""The parts of the fuzzer find nothing with the seeds that are kept. New ones: make fuzz.

seeds.txt has those that once failed, and some more. A change of a generator, or of what it drives, gives all of them
another meaning, so a fault that was found gets a test of its own besides.
"""

import os
import shutil
import struct
import sys

import pytest
from support import fuzz_formats, fuzz_loader, fuzz_readers, fuzz_run, fuzz_sequences, fuzz_types
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
# Where a part does not run.
NEEDS = {
    "formats": (os.name == "nt", "without a limit of memory, which Windows has not, formats ask for too much"),
    "loader": (
        not sys.platform.startswith("linux") or struct.calcsize("P") != 8 or sys.byteorder != "little",
        "changes ELF files of 64 bits",
    ),
    "readers": (not shutil.which("gcc"), "compiles with gcc"),
}


@pytest.fixture(scope="module")
def machines(compiler):
    return fuzz_sequences.binaries(compiler)


def rows():
    """Part and seed of each line."""
    with open(SEEDS, encoding="utf-8") as file:
        return [line.split("#")[0].split() for line in file if line.split("#")[0].strip()]


def read_seeds(part):
    return [int(seed) for name, seed in rows() if name == part]


@pytest.mark.parametrize("part", fuzz_run.PARTS)
def test_seeds(compiler, part):
    missing, why = NEEDS.get(part, (False, ""))
    if missing:
        pytest.skip(why)
    seeds = read_seeds(part)
    failures, operations = fuzz_run.compare(part, seeds, fuzz_run.module_of(part).binaries(compiler))
    assert not failures, "\n".join(map(str, failures))
    assert seeds and operations >= len(seeds)


def test_each_seed_has_a_part():
    assert {part for part, _ in rows()} == set(fuzz_run.PARTS)


def test_same_seed_same_input():
    names = ["HPy_Str", "HPy_Add", "HPy_BuildValue_int"]
    assert fuzz_sequences.write(7, names) == fuzz_sequences.write(7, names) != fuzz_sequences.write(8, names)
    assert fuzz_formats.write(7) == fuzz_formats.write(7) != fuzz_formats.write(8)
    assert fuzz_types.show(None, 7) == fuzz_types.show(None, 7) != fuzz_types.show(None, 8)
    files = [("a.so", bytes(1000), []), ("b.so", bytes(2000), [(10, 20)])]
    assert fuzz_readers.write(files, 7) == fuzz_readers.write(files, 7) != fuzz_readers.write(files, 8)


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
    results, failures = fuzz_run.run_all("sequences", [1, 2, 3], machines["universal"], "universal")
    assert sorted(results) == [1, 3]
    assert [failure.seed for failure in failures] == [2]
    assert "exit status" in str(failures[0])


def test_fault_is_seen(compiler, tmp_path, monkeypatch):
    """An exception in a part is a fault: here a reader's that is none of its own."""
    spoilt = "from hpy.audit import _cli\n_cli.audit = lambda path: 1 / 0\n"
    monkeypatch.setattr(fuzz_run, "CHILD", fuzz_run.CHILD.replace("serve(", spoilt + "serve("))
    results, failures = fuzz_run.run_all("readers", [1, 2], fuzz_readers.binaries(compiler)["files"], None)
    assert not results and [failure.seed for failure in failures] == [1, 2]
    assert "ZeroDivisionError" in str(failures[0])


@pytest.mark.parametrize(
    "text, mode",
    [
        ("", "universal"),
        (" Debug ", "debug"),
        ("other:trace,fuzzed:debug + trace", "debug+trace"),
        ("pkg.fuzzed:trace,fuzzed:debug", "trace"),
        ("fuzzed:debug,", None),
        ("trace+trace", None),
    ],
)
def test_model_of_modes(text, mode):
    if mode is None:
        with pytest.raises(ValueError):
            fuzz_loader.meant(text)
    else:
        assert fuzz_loader.meant(text) == mode
