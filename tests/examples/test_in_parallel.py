"""The examples that say so run in many threads at once, without a GIL where Python can, and in many interpreters."""

import sys
import sysconfig
import textwrap

import pytest
from support.compile import SANITIZED
from support.examples import PVECTOR, read_source

FREE = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))

# One after another in each of four threads. Under ThreadSanitizer an interpreter takes a minute.
INTERPRETERS = 1 if SANITIZED else 5

# Name of the module → folder, its file, its other files.
MODULES = {
    "digest": ("digest", "digest.c", []),
    "hpyjson": ("json", "hpyjson.c", ["reader.c", "writer.c", "frames.c"]),
    "lru": ("lru", "lru.c", []),
    "pvectorc": ("pvector", "pvectorc.c", list(PVECTOR)),
    "vector": ("vector", "vector.c", []),
}

# For sqrt() of the kernels of vector.
FLAGS = ("-Wl,--no-as-needed", "-lm") if sys.platform.startswith("linux") else ()

# What several threads do with the same objects; 'step' gets the number of the thread and of the turn.
WORK = {
    "digest": """
        shared = mod.new(b"begin")
        def step(number, i):
            shared.update(b"x" * (i % 5000))
            assert len(shared.hexdigest()) == 16 and shared.copy().seed == 0
            assert mod.intdigest(b"abc", seed=i) == mod.new(b"abc", i).intdigest()
        """,
    "hpyjson": """
        shared = {"a": [1, 2.5, None, "text"], "b": {str(n): n for n in range(20)}}
        def step(number, i):
            shared["b"][str(number)] = i
            shared["a"].append(i)
            if i % 50 == 0:
                del shared["a"][4:]
            assert mod.loads(mod.dumps({"n": [number, i]})) == {"n": [number, i]}
            try:
                mod.loads(mod.dumps(shared))
            except RuntimeError as error:  # a dict that changes size while it is written
                assert "changed" in str(error), error
        """,
    "lru": """
        evicted = []
        @mod.Cache.with_options(maxsize=8, on_evict=lambda key, value: evicted.append(key))
        def double(x):
            return x * 2
        def step(number, i):
            assert double(i % 13) == i % 13 * 2
            info = double.cache_info()
            assert 0 <= info.currsize <= 9 and info.maxsize == 8, info
            if i % 97 == 0:
                double.cache_clear()
        """,
    "pvectorc": """
        start = mod.pvector(range(100))
        evolver = start.evolver()
        iterator = iter(start)
        def step(number, i):
            assert start[i % 100] == i % 100 and len(start.append(i)) == 101
            evolver[i % 100] = [number, i]
            evolver.append(i)
            made = evolver.persistent()
            assert len(made) >= 100
            next(iterator, None)
            if i % 20 == 0:
                evolver.delete(len(start))
            assert start.set(i % 100, "x")[i % 100] == "x" and sum(start) == 4950
        """,
    "vector": """
        # A vector does not lock its numbers: what is written has one thread.
        shared, each = mod.Vector([1.0] * 50), mod.Vector(8)
        def step(number, i):
            each[number] = i
            assert shared[number] == 1.0 and len(shared + shared) == 50 and list(shared[:3]) == [1.0] * 3
            memoryview(each)[number] += 1
            assert each[number] == i + 1
        """,
}

THREADS = """
import threading
failures = []
assert not FREE or not sys._is_gil_enabled()
def run(number):
    barrier.wait()
    try:
        for i in range(300):
            step(number, i)
    except BaseException as error:
        failures.append(repr(error))
        raise
barrier = threading.Barrier(8)
threads = [threading.Thread(target=run, args=(n,)) for n in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not failures, failures
print("done", end="")
"""


@pytest.fixture
def binary(build):
    def binary(name):
        folder, main, others = MODULES[name]
        extra = [read_source(folder, other) for other in others]
        return build(read_source(folder, main), name=name, minor=2, extra=extra, flags=FLAGS)

    return binary


@pytest.mark.no_layers("the test chooses them")
@pytest.mark.parametrize("mode", ["", "debug"], ids=["plain", "debug"])
@pytest.mark.parametrize("name", list(MODULES))
def test_threads(binary, python, name, mode, abi):
    if mode and abi == "cpython":
        pytest.skip("there no layer can stand between")
    code = "import sys\nFREE = %r\n%s%s" % (FREE, textwrap.dedent(WORK[name]), THREADS)
    result = python(code, binary(name), direct=True, env={"PYTHON_GIL": None, "HPY": mode or None})
    assert (result.stdout, result.stderr) == ("done", "")


@pytest.mark.skipif(sys.version_info < (3, 12), reason="interpreters have a GIL of their own since CPython 3.12")
@pytest.mark.no_layers("debug and trace mode are not for interpreters with a GIL of their own")
@pytest.mark.parametrize("name", list(MODULES))
def test_interpreters(interpreters, name):
    """Twenty with a GIL of their own, four at a time."""
    folder, main, others = MODULES[name]
    work = textwrap.dedent(WORK[name]) + "for i in range(100): step(1, i)\n"
    interpreters(
        """
        import threading
        failures = []
        def live():
            try:
                for _ in range(%d):
                    other = Interpreter("mod = load()", own_gil=True)
                    other.run(%r)
                    other.end()
            except BaseException as error:
                failures.append(repr(error))
                raise
        threads = [threading.Thread(target=live) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures, failures
        """
        % (INTERPRETERS, work),
        read_source(folder, main),
        direct=True,
        name=name,
        minor=2,
        extra=[read_source(folder, other) for other in others],
        flags=FLAGS,
    )
