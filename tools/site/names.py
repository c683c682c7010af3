"""An extension of Sphinx: a name of the API in code style leads to its entry, where a section mentions it first."""

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

NAME = re.compile(r"&?(?:ctx->)?(\w+)(?:\(\))?")
NO_LINK_INSIDE = (nodes.reference, nodes.title, addnodes.pending_xref, addnodes.desc_signature)


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


def entries_of(env):
    """Name -> page and anchor; constants of the context and enumerators by their last part."""
    objects = env.get_domain("c").get_objects()
    return {name.rpartition(".")[2]: (page, anchor) for name, _, _, page, anchor, _ in objects}


def ancestors(node):
    while node.parent is not None:
        node = node.parent
        yield node


def is_entry(place, outer):
    """Whether the mention stands in the entry that it would lead to."""
    return any(place[1] in node[0]["ids"] for node in outer if isinstance(node, addnodes.desc))


def setup(app):
    app.add_post_transform(LinkNames)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
