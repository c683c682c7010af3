"""Builds the module lru: an ordinary setup script, with hpy_ext_modules where ext_modules would stand."""

from setuptools import Extension, setup

setup(
    py_modules=[],  # the other files of this folder are not part of the package
    hpy_ext_modules=[Extension("lru", ["lru.c"], depends=["links.h"])],
)
