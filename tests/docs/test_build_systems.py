"""docs/build-systems.md shows the recipes as they are, which make test-build builds."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "build-systems.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(toml|meson|cmake|make)\n(.*?)^```$", PAGE, re.M | re.S)
FILES = [
    path.read_text(encoding="utf-8")
    for path in (ROOT / "examples" / "builds").rglob("*")
    if path.name in ("pyproject.toml", "meson.build", "meson_options.txt", "CMakeLists.txt", "Makefile")
]


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_block_is_in_a_recipe(number):
    assert any(BLOCKS[number][1].rstrip() in text for text in FILES)


def test_every_recipe_is_shown():
    assert len(FILES) == 9  # a new one wants a place on the page
    for text in FILES:
        assert any(block.rstrip() in text for _, block in BLOCKS)
