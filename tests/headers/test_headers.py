"""The public header: clean in every dialect and compiler, and clear where it refuses."""

import os
import re

import pytest
from support.compile import CompileError, find_compilers, refused
from support.load import Binary, load

from hpy.devel import HPyDevel

HERE = os.path.dirname(os.path.abspath(__file__))
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]
C = ["c99", "c11", "c17", "c2x"]
CPLUSPLUS = ["c++11", "c++14", "c++17", "c++20"]
DIALECTS = [(compiler, standard, ".c") for compiler in find_compilers("CC", ["gcc", "clang"]) for standard in C]
DIALECTS += [(cxx, standard, ".cpp") for cxx in find_compilers("CXX", ["g++", "clang++"]) for standard in CPLUSPLUS]
# The newer functions differ from the older ones in number only: the oldest dialects tell enough about them.
ALL = [(*dialect, 0) for dialect in DIALECTS]
ALL += [(*dialect, 1) for dialect in DIALECTS if dialect[1] in (C[0], CPLUSPLUS[0])]

# What careful authors add; Python.h's own warnings are not ours. -Wundef is left out: it warns of Python.h's macros.
STRICTEST = ["-Wshadow", "-Wconversion", "-Wsign-conversion", "-Wcast-qual", "-Wformat=2", "-Wdouble-promotion"]
STRICTEST_C = [*STRICTEST, "-Wstrict-prototypes", "-Wmissing-prototypes", "-Wold-style-definition"]
STRICTEST_CPLUSPLUS = [*STRICTEST, "-Wold-style-cast", "-Wextra-semi"]
# clang before 16 warns of NULL itself, in headers of its own.
NO_ZERO = "-Wzero-as-null-pointer-constant"

# Signature of a slot → result and parameters of its implementation.
SIGNATURES = {
    "BINARYFUNC": "HPy (HPyContext *ctx, HPy a, HPy b)",
    "DESCRSETFUNC": "int (HPyContext *ctx, HPy a, HPy b, HPy c)",
    "DESTROYFUNC": "void (void *a)",
    "DESTRUCTOR": "void (HPyContext *ctx, HPy a)",
    "GETBUFFERPROC": "int (HPyContext *ctx, HPy a, HPy_buffer *b, int c)",
    "GETATTROFUNC": "HPy (HPyContext *ctx, HPy a, HPy b)",
    "GETITERFUNC": "HPy (HPyContext *ctx, HPy a)",
    "HASHFUNC": "HPy_hash_t (HPyContext *ctx, HPy a)",
    "INITPROC": "int (HPyContext *ctx, HPy a, const HPy *b, HPy_ssize_t c, HPy d)",
    "INQUIRY": "int (HPyContext *ctx, HPy a)",
    "ITERNEXTFUNC": "HPy (HPyContext *ctx, HPy a)",
    "KEYWORDS": "HPy (HPyContext *ctx, HPy a, const HPy *b, size_t c, HPy d)",
    "LENFUNC": "HPy_ssize_t (HPyContext *ctx, HPy a)",
    "MOD_CREATE": "HPy (HPyContext *ctx, HPy a)",
    "NEWFUNC": "HPy (HPyContext *ctx, HPy a, const HPy *b, HPy_ssize_t c, HPy d)",
    "OBJOBJARGPROC": "int (HPyContext *ctx, HPy a, HPy b, HPy c)",
    "OBJOBJPROC": "int (HPyContext *ctx, HPy a, HPy b)",
    "RELEASEBUFFERPROC": "void (HPyContext *ctx, HPy a, HPy_buffer *b)",
    "REPRFUNC": "HPy (HPyContext *ctx, HPy a)",
    "RICHCMPFUNC": "HPy (HPyContext *ctx, HPy a, HPy b, HPy_RichCmpOp c)",
    "SENDFUNC": "HPy_SendResult (HPyContext *ctx, HPy a, HPy b, HPy *c)",
    "SETATTROFUNC": "int (HPyContext *ctx, HPy a, HPy b, HPy c)",
    "SSIZEARGFUNC": "HPy (HPyContext *ctx, HPy a, HPy_ssize_t b)",
    "SSIZEOBJARGPROC": "int (HPyContext *ctx, HPy a, HPy_ssize_t b, HPy c)",
    "TERNARYFUNC": "HPy (HPyContext *ctx, HPy a, HPy b, HPy c)",
    "TRAVERSEPROC": "int (void *a, HPyFunc_visitproc b, void *c)",
    "UNARYFUNC": "HPy (HPyContext *ctx, HPy a)",
}
RESULTS = {"HPy": " return HPy_NULL;", "HPy_SendResult": " return HPy_SEND_ERROR;", "void": ""}


