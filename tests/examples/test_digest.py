"""examples/digest: XXH64 in every ABI, and its twin over Python.h with the same tests."""

import array
import hashlib
import json
import mmap
import os
import random
import subprocess
import sys
import sysconfig
import warnings

import pytest
from support.examples import build_native, import_file, read_source, run_as_described
from support.run import ROOT
from support.threads import run_together

FLAGS = () if sys.platform == "win32" else ("-pthread",)
MASK = 2**64 - 1
PRIME_32 = 2654435761  # the seed of the algorithm's own tests
SIZES = [0, 1, 3, 4, 7, 8, 12, 31, 32, 33, 63, 64, 100, 2047, 2048, 2049, 10000]


@pytest.fixture(scope="session")
def native(tmp_path_factory):
    """The module digest_native, built as README.md says."""
    folder = str(tmp_path_factory.mktemp("digest_native"))
    return import_file("digest_native", build_native("digest", "digest_native", folder))


@pytest.fixture
def digest(make):
    return make(read_source("digest", "digest.c"), name="digest", minor=2, flags=FLAGS)


# ---- the algorithm, once more


def rotate(x, bits):
    return (x << bits | x >> (64 - bits)) & MASK


PRIMES = [0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5]


def xxh64(data, seed=0):
    """After the specification, in integers of Python's."""
    p1, p2, p3, p4, p5 = PRIMES

    def mix(lane, value):
        return rotate((lane + value * p2) & MASK, 31) * p1 & MASK

    lanes = [(seed + p1 + p2) & MASK, (seed + p2) & MASK, seed, (seed - p1) & MASK]
    rest = data
    while len(rest) >= 32:
        for i in range(4):
            lanes[i] = mix(lanes[i], int.from_bytes(rest[8 * i : 8 * i + 8], "little"))
        rest = rest[32:]
    if len(data) < 32:
        acc = (seed + p5) & MASK
    else:
        acc = sum(rotate(lane, bits) for lane, bits in zip(lanes, (1, 7, 12, 18))) & MASK
        for lane in lanes:
            acc = ((acc ^ mix(0, lane)) * p1 + p4) & MASK
    acc = (acc + len(data)) & MASK
    while len(rest) >= 8:
        acc = (rotate(acc ^ mix(0, int.from_bytes(rest[:8], "little")), 27) * p1 + p4) & MASK
        rest = rest[8:]
    if len(rest) >= 4:
        acc = (rotate(acc ^ int.from_bytes(rest[:4], "little") * p1 & MASK, 23) * p2 + p3) & MASK
        rest = rest[4:]
    for byte in rest:
        acc = rotate(acc ^ byte * p5 & MASK, 11) * p1 & MASK
    acc = (acc ^ acc >> 33) * p2 & MASK
    acc = (acc ^ acc >> 29) * p3 & MASK
    return acc ^ acc >> 32


def some_bytes(size, seed=1):
    rng = random.Random(seed + size)
    return bytes(rng.randrange(256) for _ in range(size))


def reference_input():
    """What the algorithm's own tests hash."""
    result, number = bytearray(), PRIME_32
    for _ in range(222):
        result.append(number >> 24)
        number = number * number & 0xFFFFFFFF
    return bytes(result)


VECTORS = [
    (b"", 0, "ef46db3751d8e999"),
    (b"", PRIME_32, "ac75fda2929b17ef"),
    (b"a", 0, "d24ec4f1a98c6e5b"),
    (b"abc", 0, "44bc2cf5ad770999"),
    (b"The quick brown fox jumps over the lazy dog", 0, "0b242d361fda71bc"),
    (reference_input()[:1], 0, "4fce394cc88952d8"),
    (reference_input()[:1], PRIME_32, "739840cb819fa723"),
    (reference_input()[:4], 0, "9256e58aa397aef1"),
    (reference_input()[:4], PRIME_32, "09d5ffdfb928ab4b"),
    (reference_input()[:14], 0, "cffa8db881bc3a3d"),
    (reference_input()[:14], PRIME_32, "5b9611585efcc9cb"),
    (reference_input()[:32], 0, "af5753d39159edee"),
    (reference_input()[:33], PRIME_32, "66e9cecf2f1de71c"),
    (reference_input(), 0, "9dd507880debb03d"),
    (reference_input(), PRIME_32, "dc515172b8ee0600"),
    (bytes(i * 7 & 255 for i in range(5000)), 0, "f58c52a3c9c8f26d"),
    (bytes(i * 7 & 255 for i in range(5000)), MASK, "cfeda99708c58416"),
]


