"""The generator: what it writes is fresh, and follows the definition. Needs a checkout, not an installed hpy."""

import re
import sys

from support.definition import ROOT, apigen, replace


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
    (copy / "hpy/devel/include/hpy/generated/left_over.h").write_text("", encoding="utf-8")
    result = apigen(copy, "--check")
    assert result.returncode == 1 and "left_over.h" in result.stdout


def number_entries(folder):
    """Give each entry its index, as is done at the release of the newest minor version; the next one."""
    context = (folder / "api/context.h").read_text(encoding="utf-8")
    index = max(map(int, re.findall(r"^HPy_ID\((\d+)\)", context, re.M))) + 1
    for name in re.findall(r'^#include "(\w+\.h)"', context, re.M):
        path = folder / "api" / name
        parts = re.split(r"^(?=HPy_SINCE\()", path.read_text(encoding="utf-8"), flags=re.M)
        numbered = ["HPy_ID(%d) %s" % (number, part) for number, part in enumerate(parts[1:], index)]
        path.write_text("".join(parts[:1] + numbered), encoding="utf-8")
        index += len(numbered)
    return index


def test_a_new_function_at_the_end_appears_everywhere(copy):
    context = (copy / "api/context.h").read_text(encoding="utf-8")
    index = number_entries(copy)
    minor = max(map(int, re.findall(r"^HPy_MINOR\((\d+)", context, re.M)))
    with open(str(copy / "api/context.h"), "a", encoding="utf-8") as f:
        f.write(
            "\n/** Number of items in a set. */\n"
            "HPy_ID(%d) HPy_SINCE(0, %d) HPy_CPYTHON(PySet_Size) HPy_FAILS(-1)\n"
            "HPy_ssize_t HPySet_Newest(HPyContext *ctx, HPy h);\n" % (index, minor)
        )
    assert apigen(copy).returncode == 0
    generated = copy / "hpy/devel/include/hpy/generated"
    assert "return PySet_Size(_h2py(h));" in (generated / "api_cpython.h").read_text(encoding="utf-8")
    assert "return ctx->ctx_Set_Newest(ctx, h);" in (generated / "api_universal.h").read_text(encoding="utf-8")
    assert "#if HPY_ABI_MINOR >= %d" % minor in (generated / "context.h").read_text(encoding="utf-8")
    assert "ctx->ctx_Set_Newest = HPySet_Newest;" in next(copy.glob("universal/**/table.h")).read_text(encoding="utf-8")
    assert "AT(%d, ctx_Set_Newest);" % index in next(copy.glob("universal/**/assertions.h")).read_text(encoding="utf-8")


def test_a_new_minor_version_is_one_line_of_the_definition(copy):
    path = copy / "api/context.h"
    index = number_entries(copy)
    text = path.read_text(encoding="utf-8")
    minor = max(map(int, re.findall(r"^HPy_MINOR\((\d+)", text, re.M))) + 1
    text = re.sub(r"(HPy_MINOR\(0, .*\);\n(?:HPy_MINOR.*\n)*)", r"\1HPy_MINOR(%d, 7.5);\n" % minor, text)
    path.write_text(
        text + "\n/** Number of items in a set. */\n"
        "HPy_ID(%d) HPy_SINCE(0, %d) HPy_CPYTHON(PySet_Size) HPy_FAILS(-1)\n"
        "HPy_ssize_t HPySet_Newest(HPyContext *ctx, HPy h);\n" % (index, minor),
        encoding="utf-8",
    )
    result = apigen(copy)
    assert result.returncode == 0, result.stdout
    header = (copy / "hpy/devel/include/hpy/generated/abi_minor.h").read_text(encoding="utf-8")
    assert "#define HPY_ABI_MINOR_LATEST %d\n" % minor in header and "(0 to %d exist)" % minor in header
    assert '#define _HPY_RELEASES "0.10", ' in header and ', "7.5"\n' in header
    assert '%d: "7.5"' % minor in (copy / "hpy/devel/generated/__init__.py").read_text(encoding="utf-8")


def test_every_annotation_is_explained_at_the_head_of_its_file():
    sys.path.insert(0, str(ROOT))
    try:
        from apigen import read
    finally:
        sys.path.pop(0)
    for name, known in [("context.h", read.CONTEXT), ("signatures.h", read.SIGNATURES), ("slots.h", read.SLOTS)]:
        head = (ROOT / "api" / name).read_text(encoding="utf-8").partition("*/")[0]
        explained = set(re.findall(r"^ \*   HPy_([A-Z_]+)", head, re.M))
        assert explained == set(known), name


def test_the_reference_has_each_function_of_the_headers():
    index = (ROOT / "docs/reference/index.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"\[(\w+)\]", index))
    headers = ROOT / "hpy/devel/include/hpy"
    text = "".join(
        path.read_text(encoding="utf-8") for path in [*headers.glob("*.h"), headers / "generated/api_universal.h"]
    )
    functions = set(re.findall(r"^HPyAPI_\w+ [^({;]*?\b(HPy\w+)\(", text, re.M)) - {"HPyCapsule_Get", "HPyCapsule_Set"}
    assert len(functions) > 200 and functions - listed == set()
    macros = set(re.findall(r"^# *define (HPy(?:Def|_)\w*[a-z]\w*|HPyTuple_\w+)\(", text, re.M))
    assert macros - listed == set()
