"""examples/pvector: the vector in every ABI and its twin over Python.h, against lists."""

import copy
import gc
import operator
import pickle
import random
import sys
import weakref

import pytest
from support.examples import PVECTOR, build_native, import_file, read_source, run_as_described

SIZES = [0, 1, 2, 31, 32, 33, 64, 65, 1023, 1024, 1056, 1057, 1088, 2137]
LARGE = 32 * 32 * 32 + 32 + 5  # one level more
OPERATORS = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]


@pytest.fixture(scope="session")
def native(tmp_path_factory):
    """The module pvectorc_native, built as README.md says."""
    folder = str(tmp_path_factory.mktemp("pvectorc_native"))
    return import_file("pvectorc_native", build_native("pvector", "pvectorc_native", folder))


@pytest.fixture
def pvectorc(make):
    """The module, on sys.modules as after an import statement: pickle looks there."""
    others = [read_source("pvector", name) for name in PVECTOR]
    return make(read_source("pvector", "pvectorc.c"), name="pvectorc", minor=2, extra=others, direct=True)


@pytest.fixture
def pvector(pvectorc):
    return pvectorc.pvector


class Error(Exception):
    pass


# ---- as a list


@pytest.mark.parametrize("size", [*SIZES, LARGE])
def test_made_of_items(pvector, size):
    items = list(range(size))
    for kind in (list, iter, tuple, dict.fromkeys):
        v = pvector(kind(items))
        assert len(v) == size and v.tolist() == items == list(v)
    assert [v[i] for i in range(size)] == items
    assert [v[i] for i in range(-size, 0)] == items