@pytest.fixture(scope="module")
def every_macro(compiler):
    """C source that uses every definition macro, and HPyDef_SLOT with every slot there is."""
    with open(os.path.join(HERE, "every_macro.h"), encoding="utf-8") as file:
        text = '#include "hpy.h"\n' + file.read()
    with open(str(compiler.devel.include_dir / "hpy" / "generated" / "slots.h"), encoding="utf-8") as file:
        lines = file.read()
    slots = re.findall(r"#define _HPySlot_SIG__(\w+) HPyFunc_(\w+)", lines)
    since = {}
    for minor, block in re.findall(r"#if HPY_ABI_MINOR >= (\d+)\n(.*?)#endif", lines, re.S):
        since.update({slot: int(minor) for slot in re.findall(r"HPy_\w+(?= =)", block)})
    assert len(slots) >= 60 and since["HPy_tp_descr_get"] == 1 and "HPy_tp_repr" not in since
    for slot, signature in slots:
        result, parameters = SIGNATURES[signature].split(" ", 1)
        unused = "".join(" (void)%s;" % name for name in re.findall(r"(\w+)[,)]", parameters))
        text += "#if HPY_ABI_MINOR >= %d\n" % since.get(slot, 0)
        text += "HPyDef_SLOT(with_%s, %s)\n" % (slot, slot)
        body = unused + RESULTS.get(result, " return 0;")
        text += "static %s with_%s_impl%s {%s }\n" % (result, slot, parameters, body)
        text += "#endif\n"
    return text


def nullptr_if_missing(compiler, cc, standard):
    """The headers of CPython 3.13 use nullptr in C23; compilers that know C23 as c2x may not have it yet."""
    try:
        compiler.check_syntax("void *p = nullptr;\n", None, cc, ["-std=" + standard], ".c")
    except CompileError:
        return ["-Dnullptr=((void*)0)"]
    return []


@pytest.mark.parametrize("cc, standard, suffix, minor", ALL)
def test_no_warning(compiler, every_macro, cc, standard, suffix, abi, minor):
    flags = ["-std=" + standard, *STRICT]
    if standard == "c2x":
        flags += nullptr_if_missing(compiler, cc, standard)
    compiler.check_syntax("#define HPY_ABI_MINOR %d\n%s" % (minor, every_macro), abi, cc, flags, suffix)


def takes_null(compiler, cc):
    """Whether the flag is of use: it does not warn of NULL."""
    try:
        compiler.check_syntax("#include <stddef.h>\nvoid *p = NULL;\n", None, cc, ["-Werror", NO_ZERO], ".cpp")
    except CompileError:
        return False
    return True


@pytest.mark.parametrize("cc, standard, suffix", [d for d in DIALECTS if d[1] in ("c99", "c17", "c++11", "c++17")])
def test_no_warning_with_the_strictest_flags(compiler, every_macro, cc, standard, suffix, abi):
    flags = ["-std=" + standard, *STRICT, *(STRICTEST_C if suffix == ".c" else STRICTEST_CPLUSPLUS)]
    if suffix == ".cpp" and takes_null(compiler, cc):
        flags.append(NO_ZERO)
    compiler.check_syntax("#define HPY_ABI_MINOR 2\n" + every_macro, abi, cc, flags, suffix)


@pytest.mark.abis("cpython")
def test_no_warning_of_the_struct_of_what_was_loaded(compiler, abi):
    """gcc follows the null handle that loads allow for, and says that the struct behind it is out of bounds."""
    text = """
        #include "hpy.h"
        typedef struct { HPyField next; long n; } Node;
        HPyType_HELPERS(Node)
        long sum(HPyContext *ctx, HPy h, HPyGlobal global);
        long sum(HPyContext *ctx, HPy h, HPyGlobal global)
        {
            HPy next = HPyField_Load(ctx, h, Node_AsStruct(ctx, h)->next);
            HPy loaded = HPyGlobal_Load(ctx, global), again = HPy_Dup(ctx, h);
            long n = Node_AsStruct(ctx, next)->n + Node_AsStruct(ctx, loaded)->n + Node_AsStruct(ctx, again)->n;
            HPy_Close(ctx, next);
            HPy_Close(ctx, loaded);
            HPy_Close(ctx, again);
            return n;
        }
        """
    for cc in find_compilers("CC", ["gcc", "clang"]):
        compiler.check_syntax(text.rstrip() + "\n", abi, cc, ["-std=c11", "-O2", *STRICT], ".c", whole=True)


