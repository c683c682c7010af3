"""What the argument parser says to 52 mistakes of callers, beside what CPython's own says to the same ones."""

import re

import pytest
from support.load import load

OURS = r"""
    /* positional(fmt, *args), keywords(fmt, names, *args, **kw): into four places that hold any unit's value. */
    HPyDef_METH(positional, "positional", HPyFunc_VARARGS)
    static HPy positional_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        long long t[64] = {0};
        const char *fmt = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        if (fmt == NULL || !HPyArg_Parse(ctx, NULL, args + 1, nargs - 1, fmt, &t[0], &t[16], &t[32], &t[48]))
            return HPy_NULL;
        return HPy_Dup(ctx, ctx->h_None);
    }

    HPyDef_METH(keywords, "keywords", HPyFunc_KEYWORDS)
    static HPy keywords_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        long long t[64] = {0};
        HPyTracker ht;
        const char *fmt = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        const char *names[5] = {NULL};
        HPy items[4] = {HPy_NULL, HPy_NULL, HPy_NULL, HPy_NULL};
        HPy_ssize_t i, n = HPy_Length(ctx, args[1]);
        int ok;
        for (i = 0; i < n; i++) {
            items[i] = HPy_GetItem_i(ctx, args[1], i);
            names[i] = HPyUnicode_AsUTF8AndSize(ctx, items[i], NULL);
        }
        ok = HPyArg_ParseKeywords(ctx, &ht, args + 2, nargs - 2, kwnames, fmt, names, &t[0], &t[16], &t[32], &t[48]);
        for (i = 0; i < n; i++)
            HPy_Close(ctx, items[i]);
        if (!ok)
            return HPy_NULL;
        HPyTracker_Close(ctx, ht);
        return HPy_Dup(ctx, ctx->h_None);
    }

    @EXPORT(positional, keywords)
    @INIT
"""

NATIVE = r"""
    #define PY_SSIZE_T_CLEAN
    #include <Python.h>

    static PyObject *positional(PyObject *self, PyObject *args)
    {
        long long t[64] = {0};
        PyObject *rest = PyTuple_GetSlice(args, 1, PyTuple_GET_SIZE(args));
        const char *fmt = PyUnicode_AsUTF8(PyTuple_GET_ITEM(args, 0));
        int ok = PyArg_ParseTuple(rest, fmt, &t[0], &t[16], &t[32], &t[48]);
        Py_DECREF(rest);
        return ok ? Py_BuildValue("") : NULL;
    }

    static PyObject *keywords(PyObject *self, PyObject *args, PyObject *kw)
    {
        long long t[64] = {0};
        PyObject *rest = PyTuple_GetSlice(args, 2, PyTuple_GET_SIZE(args));
        PyObject *given = PyTuple_GET_ITEM(args, 1);
        char *names[5] = {NULL};
        Py_ssize_t i;
        int ok;
        for (i = 0; i < PyTuple_GET_SIZE(given); i++)
            names[i] = (char *)PyUnicode_AsUTF8(PyTuple_GET_ITEM(given, i));
        ok = PyArg_ParseTupleAndKeywords(rest, kw, PyUnicode_AsUTF8(PyTuple_GET_ITEM(args, 0)), names, &t[0], &t[16],
                                         &t[32], &t[48]);
        Py_DECREF(rest);
        return ok ? Py_BuildValue("") : NULL;
    }

    static PyMethodDef native[] = {
        {"positional", positional, METH_VARARGS, NULL},
        {"keywords", (PyCFunction)(void (*)(void))keywords, METH_VARARGS | METH_KEYWORDS, NULL},
        {NULL, NULL, 0, NULL},
    };
    @EXPORT_LEGACY(native)
    @INIT
"""

AB = ("a", "b")
ABC = ("a", "b", "c")
MISSING = "f() required positional argument missing: "
TOO_MANY = "f() mismatched args (too many arguments for fmt): "
KEYWORD_ONLY = "f() keyword only argument passed as positional argument: "
NO_VALUE = "f() no value for required argument"

