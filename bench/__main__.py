"""python -m bench: builds the modules, measures, prints the table, writes build/bench/bench.json."""

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys

from . import build, importing
from .rows import KEYWORD_ROWS, ROWS, chosen

HPY_VARIANTS = build.VARIANTS[1:]
TARGETS = {  # what the summary holds the figures against
    "calls, getset, slots": {"cpython": 1.02, "universal": 1.06},
    "make and free": {"cpython": 1.05, "universal": 1.15},
    "field get and set": {"cpython": 1.10, "universal": 1.10},
    "writer": {"cpython": 1.03, "universal": 1.15},
    "sum of a list of ints": {"cpython": 0.80, "universal": 0.80},
    "walks, in blocks": {"cpython": 1.03, "universal": 1.15},
    "nodes": {"cpython": 1.05, "universal": 1.08},
    "keywords by definition": {"cpython": 0.35, "universal": 0.35},
    "vector": {"cpython": 1.10, "universal": 1.25},
    "lru": {"cpython": 1.03, "universal": 1.10},
    "pvector": {"cpython": 1.03, "universal": 1.10},
    "digest": {"cpython": 1.03, "universal": 1.06},
    "enter and exit": {"cpython": 1.10, "universal": 1.10},
    "JSON reader": {"cpython": 1.03, "universal": 1.06},
    "JSON writer": {"cpython": 1.03, "universal": 1.06},
    "file size, stripped": {"cpython": 2.0},
    "import in a fresh process": {"universal": 5.0},
}


def run_processes(files, count, groups):
    """What timing.py prints, from several processes: the layout of memory differs between them, and matters."""
    command = [sys.executable, os.path.join(build.HERE, "timing.py"), json.dumps(files), *groups]
    results = []
    for i in range(count):
        print("measuring: process %d of %d" % (i + 1, count), file=sys.stderr, flush=True)
        done = subprocess.run(command, stdout=subprocess.PIPE)
        if done.returncode != 0:
            sys.exit("bench: measuring failed; the traceback above says why")
        results.append(json.loads(done.stdout))
    return results


def quotients(processes, variant):
    """The quotients of the variant and native in each round, one list for each process."""
    return [[v / max(n, 0.01) for v, n in zip(p[variant], p["native"])] for p in processes]


def summarise(row, processes):
    """One row of the result. 'processes': {variant: [ns …]} of each process."""
    result = {"group": row.group, "name": row.name, "ns": {}, "ratio": {}, "spread": {}}
    for variant in build.VARIANTS:
        result["ns"][variant] = statistics.median(min(p[variant]) for p in processes)
    for variant in HPY_VARIANTS:
        medians = sorted(statistics.median(q) for q in quotients(processes, variant))
        result["ratio"][variant] = statistics.median(medians)
        result["spread"][variant] = (medians[-1] - medians[0]) / 2
    return result


def geometric_mean(values):
    return math.exp(statistics.mean(math.log(v) for v in values))


def summary(rows, files):
    """{title: {variant: ratio}} of what has a target, and of the other groups."""
    sizes = {variant: build.stripped_size(path) for variant, path in files["micro"].items()}
    imports = importing.measure(files["micro"])

    def in_group(*names):
        return [row for row in rows if row["group"] in names]

    from_python = in_group("calls", "getset", "slots")
    groups = {
        "calls, getset, slots": from_python,
        "the same without parsing": [row for row in from_python if "parsing" not in row["name"]],
        "make and free": [row for row in rows if row["name"].startswith("make and free")],
        "field get and set": [row for row in rows if row["name"].startswith("field ")],
        "objects": in_group("objects"),
        "context": in_group("context"),
        "writer": in_group("writer"),
        "sum of a list of ints": [row for row in rows if row["name"] == "sum of a list of ints"],
        "bulk": in_group("bulk"),
        "walks, in blocks": [row for row in rows if row["group"] == "walks" and "one by one" not in row["name"]],
        "nodes": in_group("nodes"),
        "keywords by definition": [row for row in rows if row["name"] in KEYWORD_ROWS],
        "short calls": in_group("short calls"),
        "vector": in_group("vector"),
        "lru": in_group("lru"),
        "pvector": in_group("pvector"),
        "digest": in_group("digest"),
        "enter and exit": [row for row in rows if row["name"].startswith("enter ")],
        "JSON reader": in_group("JSON reader"),
        "JSON writer": in_group("JSON writer"),
    }
    result = {
        title: {v: geometric_mean(row["ratio"][v] for row in group) for v in HPY_VARIANTS}
        for title, group in groups.items()
    }
    if sizes["native"] is not None:
        result["file size, stripped"] = {v: sizes[v] / sizes["native"] for v in HPY_VARIANTS}
    result["import in a fresh process"] = {v: imports[v] / imports["native"] for v in HPY_VARIANTS}
    return result, {"bytes": sizes, "import_ns": imports}


def print_table(rows):
    line = "%-28s %10s %10s %10s %10s"
    print(line % ("", "native ns", *HPY_VARIANTS, "±"))
    group = None
    for row in rows:
        if row["group"] != group:
            group = row["group"]
            print(group)
        ratios = ["%.2f" % row["ratio"][v] for v in HPY_VARIANTS]
        print(line % ("  " + row["name"], "%.1f" % row["ns"]["native"], *ratios, "%.2f" % max(row["spread"].values())))


def print_summary(figures, absolute):
    print("\n%-28s %10s %10s   target" % ("native = 1.00", *HPY_VARIANTS))
    for title, ratios in figures.items():
        targets = [
            "%s ≤ %.2f%s" % (v, limit, "" if ratios[v] <= limit else ": missed")
            for v, limit in TARGETS.get(title, {}).items()
        ]
        print("%-28s %10.2f %10.2f   %s" % (title, *(ratios[v] for v in HPY_VARIANTS), ", ".join(targets)))
    if absolute["bytes"]["native"] is not None:
        print("bytes: " + ", ".join("%s %d" % pair for pair in absolute["bytes"].items()))
    print("µs to import: " + ", ".join("%s %.0f" % (v, ns / 1000) for v, ns in absolute["import_ns"].items()))


def main():
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--processes", type=int, default=5, help="how many processes measure (default: 5)")
    parser.add_argument(
        "--groups",
        nargs="+",
        default=[],
        choices=sorted({row.group for row in ROWS}),
        metavar="GROUP",
        help="the table for these groups of rows only, without a summary: "
        + ", ".join(dict.fromkeys(row.group for row in ROWS)),
    )
    options = parser.parse_args()

    files = build.build_all()
    processes = run_processes(files, options.processes, options.groups)
    rows = [summarise(row, [p[i] for p in processes]) for i, row in enumerate(chosen(options.groups))]
    print("%s %s, %s\n" % (platform.python_implementation(), platform.python_version(), platform.platform()))
    print_table(rows)
    if options.groups:
        return
    figures, absolute = summary(rows, files)
    print_summary(figures, absolute)

    path = os.path.join(build.OUTPUT, "bench.json")
    with open(path, "w", encoding="utf-8") as f:
        content = {"python": sys.version, "platform": platform.platform(), "rows": rows, "summary": figures, **absolute}
        json.dump(content, f, indent=1)
    print("written: " + os.path.relpath(path))


if __name__ == "__main__":
    main()