# The chapters of hpy.h, and headers that HPy 0.9 has, which sources include by name.
BY_NAME = ["hpydef", "hpyfunc", "hpymodule", "hpytype", "inline_helpers", "macros", "hpyexports", "cpy_types"]
BY_NAME += ["interpreter", "datetime"]
BY_NAME += ["runtime/" + name for name in ("argparse", "buildvalue", "format", "helpers", "structseq")]
BY_NAME += ["runtime/" + name for name in ("ctx_funcs", "ctx_module", "ctx_type")]


@pytest.mark.parametrize("name", BY_NAME)
def test_header_by_name(compiler, abi, name):
    """Alone, and behind hpy.h."""
    use = 'HPy f(HPyContext *ctx);\nHPy f(HPyContext *ctx) { return HPy_BuildValue(ctx, "l", 1L); }\n'
    cc = find_compilers("CC", ["cc"])[0]
    for before in ("", "#include <hpy.h>\n"):
        compiler.check_syntax("%s#include <hpy/%s.h>\n%s" % (before, name, use), abi, cc, ["-std=c99", *STRICT], ".c")


PARTS = re.compile(r"(config|types|version|special\w*)\.h")  # of hpy.h, of no use alone
CHAPTERS = sorted(path.name for path in (HPyDevel().include_dir / "hpy").glob("*.h"))


@pytest.mark.parametrize("name", [name for name in CHAPTERS if not PARTS.fullmatch(name)])
@pytest.mark.abis("universal")
def test_chapter_alone_in_cpp(compiler, abi, name):
    use = "HPy f(HPyContext *ctx);\nHPy f(HPyContext *ctx) { return HPy_Dup(ctx, ctx->h_None); }\n"
    for cxx in find_compilers("CXX", ["g++", "clang++"]):
        compiler.check_syntax("#include <hpy/%s>\n%s" % (name, use), abi, cxx, ["-std=c++11", *STRICT], ".cpp")


@pytest.mark.parametrize("call", ["HPy_Close(ctx, HPy_FromPyObject(ctx, NULL))", "(void)HPy_AsPyObject(ctx, HPy_NULL)"])
def test_universal_refuses_legacy_functions(compiler, call):
    text = '#include "hpy.h"\nvoid f(HPyContext *ctx);\nvoid f(HPyContext *ctx) { %s; }\n' % call
    message = refused(compiler, text, "universal")
    assert "Cannot use legacy functions when targeting the HPy Universal ABI; choose the ABI hybrid for them" in message


@pytest.mark.parametrize("text", ["#include <Python.h>\n", '#include "hpy.h"\n#include <Python.h>\n'])
def test_universal_refuses_python_h(compiler, text):
    message = refused(compiler, text, "universal")
    assert "forbidden to #include <Python.h> when targeting the HPy Universal ABI; choose the ABI hybrid" in message


@pytest.mark.abis("cpython", "hybrid")
def test_others_include_python_h(compiler, abi):
    text = '#include "hpy.h"\nPyObject *f(Py_ssize_t n);\nPyObject *f(Py_ssize_t n) { return PyList_New(n); }\n'
    compiler.check_syntax(text, abi, find_compilers("CC", ["cc"])[0], ["-std=c11", *STRICT], ".c")


@pytest.mark.parametrize("macro", ["PYPY_VERSION", "GRAALVM_PYTHON"])
def test_headers_of_other_pythons_are_refused(compiler, macro):
    """In the CPython ABI; the hybrid one compiles over PyPy's."""
    message = refused(compiler, '#include "hpy.h"\n', "cpython", [f"-D{macro}=1"])
    assert "the CPython ABI is for CPython; other Pythons take the universal ABI" in message
    compiler.check_syntax('#include "hpy.h"\n', "hybrid", find_compilers("CC", ["cc"])[0], [f"-D{macro}=1"], ".c")


