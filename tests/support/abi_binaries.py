"""Binaries that every later hpy loads: tests/abi/binaries, compiled from tests/abi/sources by ziglang.

ziglang gives the same bytes on every machine.

    python tests/support/abi_binaries.py [NAME...]    compiles those that are not there yet, for each machine

binaries/record.json says of each what it was compiled with: ziglang's version, and the tree of git that hpy/devel was,
from which the same bytes can be had again. A binary that is there stays as it is, and so does its source: what it
shows is that no change of hpy takes anything from it. One for a minor version comes in with the release of hpy that
closes it.
"""

import hashlib
import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "tests" / "abi" / "sources"
BINARIES = ROOT / "tests" / "abi" / "binaries"
RECORD = BINARIES / "record.json"
MINORS = {"abi0": 0, "abi0types": 0, "abi0made": 0, "abi1": 1}  # of the closed minor versions
OPEN = {"abi2": 2}  # it may still change, so that its binaries are not kept
TARGETS = {"x86_64": "x86_64-linux-gnu.2.17", "aarch64": "aarch64-linux-gnu.2.17"}
FLAGS = [
    *("-std=c11", "-Os", "-g0", "-fPIC", "-fvisibility=hidden", "-ffunction-sections", "-fdata-sections"),
    *("-fno-asynchronous-unwind-tables", "-fno-unwind-tables", "-shared", "-s", "-Wl,--gc-sections", "-Wl,-z,now"),
]


def compile_one(name, machine, devel, target, *flags):
    """The binary of a source for a machine, as the file 'target', with headers and sources of the folder 'devel'."""
    include, runtime = devel / "include", sorted((devel / "src" / "runtime").glob("*.c"))
    minor = {**MINORS, **OPEN}[name]
    command = [sys.executable, "-m", "ziglang", "cc", "-target", TARGETS[machine], *FLAGS]
    command += ["-DHPY", "-DHPY_ABI_UNIVERSAL", f"-DHPY_ABI_MINOR={minor}"]
    command += [f"-I{include / 'hpy' / 'forbid_python_h'}", f"-I{include}"]
    command += [*flags, str(SOURCES / f"{name}.c"), *(str(path) for path in runtime if path.name != "tracker.c")]
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([*command, "-o", str(target)], check=True)


def path_of(name, machine):
    return BINARIES / machine / f"{name}.so"


def read_record():
    return json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=str(ROOT), check=True, stdout=subprocess.PIPE).stdout


def unpack(tree, folder):
    """Write hpy/devel as it was; CalledProcessError where git does not have it, as in a clone without history."""
    with tarfile.open(fileobj=io.BytesIO(git("archive", tree))) as archive:
        archive.extractall(str(folder))


def ziglang_version():
    command = [sys.executable, "-m", "ziglang", "version"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode().strip()


def main(names):
    unknown = set(names) - set(MINORS)
    if unknown:
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(MINORS)}")
    if git("status", "--porcelain", "hpy/devel", str(SOURCES)):
        sys.exit("commit what was changed in hpy/devel and tests/abi/sources first: the record names what is committed")
    record = read_record()
    for name in names or MINORS:
        if name in record:
            print(f"{name}: is there, and stays as it is")
            continue
        for machine in TARGETS:
            compile_one(name, machine, ROOT / "hpy" / "devel", path_of(name, machine))
        record[name] = {
            "devel": git("rev-parse", "HEAD:hpy/devel").decode().strip(),
            "ziglang": ziglang_version(),
            "source": digest(SOURCES / f"{name}.c"),
            **{machine: digest(path_of(name, machine)) for machine in TARGETS},
        }
        print(f"{name}: compiled")
    RECORD.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