@pytest.mark.parametrize("data, seed, expected", VECTORS)
def test_known_hashes(digest, native, data, seed, expected):
    assert "%016x" % xxh64(data, seed) == expected
    for module in (digest, native):
        assert module.hexdigest(data, seed) == expected
        assert module.digest(data, seed) == bytes.fromhex(expected)
        assert module.intdigest(data, seed) == int(expected, 16)
        assert module.new(data, seed).hexdigest() == expected


def test_all_sizes(digest):
    for size in [*range(140), *SIZES]:
        data = some_bytes(size)
        for seed in (0, 1, MASK):
            assert digest.intdigest(data, seed) == xxh64(data, seed)


# ---- hashlib's interface


def test_piece_by_piece(digest):
    rng = random.Random(3)
    for size in SIZES:
        data = some_bytes(size)
        for most in (1, 5, 40, 3000):
            h = digest.new(seed=size)
            place = 0
            while place < size:
                end = place + rng.randrange(most + 1)
                assert h.update(data[place:end]) is None
                place = end
            assert h.intdigest() == xxh64(data, size)


def test_results_do_not_end_it(digest):
    h = digest.new(b"abc")
    assert h.hexdigest() == h.hexdigest() == h.digest().hex() == "%016x" % h.intdigest()
    h.update(b"def")
    assert h.hexdigest() == digest.hexdigest(b"abcdef")


def test_what_hashlib_has(digest, native):
    for module in (digest, native):
        h, other = module.new(b""), hashlib.sha256(b"")
        for name in ("name", "digest_size", "block_size"):
            assert type(getattr(h, name)) is type(getattr(other, name))
            with pytest.raises(AttributeError):
                setattr(h, name, 1)
        assert (h.name, h.digest_size, h.block_size, h.seed) == ("xxh64", 8, 32, 0)
        assert len(h.digest()) == h.digest_size and len(h.hexdigest()) == 2 * h.digest_size
        assert (module.digest_size, module.block_size) == (8, 32)
        assert type(h) is module.Hash


def test_copy(digest):
    h = digest.new(b"abc", 5)
    other = h.copy()
    assert type(other) is digest.Hash and other is not h and other.seed == 5
    other.update(b"def")
    assert h.hexdigest() == digest.hexdigest(b"abc", 5)
    assert other.hexdigest() == digest.hexdigest(b"abcdef", 5)


def test_the_type_itself(digest):
    assert digest.Hash(b"abc").hexdigest() == digest.new(data=b"abc", seed=0).hexdigest()
    assert digest.Hash(seed=3).seed == 3
    assert digest.Hash.__module__ == "digest"


def test_derived(digest):
    class Named(digest.Hash):
        def __new__(cls, name):
            self = super().__new__(cls, name.encode())
            self.title = name
            return self

    h = Named("abc")
    assert h.hexdigest() == digest.hexdigest(b"abc") and h.title == "abc"
    assert type(h.copy()) is Named


def test_seeds(digest, native):
    for seed in (0, 1, MASK, 2**64, -1):
        expected = xxh64(b"abc", seed & MASK)
        assert digest.intdigest(b"abc", seed) == expected
        with warnings.catch_warnings():  # CPython 3.15 warns of numbers that 'K' cuts
            warnings.simplefilter("ignore", DeprecationWarning)
            assert native.intdigest(b"abc", seed) == expected
        assert digest.new(b"abc", seed=seed).seed == seed & MASK
    for wrong in ("1", None, 1.5):
        for module in (digest, native):
            with pytest.raises(TypeError):
                module.new(b"", wrong)


# ---- data


def test_all_that_has_bytes(digest):
    data = bytearray(b"0123456789abcdef" * 200)
    expected = digest.hexdigest(bytes(data))
    numbers = array.array("I", bytes(data))
    table = memoryview(data).cast("B", (32, 100))
    for source in (data, memoryview(data), numbers, table, memoryview(bytes(data))):
        assert digest.hexdigest(source) == digest.new(source).hexdigest() == expected
        h = digest.new()
        h.update(source)
        assert h.hexdigest() == expected
    with mmap.mmap(-1, len(data)) as memory:
        memory[:] = bytes(data)
        assert digest.hexdigest(memory) == expected