@pytest.mark.parametrize(
    "macros", [[], ["UNIVERSAL", "CPYTHON"], ["UNIVERSAL", "HYBRID"], ["CPYTHON", "UNIVERSAL", "HYBRID"]]
)
def test_exactly_one_abi(compiler, macros):
    flags = ["-DHPY_ABI_" + name for name in macros]
    assert "define exactly one of" in refused(compiler, '#include "hpy.h"\n', None, flags)


@pytest.mark.parametrize(
    "text, named",
    [
        (
            'HPyDef_METH(f, "f", HPyFunc_O)\nstatic HPy f_impl(HPyContext *ctx, HPy self) { return HPy_NULL; }\n',
            "f_impl",
        ),
        ('HPyDef_METH(f, "f", HPyFunc_NONSENSE)\n', "HPyFunc_NONSENSE"),
        ("HPyDef_SLOT(f, HPy_tp_nonsense)\n", "HPy_tp_nonsense"),
        ("HPyDef_SLOT(f, HPy_nb_add)\nstatic HPy f_impl(HPyContext *ctx, HPy a) { return a; }\n", "f_impl"),
    ],
)
def test_wrong_definition_is_named(compiler, abi, text, named):
    assert named in refused(compiler, '#include "hpy.h"\n' + text, abi)


METHOD = """
#include "hpy.h"
HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg) { (void)self; (void)arg; return %s; }
static HPyDef *defines[] = {&f, NULL};
static HPyModuleDef module = {.defines = defines};
HPy_MODINIT(m, module)
"""
SLOT = """
#include "hpy.h"
HPyDef_SLOT(f, %s)
static HPy f_impl(HPyContext *ctx, HPy self) { return HPy_Dup(ctx, self); }
static HPyDef *defines[] = {&f, NULL};
"""


@pytest.mark.parametrize(
    "text, words",
    [
        (SLOT % "HPy_tp_itr", "there is no slot HPy_tp_itr; hpy/generated/slots.h lists them"),
        (
            METHOD.replace("HPyFunc_O)", "HPyFunc_NOARG)") % "arg",
            "there is no such signature; methods have HPyFunc_NOARGS, HPyFunc_O, HPyFunc_VARARGS, HPyFunc_KEYWORDS or "
            "HPyFunc_METHOD",
        ),
        (METHOD % "HPyTuple_Pack(ctx, 2, self, NULL)", "HPyTuple_Pack_wants_handles_2"),
        (METHOD % "HPyTuple_Pack(ctx, 1, 5)", "HPyTuple_Pack_wants_handles_1"),
        ("typedef struct { long n; } T;\nT *t;\n" + METHOD % "HPy_New(ctx, arg, t)", "_wants_the_address_of_a_pointer"),
        (METHOD.replace("HPy arg)", "HPy arg, int x)") % "arg", "conflicting types for"),
    ],
)
def test_mistake_is_one_error_of_few_lines(compiler, abi, text, words):
    lines = refused(compiler, text, abi).splitlines()[1:]
    assert words in "\n".join(lines)
    assert sum(" error: " in line for line in lines) == 1 and len(lines) <= 50


@pytest.mark.parametrize("number", range(11))
def test_pack_any_number_of_handles(make, number):
    mod = make(
        r"""
        HPyDef_METH(f, "f", HPyFunc_O)
        static HPy f_impl(HPyContext *ctx, HPy self, HPy arg) { return HPyTuple_Pack(ctx, %d%s); }
        @EXPORT(f)
        @INIT"""
        % (number, ", arg" * number)
    )
    assert mod.f("x") == ("x",) * number


def test_several_modules_in_one_binary(build, abi):
    """With HPY_EMBEDDED_MODULES each file has its own context; every module of the binary can be loaded."""
    binary = build(
        r"""
        HPY_MOD_EMBEDDABLE(@NAME)
        HPyDef_METH(one, "one", HPyFunc_NOARGS)
        static HPy one_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, 1); }
        @EXPORT(one)
        @INIT""",
        flags=["-DHPY_EMBEDDED_MODULES"],
        extra=[
            r"""
        HPY_MOD_EMBEDDABLE(second)
        HPyDef_METH(two, "two", HPyFunc_NOARGS)
        static HPy two_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, 2); }
        static HPyDef *defines[] = {&two, NULL};
        static HPyModuleDef second_def = {.defines = defines};
        HPy_MODINIT(second, second_def)"""
        ],
    )
    assert load(binary).one() == 1
    assert load(Binary(binary.path, "second", abi)).two() == 2
