"""Fixtures for tests that put our examples into real packages."""
import os

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def pytest_configure(config):
    config.addinivalue_line("markers", "network: needs the Python Package Index; skipped when HPY_OFFLINE is set")


def pytest_runtest_setup(item):
    if item.get_closest_marker("network") and os.environ.get("HPY_OFFLINE"):
        pytest.skip("HPY_OFFLINE is set, and this needs the Python Package Index")


@pytest.fixture(scope="session")
def speedups(compiler):
    """The universal Binary of examples/escape; the same file for every Python, as long as the source is the same."""
    path = os.path.join(ROOT, "examples", "escape", "_speedups.c")
    with open(path, encoding="utf-8") as file:
        return compiler.build(file.read(), "universal", "_speedups", origin=(path, 1))
