"""Pythons with an HPy of their own: what they cannot run of the suite, and the file names that they want.

They load the universal binaries of minor version 0 that CPython compiled (HPY_TEST_BINARIES), and compile none.
The same of a CPython of another machine or system that runs under an emulator, which HPY_TEST_EMULATOR names.
"""

import os
import sys

import hpy.universal

# The newest minor version of the ABI that this Python loads, or None for all that this HPy has.
NATIVE_MINOR = None if hasattr(hpy.universal, "_import_create") else 0
EMULATOR = os.environ.get("HPY_TEST_EMULATOR")
HOST = EMULATOR or "%s %s" % (sys.implementation.name, ".".join(map(str, sys.implementation.version[:3])))


def file_for_host(path):
    """The path under which this Python loads the binary: hosts of HPy 0.9 want the ABI's tag in the name.

    In a folder without X.so, which GraalPy would import for a module of the C API.
    """
    if NATIVE_MINOR is None or ".hpy0" in os.path.basename(path):
        return path
    folder, name = os.path.split(path)
    tagged = os.path.join(folder, "hpy0", name[: -len(".so")] + ".hpy0.so")
    if not os.path.exists(tagged):
        os.makedirs(os.path.dirname(tagged), exist_ok=True)
        os.symlink(os.path.join(os.pardir, name), tagged)
    return tagged


def need_binary(abi, minor):
    """Skip the test if this Python loads no binary of this ABI, or none that asks for this minor version."""
    if NATIVE_MINOR is None:
        return
    import pytest  # a fifth of a second in each subprocess that loads an extension, where it skips nothing

    if abi != "universal":
        pytest.skip("%s loads universal binaries, none of the %s ABI" % (HOST, abi))
    if (minor or 0) > NATIVE_MINOR:
        pytest.skip("%s loads minor version %d, not %d" % (HOST, NATIVE_MINOR, minor))


def is_for_host(item):
    """Whether the test takes a universal binary, if this Python takes no others, or is marked."""
    if NATIVE_MINOR is None or item.get_closest_marker("for_hosts"):
        return True
    params = item.callspec.params if hasattr(item, "callspec") else {}
    return "compiler" in item.fixturenames and params.get("abi", "universal") == "universal"
