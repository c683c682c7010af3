"""python -m bench.scaling: what 1, 2, 4 and 8 threads do in the time in which one does a thing once.

For free-threaded builds of CPython; on others threads take turns at the GIL, which the table shows too. 2.00 in the
column of two threads says that two do twice as much. More threads than processors cannot do more. What all threads
share, such as the counts of one object, slows each of them in every API: look at native beside HPy. Writes
build/bench/scaling.json.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from typing import NamedTuple

THREADS = (1, 2, 4, 8)
ROUNDS = 9
TIMES_A_SAMPLE = 20  # what one thread alone does, in timing.SAMPLE: starting a thread takes a tenth of a millisecond


class Load(NamedTuple):
    """What each thread runs over and over. 'setup' is run for each thread, 'shared' once for all, whose 's' it is."""

    name: str
    statement: str
    setup: str = "pass"
    shared: str = "None"
    per: int = 1


LOADS = [
    Load("call, NOARGS", "f()", "f = m.noargs"),
    Load("call, parsing ll", "f(500, 300)", "f = m.parse"),
    Load("call of a method of one's own object", "f()", "f = m.Cell().method_noargs"),
    Load("make and free", "T()", "T = m.Cell"),
    Load("make and free, GC and field", "T(o)", "T = m.Box; o = object()"),
    Load("HPy_New, HPy_Close in a loop", "f(1000, T, None)", "f = m.loop_new; T = m.Cell", per=1000),
    Load("HPyField_Load, one's own object", "load(1000)", "load = m.Box(object()).load", per=1000),
    Load("HPyField_Load, one object for all", "load(1000)", "load = s.load", "m.Box(object())", 1000),
    Load("HPyField_Load, own objects, one item", "load(1000)", "load = m.Box(s).load", "object()", 1000),
    Load("HPyGlobal_Load, one for all", "f(1000, None, None)", "f = m.loop_global_load", per=1000),
]


def together(runs, turns):
    """Nanoseconds from the common start until each of the threads has done its turns."""
    import threading
    import time

    barrier = threading.Barrier(len(runs) + 1)

    def work(run):
        barrier.wait()
        run(turns)

    threads = [threading.Thread(target=work, args=(run,)) for run in runs]
    for thread in threads:
        thread.start()
    barrier.wait()
    begin = time.perf_counter_ns()
    for thread in threads:
        thread.join()
    return time.perf_counter_ns() - begin


def measure(load, modules):
    """{variant: {number of threads: what one does, ns, in each round}}: all threads' work over the time."""
    import rows
    import timing

    row = rows.Row("scaling", load.name, load.statement, load.setup)
    runs = {}
    for variant, module in modules.items():
        shared = eval(load.shared, {"m": module})
        runs[variant] = [timing.make_run(module, row, s=shared) for _ in range(max(THREADS))]
    turns = timing.calibrate(runs["native"][0]) * TIMES_A_SAMPLE
    per = timing.UNROLLED * load.per
    times = {variant: {n: [] for n in THREADS} for variant in runs}
    for i in range(ROUNDS):
        order = list(runs)[i % len(runs) :] + list(runs)[: i % len(runs)]
        for n in THREADS:
            each = turns // n or 1
            for variant in order:
                times[variant][n].append(together(runs[variant][:n], each) / (each * n * per))
    return times


def measure_all(files):
    """In the process that measures: JSON, a list with what measure() gives for each load."""
    import gc

    import timing

    modules = {variant: timing.load(variant, path) for variant, path in files.items()}
    gc.disable()
    free = not getattr(sys, "_is_gil_enabled", lambda: True)()
    print(json.dumps({"free": free, "loads": [measure(load, modules) for load in LOADS]}))


def speedups(times):
    """{number of threads: how much more they do than one}, the medians' quotient."""
    alone = statistics.median(times["1"])
    return {n: alone / statistics.median(values) for n, values in times.items()}


def main():
    from . import build

    parser = argparse.ArgumentParser(
        prog="python -m bench.scaling", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    folders = {abi: build.build(abi) for abi in ("cpython", "universal")}
    files = {"native": build.find(folders["universal"], "native")}
    files.update((abi, build.find(folder, "micro")) for abi, folder in folders.items())
    command = [sys.executable, os.path.abspath(__file__), json.dumps(files)]
    done = subprocess.run(command, stdout=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit("bench: measuring failed; the traceback above says why")
    result = json.loads(done.stdout)

    version = "%s %s" % (platform.python_implementation(), sys.version.replace("\n", " "))
    print("%s\n%d processors; %s\n" % (version, os.cpu_count(), "no GIL" if result["free"] else "a GIL"))
    line = "%-38s %-10s" + " %9s" * len(THREADS) + " %10s"
    print(line % ("what 1 does = 1.00", "", *("%d threads" % n for n in THREADS), "ns alone"))
    rows = {}
    for load, times in zip(LOADS, result["loads"]):
        rows[load.name] = {variant: speedups(values) for variant, values in times.items()}
        for number, (variant, values) in enumerate(rows[load.name].items()):
            alone = statistics.median(times[variant]["1"])
            cells = ["%.2f" % values[str(n)] for n in THREADS]
            print(line % ("" if number else load.name, variant, *cells, "%.1f" % alone))
    path = os.path.join(build.OUTPUT, "scaling.json")
    content = {"python": sys.version, "processors": os.cpu_count(), "free": result["free"], "rows": rows}
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
    print("written: " + os.path.relpath(path))


if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1].startswith("{"):
        measure_all(json.loads(sys.argv[1]))
    else:
        main()
