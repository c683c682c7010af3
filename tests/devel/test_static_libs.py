"""HPy's static libraries: where they fit, and what they are made for."""

import json
import shutil
import sysconfig
from types import SimpleNamespace

import pytest

from hpy.devel import HPyDevel, static_libs

# What the C compiler of this Python is called with, as distutils has it.
COMMAND = [sysconfig.get_config_var("CC") or "cc", *(sysconfig.get_config_var("CFLAGS") or "").split(), "-fPIC"]


def build_with(*flags, platform="linux-x86_64", compiler_type="unix", debug=False, command=COMMAND):
    """A command build_ext whose compiler is called with these flags besides Python's own."""
    compiler = SimpleNamespace(compiler_type=compiler_type, compiler_so=[*" ".join(command).split(), *flags])
    return SimpleNamespace(compiler=compiler, plat_name=platform, debug=debug)


@pytest.fixture
def installation(tmp_path):
    """An HPyDevel with sources of its own, and a library for the universal ABI that build_with() can link."""
    folder = tmp_path / "devel"
    for part in ("include", "src"):
        shutil.copytree(str(HPyDevel().base_dir / part), str(folder / part))
    devel = HPyDevel(folder)
    library = folder / "lib" / "universal" / "libhpy-extra-universal.a"
    library.parent.mkdir(parents=True)
    library.write_bytes(b"")
    (library.parent / static_libs.RECORD).write_text(json.dumps(static_libs.purpose(build_with(), devel)))
    return devel


def found(devel, **options):
    return static_libs.find(build_with(*options.pop("flags", ()), **options), devel, "universal")


def test_fits(installation):
    assert found(installation) == (installation.get_static_libs("universal")[0], None)


@pytest.mark.parametrize("flags", [["-O0"], ["-g3", "-Wextra"], ["-DNDEBUG", "-Ithere"], ["-std=c99", "-fPIC"]])
def test_fits_with_harmless_flags(installation, flags):
    assert found(installation, flags=flags)[1] is None


@pytest.mark.parametrize(
    "options, key",
    [
        ({"flags": ["-fsanitize=address"]}, "flags"),
        ({"flags": ["-flto"]}, "flags"),
        ({"flags": ["-m32"]}, "flags"),
        ({"flags": ["--target=aarch64-linux-gnu"]}, "flags"),
        ({"flags": ["-Wa,--32"]}, "flags"),
        ({"platform": "win-arm64"}, "platform"),
        ({"compiler_type": "msvc"}, "compiler"),
        ({"command": ["/nonexistent/aarch64-linux-gnu-gcc", "-fPIC"]}, "machine"),
    ],
)
def test_does_not_fit(installation, options, key):
    library, why_not = found(installation, **options)
    assert library is None and f"was made for {key} " in why_not


def test_other_python(installation, monkeypatch):
    monkeypatch.setenv("SETUPTOOLS_EXT_SUFFIX", ".cpython-399-x86_64-linux-gnu.so")
    assert "was made for python " in found(installation)[1]


@pytest.mark.parametrize("file", ["include/hpy.h", "src/runtime/argparse.c"])
def test_changed_sources(installation, file):
    with open(str(installation.base_dir / file), "a") as changed:
        changed.write("/* changed */\n")
    assert "was made for sources " in found(installation)[1]


def test_moved_installation_fits(installation, tmp_path):
    installation.base_dir.rename(tmp_path / "elsewhere")
    assert found(HPyDevel(tmp_path / "elsewhere"))[1] is None


@pytest.mark.parametrize("text", [None, "{", "{}", "[]", "1"])
def test_record_that_says_nothing(installation, text):
    record = installation.base_dir / "lib" / "universal" / static_libs.RECORD
    record.unlink()
    if text is not None:
        record.write_text(text)
    library, why_not = found(installation)
    assert library is None and why_not


@pytest.mark.parametrize("kind, expected", [("msvc", ["/std:c11", "/GL-"]), ("mingw32", ["-std=gnu11"])])
def test_flags_on_windows(kind, expected):
    assert static_libs.library_args(build_with(compiler_type=kind).compiler, "universal") == expected


@pytest.mark.parametrize("archs, expected", [(["x86_64"], "x86_64"), (["x86_64", "arm64"], "arm64,x86_64")])
def test_machines_on_macos(installation, archs, expected):
    flags = [word for arch in archs for word in ("-arch", arch)]
    purpose = static_libs.purpose(build_with(*flags), installation)
    assert purpose["machine"] == expected and purpose["flags"] == []


def test_two_libraries(installation):
    (installation.base_dir / "lib" / "universal" / "hpy-extra-universal.lib").write_bytes(b"")
    assert found(installation) == (None, "this installation of hpy has 2 static libraries for the ABI universal")
