"""The fixture hpy_debug for projects that import it in their conftest.py, as HPy 0.9 has it: it is the plug-in's.

With pytest --hpy-debug every test is checked without it.
"""

from .._pytest_plugin import hpy_debug
from .leakdetector import LeakDetector

__all__ = ["LeakDetector", "hpy_debug"]
