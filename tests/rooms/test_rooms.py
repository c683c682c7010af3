"""tools/check_rooms.py: the tree keeps the rules, and each rule is broken once in a tiny tree."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

LAYER = "universal/debug/layer.c"
HOST_H = "hpy/devel/src/cpython/host.h"
BASE = {
    "hpy/devel/include/hpy.h": "int hpy(void);\n",
    HOST_H: '#include "hpy.h"\n',
    "hpy/devel/src/cpython/long.c": '#include "host.h"\nint ctx_Long(void)\n{\n    return 1;\n}\n',
    LAYER: '/* "host.h" is not for layers. */\n#include "hpy.h"\n#include <stdlib.h>\n',
}


@pytest.fixture
def rooms(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import check_rooms

    yield check_rooms
    for name in ("check_rooms", "rooms"):
        del sys.modules[name]


@pytest.fixture
def mistakes(rooms, tmp_path):
    def check(changes):
        for name, text in {**BASE, **changes}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return rooms.Tree(tmp_path).check()

    return check


def test_this_tree(rooms):
    tree = rooms.Tree(ROOT)
    assert tree.check() == []
    assert tree.unused_exceptions() == []


def test_tiny_tree_is_right(mistakes):
    assert mistakes({}) == []


@pytest.mark.parametrize("line", ['#include "host.h"', '#  include "../../hpy/devel/src/cpython/host.h" /* why */'])
def test_forbidden_include(mistakes, line):
    (mistake,) = mistakes({LAYER: '#include "hpy.h"\n%s\n' % line})
    assert mistake.startswith("%s:2: includes %s; this room may use universal/debug, " % (LAYER, HOST_H))


def test_include_of_nothing(mistakes):
    (mistake,) = mistakes({LAYER: '#include "gone.h"\n'})
    assert mistake == LAYER + ':1: includes "gone.h", which is not there'


def test_python_h_in_a_layer(mistakes):
    (mistake,) = mistakes({LAYER: "#include <Python.h>\n"})
    assert "includes Python.h" in mistake


def test_file_without_a_room(mistakes):
    (mistake,) = mistakes({"hpy/other/new.c": "int x;\n"})
    assert mistake.startswith("hpy/other/new.c: stands in no room")


def test_include_circle(mistakes):
    room = "universal/debug/"
    (mistake,) = mistakes({room + "a.h": '#include "b.h"\n', room + "b.h": '#include "a.h"\n'})
    assert mistake.startswith("2 files include each other in a circle:")


@pytest.mark.parametrize("way", ["call", "table", "by header"])
def test_call_circle(mistakes, way):
    room = "universal/debug/"
    uses_b = {
        "call": "int a(void)\n{\n    return b();\n}\n",
        "table": "int a(void)\n{\n    return 1;\n}\nint (*functions[])(void) = {b};\n",
        "by header": "int a(void)\n{\n    return quick();\n}\n",
    }
    files = {"a.c": '#include "a.h"\n' + uses_b[way], "a.h": "int a(void);\nint b(void);\n"}
    files["b.c"] = '#include "a.h"\nint b(void)\n{\n    return a();\n}\n'
    if way == "by header":
        files["a.h"] += "static inline int quick(void)\n{\n    return b();\n}\n"
    (mistake,) = mistakes({room + name: text for name, text in files.items()})
    assert mistake.startswith("2 files call each other in a circle:")
    assert "universal/debug/a -> universal/debug/b (b)" in mistake


def test_calls_one_way(mistakes):
    room = "universal/debug/"
    files = {"a.c": '#include "a.h"\nint a(void)\n{\n    return b();\n}\n', "a.h": "int a(void);\nint b(void);\n"}
    files["b.c"] = '#include "a.h"\nint b(void)\n{\n    return s.a + p->a; /* not a() */\n}\n'
    assert mistakes({room + name: text for name, text in files.items()}) == []


def test_long_file(mistakes):
    lines = "int x;\n" * 601
    (mistake,) = mistakes({LAYER: lines})
    assert mistake.startswith(LAYER + ": 601 lines, more than 600")
    assert mistakes({LAYER: "/* Long because of a test. */\n" + lines}) == []
    assert mistakes({LAYER: "", "universal/debug/generated/table.h": lines}) == []


def test_version_code(mistakes):
    code = "#if PY_VERSION_HEX >= 0x030C0000\n#endif\n"
    (mistake,) = mistakes({LAYER: "\n" + code})
    assert mistake == LAYER + ":2: PY_VERSION_HEX: version code belongs in compat.h"
    assert mistakes({LAYER: "", "hpy/devel/include/hpy/cpython/compat.h": code}) == []


def test_platform_code(mistakes):
    code = "#ifdef _WIN32\n#endif\n"
    (mistake,) = mistakes({LAYER: "/* _MSC_VER in a comment */\n" + code})
    assert mistake == LAYER + ":2: _WIN32: platform code belongs in os_*.c"
    assert mistakes({LAYER: "", "universal/debug/os_posix.c": code}) == []


def test_exception_that_is_not_needed(rooms, monkeypatch):
    exceptions = {**rooms.table.VERSION_EXCEPTIONS, "universal/gone.c": "it was once"}
    monkeypatch.setattr(rooms.table, "VERSION_EXCEPTIONS", exceptions)
    tree = rooms.Tree(ROOT)
    tree.check()
    assert tree.unused_exceptions() == ["rooms.py: VERSION_EXCEPTIONS no longer needs universal/gone.c: remove it"]
