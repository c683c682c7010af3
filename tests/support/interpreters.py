"""Interpreters beside the current one. Imported by the code of a subprocess.

    load()                 the test's module in the current interpreter, loaded anew at each call;
                           load(name) takes another module of the same binary
    other = Interpreter()  another one that shares the GIL, where the module is loaded as 'mod'; Interpreter(code) runs
                           other code, Interpreter(code, own_gil=True) is for CPython 3.12 and newer
    other.run(code)        run the code there; what it raises is an error here
    other.end()            end it

The subprocess calls use(...) first; see the fixture 'interpreters' in conftest.py.
"""

import os
import sys
import textwrap
from types import SimpleNamespace

from . import load as loader

try:
    import _interpreters as low  # CPython 3.13
except ImportError:
    import _xxsubinterpreters as low

START = """\
import sys
sys.path[:] = {path!r}
from support.interpreters import load, use
use(**{binary!r})
"""
binary = None


def use(**attributes):
    """name, path, folder and abi of the test's binary, and 'direct' as for support.load.load."""
    global binary
    binary = SimpleNamespace(**attributes)
    sys.excepthook = fail


def fail(*error):
    """End with status 1: CPython up to 3.11 ends with 0 when another interpreter has something to do at exit."""
    sys.__excepthook__(*error)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(1)


def load(name=None):
    name = name or binary.name
    sys.modules.pop(name, None)
    return loader.load(SimpleNamespace(**{**vars(binary), "name": name}), binary.direct)


class Interpreter:
    def __init__(self, code="mod = load()", own_gil=False):
        if low.__name__ == "_interpreters":
            self.id = low.create("isolated" if own_gil else "legacy")
        else:
            self.id = low.create(**({"isolated": own_gil} if sys.version_info >= (3, 9) else {}))
        self.run(START.format(path=sys.path, binary=vars(binary)) + textwrap.dedent(code))

    def run(self, code):
        failed = low.run_string(self.id, code)
        if failed is not None:  # up to CPython 3.12 it raises
            raise RuntimeError(failed.errdisplay)

    def end(self):
        low.destroy(self.id)
