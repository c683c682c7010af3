"""HPy_BuildValue: texts and bytes with a size, small integers, characters, complex numbers, functions of the author's.

Each is built by CPython's Py_BuildValue as well.
"""

import pytest
from support.load import load

VALUES = [  # name, what both are called with
    ("small", '"bBhHi", -5, 200, -300, 60000, 7'),
    ("z", '"zzsz", "a", (char *)NULL, (char *)NULL, ""'),
    ("sized", '"s#z#", "a\\0\\xc3\\xa9", (SSIZE)4, "abc", (SSIZE)2'),
    ("sized_null", '"s#z#y#", (char *)NULL, (SSIZE)4, (char *)NULL, (SSIZE)0, (char *)NULL, (SSIZE)-1'),
    ("sized_all", '"s#y#", "abc", (SSIZE)-1, "abc", (SSIZE)-1'),
    ("bytes", '"yy#y", "a\\xff", "a\\0b", (SSIZE)3, (char *)NULL'),
    ("wide", '"uu#u", L"a\\u20ac", L"abc", (SSIZE)2, (wchar_t *)NULL'),
    ("U", '"UU#U", "a", "abc", (SSIZE)2, (char *)NULL'),
    ("byte", "\"cc\", 'a', 0xff"),
    ("character", "\"CC\", 'a', 0x20ac"),
    ("inside", '"{s#:c,y#:[z#]}", "abc", (SSIZE)1, \'x\', "b", (SSIZE)1, "cde", (SSIZE)3'),
    ("separated", '"i:i\\t,i i", 1, 2, 3, 4'),
    ("wrong_text", '"is#", 1, "\\xff", (SSIZE)1'),
    ("wrong_character", '"iC", 1, 0x110000'),
]

OURS = (
    r"""
    #define SSIZE HPy_ssize_t
    #define BUILD(NAME, ...) \
        HPyDef_METH(NAME, #NAME, HPyFunc_NOARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self) { return HPy_BuildValue(ctx, __VA_ARGS__); }
"""
    + "".join("    BUILD(%s, %s)\n" % pair for pair in VALUES)
    + r"""
    BUILD(truth, "pp", 0, 5)

    static const double parts[] = {1.5, -2};
    BUILD(complex, "(D)", parts)

    static HPy make_int(HPyContext *ctx, void *value) { return HPyLong_FromLong(ctx, *(long *)value); }
    static HPy make_error(HPyContext *ctx, void *value) { return HPyErr_SetString(ctx, ctx->h_KeyError, value); }
    static HPy make_nothing(HPyContext *ctx, void *value) { return HPy_NULL; }
    static long number = 70000;
    BUILD(made, "O&(O&)", make_int, &number, make_int, &number)
    BUILD(not_made, "[iO&]", 1, make_error, "own")
    BUILD(silently_not_made, "iO&", 1, make_nothing, NULL)

    @EXPORT(NAMES, truth, complex, made, not_made, silently_not_made)
    @INIT
""".replace("NAMES", ", ".join(name for name, _ in VALUES))
)

NATIVE = (
    r"""
    #define PY_SSIZE_T_CLEAN
    #include <Python.h>
    #define SSIZE Py_ssize_t
    #define BUILD(NAME, ...) \
        static PyObject *NAME(PyObject *self, PyObject *args) { return Py_BuildValue(__VA_ARGS__); }
"""
    + "".join("    BUILD(%s, %s)\n" % pair for pair in VALUES)
    + "    static PyMethodDef native[] = {\n"
    + "".join('        {"%s", %s, METH_NOARGS, NULL},\n' % (name, name) for name, _ in VALUES)
    + """        {NULL, NULL, 0, NULL},
    };
    @EXPORT_LEGACY(native)
    @INIT
"""
)


@pytest.fixture
def mod(make):
    return make(OURS, minor=2)


@pytest.fixture
def native(build):
    return load(build(NATIVE, abi="hybrid"))


def outcome(call):
    try:
        return call()
    except Exception as error:
        return type(error), str(error)


@pytest.mark.parametrize("name", [name for name, _ in VALUES])
def test_as_cpython(mod, native, name):
    ours, theirs = outcome(getattr(mod, name)), outcome(getattr(native, name))
    assert ours == theirs
    assert type(ours) is type(theirs)


def test_some_by_themselves(mod):
    assert mod.small() == (-5, 200, -300, 60000, 7)
    assert mod.sized() == ("a\0é", "ab")
    assert mod.sized_null() == (None, None, None)
    assert mod.byte() == (b"a", b"\xff")
    assert mod.separated() == (1, 2, 3, 4)


def test_truth(mod):
    assert mod.truth() == (False, True)


def test_complex(mod):
    assert mod.complex() == (1.5 - 2j,)


def test_functions(mod, leaks):
    assert mod.made() == (70000, (70000,))
    assert outcome(mod.not_made) == (KeyError, "'own'")
    assert outcome(mod.silently_not_made) == (SystemError, "HPy_NULL object passed to HPy_BuildValue")
    leaks(mod.made)
    leaks(mod.not_made)
    leaks(mod.silently_not_made)


def test_older_minor_version(make):
    """Units that are made of functions of minor version 0 alone are there in each."""
    mod = make(
        r"""
        HPyDef_METH(f, "f", HPyFunc_NOARGS)
        static HPy f_impl(HPyContext *ctx, HPy self)
        {
            return HPy_BuildValue(ctx, "s#y#C", "a\0b", (HPy_ssize_t)3, "cd", (HPy_ssize_t)1, 0x20ac);
        }
        @EXPORT(f)
        @INIT""",
        minor=0,
    )
    assert mod.f() == ("a\0b", b"c", "€")