POSITIONAL = [  # format, arguments, our message
    ("ll:f", (1,), MISSING + "takes exactly 2 arguments (1 given)"),
    ("l|l:f", (), MISSING + "takes at least 1 argument (0 given)"),
    ("ll:f", (1, 2, 3), TOO_MANY + "takes exactly 2 arguments (3 given)"),
    ("l|l:f", (1, 2, 3), TOO_MANY + "takes at most 2 arguments (3 given)"),
    (":f", (1,), TOO_MANY + "takes no arguments (1 given)"),
    ("l;f wants a number", (), "f wants a number"),
    ("s:f", (b"x",), "f() a str is required: argument 1 must be str, not bytes"),
    ("ls:f", (1, None), "f() a str is required: argument 2 must be str, not None"),
    ("s:f", ("a\0b",), "f() embedded null character in argument 1"),
    ("l:f", ("x",), "f() argument 1 must be int, not str"),
    ("ll:f", (1, 1.5), "f() argument 2 must be int, not float"),
    ("n:f", ([],), "f() argument 1 must be int, not list"),
    ("I:f", (None,), "f() argument 1 must be int, not None"),
    ("b:f", (256,), "f() unsigned byte integer is greater than maximum: argument 1 must be 0 to 255, not 256"),
    ("b:f", (-1,), "f() unsigned byte integer is less than minimum: argument 1 must be 0 to 255, not -1"),
    (
        "h:f",
        (40000,),
        "f() signed short integer is greater than maximum: argument 1 must be -32768 to 32767, not 40000",
    ),
    (
        "L:f",
        (1 << 70,),
        "f() argument 1 must be -9223372036854775808 to 9223372036854775807, not 1180591620717411303424",
    ),
    ("d:f", ("x",), "f() argument 1 must be real number, not str"),
    ("d:f", (10**400,), "f() argument 1 must be in the range of a C double, not 1" + "0" * 39 + "..."),
    ("z:f", (5,), "f() argument 1 must be str or None, not int"),
    ("z:f", ("a\0b",), "f() embedded null character in argument 1"),
    ("y:f", ("x",), "f() argument 1 must be read-only bytes-like object, not str"),
    ("y:f", (b"a\0b",), "f() embedded null byte in argument 1"),
    ("y:f", (bytearray(b"x"),), "f() argument 1 must be read-only bytes-like object, not bytearray"),
    ("s#:f", (5,), "f() argument 1 must be str or read-only bytes-like object, not int"),
    ("z#:f", (5,), "f() argument 1 must be str, read-only bytes-like object or None, not int"),
    ("y#:f", (None,), "f() argument 1 must be read-only bytes-like object, not None"),
    ("y*:f", ("x",), "f() argument 1 must be bytes-like object, not str"),
    ("s*:f", (5,), "f() argument 1 must be str or bytes-like object, not int"),
    ("w*:f", (b"x",), "f() argument 1 must be read-write bytes-like object, not bytes"),
    ("U:f", (b"x",), "f() argument 1 must be str, not bytes"),
    ("S:f", ("x",), "f() argument 1 must be bytes, not str"),
    ("Y:f", (b"x",), "f() argument 1 must be bytearray, not bytes"),
    ("c:f", ("x",), "f() argument 1 must be a byte string of length 1, not str"),
    ("c:f", (b"xy",), "f() argument 1 must be a byte string of length 1, not a bytes object of length 2"),
    ("C:f", (b"x",), "f() argument 1 must be a unicode character, not bytes"),
    ("C:f", ("xy",), "f() argument 1 must be a unicode character, not a string of length 2"),
    ("D:f", ("x",), "f() argument 1 must be complex number, not str"),
    ("(ll):f", (5,), "f() argument 1 must be 2-item sequence, not int"),
    ("(ll):f", ((1, 2, 3),), "f() argument 1 must be sequence of length 2, not 3"),
    ("l(ll):f", (1, (1, "x")), "f() argument 2, item 2 must be int, not str"),
]
KEYWORDS = [  # format, names, arguments, keyword arguments, our message
    ("lU:f", AB, (1,), {"b": 3}, "f() argument 'b' (pos 2) must be str, not int"),
    ("l(ll):f", AB, (1,), {"b": (1, "x")}, "f() argument 'b' (pos 2), item 2 must be int, not str"),
    ("ll:f", AB, (1,), {}, NO_VALUE + " 'b' (pos 2)"),
    ("ll:f", ("", "b"), (), {}, NO_VALUE + ": takes at least 1 positional argument (0 given)"),
    ("ll:f", AB, (1, 2, 3), {}, "f() takes exactly 2 arguments (3 given)"),
    ("l|l:f", AB, (1,), {"other": 3}, "f() got an unexpected keyword argument 'other'"),
    ("l|l:f", AB, (1,), {"a": 3}, "f() got multiple values for argument 'a' (pos 1)"),
    ("l|l:f", AB, (1, 2, 3), {}, "f() takes at most 2 arguments (3 given)"),
    ("l|l$l:f", ABC, (1, 2, 3), {}, KEYWORD_ONLY + "takes at most 2 positional arguments (3 given)"),
    ("ls:f", AB, (1,), {"b": 3}, "f() a str is required: argument 'b' (pos 2) must be str, not int"),
    (
        "lL:f",
        AB,
        (1,),
        {"b": 1 << 70},
        "f() argument 'b' (pos 2) must be -9223372036854775808 to 9223372036854775807, not 1180591620717411303424",
    ),
]


@pytest.fixture
def ours(make):
    return make(OURS, minor=2)


@pytest.fixture
def native(build):
    return load(build(NATIVE, abi="hybrid"))  # its legacy methods: layers do not stand between


def message(call, *args, **kw):
    with pytest.raises((TypeError, ValueError, OverflowError)) as error:
        call(*args, **kw)
    return error.type, str(error.value)


def facts(text):
    """What a message tells: the numbers, the names and texts in quotes, the type that was found."""
    text = text.replace("NoneType", "None").replace(" exactly 0 ", " no ")
    text = text.replace("character, not str", "character, not a string")  # CPython 3.13 and older leave out the length
    return set(re.findall(r"-?\d+", text)) | set(re.findall(r"'(\w+)'", text)) | set(re.findall(r"not (\w+)$", text))


def check(ours, native, expected):
    (our_type, our_text), (native_type, native_text) = ours, native
    assert our_text == expected
    assert our_type is native_type, native_text
    assert facts(native_text) <= facts(our_text) | set(re.findall(r"\w+", our_text)), native_text


@pytest.mark.parametrize("fmt, args, text", POSITIONAL)
def test_positional(ours, native, fmt, args, text):
    check(message(ours.positional, fmt, *args), message(native.positional, fmt, *args), text)


@pytest.mark.parametrize("fmt, names, args, kw, text", KEYWORDS)
def test_keywords(ours, native, fmt, names, args, kw, text):
    check(message(ours.keywords, fmt, names, *args, **kw), message(native.keywords, fmt, names, *args, **kw), text)


def test_enough_mistakes():
    assert len(POSITIONAL) + len(KEYWORDS) >= 25
