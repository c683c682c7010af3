"""examples/cpp: Spans in every ABI, against a model that has each whole number apart."""

import array
import copy
import io
import math
import pickle
import random

import pytest
from support.examples import read_source, run_as_described


@pytest.fixture
def Spans(make):
    """The type, of a module that is on sys.modules as after an import statement: pickle looks there."""
    return make(read_source("cpp", "spans.cpp"), name="spans", minor=2, language="c++", direct=True).Spans


def spans_of(numbers):
    """What a Spans has whose whole numbers are these."""
    result = []
    for n in sorted(numbers):
        if result and result[-1][1] == n:
            result[-1] = (result[-1][0], n + 1.0)
        else:
            result.append((float(n), n + 1.0))
    return result


def numbers_of(spans):
    return {n for start, stop in spans for n in range(start, stop)}


def some_spans(rng, size=12):
    starts = [rng.randrange(40) for _ in range(rng.randrange(size))]
    return [(start, start + rng.randrange(1, 6)) for start in starts]


# ---- as the model


def test_made_of_pairs(Spans):
    rng = random.Random(1)
    for _ in range(200):
        spans = some_spans(rng)
        for kind in (list, iter, tuple):
            s = Spans(kind(spans))
            assert list(s) == spans_of(numbers_of(spans)) and len(s) == len(list(s))


def test_changes(Spans):
    rng = random.Random(2)
    s, model = Spans(), set()
    for _ in range(2000):
        start = rng.randrange(60)
        stop = start + rng.randrange(1, 8)
        if rng.randrange(2):
            assert s.add(start, stop) is None
            model |= set(range(start, stop))
        else:
            assert s.remove(start, stop) is None
            model -= set(range(start, stop))
        assert list(s) == spans_of(model)
        assert s.total == len(model)


def test_look_ups(Spans):
    rng = random.Random(3)
    for _ in range(100):
        spans = some_spans(rng)
        s, model = Spans(spans), numbers_of(spans)
        for n in range(-1, 50):
            assert (n in s) == (n + 0.5 in s) == (n in model)
            if n in model:
                start, stop = s.find(n)
                assert start <= n < stop and (start, stop) in list(s)


def test_operators(Spans):
    rng = random.Random(4)
    for _ in range(200):
        a, b = some_spans(rng), some_spans(rng)
        s, t = Spans(a), Spans(b)
        assert list(s | t) == spans_of(numbers_of(a) | numbers_of(b))
        assert list(s & t) == spans_of(numbers_of(a) & numbers_of(b))
        assert list(s - t) == spans_of(numbers_of(a) - numbers_of(b))
        assert list(s) == spans_of(numbers_of(a)) and list(t) == spans_of(numbers_of(b))


def test_update_and_clear(Spans):
    s = Spans([(1, 2)])
    s.update(s)
    s.update([(5, 6), (2, 3)])
    s.update(Spans([(7.5, math.inf)]))
    assert list(s) == [(1, 3), (5, 6), (7.5, math.inf)] and s.total == math.inf
    s.clear()
    assert list(s) == [] and not s and s.total == 0


# ---- the rest of the interface


def test_equality(Spans):
    assert Spans([(1, 2)]) == Spans([(1.0, 1.5), (1.5, 2)]) and Spans() == Spans([])
    assert Spans([(1, 2)]) != Spans([(1, 3)]) and Spans() != [] and (Spans() == 5) is False
    with pytest.raises(TypeError):
        Spans() < Spans()
    with pytest.raises(TypeError, match="unhashable"):
        hash(Spans())


def test_repr(Spans):
    assert repr(Spans()) == "Spans()" and repr(Spans([(1, 2.5)])) == "Spans([(1.0, 2.5)])"


@pytest.mark.parametrize(
    "copied", [lambda s: s.copy(), copy.copy, copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))]
)
def test_copies(Spans, copied):
    s = Spans([(1, 2), (4, 5)])
    t = copied(s)
    assert type(t) is Spans and t == s and t is not s
    t.add(2, 3)
    assert list(s) == [(1, 2), (4, 5)]


def test_no_base(Spans):
    with pytest.raises(TypeError):
        type("Sub", (Spans,), {})


# ---- memory


def test_memory_of_a_set(Spans):
    view = memoryview(Spans([(1, 2), (4, 5)]))
    assert (view.format, view.itemsize, view.ndim, view.shape, view.strides) == ("d", 8, 2, (2, 2), (16, 8))
    assert view.readonly and view.tolist() == [[1, 2], [4, 5]]
    assert bytes(view) == array.array("d", [1, 2, 4, 5]).tobytes()
    assert memoryview(Spans()).nbytes == 0 and bytes(Spans()) == b""


def test_views_are_of_their_moment(Spans):
    s = Spans([(1, 2)])
    before = memoryview(s)
    s.add(4, 5)
    after = memoryview(s)
    assert before.tolist() == [[1, 2]] and after.tolist() == [[1, 2], [4, 5]]
    del s
    assert before.tolist() == [[1, 2]]
    before.release()
    assert after.tolist() == [[1, 2], [4, 5]]


def test_memory_cannot_be_written(Spans):
    with pytest.raises(TypeError, match="read-write"):
        io.BytesIO(bytes(16)).readinto(Spans([(1, 2)]))
    with pytest.raises(TypeError):
        memoryview(Spans([(1, 2)]))[0, 0] = 5.0


