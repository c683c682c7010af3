"""An extension that stops where a debugger can look at it, and Python started under a debugger."""

import functools
import glob
import os
import re
import shutil
import subprocess
import sys

from .docs import commands, file_name, matches, read_blocks
from .run import LOAD, PACKAGE, PATH, ROOT, TESTS

# With lines of its own: a binary out of the cache has those of its first compilation.
SNIPPET = """#line 1 "box.c"
typedef struct {
    HPyField child;
    long number;
} Box;
HPyType_HELPERS(Box)

HPyDef_MEMBER(Box_number, "number", HPyMember_LONG, offsetof(Box, number), .readonly = 1)
HPyDef_GET(Box_child, "child")
static HPy Box_child_get(HPyContext *ctx, HPy self, void *closure)
{
    return HPyField_Load(ctx, self, Box_AsStruct(ctx, self)->child);
}

HPyDef_SLOT(Box_traverse, HPy_tp_traverse)
static int Box_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Box *)self)->child);
    return 0;
}

HPyDef_METH(Box_fill, "fill", HPyFunc_O)
static HPy Box_fill_impl(HPyContext *ctx, HPy self, HPy value)
{
    HPyField_Store(ctx, self, &Box_AsStruct(ctx, self)->child, value);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *Box_defines[] = {&Box_number, &Box_child, &Box_traverse, &Box_fill, NULL};
static HPyType_Spec Box_spec = {
    .name = "snippet.Box",
    .basicsize = sizeof(Box),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .builtin_shape = SHAPE(Box),
    .defines = Box_defines,
};
static HPyGlobal kept;

HPyDef_CALL_FUNCTION(called)

static HPy bits(intptr_t number)
{
    return HPy_FromVoidP((void *)number);
}

static void here(void)
{
}

HPyDef_METH(show, "show", HPyFunc_VARARGS, .doc = "show(*values)")
static HPy show_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy null = HPy_NULL, low = bits(16), odd = bits(0x55555501), unaligned = bits(0x7ffffff2);
    HPy number = HPyLong_FromLong(ctx, -42);           /* OPENED */
    HPy gone = HPyLong_FromLong(ctx, 70000);
    Box *box = Box_AsStruct(ctx, args[0]);
    HPyField empty = HPyField_NULL;
    HPyCallFunction *call = &called;
    HPyTracker tracker = HPyTracker_New(ctx, 1);
    HPyListBuilder builder = HPyListBuilder_New(ctx, 3);
    HPyContext *nothing = NULL;

    HPyGlobal_Store(ctx, &kept, args[1]);
    HPyTracker_Add(ctx, tracker, HPy_Dup(ctx, number));
    HPyTracker_Add(ctx, tracker, HPy_Dup(ctx, args[1]));
    HPy_Close(ctx, gone);                              /* CLOSED */
    here();
    HPyListBuilder_Cancel(ctx, builder);
    HPyTracker_Close(ctx, tracker);
    HPy_Close(ctx, number);
    HPyGlobal_Store(ctx, &kept, HPy_NULL);
    (void)null, (void)low, (void)odd, (void)unaligned, (void)box, (void)empty, (void)call, (void)nothing;
    return HPy_Dup(ctx, ctx->h_None);
}

static HPy called_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    return HPy_Dup(ctx, self);
}

@EXPORT_TYPE("Box", Box_spec)
@EXPORT_GLOBAL(kept)
@EXPORT(show)
@INIT
"""

VALUES = """
class Text(str): pass
values = [
    "text", "t\\xe4xt", "\\u20ac\\u4e2d", "\\U0001f600", "a" * 100, Text("own"), Text("\\xe4"), "",
    0, 5, 1 << 70, -(1 << 100), 1 << 5000, 2.5, b"by", True, None, ..., NotImplemented,
    [1, 2], (), {1: 2}, int, mod.Box, ValueError("x"), object(),
]
"""
CODE = f"""
box = mod.Box()
box.fill("child")
{VALUES}
mod.show(box, *values)
"""
# What is shown of each of them.
SHOWN = [
    "str 'text'", "str 'täxt'", "str '€中'", "str '\U0001f600'", "str '%s'... of 100" % ("a" * 60), "Text 'own'",
    "Text 'ä'", "str ''", "int 0", "int 5", "int %d" % (1 << 70), "int %d" % -(1 << 100),
    "int of about 5010 bits", "float 2.5", "bytes b'by'", "True", "None", "Ellipsis", "NotImplemented",
    "list of 2", "tuple of 0", "dict of 1", "type 'int'", "type 'snippet.Box'", "ValueError object", "object object",
]  # fmt: skip


