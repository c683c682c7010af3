"""examples/vector: its Vector in every ABI, and its twin over Python.h with the same tests."""

import copy
import gc
import math
import operator
import os
import pickle
import random
import struct
import subprocess
import sys
from fractions import Fraction

import pytest
from support.examples import build_native, folder_of, import_file, read_source

FOLDER = folder_of("vector")
SIZES = [0, 1, 3, 12, 13, 100]  # 12 numbers have room in the object, 13 have not
OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv]
IN_PLACE = [operator.iadd, operator.isub, operator.imul, operator.itruediv]
STRANGERS = ["x", None, [1, 2, 3], 1j, object(), Fraction(1, 2)]  # no operands of a Vector


def flags():
    """For sqrt() of kernels.h."""
    if sys.platform == "win32":
        return ()
    return ("-Wl,--no-as-needed", "-lm") if sys.platform.startswith("linux") else ("-lm",)


@pytest.fixture(scope="session")
def native(tmp_path_factory):
    """The module vector_native, built as README.md says."""
    folder = str(tmp_path_factory.mktemp("vector_native"))
    return import_file("vector_native", build_native("vector", "vector_native", folder))


@pytest.fixture
def module(make):
    """The module vector, on sys.modules as after an import statement: pickle looks there."""
    return make(read_source("vector", "vector.c"), name="vector", flags=flags(), direct=True)


@pytest.fixture
def Vector(module):
    return module.Vector


@pytest.fixture(scope="session")
def ode():
    return import_file("ode", os.path.join(FOLDER, "ode.py"))


def numbers(size, seed=1):
    rng = random.Random(seed + size)
    return [rng.uniform(-9, 9) for _ in range(size)]


# ---- construction


@pytest.mark.parametrize("size", SIZES)
def test_from_a_size_come_zeros(Vector, size):
    assert Vector(size).tolist() == [0.0] * size


@pytest.mark.parametrize("kind", [list, tuple, iter, dict.fromkeys])
def test_from_an_iterable(Vector, kind):
    for size in SIZES:
        assert Vector(kind(numbers(size))).tolist() == numbers(size)


def test_from_numbers_of_other_types(Vector):
    assert Vector([1, True, Fraction(1, 4), 2.5]).tolist() == [1.0, 1.0, 0.25, 2.5]


def test_from_a_vector_comes_a_copy(Vector):
    v = Vector([1, 2])
    w = Vector(v)
    w[0] = 9
    assert v.tolist() == [1, 2] and w.tolist() == [9, 2]


