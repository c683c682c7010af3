"""CPythons compiled from Debian's source package: docs/hosts.md. Used by hosts.py.

3.13t       without a GIL; 'make test-all' and the others find it
3.13t-tsan  the same for ThreadSanitizer, which 'make tsan' takes
"""

import shutil

from dev import JOBS, Failure, run
from hosts import HOSTS, is_there, mirror, need

RELEASE, VERSION = "trixie", "3.13"
FLAGS = {"3.13t": [], "3.13t-tsan": ["--with-thread-sanitizer"]}
NEEDED = {"ssl": "libssl-dev", "zlib": "zlib1g-dev", "ctypes": "libffi-dev"}  # module: package with what it is made of


def recipe(name, folder):
    """Its installation; the sources are removed."""
    for command, package in (("apt-get", "apt"), ("cc", "gcc"), ("make", "make")):
        need(command, package)
    sources = unpacked(folder / "src")
    flags = ["--disable-gil", "--disable-test-modules", *FLAGS[name]]
    run("./configure", "-q", f"--prefix={folder}", *flags, cwd=sources)
    run("make", "-s", f"-j{JOBS}", cwd=sources)
    run("make", "-s", "install", cwd=sources)
    missing = [module for module in NEEDED if not has_module(program(name), module)]
    if missing:
        packages = " ".join(NEEDED[module] for module in missing)
        raise Failure(f"hosts: {name} was compiled without {', '.join(missing)}: 'apt install {packages}', then again")
    shutil.rmtree(str(folder / "src"))


def unpacked(folder):
    """The sources as Debian's mirror has them, which apt checks by the signature of the release."""
    (folder / "lists" / "partial").mkdir(parents=True)
    (folder / "sources.list").write_text(f"deb-src {mirror()} {RELEASE} main\n")
    settings = {
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::State::lists": folder / "lists",
        "APT::Sandbox::User": "root",  # apt's own user may not write here
    }
    apt = ["apt-get", "-qq", *[f"-o{key}={value}" for key, value in settings.items()]]
    run(*apt, "update")
    run(*apt, "source", "--download-only", f"python{VERSION}", cwd=folder)
    (archive,) = folder.glob("*.orig.tar.xz")
    shutil.unpack_archive(str(archive), str(folder))
    (sources,) = folder.glob("Python-*")
    return sources


def has_module(python, module):
    try:
        return run(python, "-c", f"import {module}") == ""
    except Failure:
        return False


def program(name):
    return HOSTS / name / "bin" / f"python{VERSION}t"


def found(name):
    """[its program] if it was set up."""
    return [str(program(name))] if is_there(name) else []
