"""HPyArg_Unpack, HPyArg_CheckPositional, HPyArg_ValidateKeywords: beside CPython's PyArg_UnpackTuple."""

import pytest
from support.load import load

SNIPPET = r"""
    /* unpack(name, min, max, *args) */
    HPyDef_METH(unpack, "unpack", HPyFunc_VARARGS)
    static HPy unpack_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy a = ctx->h_Ellipsis, b = a, c = a;
        const char *name = HPy_Is(ctx, args[0], ctx->h_None) ? NULL : HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        size_t min = (size_t)HPyLong_AsLong(ctx, args[1]), max = (size_t)HPyLong_AsLong(ctx, args[2]);
        if (!HPyArg_Unpack(ctx, args + 3, nargs - 3, name, min, max, &a, &b, &c))
            return HPy_NULL;
        return HPy_BuildValue(ctx, "OOO", a, b, c);
    }

    HPyDef_METH(check, "check", HPyFunc_VARARGS)
    static HPy check_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *name = HPy_Is(ctx, args[0], ctx->h_None) ? NULL : HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        size_t min = (size_t)HPyLong_AsLong(ctx, args[1]), max = (size_t)HPyLong_AsLong(ctx, args[2]);
        if (!HPyArg_CheckPositional(ctx, name, nargs - 3, min, max))
            return HPy_NULL;
        return HPy_Dup(ctx, ctx->h_None);
    }

    HPyDef_METH(validate, "validate", HPyFunc_O)
    static HPy validate_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        if (!HPyArg_ValidateKeywords(ctx, HPy_Is(ctx, arg, ctx->h_None) ? HPy_NULL : arg))
            return HPy_NULL;
        return HPy_Dup(ctx, ctx->h_None);
    }

    @EXPORT(unpack, check, validate)
    @INIT
"""

NATIVE = r"""
    #include <Python.h>

    static PyObject *unpack(PyObject *self, PyObject *args)
    {
        PyObject *a = Py_Ellipsis, *b = a, *c = a, *name = PyTuple_GET_ITEM(args, 0);
        PyObject *rest = PyTuple_GetSlice(args, 3, PyTuple_GET_SIZE(args));
        int ok = PyArg_UnpackTuple(rest, name == Py_None ? NULL : PyUnicode_AsUTF8(name),
                                   PyLong_AsSsize_t(PyTuple_GET_ITEM(args, 1)),
                                   PyLong_AsSsize_t(PyTuple_GET_ITEM(args, 2)), &a, &b, &c);
        PyObject *result = ok ? Py_BuildValue("OOO", a, b, c) : NULL;
        Py_DECREF(rest);
        return result;
    }

    static PyObject *validate(PyObject *self, PyObject *arg)
    {
        if (!PyArg_ValidateKeywordArguments(arg))
            return NULL;
        Py_RETURN_NONE;
    }

    static PyMethodDef native[] = {
        {"unpack", unpack, METH_VARARGS, NULL}, {"validate", validate, METH_O, NULL}, {NULL, NULL, 0, NULL},
    };
    @EXPORT_LEGACY(native)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET)


@pytest.fixture
def native(build):
    return load(build(NATIVE, abi="hybrid"))


def outcome(call, *args):
    try:
        return call(*args)
    except Exception as error:
        return type(error), str(error)


@pytest.mark.parametrize("name", ["f", None, "x" * 300, "é"])
@pytest.mark.parametrize("min, max", [(0, 0), (1, 1), (0, 1), (1, 3), (2, 2), (0, 3)])
@pytest.mark.parametrize("given", range(5))
def test_as_cpython(mod, native, name, min, max, given):
    expected = outcome(native.unpack, name, min, max, *range(given))
    assert outcome(mod.unpack, name, min, max, *range(given)) == expected
    if isinstance(expected[0], type):
        assert outcome(mod.check, name, min, max, *range(given)) == expected
    else:
        assert mod.check(name, min, max, *range(given)) is None


def test_handles_are_the_callers(mod, leaks):
    thing = object()
    assert mod.unpack("f", 1, 3, thing, thing) == (thing, thing, ...)
    leaks(mod.unpack, "f", 1, 3, thing, thing)
    leaks(mod.unpack, "f", 1, 1, thing, thing)


@pytest.mark.parametrize("keywords", [{}, {"a": 1}, {"a": 1, 5: 2}, {b"a": 1}, {None: 1}])
def test_keywords(mod, native, keywords):
    assert outcome(mod.validate, keywords) == outcome(native.validate, keywords)


def test_keywords_in_a_tuple(mod, leaks):
    assert mod.validate(("a", "b")) is None
    assert mod.validate(()) is mod.validate(None) is None
    assert outcome(mod.validate, ("a", 5)) == (TypeError, "keywords must be strings")
    leaks(mod.validate, ("a", 5))
    leaks(mod.validate, {"a": 1, 5: 2})


def test_keywords_of_another_kind(mod, native):
    assert outcome(native.validate, [])[0] is SystemError
    assert outcome(mod.validate, []) == (
        SystemError,
        "HPyArg_ValidateKeywords needs a dict, a tuple of names or HPy_NULL",
    )
