"""docs/how-to/package-and-ci.md: its commands do what it shows, and cibuildwheel takes one wheel for all Pythons."""

import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.docs import commands, matches, read_blocks

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "package-and-ci.md"
BLOCKS = read_blocks(PAGE.read_text(encoding="utf-8"))


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="the page shows what is printed there"
)
def test_commands(tmp_path):
    assert PAGE.name == "package-and-ci.md"
    env = {name: value for name, value in os.environ.items() if not name.startswith(("HPY", "PYTHONPATH", "PIP_"))}
    env["PATH"] = os.path.dirname(sys.executable) + os.pathsep + env["PATH"]
    env.update(PIP_NO_INDEX="1", PIP_NO_BUILD_ISOLATION="0", PIP_DISABLE_PIP_VERSION_CHECK="1")  # 0: no isolation
    for block in BLOCKS:
        for command, expected in commands(block) if block.language == "console" else ():
            done = subprocess.run(
                command, shell=True, cwd=str(tmp_path), env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
            output = done.stdout.decode(errors="replace")
            assert done.returncode == 0 and matches(output, expected), output


@pytest.mark.parametrize(
    "system, tag, arch",
    [
        ("linux", "manylinux_2_17_x86_64", "manylinux_x86_64"),
        ("macos", "macosx_11_0_arm64", "macosx_arm64"),
        ("windows", "win_amd64", "win_amd64"),
    ],
)
def test_cibuildwheel_builds_once(system, tag, arch):
    resources = pytest.importorskip("cibuildwheel.util.resources", reason="cibuildwheel needs Python 3.11")
    from cibuildwheel.util.packaging import find_compatible_wheel

    names = [entry["identifier"] for entry in resources.read_python_configs(system)]
    fitting = [name for name in names if re.fullmatch(r"cp\d+t?-" + arch, name)]
    wheel = Path("spans-0.1-py3-none-%s.whl" % tag)
    assert len(fitting) > 5
    assert not [name for name in fitting if find_compatible_wheel([wheel], name) != wheel]


def test_cibuildwheel_knows_the_options():
    cibuildwheel = pytest.importorskip("cibuildwheel", reason="cibuildwheel needs Python 3.11")
    tomllib = pytest.importorskip("tomllib")
    (shown,) = [tomllib.loads(block.text) for block in BLOCKS if block.language == "toml"]
    schema = Path(cibuildwheel.__file__).parent / "resources" / "cibuildwheel.schema.json"
    assert set(shown["tool"]["cibuildwheel"]) <= set(json.loads(schema.read_text())["properties"])
