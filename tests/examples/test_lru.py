"""examples/lru: the cache in every ABI and its twin over Python.h, call by call against functools.lru_cache."""

import copy
import functools
import gc
import pickle
import random
import weakref

import pytest
from support.examples import build_native, import_file, read_source, run_as_described
from support.threads import run_together


@pytest.fixture(scope="session")
def native(tmp_path_factory):
    """The module lru_native, built as README.md says."""
    folder = str(tmp_path_factory.mktemp("lru_native"))
    return import_file("lru_native", build_native("lru", "lru_native", folder))


@pytest.fixture
def lru(make):
    return make(read_source("lru", "lru.c"), name="lru", minor=2)


@pytest.fixture
def Cache(lru):
    return lru.Cache


class Error(Exception):
    pass


# ---- as functools


@pytest.mark.parametrize("maxsize", [0, 1, 2, 7, 50, None])
@pytest.mark.parametrize("typed", [False, True])
def test_the_same_calls_hit(lru, native, maxsize, typed):
    rng = random.Random(repr((maxsize, typed)))
    calls = {}

    def make(name):
        def function(*args, **kw):
            calls.setdefault(name, []).append((args, kw))
            return [args, kw]

        return function

    caches = {
        "functools": functools.lru_cache(maxsize, typed)(make("functools")),
        "lru": lru.Cache(make("lru"), maxsize, typed),
        "native": native.Cache(make("native"), maxsize, typed),
    }
    values = [1, 1.0, True, "1", b"1", None, (1, 2), frozenset([3]), 10**20, *range(2, 10)]
    for i in range(3000):
        args = [rng.choice(values) for _ in range(rng.choice([0, 1, 1, 1, 2, 3]))]
        kw = {name: rng.choice(values[:4]) for name in rng.sample("abc", rng.choice([0, 0, 0, 1, 2]))}
        results = [cache(*args, **kw) for cache in caches.values()]
        assert results[0] == results[1] == results[2]
        infos = [tuple(cache.cache_info()) for cache in caches.values()]
        assert infos[0] == infos[1] == infos[2], i
        if rng.randrange(500) == 0:
            for cache in caches.values():
                cache.cache_clear()
    assert list(map(repr, calls["functools"])) == list(map(repr, calls["lru"])) == list(map(repr, calls["native"]))


def test_result_is_the_same_object(Cache):
    cache = Cache(lambda x: [x])
    assert cache(1) is cache(1) and cache(2) is not cache(1)


def test_the_one_not_used_for_longest_goes(Cache):
    gone = []
    cache = Cache(lambda x: -x, maxsize=3, on_evict=lambda key, result: gone.append((key, result)))
    for x in [1, 2, 3, 1, 4, 2, 5]:
        assert cache(x) == -x
    assert gone == [(2, -2), (3, -3), (1, -1)]
    assert Cache(lambda x: x, on_evict=None)(5) == 5


def test_infos_and_parameters(Cache, lru):
    cache = Cache(len, 5, typed=True)
    info = cache.cache_info()
    assert type(info) is lru.CacheInfo and (info.hits, info.misses, info.maxsize, info.currsize) == (0, 0, 5, 0)
    assert cache.cache_parameters() == {"maxsize": 5, "typed": True}
    assert Cache(len, None).cache_parameters() == {"maxsize": None, "typed": False}
    assert Cache(len).cache_info().maxsize == 128 and Cache(len, -5).cache_info().maxsize == 0


def test_it_looks_as_the_function(Cache):
    def function(x):
        """Words."""

    function.extra = 5
    cache = Cache(function)
    assert cache.__name__ == "function" and cache.__doc__ == "Words." and cache.extra == 5
    assert cache.__wrapped__ is function and cache.__module__ == __name__
    cache.other = 6
    assert vars(cache)["other"] == 6


def test_methods(Cache):
    class Thing:
        @Cache
        def method(self, x):
            return (self, x, [])

    a, b = Thing(), Thing()
    assert a.method(1) is a.method(1) and a.method(1)[:2] == (a, 1) and b.method(1)[0] is b
    assert Thing.method is Thing.__dict__["method"] and Thing.method.cache_info().hits == 2
    assert a.method.__self__ is a


