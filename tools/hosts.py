"""Pythons to test on besides those of this machine, which docs/hosts.md lists: python tools/dev.py hosts sets them up.

Each has a recipe below, which takes what Debian's and Maven's repositories have, as this machine is set up for them.
Everything goes to build/hosts, or to $HPY_HOSTS; a host that is there stays as it is. Pythons of Debian are put into a
folder of their own by debootstrap, and run in it by chroot, which needs root. 'make test-all' runs the whole suite on
Debian's CPythons, and on each host with an HPy of its own the part that hosts of HPy 0.9 can load: there, the binaries
are those that CPython compiled. 'make release-check' installs wheels in an environment of each. CPythons
without a GIL, and those of other machines and systems, are in built_hosts.py and foreign_hosts.py.
"""

import os
import re
import shlex
import shutil
from functools import partial
from pathlib import Path

from dev import BUILD, JOBS, ROOT, Failure, Python, beside, current, pip, prepare, probe, run, say

HOSTS = Path(os.environ.get("HPY_HOSTS") or BUILD / "hosts")
CPYTHONS = (13, 14, 15)
PLUGIN = "hpy._pytest_plugin"  # which pip's metadata would name
DEBIAN = {  # a release of Debian: what of it is installed
    "trixie": ["pypy3", "pypy3-venv", "pypy3-dev", "gcc", "libc6-dev"],
    "forky": [
        *("gcc", "g++", "libc6-dev", "make"),
        *(f"python3.{minor}{end}" for minor in CPYTHONS for end in ("", "-dev", "-venv")),
    ],
}
GRAALPY = "24.2.2"
ARTIFACTS = [  # group, artifact, type
    ("org.graalvm.python", "python-launcher", "jar"),
    ("org.graalvm.polyglot", "python-community", "pom"),
    ("org.graalvm.polyglot", "llvm-community", "pom"),
]
# By the name it was called by, which must be absolute, it knows its environment.
LAUNCHER = """#!/bin/sh
exec java {options} --enable-native-access=ALL-UNNAMED \\
    -cp '{folder}/lib/*' com.oracle.graal.python.shell.GraalPythonMain \\
    --experimental-options --python.HPyBackend=JNI --python.Executable="$0" "$@"
"""
JVM_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # for short processes on few cores
# What each host runs of the tests. The suite itself skips there what asks for more than minor version 0, and what
# tests/support/host_differences.py knows to fail. Files on types that are not here are mostly about what is newer, or
# end PyPy in one test after the other (test_type_bases, _life, _metaclass), or were not tried; GraalPy says nothing of
# most wrong types (test_type_call, _errors, _spec).
PARTS = {
    "PyPy": [
        "tests/api/test_*.py",
        *(f"tests/api/types/test_type_{name}.py" for name in ("call", "errors", "every_slot", "getset")),
        *(f"tests/api/types/test_type_{name}.py" for name in ("members", "shape", "slots", "spec")),
        *(f"tests/examples/test_{name}.py" for name in ("escape", "quickstart", "vector")),
    ],
    "GraalPy": [
        "tests/api/test_*.py",
        *(f"tests/api/types/test_type_{name}.py" for name in ("every_slot", "getset", "members", "shape", "slots")),
        *(f"tests/examples/test_{name}.py" for name in ("escape", "vector")),
    ],
}
# Of these, what ends a host or makes it wait.
LEFT_OUT = {"GraalPy": [f"tests/api/test_{name}.py" for name in ("capsule", "hybrid_here", "leave")]}


def set_up(options):
    """The command: the named hosts, or all."""
    recipes = {
        **dict.fromkeys(DEBIAN, debian),
        "graalpy": graalpy,
        **dict.fromkeys(beside("built_hosts").FLAGS, beside("built_hosts").recipe),
        **beside("foreign_hosts").RECIPES,
    }
    unknown = set(options.paths) - set(recipes)
    if unknown:
        raise Failure(f"hosts: unknown {', '.join(sorted(unknown))}; there are {', '.join(recipes)}")
    for name in options.paths or recipes:
        folder = HOSTS / name
        if (folder / ".ready").exists():
            say(f"{name}: is there, in {folder}")
            continue
        say(f"{name}: setting up {folder}")
        shutil.rmtree(str(folder), ignore_errors=True)
        folder.mkdir(parents=True)
        recipes[name](name, folder)
        (folder / ".ready").touch()
    return 0


