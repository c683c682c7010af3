"""The command completion: what the shells that are installed make of its scripts."""

import os
import re
import select
import shutil
import subprocess
import time

import pytest
from support.run import run_hpy

from hpy import _new


@pytest.fixture(scope="session")
def script(tmp_path_factory):
    """script(shell): the path of its script."""
    folder = tmp_path_factory.mktemp("completion")

    def script(shell):
        path = folder / ("hpy." + shell)
        if not path.exists():
            done = run_hpy("completion", shell, cwd=str(folder))
            assert done.returncode == 0 and not done.stderr
            path.write_text(done.stdout)
        return str(path)

    return script


def needs(shell):
    return pytest.mark.skipif(shutil.which(shell) is None, reason="%s is not installed" % shell)


# Words that are typed, and what the last may become; None: names of files, which the shell does itself.
TYPED = [
    (["in"], {"info"}),
    (["d"], {"doctor", "debug"}),
    (["--ver"], {"--version"}),
    (["debug", "--le"], {"--leaks"}),
    (["debug", "--leaks", ""], {"exit", "call"}),
    (["new", "x", "--build", "me"], {"meson"}),
    (["new", "--build", ""], set(_new.BUILDS)),
    (["config", "--abi", "u"], {"universal"}),
    (["config", "--com"], {"--compile-line"}),
    (["completion", ""], {"bash", "fish", "zsh"}),
    (["stubs", "--"], {"--help", "--check", "--docstrings"}),
    (["run", "--debug-"], {"--debug-options"}),
    (["audit", "--json", ""], None),
    (["debug", "--json", ""], None),
    (["trace", "--", "--ht"], None),
]


def bash(script, words):
    """What bash offers."""
    code = 'source "$0"; COMP_WORDS=(hpy "$@"); COMP_CWORD=$#; _hpy; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "--norc", "-c", code, script, *words], stdout=subprocess.PIPE, text=True, check=True)
    return set(done.stdout.split())


@needs("bash")
@pytest.mark.parametrize("words, expected", TYPED)
def test_bash(script, words, expected):
    assert bash(script("bash"), words) == (expected or set())


@needs("bash")
def test_bash_with_equals_signs(script):
    """Bash makes a word of the sign."""
    path = script("bash")
    assert bash(path, ["new", "--abi", "=", "h"]) == {"hybrid"}
    assert bash(path, ["new", "--abi", "="]) == {"universal", "hybrid", "cpython"}


@needs("bash")
def test_bash_is_told_of_it(script):
    code = 'source "$0"; complete -p hpy'
    done = subprocess.run(["bash", "--norc", "-c", code, script("bash")], stdout=subprocess.PIPE, text=True)
    assert done.stdout == "complete -o default -F _hpy hpy\n"


@needs("bash")
@pytest.mark.parametrize("command", ["info", "doctor", "new", "config", "audit", "stubs", "run", "debug", "trace"])
def test_every_option(script, command, tmp_path):
    shown = run_hpy(command, "--help", cwd=str(tmp_path)).stdout.partition("\nexamples")[0]
    listed = set(re.findall(r"(?<![\w-])--[a-z]+[a-z-]*", re.sub(r"\[[^]]*\]", "", shown)))
    offered = bash(script("bash"), [command, "--"])
    assert {name for name in listed if re.search(r"^ +(-\w( \w+)?, )?%s\b" % name, shown, re.M)} <= offered
    assert "--help" in offered


@needs("fish")
@pytest.mark.parametrize("words, expected", TYPED)
def test_fish(script, words, expected):
    if expected is None:
        return  # what it offers then depends on the folder
    code = "source %s; complete -C 'hpy %s'" % (script("fish"), " ".join(words))
    done = subprocess.run(["fish", "--no-config", "-c", code], capture_output=True, text=True)
    assert done.stderr == ""
    assert {line.split("\t")[0] for line in done.stdout.splitlines()} == expected


@needs("zsh")
def test_zsh(script, tmp_path):
    shell = Terminal(["zsh", "-f", "-i"], str(tmp_path))
    try:
        shell.type("unsetopt zle_bracketed_paste; PS1='%%%% '; autoload -U compinit; compinit -u -d dump\n")
        shell.type("source %s; setopt list_types no_beep; echo re''ady\n" % script("zsh"))
        shell.wait_for("ready")
        for words, expected in TYPED:
            if expected is not None and len(expected) == 1:
                shell.type("\x15hpy %s\t" % " ".join(words))
                shell.wait_for(" ".join(["hpy", *words[:-1], *expected]))
        for words, expected in TYPED:
            if expected is not None and len(expected) > 1:
                shell.type("\x15hpy %s\t\t" % " ".join(words))
                for word in expected:
                    shell.wait_for(word)
    finally:
        shell.end()


class Terminal:
    """A program at a terminal of its own."""

    def __init__(self, command, folder):
        import pty

        self.here, there = pty.openpty()
        env = {"PATH": os.environ["PATH"], "TERM": "xterm", "HOME": folder, "COLUMNS": "200", "LINES": "50"}
        self.process = subprocess.Popen(
            command, cwd=folder, env=env, stdin=there, stdout=there, stderr=there, start_new_session=True
        )
        os.close(there)
        self.seen = ""

    def type(self, text):
        self.seen = ""
        os.write(self.here, text.encode())

    def wait_for(self, text, seconds=60):
        """Wait until it is on the screen."""
        end = time.monotonic() + seconds
        while text not in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|[\x07\x08]", "", self.seen):
            ready, _, _ = select.select([self.here], [], [], max(0.0, end - time.monotonic()))
            assert ready, "%r is not in %r" % (text, self.seen)
            self.seen += os.read(self.here, 10000).decode(errors="replace")

    def end(self):
        self.process.kill()
        self.process.wait()
        os.close(self.here)


def test_unknown_shell(tmp_path):
    done = run_hpy("completion", "sh", cwd=str(tmp_path))
    assert done.returncode == 2 and "invalid choice: 'sh'" in done.stderr
