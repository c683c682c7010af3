"""A universal module is compiled for other systems and machines without their Python; audit reads what comes out."""

import subprocess
import sys
from pathlib import Path

import pytest

from hpy.audit._cli import audit
from hpy.audit._report import findings_of
from hpy.devel import HPyDevel
from hpy.devel.build import get_exports

SOURCE = Path(__file__).resolve().parents[2] / "examples" / "builds" / "make" / "_core.c"


@pytest.mark.parametrize(
    "target, name, format, machine",
    [
        ("aarch64-linux-gnu.2.17", "_core.so", "ELF", "aarch64"),
        ("x86_64-windows-gnu", "_core.pyd", "PE", "amd64"),
        ("aarch64-macos", "_core.so", "Mach-O", "arm64"),
    ],
)
def test_cross_compiled(tmp_path, target, name, format, machine):
    devel = HPyDevel()
    words = [f"-I{folder}" for folder in devel.get_include_dirs("universal")]
    words += [f"-D{macro}" for macro, _ in devel.get_define_macros("universal")]
    words += ["-O2", "-shared", "-fvisibility=hidden", "-o", str(tmp_path / name), str(SOURCE)]
    command = [sys.executable, "-m", "ziglang", "cc", "-target", target]
    done = subprocess.run(
        [*command, *words, *devel.get_sources("universal")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert done.returncode == 0, done.stdout.decode()
    (module,) = audit(str(tmp_path / name))
    assert (module.name, module.abi, module.minor) == ("_core", "universal", 2)
    assert (module.binary.format, module.binary.machine) == (format, machine)
    assert set(get_exports("_core")) <= module.binary.exported
    assert "malloc" in module.binary.undefined
    assert not findings_of(module)
    if format == "ELF":
        assert module.binary.baseline == "glibc 2.17"
