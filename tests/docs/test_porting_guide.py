"""docs/porting-guide.md: its steps are those of examples/porting, and what it says that code becomes does the same."""

import os
import re
import shutil

import pytest
from support.docs import apply_diff, commands, file_name, matches, read_blocks
from support.run import ROOT
from test_pages import as_a_reader, read_page, run

PAGE = read_page("porting-guide.md")
STEPS = ["0", "1", "2", "3a", "3b", "4"]
HABITS = "What each habit becomes"
FLAGS = {("args", "kw"): "METH_VARARGS | METH_KEYWORDS", ("args",): "METH_VARARGS"}  # by the parameters behind self


def sections():
    """{heading: its blocks}, of the page's headings of the second level."""
    parts = re.split(r"^## (.*)$", PAGE, flags=re.M)
    return {heading: read_blocks(text) for heading, text in zip(parts[1::2], parts[2::2])}


SECTIONS = sections()


def step_of(heading):
    match = re.match(r"Step (\w+): ", heading)
    return match and match[1]


DIFFS = [
    (step, block)
    for step, heading in [(step_of(heading), heading) for heading in SECTIONS]
    for block in SECTIONS[heading]
    if step in STEPS and block.language == "diff"
]


def source_of(step):
    with open(os.path.join(ROOT, "examples", "porting", f"step{step}.c"), encoding="utf-8") as file:
        return file.read()


@pytest.mark.parametrize("number", range(len(DIFFS)))
def test_diff_is_one_of_the_steps(number):
    """Its old lines stand in the step before, its new ones in the step, each run of lines as the page has it."""
    step, block = DIFFS[number]
    lines = block.text.splitlines(keepends=True)
    for signs, source in ((" -", source_of(STEPS[STEPS.index(step) - 1])), (" +", source_of(step))):
        shown = "".join(line[1:] for line in lines if line[0] in signs)
        if shown.strip():
            assert source.count(shown) == 1, "step %s:\n%s" % (step, shown)
    added = {line[1:] for line in lines if line[0] == "+" and line.strip("+ \n")}
    assert not added <= set(source_of(STEPS[STEPS.index(step) - 1]).splitlines(keepends=True))


def test_every_step_has_a_section():
    assert {step for step, _ in DIFFS} == set(STEPS[1:])
    assert [step_of(heading) for heading in SECTIONS if step_of(heading)] == [*STEPS[1:], "5"]


@as_a_reader
def test_commands(tmp_path):
    shutil.copytree(
        os.path.join(ROOT, "examples", "porting"),
        str(tmp_path / "examples" / "porting"),
        ignore=shutil.ignore_patterns("build", "*.so", "*.egg-info"),
    )
    folder = tmp_path / "examples" / "porting"
    done = 0
    for heading, blocks in SECTIONS.items():
        for block in blocks:
            if block.language == "diff" and step_of(heading) == "5":
                source = folder / "step4.c"
                source.write_text(apply_diff(block, source.read_text()))
                os.utime(str(source), (source.stat().st_mtime + 2,) * 2)
            elif file_name(block):
                (folder / file_name(block)).write_text(block.text)
            elif block.language == "console":
                for command, expected in commands(block):
                    output = run(command, folder if done else tmp_path)
                    assert matches(output, expected), "line %d: %s\n%s" % (block.line, command, output)
                    done += 1
    assert done >= 8


# ---- habits

CODE = [block.text for block in SECTIONS[HABITS] if block.language == "c"]
CHECKS = [block.text for block in SECTIONS[HABITS] if block.language == "python"]


def old_source():
    """The blocks over Python.h as a module: functions by their parameters, what add_types() adds."""
    text = "".join(block for block in CODE if block.startswith("/* Python.h"))
    functions = re.findall(r"^static PyObject \*(\w+)\(PyObject \*self, PyObject \*(.*)\)$", text, re.M)
    entry = '{"%s", (PyCFunction)(void (*)(void))%s, %s, NULL},'
    table = [entry % (name, name, FLAGS.get(tuple(rest.split(", PyObject *")), "METH_O")) for name, rest in functions]
    return len(functions), text + OLD_MODULE % " ".join(table)


OLD_MODULE = """
static PyMethodDef old_methods[] = {%s {NULL, NULL, 0, NULL}};
static int add_old(HPyContext *ctx, HPy module)
{
    PyObject *py_module = HPy_AsPyObject(ctx, module);
    int result = add_types(py_module);
    Py_DECREF(py_module);
    return result;
}
@EXPORT_LEGACY(old_methods)
@EXTRA_INIT_FUNC(add_old)
@INIT
"""


def new_source():
    text = "".join(block for block in CODE if block.startswith("/* HPy"))
    functions = re.findall(r"^HPyDef_METH\((\w+),", text, re.M)
    return len(functions), text + "@EXPORT(%s)\n@EXTRA_INIT_FUNC(add_types)\n@INIT\n" % ", ".join(functions)


def check(module):
    for code in CHECKS:
        exec(compile(code, "docs/porting-guide.md", "exec"), {"mod": module})


def test_every_pair_is_complete():
    kinds = [re.match(r"/\* (Python\.h|HPy) \*/", text) for text in CODE[1:]]  # the first has the headers
    assert [match[1] for match in kinds] == ["Python.h", "HPy"] * len(CHECKS)
    assert old_source()[0] == new_source()[0] == len(CHECKS) - 1  # and one type


@pytest.mark.abis("cpython", "hybrid")
def test_old_code(make):
    check(make(old_source()[1], flags=["-Wno-deprecated-declarations"]))


def test_new_code(make):
    check(make(new_source()[1], minor=2))


def test_names_are_there():
    """Of the API, in text and tables too."""
    defined = set()
    for folder, _, names in os.walk(os.path.join(ROOT, "hpy", "devel", "include")):
        for name in names:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                defined.update(re.findall(r"\bHPy\w+", file.read()))
    shown = set(re.findall(r"\bHPy\w+", re.sub(r"\(.*?\.md.*?\)", "", PAGE)))
    assert not {name for name in shown - defined if not name.endswith("_")}  # HPyArg_ is a family
