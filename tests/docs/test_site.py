"""tools/site: the pages of the documentation site, and the check of its links. What Sphinx makes of them is tested in
tests/builds."""

import re
import sys

import pytest
from support import api_names
from support.api_names import ROOT

DIRECTIVE = re.compile(r"^`{6,}\{c:(\w+)\} (.*)$", re.M)
FRONT = "# Front\n\n## Group\n\n- [a](a.md): a page.\n"


@pytest.fixture(scope="module")
def tools():
    """The modules of tools/site."""
    sys.path.insert(0, str(ROOT / "tools" / "site"))
    import entries  # noqa: F401
    import links
    import pages

    yield {"links": links, "pages": pages}
    sys.path.remove(str(ROOT / "tools" / "site"))
    for name in ("entries", "links", "pages"):
        del sys.modules[name]


@pytest.fixture(scope="module")
def site(tools):
    return tools["pages"].Site(ROOT)


@pytest.fixture
def small(tools, tmp_path):
    """Makes the site of a small repository, with the page docs/a.md."""

    def make(text, front=FRONT, **files):
        names = {"docs/README.md": front, "docs/a.md": text, **files}
        for name, content in names.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content, encoding="utf-8")
        return tools["pages"].Site(tmp_path)

    return make


def test_each_page_is_in_one_toctree(site):
    listed = [name for name in site.texts if not site.texts[name].startswith("---\norphan: true\n")]
    assert sorted(site.listed) == sorted(set(listed) - {"index.md"})
    assert len(site.listed) > 150


def test_each_public_name_has_an_entry(site):
    declared = {}
    for kind, declaration in DIRECTIVE.findall("\n".join(site.texts.values())):
        kind = "type" if kind in ("struct", "enum") else kind
        name = re.search(r"\(\*(\w+)\)\(|([\w.]+)(?: = -?\w+|\(.*\))?$", declaration)
        declared.setdefault(kind, []).append(name[1] or name[2])
    expected = api_names.by_kind()
    for kind, names in declared.items():
        assert sorted(names) == sorted(expected[kind]), kind
    assert set(declared) == set(expected)
    assert len(expected["function"]) > 600


def test_links_to_pages_and_files(small):
    text = "[../README.md](../README.md#root), [c](../src/x.c), [folder](../src), [here](#a), [there](https://example.org/)\n"
    source = "/* Adds numbers. And more. */\nint x;\n"
    text = "# A\n\n" + text + "\n```c\n[kept](../README.md)\n```\n"
    site = small(text, FRONT + "- [r](../README.md)\n", **{"src/x.c": source, "README.md": "# Root\n"})
    page = site.texts["a.md"]
    assert "[Root](readme.md#root), [c](source/src/x.c.md), [folder](source/src/index.md), [here](#a)" in page
    assert "https://example.org/" in page and "[kept](../README.md)" in page
    assert source in site.texts["source/src/x.c.md"]
    assert "- `x.c`: Adds numbers." in site.texts["source/src/index.md"]


def test_lists_become_toctrees(small):
    more = {"docs/c.md": "# C\n", "docs/d.md": "# D\n"}
    front = FRONT + "\n## More\n\n- [list](more/README.md), see [c](c.md)\n- two: [a](a.md),\n  [d](d.md#x)\n"
    site = small(
        "# A\n",
        front,
        **{"docs/more/README.md": "# L\n\n- [b](b.md)\n- [c](../c.md)\n", "docs/more/b.md": "# B\n"},
        **more,
    )
    assert "```{toctree}\n:hidden:\n:caption: Group\n\na <a>\n```" in site.texts["index.md"]
    assert "```{toctree}\n:hidden:\n:caption: More\n\nlist <more/index>\nd <d>\n```" in site.texts["index.md"]
    assert "```{toctree}\n:hidden:\n\nb <b>\nc <../c>\n```" in site.texts["more/index.md"]


def test_a_page_that_no_list_names(small, tools):
    with pytest.raises(tools["pages"].PageError, match=r"^docs/b\.md: no list names it: add it to docs/README\.md$"):
        small("# A\n", **{"docs/b.md": "# B\n"})


def test_a_link_that_leads_nowhere(small, tools):
    with pytest.raises(tools["pages"].PageError, match=r"^docs/a\.md: the link to \.\./gone\.c leads nowhere$"):
        small("# A\n\n[gone](../gone.c)\n")


def test_links_of_the_built_site(tools, tmp_path):
    (tmp_path / "b.html").write_text('<p id="there">', encoding="utf-8")
    (tmp_path / "s.css").write_text('@import "https://example.org/s.css";', encoding="utf-8")
    good = '<a href="b.html#there"><a href="#"><a href="https://example.org/x"><img src="data:image/png;base64,AA==">'
    bad = '<a href="c.html"><a href="b.html#gone"><a href="https://example"><script src="https://example.org/x.js">'
    (tmp_path / "a.html").write_text(good + bad, encoding="utf-8")
    assert tools["links"].check(tmp_path) == [
        "a.html: c.html: there is no such file",
        "a.html: b.html#gone: the page has no such anchor",
        "a.html: https://example: no well-formed address",
        "a.html: https://example.org/x.js: a page loads what is elsewhere",
        "s.css: https://example.org/s.css: a style loads what is elsewhere",
    ]
