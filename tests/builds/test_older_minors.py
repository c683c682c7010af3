"""Minor version 0 of the ABI, for hosts of HPy 0.9, by each build system: HPy's own part of a module is compiled for
it, too."""

import sys

import pytest
from support.recipes import BACK_ENDS, PLAIN, configure

from hpy.audit._cli import audit

# Units of the argument parser, of which minor version 2 has more: the text is in each module that parses.
UNITS, MORE = b"OzyUScC", b"OzyUScCYD"
QUICK = {"CFLAGS": "-O0"}


def check(project, folder, minor=0):
    path = folder / ("_core" + PLAIN)
    (module,) = audit(str(path))
    assert (module.abi, module.minor) == ("universal", minor)
    content = path.read_bytes()
    assert UNITS in content and (MORE in content) == (minor == 2)
    assert project.sum("_core", folder)[0] == 5


def ask_for_minor_0(project, name):
    """As docs/build-systems.md says it."""
    if name in ("setuptools", "hatch"):
        project.change("pyproject.toml", 'abi = "universal"', 'abi = "universal"\nabi-minor = 0')
    elif name == "scikit-build":
        project.change("CMakeLists.txt", "ABI universal", "ABI universal ABI_MINOR 0")
    else:
        project.change("meson.build", "'--abi', abi, ", "'--abi', abi, '--abi-minor', '0', ")
        project.change(
            "meson.build", "link_args: run_command(config, '--libs'", "sources: run_command(config, '--sources'"
        )


@pytest.mark.parametrize("name", BACK_ENDS)
def test_wheel(recipe, tmp_path, name):
    project = recipe(name)
    ask_for_minor_0(project, name)
    project.python("-m", "wheel", "unpack", "-d", tmp_path, project.pip_wheel(**QUICK))
    check(project, tmp_path / "adder-1.0" / "adder")


def test_cmake(recipe):
    """Modules of several minor versions in one project, which its variable and their own argument choose."""
    project = recipe("cmake")
    modules = {"zero": ("ABI_MINOR 0", 0), "newest": ("ABI_MINOR 2", 2), "default": ("", 0)}
    each = [
        f"hpy_add_module({name} {words} _core.c)\n"
        f"set_target_properties({name} PROPERTIES OUTPUT_NAME _core LIBRARY_OUTPUT_DIRECTORY {name})\n"
        for name, (words, _) in modules.items()
    ]
    project.change("CMakeLists.txt", "hpy_add_module(_core _core.c)", "".join(each))
    configure(project, "-DHPY_ABI_MINOR=0")
    output = project.run("cmake", "--build", "out", "-v")
    assert output.count("arg_parser.c.o -c") == 1  # once for both that ask for 0; there is a library for the newest
    for name, (_, minor) in modules.items():
        check(project, project.folder / "out" / name, minor)


@pytest.mark.parametrize("minor", ["3", "-1", "new"])
def test_unknown_minor_in_cmake(recipe, minor):
    output = configure(recipe("cmake"), f"-DHPY_ABI_MINOR={minor}", fails=True)
    assert f'unknown minor version "{minor}" of the ABI; choose 0 to 2' in " ".join(output.split())


def test_compile_line(recipe):
    project = recipe("make")
    line = project.python("-m", "hpy", "config", "--abi-minor", "0", "--compile-line", "_core", "_core.c").strip()
    project.run("sh", "-c", line + " -O0")
    check(project, project.folder)


def test_make(recipe):
    project = recipe("make")
    project.change("Makefile", "--abi $(ABI)", "--abi $(ABI) --abi-minor 0")
    project.change("Makefile", "--libs", "--sources")
    project.run("make", f"PYTHON={sys.executable}", "CFLAGS=-O0")
    check(project, project.folder)


def test_pkg_config(recipe):
    project = recipe("make")
    flags = project.python("-m", "pkgconf", "--cflags", "hpy-universal").strip()
    sources = project.python("-m", "pkgconf", "--variable=sources", "hpy-universal").strip()
    words = f"-shared -fPIC -O0 -DHPY_ABI_MINOR=0 {flags} {sources}"
    project.run("sh", "-c", f"cc _core.c -o _core{PLAIN} {words}")
    check(project, project.folder)
