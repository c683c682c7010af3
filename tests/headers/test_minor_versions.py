"""HPY_ABI_MINOR: the newest by default; under an older one each newer name is refused, by name and with the setting."""

import os
import re
import sys
from pathlib import Path

import pytest
from support.compile import find_compilers, refused
from support.run import TESTS

from hpy.devel.config import HIGHEST_ABI_MINOR

NEWER = "{name} is of minor version {minor} of the ABI, newer than HPY_ABI_MINOR: "
NEWER += "write abi-minor = {minor} below [tool.hpy] in pyproject.toml, or define HPY_ABI_MINOR as {minor}"
COMPILERS = [(cc, ".c") for cc in find_compilers("CC", ["gcc", "clang"])]
COMPILERS += [(cxx, ".cpp") for cxx in find_compilers("CXX", ["g++", "clang++"])]
REFUSED = re.compile(r'_HPY_(?:NEWER|SINCE_(\d))\("(\w+)"(?:, "(\d+)")?\)\s+([\w \*]*?)\s*\b\2\(([^;{]*)\);')


def test_the_newest_is_the_default(compiler, abi):
    text = '#include "hpy.h"\n#if HPY_ABI_MINOR != HPY_ABI_MINOR_LATEST\n#error another\n#endif\n'
    compiler.check_syntax(text, abi, find_compilers("CC", ["cc"])[0], ["-std=c99"], ".c")


def test_unknown_minor_version(compiler):
    message = refused(compiler, '#define HPY_ABI_MINOR 99\n#include "hpy.h"\n', "universal")
    assert "HPY_ABI_MINOR" in message and "(0 to %d exist)" % HIGHEST_ABI_MINOR in message


@pytest.mark.parametrize("minor", range(HIGHEST_ABI_MINOR + 1))
def test_minor_version_of_the_header(make, abi, minor):
    mod = make(
        r"""
        HPyDef_METH(names, "names", HPyFunc_NOARGS)
        static HPy names_impl(HPyContext *ctx, HPy self)
        {
            return HPy_BuildValue(ctx, "siis", HPY_ABI, HPY_ABI_VERSION, HPY_ABI_VERSION_MINOR, HPY_ABI_TAG);
        }
        @EXPORT(names)
        @INIT""",
        minor=minor,
    )
    assert mod.names() == (abi, 0, minor, "hpy0")


def newer_functions(compiler, abi):
    """[(name, its minor version, result type, parameters)] of all that the headers declare for a refusal."""
    folder = Path(str(compiler.devel.include_dir)) / "hpy"
    api = folder / "generated" / ("api_cpython.h" if abi == "cpython" else "api_universal.h")
    found = {}
    for path in [api, *sorted(folder.glob("*.h")), *sorted(folder.glob("runtime/*.h"))]:
        for since, name, minor, result, parameters in REFUSED.findall(path.read_text(encoding="utf-8")):
            found[name] = (int(since or minor), " ".join(result.split()), parameters)
    return [(name, *found[name]) for name in found]


def caller(name, result, parameters):
    """C on one line: a function that calls the one named, with parameters of the same types."""
    parameters = parameters.replace(", ...", "")
    names = re.findall(r"\(\*(\w+)\)\(|(\w+)(?:\[\w*\])?(?=,|$)", re.sub(r"\)\([^()]*\)", ")(", parameters))
    arguments = ", ".join(a or b for a, b in names)
    back = "" if result == "void" else "return "
    return "%s use_%s(%s); %s use_%s(%s) { %s%s(%s); }\n" % (
        (result, name, parameters) * 2 + (back, name, arguments)
    )  # fmt: skip


@pytest.mark.parametrize("minor", range(HIGHEST_ABI_MINOR))
@pytest.mark.parametrize("cc, suffix", COMPILERS)
def test_each_newer_function_is_one_error(compiler, abi, cc, suffix, minor):
    functions = [f for f in newer_functions(compiler, abi) if f[1] > minor]
    assert "HPyType_GetModule" in [f[0] for f in functions]
    text = '#define HPY_ABI_MINOR %d\n#include "hpy.h"\n' % minor
    text += "".join(caller(name, result, parameters) for name, _, result, parameters in functions)
    limit = ["-ferror-limit=0"] if "clang" in cc else ["-fno-diagnostics-show-caret"]
    lines = refused(compiler, text, abi, limit, cc, suffix).splitlines()[1:]
    errors = [line for line in lines if " error: " in line]
    for name, since, _, _ in functions:
        wanted = NEWER.format(name=name, minor=since)
        assert sum(wanted in line for line in errors) == 1, name
    assert len(errors) == len(functions) and len(lines) <= 12 * len(functions)


