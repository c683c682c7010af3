"""Reports of debug mode: words, grouping, colours, JSON; with findings made up here."""

import json
import sys
import types

import pytest
from support.fake_debug import BASE, FakeDebug, install, raw

from hpy import _output, debug
from hpy.debug import _describe, _findings, _kinds, _layer, _places, _text
from hpy.debug._dwarf import Frame

pytestmark = pytest.mark.no_layers("the functions that look for findings, in use already, are what is tested")

LINES = {0x10: 30, 0x18: 30, 0x20: 24, 0x30: 28}  # offset of a return address in quick.so → line in quick.c
FUNCTION = 0x40


def read_frames(path, offsets, hint):
    """The debug information of quick.so; a return address is looked up one before itself."""
    known = {offset - 1: line for offset, line in LINES.items()}
    known[FUNCTION] = 12
    return {o: [Frame("f%d" % known[o], "/elsewhere/quick.c", known[o])] for o in offsets if o in known}


@pytest.fixture
def fake(monkeypatch):
    """The stand-in for the C of debug mode, and a fresh start for what is found."""
    made = FakeDebug()
    for name in ("get", "is_loaded"):
        monkeypatch.setattr(_layer, name, None)
    install(made)
    monkeypatch.setattr(_places, "read_frames", read_frames)
    monkeypatch.setattr(_findings, "resolver", _places.Resolver(made.locate))
    monkeypatch.setattr(_findings, "_main", _findings.Findings(_findings.show))
    monkeypatch.setattr(_findings, "_stack", [_findings._main])
    monkeypatch.setattr(_findings, "_first_generation", 0)
    monkeypatch.setattr(_findings, "options", dict(_findings.options, color=False))
    return made


def at(*offsets):
    return tuple(BASE + offset for offset in offsets)


def report(*args, **fields):
    return _findings.report(raw(*args, **fields))


def finding(*args, **fields):
    return _findings.Finding(raw(*args, **fields))


# ---- words


def test_a_report(fake, capsys):
    report(used_at=at(0x10), opened_at=at(0x20), closed_at=at(0x30), has_object=True, object="hello")
    assert (
        capsys.readouterr().err
        == """\
hpy debug: use after close in quick.greet: HPy_Add at quick.c:30: argument 1 (h1) is a handle that was closed
    object: str 'hello'
    used at /elsewhere/quick.c:30 in f30(), called as quick.greet
    created at /elsewhere/quick.c:24 in f24()
    closed at /elsewhere/quick.c:28 in f28()
    remedy: close the handle after its last use, or use a duplicate made by HPy_Dup
"""
    )


def test_a_leak_says_where_the_handle_was_created(fake):
    leak = finding("leak", (), opened_at=at(0x20), severity="warning")
    assert leak.headline == "leak in quick.greet: the handle created at quick.c:24 was never closed"


def test_the_place_stands_behind_the_function_of_the_api(fake):
    found = finding("wrong-context", message="Wrong HPy Context! HPy_Add: the context is old", api="HPy_Add")
    assert found.headline.endswith("Wrong HPy Context! HPy_Add at quick.c:30: the context is old")


def test_without_a_function_of_the_api_the_place_stands_at_the_end(fake):
    found = finding("result-null", message="an error without an exception", api=None)
    assert found.headline.endswith(": an error without an exception (at quick.c:30)")


def test_a_call_that_left_no_address_is_placed_in_the_function(fake):
    found = finding(used_at=(5,), function_at=BASE + FUNCTION)
    assert "HPy_Add in the function at quick.c:12: argument 1" in found.headline
    assert "    used in f12(), which begins at /elsewhere/quick.c:12, called as quick.greet\n" in found.text()


def test_without_lines_a_place_is_file_offset_and_symbol(fake):
    fake.symbols[0x4F] = "greet_impl"
    assert "HPy_Add at quick.so+0x4f (greet_impl): argument 1" in finding(used_at=at(0x50)).headline


def test_a_stack_shows_who_called(fake):
    assert "        called from /elsewhere/quick.c:24 in f24()\n" in finding(used_at=at(0x10, 0x20)).text()


