"""A build back end for projects that meson-python builds: their wheels of universal modules run on every Python.

    [build-system]
    requires = ["meson-python", "hpy>=0.10"]
    build-backend = "hpy.devel.meson"

meson-python takes each module for one of the Python that built it, and tags the wheel so. This back end is
meson-python's with one step more: a wheel whose modules are all universal gets the tag py3-none-PLATFORM.
"""

from __future__ import annotations

import os
from typing import Any

import mesonpy
from mesonpy import *  # noqa: F403  (its hooks are this back end's)

from . import wheels


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None) -> str:
    """The hook of PEP 517."""
    name: str = mesonpy.build_wheel(wheel_directory, config_settings, metadata_directory)
    path = os.path.join(wheel_directory, name)
    return os.path.basename(wheels.retag(path) if wheels.is_universal(path) else path)
