"""python tools/dev.py demo: the quickstart is built once, and that one file is used and timed on every Python found.

Beside it stands its twin over Python.h, built for each Python, to compare.
"""

import json
import math
import os
import shutil
from concurrent.futures import ThreadPoolExecutor

from dev import BUILD, JOBS, ROOT, Failure, current, find_pythons, pip, prepare, run, say, scratch, table

DEMO = BUILD / "demo"
QUICKSTART = ROOT / "examples" / "quickstart"
NATIVE_SETUP = """
from setuptools import Extension, setup
setup(name="quickstart-native", ext_modules=[Extension("quickstart_native", [{source!r}])])
"""


def main(options):
    shutil.rmtree(str(DEMO), ignore_errors=True)
    here, pythons = current(), find_pythons()
    say(
        "The quickstart is built once and used on %s. The first time takes minutes: hpy is built for each."
        % ", ".join(python.name for python in pythons)
    )
    with ThreadPoolExecutor(JOBS) as pool:
        lacks = dict(zip([python.name for python in pythons], pool.map(demo_environment, pythons)))
    if lacks[here.name]:
        raise Failure(lacks[here.name])
    wheels = {abi: example_wheel(here, QUICKSTART, abi, DEMO) for abi in ("cpython", "universal")}
    rows = [demo_row(here, "cpython", wheels["cpython"])]
    rows += [demo_row(python, "universal", wheels["universal"]) for python in pythons if not lacks[python.name]]
    say("")
    table(["Python", "ABI", "file", "result", "ns/call", "native", "ratio"], rows)
    for name, why in lacks.items():
        if why:
            say(f"\nPython {name} could not be prepared:\n{why}")
    say(f"\nOne file of the universal ABI, {wheels['universal'].name}, on {len(rows) - 1} Pythons.")
    say("ns/call: geometric mean of what examples/quickstart/check.py times; native: the same module over Python.h.")
    return int(any(lacks.values()))


def demo_environment(python):
    """Environment, hpy, and the native twin for comparison. Returns what went wrong, or None."""
    try:
        prepare(python)
        say(f"Python {python.name}: building the quickstart's twin over Python.h, to compare")
        folder = DEMO / "native" / python.tag
        folder.mkdir(parents=True)
        source = os.path.relpath(str(QUICKSTART / "native.c"), str(folder))
        (folder / "setup.py").write_text(NATIVE_SETUP.format(source=source))
        run(python.executable, "setup.py", "-q", "build_ext", "--build-lib", ".", "--build-temp", "temp", cwd=folder)
    except Failure as failure:
        return str(failure)
    return None


def example_wheel(python, example, abi, where):
    """The wheel of an example, as anybody would build it; from a copy, to leave the example clean."""
    say(f"Python {python.name}: building {example.name}, {abi} ABI")
    copy, folder = where / "src" / abi, where / "wheels" / abi
    built = shutil.ignore_patterns("build", "*.egg-info", "*.so", "*.pyd", "__pycache__")
    shutil.copytree(str(example), str(copy), ignore=built)
    options = ("--no-build-isolation", "--no-deps", "--no-index", "-w", folder)
    pip(python, "wheel", *options, copy, env={"HPY_ABI": abi})
    return next(folder.glob("*.whl"))


def demo_row(python, abi, wheel):
    """Install the wheel for a Python, import and time it there."""
    say(f"Python {python.name}: the quickstart, {abi} ABI, is installed, checked and timed")
    folder = DEMO / python.tag / abi
    pip(python, "install", "--no-index", "--no-deps", "--target", folder, wheel)
    native = {"PYTHONPATH": str(DEMO / "native" / python.tag)}
    try:
        output = run(python.executable, QUICKSTART / "check.py", "--json", folder, cwd=scratch(), env=native)
    except Failure as failure:
        raise Failure(f"Python {python.name}, {abi} ABI:\n{failure}") from None
    seen = json.loads(output.splitlines()[-1])
    ours, theirs = mean(seen["ns"].values()), mean(seen["native_ns"].values())
    times = [f"{ours:.1f}", f"{theirs:.1f}", f"{ours / theirs:.2f}"]
    return [python.name, abi, os.path.basename(seen["file"]), seen["result"], *times]


def mean(values):
    """The geometric mean."""
    logs = [math.log(value) for value in values]
    return math.exp(sum(logs) / len(logs))