def test_no_data(digest, native):
    for module in (digest, native):
        h = module.new()
        for function in (module.new, module.digest, module.hexdigest, module.intdigest, h.update):
            with pytest.raises(TypeError, match="Strings must be encoded before hashing"):
                function("text")
            for wrong in (None, 1, [1, 2], object()):
                with pytest.raises(TypeError, match="object supporting the buffer API required"):
                    function(wrong)
            for gaps in (memoryview(b"abcdef")[::2], memoryview(bytes(10000))[::-1]):
                with pytest.raises(BufferError):
                    function(gaps)
        for function in (module.digest, module.hexdigest, module.intdigest, h.update):
            with pytest.raises(TypeError):
                function()
        with pytest.raises(TypeError):
            module.new(b"", 0, 0)
        with pytest.raises(TypeError):
            module.new(b"", other=1)
        assert h.hexdigest() == module.hexdigest(b"")


def test_data_is_given_back(digest):
    data = bytearray(5000)
    h = digest.new(data)
    h.update(data)
    digest.digest(data)
    with pytest.raises(TypeError):
        digest.new(data, "no seed")
    data.append(1)


# ---- threads


@pytest.mark.parametrize("size", [10, 50000])
def test_one_object_in_many_threads(digest, size):
    """The order is open: so all add the same, in pieces that only the lock keeps whole."""
    piece, times = bytes([65]) * size, 40
    h = digest.new()
    run_together(*[lambda: [h.update(piece) for _ in range(times)]] * 4)
    assert h.hexdigest() == digest.hexdigest(piece * (4 * times))


def test_small_and_large_updates_together(digest):
    h = digest.new()

    def look():
        for _ in range(300):
            assert len(h.hexdigest()) == 16
            h.copy().update(b"x")

    run_together(
        lambda: [h.update(b"a" * 100000) for _ in range(20)],
        lambda: [h.update(b"a") for _ in range(1000)],
        look,
    )
    assert h.hexdigest() == digest.hexdigest(b"a" * 2001000)


def test_others_run_meanwhile(digest):
    """Data of which another thread wants to change the size: it is refused, or comes too late."""
    data = bytearray(1 << 20)
    refused = []

    def append():
        for _ in range(200):
            try:
                data.append(1)
            except BufferError:
                refused.append(1)
            else:
                del data[-1]

    h = digest.new()
    run_together(lambda: [h.update(data) for _ in range(20)], append)
    assert len(data) == 1 << 20


# ---- the whole


def test_nothing_leaks(digest, leaks):
    small, large = bytearray(100), bytearray(5000)

    def use():
        for data in (small, large):
            h = digest.new(data, 1)
            h.update(data)
            (h.copy().digest(), h.hexdigest(), h.intdigest(), digest.digest(data), digest.hexdigest(data))

    leaks(use)
    for wrong in ("text", None, memoryview(b"abcd")[::2]):
        leaks(digest.new, wrong)
        leaks(digest.new().update, wrong)
    leaks(digest.new, large, "no seed")


def test_modules_are_apart(make):
    first = make(read_source("digest", "digest.c"), name="digest", minor=2, flags=FLAGS)
    second = make(read_source("digest", "digest.c"), name="digest", minor=2, flags=FLAGS)
    assert first.new(b"a").digest() == second.new(b"a").digest()
    assert first is second or first.Hash is not second.Hash


@pytest.mark.no_layers("debug and trace are not for interpreters with a GIL of their own")
def test_check_passes(build):
    binary = build(read_source("digest", "digest.c"), name="digest", minor=2, flags=FLAGS)
    command = [sys.executable, os.path.join(ROOT, "examples", "digest", "check.py"), binary.folder, "--json"]
    for gil in ("0", "1") if sysconfig.get_config_var("Py_GIL_DISABLED") else ("1",):
        done = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHON_GIL": gil}, timeout=120)
        assert done.returncode == 0, done.stderr.decode()
        line = json.loads(done.stdout.decode())
        assert line["file"] == binary.path
        interpreters = 20 if sys.version_info >= (3, 12) else 0
        assert line["result"] == "%s GIL, %d interpreters" % ("with a" if gil == "1" else "without a", interpreters)


@pytest.mark.once("it builds")
def test_built_as_described(tmp_path, abi):
    """By its setup script; the program of README.md."""
    code = "import digest; print(digest.hexdigest(b'abc'))"
    assert run_as_described("digest", code, tmp_path, "--hpy-abi=" + abi) == "44bc2cf5ad770999"
