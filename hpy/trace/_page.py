"""The report as one HTML page that needs nothing else: no network, no other file."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from .._output import printable

if TYPE_CHECKING:
    from ._report import Report

TEMPLATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "page.html")
PLACE = "/* DATA */null"


def as_html(report: Report) -> str:
    with open(TEMPLATE, encoding="utf-8") as f:
        page = f.read()
    text = json.dumps(page_data(report), separators=(",", ":"))
    return page.replace(PLACE, text.replace("<", "\\u003c").replace("\u2028", "\\u2028"), 1)


def page_data(report: Report) -> dict[str, Any]:
    """As as_dict(), with names for the eye, and without the single calls: other programs show a timeline better."""
    data = report.as_dict()
    data["command"] = [printable(word) for word in data["command"]]
    for named, key in ((data["functions"], "name"), (data["modules"], "name"), (data["advice"], "function")):
        for entry in named:
            entry[key] = printable(entry[key])
    del data["events"], data["events_dropped"]
    return data
