"""What the pages name exists: links between them, pages in the index, paths in CONTRIBUTING.md."""

import glob
import os
import re

import pytest
from support.run import ROOT

PAGES = sorted(
    glob.glob(os.path.join(ROOT, "*.md"))
    + glob.glob(os.path.join(ROOT, "docs", "**", "*.md"), recursive=True)
    + glob.glob(os.path.join(ROOT, "examples", "*", "*.md"))
)


def read(path):
    with open(path, encoding="utf-8") as file:
        return re.sub(r"^```.*?^```$", "", file.read(), flags=re.M | re.S)


def anchors(path):
    """What a link may have behind '#': the headings of a page, as GitHub names them."""
    headings = re.findall(r"^#+ (.*)$", read(path), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [os.path.relpath(path, ROOT) for path in PAGES])
def test_links_lead_somewhere(page):
    path = os.path.join(ROOT, page)
    for link in re.findall(r"\]\(([^)\s]+)\)", read(path)):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path
        assert os.path.exists(target), link
        if anchor and target.endswith(".md"):
            assert anchor in anchors(target), link


def test_index_has_every_page():
    folder = os.path.join(ROOT, "docs")
    linked = set(re.findall(r"\]\(([\w./-]+\.md)\)", read(os.path.join(folder, "README.md"))))
    assert {name for name in os.listdir(folder) if name.endswith(".md")} - {"README.md"} <= linked


def test_paths_of_the_contributors_guide_exist():
    text = read(os.path.join(ROOT, "CONTRIBUTING.md"))
    paths = set(re.findall(r"`((?:api|apigen|hpy|universal|tests|docs|tools|bench)/[\w./-]*)`", text))
    assert len(paths) > 30
    assert not {path for path in paths if "FAMILY" not in path and not os.path.exists(os.path.join(ROOT, path))}