def test_set_of_memory(Spans):
    assert list(Spans(array.array("d", [5, 6, 1, 2, 2, 3]))) == [(1, 3), (5, 6)]
    assert Spans(array.array("d")) == Spans(memoryview(Spans())) == Spans()
    s = Spans([(1, 2), (4, 5)])
    assert Spans(memoryview(s)) == s


@pytest.mark.parametrize(
    "memory", [b"", b"12345678" * 2, array.array("d", [1]), array.array("f", [1, 2, 3, 4]), array.array("q", [1, 2])]
)
def test_set_of_other_memory(Spans, memory):
    with pytest.raises(ValueError, match="^the memory does not hold pairs of doubles$"):
        Spans(memory)
    with pytest.raises(ValueError, match="must start before"):
        Spans(array.array("d", [1, 1]))


# ---- what is wrong


@pytest.mark.parametrize("start, stop", [(1, 1), (2, 1), (math.nan, 1), (1, math.nan)])
def test_spans_that_are_none(Spans, start, stop):
    s = Spans([(0, 9)])
    for call in (s.add, s.remove, lambda a, b: Spans([(a, b)]), lambda a, b: s.update([(4, 5), (a, b)])):
        with pytest.raises(ValueError, match="^a span must start before it stops$"):
            call(start, stop)
    assert list(s) == [(0, 9)]


@pytest.mark.parametrize(
    "spans, error",
    [
        (5, TypeError),
        ([1], TypeError),
        ([(1, 2, 3)], ValueError),
        ([(1,)], ValueError),
        ([()], ValueError),
        ([("a", "b")], TypeError),
        ([(1, None)], TypeError),
        ([(1, 10**400)], OverflowError),
        ("ab", ValueError),
    ],
)
def test_arguments_that_are_none(Spans, leaks, spans, error):
    for call in (Spans, Spans().update):
        with pytest.raises(error):
            call(spans)
        leaks(call, spans)


def test_numbers_of_arguments(Spans):
    s = Spans()
    for call in (
        lambda: Spans(1, 2),
        lambda: Spans(spans=()),
        lambda: s.add(1),
        lambda: s.remove(1, 2, 3),
        lambda: s.find(),
    ):
        with pytest.raises(TypeError):
            call()


def test_errors_of_look_ups(Spans):
    s = Spans([(1, 2)])
    with pytest.raises(KeyError) as caught:
        s.find(5)
    assert caught.value.args == (5,)
    for call in (s.find, s.__contains__):
        with pytest.raises(TypeError):
            call("x")


@pytest.mark.parametrize("other", [None, 5, [(1, 2)], {1}])
def test_other_operands(Spans, other):
    for f in (lambda a, b: a | b, lambda a, b: a & b, lambda a, b: a - b):
        with pytest.raises(TypeError, match="unsupported operand"):
            f(Spans(), other)
        with pytest.raises(TypeError, match="unsupported operand"):
            f(other, Spans())


def test_changed_during_iteration(Spans):
    s = Spans([(1, 2), (4, 5)])
    for change in (lambda: s.add(7, 8), lambda: s.remove(1, 2), s.clear):
        iterator = iter(s)
        next(iterator, None)
        change()
        with pytest.raises(RuntimeError, match="^Spans changed during iteration$"):
            next(iterator)


def test_ended_iterators_stay_ended(Spans):
    s = Spans([(1, 2)])
    iterator = iter(s)
    assert list(iterator) == [(1, 2)] and iter(iterator) is iterator
    s.add(4, 5)
    assert list(iterator) == []
    with pytest.raises(TypeError, match="made by iter"):
        type(iterator)()


def test_numbers_that_change_the_set(Spans):
    s = Spans([(0, 100)])

    class Number:
        def __float__(self):
            s.clear()
            return 5.0

    assert Number() not in s and len(s) == 0
    s.add(0, 100)
    s.add(Number(), 7)
    assert list(s) == [(5, 7)]
    s.update([(1, Number())])
    assert list(s) == [(1, 5)]


def test_errors_in_the_middle(Spans):
    def fails():
        yield 1, 2
        raise OSError("here")

    s = Spans()
    with pytest.raises(OSError, match="here"):
        s.update(fails())
    assert not s


def test_nothing_leaks(Spans, leaks):
    s, t = Spans([(1, 2), (4, 5)]), Spans([(0.5, 7)])

    def use():
        (s | t, s & t, s - t, list(s), repr(s), s == t, 1.5 in s, s.copy(), bytes(s), Spans(memoryview(t)))
        s.add(9, 10)
        s.remove(8, 11)
        next(iter(s))
        pickle.loads(pickle.dumps(s))

    leaks(use)
    for wrong in (lambda: s.find(99), lambda: s.add(2, 1), lambda: s | 5, lambda: next(iter(Spans()))):
        leaks(wrong)


@pytest.mark.once("it builds")
@pytest.mark.abis("universal")
def test_built_as_described(tmp_path):
    """By its setup script; the program of README.md."""
    code = "from spans import Spans; print(Spans([(1, 2), (2, 3)]))"
    assert run_as_described("cpp", code, tmp_path) == "Spans([(1.0, 3.0)])"
