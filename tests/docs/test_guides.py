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
debug mode finds, or that the compiler refuses. Modules are built with -Wall -Wextra -Werror, for the newest minor version.
Commands that a page shows (console) are run by a test of its own, here or in tests/builds.
"""

import glob
import os

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
    "glossary.md",
    "host.md",
    "layers.md",
    "porting-table.md",
    "rules.md",
    "trace-mode.md",
}


def guides():
    paths = glob.glob(os.path.join(DOCS, "**", "*.md"), recursive=True)
    names = sorted(os.path.relpath(path, DOCS).replace(os.sep, "/") for path in paths)
    return [name for name in names if name not in OTHERS and not name.startswith("reference/")]


@pytest.fixture(params=guides())
def guide(request):
    return Guide(os.path.join(DOCS, *request.param.split("/")))


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
        texts = [open(path, encoding="utf-8").read() for path in paths]  # noqa: SIM115
        assert any('"%s"' % os.path.basename(guide.path) in text for text in texts), "no test names the page"
