"""Compiles snippets, each once: the cache is keyed by content, so a second run compiles nothing.

A universal binary does not depend on the Python that runs the tests: its key holds no Python version, and every
Python loads the same file. The runtime sources of hpy are compiled to objects once for an ABI (and a Python, where
the ABI depends on it) and linked with each snippet; hpy.h is parsed once: one snippet costs one small compile.

Cache: $HPY_TEST_CACHE, or build/test-cache in the current folder. Several processes may use it at once.
$HPY_TEST_MINOR is the minor version that extensions ask for which name none themselves.
$HPY_TEST_CFLAGS adds compiler flags to all that is loaded, such as those of a sanitizer.

$HPY_TEST_BINARIES_TO copies each universal binary that a run uses into a folder, by its sources and flags alone;
$HPY_TEST_BINARIES takes the universal binaries from such a folder, wherever they were compiled: then none is compiled
here, and one that is missing is an error. $HPY_TEST_BINARIES_FOR names a target of ziglang's, such as
x86_64-windows-gnu: what is copied is compiled for that, besides what is loaded here.
"""

import contextlib
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile

from . import template
from .cross import compiler_for, is_windows
from .hosts import need_binary
from .load import Binary

try:
    import fcntl
except ImportError:  # without locks two processes may compile the same file; os.replace keeps that harmless
    fcntl = None

ABIS = ("cpython", "universal", "hybrid")
WARNINGS = ["-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter"]
LANGUAGES = {  # language → suffix, standard, variable that names the compiler, default
    "c": (".c", "-std=c11", "CC", "cc"),
    "c++": (".cpp", "-std=c++11", "CXX", "c++"),
}

# Whether a sanitizer watches, which makes threads ten times as slow and takes memory of its own.
SANITIZED = "-fsanitize" in os.environ.get("HPY_TEST_CFLAGS", "")


class CompileError(Exception):
    """The compiler refused; str() is its output."""


class MissingBinary(Exception):
    """The folder of binaries to take has none for a snippet. No CompileError: tests expect those."""


