"""Builds vector_native, the same module over Python.h: python setup_native.py build_ext --inplace"""

import sys

from setuptools import Extension, setup

setup(
    py_modules=[],
    ext_modules=[
        Extension(
            "vector_native", ["native.c"], depends=["kernels.h"], libraries=[] if sys.platform == "win32" else ["m"]
        ),
    ],
)
