"""docs/command-line.md: what it shows is what a reader gets, and it has every command."""

import re

from support.docs import read_blocks
from support.run import run_hpy
from test_pages import as_a_reader, do, read_page


@as_a_reader
def test_page(tmp_path):
    blocks = [block for block in read_blocks(read_page("command-line.md")) if block.language == "console"]
    for block in blocks:
        do(block, tmp_path)
    assert len(blocks) == 1


def test_every_command(tmp_path):
    shown = run_hpy("--help", cwd=str(tmp_path)).stdout.partition("COMMAND\n")[2]
    commands = set(re.findall(r"^ {4}([a-z-]+)", shown, re.M))
    assert commands == set(re.findall(r"^\| `hpy ([a-z-]+)", read_page("command-line.md"), re.M))
