"""A mistake in api/*.h is told in one line with file and line, and with what there is to choose from."""

import random
import re
import subprocess
import sys

import pytest
from support.definition import apigen, replace

ADD = "HPy HPy_Add(HPyContext *ctx, HPy h1, HPy h2);"
MISTAKES = [
    # the released layout
    (
        "context.h",
        ADD,
        "HPy HPy_Add(HPyContext *ctx, HPy h1);",
        "the released layout has changed at index 100: frozen.txt",
    ),
    ("context.h", "HPy h_True;", "HPy h_Yes;", "the released layout has changed at index 1"),
    ("context.h", "HPy HPy_Subtract(", "HPy HPy_Minus(", "the released layout has changed at index 101"),
    ("context.h", "HPy_ID(100)", "HPy_ID(300)", "HPy_Add has HPy_ID(300), its place in the file is 100"),
    ("context.h", "HPy_ID(101)", "HPy_ID(100)", "HPy_Subtract has HPy_ID(100), its place in the file is 101"),
    ("context.h", "HPy_ID(100)", "", "HPy_ID is missing"),
    ("context.h", '#include "bulk.h"', '#include "bulky.h"', "there is no file bulky.h beside this one"),
    # handles in memory
    ("context.h", "HPy_OUT(result)", "", "the parameter result of HPyContextVar_Get needs HPy_OUT, or the function"),
    (
        "context.h",
        "HPy_OUT(result)",
        "HPy_OUT(context_var)",
        "the parameter context_var of HPyContextVar_Get is no HPy *",
    ),
    (
        "context.h",
        "HPy_FAILS(-1) HPy_NULLABLE(default_value)",
        "HPy_FAILS(ASK) HPy_NULLABLE(default_value)",
        "HPyContextVar_Get contradicts itself: HPy_OUT, but HPy_FAILS(ASK) does not tell of an error",
    ),
    # words that are not known
    ("context.h", "HPy_FAILS(ASK)", "HPy_FAIL(ASK)", "HPy_FAIL is no annotation; there are HPy_BODY, HPy_BORROWS,"),
    ("context.h", "HPy_QUIET\n", "HPY_QUIET\n", "HPY_QUIET is no annotation; there are"),
    (
        "context.h",
        "HPy_FAILS(ASK)",
        "HPy_FAILS(MAYBE)",
        "HPy_FAILS(MAYBE) is unknown; there are HPy_FAILS(NULL), HPy_FAILS(-1), HPy_FAILS(-2), HPy_FAILS(ASK), ",
    ),
    (
        "context.h",
        "HPy_DIRECT HPy_BODY(inline)",
        "HPy_DIRECT HPy_BODY(online)",
        "HPy_BODY(online) is unknown; there are HPy_BODY(inline),",
    ),
    ("context.h", "HPy_TRACE(finds)", "HPy_TRACE(loses)", "HPy_TRACE(loses) is unknown; there are HPy_TRACE(by_hand),"),
    (
        "context.h",
        "HPy_EXPECTS(h, bytes)",
        "HPy_EXPECTS(h, sett)",
        "HPy_EXPECTS of an unknown type sett; there are ",
    ),
    (
        "context.h",
        "HPy_SINCE(0, 2)",
        "HPy_SINCE(0, 9)",
        "HPy_SINCE(0, 9) is no version of the ABI; there are HPy_SINCE(0, 0),",
    ),
    (
        "context.h",
        ADD,
        "HPy HPy_Add(HPyContext *ctx, HPyy h1, HPy h2);",
        "unknown type 'HPyy' of the parameter h1; there are void, char,",
    ),
    (
        "context.h",
        ADD,
        "HPyy HPy_Add(HPyContext *ctx, HPy h1, HPy h2);",
        "unknown type 'HPyy' of the result of HPy_Add;",
    ),
    (
        "context.h",
        "HPy_NULLABLE(args, kw)",
        "HPy_NULLABLE(arguments)",
        "HPy_CallTupleDict has no parameter arguments; there are callable, args, kw",
    ),
    ("context.h", "HPy_SIZED(w, size)", "HPy_SIZED(w, length)", "has no parameter length; there are w, size"),
    (
        "context.h",
        "HPy_BORROWS(module)",
        "HPy_BORROWS(mod)",
        "HPy_ModuleState has no parameter mod; there are module",
    ),
    # what is missing, or there twice
    ("context.h", "HPy_CPYTHON(PyNumber_Add) ", "", "HPy_Add needs HPy_CPYTHON or HPy_BODY"),
    (
        "context.h",
        "HPy_CPYTHON(PyNumber_Add)",
        "HPy_CPYTHON(PyNumber_Add) HPy_BODY(inline)",
        "HPy_Add needs HPy_CPYTHON or HPy_BODY, and has both",
    ),
    ("context.h", "HPy_ID(100) ", "", "HPy_ID is missing"),
    ("context.h", "HPy_ID(100)", "HPy_ID(100) HPy_ID(100)", "HPy_ID twice"),
    ("context.h", "HPy_ID(100)", "HPy_ID(hundred)", "'hundred' is no number"),
    ("context.h", "HPy_ID(100)", "HPy_ID", "HPy_ID takes 1 argument"),
    ("context.h", "HPy_ID(100)", "HPy_ID(100", "HPy_ID( without ')'"),
    ("context.h", "HPy_NULLABLE(args, kw)", "HPy_NULLABLE(args, )", "HPy_NULLABLE has an empty argument"),
    ("context.h", "HPy_QUIET\n", "HPy_QUIET(yes)\n", "HPy_QUIET takes no arguments"),
    ("context.h", ADD, ADD[:-1], "an entry without ';' at its end"),
    ("context.h", "/** ``h1 + h2``.", "/* ``h1 + h2``.", "has no comment that begins with /**"),
    ("context.h", ADD, "HPy HPy_Add(HPy h1, HPy h2);", "the first parameter of HPy_Add must be HPyContext *ctx"),
    ("context.h", "HPy_MINOR(1, 0.10);\n", "", "HPy_MINOR(2) stands where 1 is next"),
    # what contradicts something else
    (
        "context.h",
        "HPy_CPYTHON(PyList_Append) HPy_FAILS(-1)",
        "HPy_CPYTHON(PyList_Append) HPy_FAILS(NULL)",
        "HPyList_Append contradicts itself: HPy_FAILS(NULL), but it returns int",
    ),
    (
        "context.h",
        "HPy_FAILS(NEVER) HPy_SWALLOWS",
        "HPy_FAILS(-1) HPy_SWALLOWS",
        "HPy_HasAttr contradicts itself: HPy_SWALLOWS, but HPy_FAILS(-1) tells of an error",
    ),
    (
        "context.h",
        "HPy_FAILS(NEVER) HPy_SWALLOWS",
        "HPy_FAILS(NEVER) HPy_SWALLOWS HPy_RAISES",
        "HPy_RAISES and HPy_SWALLOWS",
    ),
    (
        "context.h",
        "HPy_CPYTHON(PyList_Append)",
        "HPy_CPYTHON(PyList_Append) HPy_BORROWS(h_list)",
        "HPyList_Append contradicts itself: HPy_BORROWS, but it returns int",
    ),
    ("context.h", "HPy_TRACE(finds)", "HPy_TRACE(finds, uncounted)", "contradicts itself: HPy_TRACE(finds, uncounted)"),
    (
        "context.h",
        "HPy_CPYTHON(PyErr_NoMemory) HPy_VOID_SLOT",
        "HPy_CPYTHON(PyErr_NoMemory) HPy_VOID_SLOT HPy_BUILTIN(x)",
        "HPy_BUILTIN is not for a function; there are",
    ),
    (
        "context.h",
        "HPy_CPYTHON(Py_None)",
        "HPy_CPYTHON(Py_None) HPy_FAILS(NULL)",
        "HPy_FAILS is not for a constant; there are",
    ),
    (
        "context.h",
        "HPy_BUILTIN(dict, a dict) HPy_BY_SYMBOL",
        "HPy_BUILTIN(dict, a dict)",
        "h_DictType is found by name, but not the one before it: give HPy_BY_SYMBOL",
    ),
    (
        "signatures.h",
        "HPy_CALLED_IN(HANDLE(a->self))",
        "HPy_CALLED_IN(HANDLE(a->self), 1)",
        "HPy_CALLED_IN of noargs has 2 arguments, the function takes 1 after the context",
    ),
    (
        "signatures.h",
        "HPy_SPECIAL(cpy_PyObject *self, cpy_PyObject *result)",
        "HPy_SPECIAL",
        "HPy_SPECIAL of noargs needs the fields of its struct",
    ),
    ("signatures.h", "HPy_SIGNATURE(4)", "HPy_SIGNATURE(3)", "HPy_SIGNATURE: 3 is given already, at api/signatures.h:"),
    ("signatures.h", "HPy HPyFunc_o(", "HPy HPyFunc_noargs(", "HPy_SIGNATURE: noargs is given already, at"),
    ("signatures.h", "HPy HPyFunc_o(", "HPy o(", "the name of a signature begins with HPyFunc_, not 'o'"),
    # slots
    (
        "slots.h",
        " HPy_METHODS(__len__)",
        "",
        'HPy_mp_length needs a name for reports: HPy_METHODS(__add__) or HPy_LABEL("(traverse)")',
    ),
    (
        "slots.h",
        "HPy_tp_payload, 1004",
        "HPy_tp_payload, 1005",
        "HPy_tp_payload has the number 1005 where 1004 is next",
    ),
    (
        "slots.h",
        "HPy_mod_destroy, 2003",
        "HPy_mod_destroy, 2005",
        "HPy_mod_destroy has the number 2005 where 2003 is next",
    ),
    (
        "slots.h",
        "HPy_NULLABLE(kwnames, there",
        "HPy_NULLABLE(kw, there",
        "HPy_tp_call: HPy_NULLABLE(kw) is no argument; there are ctx, self, args, nargs, kwnames",
    ),
    ("slots.h", "HPy_mp_length, 4", "HPy_mp_length, 3", "HPy_SLOT: 3 is given already, at api/slots.h:"),
    ("slots.h", "HPy_mp_length, 4", "HPy_mp_length, 99", "HPy_mp_subscript has the number 5, but stands behind 99"),
    ("slots.h", "HPy_mp_length, 4", "HPy_mp_subscript, 4", "HPy_SLOT: HPy_mp_subscript is given already, at"),
    (
        "slots.h",
        "4, HPyFunc_LENFUNC",
        "4, HPyFunc_LENGTH",
        "HPy_mp_length has an unknown signature HPyFunc_LENGTH; there are HPyFunc_BINARYFUNC,",
    ),
    ("slots.h", "4, HPyFunc_LENFUNC", "4", "HPy_mp_length needs a signature or HPy_MACRO"),
    ("slots.h", "HPy_mod_exec, 2001", "HPy_mod_exec, 1001", "those of modules begin with HPy_mod_ and 2000"),
    (
        "slots.h",
        "HPy_SINCE(0, 1) HPy_SLOT(HPy_am_send",
        "HPy_SLOT(HPy_am_send",
        "HPy_am_send is of minor version 0, its signature of 1",
    ),
    (
        "slots.h",
        "HPy_SLOT(HPy_mp_length",
        "HPy_SLUT(HPy_mp_length",
        "HPy_SLUT is no annotation; there are HPy_INHERITED,",
    ),
    ("slots.h", 'HPy_LABEL("send")', "HPy_LABEL(send)", "HPy_LABEL has a text in quotes"),
    # the porting table
    (
        "porting.txt",
        "PyObject_CallObject | HPy_CallTupleDict |",
        "PyObject_CallObject | HPy_CallAll |",
        "there is no HPy_CallAll",
    ),
    (
        "porting.txt",
        "the handles that `HPyArg_Parse` gives",
        "the handles that `HPyArg_Purse` gives",
        "there is no HPyArg_Purse in HPy",
    ),
    ("porting.txt", "PyObject_CallObject |", "PyObject_CallObject", "has three parts: CPython's names | HPy's | note"),
    ("porting.txt", "PySequence_SetItem | HPy_SetItem_i |", "PySequence_SetItem | none |", "none needs a note"),
    ("porting.txt", "PySequence_SetItem |", "PySequence_DelItem |", "PySequence_DelItem stands at api/porting.txt:"),
    ("porting.txt", "PySequence_SetItem |", "PyList_SetSlice |", "PyList_SetSlice is in listobject.h"),
    ("porting.txt", "PySequence_SetItem |", "PyNothing* |", "abstract.h has no name like PyNothing*"),
    ("porting.txt", "PySequence_SetItem |", "PySequence-SetItem |", "'PySequence-SetItem' is no name of CPython's"),
    ("porting.txt", "| HPy_SetItem_i |", "| obj[i] |", "'obj[i]' is no name of HPy's, none, planned or +"),
]


