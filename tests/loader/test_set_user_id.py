"""docs/security.md: a process that has more rights than who started it ignores HPy's variables, as with -I.

Such a process is a copy of this Python that is set-group-ID to another group: root can give it any, another user one
of those that he is in. It keeps all rights to read this Python's files, which a set-user-ID one would not.
"""

import os
import shutil
import subprocess
import sys

import pytest
from support.run import PACKAGE, WITH_GIL

pytestmark = [
    pytest.mark.no_layers("it chooses the mode itself"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the copy runs where Python needs no other file"),
]

START = """
import os, sys
assert os.getgid() != os.getegid(), "no other group"
sys.path[:0] = [{package!r}, {folder!r}]
import {name} as mod
"""
SWITCHED_ON = {"HPY": "trace", "HPY_LOG": "1", "HPY_TRACE": "nonsense", "HPY_DEBUG": "nonsense"}


def other_group():
    """A group that a file of this user can have, and that is not the one of its processes; None: there is none."""
    if os.geteuid() == 0:
        return os.getegid() + 1
    return next((group for group in os.getgroups() if group not in (os.getgid(), os.getegid())), None)


@pytest.fixture
def run(tmp_path):
    """run(code, binary, *options, **env): the process, of a Python that has the rights of another group."""
    group = other_group()
    if group is None:
        pytest.skip("this user is in one group only")
    program = tmp_path / "python"
    shutil.copy(os.path.realpath(sys.executable), str(program))
    os.chown(str(program), -1, group)
    os.chmod(str(program), 0o2755)
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("HPY", "PYTHON"))}
    plain["PYTHONHOME"] = os.pathsep.join([sys.base_prefix, sys.base_exec_prefix])

    def run(code, binary, *options, **env):
        start = START.format(package=PACKAGE, folder=binary.folder, name=binary.name)
        done = subprocess.run(
            [str(program), *WITH_GIL, *options, "-c", start + code],
            env={**plain, **env},
            cwd=str(tmp_path),
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        if done.returncode and ("no other group" in err or "error while loading shared libraries" in err):
            pytest.skip("set-group-ID has no effect here, or this Python is not one file: " + err[-200:])
        assert done.returncode == 0, err
        return out, err

    return run


@pytest.mark.abis("universal")
def test_variables_are_ignored(report_mode, run):
    out, err = run("print(mod.layers())", report_mode, **SWITCHED_ON)
    assert (out, err) == ("HPy Universal ABI\n", "")


@pytest.mark.abis("universal")
def test_the_command_line_counts(report_mode, run):
    out, _ = run("print(mod.layers())", report_mode, "-X", "hpy=trace", **SWITCHED_ON)
    assert out == "HPy Trace Mode ABI\n"


@pytest.mark.abis("universal")
def test_options_of_debug_mode_are_ignored(report_mode, run, tmp_path):
    code = "from hpy import debug; from hpy._environment import variable; print(mod.layers(), [variable('HPY_DEBUG')])"
    out, _ = run(code, report_mode, "-X", "hpy=debug", HPY_DEBUG="json=written")
    assert out == "HPy Debug Mode ABI ['']\n"
    assert not (tmp_path / "written").exists()


@pytest.mark.abis("cpython")
def test_a_module_of_the_cpython_abi_says_nothing(hello, run):
    assert run("print(mod.answer())", hello, HPY="debug") == ("42\n", "")


@pytest.mark.abis("universal")
def test_in_this_process_they_count(report_mode, python):
    """Otherwise the tests above would show nothing."""
    code = f"import sys; sys.path.insert(0, {report_mode.folder!r}); import hello; print(hello.layers())"
    done = python(code, env={"HPY": "trace", "HPY_LOG": "1", "HPY_TRACE": None, "HPY_DEBUG": None})
    assert "Loading 'hello'" in done.stdout and done.stdout.endswith("HPy Trace Mode ABI\n")
