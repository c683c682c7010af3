"""Builds the module callbacks: an ordinary setup script, with hpy_ext_modules where ext_modules would stand."""

import sys

from setuptools import Extension, setup

THREADS = [] if sys.platform == "win32" else ["-pthread"]

setup(
    py_modules=[],  # the other files of this folder are not part of the package
    hpy_ext_modules=[
        Extension(
            "callbacks",
            ["callbacks.c"],
            depends=["queue.h", "os_threads.h"],
            extra_compile_args=THREADS,
            extra_link_args=THREADS,
        ),
    ],
)