@pytest.mark.parametrize("name, old, new, message", MISTAKES, ids=lambda value: value[:30])
def test_message(copy, name, old, new, message):
    replace(copy / "api" / name, old, new)
    result = apigen(copy)
    assert result.returncode == 1
    assert message in result.stdout
    assert re.match(r"apigen: api/%s:\d+: .*\n$" % re.escape(name), result.stdout)


def test_the_line_is_that_of_the_mistake(copy):
    text = (copy / "api/context.h").read_text(encoding="utf-8")
    replace(copy / "api/context.h", "HPy_BORROWS(module)", "HPy_BORROW(module)")
    line = 1 + text.count("\n", 0, text.index("HPy_BORROWS(module)"))
    assert apigen(copy).stdout.startswith("apigen: api/context.h:%d: HPy_BORROW is" % line)


def test_an_example_has_sentences_and_something_to_run(copy):
    replace(copy / "docs/examples/calls.c", " * run:", " * ran:")
    result = apigen(copy)
    assert result.returncode == 1
    assert result.stdout.startswith("apigen: docs/examples/calls.c:1: an example has a comment of sentences")


def test_a_macro_of_the_headers_needs_a_family(copy):
    replace(copy / "hpy/devel/include/hpy/types.h", "/* == Handles == */", "")
    assert "hpy/types.h" in apigen(copy).stdout


