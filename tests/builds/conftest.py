"""Fixtures of the tests of build systems: a recipe to build (see support/recipes.py)."""

import pytest
from support.recipes import Recipe


@pytest.fixture
def recipe(tmp_path):
    return lambda name: Recipe(tmp_path, name)
