"""Tests with packages of others, which come from the Python Package Index."""

import os

import pytest


def pytest_configure(config):
    config.addinivalue_line("markers", "network: needs the Python Package Index; skipped when HPY_OFFLINE is set")


def pytest_runtest_setup(item):
    if item.get_closest_marker("network") and os.environ.get("HPY_OFFLINE"):
        pytest.skip("HPY_OFFLINE is set, and this needs the Python Package Index")
