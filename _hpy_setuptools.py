"""Called by setuptools for each project that is built where hpy is installed: entry point group
setuptools.finalize_distribution_options. It concerns those whose pyproject.toml lists modules in [tool.hpy].

It stands beside the package, not in it: setuptools loads it for all projects, and the folder of one, which comes first
on the path, may have another package called hpy.
"""

from __future__ import annotations

import os
from typing import Any


def finalize_distribution(dist: Any) -> None:
    """Take the listed modules in."""
    root = getattr(dist, "src_root", None) or os.curdir
    try:
        with open(os.path.join(root, "pyproject.toml"), "rb") as file:
            text = file.read()
    except OSError:
        return
    if b"hpy" in text and b"modules" in text:
        from hpy.devel import add_listed_modules

        add_listed_modules(dist, root)
