"""The extensions of examples/ that tests of several rooms use."""

import os

from .run import ROOT


def build_speedups(compiler):
    """The universal Binary of examples/escape; the same file for every Python, as long as the source is the same."""
    path = os.path.join(ROOT, "examples", "escape", "_speedups.c")
    with open(path, encoding="utf-8") as file:
        return compiler.build(file.read(), "universal", "_speedups", minor=0, origin=(path, 1))
