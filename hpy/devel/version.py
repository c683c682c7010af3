"""The version of this HPy, for build systems and for comparison with hpy.universal.get_version()."""

from hpy import __version__

# The revision the release was made from; a checkout does not know its own.
__git_revision__ = "unknown"

__all__ = ["__version__", "__git_revision__"]
