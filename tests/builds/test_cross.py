"""What is compiled for other systems and machines, without them: a universal module, which needs no Python of the
target; the layout; the layers; and hpy.universal over the headers of this Python, where these fit the target.

ziglang brings the headers and libraries of all targets. Nothing is run here; audit reads what comes out.
"""

import re
import shutil
import sys
import sysconfig
from pathlib import Path

import pytest
from support.abi_binaries import ROOT, SOURCES
from support.cross import compile_for, compile_universal, for_system, is_windows, ziglang
from support.frozen import offset_assertions, size_assertions

from hpy.audit._cli import audit
from hpy.audit._report import findings_of
from hpy.devel import HPyDevel
from hpy.devel.build import get_exports

UNIVERSAL = ROOT / "universal"
WARNINGS = ["-Wall", "-Wextra", "-Werror"]
TARGETS = {  # the file that a module is there, its format, the machine, bits
    "aarch64-linux-gnu.2.17": ("abi2.so", "ELF", "aarch64", 64),
    "riscv64-linux-gnu": ("abi2.so", "ELF", "riscv64", 64),
    "x86_64-linux-musl": ("abi2.so", "ELF", "x86_64", 64),
    "aarch64-linux-musl": ("abi2.so", "ELF", "aarch64", 64),
    "x86-linux-gnu": ("abi2.so", "ELF", "i686", 32),
    "arm-linux-gnueabihf": ("abi2.so", "ELF", "armv7l", 32),
    "x86_64-windows-gnu": ("abi2.pyd", "PE", "amd64", 64),
    "aarch64-windows-gnu": ("abi2.pyd", "PE", "arm64", 64),
    "x86_64-macos": ("abi2.so", "Mach-O", "x86_64", 64),
    "aarch64-macos": ("abi2.so", "Mach-O", "arm64", 64),
}


def universal_flags():
    devel = HPyDevel()
    folders = [f"-I{folder}" for folder in devel.get_include_dirs("universal")]
    return folders + [f"-D{macro}" for macro, _ in devel.get_define_macros("universal")]


@pytest.mark.parametrize("target", TARGETS)
def test_module(tmp_path, target):
    name, format, machine, _ = TARGETS[target]
    sources = [SOURCES / "abi2.c", *HPyDevel().get_sources("universal")]
    flags = [*WARNINGS, "-Wno-unused-parameter", "-std=c11", "-O2", "-shared", "-fPIC", "-fvisibility=hidden"]
    compile_for(target, *flags, *universal_flags(), "-o", tmp_path / name, *sources)
    (module,) = audit(str(tmp_path / name))
    assert (module.name, module.abi) == ("abi2", "universal")
    assert module.minor == 2 or (module.minor is None and machine == "armv7l")  # whose code audit does not read
    assert (module.binary.format, module.binary.machine) == (format, machine)
    assert set(get_exports("abi2")) <= module.binary.exported
    assert {name.lstrip("_") for name in module.binary.undefined} >= {"malloc", "free"}
    assert not findings_of(module)
    assert "gnu.2.17" not in target or module.binary.baseline == "glibc 2.17"


@pytest.mark.parametrize("target", TARGETS)
def test_layout(tmp_path, target):
    """Of the structs and of the context: docs/abi.md."""
    wide = TARGETS[target][3] == 64
    lines = [*size_assertions(), *offset_assertions(), '_Static_assert(sizeof(void *) == %d, "");' % (8 if wide else 4)]
    (tmp_path / "layout.c").write_text('#include "hpy.h"\n' + "\n".join(lines) + "\n")
    flags = ["-std=c11", "-pedantic", *WARNINGS, *universal_flags(), "-DHPY_ABI_MINOR=1"]
    compile_for(target, *flags, "-c", tmp_path / "layout.c", "-o", tmp_path / "layout.o")


@pytest.mark.parametrize("target", TARGETS)
def test_layers(tmp_path, target):
    """Which need neither Python.h nor this host: what any host compiles in. Here a static library, unlinked."""
    sources = [path for room in ("layers", "debug", "trace") for path in sorted((UNIVERSAL / room).glob("*.c"))]
    sources = for_system(target, sources + sorted(UNIVERSAL.glob("os_*.c")))
    flags = ["-std=c11", "-pedantic", *WARNINGS, "-fno-sanitize=undefined", "-DHPY", "-DHPY_HOST_CPYTHON"]
    # ziglang gives flags that some targets do not use. On i386 clang calls libatomic for trace mode's counters, which
    # are not aligned to 8 bytes there: correct, but slower.
    flags += ["-Wno-unused-command-line-argument", "-Wno-atomic-alignment"]
    library = ["-static", "-target", target, "-lc", f"-femit-bin={tmp_path / 'layers.a'}"]
    ziglang("build-lib", *library, f"-I{HPyDevel().include_dir}", "-cflags", *flags, "--", *sources)
    assert (tmp_path / "layers.a").stat().st_size > 100000


# ---- hpy.universal


@pytest.fixture(scope="session")
def python_headers(tmp_path_factory):
    """python_headers(bits): this Python's, whose pyconfig.h is for 64 bits, or a copy for 32."""
    paths = sysconfig.get_paths()
    if not sys.platform.startswith("linux") or sys.maxsize < 2**32:
        pytest.skip("the headers of this Python describe no other system")
    original = list(dict.fromkeys([paths["include"], paths["platinclude"]]))
    config = Path(sysconfig.get_config_h_filename())
    narrow = tmp_path_factory.mktemp("headers") / "include"
    shutil.copytree(paths["include"], str(narrow))
    words = "LONG|SIZE_T|VOID_P|UINTPTR_T|TIME_T|PTHREAD_T|OFF_T"
    text = re.sub(r"(#define (?:SIZEOF|ALIGNOF)_(?:%s)) 8" % words, r"\1 4", config.read_text())
    (narrow / "pyconfig.h").write_text(re.sub(r"#define HAVE_GCC_UINT128_T 1", "", text))
    return lambda bits: original if bits == 64 else [str(narrow)]


# Windows has a pyconfig.h that no other Python has.
@pytest.mark.parametrize("target", [target for target in TARGETS if not is_windows(target)])
def test_hpy_universal(tmp_path, target, python_headers):
    _, format, machine, bits = TARGETS[target]
    flags = ["-O0", *WARNINGS]
    flags += ["-Wno-atomic-alignment"] if bits == 32 else []  # as for the layers
    flags += [word for folder in python_headers(bits) for word in ("-isystem", folder)]
    flags += ["-undefined", "dynamic_lookup"] if "macos" in target else []
    compile_universal(target, tmp_path / "universal.so", *flags)
    (module,) = audit(str(tmp_path / "universal.so"))
    assert (module.name, module.binary.format, module.binary.machine) == ("universal", format, machine)
    assert module.binary.exported >= {"PyInit_universal"}
