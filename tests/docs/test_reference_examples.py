"""docs/examples: each page of the reference begins with an example, which compiles and does what the page says."""

import os
import re

import pytest
from support.compile import CompileError
from support.load import load, load_in_mode
from support.run import ROOT

from hpy.debug import LeakDetector, collect
from hpy.devel.generated import ABI_MINORS

EXAMPLES = os.path.join(ROOT, "docs", "examples")
REFERENCE = os.path.join(ROOT, "docs", "reference")
NAMES = sorted(name[:-2] for name in os.listdir(EXAMPLES) if name.endswith(".c"))
OF_SLOTS = sorted("slots/" + name[:-2] for name in os.listdir(os.path.join(EXAMPLES, "slots")))  # each for many pages
LISTS = {"index", "slots", "signatures", "types"}
WITHOUT = {
    "debugging": "what it prints is the host's business",
    "trampolines": "no extension calls it",
}
NEWEST = max(ABI_MINORS)
BESIDE_CPYTHON = "cpython-s-api-beside-hpy"  # calls functions of Python.h


class Example:
    """A file, with the Python statements of its first comment."""

    def __init__(self, name):
        with open(os.path.join(EXAMPLES, name + ".c"), encoding="utf-8") as file:
            self.source = file.read()
        self.name = name
        self.module = re.sub("[-/]", "_", name)
        comment = re.match(r"/\*(.*?)\n \*/\n", self.source, re.S)[1]
        self.run = re.sub(r"^ \*      ?", "", comment.partition("\n * run: ")[2], flags=re.M)

    def check(self, module):
        assert "assert " in self.run
        exec(compile(self.run, self.module, "exec"), {"mod": module})


def examples(*names):
    return pytest.mark.parametrize("example", [Example(name) for name in names], ids=names)


@examples(*NAMES, *OF_SLOTS)
def test_example(example, build, abi):
    if example.name == BESIDE_CPYTHON and abi == "universal":
        with pytest.raises(CompileError):
            build(example.source, name=example.module, minor=NEWEST)
    else:
        example.check(load(build(example.source, name=example.module, minor=NEWEST)))


@pytest.mark.abis("universal")
@pytest.mark.no_layers("the test chooses the layers itself")
@pytest.mark.parametrize("mode", ["debug", "debug+trace"])
@examples(*NAMES, *OF_SLOTS)
def test_debug_mode_finds_nothing(example, build, mode):
    abi = "hybrid" if example.name == BESIDE_CPYTHON else "universal"
    with collect() as findings:
        module = load_in_mode(build(example.source, name=example.module, abi=abi, minor=NEWEST), mode)
        with LeakDetector():
            example.check(module)
    assert not list(findings)


@pytest.mark.parametrize("page", sorted(name[:-3] for name in os.listdir(REFERENCE) if name.endswith(".md")))
def test_page_begins_with_an_example(page):
    assert (page in NAMES) == (page not in WITHOUT and page not in LISTS)
    with open(os.path.join(REFERENCE, page + ".md"), encoding="utf-8") as file:
        headings = re.findall(r"^## (.*)$", re.sub(r"^```.*?^```$", "", file.read(), flags=re.M | re.S), re.M)
    assert (headings[0] == "Example") == (page in NAMES)


def test_examples_have_pages():
    assert not {name for name in NAMES if not os.path.exists(os.path.join(REFERENCE, name + ".md"))}


@pytest.mark.parametrize("page", sorted(os.listdir(os.path.join(REFERENCE, "slots"))))
def test_page_of_a_slot(page):
    """It says what may be null, how the slot ends, what is inherited, and shows an implementation."""
    with open(os.path.join(REFERENCE, "slots", page), encoding="utf-8") as file:
        text = file.read()
    assert "\n- Inherited: " in text and "\n## Example\n" in text
    assert ("\n- Arguments: " in text and "\n- Result: " in text) != ("The macro " in text)
    assert len(text.partition("\n# ")[2].partition("\n\n")[2].partition("\n\n")[0]) > 20  # the comment


def test_examples_of_slots_are_shown():
    pages = [os.path.join(REFERENCE, "slots", name) for name in os.listdir(os.path.join(REFERENCE, "slots"))]
    shown = set()
    for path in pages:
        with open(path, encoding="utf-8") as file:
            shown.update(re.findall(r"From `docs/examples/(.*)\.c`", file.read()))
    assert shown >= set(OF_SLOTS)