def debian(release, folder):
    """A folder with a release of Debian, from the mirror that apt uses."""
    need("debootstrap", "debootstrap")
    if os.geteuid() != 0:
        raise Failure(f"hosts: {release} needs root, for debootstrap and chroot")
    scripts = Path("/usr/share/debootstrap/scripts")
    script = scripts / (release if (scripts / release).exists() else "sid")  # all newer releases have the same
    packages = ",".join(["ca-certificates", *DEBIAN[release]])
    run("debootstrap", "--variant=minbase", f"--include={packages}", release, folder, mirror(), script)
    for name in ("etc/resolv.conf", "etc/hosts", "etc/ssl/certs/ca-certificates.crt"):  # for pip in there
        if os.path.exists("/" + name):
            shutil.copyfile("/" + name, str(folder / name))


def mirror():
    """The first mirror of Debian that apt is told of."""
    files = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
    text = "\n".join(path.read_text() for path in files if path.is_file())
    for address in re.findall(r"^(?:URIs:|deb (?:\[.*?\] )?) *(\S+)", text, re.M):
        if "security" not in address:
            return address
    raise Failure("hosts: apt on this machine knows no mirror of Debian; debootstrap needs one")


def graalpy(name, folder):
    """GraalPy's jars, by Maven; a JDK of version 17 or later runs them."""
    need("mvn", "maven")
    need("java", "default-jdk-headless")
    lines = [
        f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>"
        f"<version>{GRAALPY}</version><type>{kind}</type></dependency>"
        for group, artifact, kind in ARTIFACTS
    ]
    head = (
        "<modelVersion>4.0.0</modelVersion><groupId>hpy</groupId><artifactId>graalpy</artifactId><version>1</version>"
    )
    (folder / "pom.xml").write_text(
        f"<project>{head}<packaging>pom</packaging><dependencies>{''.join(lines)}</dependencies></project>\n"
    )
    run("mvn", "-q", "dependency:copy-dependencies", "-DoutputDirectory=lib", cwd=folder)
    launcher = folder / "graalpy"
    launcher.write_text(LAUNCHER.format(folder=folder, options=JVM_OPTIONS))
    launcher.chmod(0o755)


def need(command, package):
    if shutil.which(command) is None:
        raise Failure(f"hosts: {command} is missing; install it: 'apt install {package}'")


# Those that are there ------------------------------------------------------------------------------------------------


def is_there(name):
    """A folder of Debian's is of use to root only, who may change the root of a process."""
    return (HOSTS / name / ".ready").exists() and (name not in DEBIAN or os.geteuid() == 0)


def native():
    """[(name, folder or None, program in there)] of the hosts with an HPy of their own that are there."""
    found = []
    if is_there("trixie"):
        found.append(("PyPy 7.3.19", HOSTS / "trixie", "pypy3"))
    if is_there("graalpy"):
        found.append((f"GraalPy {GRAALPY}", None, str(HOSTS / "graalpy" / "graalpy")))
    return found


def cpythons(done):
    """The same of Debian's CPythons, without those whose names are in 'done'."""
    names = [f"3.{minor}" for minor in CPYTHONS] if is_there("forky") else []
    return [(name, HOSTS / "forky", "python" + name) for name in names if name not in done]


def inside(folder, *command):
    """The command in a host's folder, where the checkout is at the same place as here; without a folder, just that."""
    if folder is None:
        return list(command)
    (folder / str(ROOT)[1:]).mkdir(parents=True, exist_ok=True)
    enter = 'mount --bind "$0" "$1$0" && mount --rbind /proc "$1/proc" && root=$1 && shift && exec chroot "$root" "$@"'
    return ["unshare", "-m", "sh", "-c", enter, str(ROOT), str(folder), *command]


