"""Numbers: the arithmetic of HPy_Add and its kind, in-place forms, conversions, HPyNumber_Check, HPyBool."""

import operator
import sys

import pytest

UNARY = {
    "Negative": operator.neg,
    "Positive": operator.pos,
    "Absolute": abs,
    "Invert": operator.invert,
    "Index": operator.index,
    "Long": int,
    "Float": float,
}
BINARY = {
    "Add": operator.add,
    "Subtract": operator.sub,
    "Multiply": operator.mul,
    "MatrixMultiply": operator.matmul,
    "FloorDivide": operator.floordiv,
    "TrueDivide": operator.truediv,
    "Remainder": operator.mod,
    "Divmod": divmod,
    "Lshift": operator.lshift,
    "Rshift": operator.rshift,
    "And": operator.and_,
    "Xor": operator.xor,
    "Or": operator.or_,
}
IN_PLACE = {
    "InPlaceAdd": operator.iadd,
    "InPlaceSubtract": operator.isub,
    "InPlaceMultiply": operator.imul,
    "InPlaceMatrixMultiply": operator.imatmul,
    "InPlaceFloorDivide": operator.ifloordiv,
    "InPlaceTrueDivide": operator.itruediv,
    "InPlaceRemainder": operator.imod,
    "InPlaceLshift": operator.ilshift,
    "InPlaceRshift": operator.irshift,
    "InPlaceAnd": operator.iand,
    "InPlaceXor": operator.ixor,
    "InPlaceOr": operator.ior,
}

SNIPPET = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    #define UNARY(NAME) FUNCTION(NAME) { return HPy_##NAME(ctx, args[0]); }
    #define BINARY(NAME) FUNCTION(NAME) { return HPy_##NAME(ctx, args[0], args[1]); }
    #define TERNARY(NAME) FUNCTION(NAME) { return HPy_##NAME(ctx, args[0], args[1], args[2]); }

    EACH_UNARY
    EACH_BINARY
    TERNARY(Power)
    TERNARY(InPlacePower)
    FUNCTION(Check) { return HPyLong_FromLong(ctx, HPyNumber_Check(ctx, args[0])); }
    FUNCTION(booleans)
    {
        HPy values[] = {HPyBool_FromBool(ctx, true), HPyBool_FromBool(ctx, false), HPyBool_FromLong(ctx, 2),
                        HPyBool_FromLong(ctx, -1), HPyBool_FromLong(ctx, 0)};
        HPy result = HPyTuple_FromArray(ctx, values, 5);
        for (int i = 0; i < 5; i++)
            HPy_Close(ctx, values[i]);
        return result;
    }
    @EXPORT(ALL_NAMES, Power, InPlacePower, Check, booleans)
    @INIT
