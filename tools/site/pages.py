"""The pages of the site, made of the repository's Markdown, which is written to be read on a forge.

docs/ is the root of the site, and docs/README.md its front page. The pages at the root of the repository and those of
examples/ stand beside them; each other file or folder that a page links to has a page that shows it. Links are changed
accordingly. Pages that are lists, INDEXES, get a toctree of what they list; entries of the reference become
declarations (entries.py). Called by tools/docs.py; standard library only.
"""

import os
import posixpath
import re
from pathlib import Path

import entries

FRONT = "docs/README.md"
INDEXES = re.compile(r"docs/(?:.*/)?(?:README|index)\.md|docs/reference/slots\.md")
EXAMPLES = "examples"
SOURCE = "source/"  # pages that show files
LEFT_OUT = {"__pycache__", "build"}
LANGUAGES = {
    ".c": "c",
    ".h": "c",
    ".cpp": "cpp",
    ".hpp": "cpp",
    ".py": "python",
    ".toml": "toml",
    ".build": "meson",
    ".yml": "yaml",
    "CMakeLists.txt": "cmake",
    "Makefile": "make",
}
FENCE = re.compile(r"(^ *(`{3,}).*?^ *\2`*$)", re.M | re.S)
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
ITEM = re.compile(r"^(?:[-*] |#+ |\| )(.*(?:\n +\S.*)*)", re.M)
FILE_NAME = re.compile(r"[\w./-]+(?:\.md|/)")
UNLISTED = "---\norphan: true\nnosearch: true\n---\n\n"


class PageError(Exception):
    """A page that cannot be made; the text says which, and why."""


