"""Complex numbers: HPyComplex_FromDoubles, HPyComplex_AsDoubles, HPyComplex_RealAsDouble, HPyComplex_ImagAsDouble."""

import math

import pytest

SNIPPET = r"""
    HPyDef_METH(both, "both", HPyFunc_O)
    static HPy both_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        double real, imag;
        if (HPyComplex_AsDoubles(ctx, arg, &real, &imag) < 0)
            return real == -1.0 && imag == 0.0 ? HPy_NULL : HPyErr_SetString(ctx, ctx->h_AssertionError, "what parts?");
        return HPyComplex_FromDoubles(ctx, real, imag);
    }
    HPyDef_METH(parts, "parts", HPyFunc_O)
    static HPy parts_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        double real = HPyComplex_RealAsDouble(ctx, arg), imag;
        if (real == -1.0 && HPyErr_Occurred(ctx))
            return HPy_NULL;
        imag = HPyComplex_ImagAsDouble(ctx, arg);
        if (imag == -1.0 && HPyErr_Occurred(ctx))
            return HPy_NULL;
        return HPy_BuildValue(ctx, "dd", real, imag);
    }
    HPyDef_METH(check, "check", HPyFunc_O)
    static HPy check_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyBool_FromBool(ctx, HPyComplex_Check(ctx, arg));
    }
    @EXPORT(both, parts, check)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


class Complex:
    def __init__(self, value):
        self.value = value

    def __complex__(self):
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


class Float:
    def __float__(self):
        return 2.5


class Index:
    def __index__(self):
        return 7


class Derived(complex):
    pass


@pytest.mark.parametrize("value", [0j, 1 + 2j, -1.5 - 0.5j, -1 + 0j, complex(math.inf, -math.inf), Derived(3, 4)])
def test_both_ways(mod, value):
    made = mod.both(value)
    assert type(made) is complex
    assert made == value
    assert mod.parts(value) == (value.real, value.imag)


def test_signs_and_what_is_no_number(mod):
    made = mod.both(complex(-0.0, math.nan))
    assert math.copysign(1, made.real) == -1
    assert math.isnan(made.imag)


@pytest.mark.parametrize(
    "value, expected", [(Complex(1 - 2j), 1 - 2j), (Float(), 2.5 + 0j), (Index(), 7 + 0j), (3, 3 + 0j), (-1.0, -1 + 0j)]
)
def test_other_numbers(mod, value, expected):
    assert mod.both(value) == expected
    assert mod.parts(value) == (expected.real, expected.imag)


@pytest.mark.parametrize("wrong", ["1j", None, [], object()])
def test_no_number(mod, wrong):
    with pytest.raises(TypeError):
        mod.both(wrong)
    with pytest.raises(TypeError):
        mod.parts(wrong)


def test_exceptions_of_the_object(mod):
    with pytest.raises(KeyError, match="no"):
        mod.both(Complex(KeyError("no")))
    with pytest.raises(TypeError):
        mod.both(Complex("text"))
    with pytest.raises(OverflowError):
        mod.both(10**400)


def test_check(mod):
    assert mod.check(1j) and mod.check(Derived())
    assert not mod.check(1.0) and not mod.check(Complex(1j))


def test_no_leaks(mod, leaks):
    leaks(mod.both, Complex(1j))
    leaks(mod.parts, 1 + 2j)
    leaks(mod.both, "x")
