"""Builds one step of the port: STEP=0, 1, 2, 3a, 3b or 4 in the environment; the last one without it."""

import os

from setuptools import Extension, setup

step = os.environ.get("STEP", "4")
keyword = "ext_modules" if step == "0" else "hpy_ext_modules"

setup(
    py_modules=[],  # the other files of this folder are not part of the package
    **{keyword: [Extension("tally", [f"step{step}.c"])]},
)
