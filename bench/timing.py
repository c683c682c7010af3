"""Measures all rows, or those of some groups, once, in this process:
python timing.py '{"micro": {"native": FILE, "cpython": FILE, …}, …}' [GROUP…].

Prints JSON: for each row and variant, nanoseconds in each round. The variants take turns within a round, so that what
disturbs one disturbs all; quotients within a round are what counts. It is run as a file, so that the folder above,
where the sources of hpy may lie, is not on the path.
"""

import gc
import importlib.util
import json
import os
import sys
import time
from itertools import repeat

from rows import PREPARED, Row, chosen

ROUNDS = 21
SAMPLE = 1_000_000  # ns that one sample should take
UNROLLED = 16  # statements in one turn of the loop
VECTOR = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "examples", "vector")

TEMPLATE = """
def make(m):
    {prepared}
    {setup}
    def run(n):
        start = clock()
        for _ in repeat(None, n):
            {statements}
        return clock() - start
    return run
"""


def load(variant, path):
    """The module in the file; the name before the dot keeps modules of equal name apart."""
    name = variant + "." + os.path.basename(path).split(".")[0]
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fresh(name):
    """A new copy of a module of examples/vector: each variant runs Python code of its own, see make_run."""
    return load("fresh", os.path.join(VECTOR, name + ".py"))


def make_run(module, row, **more):
    """A function of n that runs the row's statement n * UNROLLED times and returns nanoseconds; it knows 'more', too.

    Each module gets a code object of its own: the interpreter adapts code to what runs in it."""
    names = {"clock": time.perf_counter_ns, "repeat": repeat, "fresh": fresh, **more}
    statements = "; ".join([row.statement] * UNROLLED)
    exec(TEMPLATE.format(prepared=PREPARED[row.module], setup=row.setup or "pass", statements=statements), names)
    return names["make"](module)


def calibrate(run):
    """How many turns take about SAMPLE."""
    n = 1
    while True:
        ns = run(n)
        if ns > SAMPLE / 4:
            return max(1, round(n * SAMPLE / ns))
        n *= 4


def measure(row, modules, empty):
    """{variant: [ns of one statement in each round]}, without the cost of the loop around it."""
    runs = [(variant, make_run(module, row)) for variant, module in modules[row.module].items()]
    n = calibrate(runs[0][1])
    times = {variant: [] for variant, _ in runs}
    for i in range(ROUNDS):
        for variant, run in runs[i % len(runs) :] + runs[: i % len(runs)]:
            ns = run(n) - empty(n)
            times[variant].append(ns / (n * UNROLLED * row.per))
    return times


def main():
    files = json.loads(sys.argv[1])
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    modules = {name: {variant: load(variant, path) for variant, path in paths.items()} for name, paths in files.items()}
    gc.disable()
    empty = make_run(modules["micro"]["native"], Row("", "", "pass"))
    print(json.dumps([measure(row, modules, empty) for row in chosen(sys.argv[2:])]))


if __name__ == "__main__":
    main()
