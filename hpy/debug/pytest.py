"""The fixture hpy_debug for projects that import it in their conftest.py, as HPy 0.9 has it.

With pytest --hpy-debug every test is checked without it.
"""

from __future__ import annotations

from typing import Iterator

import pytest

from .leakdetector import LeakDetector

__all__ = ["LeakDetector", "hpy_debug"]


@pytest.fixture
def hpy_debug() -> Iterator[LeakDetector]:
    """Run the test in a LeakDetector; handles that it leaves open are an error of its teardown."""
    with LeakDetector() as detector:
        yield detector
