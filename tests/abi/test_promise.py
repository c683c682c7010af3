"""docs/abi.md: its tables and its message are those of the sources; the kept binaries have each signature."""

import importlib.machinery
import re

import pytest
from support.abi_binaries import MINORS, OPEN, ROOT, SOURCES
from support.api_names import read_api

from hpy.devel.generated import ABI_MINORS
from hpy.universal import LoadError, load

PAGE = (ROOT / "docs" / "abi.md").read_text(encoding="utf-8")


def table(head):
    """The rows of the page's table with this head, as lists of cells."""
    lines = PAGE[PAGE.index(f"| {head} |") :].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2 : lines.index("")]]


def test_each_minor_version_has_its_row():
    rows = table("minor version")
    assert [int(row[0]) for row in rows] == list(ABI_MINORS)
    closed = [row[1] == "closed" for row in rows]
    assert closed == sorted(closed, reverse=True)  # none follows an open one
    assert set(MINORS.values()) == {number for number, is_closed in enumerate(closed) if is_closed}
    assert set(OPEN.values()) == {number for number, is_closed in enumerate(closed) if not is_closed}


def test_the_table_of_hosts_has_a_column_for_each_minor_version():
    heads = [f"{number}, open" if number in OPEN.values() else f"{number}" for number in ABI_MINORS]
    assert {len(row) for row in table(" | ".join(["host", *heads]))} == {1 + len(heads)}


@pytest.mark.abis("universal")
def test_the_message_of_the_page(build):
    shown = re.search(r"```text\n(.*)\n```", PAGE)[1]
    asked = int(re.search(r"Requested version: 0\.(\d+)", shown)[1])
    source = """
        HPy_EXPORTED_FUNC uint32_t get_required_hpy_major_version_@NAME(void) { return 0; }
        HPy_EXPORTED_FUNC uint32_t get_required_hpy_minor_version_@NAME(void) { return %d; }
    """
    binary = build(source % asked, name="X")
    with pytest.raises(LoadError) as caught:
        load("X", binary.path, importlib.machinery.ModuleSpec("X", None))
    assert str(caught.value) == shown


def signatures(minor):
    """Of the methods and slots that a module of this minor version can have: {name: slots, none for methods}."""
    definition, _ = read_api()
    found = {f"HPyFunc_{s.name.upper()}": set() for s in definition.signatures if s.meth_flags and s.minor <= minor}
    for slot in definition.slots:
        if slot.signature and slot.minor <= minor:
            found.setdefault(slot.signature, set()).add(slot.name)
    return found


@pytest.mark.parametrize("minor", sorted(set(MINORS.values())))
def test_binaries_have_each_signature(minor):
    text = "".join((SOURCES / f"{name}.c").read_text() for name, least in MINORS.items() if least <= minor)
    words = set(re.findall(r"\bHPy\w+", text))
    missing = {name for name, slots in signatures(minor).items() if name not in words and not slots & words}
    assert missing == set()
