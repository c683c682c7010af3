"""What hpy ships, and what it builds, has the protections that the linker gives: on Linux, as hpy audit tells."""

import glob
import os
import sys
import sysconfig

import pytest

import hpy.universal
from hpy.audit._cli import audit
from hpy.devel import flags

pytest.importorskip("elftools")
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads ELF files")

ALL = {"RELRO", "immediate binding", "no executable stack", "no relocation of code"}


def protections(path):
    (module,) = audit(str(path))
    return {name for name, has in module.binary.hardening if has}


def own_files():
    folder = os.path.dirname(hpy.universal.__file__)
    found = glob.glob(os.path.join(folder, "*" + sysconfig.get_config_var("EXT_SUFFIX")))
    assert hpy.universal.__file__ in found
    return found


def test_of_hpy_itself():
    """Nor does it look for a library in a folder of the machine that built it."""
    for path in own_files():
        (module,) = audit(path)
        assert protections(path) == ALL, path
        assert module.binary.run_paths == (), path


@pytest.mark.parametrize("built", ["universal", "cpython", "hybrid"])
def test_of_a_module_that_setuptools_builds(project, built, ending):
    project.build("build_ext", "--inplace", HPY_ABI=built)
    (path,) = project.folder.glob("mod*" + ending)
    assert protections(path) == ALL


def test_of_a_module_by_the_flags_of_hpy_config(project):
    line = flags.compile_line("universal", None, "mod", ["mod.c"])
    if line is None:
        pytest.skip("this hpy has no static libraries")
    project.python("-c", "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))", *line)
    assert protections(project.folder / "mod.so") == ALL


def test_a_linker_that_does_not_take_them_is_not_given_them(project, ending):
    """As the linkers of some systems: a compiler that refuses each -z."""
    compiler = project.folder / "cc"
    compiler.write_text('#!/bin/sh\nfor word; do case $word in -Wl,-z,*) exit 1;; esac; done\nexec cc "$@"\n')
    compiler.chmod(0o755)
    project.build("build_ext", "--inplace", HPY_ABI="universal", CC=str(compiler), LDSHARED=f"{compiler} -shared")
    assert list(project.folder.glob("mod*" + ending))