@pytest.mark.parametrize("size", SIZES)
def test_append_and_set(pvector, size):
    items = list(range(size))
    v = pvector(items)
    w = v
    for x in range(70):
        w = w.append(x)
    assert w.tolist() == items + list(range(70)) and v.tolist() == items
    for i in {0, 1, size // 2, size - 1}:
        if 0 <= i < size:
            assert v.set(i, "x").tolist() == items[:i] + ["x"] + items[i + 1 :]
            assert v.set(i - size, "x") == v.set(i, "x")
    assert v.set(size, "x") == v.append("x") and v.tolist() == items


def test_grown_one_by_one(pvector):
    v, steps = pvector(), []
    for i in range(32 * 33 + 40):
        v = v.append(i)
        if i % 97 == 0:
            steps.append(v)
    assert all(step.tolist() == list(range(97 * n + 1)) for n, step in enumerate(steps))


@pytest.mark.parametrize("size", SIZES)
def test_extended(pvector, size):
    v = pvector(range(size))
    for more in (0, 1, 31, 32, 33, 100, 1025):
        for added in (list(range(more)), iter(range(more)), pvector(range(more))):
            assert v.extend(added).tolist() == list(range(size)) + list(range(more))
    assert v + [5] == v.append(5) and v.extend([]) is v and (v + ()) is v


def test_random_work(pvector, native):
    rng = random.Random(5)
    for make in (pvector, native.pvector):
        v, items = make(), []
        for _ in range(800):
            n, what = len(items), rng.randrange(9)
            if what <= 2:
                many = [rng.random() for _ in range(rng.choice([1, 5, 33, 60]))]
                v, items = v.extend(many), items + many
            elif what == 3:
                v, items = v.append(n), [*items, n]
            elif n and what <= 5:
                i = rng.randrange(-n, n)
                v = v.set(i, "x")
                items = list(items)
                items[i] = "x"
            elif n and what == 6:
                i = rng.randrange(-n, n)
                v = v.delete(i)
                items = list(items)
                del items[i]
            elif n and what == 7:
                pairs = [(rng.randrange(-n, n), rng.random()) for _ in range(20)]
                v, items = v.mset(*[x for pair in pairs for x in pair]), list(items)
                for i, x in pairs:
                    items[i] = x
            elif n:
                a, b = sorted(rng.randrange(n) for _ in range(2))
                v, items = v[a : b + 200], items[a : b + 200]
            assert len(v) == len(items)
        assert v.tolist() == items and v == make(items) and hash(v) == hash(tuple(items))


@pytest.mark.parametrize("size", [0, 5, 40, 1100])
def test_slices(pvector, size):
    items = list(range(size))
    v = pvector(items)
    for start in (None, 0, 3, -3, 50, -50):
        for stop in (None, 0, 4, -1, 2000):
            for step in (None, 1, 7, -1):
                key = slice(start, stop, step)
                assert v[key].tolist() == items[key], key
    assert v[:] is v and v[::] is v


def test_repeated(pvector):
    v = pvector([1, 2])
    assert (3 * v).tolist() == (v * 3).tolist() == [1, 2] * 3 and (v * 40).tolist() == [1, 2] * 40
    assert v * 1 is v and 0 * v is pvector() and -1 * v is pvector() and 5 * pvector() is pvector()


def test_deleted_and_removed(pvector):
    v = pvector(range(5))
    assert (
        v.delete(1).tolist() == [0, 2, 3, 4]
        and v.delete(1, 3).tolist() == [0, 3, 4]
        and v.delete(1, None) == v.delete(1)
    )
    assert v.remove(3).tolist() == [0, 1, 2, 4] and v.tolist() == [0, 1, 2, 3, 4]
    with pytest.raises(ValueError, match="not in"):
        v.remove(9)


def test_look_ups(pvector):
    v = pvector([1, 2, 3, 2] * 20)
    assert 2 in v and 5 not in v and v.count(2) == 40 and v.count(5) == 0
    assert v.index(3) == 2 and v.index(2, 2) == 3 and v.index(1, 1, 9) == 4
    with pytest.raises(ValueError):
        v.index(5)
    assert list(reversed(v)) == v.tolist()[::-1]


@pytest.mark.parametrize("f", OPERATORS)
def test_comparison(pvector, f):
    lists = [[], [1], [1, 2], [1, 3], [2], list(range(40)), [*range(40), 1], [0, *range(1, 39), 5], list(range(1100))]
    for a in lists:
        for b in lists:
            assert f(pvector(a), pvector(b)) is f(a, b)
            assert f(pvector(a), b) is f(a, b) and f(a, pvector(b)) is f(a, b)
    big = pvector(range(5000))
    assert f(big, big.set(3000, -1)) is f(0, -1) and f(big, big.set(10, 10)) is f(0, 0)


def test_comparison_with_others(pvector):
    v = pvector([1, 2])
    assert v != 5 and not v == "12" and v != (1, 2)
    with pytest.raises(TypeError):
        v < 5
    nan = float("nan")
    assert pvector([nan]) == pvector([nan]) and pvector([nan]) != pvector([float("nan")])


def test_text_hash_and_pickle(pvector):
    v = pvector([1, "a", None])
    assert repr(v) == str(v) == "pvector([1, 'a', None])" and repr(pvector()) == "pvector([])"
    assert hash(v) == hash((1, "a", None)) and {v: 1}[pvector([1, "a", None])] == 1
    with pytest.raises(TypeError, match="unhashable"):
        hash(pvector([[]]))
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(v, protocol)) == v
    assert copy.copy(v) == v and copy.deepcopy(v) == v
    x = []
    v = pvector([x])
    x.append(v)
    assert repr(v) == "pvector([[pvector([[...]])]])"


def test_the_empty_one_and_vectors_of_vectors(pvector):
    assert pvector() is pvector([]) is pvector(iterable=()) and not pvector()
    v = pvector([1])
    assert pvector(v) is v and v.extend([]) is v


def test_iterators(pvector):
    v = pvector(range(100))
    iterator = iter(v)
    assert iter(iterator) is iterator and operator.length_hint(iterator) == 100
    assert [next(iterator) for _ in range(40)] == list(range(40)) and operator.length_hint(iterator) == 60
    del v
    assert list(iterator) == list(range(40, 100)) and list(iterator) == [] and operator.length_hint(iterator) == 0


# ---- evolvers


