"""The documentation as a site: python tools/dev.py docs.

Writes the pages into build/docs-pages, and from them build/docs: HTML, and all pages as one text, hpy.txt. Warnings of
Sphinx and links that lead nowhere are errors. The tools come from PyPI, in the ranges of tools/requirements-docs.txt,
into build/venvs/docs.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import dev
import tool_environment
from dev import BUILD, ROOT, Failure, say

SITE = ROOT / "tools" / "site"
sys.path.insert(0, str(SITE))

import links  # noqa: E402  (of that folder)
import pages  # noqa: E402

PAGES = BUILD / "docs-pages"
OUTPUT = BUILD / "docs"
WORK = BUILD / "docs-work"  # what Sphinx keeps from one run to the next
TOOLS = BUILD / "venvs" / "docs"
TOOLS_PYTHON = TOOLS / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
REQUIREMENTS = ROOT / "tools" / "requirements-docs.txt"
OLDEST_FOR_TOOLS = (3, 9)


def main(options):
    install_tools()
    try:
        site = pages.Site(ROOT)
    except pages.PageError as error:
        raise Failure("make docs: %s" % error) from None
    forget_work()
    write(site.texts)
    sphinx("html", OUTPUT)
    listed = ["index.md", *site.listed]
    sphinx("text", WORK / "text", listed)
    write_bundle(listed)
    wrong = links.check(OUTPUT)
    for line in wrong:
        say(line)
    if wrong:
        raise Failure("make docs: %d links of the site are wrong" % len(wrong))
    say("docs: %d pages; open %s" % (len(site.texts), (OUTPUT / "index.html").relative_to(ROOT)))
    return 0


def install_tools():
    tool_environment.install("docs", TOOLS, REQUIREMENTS, OLDEST_FOR_TOOLS)


def forget_work():
    """What Sphinx keeps is good for the settings with which it was made."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes())
    for path in sorted(SITE.glob("*.py")):
        digest.update(path.read_bytes())
    stamp = WORK / ".made"
    if not dev.stamped(stamp, digest.hexdigest()):
        shutil.rmtree(str(WORK), ignore_errors=True)
        WORK.mkdir(parents=True)
        stamp.write_text(digest.hexdigest(), encoding="utf-8")


def write(texts):
    """The pages, each only if it has changed, so that Sphinx reads only those again; none that is no more."""
    for path in PAGES.rglob("*.md"):
        if path.relative_to(PAGES).as_posix() not in texts:
            path.unlink()
    for name, text in texts.items():
        path = PAGES / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def sphinx(builder, output, names=()):
    """Build all pages, or those with these names."""
    options = ["-q", "-W", "--keep-going", "-n", "-j", str(dev.JOBS), "-c", SITE, "-d", WORK / "doctrees"]
    command = [TOOLS_PYTHON, "-m", "sphinx", "-b", builder, *options, PAGES, output, *(PAGES / name for name in names)]
    began = time.monotonic()
    if subprocess.call(list(map(str, command)), env=dev.clean_environment()):
        raise Failure("make docs: Sphinx has warnings for %s, which are errors" % builder)
    say("%s in %.0f s" % (builder, time.monotonic() - began))


def write_bundle(listed):
    """All pages that the site lists, one behind the other, as one text."""
    files = [WORK / "text" / Path(name).with_suffix(".txt") for name in listed]
    texts = [file.read_text(encoding="utf-8").strip() for file in files]
    (OUTPUT / "hpy.txt").write_text(("\n\n%s\n\n" % ("=" * 78)).join(texts) + "\n", encoding="utf-8")
