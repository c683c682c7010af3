"""Reads a guide, a page of docs/ that teaches by examples, and does with them what a reader would.

    ```c       with a first line '/* NAME.c': a whole module, built for each ABI and imported as NAME
    ```cpp     with a first line '/* NAME.cpp' or '// NAME.cpp': likewise, as C++17
    ```c       without: some lines of such a block, of a header or of a file of the examples, as they stand there
    ```python  with a first line '# NAME.py': a module that the statements can import; else it has only to compile
    ```pycon   statements with what they print, as doctest reads them ('...' stands for anything); they go on from
               those further up on the page, and can import each module further up

What stands behind the name is for the reader, but for these words, which say what is special about the module; several
stand with ';' between them:

    /* NAME.c: ABIs hybrid, cpython      the statements behind it are run with these only
    /* NAME.c: debug mode finds leak     a mistake: statements behind it are run in debug mode, which finds these
                                         kinds and nothing else; without debug mode they are not run at all
    /* NAME.c: does not compile: TEXT    the compiler's message has this text
    /* NAME.c: minor version 0           of the ABI, that the module is built for; else the newest one
    /* NAME.c: for example               built, but no statements follow

Modules in a row belong to the statements that follow them, up to the next modules. Other languages (toml, console, …)
are left to the tests that name the page.
"""

import doctest
import gc
import glob
import os
import re
import sys
import textwrap
import types

import pytest

from hpy.debug._findings import Session, forget
from hpy.devel.generated import ABI_MINORS

from .compile import ABIS, CompileError
from .docs import read_blocks
from .load import load, load_in_mode
from .run import ROOT

FIRST_LINE = re.compile(r"(?:/\*|//) (?P<name>\w+)\.(?P<suffix>c|cpp)(?:: (?P<words>.*?))?\s*(?:\*/)?\n")
LANGUAGES = {"c": "c", "cpp": "c++", "c++": "c++"}
FLAGS = {"c": (), "c++": ("-std=c++17",)}
NEWEST = max(ABI_MINORS)


class Module:
    """A block that is a whole module."""

    def __init__(self, block, match):
        self.name, self.source, self.line = match["name"], block.text, block.line
        self.language = LANGUAGES[block.language]
        self.abis, self.minor = ABIS, NEWEST
        self.finds, self.refused, self.alone = [], None, False
        for word in filter(None, re.split(r";\s*", match["words"] or "")):
            self._read(word)

    def _read(self, word):
        if word.startswith("ABIs "):
            self.abis = word[len("ABIs ") :].split(", ")
            assert set(self.abis) <= set(ABIS), "line %d: %s" % (self.line, word)
        elif word.startswith("debug mode finds "):
            self.finds = word[len("debug mode finds ") :].split(", ")
        elif word.startswith("does not compile: "):
            self.refused = word[len("does not compile: ") :]
        elif word.startswith("minor version "):
            self.minor = int(word[len("minor version ") :])
        elif word == "for example":
            self.alone = True

    def build(self, build):
        """Its Binary, or None if it is one that the compiler refuses."""
        options = {"name": self.name, "minor": self.minor, "language": self.language, "flags": FLAGS[self.language]}
        if self.refused is None:
            return build(self.source, **options)
        with pytest.raises(CompileError, match=re.escape(self.refused)):
            build(self.source, **options)
        return None


class Step(types.SimpleNamespace):
    """Modules, and the blocks of statements that follow them up to the next modules."""

    @property
    def finds(self):
        return {kind for module in self.modules for kind in module.finds}

    def runs_with(self, abi, debug):
        return all(abi in module.abis for module in self.modules) and (debug or not self.finds)


class Guide:
    """A page: its steps, and what else is in it."""

    def __init__(self, path):
        self.path = path
        with open(path, encoding="utf-8") as file:
            self.blocks = [block._replace(text=textwrap.dedent(block.text)) for block in read_blocks(file.read())]
        self.steps, self.fragments, self.left = [], [], []
        self.files = {}
        for block in self.blocks:
            self._sort(block)

    def _sort(self, block):
        if block.language in LANGUAGES:
            match = FIRST_LINE.match(block.text)
            if match:
                self.left.append(Module(block, match))
            else:
                self.fragments.append(block)
        elif block.language == "pycon":
            if self.left or not self.steps:
                self.steps.append(Step(modules=self.left, blocks=[]))
                self.left = []
            self.steps[-1].blocks.append(block)
        elif block.language == "python":
            match = re.match(r"# (\w+)\.py\b", block.text)
            if match:
                self.files[match[1]] = block
            compile(block.text, "%s:%d" % (self.path, block.line), "exec")

    @property
    def modules(self):
        return [module for step in self.steps for module in step.modules] + self.left

    def where(self, line):
        return "%s:%d" % (os.path.relpath(self.path, ROOT), line)

    def run(self, build, abi, debug):
        """Build the modules and run the statements, in debug mode or without."""
        scope, names = {"__name__": "__main__"}, set()
        try:
            for step in self.steps:
                if step.runs_with(abi, debug):
                    self._import(step, build, debug, names)
                    self._do(step, scope, debug, names)
            for module in self.left:
                if abi in module.abis:
                    module.build(build)
        finally:
            for name in names:
                sys.modules.pop(name, None)

    def _import(self, step, build, debug, names):
        """Put the modules where import finds them, and their names into 'names'."""
        for module in step.modules:
            binary = module.build(build)
            if binary is not None:
                names.add(module.name)
                sys.modules[module.name] = load_in_mode(binary, "debug") if debug else load(binary)

    def _import_files(self, line, names):
        """The same of those in Python above the line."""
        for name, block in self.files.items():
            if name not in names and block.line < line:
                names.add(name)
                made = sys.modules[name] = types.ModuleType(name)
                exec(compile(block.text, self.where(block.line), "exec"), made.__dict__)

    def _do(self, step, scope, debug, names):
        session = Session() if debug else None
        try:
            for block in step.blocks:
                self._import_files(block.line, names)
                run_statements(block.text, scope, self.where(block.line), block.line)
            gc.collect()
        finally:
            findings = session.end() if debug else []
            if debug and step.finds:
                forget()  # the process ends without telling of it
        found = {finding.kind for finding in findings}
        assert found == (step.finds if debug else set()), self.where(step.blocks[0].line)


def run_statements(text, scope, name, line):
    """Run a pycon block; AssertionError with doctest's report when it prints something else."""
    test = doctest.DocTestParser().get_doctest(text, {}, name, name, line - 1)
    test.globs = scope
    report = []
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    assert test.examples, "%s: no statement" % name
    runner.run(test, out=report.append, clear_globs=False)
    assert not runner.failures, "".join(report)


def known_sources():
    """The texts of which a fragment may show lines, besides those of its own page."""
    patterns = (
        "docs/examples/**/*.c",
        "examples/**/*.[ch]",
        "examples/**/*.cpp",
        "hpy/devel/include/**/*.h*",
        "api/*.h",
    )
    for pattern in patterns:
        for path in glob.glob(os.path.join(ROOT, *pattern.split("/")), recursive=True):
            with open(path, encoding="utf-8") as file:
                yield file.read()


def is_shown(fragment, sources):
    """Whether the lines stand like that in one of the sources, whatever their indentation."""
    return any(_stripped(fragment) in _stripped(source) for source in sources)


def _stripped(text):
    return "\n%s\n" % "\n".join(filter(None, map(str.strip, text.splitlines())))
