"""What whole runs of the suite found on each Python, as a table for docs/hosts.md: python tools/dev.py results.

'make test-all' keeps the closing line of each run of its in build/results.json, with the commit, until the next run on
the same Python; a run of chosen tests is not kept. The command puts all of them between the two marks in the page, in
the place of older rows of the same Pythons; those of Pythons that were not run here stay.
"""

import json
import subprocess

from dev import BUILD, ROOT, Failure, numbers, say

KEPT = BUILD / "results.json"
PAGE = ROOT / "docs" / "hosts.md"
BEGIN, END = "<!-- results: python tools/dev.py results -->\n", "<!-- end of results -->\n"
WORDS = ("passed", "failed", "error", "skipped", "deselected")
HEAD = "| Python | passed | skipped | not for it | commit |\n|---|---|---|---|---|\n"


def keep(ends):
    """Keep pytest's exit status and last line, by name of the Python, beside what is there of others."""
    found = {name: outcome(status, line) for name, (status, line) in ends.items()}
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps({**kept(), **found}, indent=1) + "\n")


def kept():
    return json.loads(KEPT.read_text()) if KEPT.exists() else {}


def outcome(status, closing):
    found = numbers(closing)
    counts = {word: found.get(word, 0) for word in WORDS}
    if status and not (counts["failed"] or counts["error"]):  # as when the process ended in the middle
        counts["error"] = 1
    return {**counts, "commit": commit()}


def commit():
    """Of the checkout, with a mark if it was changed since."""
    command = ["git", "describe", "--always", "--dirty=+", "--exclude=*"]
    try:
        done = subprocess.run(command, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return "unknown"
    return done.stdout.decode().strip() or "unknown"


def main(options):
    results = kept()
    if not results:
        raise Failure(f"results: {KEPT.relative_to(ROOT)} is not there; 'make test-all' makes it")
    text = PAGE.read_text()
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise Failure(
            f"results: {PAGE.relative_to(ROOT)} must have the two marks once: {BEGIN.strip()} and {END.strip()}"
        )
    before, rest = text.split(BEGIN)
    old, after = rest.split(END)
    lines = [*old.splitlines(keepends=True)[HEAD.count("\n") :], *map(row, results.items())]
    rows = {line.split(" | ")[0]: line for line in lines}  # the last of a Python, in the place of its first
    PAGE.write_text(before + BEGIN + HEAD + "".join(rows.values()) + END + after)
    say(f"{PAGE.relative_to(ROOT)}: {len(results)} of {len(rows)} rows")
    return 0


def row(item):
    name, found = item
    bad = found["failed"] + found["error"]
    passed = f"{found['passed']}, **{bad} failed**" if bad else str(found["passed"])
    name = "CPython " + name if name[0].isdigit() else name
    return f"| {name} | {passed} | {found['skipped']} | {found['deselected']} | {found['commit']} |\n"
