"""Builds hpyjson_native, the same over Python.h: python setup_native.py build_ext --inplace"""

from glob import glob

from setuptools import Extension, setup

setup(
    py_modules=[],
    ext_modules=[
        Extension("hpyjson_native", ["native.c", "native_reader.c", "native_writer.c"], depends=glob("*.h")),
    ],
)
