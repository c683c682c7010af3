"""Builds lru_native, the same module over Python.h: python setup_native.py build_ext --inplace"""

from setuptools import Extension, setup

setup(
    py_modules=[],
    ext_modules=[Extension("lru_native", ["native.c"])],
)
