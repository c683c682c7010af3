"""The generator run on a copy of the definition, which a test has spoilt."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("api", "apigen", "docs/reference", "universal/generated", "hpy/devel/include", "hpy/devel/generated",
          "hpy/devel/src/cpython/generated")


def copy_to(folder):
    """Definition, generator and what it writes."""
    for name in NEEDED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))


def apigen(folder, *args):
    return subprocess.run([sys.executable, "-m", "apigen", *args], cwd=str(folder), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True)


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