@pytest.mark.parametrize("cc, suffix", COMPILERS)
def test_each_is_there_under_its_own_minor_version(compiler, abi, cc, suffix):
    text = '#include "hpy.h"\n'
    text += "".join(caller(name, *rest) for name, _, *rest in newer_functions(compiler, abi))
    compiler.check_syntax(text, abi, cc, ["-Wall", "-Werror"], suffix)


SLOT = """
#define HPY_ABI_MINOR 0
#include "hpy.h"
HPyDef_SLOT(f, %s)
static HPy f_impl(HPyContext *ctx, HPy self) { return HPy_Dup(ctx, self); }
HPyDef *defines[] = {&f, NULL};
"""
MACRO = '#define HPY_ABI_MINOR 0\n#include "hpy.h"\n%s\nHPyDef *defines[] = {&f};\n'


@pytest.mark.parametrize(
    "text, name, minor",
    [
        (SLOT % "HPy_tp_iter", "HPy_tp_iter", 1),
        (SLOT % "HPy_mod_destroy", "HPy_mod_destroy", 2),
        (MACRO % "HPyDef_DICT(f)", "HPyDef_DICT", 1),
        (MACRO % "HPyDef_WEAKLIST(f)", "HPyDef_WEAKLIST", 1),
        (MACRO % 'HPyDef_DOC(f, "doc")', "HPyDef_DOC", 1),
        (MACRO % "HPyDef_FIELDS(f, 0, 1)", "HPyDef_FIELDS", 2),
        (MACRO % "HPyDef_VARFIELDS(f, 0, 1)", "HPyDef_VARFIELDS", 2),
        (MACRO % "HPyDef_FIELDS_AT(f, 0, 8)", "HPyDef_FIELDS_AT", 2),
    ],
)
def test_newer_definition_is_one_error_of_few_lines(compiler, abi, text, name, minor):
    lines = refused(compiler, text, abi).splitlines()[1:]
    assert NEWER.format(name=name, minor=minor) in "\n".join(lines)
    assert sum(" error: " in line for line in lines) == 1 and len(lines) <= 40


@pytest.mark.skipif(sys.platform == "win32", reason="they are there")
@pytest.mark.parametrize("cc, suffix", COMPILERS)
def test_functions_of_windows_are_refused_elsewhere(compiler, abi, cc, suffix):
    text = (Path(str(compiler.devel.include_dir)) / "hpy" / "errors.h").read_text(encoding="utf-8")
    found = re.findall(r'_HPY_ON_WINDOWS\("(\w+)"\)\s+([\w \*]*?)\s*\b\1\(([^;{]*)\);', text)
    assert len(found) == 6
    text = '#include "hpy.h"\n' + "".join(caller(*function) for function in found)
    limit = ["-ferror-limit=0"] if "clang" in cc else ["-fno-diagnostics-show-caret"]
    errors = [line for line in refused(compiler, text, abi, limit, cc, suffix).splitlines() if " error: " in line]
    assert len(errors) == len(found)
    for name, _, _ in found:
        assert sum(name + " is there on Windows only" in line for line in errors) == 1, name


def test_helpers_compile_under_every_minor_version(compiler, abi):
    """Build systems of others compile HPy's sources with the flags of the extension."""
    for minor in range(HIGHEST_ABI_MINOR + 1):
        for source in compiler.devel.get_sources(abi):
            text = '#define HPY_ABI_MINOR %d\n#include "%s"\n' % (minor, source)
            compiler.check_syntax(text, abi, find_compilers("CC", ["cc"])[0], ["-std=gnu11", "-Wall", "-Werror"], ".c")


@pytest.mark.parametrize("minor", [None, 0])
def test_source_of_hpy_09(make, minor):
    """It compiles without a warning as it stands, and works; the same source as in tests/outside/test_hpy09.py."""
    with open(os.path.join(TESTS, "outside", "hpy09_node.c"), encoding="utf-8") as file:
        mod = make(file.read(), name="hpy09_node", minor=minor, flags=["-Werror"])
    node = mod.Node(1.5, next="n")
    assert node.x == 1.5 and node.next == "n" and node.twice() == 3.0 and node + 0.5 == 2.0
    assert mod.keywords(1, b=3) == (1, 3) and mod.varargs(1, 2) == (1, 2)
