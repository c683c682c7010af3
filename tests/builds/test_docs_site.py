"""make docs: the site is built without a warning, its index has every public name, its search needs no network."""

import os
import re
import subprocess
import sys
import zlib

import pytest
from support import api_names
from support.api_names import ROOT
from support.compile import lock

import hpy
from hpy.devel.generated import ABI_MINORS

OUTPUT = ROOT / "build" / "docs"
OLDEST_FOR_TOOLS = (3, 9)


@pytest.fixture(scope="module")
def site():
    if sys.version_info < OLDEST_FOR_TOOLS:
        pytest.skip("the tools of make docs need Python %d.%d" % OLDEST_FOR_TOOLS)
    command = [sys.executable, str(ROOT / "tools" / "dev.py"), "docs"]
    with lock(str(ROOT / "build" / "docs.lock")):  # another process of the tests builds the same folder
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, done.stdout.decode(errors="replace")
        yield OUTPUT


def objects(path):
    """The lines of an inventory of Sphinx's: kind -> names."""
    data = path.read_bytes()
    head, rest = b"\n".join(data.split(b"\n")[:4]).decode(), b"\n".join(data.split(b"\n")[4:])
    result = {"head": head}
    for line in zlib.decompress(rest).decode().splitlines():
        name, kind = re.match(r"(\S+) (\S+:\w+) ", line).groups() if ":label" not in line else ("", "std:label")
        result.setdefault(kind, []).append(name)
    return result


def test_inventory(site):
    found, expected = objects(site / "objects.inv"), api_names.by_kind()
    types = [name for kind in ("type", "struct", "enum") for name in found["c:" + kind]]
    assert sorted(types) == sorted(expected["type"])
    expected["member"] |= expected["var"]  # Sphinx has one kind for both
    for kind in ("function", "macro", "member"):
        assert sorted(found["c:" + kind]) == sorted(expected[kind]), kind
    assert {name.rpartition(".")[2] for name in found["c:enumerator"]} == expected["enumerator"]
    assert "# Project: HPy" in found["head"]


def test_names_in_prose_lead_to_their_entries(site):
    page = (site / "rules.html").read_text(encoding="utf-8")
    link = re.search(r'<a [^>]*href="reference/errors\.html#c\.HPyErr_SetString"[^>]*>(.*?)</a>', page, re.S)
    assert link and "HPyErr_SetString" in link[1]


def test_one_text_has_all_pages(site):
    text = (site / "hpy.txt").read_text(encoding="utf-8")
    assert "HPyList_Append(HPyContext *ctx, HPy h_list, HPy h_item)" in text
    assert len(re.findall(r"^=+$", text, re.M)) > 150


def test_search_needs_no_network(site):
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    assert "HPyList_Append" in index and index.startswith("Search.setIndex(")
    page = (site / "search.html").read_text(encoding="utf-8")
    assert os.path.isfile(str(site / "_static" / "searchtools.js"))
    assert not re.search(r'(?:src|href)="(?:https?:)?//[^"]*\.(?:js|css|woff2?)', page)


def test_pages_say_the_release(site):
    page = (site / "index.html").read_text(encoding="utf-8")
    assert "HPy %s" % hpy.__version__ in page and "ABI hpy0, minor version %d" % max(ABI_MINORS) in page
