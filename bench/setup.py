"""Builds the measured modules: those whose names end in native over Python.h, their twins over HPy in the ABI of
--hpy-abi. See build.py."""

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
DIGEST = "../examples/digest/"
JSON = "../examples/json/"
LRU = "../examples/lru/"
PVECTOR = "../examples/pvector/"


def extension(name, *sources):
    return Extension(
        name, list(sources), extra_compile_args=COMPILE_ARGS, extra_link_args=LINK_ARGS, libraries=LIBRARIES
    )


setup(
    name="bench",
    py_modules=[],
    ext_modules=[
        extension("native", "native.c"),
        extension("vector_native", VECTOR + "native.c"),
        extension("writer_native", "writer_native.c"),
        extension("digest_native", DIGEST + "native.c"),
        extension("numbers_native", "numbers_native.c"),
        extension("walks_native", "walks_native.c"),
        extension("dates_native", "dates_native.c"),
        extension("lru_native", LRU + "native.c"),
        extension("pvectorc_native", PVECTOR + "native.c"),
        extension("nodes_native", "nodes_native.c"),
        extension("calls_native", "calls_native.c"),
        extension("kinds_native", "kinds_native.c"),
        extension("attributes_native", "attributes_native.c"),
        extension("locking_native", "locking_native.c"),
        extension("hpyjson_native", JSON + "native.c", JSON + "native_reader.c", JSON + "native_writer.c"),
    ],
    hpy_ext_modules=[
        extension("micro", "micro.c"),
        extension("vector", VECTOR + "vector.c"),
        extension("writer", "writer.c"),
        extension("digest", DIGEST + "digest.c"),
        extension("numbers", "numbers.c"),
        extension("walks", "walks.c"),
        extension("dates", "dates.c"),
        extension("walks_cpp", "walks_cpp.cpp"),
        extension("lru", LRU + "lru.c"),
        extension(
            "pvectorc",
            PVECTOR + "pvectorc.c",
            PVECTOR + "vector.c",
            PVECTOR + "compare.c",
            PVECTOR + "evolver.c",
            PVECTOR + "iterator.c",
            PVECTOR + "trie.c",
        ),
        extension("nodes", "nodes.c"),
        extension("calls", "calls.c"),
        extension("kinds", "kinds.c"),
        extension("attributes", "attributes.c"),
        extension("locking", "locking.c"),
        extension("hpyjson", JSON + "hpyjson.c", JSON + "reader.c", JSON + "writer.c", JSON + "frames.c"),
    ],
)