class Host(Python):
    """A Python of a host, as those of this machine: what runs it, and its environment's, enters the folder first."""

    def __init__(self, name, root, program):
        self.title, self.root = name, root
        path = self.entering(program)
        seen = probe(path)
        if seen is None:
            raise Failure(f"{name} does not run: {path}")
        vars(self).update(vars(seen), path=str(path))

    @property
    def name(self):
        return self.title

    @property
    def tag(self):
        return self.title.lower().replace(" ", "-") + self.variant

    @property
    def executable(self):
        return self.entering(super().executable)

    def entering(self, program):
        """A program of this machine that runs one of the host's."""
        if self.root is None:
            return Path(program)
        path = BUILD / "hosts-programs" / "-".join([self.root.name, *str(program).strip("/").split("/")])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\nexec {shlex.join(inside(self.root, str(program)))} "$@"\n')
        path.chmod(0o755)
        return path


def pythons(done):
    """The Hosts that can have an environment, without the CPythons whose names are in 'done'."""
    return [Host(*found) for found in cpythons(done) + native()]


# Tests ---------------------------------------------------------------------------------------------------------------


def files(host):
    """The tests for the host with this name; for CPython, which compiles the binaries, all of them."""
    name = host.split()[0]
    left_out = [ROOT / path for path in LEFT_OUT.get(name, [])]
    paths = [path for part in PARTS.get(name) or PARTS["PyPy"] for path in sorted(ROOT.glob(part))]
    return [str(path) for path in paths if path not in left_out]


class Tested:
    """A host that is there: its name, and commands(), the [(name, command, environment)] that test-all runs for it.

    Whoever makes these may have to compile hpy.universal for it first.
    """

    def __init__(self, name, make_commands, *arguments):
        self.name, self.commands = name, partial(make_commands, *arguments)


def tested(options, done):
    """The hosts that are there, without the CPythons whose names are in 'done'."""
    chosen = ["-k", options.k] if options.k else []
    test = [str(ROOT / "tools" / "dev.py"), "test", *chosen, *options.rest]
    found = [Tested(host[0], cpython_commands, host, test) for host in cpythons(done)]
    found += [Tested(host[0], native_commands, host, chosen) for host in native()]
    return found + [Tested(name, commands, chosen) for name, commands in beside("foreign_hosts").found()]


def cpython_commands(host, test):
    name, folder, program = host
    return [(name, inside(folder, program, *test), {})]


def native_commands(host, chosen):
    """CPython, which compiles the binaries, and then the host with an HPy of its own, which takes them."""
    name, folder, program = host
    python = current()
    prepare(python, tests=True)
    site, binaries = BUILD / "hosts-site", str(BUILD / "binaries")
    if not (site / "pytest").is_dir():
        pip(python, "install", "--target", site, "pytest>=7.3", "tomli", "exceptiongroup")
    copy_package(site)
    arguments = pytest_arguments(chosen)
    copying = {"HPY_TEST_MINOR": "0", "HPY_TEST_BINARIES_TO": binaries}
    taking = {"HPY_TEST_MINOR": "0", "HPY_TEST_BINARIES": binaries, "PYTHONPATH": str(site)}
    compiling = [str(python.executable), *arguments, "-n", str(JOBS), *files("CPython")]
    here = (f"{python.name}, minor version 0", compiling, copying)
    return [here, (name, inside(folder, program, *arguments, "-p", PLUGIN, *files(name)), taking)]


def pytest_arguments(chosen):
    fixed = ["-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "-p", "no:cacheprovider"]
    return [*fixed, "--abi=universal", "-q", *chosen]


def copy_package(site):
    """The package of the tests, with the headers to compile with, into a folder of PYTHONPATH; without its C."""
    shutil.rmtree(str(site / "hpy"), ignore_errors=True)
    shutil.copytree(str(ROOT / "hpy"), str(site / "hpy"), ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__"))
