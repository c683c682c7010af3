"""The symbols of a binary: what it shows to others and what it needs from them."""

import re
import shutil
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    not shutil.which("nm") or not sys.platform.startswith("linux"),
    reason="reads symbols with nm -D (package binutils), on Linux",
)

SNIPPET = """
    HPyDef_METH(everything, "everything", HPyFunc_VARARGS)
    static HPy everything_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        long number;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "l", &number))
            return HPy_NULL;
        return HPy_BuildValue(ctx, "lO", number, self);
    }
    @EXPORT(everything)
    @INIT
"""


def symbols(path, option):
    """Names in the dynamic symbol table, without the versions of libc's."""
    output = subprocess.check_output(["nm", "-D", option, path], universal_newlines=True)
    return {line.split()[-1].split("@")[0] for line in output.splitlines()}


def exports(path):
    ours = symbols(path, "--defined-only")
    return {name for name in ours if name not in ("_init", "_fini", "_edata", "_end", "__bss_start")}


def needs(path):
    return symbols(path, "--undefined-only")


def test_exports(build, abi):
    binary = build(SNIPPET)
    expected = {"PyInit_"}
    if abi != "cpython":
        expected |= {
            "get_required_hpy_major_version_",
            "get_required_hpy_minor_version_",
            "HPyInitGlobalContext_",
            "HPyInit_",
            "HPyInitDirect_",
        }
    assert exports(binary.path) == {name + binary.name for name in expected}


@pytest.mark.abis("universal")
def test_universal_needs_nothing_of_python(build):
    assert not [name for name in needs(build(SNIPPET).path) if re.match(r"_?(H?Py)", name)]


@pytest.mark.abis("cpython", "hybrid")
def test_others_need_nothing_of_hpy(build):
    assert not [name for name in needs(build(SNIPPET).path) if re.match(r"_?(HPy|hpy|ctx_)", name)]


def test_hpy_universal_exports_its_entry_only():
    import hpy.universal

    assert exports(hpy.universal.__file__) == {"PyInit_universal"}
