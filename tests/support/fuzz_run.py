"""Runs the parts of the fuzzer: each gets seeds, in processes of its own, and makes something of each of them.

    compare(part, seeds, binaries)    the Failures, and how many operations were run
    main([seconds, part, seed …])     new seeds until the time is over: exit status 1 if anything failed; make fuzz

A part is a module support.fuzz_NAME with

    WAYS                  (what it runs, mode) of each way to do the same: the logs of all must be equal
    BATCH                 seeds for one process
    binaries(compiler)    what it runs: {key: Binary}
    start(binary, mode)   what run() gets, once for a process
    run(started, seed)    (number of operations, log); an exception is a fault, and so is the end of the process
    show(binary, seed)    bytes that tell a human what the seed makes; optional

A process that crashes or hangs is followed by another one.
"""

import faulthandler
import importlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time

from .run import PACKAGE, TESTS

PARTS = ["sequences", "formats", "types", "loader", "readers"]
PATIENCE = 90  # seconds for a seed, on a busy machine
MEMORY = 1 << 30  # that a step may take; one that takes all that there is disturbs more than this process
REFUSED = "HPyUsageError"  # debug mode's exception, in place of that of the host
# What debug mode says of what programs do wrongly on purpose.
EXPECTED_KINDS = {"wrong-type", "out-of-range"}
CHILD = """\
import sys
sys.path[:0] = [{package!r}, {tests!r}]
from support.fuzz_run import serve
serve({part!r}, {path!r}, {name!r}, {abi!r}, {mode!r})
"""


class Failure:
    """A seed of a part, and what happened."""

    def __init__(self, part, seed, text):
        self.part, self.seed, self.text = part, seed, text

    def __str__(self):
        return "%s %s: %s" % (self.part, self.seed, self.text)


def module_of(part):
    return importlib.import_module("support.fuzz_" + part)


def build(compiler, source, ways, **options):
    """{abi: Binary} of a C file of tests/fuzz, for the ABIs of these ways."""
    path = os.path.join(TESTS, "fuzz", source)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    abis = sorted({abi for abi, _ in ways})
    return {abi: compiler.build(text, abi, "fuzzed", minor=2, origin=(path, 1), **options) for abi in abis}


def load(binary, mode):
    from .load import load, load_in_mode

    return load(binary) if mode is None else load_in_mode(binary, mode)


# ---- in the process of one way


def serve(part, path, name, abi, mode):
    """Run the seeds of standard input, and print the log of each as soon as it is there."""
    from .load import Binary

    limit_memory()
    module = module_of(part)
    started = module.start(Binary(path, name, abi), mode)
    for line in sys.stdin:
        seed = int(line)
        faulthandler.dump_traceback_later(PATIENCE, exit=True)
        number, log = module.run(started, seed)
        faulthandler.cancel_dump_traceback_later()
        print(json.dumps([seed, number, log]), flush=True)


def limit_memory():
    try:
        import resource
    except ImportError:
        return
    limit = MEMORY
    if os.path.exists("/proc/self/statm"):  # Python without a GIL sets a GB aside for its own allocator
        with open("/proc/self/statm") as file:
            limit += int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


# ---- in the one that compares


def compare(part, seeds, binaries):
    """(failures, number of operations)."""
    ways = module_of(part).WAYS
    failures, logs, number = [], [], 0
    for key, mode in ways:
        found, wrong = run_all(part, seeds, binaries[key], mode)
        failures += wrong
        logs.append(found)
    failed = {failure.seed for failure in failures}
    for seed in seeds:
        if seed in failed:
            continue
        results = [log[seed] for log in logs]
        number += results[0][0]
        for (_, mode), (_, lines) in zip(ways[1:], results[1:]):
            difference = first_difference(results[0][1], lines)
            if difference:
                failures.append(Failure(part, seed, "%s and %s differ:\n%s" % (ways[0][0], mode, difference)))
                break
    return failures, number