def test_the_line_of_source_is_shown(fake, monkeypatch, tmp_path):
    path = tmp_path / "quick.c"
    path.write_text("\n" * 29 + "    return HPy_Add(ctx, h, h);\n")
    monkeypatch.setattr(_places, "read_frames", lambda *args: {0xF: [Frame("f", str(path), 30)]})
    assert "           30 | return HPy_Add(ctx, h, h);\n" in finding().text()


def test_files_below_the_current_folder_are_named_from_there(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert _places.full(str(tmp_path / "src" / "a.c")).replace("\\", "/") == "src/a.c"
    assert _places.full("/elsewhere/a.c") == "/elsewhere/a.c"
    assert _places.short("/elsewhere/a.c") == "a.c"


def test_where_a_pending_exception_came_from(fake):
    found = finding("exception-pending", raised_at=at(0x20), raised_by="HPy_GetAttr_s")
    assert "    exception set by HPy_GetAttr_s at /elsewhere/quick.c:24 in f24()\n" in found.text()


def test_a_kind_that_is_not_known_here(fake):
    assert finding("brand-new").headline.startswith("brand new in quick.greet: HPy_Add at")


@pytest.mark.parametrize("name", sorted(_kinds._KINDS))
def test_every_kind_has_a_title_and_a_remedy(name):
    kind = _kinds.kind(name)
    assert kind.title and 20 < len(kind.remedy) < 130


# ---- grouping


def test_repeats_are_printed_once_and_counted(fake, capsys):
    for _ in range(3):
        report()
    assert capsys.readouterr().err.count("use after close") == 1
    _findings.finish()
    text = capsys.readouterr().err
    assert text.startswith("hpy debug: seen more than once:\n    use after close in quick.greet: HPy_Add at quick.c:30")
    assert text.endswith(" (3 times)\n")


def test_one_line_is_one_place(fake):
    report(used_at=at(0x10))
    report(used_at=at(0x18))
    assert [found.count for found in debug.findings()] == [2]


def test_other_places_are_other_findings(fake):
    report(used_at=at(0x10))
    report(used_at=at(0x20))
    assert [found.count for found in debug.findings()] == [1, 1]


def test_verbose_prints_every_occurrence(fake, capsys):
    _findings.options["verbose"] = True
    report()
    report()
    assert capsys.readouterr().err.count("hpy debug:") == 2


def test_findings_beyond_the_limit_are_counted(fake, capsys, monkeypatch):
    monkeypatch.setattr(_findings, "MOST_FINDINGS", 2)
    for offset in range(5):
        report(used_at=at(0x100 + offset))
    assert len(debug.findings()) == 2
    _findings.finish()
    assert "3 findings at further places were not recorded" in capsys.readouterr().err


def test_collect_keeps_findings_to_itself(fake, capsys):
    with debug.collect() as found:
        report()
    assert ([f.kind for f in found], debug.findings(), capsys.readouterr().err) == (["use-after-close"], [], "")


# ---- what the layer gets


def test_an_error_is_raised_a_warning_is_not(fake):
    error = report(severity="error")
    assert isinstance(error, debug.HPyDebugError) and str(error) == error.finding.headline
    assert report(severity="warning") is None


def test_a_report_that_fails_still_gives_the_exception(fake, monkeypatch, capsys):
    monkeypatch.setattr(_findings.Findings, "record", lambda *args, **kwargs: 1 / 0)
    assert isinstance(report(), debug.HPyDebugError)
    assert "is a handle that was closed (the report failed: ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.parametrize("nonsense", [{}, None, {"kind": 3, "used_at": "x"}, {"severity": "warning", "message": b"x"}])
def test_nonsense_from_the_layer_does_no_harm(fake, nonsense):
    assert _findings.report(nonsense) is None


def test_findings_of_the_objects_repr_are_findings(fake):
    class Restless:
        def __repr__(self):
            report(used_at=at(0x20), has_object=True, object=self)
            return "Restless()"

    report(used_at=at(0x10), has_object=True, object=Restless())
    assert sorted(found.used.frames[0].line for found in debug.findings()) == [24, 30]


def test_objects_are_not_kept_alive(fake):
    thing = types.SimpleNamespace()
    before = sys.getrefcount(thing)
    report(has_object=True, object=thing)
    assert sys.getrefcount(thing) == before


# ---- objects


class Raises:
    def __repr__(self):
        raise SystemExit("out of here")


class Recurses:
    def __repr__(self):
        return repr(self)


class Huge:
    def __repr__(self):
        return "<" + "x" * 10**7 + ">"


class Unprintable:
    def __repr__(self):
        return "a\nb\x1b[31m\ud800"


REPRS = {
    "str": (lambda: "hello", "'hello'"),
    "raises": (Raises, "<its repr raises SystemExit>"),
    "unprintable": (Unprintable, r"a\nb\x1b[31m\ud800"),
    "list": (lambda: [1] * 1000, "[1, 1, 1, 1, ...]"),
    "dict": (lambda: dict.fromkeys(range(1000)), "<1000 items>"),
    "int": (lambda: 1 << 100000, "<an int of 100001 bits>"),
    "bytes": (lambda: b"x" * 10**6, "b'xxxxxxxxxxxxxxxxxxxxxxxx'...b'xxxxxxxxxxxx'"),
}


@pytest.mark.parametrize("name", REPRS)
def test_repr_of_an_object(name):
    make, text = REPRS[name]
    assert _describe.cut_repr(make()) == text


@pytest.mark.parametrize(
    "make", [Recurses, Huge, lambda: "y" * 10**7, lambda: [[[[[[]]]]]] * 50, lambda: {Huge(): Huge()}]
)
def test_repr_of_an_object_is_short(make):
    assert len(_describe.cut_repr(make())) <= _describe.LONGEST


def test_type_names():
    assert _describe.type_name("") == "str"
    assert _describe.type_name(types.SimpleNamespace()) == "types.SimpleNamespace"


# ---- at exit


def test_leaks_are_told_at_exit_by_place(fake, capsys):
    for _ in range(3):
        fake.open("hello", BASE + 0x20, module="quick", function="quick.greet")
    fake.open("other", BASE + 0x30)
    _findings.finish()
    text = capsys.readouterr().err
    assert "leak in quick.greet: the handle created at quick.c:24 was never closed (3 times)\n    object: str" in text
    assert "leak: the handle created at quick.c:28 was never closed\n" in text
    assert text.endswith("hpy debug: 4 handles were still open at exit\n")


def test_a_leak_that_was_reported_before_is_not_told_twice(fake, capsys):
    report("leak", (), opened_at=at(0x20), severity="warning", api=None)
    fake.open("hello", BASE + 0x20, module="quick", function="quick.greet")
    _findings.finish()
    assert capsys.readouterr().err.count("was never closed") == 1


def test_handles_of_a_call_that_goes_on_are_no_leaks(fake, capsys):
    fake.open("hello", BASE + 0x20, in_call=True)
    _findings.finish()
    assert capsys.readouterr().err == ""


def test_handles_reported_by_their_call_are_counted_only(fake, capsys):
    fake.open("hello", BASE + 0x20, is_reported=True)
    _findings.finish()
    assert capsys.readouterr().err == "hpy debug: 1 handle was still open at exit\n"


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({"builder": 1}, "1 builder was"),
        ({"builder": 1, "handle": 1}, "1 handle and 1 builder were"),
        ({"tracker": 2, "handle": 3}, "3 handles and 2 trackers were"),
    ],
)
def test_the_count_at_exit_says_what_is_open(counts, text):
    assert _text.leaks_at_exit([], counts, False, _text.painter(False)) == "hpy debug: %s still open at exit\n" % text


