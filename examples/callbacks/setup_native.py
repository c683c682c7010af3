"""Builds callbacks_native, the same module over Python.h: python setup_native.py build_ext --inplace"""

import sys

from setuptools import Extension, setup

THREADS = [] if sys.platform == "win32" else ["-pthread"]

setup(
    py_modules=[],
    ext_modules=[
        Extension(
            "callbacks_native",
            ["native.c"],
            depends=["queue.h", "os_threads.h"],
            extra_compile_args=THREADS,
            extra_link_args=THREADS,
        ),
    ],
)
