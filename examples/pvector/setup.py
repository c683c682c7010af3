"""Builds the module pvectorc: an ordinary setup script, with hpy_ext_modules where ext_modules would stand."""

from setuptools import Extension, setup

setup(
    py_modules=[],  # the other files of this folder are not part of the package
    hpy_ext_modules=[
        Extension(
            "pvectorc",
            ["pvectorc.c", "vector.c", "compare.c", "evolver.c", "iterator.c", "trie.c"],
            depends=["pvectorc.h", "trie.h"],
        ),
    ],
)