def test_evolver(pvector):
    v = pvector(range(1100))
    e = v.evolver()
    assert not e.is_dirty() and e.persistent() is v
    e[5] = "a"
    e[1099] = "b"
    e[1100] = "c"
    assert e.append("d").extend("ef").set(-1, "g") is e and e.is_dirty() and len(e) == 1104
    assert [e[i] for i in (5, 6, 1099, 1100, -1, -2)] == ["a", 6, "b", "c", "g", "e"]
    w = e.persistent()
    assert w.tolist() == [*range(5), "a", *range(6, 1099), "b", "c", "d", "e", "g"]
    assert v.tolist() == list(range(1100)) and e.persistent() is w and not e.is_dirty()
    e[5] = "later"
    assert w[5] == "a" and e.persistent()[5] == "later" and w[5] == "a"
    del e[0]
    del e[-3:]
    assert e.delete(0) is e and e.persistent().tolist() == [2, 3, 4, "later", *range(6, 1099), "b", "c"]


def test_random_evolvers(pvector, native):
    rng = random.Random(6)
    for make in (pvector, native.pvector):
        items = list(range(1500))
        e, kept = make(items).evolver(), []
        for _ in range(3000):
            n, what = len(items), rng.randrange(200)
            if what < 150:
                i = rng.randrange(-n, n)
                e[i] = items[i] = rng.random()
            elif what < 196:
                x = rng.random()
                e.append(x)
                items.append(x)
            elif what < 199:
                kept.append((e.persistent(), list(items)))
            else:
                i = rng.randrange(n)
                del e[i]
                del items[i]
        assert e.persistent().tolist() == items
        assert all(v.tolist() == then for v, then in kept)


# ---- what is wrong


@pytest.mark.parametrize("is_native", [False, True])
def test_indices_out_of_range(pvector, native, is_native):
    v = (native.pvector if is_native else pvector)([1, 2, 3])
    e = v.evolver()
    for index, named in [(3, "3"), (-4, "-1"), (99, "99")]:
        for sequence in (v, e):
            with pytest.raises(IndexError, match="^Index out of range: %s$" % named):
                sequence[index]
    calls = [
        lambda: v.set(4, 0),
        lambda: v.set(-4, 0),
        lambda: v.mset(9, 0),
        lambda: v.delete(3),
        lambda: v[10**30],
    ]
    for call in calls:
        with pytest.raises(IndexError):
            call()
    for index in (4, -4):
        with pytest.raises(IndexError):
            e[index] = 0
        with pytest.raises(IndexError):
            del e[index]
    assert e.persistent() is v


@pytest.mark.parametrize("key", ["a", 1.5, None, (1,)])
def test_keys_of_other_types(pvector, key):
    v = pvector([1, 2, 3])
    e = v.evolver()
    for call in (lambda: v[key], lambda: v.set(key, 1), lambda: v.mset(key, 1), lambda: v.delete(key), lambda: e[key]):
        with pytest.raises(TypeError):
            call()
    with pytest.raises(TypeError):
        e[key] = 1
    with pytest.raises(TypeError):
        del e[key]


def test_numbers_of_arguments(pvector, pvectorc):
    v = pvector([1])
    calls = [
        lambda: pvector(1),
        lambda: pvector([], []),
        lambda: pvector(items=[]),
        lambda: v.set(1),
        lambda: v.mset(1),
        lambda: v.delete(),
        lambda: v.delete(1, 2, 3),
        lambda: v.index(),
        lambda: v.index(1, 2, 3, 4),
        lambda: v.append(),
        lambda: v.extend(5),
        lambda: v + 5,
        lambda: v * "x",
        lambda: v.evolver().set(1),
        lambda: v.evolver().extend(5),
        pvectorc.PVector,
        pvectorc.PVectorEvolver,
        type(iter(v)),
        lambda: type("Sub", (pvectorc.PVector,), {}),
    ]
    for call in calls:
        with pytest.raises(TypeError):
            call()
    with pytest.raises((MemoryError, OverflowError)):
        v * sys.maxsize


def test_errors_of_items(pvector):
    def fails():
        yield 1
        raise Error("here")

    class Odd:
        def __eq__(self, other):
            raise Error("equal")

        def __repr__(self):
            raise Error("text")

        def __hash__(self):
            raise Error("hash")

    v = pvector([1, Odd()])
    for call in (lambda: pvector(fails()), lambda: v.extend(fails()), lambda: v.evolver().extend(fails())):
        with pytest.raises(Error, match="here"):
            call()
    for call in (
        lambda: v == pvector([1, 2]),
        lambda: 5 in v,
        lambda: v.count(5),
        lambda: v.index(5),
        lambda: v.remove(5),
    ):
        with pytest.raises(Error, match="equal"):
            call()
    with pytest.raises(Error, match="text"):
        repr(v)
    with pytest.raises(Error, match="hash"):
        hash(v)