@pytest.mark.parametrize(
    "args, kw, error",
    [
        ((), {}, TypeError),
        ((1, 2), {}, TypeError),
        ((1,), {"size": 1}, TypeError),
        ((-1,), {}, ValueError),
        ((10**30,), {}, OverflowError),
        ((sys.maxsize,), {}, MemoryError),
        ((sys.maxsize // 8,), {}, MemoryError),
        ((2.5,), {}, TypeError),
        ((None,), {}, TypeError),
        ((["1"],), {}, TypeError),
        (([10**400],), {}, OverflowError),
    ],
)
def test_what_makes_no_vector(Vector, native, args, kw, error):
    for cls in (Vector, native.Vector):
        with pytest.raises(error):
            cls(*args, **kw)


def test_error_in_the_middle_of_an_iterable(Vector):
    def fails():
        yield 1.0
        raise KeyError("stop here")

    with pytest.raises(KeyError, match="stop here"):
        Vector(fails())


def test_list_that_shrinks_while_it_is_read(Vector, native):
    class Shrinks:
        def __float__(self):
            del items[1:]
            return 1.0

    for cls in (Vector, native.Vector):
        items = [Shrinks(), 2.0, 3.0]
        with pytest.raises(IndexError):
            cls(items)


def test_cannot_be_subclassed(Vector):
    with pytest.raises(TypeError):
        type("Sub", (Vector,), {})


# ---- items


@pytest.mark.parametrize("size", SIZES)
def test_length(Vector, size):
    assert len(Vector(size)) == size


@pytest.mark.parametrize("size", SIZES)
def test_every_index(Vector, size):
    items = numbers(size)
    v = Vector(items)
    assert [v[i] for i in range(-size, size)] == items + items


@pytest.mark.parametrize("index", [3, -4, sys.maxsize, -sys.maxsize - 1, 10**30, -(10**30)])
def test_index_out_of_range(Vector, native, index):
    for cls in (Vector, native.Vector):
        v = cls([1, 2, 3])
        with pytest.raises(IndexError):
            v[index]
        with pytest.raises(IndexError):
            v[index] = 0.0
        assert v.tolist() == [1, 2, 3]


def test_index_by_the_index_protocol(Vector):
    class One:
        def __index__(self):
            return 1

    v = Vector([1, 2, 3])
    v[One()] = 5
    assert v[One()] == v[True] == 5


@pytest.mark.parametrize("key", [1.0, "1", None, (0, 1)])
def test_keys_of_other_types(Vector, native, key):
    for cls in (Vector, native.Vector):
        with pytest.raises(TypeError):
            cls(3)[key]
        with pytest.raises(TypeError):
            cls(3)[key] = 1.0


def test_set_item(Vector):
    v = Vector(13)
    v[0], v[-1], v[5] = 1, 2.5, Fraction(1, 2)
    assert v.tolist() == [1.0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 2.5]


def test_set_item_to_no_number(Vector):
    v = Vector([1, 2])
    with pytest.raises(TypeError):
        v[0] = "x"
    assert v.tolist() == [1, 2]


def test_nothing_can_be_deleted(Vector, native):
    for cls in (Vector, native.Vector):
        for key in (0, slice(None)):
            with pytest.raises(TypeError, match="fixed"):
                del cls(3)[key]


def test_iteration(Vector):
    assert list(Vector([1, 2, 3])) == [1.0, 2.0, 3.0]
    assert 2.0 in Vector([1, 2, 3]) and 4.0 not in Vector([1, 2, 3])
    a, b = Vector([7, 8])
    assert (a, b, max(Vector([1, 5, 2])), list(reversed(Vector([1, 2])))) == (7.0, 8.0, 5.0, [2.0, 1.0])


# ---- slices

SLICES = [
    slice(start, stop, step)
    for start in (None, 0, 2, -3, 50, -50)
    for stop in (None, 0, 5, -1, 50, -50)
    for step in (None, 1, 3, -1, -2)
]


@pytest.mark.parametrize("size", SIZES)
def test_slices_are_those_of_a_list(Vector, size):
    items = numbers(size)
    for key in SLICES:
        result = Vector(items)[key]
        assert type(result) is Vector
        assert result.tolist() == items[key], key


def test_slice_is_a_copy(Vector):
    v = Vector([1, 2, 3])
    v[:][0] = 9
    assert v.tolist() == [1, 2, 3]


@pytest.mark.parametrize("size", SIZES)
def test_assignment_to_slices_is_that_of_a_list(Vector, size):
    for key in SLICES:
        expected, v = numbers(size), Vector(numbers(size))
        new = numbers(len(expected[key]), seed=7)
        if key.step in (None, 1) and not new:
            continue  # a list would grow
        expected[key] = new
        for value in (new, tuple(new), iter(new), Vector(new)):
            v[key] = value
            assert v.tolist() == expected, key


def test_assignment_from_itself(Vector, native):
    for cls in (Vector, native.Vector):
        v = cls([1, 2, 3, 4])
        v[::-1] = v
        assert v.tolist() == [4, 3, 2, 1]
        v[1:] = v[:-1]
        assert v.tolist() == [4, 4, 3, 2]


@pytest.mark.parametrize(
    "value, error", [([1], ValueError), ([1, 2, 3], ValueError), (2.0, TypeError), (["a", "b"], TypeError)]
)
def test_assignment_that_does_not_fit(Vector, native, value, error):
    for cls in (Vector, native.Vector):
        v = cls([1, 2, 3])
        with pytest.raises(error):
            v[0:2] = value
        assert v.tolist() == [1, 2, 3]


def test_step_zero(Vector):
    with pytest.raises(ValueError):
        Vector(3)[::0]
    with pytest.raises(ValueError):
        Vector(3)[::0] = []


# ---- operators


@pytest.mark.parametrize("f", OPERATORS)
def test_operators_go_item_by_item(Vector, f):
    for size in SIZES:
        a, b = numbers(size), numbers(size, seed=5)
        v, w = Vector(a), Vector(b)
        assert f(v, w).tolist() == list(map(f, a, b))
        assert (v.tolist(), w.tolist()) == (a, b)


@pytest.mark.parametrize("scalar", [2.5, 3, True, -0.0625, float("inf")])
def test_operators_with_a_number_on_either_side(Vector, scalar):
    for f in OPERATORS:
        for size in SIZES:
            a = numbers(size)
            assert f(Vector(a), scalar).tolist() == [f(x, scalar) for x in a]
            assert f(scalar, Vector(a)).tolist() == [f(scalar, x) for x in a]


@pytest.mark.parametrize("f", IN_PLACE)
def test_in_place_operators(Vector, f):
    for size in SIZES:
        a, b = numbers(size), numbers(size, seed=5)
        for other, others in [(Vector(b), b), (2.5, [2.5] * size), (3, [3] * size)]:
            v = same = Vector(a)
            v = f(v, other)
            assert v is same
            assert v.tolist() == list(map(f, a, others))


@pytest.mark.parametrize("f", IN_PLACE)
def test_in_place_with_itself(Vector, f):
    v = Vector([1, 2, 4])
    v = f(v, v)
    assert v.tolist() == [f(x, x) for x in [1.0, 2.0, 4.0]]


@pytest.mark.parametrize("f", OPERATORS + IN_PLACE)
def test_different_sizes(Vector, native, f):
    for cls in (Vector, native.Vector):
        v = cls([1, 2, 3])
        with pytest.raises(ValueError, match="a Vector of 3 and one of 2 numbers do not fit together"):
            f(v, cls(2))
        assert v.tolist() == [1, 2, 3]


@pytest.mark.parametrize("f", OPERATORS + IN_PLACE)
def test_other_operands(Vector, native, f):
    for other in STRANGERS:
        for cls in (Vector, native.Vector):
            with pytest.raises(TypeError):
                f(cls(3), other)


@pytest.mark.parametrize("f", OPERATORS)
def test_other_operands_on_the_left(Vector, native, f):
    for other in STRANGERS:
        for cls in (Vector, native.Vector):
            with pytest.raises(TypeError):
                f(other, cls(3))


@pytest.mark.parametrize("f", OPERATORS + IN_PLACE)
def test_int_that_no_float_can_hold(Vector, native, f):
    for cls in (Vector, native.Vector):
        with pytest.raises(OverflowError):
            f(cls(3), 10**400)


def test_other_operand_may_know_what_to_do(Vector):
    class Knows:
        def __radd__(self, other):
            return ("radd", other)

    v = Vector(2)
    assert v + Knows() == ("radd", v)
    v += Knows()
    assert v[0] == "radd"


def test_division_by_zero_is_that_of_c(Vector):
    result = Vector([1, -1, 0]) / 0.0
    assert result[:2].tolist() == [math.inf, -math.inf] and math.isnan(result[2])


@pytest.mark.parametrize("size", SIZES)
def test_negative(Vector, size):
    assert (-Vector(numbers(size))).tolist() == [-x for x in numbers(size)]


# ---- comparison


def test_equality(Vector):
    v = Vector([1, 2])
    assert v == Vector([1, 2]) and v == v and Vector(0) == Vector(0)
    for other in (Vector([1, 3]), Vector([1, 2, 3]), Vector([1]), [1, 2], None):
        assert v != other
    assert not v != Vector([1, 2]) and not v == Vector([1, 3]) and (v == 5) is False


def test_equality_of_nan_and_zeros(Vector):
    v = Vector([math.nan])
    assert v != v and not v == v
    assert Vector([0.0]) == Vector([-0.0])


@pytest.mark.parametrize("f", [operator.lt, operator.le, operator.gt, operator.ge])
def test_vectors_have_no_order(Vector, f):
    with pytest.raises(TypeError):
        f(Vector(2), Vector(2))


def test_vectors_have_no_hash(Vector, native):
    for cls in (Vector, native.Vector):
        with pytest.raises(TypeError, match="unhashable"):
            hash(cls(2))


# ---- reductions, copies, text


@pytest.mark.parametrize("size", SIZES)
def test_reductions(Vector, size):
    a, b = numbers(size), numbers(size, seed=5)
    v, w = Vector(a), Vector(b)
    assert v.sum() == pytest.approx(math.fsum(a))
    assert v.dot(w) == pytest.approx(math.fsum(map(operator.mul, a, b)))
    assert v.norm() == pytest.approx(math.sqrt(math.fsum(x * x for x in a)))
    if size > 0:
        assert (v.min(), v.max()) == (min(a), max(a))


def test_empty_has_no_extremes(Vector, native):
    for cls in (Vector, native.Vector):
        for name in ("min", "max"):
            with pytest.raises(ValueError, match="empty"):
                getattr(cls(0), name)()


def test_dot_wants_a_vector_that_fits(Vector, native):
    for cls in (Vector, native.Vector):
        with pytest.raises(TypeError):
            cls(2).dot([1, 2])
        with pytest.raises(ValueError):
            cls(2).dot(cls(3))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("copied", [lambda v: v.copy(), copy.copy, copy.deepcopy])
def test_copies(Vector, copied, size):
    v = Vector(numbers(size))
    w = copied(v)
    assert type(w) is Vector and w == v and w is not v
    w += 1
    assert v.tolist() == numbers(size)


def test_repr(Vector, native):
    for cls in (Vector, native.Vector):
        assert repr(cls([1, -2.5, math.inf])) == "Vector([1.0, -2.5, inf])"
        assert repr(cls(0)) == "Vector([])"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(Vector, protocol):
    for size in SIZES:
        v = Vector(numbers(size))
        w = pickle.loads(pickle.dumps(v, protocol))
        assert type(w) is Vector and w == v and w is not v


# ---- buffers


@pytest.mark.parametrize("size", SIZES)
def test_memoryview(Vector, size):
    view = memoryview(Vector(numbers(size)))
    assert (view.format, view.itemsize, view.ndim, view.shape, view.strides) == ("d", 8, 1, (size,), (8,))
    assert not view.readonly and view.c_contiguous and view.tolist() == numbers(size)
    assert bytes(view) == struct.pack("%dd" % size, *numbers(size))


@pytest.mark.parametrize("size", [3, 100])
def test_view_and_vector_share_their_memory(Vector, size):
    v = Vector(size)
    view = memoryview(v)
    view[1] = 2.5
    v[2] = 7
    assert v[1] == 2.5 and view[2] == 7.0


def test_view_of_raw_bytes(Vector, native):
    for cls in (Vector, native.Vector):
        v = cls(3)
        struct.pack_into("d", v, 8, 4.5)  # asks for neither format nor shape
        assert v.tolist() == [0.0, 4.5, 0.0]


@pytest.mark.parametrize("size", [3, 100])
def test_view_keeps_the_vector(Vector, size):
    view = memoryview(Vector(numbers(size)))
    gc.collect()
    others = [Vector(size) for _ in range(100)]
    assert view.tolist() == numbers(size)
    assert all(other == Vector(size) for other in others)


def test_released_view_gives_the_vector_back(Vector):
    v = Vector(3)
    counts = [sys.getrefcount(v)]
    view = memoryview(v)
    counts.append(sys.getrefcount(v))
    view.release()
    counts.append(sys.getrefcount(v))
    assert counts == [counts[0], counts[0] + 1, counts[0]]


# ---- the whole


def test_nothing_leaks(Vector, leaks):
    v, w = Vector(numbers(3)), Vector(numbers(100))

    def use():
        for x in (v, w):
            (x + x, x * 2.0, -x, 3 / x, x[1:], x[0], x == x, x.sum(), x.copy(), repr(x), list(x))
            x[:] = list(x)
            memoryview(x).release()
            pickle.loads(pickle.dumps(x))

    leaks(use)
    for wrong in (lambda: v + w, lambda: v + "x", lambda: v[9], lambda: Vector(["x"]), lambda: Vector(sys.maxsize)):
        leaks(wrong)


def test_ode_comes_back_to_its_start(Vector, ode):
    start = Vector(ode.START)
    end = ode.integrate(ode.derivative, start, ode.PERIOD, 2000)
    assert (end - start).norm() < 1e-6  # the start is known to eight digits
    assert abs(ode.energy(end) - ode.energy(start)) < 1e-9
    assert ode.energy(start) == pytest.approx(-1.28714, abs=1e-5)


def test_ode_is_the_same_as_over_python_h(Vector, native, ode):
    ends = [ode.integrate(ode.derivative, cls(ode.START), ode.PERIOD, 200) for cls in (Vector, native.Vector)]
    assert ends[0].tolist() == ends[1].tolist()


def test_ode_as_a_program(build):
    binary = build(read_source("vector", "vector.c"), name="vector", minor=0, flags=flags())
    done = subprocess.run([sys.executable, os.path.join(FOLDER, "ode.py"), binary.folder], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert "first body after one period: 0.970004, -0.243088" in done.stdout.decode()
