"""The extensions of examples/ that tests use: their sources, and what their own setup scripts make of them."""

import importlib.util
import os
import re
import subprocess
import sys

from .hosts import need_binary
from .run import ROOT

INCLUDE = re.compile(r'^#include "((?!hpy\.hp?p?")\w+\.h(?:pp)?)"$', re.M)


def folder_of(example):
    return os.path.join(ROOT, "examples", example)


def read_source(example, name):
    """A file with the example's own headers in it: the test cache is keyed by the text that it is given."""
    with open(os.path.join(folder_of(example), name), encoding="utf-8") as file:
        return INCLUDE.sub(lambda match: read_source(example, match.group(1)), file.read())


def build_speedups(compiler):
    """The universal Binary of examples/escape; the same file for every Python, as long as the source is the same."""
    path = os.path.join(folder_of("escape"), "_speedups.c")
    return compiler.build(read_source("escape", "_speedups.c"), "universal", "_speedups", minor=0, origin=(path, 1))


PVECTOR = ("vector.c", "compare.c", "evolver.c", "iterator.c", "trie.c")  # beside pvectorc.c


def build_pvectorc(compiler):
    """The universal Binary of examples/pvector."""
    others = [read_source("pvector", name) for name in PVECTOR]
    origin = (os.path.join(folder_of("pvector"), "pvectorc.c"), 1)
    source = read_source("pvector", "pvectorc.c")
    return compiler.build(source, "universal", "pvectorc", minor=2, extra=others, origin=origin)


def import_file(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build_native(example, name, folder):
    """Build the twin over Python.h into the folder, as README.md says: the path of the module."""
    run_setup(example, "setup_native.py", folder)
    (file,) = (entry for entry in os.listdir(folder) if entry.startswith(name + "."))
    return os.path.join(folder, file)


def run_as_described(example, code, tmp_path, *options):
    """Build the example by its setup script, and run the program of README.md there: what it prints."""
    run_setup(example, "setup.py", str(tmp_path), *options)
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout.decode().strip()


def run_setup(example, script, folder, *options):
    need_binary("cpython", None)
    temporary = os.path.join(folder, "temp")
    command = [sys.executable, script, "-q", *options, "build_ext", "--build-lib", folder, "--build-temp", temporary]
    done = subprocess.run(command, cwd=folder_of(example), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout.decode()
