"""Runs Python code, or python -m hpy, in a process of its own: for what ends or changes the process."""

import os
import subprocess
import sys
import sysconfig
import textwrap

import hpy

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(hpy.__file__)))
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(TESTS)
# For a process in which the variable PYTHON_GIL is not in force: modules that declare nothing would make a warning.
WITH_GIL = ("-X", "gil=1") if sysconfig.get_config_var("Py_GIL_DISABLED") else ()
SLOWNESS = 5 if os.environ.get("HPY_TEST_EMULATOR") else 1  # tools/foreign_hosts.py
# The child takes the hpy that the tests use, also where its working folder holds another one.
PATH = """\
import sys
sys.path.insert(0, {package!r})
"""
LOAD = """\
sys.path.append({tests!r})
from support.load import Binary, load
mod = load(Binary({path!r}, {name!r}, {abi!r}), direct={direct!r})
"""


class Result:
    """The end of a subprocess: returncode, stdout and stderr as text."""

    def __init__(self, returncode, stdout, stderr):
        self.returncode, self.stdout, self.stderr = returncode, stdout, stderr

    def __repr__(self):
        return "exit status %s\n--- stdout\n%s\n--- stderr\n%s" % (self.returncode, self.stdout, self.stderr)


def as_text(output):
    return output.decode("utf-8", "replace").replace(os.linesep, "\n")


def _is_layered(environ):
    """Whether the tests run under debug mode, and the process too: it ends well also when something is found."""
    return "debug" in environ.get("HPY", "") and environ["HPY"] == os.environ.get("HPY")


def run_python(code, binary=None, direct=False, env=None, args=(), cwd=None, check=True, timeout=120):
    """Run 'code' with this Python; with 'binary' its module is there as 'mod'.

    'env' adds to the environment (None as a value removes). With 'check' a failing run is an AssertionError that
    shows what it printed.
    """
    code = textwrap.dedent(code)
    if binary is not None:
        code = LOAD.format(tests=TESTS, path=binary.path, name=binary.name, abi=binary.abi, direct=direct) + code
    if "-S" not in args:  # which asks for a Python without installed packages
        code = PATH.format(package=PACKAGE) + code
    environ = dict(os.environ, PYTHONIOENCODING="utf-8", **{k: v for k, v in (env or {}).items() if v is not None})
    for key in [k for k, v in (env or {}).items() if v is None]:
        environ.pop(key, None)
    done = subprocess.run(
        [sys.executable, *args, "-c", code],
        env=environ,
        cwd=cwd,
        timeout=timeout * SLOWNESS,
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    result = Result(done.returncode, as_text(done.stdout), as_text(done.stderr))
    if check and (result.returncode != 0 or (_is_layered(environ) and "hpy debug:" in result.stderr)):
        raise AssertionError("Python failed: %r\n--- code\n%s" % (result, code))
    return result


def run_hpy(*arguments, cwd, **environment):
    """Run python -m hpy in the folder, without the settings of the tests around it: the Result."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith("HPY") and key != "PYTHONPATH"}
    environ.update(environment)
    environ["PYTHONPATH"] = os.pathsep.join([PACKAGE, *filter(None, [environment.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-m", "hpy", *arguments],
        cwd=cwd,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return Result(done.returncode, done.stdout, done.stderr)