def run_all(part, seeds, binary, mode):
    """({seed: (number of operations, log)}, failures) of one way. A process that ends early is followed by another."""
    results, failures, left, way = {}, [], list(seeds), mode or binary.abi
    while left:
        done, wrong, ended = run_some(part, left, binary, mode)
        results.update(done)
        left = [seed for seed in left if seed not in done]
        if not ended:
            failures += [Failure(part, left[0], "%s: nothing of this seed" % way)] if left else []
            return results, failures + ([Failure(part, seeds[0], wrong)] if wrong else [])
        if not left:
            ended = "at the end, of one of the seeds from %d on: %s" % (min(seeds), ended)
        failures.append(Failure(part, left.pop(0) if left else max(seeds), "%s: %s" % (way, ended)))
    return results, failures


def run_some(part, seeds, binary, mode):
    """(results, what debug mode found that it must not, how the process ended or "") of one process."""
    code = CHILD.format(
        package=PACKAGE, tests=TESTS, part=part, path=binary.path, name=binary.name, abi=binary.abi, mode=mode
    )
    with tempfile.TemporaryDirectory() as folder:
        findings = os.path.join(folder, "findings.json")
        environ = {key: value for key, value in os.environ.items() if key not in ("HPY", "HPY_TEST_LAYERS")}
        environ.update(PYTHONHASHSEED="0", HPY_DEBUG="nosource,json=" + findings, PYTHONIOENCODING="utf-8")
        environ.update(TMPDIR=folder, **getattr(module_of(part), "ENVIRONMENT", {}))
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
                output = process.communicate(
                    "".join("%d\n" % seed for seed in seeds).encode(), timeout=len(seeds) * PATIENCE
                )[0]
            except subprocess.TimeoutExpired:
                process.kill()
                output, ended = process.communicate()[0], "hangs"
            if process.returncode and not ended:
                errors.seek(0)
                said = errors.read().decode("utf-8", "replace")[-1500:]
                ended = "exit status %d\n%s" % (process.returncode, said)
        wrong = unexpected(findings) if mode == "debug" and not ended else ""
    rows = [json.loads(line) for line in output.decode().splitlines() if line.endswith("]")]
    return {seed: (number, log) for seed, number, log in rows}, wrong, ended


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


# ---- make fuzz


class Tally:
    """What was run of a part."""

    def __init__(self, part, binaries):
        self.part, self.binaries = part, binaries
        self.time = self.seeds = self.operations = self.failures = 0

    def run(self, seeds):
        begin = time.monotonic()
        failures, operations = compare(self.part, seeds, self.binaries)
        self.time += time.monotonic() - begin
        self.seeds, self.operations = self.seeds + len(seeds), self.operations + operations
        self.failures += len(failures)
        for failure in failures:
            print(failure, flush=True)
            self.save(failure.seed)

    def save(self, seed):
        """Keep what the seed makes, in the current folder."""
        module = module_of(self.part)
        if hasattr(module, "show"):
            path = os.path.abspath("fuzz-%s-%d" % (self.part, seed))
            with open(path, "wb") as file:
                file.write(module.show(self.binaries[module.WAYS[0][0]], seed))
            print("    what it makes is kept in %s" % path)

    def __str__(self):
        name = "%s:" % self.part
        values = (name, self.seeds, self.operations, len(module_of(self.part).WAYS), self.time, self.failures)
        return "%-10s %7d seeds, %8d operations in %d ways, %5.0f seconds, %d failed" % values


def main(args):
    from .compile import Compiler

    seconds, parts, seeds = float((args or [60])[0]), args[1:2] or PARTS, [int(seed) for seed in args[2:]]
    compiler = Compiler()
    tallies = [Tally(part, module_of(part).binaries(compiler)) for part in parts]
    end = time.monotonic() + seconds
    rng = random.SystemRandom()
    if seeds:
        tallies[0].run(seeds)
    while not seeds and time.monotonic() < end:
        tally = min(tallies, key=lambda tally: tally.time)
        first = rng.randrange(2**48)
        tally.run(list(range(first, first + module_of(tally.part).BATCH)))
    print("\n".join(map(str, tallies)))
    return int(any(tally.failures for tally in tallies))
