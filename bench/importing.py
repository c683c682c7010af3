"""How long the first import of a module takes in a fresh process."""

import json
import os
import statistics
import subprocess
import sys

REPEATS = 30

# The folder stands last on the path, where installed packages do: finding the module costs each variant the same.
PROGRAM = """
import sys, time
sys.path.append({folder!r})
start = time.perf_counter_ns()
import {module}
print(time.perf_counter_ns() - start)
"""


def import_ns(path):
    """Nanoseconds of the import statement in a new process."""
    program = PROGRAM.format(folder=os.path.dirname(path), module=os.path.basename(path).split(".")[0])
    output = subprocess.run(
        [sys.executable, "-c", program], cwd=os.path.dirname(path), stdout=subprocess.PIPE, check=True
    ).stdout
    return json.loads(output)


def measure(files):
    """{variant: median of nanoseconds}; the variants take turns. A first round warms the caches and is not counted."""
    rounds = [{variant: import_ns(path) for variant, path in files.items()} for _ in range(REPEATS + 1)]
    return {variant: statistics.median(r[variant] for r in rounds[1:]) for variant in files}
