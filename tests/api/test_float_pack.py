"""Floats in 2, 4 and 8 bytes: HPyFloat_Pack2 and its family, compared with the struct module."""

import math
import random
import struct
import sys

import pytest

SNIPPET = r"""
    /* pack(value, size, little_endian): bytes; None for a value that is too large. It is given as the bytes of a
     * double, since a call may change what is not a number. */
    HPyDef_METH(pack, "pack", HPyFunc_VARARGS)
    static HPy pack_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        char bytes[8];
        int size, little, failed;
        double value;
        HPy data;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "Oii", &data, &size, &little))
            return HPy_NULL;
        memcpy(&value, HPyBytes_AsString(ctx, data), sizeof(value));
        failed = size == 2 ? HPyFloat_Pack2(value, bytes, little) : size == 4 ? HPyFloat_Pack4(value, bytes, little)
               : HPyFloat_Pack8(value, bytes, little);
        return failed < 0 ? HPy_Dup(ctx, ctx->h_None) : HPyBytes_FromStringAndSize(ctx, bytes, size);
    }
    HPyDef_METH(unpack, "unpack", HPyFunc_VARARGS)
    static HPy unpack_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        double value;
        int little;
        HPy data;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "Oi", &data, &little))
            return HPy_NULL;
        const char *bytes = HPyBytes_AsString(ctx, data);
        HPy_ssize_t size = HPyBytes_Size(ctx, data);
        value = size == 2 ? HPyFloat_Unpack2(bytes, little) : size == 4 ? HPyFloat_Unpack4(bytes, little)
              : HPyFloat_Unpack8(bytes, little);
        return HPyBytes_FromStringAndSize(ctx, (const char *)&value, sizeof(value));
    }
    @EXPORT(pack, unpack)
    @INIT
"""
CODES = {2: "e", 4: "f", 8: "d"}


@pytest.fixture
def mod(make):
    return make(SNIPPET)


def native(value):
    return struct.pack("d", value)


def bits_of(data):
    return struct.unpack("Q", data)[0]


def expected(value, size, little):
    try:
        return struct.pack("<>"[not little] + CODES[size], value)
    except OverflowError:
        return None


def interesting():
    """Numbers at and beside the borders of the formats, and many others."""
    chance = random.Random(1)
    borders = [0.0, 1.0, 65504.0, 65520.0, 2.0**-14, 2.0**-24, 2.0**-25, 2.0**-126, 2.0**-149, 2.0**-150, 2.0**-1074]
    borders += [3.4028234663852886e38, 3.4028235677973366e38, sys.float_info.max, math.inf]
    for border in borders:
        bits = bits_of(native(border))
        for delta in range(-3, 4):
            if 0 <= bits + delta <= bits_of(native(math.inf)):
                yield struct.unpack("d", struct.pack("Q", bits + delta))[0]
    for _ in range(3000):
        yield math.ldexp(chance.random() + 0.5, chance.randint(-160, 140))
        yield math.ldexp(chance.random() + 0.5, chance.randint(-28, 18))
        yield math.ldexp(chance.randint(1, 1 << 13), chance.randint(-28, 6))  # half-way between two
        yield math.ldexp(chance.randint(1, 1 << 26), chance.randint(-152, 104))


@pytest.mark.parametrize("size", [2, 4, 8])
def test_pack_as_struct_does(mod, size):
    for value in interesting():
        for signed in (value, -value):
            for little in (0, 1):
                assert mod.pack(native(signed), size, little) == expected(signed, size, little), signed.hex()


def test_every_number_of_2_bytes(mod):
    for bits in range(1 << 16):
        data = struct.pack("<H", bits)
        value = struct.unpack("<e", data)[0]
        if math.isnan(value):
            continue
        assert mod.unpack(data, 1) == native(value)
        assert mod.pack(native(value), 2, 1) == data


def test_unpack_as_struct_does(mod):
    for value in interesting():
        for size in (4, 8):
            for little in (0, 1):
                data = expected(value, size, little)
                if data is not None:
                    assert mod.unpack(data, little) == native(struct.unpack("<>"[not little] + CODES[size], data)[0])


@pytest.mark.parametrize("size, fraction_bits", [(2, 10), (4, 23), (8, 52)])
def test_what_is_not_a_number_keeps_its_bits(mod, size, fraction_bits):
    chance = random.Random(2)
    special = {2: 0x1F, 4: 0xFF, 8: 0x7FF}[size] << fraction_bits
    for sign in (0, 1 << 8 * size - 1):
        for fraction in [1, 1 << fraction_bits - 1, (1 << fraction_bits) - 1, chance.randrange(1, 1 << fraction_bits)]:
            data = (sign | special | fraction).to_bytes(size, "little")
            value = bits_of(mod.unpack(data, 1))
            assert value & 0x7FF0000000000000 == 0x7FF0000000000000
            assert value & ((1 << 52) - 1) == fraction << 52 - fraction_bits
            assert value >> 63 == bool(sign)
            assert mod.pack(struct.pack("Q", value), size, 1) == data


def test_what_is_not_a_number_stays_so(mod):
    """Where its bits have no place, another one is set."""
    lowest_bit = struct.pack("Q", 0x7FF0000000000001)
    assert mod.pack(lowest_bit, 2, 0) == b"\x7e\x00"
    assert mod.pack(lowest_bit, 4, 0) == b"\x7f\xc0\x00\x00"