def test_class_method_makes_decorators(Cache, native):
    for cls in (Cache, native.Cache):
        decorate = cls.with_options(maxsize=3, typed=True)
        caches = [decorate(abs), decorate(len)]
        assert [type(cache) for cache in caches] == [cls, cls] and caches[0](-1) == 1 and caches[1]("abc") == 3
        assert caches[0].cache_parameters() == {"maxsize": 3, "typed": True}
        assert cls.with_options()(abs).cache_info().maxsize == 128
        sub = type("Sub", (cls,), {})
        assert type(sub.with_options(1)(abs)) is sub


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_copies_are_the_same(Cache, copied):
    cache = Cache(len)
    assert copied(cache) is cache


kept = None


def test_pickle(Cache):
    global kept

    def kept(x):
        return x

    kept.__qualname__ = "kept"
    kept = Cache(kept)
    assert pickle.loads(pickle.dumps(kept)) is kept


# ---- what is wrong


@pytest.mark.parametrize(
    "args, kw",
    [
        ((), {}),
        ((5,), {}),
        ((len, "x"), {}),
        ((len, 1.5), {}),
        ((len,), {"size": 1}),
        ((len, 1, 2, 3, 4), {}),
    ],
)
def test_arguments_that_are_wrong(Cache, native, leaks, args, kw):
    for cls in (Cache, native.Cache):
        with pytest.raises(TypeError):
            cls(*args, **kw)
    leaks(lambda: Cache(*args, **kw))
    with pytest.raises(TypeError):
        Cache.with_options("x")
    with pytest.raises(TypeError):
        Cache.with_options(5)(None)
    with pytest.raises(OverflowError):
        Cache(len, 1 << 70)


def test_arguments_without_hash(Cache):
    cache = Cache(lambda *args: args)
    for args in [([],), (1, []), ({},)]:
        with pytest.raises(TypeError, match="unhashable"):
            cache(*args)
    assert tuple(cache.cache_info()) == (0, 0, 128, 0)


def test_exceptions_are_not_kept(Cache):
    calls = []

    @Cache
    def function(x):
        calls.append(x)
        raise Error(x)

    for _ in range(2):
        with pytest.raises(Error):
            function(1)
    assert calls == [1, 1] and tuple(function.cache_info()) == (0, 2, 128, 0)


def test_callback_that_fails(Cache):
    def fails(key, result):
        raise Error(key)

    cache = Cache(lambda x: x, maxsize=1, on_evict=fails)
    assert cache(1) == 1
    with pytest.raises(Error):
        cache(2)
    assert tuple(cache.cache_info()) == (0, 2, 1, 1) and cache(2) == 2
    assert cache.cache_info().hits == 1


class Key:
    """Equal to those of its number; what 'compare' does, happens in each comparison."""

    compare = staticmethod(lambda: None)

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 5

    def __eq__(self, other):
        Key.compare()
        return self.n == other.n


@pytest.fixture
def compare():
    def set_to(f):
        Key.compare = staticmethod(f)

    yield set_to
    set_to(lambda: None)


def test_comparison_that_fails(Cache, compare):
    cache = Cache(lambda key: key.n, maxsize=2)
    assert [cache(Key(1)), cache(Key(2)), cache(Key(1))] == [1, 2, 1]

    def fails():
        raise Error()

    compare(fails)
    with pytest.raises(Error):
        cache(Key(3))
    compare(lambda: None)
    assert [cache(Key(n)) for n in (1, 2, 3, 4, 1)] == [1, 2, 3, 4, 1]
    assert cache.cache_info().currsize == 2


@pytest.mark.parametrize("what", ["clear", "call", "fail"])
@pytest.mark.parametrize("maxsize", [1, 2, 5])
def test_comparison_that_comes_back(Cache, compare, what, maxsize):
    """The cache is whole whatever happens in a comparison, and has no more than it may have."""
    rng = random.Random(maxsize)
    cache = Cache(lambda key: key.n, maxsize=maxsize)
    depth = [0]

    def compared():
        if depth[0] or rng.randrange(4):
            return
        depth[0] = 1
        try:
            if what == "clear":
                cache.cache_clear()
            elif what == "call":
                cache(Key(rng.randrange(8)))
            else:
                raise Error()
        finally:
            depth[0] = 0

    compare(compared)
    for _ in range(500):
        n = rng.randrange(8)
        try:
            assert cache(Key(n)) == n
        except Error:
            assert what == "fail"
    compare(lambda: None)
    for n in range(10, 10 + maxsize):
        assert cache(Key(n)) == n
    for n in range(10, 10 + maxsize):
        hits = cache.cache_info().hits
        assert cache(Key(n)) == n and cache.cache_info().hits == hits + 1


