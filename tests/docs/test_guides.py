"""The guides in docs/: each example compiles with every ABI, prints what the page shows, and does nothing wrong.

A page shows whole modules in C, each followed by the statements that use it:

    ```c                                    ```pycon
    /* pairs.c                              >>> import pairs
     * What this module is for. */          >>> pairs.swap(1, 2)
    #include "hpy.h"                        (2, 1)
    ...                                     ```
    HPy_MODINIT(pairs, pairs_def)
    ```

support/guides.py has the whole of this convention: modules for some ABIs only, in C++ or in Python, with a mistake that
debug mode finds, or that the compiler refuses. Modules are built with -Wall -Wextra -Werror, for the newest minor
version.
Commands that a page shows (console) are run by a test of its own, here or in tests/builds.
"""

import ast
import glob
import os
import re

import pytest
from support.guides import Guide, is_shown, known_sources
from support.run import ROOT, TESTS

DOCS = os.path.join(ROOT, "docs")

# Pages with tests of their own, or that are no guides.
OTHERS = {
    "README.md",
    "audit.md",
    "build-systems.md",
    "cpp.md",
    "debug-mode.md",
    "debuggers.md",
    "glossary.md",
    "host.md",
    "layers.md",
    "migrating-from-0.9.md",
    "porting-guide.md",
    "porting-table.md",
    "rules.md",
    "signatures-and-stubs.md",
    "trace-mode.md",
}


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def guides():
    paths = glob.glob(os.path.join(DOCS, "**", "*.md"), recursive=True)
    names = sorted(os.path.relpath(path, DOCS).replace(os.sep, "/") for path in paths)
    return [name for name in names if name not in OTHERS and not name.startswith("reference/")]


@pytest.fixture(params=guides())
def guide(request):
    return Guide(os.path.join(DOCS, *request.param.split("/")))


@pytest.mark.once("statements of a page keep objects and threads, as those of a reader do")
def test_examples(guide, build, abi):
    guide.run(build, abi, debug=False)


@pytest.mark.abis("universal")
@pytest.mark.no_layers("the test chooses the layer itself")
def test_debug_mode_finds_what_the_page_says(guide, build, abi):
    guide.run(build, abi, debug=True)


def test_every_module_is_used(guide):
    assert not [module.name for module in guide.left if not (module.alone or module.refused)]


def test_fragments_are_lines_of_whole_files(guide):
    sources = [module.source for module in guide.modules]
    missing = [block for block in guide.fragments if not is_shown(block.text, sources)]
    if missing:
        sources = list(known_sources())
    for block in missing:
        assert is_shown(block.text, sources), guide.where(block.line)


def test_commands_have_a_test(guide):
    if any(block.language == "console" for block in guide.blocks):
        paths = [path for room in ("docs", "builds") for path in glob.glob(os.path.join(TESTS, room, "*.py"))]
        assert any('"%s"' % os.path.basename(guide.path) in read(path) for path in paths), "no test names the page"


def test_the_overview_shows_the_limits_of_the_benchmark():
    (assigned,) = [
        node.value
        for node in ast.parse(read("bench", "__main__.py")).body
        if isinstance(node, ast.Assign) and node.targets[0].id == "TARGETS"
    ]
    limits = ast.literal_eval(assigned)
    rows = re.findall(r"^\| ([\w, ]+) \| (\d\.\d\d) \| (\d\.\d\d) \|$", read("docs", "overview.md"), re.M)
    assert len(rows) > 5
    for group, cpython, universal in rows:
        assert limits[group] == {"cpython": float(cpython), "universal": float(universal)}


CONCEPTS = [name for name in guides() if name.startswith("concepts/") or name in ("overview.md", "quickstart.md")]


@pytest.mark.parametrize("page", CONCEPTS)
def test_names_in_the_text_exist(page):
    """What stands between backquotes and begins with HPy: in the headers, or below api/."""
    text = re.sub(r"^```.*?^```$", "", read("docs", page), flags=re.M | re.S)
    names = {name for code in re.findall(r"`([^`]+)`", text) for name in re.findall(r"\bHPy\w*", code, re.I)}
    known = set(re.findall(r"\w+", " ".join(known_sources())))
    assert not names - known
