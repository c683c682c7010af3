"""The fixture of the tests in which allocations fail, which runs each test once for each way to call an extension.

    faults(snippet, code)    run code in a subprocess, where survives() of support.faults makes allocations fail; the
                             snippet's module is there as 'mod', its Binary as 'binary', the mode of layers as 'mode'.
                             With loaded=False there is no 'mod' yet.

HPY_FAULTS=all, as set by make faults, has every mode, and lets each allocation fail.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import textwrap

import pytest
from support.load import LAYERS_VARIABLE
from support.run import TESTS, run_python

ALL = os.environ.get("HPY_FAULTS") == "all"
KNOWN = (3, 11)  # whose own faults support.faults spares
WAYS = ["cpython", "universal", "debug+trace"] + (["debug", "trace", "trace+debug"] if ALL else [])
START = """\
import os, sys
from functools import partial
sys.path[:0] = [{helper!r}, {tests!r}]
os.environ.pop("LD_PRELOAD")
from support import faults
from support.faults import survives
from support.load import Binary, load
mode, binary = {mode!r}, Binary({path!r}, {name!r}, {abi!r})
faults.watch(binary.path)
mod = load(binary) if {loaded} else None
faults.begin()
{code}
faults.finish()
"""


@pytest.fixture(scope="session")
def helper(tmp_path_factory):
    """The module that makes allocations fail."""
    if sys.version_info[:2] != KNOWN and not ALL:
        pytest.skip("what this CPython itself gets wrong without memory is not known; make faults shows it")
    if not sys.platform.startswith("linux") or not os.confstr("CS_GNU_LIBC_VERSION"):
        pytest.skip("malloc is replaced as glibc allows it")
    source = os.path.join(os.path.dirname(__file__), "failing_allocations.c")
    target = str(tmp_path_factory.mktemp("helper") / "failing_allocations") + sysconfig.get_config_var("EXT_SUFFIX")
    includes = {"-I" + sysconfig.get_path(name) for name in ("include", "platinclude")}
    flags = ["-std=gnu11", "-O1", "-g", "-fPIC", "-shared", "-fno-builtin", "-Wall", "-Werror"]
    compiler = shlex.split(os.environ.get("CC") or "cc")
    subprocess.run([*compiler, *flags, *sorted(includes), source, "-o", target], check=True)
    return target


@pytest.fixture(params=WAYS)
def faults(request, helper, compiler):
    abi = "cpython" if request.param == "cpython" else "universal"
    mode = request.param if request.param in ("debug", "trace") or "+" in request.param else None

    def faults(snippet, code, loaded=True, timeout=1800 if ALL else 120, env=None, **options):
        binary = compiler.build(snippet, abi, **options)
        code = START.format(
            helper=os.path.dirname(helper),
            tests=TESTS,
            path=binary.path,
            name=binary.name,
            abi=abi,
            mode=mode or "universal",
            loaded=loaded,
            code=textwrap.dedent(code),
        )
        environment = {"LD_PRELOAD": helper, "MALLOC_PERTURB_": "165", "HPY": mode, LAYERS_VARIABLE: mode}
        environment["HPY_DEBUG"] = "nocolor,quarantine=0"  # closed handles leave nothing behind
        if not sysconfig.get_config_var("Py_GIL_DISABLED"):
            environment["PYTHONMALLOC"] = "malloc"  # what is freed is overwritten then
        done = run_python(code, env={**environment, **(env or {})}, timeout=timeout, check=False)
        if done.returncode:
            text = "exit status %d\n%s%s" % (done.returncode, done.stdout, done.stderr)
            pytest.fail(with_lines(text), pytrace=False)
        print(done.stdout)
        return done

    return faults


FRAME = re.compile(r"(?m)^ *(/\S+)\((\w*\+0x[0-9a-f]+)\) ?\[0x[0-9a-f]+\]$")


def with_lines(text):
    """The text with functions and lines in place of offsets in files, where that can be found out."""
    offsets = {}
    for file, place in FRAME.findall(text):
        if place.startswith("+"):
            offsets.setdefault(file, []).append(place[1:])
    known = {(file, "+" + place): line for file in offsets for place, line in lines_of(file, offsets[file])}
    return FRAME.sub(lambda m: "    " + known.get(m.groups(), "%s in %s" % (m[2], os.path.basename(m[1]))), text)


def lines_of(file, offsets):
    if not shutil.which("addr2line"):
        return []
    done = subprocess.run(["addr2line", "-fpse", file, *offsets], stdout=subprocess.PIPE, text=True)
    return [pair for pair in zip(offsets, done.stdout.splitlines()) if "??:" not in pair[1]]
