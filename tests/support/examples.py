"""The extensions of examples/ that tests of several rooms use."""

import os
import re

from .run import ROOT


def build_speedups(compiler):
    """The universal Binary of examples/escape; the same file for every Python, as long as the source is the same."""
    path = os.path.join(ROOT, "examples", "escape", "_speedups.c")
    with open(path, encoding="utf-8") as file:
        return compiler.build(file.read(), "universal", "_speedups", minor=0, origin=(path, 1))


def build_pvectorc(compiler):
    """The universal Binary of examples/pvector, with its headers in the sources, by which the cache knows them."""
    folder = os.path.join(ROOT, "examples", "pvector")

    def read(name):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            return re.sub(r'^#include "((?!hpy\.h)\w+\.h)"$', lambda found: read(found[1]), file.read(), flags=re.M)

    others = [read(name) for name in ("vector.c", "compare.c", "evolver.c", "iterator.c", "trie.c")]
    origin = (os.path.join(folder, "pvectorc.c"), 1)
    return compiler.build(read("pvectorc.c"), "universal", "pvectorc", minor=2, extra=others, origin=origin)
