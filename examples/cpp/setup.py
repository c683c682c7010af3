"""Builds the module spans: an ordinary setup script, with hpy_ext_modules where ext_modules would stand."""

import sys

from setuptools import Extension, setup

setup(
    py_modules=[],  # the other files of this folder are not part of the package
    hpy_ext_modules=[
        Extension(
            "spans",
            ["spans.cpp"],
            depends=["span_set.hpp"],
            language="c++",
            extra_compile_args=[] if sys.platform == "win32" else ["-std=c++11"],
        ),
    ],
)
