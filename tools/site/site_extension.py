"""An extension of Sphinx for this site.

A name of the API in code style leads to its entry, where a section mentions it first. Tables of names have a class, by
which site.css shows their cells one below the other on a narrow screen. The navigation of a page shows the groups and,
of the pages with pages of their own, that which is open.
"""

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

NAME = re.compile(r"&?(?:ctx->)?(\w+)(?:\(\))?")
NO_LINK_INSIDE = (nodes.reference, nodes.title, addnodes.pending_xref, addnodes.desc_signature)


TABLES_OF_NAMES = re.compile(r"reference/.*|porting-table")


class LinkNames(SphinxPostTransform):
    default_priority = 5  # before references are resolved

    def run(self):
        entries = entries_of(self.env)
        seen = set()
        for literal in list(self.document.findall(nodes.literal)):
            match = NAME.fullmatch(literal.astext())
            place = entries.get(match[1]) if match else None
            outer = list(ancestors(literal))
            if place is None or any(isinstance(node, NO_LINK_INSIDE) for node in outer) or is_entry(place, outer):
                continue
            section = next((node for node in outer if isinstance(node, nodes.section)), None)
            if (id(section), match[1]) not in seen:
                seen.add((id(section), match[1]))
                link = make_refnode(self.app.builder, self.env.docname, *place, literal.deepcopy())
                literal.replace_self(link)


class MarkTables(SphinxPostTransform):
    default_priority = 5

    def run(self):
        if TABLES_OF_NAMES.fullmatch(self.env.docname):
            for table in self.document.findall(nodes.table):
                table["classes"].append("names")


def collapse_navigation(app, page, template, context, doctree):
    """All 200 pages in the navigation of each would be most of the site's bytes, and of the time to make it."""
    whole = context.get("toctree")
    if whole:
        context["toctree"] = lambda **options: whole(**{**options, "collapse": True})


def entries_of(env):
    """Name -> page and anchor; enumerators by their last part."""
    return {
        name.rpartition(".")[2]: (page, anchor)
        for name, _, kind, page, anchor, _ in env.get_domain("c").get_objects()
        if not kind.endswith("Param")  # names of parameters are entries, too
    }


def ancestors(node):
    while node.parent is not None:
        node = node.parent
        yield node


def is_entry(place, outer):
    """Whether the mention stands in the entry that it would lead to."""
    return any(place[1] in node[0]["ids"] for node in outer if isinstance(node, addnodes.desc))


def setup(app):
    app.add_post_transform(LinkNames)
    app.add_post_transform(MarkTables)
    app.connect("html-page-context", collapse_navigation, priority=400)  # before the theme's
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
