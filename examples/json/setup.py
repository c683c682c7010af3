"""Builds the module hpyjson."""

from glob import glob

from setuptools import Extension, setup

setup(
    py_modules=[],
    hpy_ext_modules=[
        Extension("hpyjson", ["hpyjson.c", "reader.c", "writer.c", "frames.c"], depends=glob("*.h")),
    ],
)
