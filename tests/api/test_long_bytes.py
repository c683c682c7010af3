"""Ints of any size as bytes: HPyLong_AsNativeBytes, HPyLong_FromNativeBytes, HPyLong_FromUnsignedNativeBytes."""

import sys

import pytest

SNIPPET = r"""
    HPyDef_METH(as_bytes, "as_bytes", HPyFunc_VARARGS)
    static HPy as_bytes_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        char buffer[64];
        HPy_ssize_t needed, i;
        int n, flags;
        HPy h;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "Oii", &h, &n, &flags))
            return HPy_NULL;
        for (i = 0; i < (HPy_ssize_t)sizeof(buffer); i++)
            buffer[i] = 0x55;
        needed = HPyLong_AsNativeBytes(ctx, h, n != 0 ? buffer : NULL, n, flags);
        if (needed < 0)
            return HPy_NULL;
        if (n < (int)sizeof(buffer) && buffer[n] != 0x55)
            return HPyErr_SetString(ctx, ctx->h_AssertionError, "too much was written");
        HPy bytes = HPyBytes_FromStringAndSize(ctx, buffer, n);
        HPy result = HPy_BuildValue(ctx, "lO", (long)needed, bytes);
        HPy_Close(ctx, bytes);
        return result;
    }
    HPyDef_METH(from_bytes, "from_bytes", HPyFunc_VARARGS)
    static HPy from_bytes_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy data;
        int flags, is_unsigned;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "Oii", &data, &flags, &is_unsigned))
            return HPy_NULL;
        const char *bytes = HPyBytes_AsString(ctx, data);
        size_t n = (size_t)HPyBytes_Size(ctx, data);
        if (is_unsigned)
            return HPyLong_FromUnsignedNativeBytes(ctx, bytes, n, flags);
        return HPyLong_FromNativeBytes(ctx, bytes, n, flags);
    }
    @EXPORT(as_bytes, from_bytes)
    @INIT
"""
DEFAULTS, BIG, LITTLE, NATIVE, UNSIGNED, REJECT_NEGATIVE, ALLOW_INDEX = -1, 0, 1, 3, 4, 8, 16
POWERS = [1 << n for n in (0, 7, 8, 15, 16, 29, 30, 31, 32, 59, 60, 62, 63, 64, 65, 90, 127, 128, 200, 255, 256)]
VALUES = sorted({0} | {s * (p + d) for p in POWERS for d in (-1, 0, 1) for s in (1, -1)})


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


def cut(value, n, order):
    return (value % (1 << 8 * n)).to_bytes(n, order)


def fits(value, n, is_unsigned):
    lowest, highest = -(1 << 8 * n - 1), (1 << (8 * n if is_unsigned else 8 * n - 1)) - 1
    return lowest <= value <= highest


@pytest.mark.parametrize("n", [1, 2, 3, 4, 7, 8, 9, 16, 17, 32, 33, 40])
def test_bytes_of_every_size(mod, n):
    for value in VALUES:
        for flags in (DEFAULTS, BIG, LITTLE, NATIVE, BIG | UNSIGNED, LITTLE | UNSIGNED):
            order = {BIG: "big", LITTLE: "little"}.get(flags & 3 if flags >= 0 else 3, sys.byteorder)
            needed, data = mod.as_bytes(value, n, flags)
            assert data == cut(value, n, order), (value, flags)
            assert (needed <= n) == fits(value, n, flags == DEFAULTS or flags & UNSIGNED), (value, flags, needed)


@pytest.mark.parametrize("value", VALUES)
def test_size_that_is_enough(mod, value):
    needed, data = mod.as_bytes(value, 0, DEFAULTS)
    assert data == b""
    assert needed >= 1
    assert fits(value, needed, True)
    assert needed <= max(8, value.bit_length() // 8 + 1)


@pytest.mark.parametrize("order", ["big", "little"])
@pytest.mark.parametrize("n", [0, 1, 2, 3, 4, 7, 8, 9, 16, 33])
def test_ints_of_bytes(mod, n, order):
    flags = {"big": BIG, "little": LITTLE}[order]
    for data in [bytes([low] * n) for low in (0, 1, 0x7F, 0x80, 0xFF)] + [bytes(range(0x70, 0x70 + n))]:
        for variant in (data, data[::-1]):
            signed, unsigned = (int.from_bytes(variant, order, signed=s) for s in (True, False))
            assert mod.from_bytes(variant, flags, 0) == signed
            assert mod.from_bytes(variant, flags, 1) == unsigned
            assert mod.from_bytes(variant, flags | UNSIGNED, 0) == unsigned
            if order == sys.byteorder:
                assert mod.from_bytes(variant, DEFAULTS, 0) == signed
                assert mod.from_bytes(variant, NATIVE, 1) == unsigned


def test_there_and_back(mod):
    for value in VALUES:
        needed, data = mod.as_bytes(value, 40, BIG)
        assert mod.from_bytes(data, BIG, 0) == value
        assert type(mod.from_bytes(data, BIG, 0)) is int


def test_negative_may_be_refused(mod):
    for value in (-1, -(2**100)):
        with pytest.raises(ValueError, match="Cannot convert negative int"):
            mod.as_bytes(value, 8, NATIVE | REJECT_NEGATIVE)
    assert mod.as_bytes(2**100, 20, LITTLE | REJECT_NEGATIVE)[1] == (2**100).to_bytes(20, "little")


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


def test_other_objects(mod):
    for flags in (DEFAULTS, NATIVE):
        with pytest.raises(TypeError, match="expect int, got .*Index"):
            mod.as_bytes(Index(3), 8, flags)
    assert mod.as_bytes(Index(3), 2, LITTLE | ALLOW_INDEX)[1] == b"\3\0"
    assert mod.as_bytes(Index(-(3**90)), 30, BIG | ALLOW_INDEX)[1] == cut(-(3**90), 30, "big")
    with pytest.raises(KeyError, match="no"):
        mod.as_bytes(Index(KeyError("no")), 8, NATIVE | ALLOW_INDEX)
    with pytest.raises(TypeError):
        mod.as_bytes(1.5, 8, NATIVE | ALLOW_INDEX)


def test_subclass_that_overrides(mod):
    class Odd(int):
        def to_bytes(self, *args, **kw):
            raise KeyError("to_bytes")

        def bit_length(self):
            raise KeyError("bit_length")

        def __index__(self):
            raise KeyError("__index__")

    value = Odd(-(5**80))
    assert mod.as_bytes(value, 40, BIG)[1] == cut(-(5**80), 40, "big")
    assert mod.as_bytes(Odd(7), 2, BIG | ALLOW_INDEX)[1] == b"\0\7"
    assert mod.as_bytes(True, 1, BIG)[1] == b"\1"


@pytest.mark.no_debug("debug mode refuses it")
def test_negative_size(mod):
    with pytest.raises(SystemError):
        mod.as_bytes(1, -1, DEFAULTS)


def test_no_leaks(mod, leaks):
    leaks(mod.as_bytes, 3**200, 50, BIG)
    leaks(mod.as_bytes, Index(3), 50, BIG | ALLOW_INDEX)
    leaks(mod.from_bytes, b"\x80" * 40, LITTLE, 0)
    leaks(mod.from_bytes, b"\x80" * 40, LITTLE, 1)
