"""Builds the measured modules: native over Python.h, and micro over HPy in the ABI of --hpy-abi. See build.py."""

import sys

from setuptools import Extension, setup

# The same for both, whatever this Python was built with; the last three are what the build plug-in of HPy gives micro.
COMPILE_ARGS, LINK_ARGS = [], []
if sys.platform != "win32":
    COMPILE_ARGS = ["-O2", "-fvisibility=hidden", "-ffunction-sections", "-fdata-sections"]
if sys.platform.startswith("linux"):
    LINK_ARGS = ["-Wl,--gc-sections"]


def extension(name):
    return Extension(name, [name + ".c"], depends=["hide.h"],
                     extra_compile_args=COMPILE_ARGS, extra_link_args=LINK_ARGS)


setup(name="bench", py_modules=[], ext_modules=[extension("native")], hpy_ext_modules=[extension("micro")])
