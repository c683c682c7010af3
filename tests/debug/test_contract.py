"""What the C of debug mode says of a finding, against its declaration in hpy.debug._raw."""

import importlib.util
import re
from pathlib import Path
from typing import get_type_hints

import pytest

from hpy.debug import _findings
from hpy.debug._raw import RawFinding

pytestmark = [
    pytest.mark.no_layers("it loads modules in debug mode itself"),
    pytest.mark.once("the layers of each load stay for good"),
]

SNIPPET = """
    HPyDef_METH(leak, "leak", HPyFunc_O)
    static HPy leak_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy_Dup(ctx, arg);
        return HPy_Dup(ctx, ctx->h_None);
    }

    HPyDef_METH(null, "null", HPyFunc_O)
    static HPy null_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPy_Repr(ctx, HPy_NULL);
    }
    @EXPORT(leak, null)
    @INIT
"""


def types_of(hint):
    """The class, or classes, of values with this annotation."""
    name = getattr(hint, "__name__", None) or str(hint)
    if hint in (str, int, bool):
        return hint
    if "Any" in name:
        return object
    return tuple if "Tuple" in str(hint) else (str, type(None))


@pytest.fixture
def raws(compiler, monkeypatch):
    """What the C reports of a leak, which has a record and an object, and of a null handle, which has none."""
    import hpy.universal
    from hpy.universal import _debug

    taken = []
    report = _findings.report
    monkeypatch.setattr(_findings, "report", lambda raw: taken.append(dict(raw)) or report(raw))
    binary = compiler.build(SNIPPET, "universal")
    spec = importlib.util.spec_from_file_location(binary.name, binary.path)
    leaks = _debug.get_options()["leaks"]
    with hpy.debug.collect():
        mod = hpy.universal.load(binary.name, binary.path, spec, mode=1)
        _debug.set_options(leaks="call")
        try:
            mod.leak("x" * 10)
            with pytest.raises(hpy.debug.HPyUsageError):
                mod.null(1)
        finally:
            _debug.set_options(leaks=leaks)
    return taken


def test_the_layer_says_all_that_is_declared(raws):
    declared = get_type_hints(RawFinding)
    leak, null = raws
    assert set(leak) == set(declared)
    assert set(null) == set(declared) - {"object"}
    for raw in raws:
        assert all(isinstance(value, types_of(declared[key])) for key, value in raw.items()), raw


def test_the_fields_say_what_it_is_about(raws):
    leak, null = raws
    assert (leak["kind"], leak["record"], leak["object"]) == ("leak", "handle", "x" * 10)
    assert (null["kind"], null["record"], null["has_object"], null["api"]) == ("null-handle", None, False, "HPy_Repr")


def test_python_reads_nothing_else():
    source = Path(_findings.__file__).read_text(encoding="utf-8")
    read = set(re.findall(r'raw(?:\.get\(|\[)"(\w+)"', source))
    assert {"kind", "used_at", "record"} <= read <= set(get_type_hints(RawFinding))


def test_what_python_finds_has_no_other_keys():
    class Handle:
        kind, module, function, function_at = "handle", "m", None, 0
        opened_at = opened_stack = ()
        obj = 1

    assert set(_findings._leak(Handle)) <= set(get_type_hints(RawFinding))
