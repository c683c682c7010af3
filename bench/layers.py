"""python -m bench.layers [NAME ...]: what debug and trace mode cost, as ratios to universal without a layer.

Each configuration is measured in processes of its own, beside a copy of the same file that has no layer. Without names
all of them are measured. Writes build/bench/layers.json.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

CONFIGURATIONS = {  # name → mode, environment
    "debug": ("debug", {}),
    "trace (counting)": ("trace", {"HPY_TRACE": "counts"}),
    "trace": ("trace", {}),
}
TARGETS = {  # name → group of rows → geometric mean; "row": the largest of any row
    "debug": {"calls": 3.0, "all": 2.5, "row": 15},
    "trace (counting)": {"calls": 1.5, "all": 1.5},
}
CALLS = ("calls", "getset", "slots")


def measure(files, mode):
    """In the process that measures: JSON as from timing.py, with the variants "universal" and "layered"."""
    import gc

    import rows
    import timing

    import hpy.universal

    def load(variant, name, path):
        spec = timing.importlib.util.spec_from_file_location(variant + "." + name, path)
        return hpy.universal.load(name, path, spec, mode="universal" if variant == "universal" else mode)

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    modules = {
        name: {variant: load(variant, name, path) for variant, path in paths.items()} for name, paths in files.items()
    }
    gc.disable()
    empty = timing.make_run(modules["micro"]["universal"], rows.Row("", "", "pass"))
    print(json.dumps([timing.measure(row, modules, empty) for row in rows.ROWS]))


def build_files():
    """{module: {variant: path}}: the same file twice, since each has one context for all its modules."""
    from . import build

    folder = build.build("universal")
    return {
        module: {
            variant: build.apart(build.find(folder, module), "layers-%s-%s" % (module, variant))
            for variant in ("universal", "layered")
        }
        for module in build.MODULES
    }


def run_processes(files, name, count):
    mode, environment = CONFIGURATIONS[name]
    command = [sys.executable, os.path.abspath(__file__), "--measure", json.dumps(files), mode]
    results = []
    for i in range(count):
        print("measuring: %s, process %d of %d" % (name, i + 1, count), file=sys.stderr, flush=True)
        done = subprocess.run(command, stdout=subprocess.PIPE, env={**os.environ, **environment})
        if done.returncode != 0:
            sys.exit("bench: measuring %s failed; the traceback above says why" % name)
        results.append(json.loads(done.stdout))
    return results


def ratio(processes, i):
    """Row i: the median over processes of the median quotient of a round."""
    return statistics.median(
        statistics.median(layered / max(plain, 0.01) for layered, plain in zip(p[i]["layered"], p[i]["universal"]))
        for p in processes
    )


def summarise(ratios):
    from . import __main__ as whole
    from .rows import ROWS

    groups = {}
    for row, value in zip(ROWS, ratios):
        groups.setdefault("calls" if row.group in CALLS else row.group, []).append(value)
    groups["all"] = [value for row, value in zip(ROWS, ratios) if row.module == "micro"]
    result = {group: whole.geometric_mean(values) for group, values in groups.items()}
    return {**result, "row": max(ratios)}


def main():
    from . import build
    from .rows import ROWS

    parser = argparse.ArgumentParser(prog="python -m bench.layers", description=__doc__)
    parser.add_argument("--processes", type=int, default=3, help="how many measure each (default: 3)")
    parser.add_argument("names", nargs="*", metavar="NAME", help="of: " + ", ".join(CONFIGURATIONS))
    options = parser.parse_args()
    unknown = set(options.names) - set(CONFIGURATIONS)
    if unknown:
        parser.error("unknown: %s; there are: %s" % (", ".join(sorted(unknown)), ", ".join(CONFIGURATIONS)))

    files = build_files()
    columns = {}
    for name in options.names or CONFIGURATIONS:
        processes = run_processes(files, name, options.processes)
        columns[name] = [ratio(processes, i) for i in range(len(ROWS))]
    line = "%-32s" + " %18s" * len(columns)
    print(line % ("universal without a layer = 1", *columns))
    for i, row in enumerate(ROWS):
        print(line % ("%s: %s" % (row.group, row.name), *("%.2f" % ratios[i] for ratios in columns.values())))
    summaries = {name: summarise(ratios) for name, ratios in columns.items()}
    print()
    for group in next(iter(summaries.values())):
        print(
            line
            % (
                "largest row" if group == "row" else "geometric mean, " + group,
                *(cell(name, group, summaries[name][group]) for name in columns),
            )
        )
    with open(os.path.join(build.OUTPUT, "layers.json"), "w", encoding="utf-8") as f:
        json.dump(
            {
                "python": sys.version,
                "rows": {"%s: %s" % row[:2]: {n: c[i] for n, c in columns.items()} for i, row in enumerate(ROWS)},
                "summary": summaries,
            },
            f,
            indent=1,
        )


def cell(name, group, value):
    target = TARGETS.get(name, {}).get(group)
    return "%.2f" % value + (" (%s %.1f)" % ("<=" if value <= target else "missed:", target) if target else "")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(json.loads(sys.argv[2]), sys.argv[3])
    else:
        main()