def test_function_that_comes_back(Cache):
    @Cache
    def fibonacci(n):
        return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

    assert fibonacci(90) == 2880067194370816120
    assert fibonacci.cache_info().misses == 91

    @Cache.with_options(maxsize=2)
    def clears(n):
        if n:
            clears(n - 1)
            clears.cache_clear()
        return n

    assert [clears(3), clears(3)] == [3, 3] and tuple(clears.cache_info()) == (1, 0, 2, 1)

    calls = []

    @Cache
    def twice(n):
        calls.append(n)
        if len(calls) == 1:
            twice(n)
        return [len(calls)]

    assert twice(5) == [2] and tuple(twice.cache_info())[2:] == (128, 1) and twice(5) == [2]


def test_callback_that_comes_back(Cache):
    busy = []

    def evicted(key, result):
        if len(busy) < 3:
            busy.append(key)
            assert cache(key) == key
            if key % 2:
                cache.cache_clear()
            busy.pop()

    cache = Cache(lambda x: x, maxsize=2, on_evict=evicted)
    for x in range(20):
        assert cache(x) == x
        assert cache.cache_info().currsize <= 2


def test_many_threads(Cache):
    cache = Cache(lambda x: [x], maxsize=10)

    def work(seed):
        rng = random.Random(seed)
        for _ in range(3000):
            x = rng.randrange(20)
            assert cache(x) == [x]

    run_together(*[functools.partial(work, seed) for seed in range(4)])
    assert cache.cache_info().currsize == 10


# ---- ends


class Thing:
    pass


def test_what_is_dropped_goes_at_once(Cache):
    cache = Cache(lambda x: Thing(), maxsize=2)
    gc.disable()
    try:
        refs = [weakref.ref(cache(x)) for x in range(3)]
        assert [ref() is None for ref in refs] == [True, False, False]
        cache.cache_clear()
        assert [ref() is None for ref in refs] == [True, True, True]
        refs = [weakref.ref(cache), weakref.ref(cache(1)), weakref.ref(cache(2))]
        del cache
        assert [ref() is None for ref in refs] == [True, True, True]
    finally:
        gc.enable()


def test_circles_are_collected(Cache):
    def make():
        thing = Thing()
        thing.cache = Cache(lambda x: [x, thing], on_evict=lambda key, result: thing)
        thing.cache(1)
        thing.cache(2)
        return weakref.ref(thing), weakref.ref(thing.cache)

    refs = make()
    gc.collect()
    gc.collect()
    assert [ref() is None for ref in refs] == [True, True]


def test_finalisers_that_use_the_cache(Cache):
    class Late:
        def __del__(self):
            cache(len(seen))
            seen.append(cache.cache_info().currsize)

    seen = []
    cache = Cache(lambda x: Late() if isinstance(x, str) else x, maxsize=3)
    for x in ("a", "b", "c", "d"):
        cache(x)
    cache.cache_clear()
    gc.collect()
    assert len(seen) == 4 and cache.cache_info().currsize <= 3


def test_nothing_leaks(Cache, leaks):
    cache = Cache(lambda *args, **kw: [args], maxsize=3, typed=True, on_evict=lambda key, result: None)

    def use():
        for x in range(5):
            cache(x)
            cache(x, a=1.5)
        cache.cache_info()
        cache.cache_parameters()
        cache.cache_clear()
        Cache.with_options(2)(lambda x: x)(5)

    leaks(use)
    leaks(cache, [])
    leaks(lambda: Cache(lambda x: [x])(1.5))


@pytest.mark.once("it builds")
@pytest.mark.abis("universal")
def test_built_as_described(tmp_path):
    """By its setup script; the program of README.md."""
    code = "from lru import Cache; f = Cache(abs); print(f(-1), f(-1), f.cache_info())"
    assert run_as_described("lru", code, tmp_path) == "1 1 lru.CacheInfo(hits=1, misses=1, maxsize=128, currsize=1)"