def test_a_builder_is_called_so(fake, capsys):
    fake.open(None, BASE + 0x20, kind="list builder", function="quick.greet")
    _findings.finish()
    title, _, rest = capsys.readouterr().err.partition(" in quick.greet: ")
    assert title == "hpy debug: builder not finished"
    assert rest.startswith("the list builder created at quick.c:24 was never built or cancelled\n")


def test_nothing_found_says_nothing(fake, capsys):
    _findings.finish()
    assert capsys.readouterr().err == ""


def test_finish_never_raises(fake, capsys, monkeypatch):
    monkeypatch.setattr(fake, "get_open_handles", None)
    _findings.finish()
    assert "the summary failed" in capsys.readouterr().err


# ---- handles that helpers made


@pytest.mark.parametrize(
    ("stacks", "expected"),
    [
        ([(1, 2), ()], [(1, 2), (1, 2)]),
        ([(1, 2), (1, 3), ()], [(1, 2), (1, 3), ()]),
        ([(), ()], [(), ()]),
    ],
)
def test_a_stack_stands_for_others_of_its_place_if_it_is_the_only_one(stacks, expected):
    raws = [{"opened_at": (1,), "function_at": 7, "opened_stack": stack} for stack in stacks]
    raws.append({"opened_at": (1,), "function_at": 8, "opened_stack": ()})  # in another function
    assert [raw["opened_stack"] for raw in _findings._with_stacks(raws)] == [*expected, ()]


