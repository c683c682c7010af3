import pytest
from support.definition import copy_to


@pytest.fixture
def copy(tmp_path):
    """A copy of definition and generator that a test may spoil."""
    copy_to(tmp_path)
    return tmp_path
