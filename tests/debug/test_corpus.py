"""Wrong extensions, each with one mistake that debug mode must find, and right ones in which it must find nothing.

The files are in corpus/ and correct/; the comment at the head of each says what to run and what is expected, see
support/corpus.py. Each is compiled with and without optimisation.
"""

import importlib.util
import shutil
import sysconfig

import pytest
from support.corpus import batches, read_cases, run_cases

WRONG = read_cases("corpus")
RIGHT = read_cases("correct")
OPTIMISATION = ("-O0", "-O2")
LAYERED = ("debug+trace", "trace+debug")  # modes; a part of the corpus is enough for them
SPOTS = ("opened", "closed", "used", "raised")


@pytest.fixture(scope="module")
def outcome(compiler, tmp_path_factory):
    """outcome(case, optimisation, mode): what became of the case; the others of its process are run along."""
    folder = tmp_path_factory.mktemp("corpus")
    known = {}

    def outcome(case, optimisation, mode="debug"):
        key = (optimisation, mode)
        if (case.name, *key) not in known:
            group = (WRONG if case.name in WRONG else RIGHT).values()
            if mode is None:
                group = [other for other in group if other["native"] != "undefined"]
            elif mode in LAYERED:
                group = layered(group)
            batch = next(cases for cases in batches(group) if case in cases)
            results = run_cases(batch, compiler, optimisation, folder, mode)
            known.update({(name, *key): result for name, result in results.items()})
        return known[(case.name, *key)]

    return outcome


def cases(group):
    return pytest.mark.parametrize("case", group, ids=lambda case: case.name)


def layered(group):
    return list(group)[::4]


def can_read_lines():
    return importlib.util.find_spec("elftools") is not None or shutil.which("addr2line") is not None


# ---- the wrong ones


@pytest.mark.parametrize("optimisation", OPTIMISATION)
@cases(WRONG.values())
def test_mistake_is_found(case, optimisation, outcome):
    check_found(case, optimisation, outcome(case, optimisation))


@pytest.mark.parametrize("mode", LAYERED)
@cases(layered(WRONG.values()))
def test_mistake_is_found_beside_trace(case, mode, outcome):
    check_found(case, "-O2", outcome(case, "-O2", mode))


def check_found(case, optimisation, result):
    if case["expect"] == "type-cycle" and sysconfig.get_config_var("Py_GIL_DISABLED"):
        pytest.skip("references are not counted exactly")
    assert not result.crashed, result
    found = [finding for finding in result.findings if finding["kind"] not in case.words("allow")]
    assert len(found) == 1 and found[0]["kind"] in case.words("expect"), result
    check_names(case, found[0])
    check_end(case, result)
    check_lines(case, found[0], optimisation)


def check_names(case, finding):
    if case["api"]:
        assert finding["api"] == case["api"], finding
    if case["function"]:
        assert (".%s" % finding["function"]).endswith("." + case["function"]), finding


def check_lines(case, finding, optimisation):
    if not can_read_lines():
        pytest.skip("no reader for debug information: neither pyelftools nor addr2line is installed")
    for key in SPOTS:
        if not case[key]:
            continue
        spot = finding[key]
        assert spot is not None, (key, finding)
        assert ("/%s" % spot["file"]).endswith("/" + case.file), (key, spot)
        if spot["exact"] or optimisation == "-O0":  # optimised, a call at a function's end may leave no trace but that
            assert spot["line"] in case.lines_of(key), (key, spot)


def check_end(case, result):
    """The statements end as they would without debug mode, or with its exception."""
    expected = set(case.words("raises")) | {"HPyDebugError"}
    assert not result.raised or expected & set(result.raised), result


@cases([case for case in WRONG.values() if case["expect"] == "result-null"])
def test_error_without_exception_gets_one(case, outcome):
    """Python itself would raise SystemError, and a debug build of Python would abort."""
    assert {"HPyUsageError", "SystemError"} <= set(outcome(case, "-O2").raised)


@cases([case for case in WRONG.values() if case["native"] != "undefined"])
def test_harmless_mistake_is_harmless_without_debug_mode(case, outcome):
    result = outcome(case, "-O2", None)
    assert not result.crashed, result
    assert not result.raised or set(case.words("raises")) & set(result.raised), result


# ---- the right ones


@pytest.mark.parametrize("optimisation", OPTIMISATION)
@cases(RIGHT.values())
def test_nothing_is_found(case, optimisation, outcome):
    result = outcome(case, optimisation)
    assert not result.crashed, result
    assert not result.findings and not result.raised, result


@pytest.mark.parametrize("mode", LAYERED)
@cases(layered(RIGHT.values()))
def test_nothing_is_found_beside_trace(case, mode, outcome):
    result = outcome(case, "-O2", mode)
    assert not result.crashed, result
    assert not result.findings and not result.raised, result


@cases(RIGHT.values())
def test_right_without_debug_mode(case, outcome):
    result = outcome(case, "-O2", None)
    assert not result.crashed and not result.raised, result


# ---- the corpus itself


def test_corpus_is_large():
    assert len(WRONG) >= 60
    assert len(RIGHT) >= 15


def test_every_kind_has_a_case():
    from hpy.debug import _kinds

    expected = {kind for case in WRONG.values() for kind in case.words("expect")}
    assert expected == set(_kinds._KINDS)


@cases(list(WRONG.values()) + list(RIGHT.values()))
def test_keys_and_markers(case):
    assert case["run"], "nothing to run"
    for key in SPOTS:
        assert not case[key] or case.lines_of(key), "%s: no line is marked %s" % (key, case[key])
    assert bool(case["expect"]) == (case.name in WRONG)
