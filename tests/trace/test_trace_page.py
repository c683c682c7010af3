"""The page in a browser, where one is installed; and the timeline for other programs."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading

import pytest

import hpy.trace

pytestmark = pytest.mark.abis("universal")
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=2000",
]


@pytest.fixture
def shown(tmp_path):
    """shown(page): the document as the browser has it after its scripts ran; without the scripts."""
    if BROWSER is None:
        pytest.skip("no browser is installed")

    def shown(page):
        (tmp_path / "page.html").write_text(page, encoding="utf-8")
        command = [BROWSER, *QUIET, "--user-data-dir=%s" % (tmp_path / "profile"), "--dump-dom"]
        done = subprocess.run(
            [*command, (tmp_path / "page.html").as_uri()],
            env={name: value for name, value in os.environ.items() if name != "LD_PRELOAD"},  # of make asan
            stdout=subprocess.PIPE,
            timeout=120,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        return re.sub(r"<script>.*?</script>", "", done.stdout.decode("utf-8"), flags=re.S)

    return shown


def texts_of(document, element):
    """The texts in the part of the document with that id."""
    part = re.search(r'id="%s".*?(?=</section>)' % element, document, re.S)[0]
    return [text.strip() for text in re.findall(r">([^<>]+)<", part) if text.strip()]


def test_where_the_time_goes_is_what_the_table_says(shapes, shown):
    """A loop of which most calls are not kept for the timeline, and calls that are not kept at all."""
    hpy.trace.set_options(events=150)
    for _ in range(20):
        shapes.same(1)
    shapes.count_items([None] * 3000)
    report = hpy.trace.report()
    document = shown(report.as_html())
    table, where = texts_of(document, "functions"), texts_of(document, "where")
    for function in report.functions:
        calls = "%d call%s" % (function.total.calls, "" if function.total.calls == 1 else "s")
        time = table[table.index(function.qualified_name) + 2]
        assert "%s in %s" % (time, calls) == where[where.index(function.qualified_name) + 1]
    function = report.functions[0]
    share = round(100 * function.own_ns / function.total.ns)
    assert function.name == "count_items"
    assert abs(int(re.match(r"own code (\d+) %", where[2])[1]) - share) <= 1  # rounded by each in its own way


def test_names_are_neither_cut_nor_markup(trace, shown):
    name = "a_name_" * 12
    mod = trace(
        """
        HPyDef_METH(f, "%s<b>", HPyFunc_NOARGS)
        static HPy f_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, HPyErr_Occurred(ctx)); }
        @EXPORT(f)
        @INIT"""
        % name,
        full_name="named",
    )
    hpy.trace.reset()
    hpy.trace.set_options(events=10)
    getattr(mod, name + "<b>")()
    document = shown(hpy.trace.report().as_html())
    assert "\N{HORIZONTAL ELLIPSIS}" not in document and "<b>" + name not in document
    for part in ("functions", "where"):
        assert "named.%s&lt;b&gt;" % name in texts_of(document, part)


# ---- for a terminal, and for other programs

EVIL = "evil\\x1b[31m\\n\\xe2\\x80\\xae"
SAFE = r"evil\x1b[31m\n\u202e"


def test_names_do_not_reach_the_terminal(trace, monkeypatch):
    mod = trace(
        """
        HPyDef_METH(f, "%s", HPyFunc_NOARGS)
        static HPy f_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, 1); }
        @EXPORT(f)
        @INIT"""
        % EVIL,
        full_name="named",
    )
    hpy.trace.reset()
    hpy.trace.set_options(events=10)
    monkeypatch.setattr(sys, "argv", ["\x1b]0;title\x07"])
    [value for name, value in vars(mod).items() if name.startswith("evil")][0]()
    report = hpy.trace.report()
    assert all(line.isprintable() for line in report.as_text().split("\n")) and "named." + SAFE in report.as_text()
    assert "\x1b" not in report.as_html() and json.dumps("named." + SAFE) in report.as_html()
    assert json.dumps("named." + SAFE) in report.as_trace_events()
    assert json.loads(report.as_json())["functions"][0]["name"] == "named.evil\x1b[31m\n\u202e"


def calls_of(text):
    """{thread: [(name, depth, begin, end)]}, by the rules of the format: each end is that of the last begin."""
    calls, stacks, last = {}, {}, {}
    for event in json.loads(text)["traceEvents"]:
        key = event["pid"], event["tid"]
        if event["ph"] == "B":
            stacks.setdefault(key, []).append((event["name"], event["ts"]))
        elif event["ph"] == "E":
            name, begin = stacks[key].pop()
            assert name == event["name"] and begin <= event["ts"]
            calls.setdefault(key[1], []).append((name, len(stacks[key]), begin, event["ts"]))
        if event["ph"] in "BE":
            assert last.get(key, 0) <= event["ts"]
            last[key] = event["ts"]
    assert not any(stacks.values())
    return calls


def test_timeline_for_other_programs(shapes):
    hpy.trace.set_options(events=1000)
    thread = threading.Thread(target=shapes.count_items, args=([None] * 200,))
    thread.start()
    thread.join()
    shapes.call(shapes.same, 1)
    report = hpy.trace.report()
    calls = calls_of(report.as_trace_events())
    assert sorted(map(len, calls.values())) == [4, 101]
    nested = min(calls.values(), key=len)
    assert [call[:2] for call in nested] == [
        ("HPy_Dup", 3),
        ("pkg.shapes.same", 2),
        ("HPy_Call", 1),
        ("pkg.shapes.call", 0),
    ]
    event = next(e for e in report.events if e.api == "HPy_Call")
    assert round(1000 * (nested[2][3] - nested[2][2])) == event.ns


def test_timeline_of_which_the_beginning_is_lost(shapes):
    hpy.trace.set_options(events=5)
    for _ in range(10):
        shapes.call(shapes.same, 1)
    assert sum(map(len, calls_of(hpy.trace.report().as_trace_events()).values())) == 5


def test_timeline_of_nothing():
    assert calls_of(hpy.trace.report().as_trace_events()) == {}
