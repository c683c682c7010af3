"""What hpy new makes: it is built, audited, installed, and its own tests pass."""

import os
import re
import subprocess
import sys

import pytest

from hpy import _new


def run(folder, *words):
    tools = os.path.dirname(sys.executable)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("HPY", "PYTHONPATH"))}
    done = subprocess.run(
        list(map(str, words)),
        cwd=str(folder),
        env={**env, "PATH": tools + os.pathsep + env["PATH"], "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output = done.stdout.decode(errors="replace")
    assert done.returncode == 0, output
    return output


IN_AN_INTERPRETER = """\
try:
    import _interpreters as low
except ImportError:  # CPython 3.12
    import _xxsubinterpreters as low
code = "import sys; sys.path.insert(0, 'site'); import my_demo; assert my_demo.Counter(my_demo.add(2, 3)).count() == 5"
failed = low.run_string(low.create(), code)
assert failed is None, failed
print("done")
"""


@pytest.mark.parametrize("hpy_abi", _new.ABIS)
@pytest.mark.parametrize("build", _new.BUILDS)
def test_project(tmp_path, build, hpy_abi):
    _new.make("my-demo", build, hpy_abi, str(tmp_path))
    python = (sys.executable, "-m")
    offline = ("--no-index", "--no-deps")
    run(tmp_path, *python, "pip", "wheel", *offline, "--no-build-isolation", "-w", "dist", "./my-demo")
    (wheel,) = (tmp_path / "dist").iterdir()
    tag = "py3-none" if hpy_abi == "universal" else r"cp\d+-cp\d+t?"
    assert re.fullmatch(rf"my_demo-0\.1-{tag}-\w+\.whl", wheel.name)
    assert "nothing to mend" in run(tmp_path, *python, "hpy", "audit", wheel)
    run(tmp_path, *python, "pip", "install", *offline, "--target", "site", wheel)
    options = ["-p", "no:cacheprovider", "-q", *(["--hpy-debug"] if hpy_abi != "cpython" else [])]
    code = f"import sys, pytest; sys.path.insert(0, 'site'); sys.exit(pytest.main({[*options, 'my-demo/tests']!r}))"
    assert "2 passed" in run(tmp_path, sys.executable, "-c", code)
    if sys.version_info >= (3, 12) and sys.implementation.name == "cpython":  # with a GIL of its own
        assert run(tmp_path, sys.executable, "-c", IN_AN_INTERPRETER).strip() == "done"
    code = "import sys; sys.path.insert(1, '../site'); from hpy.__main__ import main; sys.exit(main(sys.argv[1:]))"
    stub = run(tmp_path / "my-demo", sys.executable, "-c", code, "stubs", "--check", "my_demo._core")
    assert stub.strip() == "my_demo/_core.pyi: up to date"
    assert (tmp_path / "site" / "my_demo" / "py.typed").exists()
    assert (tmp_path / "site" / "my_demo" / "_core.pyi").exists()
    assert not (tmp_path / "site" / "my_demo" / "_core.c").exists()