def build_snippet(build):
    """The binary of the snippet, whose file is box.c."""
    return build(SNIPPET, minor=2)


def command(binary, code=CODE):
    """Python with the module as 'mod'; it stops in here(), called by show()."""
    start = LOAD.format(tests=TESTS, path=binary.path, name=binary.name, abi=binary.abi, direct=False)
    return [sys.executable, "-c", PATH.format(package=PACKAGE) + start + code]


def line_of(marker):
    """The line of box.c that has the marker."""
    return next(n for n, line in enumerate(SNIPPET.split("\n")) if "/* %s */" % marker in line)


def run(words, mode=None, cwd=None, **environment):
    """Run a debugger, or another program; all that it and the process print."""
    environ = {name: value for name, value in os.environ.items() if name not in ("HPY", "HPY_TEST_LAYERS")}
    environ.update(PYTHONIOENCODING="utf-8", LC_ALL="C.UTF-8", TERM="dumb", HPY_TEST_LAYERS=mode or "universal")
    environ.update(environment)
    environ = {name: value for name, value in environ.items() if value is not None}
    done = subprocess.run(
        words,
        cwd=cwd,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
    )
    return done.stdout.decode("utf-8", "replace")


def said(output, expressions):
    """{expression: what was printed between its mark and the next}."""
    parts = re.split(r"^<<(\d+)>>", output, flags=re.M)
    found = {expressions[int(number)]: text.strip() for number, text in zip(parts[1::2], parts[2::2])}
    assert list(found) == list(expressions), output
    return found


# The page docs/debuggers.md ------------------------------------------------------------------------------------------

PAGE = os.path.join(ROOT, "docs", "debuggers.md")


def do_section(title, tmp_path, **environment):
    """Do what a section of the page says, as a reader who began at its top. How many commands were compared."""
    with open(PAGE, encoding="utf-8") as file:
        parts = re.split(r"^## (.*)\n", file.read(), flags=re.M)
    ignored = shutil.ignore_patterns("build", "*.so")
    shutil.copytree(os.path.join(ROOT, "examples", "quickstart"), str(tmp_path / "examples/quickstart"), ignore=ignored)
    _do(parts[0], tmp_path, environment)
    folder = tmp_path / "looked-at"
    for block in read_blocks("".join(parts)):
        if file_name(block):
            (folder / file_name(block)).write_text(block.text, encoding="utf-8")
    return _do(parts[parts.index(title) + 1], folder, environment)


def _do(part, folder, environment):
    compared = 0
    for block in read_blocks(part):
        for line, expected in commands(block) if block.language == "console" else ():
            inside = folder / "looked-at" if (folder / "looked-at").exists() else folder
            output = run(["bash", "-c", line], cwd=str(inside), **as_a_reader(environment))
            assert matches(output, expected), f"{line}\n{output}"
            compared += bool(expected)
    return compared


def as_a_reader(environment):
    """Settings of the tests do not reach the commands; 'python' is the one that runs the tests."""
    path = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
    nothing = dict.fromkeys(("HPY_ABI", "CFLAGS", "CC", "LD_PRELOAD"))
    return {**nothing, "PATH": path, "PYTHONPATH": PACKAGE, **environment}


# Whether they work here ----------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=None)
def has_gdb():
    """Whether gdb has Python in it and may run a process, which not every machine allows."""
    words = ["gdb", "-nx", "-batch", "-ex", "python print(6 * 7)", "-ex", "run", "--args", sys.executable, "-c", "0"]
    output = run(words)
    return "42" in output and "exited normally" in output


@functools.lru_cache(maxsize=None)
def lldb_path():
    """The PYTHONPATH with which lldb has Python and may run a process; None without. Debian's wants to be told."""
    debian = [f"{folder}:/usr/lib/python3/dist-packages" for folder in glob.glob("/usr/lib/llvm-*/lib/python3*/dist-*")]
    for folder in ["", *sorted(debian)]:
        words = [
            "lldb",
            "-x",
            "-b",
            "-o",
            "script print(6 * 7)",
            "-o",
            "process launch",
            "--",
            sys.executable,
            "-c",
            "0",
        ]
        output = run(words, PYTHONPATH=folder)
        if "\n42" in output and "exited with status = 0" in output:
            return folder
    return None
