"""The generator run on a copy of the definition, which a test has spoilt."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("api", "apigen", "docs", "hpy/devel/include", "hpy/devel/generated")


def copy_to(folder):
    """Definition, generator and what it writes."""
    generated = [*ROOT.glob("universal/**/generated"), *ROOT.glob("hpy/devel/src/**/generated")]
    for source in [*(ROOT / name for name in FOLDERS), *generated]:
        shutil.copytree(source, folder / source.relative_to(ROOT), ignore=shutil.ignore_patterns("__pycache__"))


def apigen(folder, *args):
    return subprocess.run(
        [sys.executable, "-m", "apigen", *args],
        cwd=str(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