class Site:
    """All pages: self.texts, by their path on the site."""

    def __init__(self, root):
        self.root = Path(root)
        self.texts = {}
        self.listed = []  # pages in toctrees, in their order
        self._written = set()
        docs = sorted(path.relative_to(self.root).as_posix() for path in (self.root / "docs").rglob("*.md"))
        beside = sorted(path.name for path in self.root.glob("*.md"))
        # Lists come first, those of outer folders before those of inner ones: a page is in the first that names it.
        indexes = sorted(filter(INDEXES.fullmatch, docs), key=lambda name: (name != FRONT, name.count("/"), name))
        self._left = [*indexes, EXAMPLES, *docs, *beside]
        while self._left:
            self._write(self._left.pop(0))
        for path in [*docs, *beside]:
            if path != FRONT and self.place(path) not in self.listed:
                raise PageError("%s: no list names it: add it to %s" % (path, FRONT))

    def _write(self, path):
        if path not in self._written:
            self._written.add(path)
            self.texts[self.place(path)] = self._page(path)

    def _page(self, path):
        whole = self.root / path
        if path == EXAMPLES:
            return self._examples()
        if whole.is_dir():
            return UNLISTED + self._folder(path)
        if whole.suffix != ".md" or self.place(path).startswith(SOURCE):
            return UNLISTED + file_page(path, whole.read_text(encoding="utf-8"))
        text = self._linked(path, whole.read_text(encoding="utf-8"))
        if path.startswith("docs/reference/"):
            text = entries.declared(path, text)
        if INDEXES.fullmatch(path):
            text = self._with_toctrees(path, text)
        if path.startswith(EXAMPLES + "/"):
            text += self._files(posixpath.dirname(path))
        return text

    # Places and links --------------------------------------------------------------------------------------------

    def place(self, path):
        """Where the site has the page of a file or folder of the repository."""
        if path.endswith(".md") and "/" not in path:
            return path.lower()
        if path == EXAMPLES:
            return "examples/index.md"
        example = re.fullmatch(r"examples/([\w-]+)/README\.md", path)
        if example:
            return "examples/%s.md" % example[1]
        if path.startswith("docs/") and path.endswith(".md"):
            return re.sub(r"(^|/)README\.md$", r"\1index.md", path[len("docs/") :])
        return SOURCE + path + ("/index.md" if (self.root / path).is_dir() else ".md")

    def target(self, path, link):
        """The file or folder that a link of the page 'path' leads to."""
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), link))
        if target.startswith("..") or not (self.root / target).exists():
            raise PageError("%s: the link to %s leads nowhere" % (path, link))
        readme = posixpath.join(target, "README.md")
        return readme if (self.root / readme).exists() and target != "." else target

    def _linked(self, path, text):
        """The text with links from page to page of the site."""

        def change(match):
            if re.match(r"[a-z]+:|#", match[2]):
                return match[0]
            link, sharp, anchor = match[2].partition("#")
            target = self.target(path, link)
            name = self.title(target) if FILE_NAME.fullmatch(match[1]) else None
            return "[%s](%s)" % (name or match[1], self._link(path, target) + sharp + anchor)

        parts = FENCE.split(text)  # between two texts: a fenced block, and its fence
        parts[::3] = [LINK.sub(change, part) for part in parts[::3]]
        del parts[2::3]
        return "".join(parts)

    def title(self, path):
        """What the links to a page are called on the site, where they have the name of its file; None for no page."""
        if path == EXAMPLES:
            return "Examples"
        if not path.endswith(".md"):
            return None
        match = re.search(r"^# (.*)$", (self.root / path).read_text(encoding="utf-8"), re.M)
        return match and match[1]

    def _link(self, path, target):
        self._left.append(target)
        return posixpath.relpath(self.place(target), posixpath.dirname(self.place(path)) or ".")

    # Toctrees ----------------------------------------------------------------------------------------------------

    def _with_toctrees(self, path, text):
        """Behind each section of the front page, or at the end of another list, a toctree of what it names."""
        here = self.place(path)
        result = []
        for section in re.split(r"^(?=## )", text, flags=re.M) if path == FRONT else [text]:
            names = {}
            for title, link in listed(section):
                names.setdefault(posixpath.normpath(posixpath.join(posixpath.dirname(here), link)), title)
            caption = re.match(r"## (.*)", section) if path == FRONT else None
            result += [section.rstrip(), "", *self._toctree(here, names, caption and caption[1]), ""]
        return "\n".join(result)

    def _toctree(self, here, names, caption=None):
        """Of those of the pages that are in no other yet, with their titles."""
        fresh = [name for name in names if name not in self.listed and not name.startswith(SOURCE)]
        self.listed += fresh
        if not fresh:
            return []
        folder = posixpath.dirname(here) or "."
        rows = ["%s <%s>" % (names[name], posixpath.relpath(name, folder)[: -len(".md")]) for name in fresh]
        return ["```{toctree}", ":hidden:", *([":caption: " + caption] if caption else []), "", *rows, "```"]

    # Examples and folders ----------------------------------------------------------------------------------------

    def _examples(self):
        """The list of the examples: the title and the first sentence of each."""
        rows, names = [], {}
        for readme in sorted((self.root / EXAMPLES).glob("*/README.md")):
            title, sentence = re.match(r"# (.*)\n\n((?:.+\n)+)", readme.read_text(encoding="utf-8")).groups()
            path = readme.relative_to(self.root).as_posix()
            sentence = re.split(r"(?<=\.)\s", self._linked(path, sentence))[0]
            rows.append(
                "- [%s](%s): %s" % (title, self._link(EXAMPLES, path), re.sub(r"\[(.*?)\]\(.*?\)", r"\1", sentence))
            )
            names[self.place(path)] = title
        return "\n".join(["# Examples", "", *rows, "", *self._toctree(self.place(EXAMPLES), names), ""])

    def _files(self, folder):
        """The end of an example's page: links to its files."""
        here = posixpath.join(folder, "README.md")
        rows = [
            "- [%s](%s)" % (name, self._link(here, posixpath.join(folder, name))) for name in files(self.root, folder)
        ]
        return "\n".join(["", "## Files", "", *rows, ""])

    def _folder(self, folder):
        """A folder that a page names: its files, with what they say of themselves."""
        rows = []
        for name in files(self.root, folder):
            said = subject((self.root / folder / name).read_text(encoding="utf-8"))
            rows.append("- `%s`%s" % (name, ": " + said if said else ""))
        return "\n".join(["# " + folder, "", "A folder of the repository.", "", *rows, ""])


def listed(text):
    """The links of its lists, as (title, target): of each item what it begins with, or all where that is no link."""
    for item in ITEM.findall(text):
        links = [link for link in LINK.findall(item) if not re.match(r"[a-z]+:|#", link[1])]
        for title, target in links[:1] if item.startswith("[") else links:
            yield title, target.partition("#")[0]


def files(root, folder):
    """The texts in a folder, by their paths in it, its page left out."""
    for parent, folders, names in os.walk(str(root / folder)):
        folders[:] = sorted(set(folders) - LEFT_OUT)
        for name in sorted(names):
            path = Path(parent, name)
            inside = path.relative_to(root / folder).as_posix()
            if (path.suffix in (*LANGUAGES, ".txt", ".md") or name in LANGUAGES) and inside != "README.md":
                yield inside


def file_page(path, text):
    language = LANGUAGES.get(posixpath.basename(path)) or LANGUAGES.get(posixpath.splitext(path)[1], "text")
    fence = "`" * 10
    return "\n".join(["# " + path, "", "%s%s" % (fence, language), text.rstrip("\n"), fence, ""])


def subject(text):
    """The first sentence of the comment at the head of a file, on one line."""
    match = re.match(r'(?:#!.*\n)?(?:/\*+|"""|#)\s*(.*?)(?:\*/|"""|\n\n|\n \*\n|\n[^ #*])', text, re.S)
    words = re.sub(r"\n[ #*]*", " ", match[1]).strip() if match else ""
    return re.sub(r"([*_<`\\\[])", r"\\\1", re.split(r"(?<=\.) ", words)[0])
