"""Pythons with an HPy of their own: what they cannot run of the suite, and the file names that they want.

They load the universal binaries of minor version 0 that CPython compiled (HPY_TEST_BINARIES), and compile none.
The same of a CPython of another machine or system that runs under an emulator, which HPY_TEST_EMULATOR names.
"""

import inspect
import os
import re
import sys

import pytest

import hpy.universal

# The newest minor version of the ABI that this Python loads, or None for all that this HPy has.
NATIVE_MINOR = None if hasattr(hpy.universal, "_import_create") else 0
EMULATOR = os.environ.get("HPY_TEST_EMULATOR")
HOST = "%s %s" % (sys.implementation.name, ".".join(map(str, sys.implementation.version[:3])))

# (name and version of the host, test, what the host does other than CPython), regular expressions both
PYPY, GRAALPY = r"pypy 7\.3\.", r"graalpy "
KNOWN = [
    (PYPY, r"test_capsule\.py::test_(new_refuses|incomplete_destructor)\[", "a destructor without trampoline is taken"),
    (PYPY, r"test_capsule\.py::test_set_null_pointer", "HPyCapsule_Set takes a null pointer"),
    (PYPY, r"test_capsule\.py::test_(remove_)?destructor\[", "capsules are destroyed at some later time"),
    (GRAALPY, r"test_call\.py::test_call_something_else", "a call of a number raises no TypeError"),
    (PYPY, r"test_argparse\.py::test_numbers\[universal-[df]\]", "HPyFloat_AsDouble takes no object with __index__"),
    (PYPY, r"test_argparse\.py::test_text_with_surrogate", "HPyUnicode_AsUTF8AndSize takes lone surrogates"),
    (PYPY, r"test_argparse_keywords\.py::test_type_errors\[.*ud800", "a lone surrogate in a text is a SystemError"),
    (PYPY, r"test_arg_unpack\.py::test_as_cpython\[.*-name2\]", "PyArg_UnpackTuple does not cut long names"),
    (PYPY, r"test_attr_item\.py::test_bytes", "HPy_Bytes takes no iterable of numbers"),
    (PYPY, r"test_attr_item\.py::test_type_of_null", "HPy_Type ends the process where it is given a null handle"),
    (PYPY, r"test_builders\.py::test_(failure_shows_at_build|cancel_after_failure)", "sizes are not checked"),
    (
        PYPY,
        r"test_buildvalue\.py::test_invalid_utf8",
        "HPyUnicode_FromString takes no invalid UTF-8: a SystemError or worse",
    ),
]

# (emulator, test, what cannot be done under it, or what its Python does other than on Linux)
EMULATED = [
    (
        "qemu",
        r"test_set_user_id\.py::|::test_python_without_the_functions_needed",
        "a program does not start without the emulator",
    ),
    (
        "wine",
        r"test_err\.py::test_(errno_with_two_objects|setter_replaces_pending_exception\[.*-7-FileNotFoundError)",
        "PyErr_SetFromErrnoWithFilenameObjects of CPython for Windows makes errno 22 of any where there are two names",
    ),
]


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


def known_difference(nodeid, function):
    """What is known of the host, if this test, a function, fails or crashes for that; None otherwise."""
    if NATIVE_MINOR is None:
        reasons = [reason for name, test, reason in EMULATED if name == EMULATOR and re.search(test, nodeid)]
        return "%s: %s" % (EMULATOR, reasons[0]) if reasons else None
    if not hasattr(sys, "getrefcount") and "getrefcount" in inspect.getsource(function):
        return "%s counts no references" % HOST
    for host, test, reason in KNOWN:
        if re.match(host, HOST) and re.search(test, nodeid):
            return "%s: %s" % (HOST, reason)
    return None
