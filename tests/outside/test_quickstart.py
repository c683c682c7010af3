"""examples/quickstart does what its check.py says, in every ABI."""
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(ROOT, "examples", "quickstart")


def test_check_passes(build):
    path = os.path.join(FOLDER, "quickstart.c")
    with open(path, encoding="utf-8") as file:
        binary = build(file.read(), name="quickstart")
    done = subprocess.run([sys.executable, os.path.join(FOLDER, "check.py"), binary.folder], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    assert done.returncode == 0, done.stderr.decode()
    line = json.loads(done.stdout.decode())
    assert line["result"] == "Span(3, 5)"
    assert line["file"] == binary.path
