"""HPy: C extensions in one binary for every Python. This file holds the version; see hpy.devel and hpy.universal."""

__version__ = "0.10.0"
