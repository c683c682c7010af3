"""A folder of wheels from which isolated builds take their tools: for make test-build, which needs no network then."""

import shutil

from dev import BUILD, ROOT, Failure, pip, say, stamped
from tool_environment import names, not_to_be_had

REQUIREMENTS = ROOT / "tools" / "requirements-recipes.txt"


def fill(python, wheel):
    """The folder, with hpy's wheel among the others. Those come from PyPI, once."""
    folder = BUILD / "tool-wheels" / python.tag
    wanted = names(REQUIREMENTS)
    stamp, text = folder / ".made", "\n".join([str(python.version), *wanted])
    if not stamped(stamp, text):
        say("Python %s: wheels of the tools in %s" % (python.name, folder.relative_to(ROOT)))
        shutil.rmtree(str(folder), ignore_errors=True)
        try:
            download(python, folder, wanted)
        except Failure as failure:
            raise not_to_be_had("test-build", wanted, failure) from None
        stamp.write_text(text, encoding="utf-8")
    for old in folder.glob("hpy-*.whl"):
        old.unlink()
    shutil.copy(str(wheel), str(folder))
    return folder


def download(python, folder, wanted):
    """pip takes one version of a package at a time: those that are not the newest are asked for alone."""
    older = [requirement for requirement in wanted if "==" in requirement]
    newest = [requirement for requirement in wanted if requirement not in older]
    pip(python, "wheel", "-w", folder, *newest)
    for requirement in older:
        pip(python, "wheel", "--no-deps", "-w", folder, requirement)
