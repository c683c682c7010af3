"""The generator: fresh output, and clear errors for a definition that is wrong. Needs a checkout, not an installed hpy."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def copy(tmp_path):
    """A copy of definition and generator that a test may spoil."""
    for name in ("api", "apigen", "universal/host/generated", "hpy/devel/include", "hpy/devel/src/cpython/generated"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def apigen(folder, *args):
    return subprocess.run([sys.executable, "-m", "apigen", *args], cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True)


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_committed_files_are_fresh():
    result = apigen(ROOT, "--check")
    assert (result.returncode, result.stdout) == (0, "")


def test_check_names_the_stale_file_and_writes_nothing(copy):
    header = copy / "hpy/devel/include/hpy/generated/context.h"
    header.write_text("stale", encoding="utf-8")
    result = apigen(copy, "--check")
    assert result.returncode == 1
    assert "hpy/devel/include/hpy/generated/context.h" in result.stdout and "make gen" in result.stdout
    assert header.read_text(encoding="utf-8") == "stale"


def test_generate_mends_a_stale_file(copy):
    header = copy / "hpy/devel/include/hpy/generated/context.h"
    good = header.read_text(encoding="utf-8")
    header.write_text("stale", encoding="utf-8")
    assert apigen(copy).returncode == 0
    assert header.read_text(encoding="utf-8") == good
    assert apigen(copy, "--check").returncode == 0


def test_arrays_of_slots_grow_with_the_list_of_slots(copy):
    numbers = copy / "hpy/devel/src/cpython/generated/slot_numbers.h"
    before = [int(n) for n in re.findall(r"#define N_\w+_SLOTS (\d+)", numbers.read_text(encoding="utf-8"))]
    newest = "HPy_SLOT(HPy_tp_newest, %d, HPyFunc_UNARYFUNC) HPy_METHODS(__newest__);\n" % (before[0] + 2)
    own = "HPy_SLOT(HPy_tp_own, %d, HPyFunc_UNARYFUNC) HPy_METHODS(__own__);\n" % (1000 + before[1])
    replace(copy / "api/slots.h", "HPy_SLOT(HPy_tp_destroy,", newest + "HPy_SLOT(HPy_tp_destroy,")
    replace(copy / "api/slots.h", "HPy_SLOT(HPy_mod_create,", own + "HPy_SLOT(HPy_mod_create,")
    result = apigen(copy)
    assert result.returncode == 0, result.stdout
    after = [int(n) for n in re.findall(r"#define N_\w+_SLOTS (\d+)", numbers.read_text(encoding="utf-8"))]
    assert after == [before[0] + 3, before[1] + 1]


def test_check_finds_a_file_that_nothing_generates(copy):
    (copy / "universal/host/generated/left_over.h").write_text("", encoding="utf-8")
    result = apigen(copy, "--check")
    assert result.returncode == 1 and "left_over.h" in result.stdout


@pytest.mark.parametrize("old, new", [
    ("HPy HPy_Add(HPyContext *ctx, HPy h1, HPy h2);", "HPy HPy_Add(HPyContext *ctx, HPy h1);"),
    ("HPy h_True;", "HPy h_Yes;"),
    ("HPy HPy_Subtract(", "HPy HPy_Minus("),
])
def test_released_members_cannot_change(copy, old, new):
    replace(copy / "api/context.h", old, new)
    result = apigen(copy)
    assert result.returncode == 1 and "the released layout has changed at index" in result.stdout


def test_members_stand_in_the_order_of_their_numbers(copy):
    replace(copy / "api/context.h", "HPy_ID(100)", "HPy_ID(300)")
    result = apigen(copy)
    assert result.returncode == 1 and "its place in the file is 100" in result.stdout


def test_a_function_needs_a_body(copy):
    replace(copy / "api/context.h", "HPy_CPYTHON(PyNumber_Add) ", "")
    result = apigen(copy)
    assert result.returncode == 1 and "HPy_Add needs HPy_CPYTHON or HPy_BODY" in result.stdout


def test_a_policy_names_a_parameter(copy):
    replace(copy / "api/context.h", "HPy_NULLABLE(args, kw)", "HPy_NULLABLE(arguments)")
    result = apigen(copy)
    assert result.returncode == 1 and "has no parameter arguments" in result.stdout


def test_a_new_function_at_the_end_appears_everywhere(copy):
    context = (copy / "api/context.h").read_text(encoding="utf-8")
    index = max(map(int, re.findall(r"^HPy_ID\((\d+)\)", context, re.M))) + 1
    with open(str(copy / "api/context.h"), "a", encoding="utf-8") as f:
        f.write("\n/** Number of items in a set. */\n"
                "HPy_ID(%d) HPy_SINCE(0, 2) HPy_CPYTHON(PySet_Size) HPy_FAILS(-1)\n"
                "HPy_ssize_t HPySet_Size(HPyContext *ctx, HPy h);\n" % index)
    assert apigen(copy).returncode == 0
    generated = copy / "hpy/devel/include/hpy/generated"
    assert "return PySet_Size(_h2py(h));" in (generated / "api_cpython.h").read_text(encoding="utf-8")
    assert "return ctx->ctx_Set_Size(ctx, h);" in (generated / "api_universal.h").read_text(encoding="utf-8")
    assert "#if HPY_ABI_MINOR >= 2" in (generated / "context.h").read_text(encoding="utf-8")
    assert "ctx->ctx_Set_Size = HPySet_Size;" in (copy / "universal/host/generated/table.h").read_text(encoding="utf-8")
    assert "AT(%d, ctx_Set_Size);" % index in (copy / "universal/host/generated/assertions.h").read_text(encoding="utf-8")
