"""docs/how-to: scripts for a shell parse, and the workflow is the one that hpy new writes."""

import os
import re
import shutil
import subprocess

import pytest
from support.docs import read_blocks
from support.run import ROOT

from hpy import _new

HOW_TO = os.path.join(ROOT, "docs", "how-to")


def blocks(page, language):
    with open(os.path.join(HOW_TO, page), encoding="utf-8") as file:
        return [block.text for block in read_blocks(file.read()) if block.language == language]


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no sh")
@pytest.mark.parametrize("page", ["test-your-extension.md", "package-and-ci.md"])
def test_scripts_parse(page):
    scripts = blocks(page, "sh")
    assert scripts
    for script in scripts:
        assert subprocess.run(["sh", "-n"], input=script.encode()).returncode == 0


def test_the_workflow_is_that_of_a_new_project(tmp_path):
    _new.make("spans", "setuptools", "universal", str(tmp_path))
    shown = blocks("package-and-ci.md", "yaml")
    assert (tmp_path / "spans" / ".github" / "workflows" / "test.yml").read_text() == shown[0]
    assert all(re.match(r"name: \w+\non:", text) for text in shown)
