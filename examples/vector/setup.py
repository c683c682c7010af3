"""Builds the module vector: an ordinary setup script, with hpy_ext_modules where ext_modules would stand."""

import sys

from setuptools import Extension, setup

setup(
    py_modules=[],  # the other files of this folder are not part of the package
    hpy_ext_modules=[
        Extension("vector", ["vector.c"], depends=["kernels.h"], libraries=[] if sys.platform == "win32" else ["m"]),
    ],
)
