"""make fuzz SECONDS=60, which is python tools/dev.py fuzz 60: random input of all parts that take some from outside.

Which parts there are, and how they run, stands in tests/support/fuzz_run.py. What crashes, hangs, or differs where it
must be the same is shown with its seed, which belongs into tests/fuzz/seeds.txt when it is mended. PART=types runs one
part, PART='types 17' one seed of it again.
"""

import subprocess

from dev import ROOT, Failure, current, prepare, scratch, test_environment

DEFAULT = "60"


def main(options):
    """The command. The exit status is 1 if anything was found."""
    seconds = (options.paths or [DEFAULT])[0]
    try:
        float(seconds)
    except ValueError:
        raise Failure(f"make fuzz SECONDS=60: {seconds!r} is not a number of seconds") from None
    python = current()
    prepare(python, tests=True)
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'tests')!r}); from support.fuzz_run import main; "
    code += f"sys.exit(main({[seconds, *options.paths[1:]]!r}))"
    return subprocess.call([str(python.executable), "-c", code], cwd=scratch(), env=test_environment())
