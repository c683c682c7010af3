"""Packages of others from the Python Package Index: fetched as sources, unpacked without their C, their tests run."""

import os
import shutil
import subprocess
import sys
import tarfile

import pytest


def run(command, folder, **env):
    """Run the command there, without settings of the pytest around it: (exit status, output)."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        command,
        cwd=str(folder),
        env={**inherited, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return done.returncode, done.stdout


def pip(folder, *arguments):
    """Run pip there; what it cannot get, the last of the arguments, fails the test in a few lines."""
    status, output = run([sys.executable, "-m", "pip", *arguments], folder)
    if status != 0:
        pytest.fail(
            "cannot get %s from the Python Package Index; without a network, set HPY_OFFLINE=1 to skip this test\n%s"
            % (arguments[-1], output),
            pytrace=False,
        )


def fetch_sdist(requirement, folder, without, *options):
    """The folder of the unpacked sdist, in 'folder'; files whose names end as 'without' are left out."""
    pip(folder, "download", "-q", "--no-binary", ":all:", "--no-deps", *options, requirement)
    (archive,) = folder.glob("*.tar.gz")
    _unpack(str(archive), str(folder), without)
    (unpacked,) = (path for path in folder.iterdir() if path.is_dir())
    return unpacked


def _unpack(archive, folder, without):
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            if not member.isfile() or member.name.endswith(without):
                continue
            path = os.path.join(folder, *member.name.split("/"))
            assert os.path.realpath(path).startswith(os.path.realpath(folder) + os.sep)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                shutil.copyfileobj(tar.extractfile(member), file)
