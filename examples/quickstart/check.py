"""Runs the quickstart, checks what it does, and times it beside its Python.h twin when that is built too.

    python check.py [FOLDER] [--json]    FOLDER: where the built modules are, if not on the path

Prints what one call gave, and nanoseconds per call of each module; with --json as one line for other programs.
"""

import gc
import json
import sys
import time

ROUNDS = 15
CALLS = 5000
TIMED = {
    "overlap(a, b)": "m.overlap(a, b)",
    "overlap(a, b, label=x)": "m.overlap(a, b, label=x)",
    "Span(2, 5)": "m.Span(2, 5)",
    "a.middle": "a.middle",
    "len(a)": "len(a)",
    "3 in a": "3 in a",
}


def raises(exception, function, *args, **kw):
    """The text of the exception that the call raises, which must be of this type."""
    try:
        function(*args, **kw)
    except exception as e:
        assert type(e) is exception, type(e)
        return str(e)
    raise AssertionError("%s not raised" % exception.__name__)


def check(m):
    """Use everything in the module 'm'; the text of one result."""
    a, b = m.Span(1, 5), m.Span(stop=9, start=3, label="b")
    assert (a.start, a.stop, a.label, b.label) == (1, 5, None, "b")
    assert len(b) == 6 and 3 in b and 9 not in b
    assert repr(b) == "Span(3, 9, 'b')"

    both = m.overlap(a, b, label=["both"])
    assert type(both) is m.Span and repr(both) == "Span(3, 5, ['both'])"
    both.middle += 10
    assert (both.middle, both.start, both.stop) == (14, 13, 15)

    assert issubclass(m.DisjointError, ValueError)
    text = raises(m.DisjointError, m.overlap, a, both)
    assert text == "Span(1, 5) and Span(13, 15, ['both']) have nothing in common"
    assert "before start" in raises(ValueError, m.Span, 5, 1)
    raises(TypeError, m.Span, 5)
    raises(TypeError, m.overlap, a, 7)
    raises(TypeError, m.overlap, a, b, "label is for keywords only")
    raises(TypeError, both.__contains__, "x")
    raises(AttributeError, setattr, a, "start", 0)
    raises(AttributeError, delattr, a, "middle")
    raises(OverflowError, setattr, a, "middle", sys.maxsize)
    check_cycle(m)
    return repr(m.overlap(a, b))


def check_cycle(m):
    """An object that is its own label is found by the garbage collector."""

    class Watched(m.Span):
        deleted = 0

        def __del__(self):
            Watched.deleted += 1

    watched = Watched(0, 1)
    watched.label = watched
    del watched
    gc.collect()
    assert Watched.deleted == 1


def timer(m, statement):
    """A function that runs 'statement' CALLS times on the module 'm' and returns nanoseconds per call."""
    code = (
        "def run(clock, a, b, x, m=m):\n    start = clock()\n    for _ in times:\n        %s\n"
        "    return clock() - start"
    )
    names = {"m": m, "times": range(CALLS)}
    exec(code % statement, names)
    a, b = m.Span(1, 5), m.Span(3, 9)
    return lambda: names["run"](time.perf_counter_ns, a, b, "x") / CALLS


def measure(modules):
    """For each module, nanoseconds of each statement: the best of rounds in which the modules take turns."""
    best = [{} for m in modules]
    gc.disable()
    for name, statement in TIMED.items():
        timers = [timer(m, statement) for m in modules]
        for _ in range(ROUNDS):
            for ns, run in zip(best, timers):
                ns[name] = round(min(run(), ns.get(name, 1e9)), 1)
    gc.enable()
    return best


def show(result, file, times):
    """For a person: 'times' has the nanoseconds of the quickstart and, perhaps, of its twin."""
    print("%s works: overlap(Span(1, 5), Span(3, 9)) is %s" % (file, result))
    print("nanoseconds per call  " + " ".join("%9s" % head for head, _ in zip(["HPy", "Python.h"], times)))
    for name in times[0]:
        print("%-22s" % name + " ".join("%9.1f" % ns[name] for ns in times))


def main():
    folders = [argument for argument in sys.argv[1:] if argument != "--json"]
    sys.path[:0] = folders[:1]
    import quickstart

    modules = [quickstart]
    try:
        import quickstart_native

        modules.append(quickstart_native)
    except ImportError:
        pass

    results = [check(m) for m in modules]
    assert len(set(results)) == 1
    times = measure(modules)
    if "--json" in sys.argv[1:]:
        line = {"result": results[0], "ns": times[0], "native_ns": times[1] if len(times) > 1 else {}}
        line["file"] = quickstart.__file__
        print(json.dumps(line))
    else:
        show(results[0], quickstart.__file__, times)


if __name__ == "__main__":
    main()
