"""One line for each thing a build can miss on a machine: what it is, and the package that brings it."""

import os
import sys


def no_compiler(command):
    """The C compiler 'command' cannot be run."""
    return (
        f"no C compiler: cannot find {command!r}; install one: 'apt install gcc' (Debian, Ubuntu), "
        "'dnf install gcc' (Fedora), 'xcode-select --install' (macOS), or name yours in the variable CC"
    )


def no_python_h(version=sys.version_info[:2], where=()):
    """The headers of Python 'version' are not in any of the folders 'where'."""
    name = "python%d.%d" % version
    looked = f" (looked in {os.pathsep.join(where)})" if where else ""
    return (
        f"Python.h of Python {version[0]}.{version[1]} is missing{looked}; install it: "
        f"'apt install {name}-dev' or 'python3-dev' (Debian, Ubuntu), 'dnf install {name}-devel' or 'python3-devel' "
        f"(Fedora), 'brew install python@{version[0]}.{version[1]}' (macOS)"
    )


def no_venv(version=sys.version_info[:2]):
    """Python 'version' cannot make virtual environments."""
    name = "python%d.%d" % version
    return (
        f"Python {version[0]}.{version[1]} has no module venv or ensurepip; install it: "
        f"'apt install {name}-venv' or 'python3-venv' (Debian, Ubuntu), 'dnf install {name}' (Fedora), "
        f"'brew install python@{version[0]}.{version[1]}' (macOS)"
    )