class Compiler:
    """Turns snippets into binaries; counts what it compiled, found in the cache, and took from other places.

    With 'target', one of ziglang's, they are universal ones for another machine or system.
    """

    def __init__(self, cache=None, target=None):
        from hpy.devel import HPyDevel  # the installed package: tests of a wheel use the wheel's files

        self.devel = HPyDevel()
        self.cache = os.path.abspath(cache or os.environ.get("HPY_TEST_CACHE") or os.path.join("build", "test-cache"))
        self.taken_from = os.environ.get("HPY_TEST_BINARIES")
        self.copied_to = os.environ.get("HPY_TEST_BINARIES_TO") if target is None else None
        self.target = target
        self.suffix = ".pyd" if (is_windows(target) if target else os.name == "nt") else ".so"
        others = os.environ.get("HPY_TEST_BINARIES_FOR") if self.copied_to else None
        self.others = Compiler(cache, others) if others else None
        self.compiled = 0
        self.cached = 0
        self.taken = 0
        self._identities = {}
        self._headers = {}
        self._objects = {}
        self._errors = {}

    # ---- what others call

    def build(self, snippet, abi, name=None, minor=None, extra=(), language="c", flags=(), origin=("snippet.c", 1)):
        """The Binary for 'snippet'; 'extra' are further C files of the extension, without markers.

        'minor' is the ABI minor version the extension asks for: HPY_TEST_MINOR if None, without that the headers'
        default. 'flags' are further compiler flags, and 'origin' is the file and line where the snippet begins, for the
        compiler's messages.
        """
        if minor is None and os.environ.get("HPY_TEST_MINOR"):
            minor = int(os.environ["HPY_TEST_MINOR"])
        need_binary(abi, minor)
        name = name or template.default_name(snippet)
        suffix = LANGUAGES[language][0]
        command = self._command(abi, language, minor) + list(flags)
        portable = abi == "universal" and self._portable_key(command, snippet, name, extra)
        if portable and self.taken_from:
            return Binary(self._take(os.path.join(portable, name + self.suffix), origin), name, abi)
        objects = self._runtime(abi, minor)
        key = self._key(command, template.expand(snippet, name), list(extra), list(map(os.path.basename, objects)))
        folder = os.path.join(self.cache, "modules", abi, key)
        target = os.path.join(folder, name + (self.suffix if portable else sysconfig.get_config_var("EXT_SUFFIX")))

        def produce(temporary):
            main = os.path.join(folder, name + suffix)
            _write(main, template.expand(snippet, name, *origin))
            sources = [main]
            for number, text in enumerate(extra):
                sources.append(os.path.join(folder, "extra%d%s" % (number, suffix)))
                _write(sources[-1], '#include "hpy.h"\n' + text)
            parsed = self._parsed_header(command) if language == "c" and not flags else []
            self._run(
                command[:1] + parsed + command[1:] + sources + objects + ["-o", temporary] + self._link_flags(abi)
            )

        self._once(target, produce)
        if portable and self.copied_to:
            folder = os.path.join(os.path.abspath(self.copied_to), portable)
            if self.others is not None:
                other = self.others.build(snippet, abi, name, minor, extra, language, flags, origin).path
                _copy(other, os.path.join(folder, os.path.basename(other)))
            else:
                _copy(target, os.path.join(folder, name + self.suffix))
                _write_stub(folder, name)
        return Binary(target, name, abi)

    def check_syntax(self, text, abi, compiler, flags, suffix, whole=False):
        """Compile 'text' and keep nothing; CompileError when that fails. 'abi' None: no ABI macro is defined.

        'whole' goes on behind the syntax check, to what the compiler finds only when it makes code.
        """
        folders = ["-I", str(self.devel.include_dir)] if abi is None else self._abi_flags(abi, system=True)
        command = shlex.split(compiler) + list(flags) + folders + ([] if whole else ["-fsyntax-only"])
        key = self._key(command, text)

        def produce(temporary):
            source = os.path.join(self.cache, "syntax", key + suffix)
            _write(source, text)
            self._run(command + (["-c", source, "-o", temporary] if whole else [source]))
            _write(temporary, "")

        self._once(os.path.join(self.cache, "syntax", key + ".ok"), produce)

    # ---- the parts

    def _command(self, abi, language, minor=None):
        _, standard, variable, default = LANGUAGES[language]
        compiler = shlex.split(os.environ.get(variable) or default)
        if self.target is not None:
            compiler = compiler_for(self.target, default)
        basic = [standard, "-g", "-O0", "-fPIC", "-fvisibility=hidden"]
        more = shlex.split(os.environ.get("HPY_TEST_CFLAGS", ""))
        return compiler + basic + more + WARNINGS + self._abi_flags(abi, minor)

    def _abi_flags(self, abi, minor=None, system=False):
        """Macros and include folders. Python's own folder is a system folder where its warnings are not ours."""
        macros = self.devel.get_define_macros(abi, minor)
        flags = ["-D" + (name if value is None else "%s=%s" % (name, value)) for name, value in macros]
        for path in self.devel.get_include_dirs(abi):
            flags += ["-I", str(path)]
        if abi != "universal":
            paths = {sysconfig.get_path("include"): None, sysconfig.get_path("platinclude"): None}
            for path in paths:
                flags += ["-isystem" if system else "-I", path]
        return flags

    def _link_flags(self, abi):
        flags = ["-shared"]
        if self.target is not None:
            return flags
        if sys.platform == "darwin":
            flags += [] if abi == "universal" else ["-undefined", "dynamic_lookup"]
        else:
            # A universal binary must not need anything of Python: leave no symbol undefined.
            flags += ["-Wl,-z,defs"] if abi == "universal" else []
            flags += ["-ldl"] if sys.platform.startswith("linux") else []
        return flags

    def _runtime(self, abi, minor):
        """Paths of the objects every extension of this ABI and minor version is linked with."""
        if (abi, minor) not in self._objects:
            self._objects[abi, minor] = [self._object(source, abi, minor) for source in self.devel.get_sources(abi)]
        return self._objects[abi, minor]

    def _parsed_header(self, command):
        """For gcc, flags with which it takes hpy.h as it was parsed before: a third of the time in the CPython ABI.

        It passes over the file where the flags do not fit, or hpy.h is included a second time, and takes the text.
        """
        if "Free Software Foundation" not in self._identity(command[0]):
            return []
        folder = os.path.join(self.cache, "headers", self._key(command))
        target = os.path.join(folder, "hpy.h.gch")
        header = str(self.devel.include_dir / "hpy.h")
        self._once(target, lambda temporary: self._run([*command, "-x", "c-header", header, "-o", temporary]))
        self._once(os.path.join(folder, "hpy.h"), lambda temporary: _write(temporary, "#include_next <hpy.h>\n"))
        return ["-I", folder]

    def _object(self, source, abi, minor):
        # Lines alone: all that -g tells of the runtime, in each of thousands of modules, takes gigabytes.
        command = [{"-g": "-g1"}.get(word, word) for word in self._command(abi, "c", minor)]
        key = self._key(command, _read(source), self._hash_of_headers())
        target = os.path.join(self.cache, "objects", abi, "%s-%s.o" % (os.path.basename(source)[:-2], key))
        self._once(target, lambda temporary: self._run(command + ["-c", source, "-o", temporary]))
        return target

    def _once(self, target, produce):
        """Make 'target' unless it is there: produce(temporary file), then move it into place."""
        if os.path.exists(target):
            self.cached += 1
            return
        if target in self._errors:
            raise CompileError(self._errors[target])
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with lock(target + ".lock"):
            if os.path.exists(target):
                self.cached += 1
                return
            temporary = "%s.%d.tmp" % (target, os.getpid())
            try:
                produce(temporary)
                self.compiled += 1
                os.replace(temporary, target)
            except CompileError as error:
                self._errors[target] = str(error)
                raise
            finally:
                with contextlib.suppress(FileNotFoundError):
                    os.remove(temporary)

    def _key(self, command, *content):
        parts = [self._identity(command[0]), self._hash_of_headers(str(self.devel.include_dir)), command, content]
        if "-DHPY_ABI_UNIVERSAL" not in command:
            parts += [sysconfig.get_config_var("EXT_SUFFIX"), sys.hexversion]
        return self._digest(parts)

    def _portable_key(self, command, snippet, name, extra):
        """For a universal binary of whatever compiler: all that it is made of, and the flags."""
        flags = command[next(i for i, word in enumerate(command) if word.startswith("-std=")) :]
        flags = [word.replace(str(self.devel.include_dir), "INCLUDE").replace(os.sep, "/") for word in flags]
        runtime = [(os.path.basename(source), _read(source)) for source in self.devel.get_sources("universal")]
        return self._digest([self._hash_of_headers(), runtime, flags, template.expand(snippet, name), list(extra)])

    def _digest(self, parts):
        # Where the package lies does not matter, only what is in it: the same for an install and a checkout.
        text = json.dumps(parts).replace(str(self.devel.include_dir), "INCLUDE")
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:24]

    def _take(self, portable, origin):
        """The path of the binary in the folder of those to take."""
        path = os.path.join(os.path.abspath(self.taken_from), portable)
        if not os.path.exists(path):
            raise MissingBinary(
                "HPY_TEST_BINARIES has no %s, the binary of %s:%d; run the same tests of the same sources with "
                "HPY_TEST_BINARIES_TO=%s where it may be compiled" % (path, *origin, self.taken_from)
            )
        self.taken += 1
        return path

    def _identity(self, compiler):
        if compiler not in self._identities:
            done = subprocess.run([compiler, "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            self._identities[compiler] = done.stdout.decode("utf-8", "replace")
        return self._identities[compiler]

    def _hash_of_headers(self, below=""):
        """One hash for all headers of the package whose path starts with 'below'."""
        if below not in self._headers:
            digest = hashlib.sha256()
            for path in sorted(self.devel.get_depends(), key=lambda path: path.replace(os.sep, "/")):
                if path.endswith((".h", ".hpp")) and path.startswith(below):
                    digest.update(("%s\0%s\0" % (os.path.basename(path), _read(path))).encode("utf-8"))
            self._headers[below] = digest.hexdigest()
        return self._headers[below]

    def _run(self, command):
        environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}  # is for the tests
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)
        if done.returncode != 0:
            output = done.stdout.decode("utf-8", "replace")
            raise CompileError("%s\n%s" % (" ".join(map(shlex.quote, command)), output))