@pytest.mark.parametrize("use", [lambda e, i: e[i], lambda e, i: e.set(i, 1)])
def test_index_that_changes_the_evolver(pvector, use):
    class Index:
        def __index__(self):
            del e[:]
            return 50

    e = pvector(range(100)).evolver()
    with pytest.raises(IndexError):
        use(e, Index())
    assert len(e) == 0 and e.persistent() is pvector()


def test_list_that_shrinks_meanwhile(pvector):
    """Collections may run any code while nodes are made."""
    items = list(range(5000))

    class Shrinks:
        def __del__(self):
            del items[100:]

    circle = Shrinks()
    circle.self = circle
    del circle
    threshold = gc.get_threshold()
    gc.set_threshold(5)
    try:
        v = pvector(items)
    finally:
        gc.set_threshold(*threshold)
    assert v.tolist() in (list(range(len(v))), list(range(5000)))


# ---- ends


class Thing:
    pass


def test_weak_references(pvector):
    v = pvector([1, 2])
    ref = weakref.ref(v)
    assert ref() is v
    del v
    gc.collect()
    assert ref() is None


@pytest.mark.parametrize("size", [5, 40, 1100])
def test_items_end_with_the_last_vector(pvector, size):
    thing = Thing()
    ref = weakref.ref(thing)
    v = pvector(range(size)).set(size // 2, thing).append(1)
    w = v.set(0, 1)
    e = w.evolver()
    e[1] = 2
    iterator = iter(e.persistent())
    next(iterator)
    del thing, v
    gc.collect()
    assert ref() is w[size // 2]
    del w, e
    gc.collect()
    assert ref() is not None
    del iterator
    gc.collect()
    assert ref() is None


def test_circles_are_collected(pvector):
    things = [Thing() for _ in range(3)]
    refs = [weakref.ref(thing) for thing in things]
    for thing, size in zip(things, (3, 40, 1100)):
        thing.vector = pvector(range(size)).set(1, thing)
        thing.iterator = iter(thing.vector)
        thing.evolver = thing.vector.evolver()
        thing.evolver[2] = thing
        thing.evolver.append(thing)
    del thing, things
    gc.collect()
    gc.collect()
    assert [ref() for ref in refs] == [None] * 3


def test_the_collector_sees_each_once(pvector):
    v = pvector([1, 2, 3])
    e = v.evolver()
    assert sum(x is v for x in gc.get_referents(e)) == 1
    assert all(gc.is_tracked(x) for x in (v, e, iter(v)))


def test_deep_nesting(pvector):
    v = pvector()
    for _ in range(50_000):
        v = pvector([v])
    del v
    gc.collect()


def test_nothing_leaks(pvector, leaks):
    v, big = pvector([1.5, "a"]), pvector(range(40))
    large = pvector(range(1100))

    def use():
        for x in (v, big):
            (
                x.append(1.5),
                x.set(1, 2.5),
                x + [1],
                x * 2,
                x[1:],
                x.delete(1),
                x == x.set(1, 5),
                hash(x),
                repr(x),
                5 in x,
            )
            (list(x), x.tolist(), x.count(1), x.index(x[1]), pickle.loads(pickle.dumps(x)))
            e = x.evolver()
            e[0] = e[1] = 7.5
            e.append(1)
            e.persistent()
            e[0] = 8.5
            del e[1]

    leaks(use)
    leaks(lambda: (large.set(1, 1.5), large.append(2.5), large.mset(5, 1.5, 1000, 2.5), large + [1.5] * 40))
    for wrong in (
        lambda: v[9],
        lambda: v.set(9, 1),
        lambda: v.set("x", 1),
        lambda: v.mset(0, 1, 9, 1),
        lambda: pvector(5),
    ):
        leaks(wrong)


@pytest.mark.once("it builds")
@pytest.mark.abis("universal")
def test_built_as_described(tmp_path):
    """By its setup script; the program of README.md."""
    code = "from pvectorc import pvector; print(pvector('abc').append('d'))"
    assert run_as_described("pvector", code, tmp_path) == "pvector(['a', 'b', 'c', 'd'])"