# ---- a handle's repr


def test_repr_of_a_handle(fake):
    handle = fake.open("hello", BASE + 0x20, function="quick.greet", id=0x7F)
    assert repr(handle).splitlines() == [
        "<DebugHandle 0x7f for 'hello'>",
        "    Allocation stacktrace:",
        "        at /elsewhere/quick.c:24 in f24(), called as quick.greet",
    ]


def test_repr_of_a_closed_handle(fake):
    handle = fake.open("hello", BASE + 0x20, id=0x7F, is_closed=True, closed_at=at(0x30))
    lines = repr(handle).splitlines()
    assert lines[0] == "<DebugHandle 0x7f CLOSED>"
    assert lines[-2:] == ["    Closed at:", "        at /elsewhere/quick.c:28 in f28()"]


def test_repr_of_a_handle_without_place(fake):
    assert "set_handle_stack_trace_limit" in repr(fake.open("hello"))


# ---- colour, streams, JSON


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_on_a_terminal(monkeypatch, environ, expected):
    monkeypatch.setattr(sys, "stderr", types.SimpleNamespace(isatty=lambda: True))
    assert _output.wants_color(None, dict(environ, WT_SESSION="1")) is expected


def test_colour_in_a_file(monkeypatch, tmp_path):
    with open(tmp_path / "err", "w") as file:
        monkeypatch.setattr(sys, "stderr", file)
        assert _output.wants_color(None, {}) is False
        assert _output.wants_color(True, {"NO_COLOR": "1"}) is True


def test_colours(fake):
    text = finding().text(color=True)
    assert text.startswith("\x1b[1mhpy debug:\x1b[0m \x1b[1;31muse after close in quick.greet\x1b[0m: HPy_Add at")
    assert "\x1b" not in finding().text(color=False)


def test_a_standard_error_that_is_gone(fake, monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(sys, "__stderr__", None)
    assert isinstance(report(), debug.HPyDebugError)


def test_a_standard_error_with_few_letters(fake, monkeypatch, tmp_path):
    with open(tmp_path / "err", "w", encoding="ascii") as file:
        monkeypatch.setattr(sys, "stderr", file)
        report(has_object=True, object="\u00e9")
    assert r"object: str '\xe9'" in (tmp_path / "err").read_text()


def test_json_is_written_at_once(fake, tmp_path):
    _findings.options["json"] = str(tmp_path / "out.json")
    report(opened_at=at(0x20), has_object=True, object="hello")
    content = json.loads((tmp_path / "out.json").read_text())
    (found,) = content["findings"]
    assert content["hpy_debug"] == 1 and found["kind"] == "use-after-close"
    assert found["object"] == {"type": "str", "repr": "'hello'"}
    assert (found["used"]["line"], found["opened"]["line"], found["closed"]) == (30, 24, None)


def test_json_is_written_when_nothing_was_found(fake, tmp_path):
    _findings.options["json"] = str(tmp_path / "out-%p.json")
    _findings.finish()
    (path,) = tmp_path.iterdir()
    assert json.loads(path.read_text())["findings"] == []


def test_a_json_file_that_cannot_be_written_is_said_once(fake, tmp_path, capsys):
    _findings.options["json"] = str(tmp_path)
    report(used_at=at(0x10))
    report(used_at=at(0x20))
    assert capsys.readouterr().err.count("hpy debug: cannot write to ") == 1
