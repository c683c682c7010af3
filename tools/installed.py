"""Test the hpy that this Python has installed, from outside the checkout: python tools/installed.py [pytest's options].

That is what cibuildwheel does with each wheel, and make release-check in clean environments. A part of the suite is
enough: it compiles for each ABI, loads, imports and builds, and what is missing in a wheel shows there.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PART = [
    "tests/abi",
    "tests/api/test_dict.py",
    "tests/api/types/test_type_life.py",
    "tests/audit",
    "tests/devel/test_config_command.py",
    "tests/devel/test_new.py",
    "tests/devel/test_static_libs.py",
    "tests/examples/test_quickstart.py",
    "tests/loader/test_load.py",
]
SITE = """
import os, sysconfig
import hpy, hpy.universal
folders = [os.path.realpath(sysconfig.get_paths()[name]) + os.sep for name in ("purelib", "platlib")]
for module in (hpy, hpy.universal):
    if not os.path.realpath(module.__file__).startswith(tuple(folders)):
        raise SystemExit("%s is not of an installed hpy: install the wheel first" % module.__file__)
"""


def main(args):
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if name not in ("HPY", "PYTHONPATH")}
        if sysconfig.get_config_var("Py_GIL_DISABLED"):  # or loading hpy.universal warns that it switches the GIL on
            environment["PYTHON_GIL"] = "1"
        if subprocess.call([sys.executable, "-c", SITE], cwd=folder, env=environment):
            return 1
        command = [sys.executable, "-m", "pytest", "-c", ROOT / "pyproject.toml", "--rootdir", ROOT]
        command += ["-p", "no:cacheprovider", *args, *(ROOT / path for path in PART)]
        return subprocess.call([str(word) for word in command], cwd=folder, env=environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
