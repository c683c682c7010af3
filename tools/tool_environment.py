"""What developer commands need from PyPI, and environments with it: those of make check and make docs."""

import os
import shutil
import sys

import dev
from dev import ROOT, Failure, say


def names(requirements):
    """What a file of requirements asks for."""
    lines = requirements.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def not_to_be_had(command, wanted, failure):
    """The Failure to raise where pip could not install what 'command' wants."""
    return Failure(
        "%s\nmake %s needs these tools from PyPI, and could not install them: %s\nWithout a network, "
        "download their wheels elsewhere, and name the folder in the variable PIP_FIND_LINKS"
        % (failure, command, ", ".join(wanted))
    )


def install(command, folder, requirements, oldest):
    """An environment in 'folder' with what 'command' needs from PyPI; 'oldest' is the Python that it needs."""
    wanted = "%s %s\n%s" % (sys.executable, sys.version, requirements.read_text(encoding="utf-8"))
    stamp = folder / ".made"
    if dev.stamped(stamp, wanted):
        return
    if sys.version_info < oldest:
        raise Failure(
            "the tools of make %s need Python %d.%d or newer, this is %d.%d; run: make %s PYTHON=python3.X"
            % (command, *oldest, *sys.version_info[:2], command)
        )
    say("tools of make %s: environment in %s" % (command, folder.relative_to(ROOT)))
    shutil.rmtree(str(folder), ignore_errors=True)
    dev.run(dev.current().path, "-m", "venv", folder)
    program = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    try:
        dev.run(program, "-m", "pip", "install", "-q", "-r", requirements)
    except Failure as failure:
        raise not_to_be_had(command, names(requirements), failure) from None
    stamp.write_text(wanted, encoding="utf-8")
