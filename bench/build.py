"""Builds the measured modules with the running Python, and compares the sizes of the files."""

import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OUTPUT = os.path.join(os.path.dirname(HERE), "build", "bench")
VARIANTS = ("native", "cpython", "universal")
# Each over HPy, and its twin over Python.h.
NAMES = (
    "vector",
    "writer",
    "digest",
    "numbers",
    "walks",
    "nodes",
    "calls",
    "kinds",
    "attributes",
    "dates",
    "locking",
    "hpyjson",
    "lru",
    "pvectorc",
)
MODULES = {name: name + "_native" for name in NAMES}
MODULES["walks_cpp"] = "walks_native"  # in C++
MODULES["micro"] = "native"


def build_all():
    """{module: {variant: path}}; each file in a folder of its own."""
    folders = {abi: build(abi) for abi in ("cpython", "universal")}
    files = {}
    for module, twin in MODULES.items():
        paths = {abi: find(folder, module) for abi, folder in folders.items()}
        paths["native"] = find(folders["universal"], twin)
        files[module] = {variant: apart(paths[variant], module + "-" + variant) for variant in VARIANTS}
    return files


def build(abi):
    """Build for one ABI; the folder where the results are."""
    folder = os.path.join(OUTPUT, "%d%d" % sys.version_info[:2], abi)
    shutil.rmtree(folder, ignore_errors=True)  # headers may have changed, which setuptools would not see
    command = [
        sys.executable,
        "setup.py",
        "--quiet",
        "--hpy-abi=" + abi,
        "build_ext",
        "--build-lib",
        folder,
        "--build-temp",
        os.path.join(folder, "temp"),
    ]
    done = subprocess.run(command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit("bench: building the modules failed: %s\n%s" % (" ".join(command), done.stdout))
    return folder


def find(folder, name):
    """The built library whose name begins with 'name' and a dot."""
    for entry in os.listdir(folder):
        if entry.startswith(name + ".") and not entry.endswith(".py"):
            return os.path.join(folder, entry)
    sys.exit("bench: the build left no module %r in %s" % (name, folder))


def apart(path, name):
    """Copy the file into a folder that holds nothing else, so that importing it reads a short directory."""
    folder = os.path.join(os.path.dirname(os.path.dirname(path)), "import-" + name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return shutil.copy(path, folder)


def stripped_size(path):
    """Bytes of the file without symbol tables; None where there is no 'strip'."""
    strip = shutil.which("strip")
    if strip is None:
        return None
    copy = path + ".stripped"
    subprocess.run([strip, "-o", copy, path], check=True)
    size = os.path.getsize(copy)
    os.remove(copy)
    return size
