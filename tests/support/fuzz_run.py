"""Runs programs of support.fuzz_sequences in all ways to call an extension, and compares what they write down.

    compare(seeds, binaries)    the Failures, and how many steps were run
    binaries(compiler)          the machine for each ABI
    main([seconds])             new seeds until the time is over: exit status 1 if anything failed; make fuzz

Each way has a process of its own, which runs many seeds; one that crashes or hangs is followed by another one.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time

from .run import PACKAGE, TESTS

WAYS = [("cpython", None), ("universal", "universal"), ("universal", "debug"), ("universal", "trace")]
MACHINE = os.path.join(TESTS, "fuzz", "machine.c")
NAME = "fuzzed"
BATCH = 150  # seeds for one process
PATIENCE = 300  # seconds for a batch
MEMORY = 1 << 30  # a step that takes all of it disturbs more than this process
REFUSED = "HPyUsageError"  # debug mode's exception, in place of that of the host
# What debug mode says of what programs do wrongly on purpose.
EXPECTED_KINDS = {"wrong-type", "out-of-range"}
CHILD = """\
import sys
sys.path[:0] = [{package!r}, {tests!r}]
from support.fuzz_run import serve
serve({path!r}, {name!r}, {abi!r}, {mode!r})
"""


class Failure:
    """A seed, and what happened."""

    def __init__(self, seed, text):
        self.seed, self.text = seed, text

    def __str__(self):
        return "seed %s: %s" % (self.seed, self.text)


# ---- in the process of one way


def serve(path, name, abi, mode):
    """Run the seeds of standard input, and print the log of each as soon as it is there."""
    from . import fuzz_sequences as sequences
    from .compile import Binary
    from .load import load, load_in_mode

    limit_memory()
    binary = Binary(path, name, abi)
    mod = load(binary) if mode is None else load_in_mode(binary, mode)
    names = mod.names()
    for line in sys.stdin:
        seed = int(line)
        program, texts = sequences.write(seed, names)
        log = mod.run(program, sequences.make_values(mod), texts, sequences.describe)
        print(json.dumps([seed, len(program) // sequences.STEP.size, log]), flush=True)


def limit_memory():
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


# ---- in the one that compares


def binaries(compiler):
    with open(MACHINE, encoding="utf-8") as file:
        source = file.read()
    return {abi: compiler.build(source, abi, NAME, minor=2, origin=(MACHINE, 1)) for abi in {abi for abi, _ in WAYS}}


def compare(seeds, machines):
    """(failures, number of steps)."""
    failures, logs, steps = [], [], 0
    for abi, mode in WAYS:
        found, wrong = run_all(seeds, machines[abi], mode)
        failures += wrong
        logs.append(found)
    failed = {failure.seed for failure in failures}
    for seed in seeds:
        if seed in failed:
            continue
        results = [log[seed] for log in logs]
        steps += results[0][0]
        for (_, mode), (_, lines) in zip(WAYS[1:], results[1:]):
            difference = first_difference(results[0][1], lines)
            if difference:
                failures.append(Failure(seed, "cpython and %s differ:\n%s" % (mode, difference)))
                break
    return failures, steps


def run_all(seeds, binary, mode):
    """({seed: (number of steps, log)}, failures) of one way. A process that ends early is followed by another."""
    results, failures, left = {}, [], list(seeds)
    while left:
        done, wrong, ended = run_some(left, binary, mode)
        results.update(done)
        left = [seed for seed in left if seed not in done]
        if not ended:
            failures += [Failure(left[0], "%s: nothing of this seed" % (mode or "cpython"))] if left else []
            return results, failures + ([Failure(seeds[0], wrong)] if wrong else [])
        failures.append(Failure(left.pop(0) if left else seeds[-1], "%s: %s" % (mode or "cpython", ended)))
    return results, failures


def run_some(seeds, binary, mode):
    """(results, what debug mode found that it must not, how the process ended or "") of one process."""
    code = CHILD.format(package=PACKAGE, tests=TESTS, path=binary.path, name=binary.name, abi=binary.abi, mode=mode)
    with tempfile.TemporaryDirectory() as folder:
        findings = os.path.join(folder, "findings.json")
        environ = {key: value for key, value in os.environ.items() if key not in ("HPY", "HPY_TEST_LAYERS")}
        environ.update(PYTHONHASHSEED="0", HPY_DEBUG="nosource,json=" + findings, PYTHONIOENCODING="utf-8")
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-X", "faulthandler", "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=environ,
            )
            ended = ""
            try:
                output = process.communicate("".join("%d\n" % seed for seed in seeds).encode(), timeout=PATIENCE)[0]
            except subprocess.TimeoutExpired:
                process.kill()
                output, ended = process.communicate()[0], "hangs"
            if process.returncode and not ended:
                errors.seek(0)
                said = errors.read().decode("utf-8", "replace")[-1500:]
                ended = "exit status %d\n%s" % (process.returncode, said)
        wrong = unexpected(findings) if mode == "debug" and not ended else ""
    rows = [json.loads(line) for line in output.decode().splitlines() if line.endswith("]")]
    return {seed: (steps, log) for seed, steps, log in rows}, wrong, ended


def unexpected(path):
    """What debug mode has found beside what programs do on purpose."""
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        findings = json.load(file)["findings"]
    texts = ["%s: %s" % (found["kind"], found["message"]) for found in findings if found["kind"] not in EXPECTED_KINDS]
    return "or one of those that ran with it: debug mode reports\n" + "\n".join(texts) if texts else ""


def first_difference(expected, lines):
    """The first lines that differ, and the ones before; "" if there are none."""
    for i in range(max(len(expected), len(lines))):
        a, b = (log[i] if i < len(log) else "nothing" for log in (expected, lines))
        if a != b and not (REFUSED in b and is_refusal(a, b)):
            before = "\n".join("    " + line for line in expected[max(0, i - 4) : i])
            return "%s\n  - %s\n  + %s" % (before, a, b)
    return ""


def is_refusal(a, b):
    """Whether both lines tell of an exception of the same operation."""
    return a.split(" ")[:2] == b.split(" ")[:2] and a.split(" ")[1:2] == ["raised"]


def main(args):
    from .compile import Compiler

    seconds = float(args[0]) if args else 60
    machines = binaries(Compiler())
    end = time.monotonic() + seconds
    rng = random.SystemRandom()
    n_failures = n_seeds = n_steps = 0
    while time.monotonic() < end:
        seeds = [rng.randrange(2**48) for _ in range(BATCH)]
        failures, steps = compare(seeds, machines)
        n_seeds, n_steps, n_failures = n_seeds + len(seeds), n_steps + steps, n_failures + len(failures)
        for failure in failures:
            print(failure, flush=True)
    print("%d sequences, %d operations in %d ways, %d failed" % (n_seeds, n_steps, len(WAYS), n_failures))
    return int(n_failures > 0)