def refused(compiler, text, abi, flags=(), cc=None, suffix=".c"):
    """The compiler's message for 'text', which it must refuse. A whole compilation: some errors come late."""
    cc = cc or find_compilers("CC", ["cc"])[0]
    try:
        compiler.check_syntax(text, abi, cc, [*(["-std=c11"] if suffix == ".c" else []), *flags], suffix, whole=True)
    except CompileError as error:
        return str(error)
    raise AssertionError("%s takes %s" % (cc, text))


def find_compilers(variable, names):
    """The compilers to check headers with: what $CC or $CXX names, else those of 'names' that are installed."""
    chosen = os.environ.get(variable)
    candidates = ([chosen] if chosen else []) + list(names)
    return list(dict.fromkeys(c for c in candidates if shutil.which(shlex.split(c)[0])))


def _read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def _write(path, text):
    """Write a whole file at once, so that another process never sees half of it."""
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path))
    with open(handle, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, path)


def _copy(source, target):
    """Copy a whole file at once, unless it is there."""
    if not os.path.exists(target):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        temporary = "%s.%d.tmp" % (target, os.getpid())
        shutil.copyfile(source, temporary)
        os.replace(temporary, target)


def _write_stub(folder, name):
    """The stub by which hosts of HPy 0.9 import the binary in the folder; support/hosts.py puts that beside it."""
    from hpy.devel.build import get_stub

    stub = os.path.join(folder, "hpy0", name + ".py")
    os.makedirs(os.path.dirname(stub), exist_ok=True)
    _write(stub, get_stub(name, name + ".hpy0.so"))


@contextlib.contextmanager
def lock(path):
    """Hold the lock file 'path'; the system drops it when a process dies."""
    with open(path, "w") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
