"""Pythons with an HPy of their own: what they cannot run of the suite, and the file names that they want.

They load the universal binaries of minor version 0 that CPython compiled (HPY_TEST_BINARIES), and compile none.
"""

import os
import re
import sys

import pytest

import hpy.universal

# The newest minor version of the ABI that this Python loads, or None for all that this HPy has.
NATIVE_MINOR = None if hasattr(hpy.universal, "_import_create") else 0
HOST = "%s %s" % (sys.implementation.name, ".".join(map(str, sys.implementation.version[:3])))

# (name and version of the host, test, what the host does other than CPython), regular expressions both
KNOWN = []


def file_for_host(path):
    """The path under which this Python loads the binary: hosts of HPy 0.9 want the ABI's tag in the name."""
    if NATIVE_MINOR is None or ".hpy0" in os.path.basename(path):
        return path
    tagged = path[: -len(".so")] + ".hpy0.so"
    if not os.path.exists(tagged):
        os.symlink(os.path.basename(path), tagged)
    return tagged


def need_minor(minor):
    """Skip the test if its binary asks for more than this Python has."""
    if NATIVE_MINOR is not None and (minor or 0) > NATIVE_MINOR:
        pytest.skip("%s loads minor version %d, not %d" % (HOST, NATIVE_MINOR, minor))


def known_difference(nodeid):
    """What is known of the host, if this test fails or crashes for that; None otherwise."""
    if NATIVE_MINOR is None:
        return None
    for host, test, reason in KNOWN:
        if re.match(host, HOST) and re.search(test, nodeid):
            return "%s: %s" % (HOST, reason)
    return None
