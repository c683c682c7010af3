"""Builds the measured modules: native, vector_native and walks_native over Python.h, micro, vector and walks over HPy
in the ABI of --hpy-abi. See build.py."""

import sys

from setuptools import Extension, setup

# The same for both, whatever this Python was built with; the last three are what the build plug-in of HPy gives micro.
COMPILE_ARGS, LINK_ARGS, LIBRARIES = [], [], []
if sys.platform != "win32":
    COMPILE_ARGS = ["-O2", "-fvisibility=hidden", "-ffunction-sections", "-fdata-sections"]
    LIBRARIES = ["m"]
if sys.platform.startswith("linux"):
    LINK_ARGS = ["-Wl,--gc-sections"]


VECTOR = "../examples/vector/"


def extension(name, source):
    return Extension(name, [source], extra_compile_args=COMPILE_ARGS, extra_link_args=LINK_ARGS, libraries=LIBRARIES)


setup(
    name="bench",
    py_modules=[],
    ext_modules=[
        extension("native", "native.c"),
        extension("vector_native", VECTOR + "native.c"),
        extension("walks_native", "walks_native.c"),
    ],
    hpy_ext_modules=[
        extension("micro", "micro.c"),
        extension("vector", VECTOR + "vector.c"),
        extension("walks", "walks.c"),
    ],
)
