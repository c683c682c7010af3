"""Builds the module _speedups, which goes into the package markupsafe."""

from setuptools import Extension, setup

setup(
    py_modules=[],
    hpy_ext_modules=[Extension("_speedups", ["_speedups.c"])],
)
