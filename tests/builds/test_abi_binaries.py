"""tests/abi/binaries are what tests/support/abi_binaries.py compiles: the same bytes again, wherever it is done.

From the headers and sources of today, too, every source still compiles, without a warning.
"""

import subprocess
import sys

import pytest
from support import abi_binaries
from support.abi_binaries import MINORS, OPEN, ROOT, TARGETS

from hpy.audit._cli import audit


@pytest.fixture(scope="session")
def devel_of(tmp_path_factory):
    """devel_of(tree): the folder hpy/devel that a binary was compiled from."""
    found = {}

    def devel_of(tree):
        if tree not in found:
            folder = found[tree] = tmp_path_factory.mktemp("devel")
            try:
                abi_binaries.unpack(tree, folder)
            except (OSError, subprocess.CalledProcessError):
                pytest.skip(f"git does not have the tree {tree}: this is no clone with its whole history")
        return found[tree]

    return devel_of


@pytest.mark.parametrize("machine", TARGETS)
@pytest.mark.parametrize("name", MINORS)
def test_the_kept_binaries_can_be_had_again(devel_of, name, machine, tmp_path):
    record = abi_binaries.read_record()[name]
    if abi_binaries.ziglang_version() != record["ziglang"]:
        pytest.skip(f"it was compiled by ziglang {record['ziglang']}, here is {abi_binaries.ziglang_version()}")
    abi_binaries.compile_one(name, machine, devel_of(record["devel"]), tmp_path / "again.so")
    assert (tmp_path / "again.so").read_bytes() == abi_binaries.path_of(name, machine).read_bytes()


@pytest.mark.parametrize("machine", TARGETS)
@pytest.mark.parametrize("name", [*MINORS, *OPEN])
def test_each_source_still_compiles(name, machine, tmp_path):
    warnings = ("-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter")
    abi_binaries.compile_one(name, machine, ROOT / "hpy" / "devel", tmp_path / f"{name}.so", *warnings)
    (module,) = audit(str(tmp_path / f"{name}.so"))
    assert (module.name, module.minor, module.findings) == (name, {**MINORS, **OPEN}[name], ())


def test_there_are_no_other_binaries():
    expected = {abi_binaries.path_of(name, machine) for name in MINORS for machine in TARGETS}
    assert set(abi_binaries.BINARIES.rglob("*.so")) == expected
    assert set(abi_binaries.read_record()) == set(MINORS)


def test_a_name_that_is_not_known():
    done = subprocess.run([sys.executable, abi_binaries.__file__, "nothing"], stderr=subprocess.PIPE)
    assert done.returncode == 1 and b"unknown: nothing; there are abi0" in done.stderr
