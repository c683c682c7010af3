"""HPy: C extensions in one binary for every Python. This file holds the version; see hpy.devel and hpy.universal.

PYTEST_DONT_REWRITE: pytest wants to rewrite packages that have a plug-in, and warns when they were imported before.
"""

__version__ = "0.10.0"
