"""docs/porting-table.md has a row for each name of CPython's API, whatever Python runs the test."""

import importlib
import re
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "hpy" / "devel" / "include"


@pytest.fixture(scope="module")
def generator():
    """get(name): a module of the generator or of tools/."""
    folders = [str(ROOT), str(ROOT / "tools")]
    sys.path[:0] = folders
    before = set(sys.modules)
    yield importlib.import_module
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("apigen", "cpython_names"):
            del sys.modules[name]
    for folder in folders:
        sys.path.remove(folder)


@pytest.fixture(scope="module")
def table(generator):
    headers = generator("apigen.headers")
    definition = generator("apigen.read").read(ROOT / "api", INCLUDE)
    return generator("apigen.porting").table(
        ROOT / "api", definition, list(headers.documented(INCLUDE)), headers.words(INCLUDE)
    )


@pytest.fixture(scope="module")
def shown():
    """The names in the first column of the page."""
    text = (ROOT / "docs" / "porting-table.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| \S", text, re.M)
    return [name for cell in cells for name in re.findall(r"\w+", cell)]


def test_each_name_of_the_list_has_a_row(table):
    assert not table.missing


def test_no_name_has_two_rows(shown):
    assert len(shown) > 2000
    assert not {name for name in shown if shown.count(name) > 1}


def test_each_name_of_these_headers_has_a_row(generator, shown):
    """Names that a newer CPython has are found where that runs the test."""
    headers = generator("cpython_names")
    include = Path(sysconfig.get_path("include"))
    assert (include / "Python.h").is_file()
    found = headers.find(include)
    assert len(found) > 1000
    assert not sorted(set(found) - set(shown))


def test_the_list_is_that_of_its_newest_headers(generator):
    headers, names = generator("cpython_names"), generator("apigen.read_porting").names
    include = Path(sysconfig.get_path("include"))
    here = "%d.%d" % headers.version(include)
    listed = {n.name for n in names(ROOT / "api" / "cpython_names.txt").values() if n.limited == here}
    assert not listed - set(headers.find(include)) - set(headers.find_functions_of_windows(include))


def test_porting_txt_repeats_nothing_that_the_definition_says(table):
    assert not table.double


def test_what_is_planned_or_missing_has_a_note(table):
    assert not [row for row in table.rows if row.hpy[0] in ("none", "planned") and not row.note]
