"""docs/signatures-and-stubs.md: what it shows is what a reader gets who does the same."""

from support.docs import read_blocks
from test_pages import as_a_reader, do, read_page


@as_a_reader
def test_page(tmp_path):
    blocks = read_blocks(read_page("signatures-and-stubs.md"))
    for block in blocks:
        do(block, tmp_path)
    assert [block.language for block in blocks] == ["c"] + ["console"] * 4