RUN = """
import sys
from pathlib import Path
from apigen.__main__ import FILES
from apigen.parse import DefinitionError
from apigen.read import read
path, include = Path(sys.argv[1]), Path(sys.argv[2])
for text in sys.stdin.read().split("\\0"):
    path.write_text(text, encoding="utf-8")
    try:
        definition = read(path.parent, include)
        for write in FILES.values():
            write(definition)
        print("written")
    except DefinitionError as error:
        print(error)
"""


@pytest.mark.parametrize("name", ["context.h", "signatures.h", "slots.h"])
def test_spoilt_words_give_a_message_or_a_definition(copy, name):
    """Each word of some places left out, doubled and misspelt."""
    path = copy / "api" / name
    text = path.read_text(encoding="utf-8")
    words = [m for m in re.finditer(r"\w+|[^\w\s]", text) if m.start() > text.index("*/") + 2]
    spoilt = []
    for word in random.Random(name).sample(words, 15):
        for other in ("", word[0] + " " + word[0], word[0][:-1] + "q"):
            spoilt.append(text[: word.start()] + other + text[word.end() :])
    result = run_all(copy, path, spoilt)
    lines = result.stdout.splitlines()
    assert len(lines) == len(spoilt), result.stdout
    assert all(line == "written" or re.match(r"api/\w+\.h:\d+: ", line) for line in lines), result.stdout


def run_all(copy, path, texts):
    return subprocess.run(
        [sys.executable, "-c", RUN, str(path), str(copy / "hpy/devel/include")],
        cwd=str(copy),
        input="\0".join(texts),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
