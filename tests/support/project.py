"""A project to build, for tests of what hpy.devel does with one: a folder with a setup.py, and commands run in it."""

import os
import subprocess
import sys

ANSWER = """
#include "hpy.h"

HPyDef_METH(answer, "answer", HPyFunc_NOARGS)
static HPy answer_impl(HPyContext *ctx, HPy self)
{{
    (void)self;
    return HPyLong_FromInt32_t(ctx, 42);
}}

static HPyDef *defines[] = {{&answer, NULL}};
static HPyModuleDef moduledef = {{
    .defines = defines,
}};
HPy_MODINIT({name}, moduledef)
"""

SETUP = """
from setuptools import Extension, setup

setup(name="answers", version="1.0", {keywords})
"""

# What would change how a test's own project is built.
SETTINGS = ("HPY_ABI", "HPY_LAYOUT", "HPY_STUB", "HPY_ABI_MINOR", "HPY_STATIC_LIBS")
OUTER = ("HPY", "HPY_LOG", "PYTHONPATH", "CC", "CXX", *SETTINGS)


class Project:
    """A folder with a setup.py, and commands run in it."""

    def __init__(self, folder):
        self.folder = folder

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def source(self, name, module):
        """A C (or C++) file with a module whose function answer() gives 42."""
        self.write(name, ANSWER.format(name=module))

    def setup(self, keywords):
        self.write("setup.py", SETUP.format(keywords=keywords))

    def python(self, *args, fails=False, **env):
        """Run this Python in the folder; what it prints. With 'fails', it must fail, and not by a traceback."""
        outer = {name: value for name, value in os.environ.items() if name not in OUTER}
        done = subprocess.run(
            [sys.executable, *map(str, args)],
            cwd=str(self.folder),
            env={"CFLAGS": "-O0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONIOENCODING": "utf-8", **outer, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        output = done.stdout.decode("utf-8", errors="replace")
        assert (done.returncode != 0) == fails, output
        assert not fails or "Traceback" not in output, output
        return output

    def build(self, *args, **env):
        return self.python("setup.py", *args, **env)

    def pip(self, command, *args, **env):
        offline = ("--no-index", "--no-deps", "--no-build-isolation", "--use-pep517")
        return self.python("-m", "pip", command, *offline, *args, **env)

    def wheel(self, **env):
        """The one wheel that pip builds of the project."""
        self.pip("wheel", "-w", "dist", ".", **env)
        (wheel,) = (self.folder / "dist").glob("*.whl")
        return wheel

    def answer(self, module, *args, **env):
        """Import the module from the folder in a new process: (answer(), file)."""
        code = f"import {module} as m; print(m.answer()); print(m.__file__)"
        number, file = self.python(*args, "-c", code, **env).splitlines()[-2:]
        return int(number), file

    def said(self, code, *args, **env):
        """The last line that the code prints, in words; warnings may stand before it."""
        return self.python(*args, "-c", code, **env).splitlines()[-1].split()

    def files(self, pattern):
        return sorted(str(path.relative_to(self.folder)).replace(os.sep, "/") for path in self.folder.glob(pattern))
