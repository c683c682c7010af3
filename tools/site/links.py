"""The links of the built site, looked at without a network: what they lead to is there; elsewhere they are well-formed.

A page loads nothing from elsewhere: no script, style, font or picture. Called by tools/docs.py.
"""

import re
from html import unescape
from urllib.parse import unquote, urlsplit

TAG = re.compile(r"<(a|link|script|img|source|iframe|form)\b([^>]*)>")
LINK = re.compile(r'\b(?:href|src|action)="([^"]*)"')
ANCHOR = re.compile(r'<[^>]*?\sid="([^"]+)"')
ELSEWHERE = re.compile(r"https?://[\w-]+(\.[\w-]+)+(/[\w\-./%~+#?=&]*)?")


class Page:
    """What a page links to, as (tag, link), and the anchors that it has. Sphinx writes all attributes in one way."""

    def __init__(self, text):
        self.anchors = {"", *map(unescape, ANCHOR.findall(text))}
        self.links = [(tag, unescape(link)) for tag, rest in TAG.findall(text) for link in LINK.findall(rest)]


def check(folder):
    """What is wrong, a line each."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}
    wrong = []
    for path, page in pages.items():
        for tag, link in page.links:
            fault = outer(tag, link) if re.match(r"[\w+.-]+:|//", link) else inner(pages, path, link)
            wrong += ["%s: %s: %s" % (path.relative_to(folder), link, fault)] if fault else []
    for path in sorted(folder.rglob("*.css")):
        found = re.findall(r"(?:@import\s+|url\()[\"']?((?:https?:)?//[^\"')]+)", path.read_text(encoding="utf-8"))
        wrong += ["%s: %s: a style loads what is elsewhere" % (path.relative_to(folder), link) for link in found]
    return wrong


def outer(tag, link):
    if link.startswith(("data:", "mailto:")):
        return None
    if tag != "a":
        return "a page loads what is elsewhere"
    return None if ELSEWHERE.fullmatch(link) else "no well-formed address"


def inner(pages, path, link):
    parts = urlsplit(link)
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if target.is_dir():
        target = target / "index.html"
    if not target.exists():
        return "there is no such file"
    if target in pages and unquote(parts.fragment) not in pages[target].anchors:
        return "the page has no such anchor"
    return None