"""
SNIPPET = SNIPPET.replace("EACH_UNARY", "\n".join("UNARY(%s)" % name for name in UNARY))
SNIPPET = SNIPPET.replace("EACH_BINARY", "\n".join("BINARY(%s)" % name for name in [*BINARY, *IN_PLACE]))
SNIPPET = SNIPPET.replace("ALL_NAMES", ", ".join([*UNARY, *BINARY, *IN_PLACE]))


class Matrix:
    def __matmul__(self, other):
        return ("matmul", other)

    def __imatmul__(self, other):
        return ("imatmul", other)


class Broken:
    def fail(self, *args):
        raise KeyError("broken")


SPECIAL_METHODS = [
    "add",
    "sub",
    "mul",
    "matmul",
    "floordiv",
    "truediv",
    "mod",
    "divmod",
    "lshift",
    "rshift",
    "and",
    "xor",
    "or",
    "pow",
    "iadd",
    "isub",
    "imul",
    "imatmul",
    "ifloordiv",
    "itruediv",
    "imod",
    "ilshift",
    "irshift",
    "iand",
    "ixor",
    "ior",
    "ipow",
    "neg",
    "pos",
    "abs",
    "invert",
    "index",
    "int",
    "float",
]
for special in SPECIAL_METHODS:
    setattr(Broken, "__%s__" % special, Broken.fail)


@pytest.fixture
def mod(make):
    return make(SNIPPET)


@pytest.mark.parametrize("name", UNARY)
def test_unary(mod, name):
    assert getattr(mod, name)(-5) == UNARY[name](-5)


@pytest.mark.parametrize("name", UNARY)
def test_unary_unsupported(mod, name):
    with pytest.raises(TypeError):
        getattr(mod, name)([])


@pytest.mark.parametrize("name", UNARY)
def test_unary_passes_the_exception_on(mod, name):
    with pytest.raises(KeyError, match="broken"):
        getattr(mod, name)(Broken())


@pytest.mark.parametrize("name", BINARY)
def test_binary(mod, name):
    pair = (Matrix(), 3) if name == "MatrixMultiply" else (20, 3)
    assert getattr(mod, name)(*pair) == BINARY[name](*pair)


@pytest.mark.parametrize("name", [*BINARY, *IN_PLACE])
def test_binary_unsupported(mod, name):
    with pytest.raises(TypeError):
        getattr(mod, name)(object(), None)


@pytest.mark.parametrize("name", [*BINARY, *IN_PLACE])
def test_binary_passes_the_exception_on(mod, name):
    with pytest.raises(KeyError, match="broken"):
        getattr(mod, name)(Broken(), 1)


@pytest.mark.parametrize("name", IN_PLACE)
def test_in_place(mod, name):
    pair = (Matrix(), 3) if name == "InPlaceMatrixMultiply" else (20, 3)
    assert getattr(mod, name)(*pair) == IN_PLACE[name](*pair)


def test_in_place_changes_the_object(mod):
    numbers = [1]
    assert mod.InPlaceAdd(numbers, [2]) is numbers
    assert numbers == [1, 2]


def test_not_in_place_leaves_the_object(mod):
    numbers = [1]
    assert mod.Add(numbers, [2]) == [1, 2]
    assert numbers == [1]


@pytest.mark.parametrize("name", ["Power", "InPlacePower"])
def test_power(mod, name):
    assert getattr(mod, name)(3, 4, None) == 81
    assert getattr(mod, name)(3, 4, 5) == 1
    assert getattr(mod, name)(2.0, -1, None) == 0.5


@pytest.mark.parametrize("name", ["Power", "InPlacePower"])
def test_power_unsupported(mod, name):
    with pytest.raises(TypeError):
        getattr(mod, name)(1.0, 2, 3)
    with pytest.raises(KeyError):
        getattr(mod, name)(Broken(), 2, None)


def test_in_place_power_uses_ipow(mod):
    class Powered:
        def __ipow__(self, other):
            return ("ipow", other)

    assert mod.InPlacePower(Powered(), 3, None) == ("ipow", 3)


def test_division_by_zero(mod):
    for name in ("FloorDivide", "TrueDivide", "Remainder", "Divmod", "InPlaceFloorDivide"):
        with pytest.raises(ZeroDivisionError):
            getattr(mod, name)(1, 0)


def test_long_of_text(mod):
    assert mod.Long("42") == 42
    with pytest.raises(ValueError):
        mod.Long("no number")


def test_float_of_text(mod):
    assert mod.Float("1.5") == 1.5


def test_index_refuses_float(mod):
    with pytest.raises(TypeError):
        mod.Index(1.0)


@pytest.mark.parametrize("thing, expected", [(1, 1), (1.5, 1), (True, 1), (1j, 1), (Broken(), 1), ("1", 0), (None, 0)])
def test_number_check(mod, thing, expected):
    assert mod.Check(thing) == expected


def test_booleans(mod):
    assert [value is True for value in mod.booleans()] == [True, False, True, True, False]
    assert [value is False for value in mod.booleans()] == [False, True, False, False, True]


def test_reference_counts(mod):
    number = 2**70
    before = sys.getrefcount(number)
    for _ in range(20):
        for name in ["Add", "Multiply", "InPlaceAdd", "Xor", "Divmod"]:
            getattr(mod, name)(number, number)
        for name in UNARY:
            getattr(mod, name)(number)
        mod.Power(number, 2, None)
    assert sys.getrefcount(number) == before


def test_no_leaks(mod, leaks):
    leaks(
        lambda: (
            mod.Add(2**70, 1),
            mod.Divmod(2**70, 3),
            mod.Power(2**70, 2, None),
            mod.Negative(2**70),
            mod.booleans(),
        )
    )
    leaks(mod.Add, 1, "a")
