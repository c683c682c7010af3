"""Floats: HPyFloat_FromDouble, HPyFloat_AsDouble, HPyFloat_FromString, HPyFloat_Check, HPyBool_Check."""

import math
import struct

import pytest

SNIPPET = r"""
    HPyDef_METH(from_double, "from_double", HPyFunc_O)
    static HPy from_double_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        double value;
        memcpy(&value, HPyBytes_AsString(ctx, arg), sizeof(value));
        return HPyFloat_FromDouble(ctx, value);
    }
    HPyDef_METH(as_double, "as_double", HPyFunc_O)
    static HPy as_double_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        double value = HPyFloat_AsDouble(ctx, arg);
        if (value == -1.0 && HPyErr_Occurred(ctx))
            return HPy_NULL;
        return HPyBytes_FromStringAndSize(ctx, (const char *)&value, sizeof(value));
    }
    @EXPORT(from_double, as_double)
    @INIT
"""
VALUES = [0.0, -0.0, 1.5, -1.0, 1e308, 5e-324, math.inf, -math.inf, math.nan]


@pytest.fixture
def mod(make):
    return make(SNIPPET)


@pytest.mark.parametrize("value", VALUES)
def test_both_ways_keep_the_bits(mod, value):
    data = struct.pack("d", value)
    made = mod.from_double(data)
    assert type(made) is float
    assert struct.pack("d", made) == data
    assert mod.as_double(value) == data


def test_as_double_uses_float(mod):
    class Float:
        def __float__(self):
            return 2.5

    assert mod.as_double(Float()) == struct.pack("d", 2.5)


def test_as_double_uses_index(mod):
    class Index:
        def __index__(self):
            return 3

    assert mod.as_double(Index()) == struct.pack("d", 3.0)
    assert mod.as_double(7) == struct.pack("d", 7.0)


def test_as_double_of_a_subclass(mod):
    class Derived(float):
        pass

    assert mod.as_double(Derived(1.25)) == struct.pack("d", 1.25)


@pytest.mark.parametrize("wrong", ["1.5", None, [], 1j])
def test_as_double_of_something_else(mod, wrong):
    with pytest.raises(TypeError):
        mod.as_double(wrong)


def test_as_double_passes_the_exception_on(mod):
    class Broken:
        def __float__(self):
            raise KeyError("broken")

    with pytest.raises(KeyError, match="broken"):
        mod.as_double(Broken())


def test_as_double_out_of_range(mod):
    with pytest.raises(OverflowError):
        mod.as_double(10**400)


def test_no_leaks(mod, leaks):
    leaks(mod.from_double, struct.pack("d", 1.5))
    leaks(mod.as_double, 1.5)


# ---- minor version 2

NEWER = r"""
    HPyDef_METH(from_string, "from_string", HPyFunc_O)
    static HPy from_string_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyFloat_FromString(ctx, arg);
    }
    HPyDef_METH(checks, "checks", HPyFunc_O)
    static HPy checks_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPy_BuildValue(ctx, "iii", HPyFloat_Check(ctx, arg), HPyBool_Check(ctx, arg), HPyLong_Check(ctx, arg));
    }
    @EXPORT(from_string, checks)
    @INIT
"""


@pytest.mark.parametrize("text", ["1.5", b"-2e3", bytearray(b" 7 "), "1_000", "inf", "\u0661.5"])
def test_from_string(make, text):
    made = make(NEWER, minor=2).from_string(text)
    assert type(made) is float
    assert made == float(text)


def test_from_string_of_something_else(make):
    mod = make(NEWER, minor=2)
    for text in ("", "1.5x", "1\0", "\ud800", b"\xff"):
        with pytest.raises(ValueError):
            mod.from_string(text)
    for wrong in (1.5, None, [], 3):
        with pytest.raises(TypeError):
            mod.from_string(wrong)


def test_checks(make):
    class Derived(float):
        pass

    mod = make(NEWER, minor=2)
    assert mod.checks(1.5) == mod.checks(Derived()) == (1, 0, 0)
    assert mod.checks(True) == (0, 1, 1)
    assert mod.checks(5) == (0, 0, 1)
    assert mod.checks("5") == (0, 0, 0)
