"""The command stubs: what it writes of a module, in each ABI; what an author added stays; mistakes.

That type checkers take it is tested in tests/builds/test_stubs_of_examples.py.
"""

import ast
import enum
import os
import shutil
import types

import pytest
from support.run import run_hpy

from hpy.stubs import _cli, _merge
from hpy.stubs._module import stubs_of

MODULE = r"""
    #include <stddef.h>
    typedef struct { long number; double real; const char *text; char flag; HPyField any; } Thing;
    HPyType_HELPERS(Thing)

    HPyDef_METH(add, "add", HPyFunc_VARARGS, .doc = "add($module, a, b=1, /)\n--\n\nThe sum.")
    static HPy add_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) { return HPyLong_FromLong(ctx, 0); }
    HPyDef_METH(find, "find", HPyFunc_KEYWORDS, .doc = "find(text, *rest, start=0, end=None)\n--\n\n")
    static HPy find_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy names) { return HPy_NULL; }
    HPyDef_METH(old, "old", HPyFunc_VARARGS, .doc = "old(a): no signature")
    static HPy old_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) { return HPy_NULL; }

    HPyDef_SLOT(Thing_new, HPy_tp_new)
    static HPy Thing_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Thing *thing;
        return HPy_New(ctx, cls, &thing);
    }
    HPyDef_SLOT(Thing_traverse, HPy_tp_traverse)
    static int Thing_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Thing *)self)->any);
        return 0;
    }
    HPyDef_SLOT(Thing_length, HPy_sq_length)
    static HPy_ssize_t Thing_length_impl(HPyContext *ctx, HPy self) { return 0; }
    HPyDef_SLOT(Thing_item, HPy_sq_item)
    static HPy Thing_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t i) { return HPy_NULL; }
    HPyDef_SLOT(Thing_add, HPy_nb_add)
    static HPy Thing_add_impl(HPyContext *ctx, HPy self, HPy other) { return HPy_NULL; }
    HPyDef_METH(Thing_scale, "scale", HPyFunc_O, .doc = "scale($self, factor, /)\n--\n\nLonger, or shorter.")
    static HPy Thing_scale_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_NULL; }
    HPyDef_METH(Thing_reduce, "__reduce__", HPyFunc_NOARGS)
    static HPy Thing_reduce_impl(HPyContext *ctx, HPy self) { return HPy_NULL; }
    HPyDef_CLASSMETH(Thing_of, "of", HPyFunc_KEYWORDS, .doc = "of($cls, /, number=-1)\n--\n\nAnother constructor.")
    static HPy Thing_of_impl(HPyContext *ctx, HPy cls, const HPy *args, size_t nargs, HPy names) { return HPy_NULL; }
    HPyDef_STATICMETH(Thing_largest, "largest", HPyFunc_NOARGS, .doc = "largest()\n--\n\n")
    static HPy Thing_largest_impl(HPyContext *ctx, HPy self) { return HPy_NULL; }
    HPyDef_MEMBER(Thing_number, "number", HPyMember_LONG, offsetof(Thing, number), .doc = "How many.")
    HPyDef_MEMBER(Thing_real, "real", HPyMember_DOUBLE, offsetof(Thing, real), .readonly = 1)
    HPyDef_MEMBER(Thing_text, "text", HPyMember_STRING, offsetof(Thing, text), .readonly = 1)
    HPyDef_MEMBER(Thing_flag, "flag", HPyMember_BOOL, offsetof(Thing, flag))
    HPyDef_MEMBER(Thing_any, "any", HPyMember_OBJECT, offsetof(Thing, any))
    HPyDef_GET(Thing_double, "double", .doc = "Twice the number.")
    static HPy Thing_double_get(HPyContext *ctx, HPy self, void *closure) { return HPy_NULL; }
    HPyDef_GETSET(Thing_half, "half")
    static HPy Thing_half_get(HPyContext *ctx, HPy self, void *closure) { return HPy_NULL; }
    static int Thing_half_set(HPyContext *ctx, HPy self, HPy value, void *closure) { return 0; }
    static HPyDef *Thing_defines[] = {
        &Thing_new, &Thing_traverse, &Thing_length, &Thing_item, &Thing_add, &Thing_scale, &Thing_reduce, &Thing_of,
        &Thing_largest, &Thing_number, &Thing_real, &Thing_text, &Thing_flag, &Thing_any, &Thing_double, &Thing_half,
        NULL,
    };
    static HPyType_Spec Thing_spec = {
        .name = "shown.Thing", .basicsize = sizeof(Thing), .builtin_shape = SHAPE(Thing),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC,
        .defines = Thing_defines, .doc = "Thing(number, real=0.5)\n--\n\nA thing\nof two lines.",
    };
    static HPyType_Spec Last_spec = {.name = "shown.Last", .flags = HPy_TPFLAGS_DEFAULT};

    HPyDef_SLOT(exec, HPy_mod_exec)
    static int exec_impl(HPyContext *ctx, HPy mod)
    {
        HPy error = HPyErr_NewException(ctx, "shown.Error", ctx->h_ValueError, HPy_NULL);
        HPy limit = HPyLong_FromLong(ctx, 100);
        int failed = HPy_IsNull(error) || HPy_SetAttr_s(ctx, mod, "Error", error) < 0
            || HPy_SetAttr_s(ctx, mod, "LIMIT", limit) < 0 || HPy_SetAttr_s(ctx, mod, "nothing", ctx->h_None) < 0
            || !HPyHelpers_AddType(ctx, mod, "Thing", &Thing_spec, NULL)
            || !HPyHelpers_AddType(ctx, mod, "Last", &Last_spec, NULL);
        HPy_Close(ctx, error);
        HPy_Close(ctx, limit);
        return failed ? -1 : 0;
    }
    @DOC("Shown.")
    @EXPORT(add, find, old, exec)
    @INIT
"""

EXPECTED = """\
from _typeshed import Incomplete
from typing import Any, final
from typing_extensions import disjoint_base, Self

LIMIT: int
nothing: None

def add(a: Incomplete, b: Incomplete = 1, /) -> Incomplete: ...
def find(text: Incomplete, *rest: Incomplete, start: Incomplete = 0, end: Incomplete = None) -> Incomplete: ...
def old(*args: Any, **kwargs: Any) -> Any: ...

class Error(ValueError): ...

@disjoint_base
class Thing:
    number: int
    @property
    def real(self) -> float: ...
    @property
    def text(self) -> str | None: ...
    flag: bool
    any: Incomplete
    @property
    def double(self) -> Incomplete: ...
    half: Incomplete
    def __new__(cls, number: Incomplete, real: Incomplete = 0.5) -> Self: ...
    def scale(self, factor: Incomplete, /) -> Incomplete: ...
    @classmethod
    def of(cls, number: Incomplete = -1) -> Incomplete: ...
    @staticmethod
    def largest() -> Incomplete: ...
    def __add__(self, value: Incomplete, /) -> Incomplete: ...
    def __getitem__(self, key: Incomplete, /) -> Incomplete: ...
    def __len__(self) -> int: ...
    def __radd__(self, value: Incomplete, /) -> Incomplete: ...
    def __reduce__(self) -> str | tuple[Any, ...]: ...

@final
class Last: ...
"""


@pytest.fixture
def shown(make):
    return make(MODULE, name="shown", minor=2)


def test_stub(shown):
    assert stubs_of(shown, "shown") == {"shown.pyi": EXPECTED}


def test_stub_of_a_module_in_a_package(shown):
    assert list(stubs_of(shown, "pkg.shown")) == ["pkg/shown.pyi"]
    assert stubs_of(shown, "pkg.shown")["pkg/shown.pyi"] == EXPECTED  # whose types go by another name


def test_docstrings(shown):
    (text,) = stubs_of(shown, "shown", docs=True).values()
    tree = ast.parse(text)
    documented = (ast.FunctionDef, ast.ClassDef)
    found = {node.name: ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, documented)}
    assert ast.get_docstring(tree) == "Shown."
    assert found["add"] == "The sum." and found["old"] == "old(a): no signature" and found["find"] is None
    assert found["Thing"] == "A thing\nof two lines." and found["of"] == "Another constructor."
    assert found["double"] == "Twice the number." and found["__len__"] is None
    assert '    number: int\n    """How many."""\n' in text


# ---- what Python code can make of a module


def module_of(**content):
    module = types.ModuleType("shown")
    vars(module).update(content)
    return module


def stub_of(**content):
    (text,) = stubs_of(module_of(**content), "shown").values()
    ast.parse(text)
    return text


def make_class(name, *bases, metaclass=type, **content):
    return metaclass(name, bases, {"__module__": "shown", "__qualname__": name, "__slots__": (), **content})


@pytest.mark.parametrize(
    "value, written",
    [
        (1, "int"),
        ("a", "str"),
        (b"", "bytes"),
        (1j, "complex"),
        (True, "bool"),
        ((), "tuple[()]"),
        ((1, 2), "tuple[int, ...]"),
        ((1, "a"), "tuple[int, str]"),
        ([], "list[Incomplete]"),
        ({}, "dict[Incomplete, Incomplete]"),
        (ValueError, None),
        (types.SimpleNamespace(), "types.SimpleNamespace"),
        (len, None),
    ],
)
def test_constants(value, written):
    text = stub_of(VALUE=value)
    assert ("VALUE: %s\n" % written in text) if written else ("VALUE:" not in text)


def test_names_that_the_module_has_itself():
    text = stub_of(Any=1, int=2, builtins=3, Incomplete=len)
    assert "Any: _builtins.int\n" in text and "import builtins as _builtins\n" in text
    text = stub_of(C=make_class("C", set=1, number=2, items=[]), set=1)
    assert "number: ClassVar[int]" in text


def test_shown_again():
    Thing = make_class("Thing")
    text = stub_of(Thing=Thing, Other=Thing, Sub=make_class("Sub", Thing), os=os, loads=ValueError)
    assert "class Thing" in text and "Other = Thing\n" in text and "class Sub(Thing)" in text
    assert "import os as os\n" in text and "from builtins import ValueError as loads\n" in text


def test_everything_that_is_exported():
    assert stub_of(__all__=["a"], a=1, __version__="1", __other__=2) == "__all__ = ['a']\na: int\n__version__: str\n"


def test_submodules():
    inner = types.ModuleType("shown.inner")
    inner.x = 1
    files = stubs_of(module_of(inner=inner, y=2), "shown")
    assert files == {
        "shown/__init__.pyi": "from . import inner as inner\n\ny: int\n",
        "shown/inner.pyi": "x: int\n",
    }


def test_base_with_parameters_and_what_it_has_itself():
    text = stub_of(D=make_class("D", dict, get=lambda self, key: 0, own=lambda self: 0))
    assert "class D(dict[Incomplete, Incomplete]):" in text
    assert "def get(self, key: Incomplete) -> Incomplete: ...  # type: ignore[override, unused-ignore]\n" in text
    assert "def own(self) -> Incomplete: ...\n" in text


def test_metaclass_and_hash():
    Meta = make_class("Meta", type)
    text = stub_of(Meta=Meta, C=make_class("C", metaclass=Meta, __eq__=lambda self, value: True))
    assert "class C(metaclass=Meta):" in text
    assert "    __hash__: ClassVar[None]  # type: ignore[assignment, unused-ignore]\n" in text
    assert "    def __eq__(self, value: object) -> bool: ...\n" in text


def test_enumeration():
    text = stub_of(Colour=enum.IntEnum("Colour", "RED GREEN", module="shown"))
    assert text == "import enum\n\nclass Colour(enum.IntEnum):\n    RED = 1\n    GREEN = 2\n"


def test_names_that_no_code_can_have():
    cls = make_class("C", **{"a-b": 1, "class": 2, "plain": 3})
    assert stub_of(C=cls, **{"x y": 1, "None": 2, "z": 3}).count(": ") == 2


def test_nested_class():
    Outer = make_class("Outer")
    Outer.Inner = type("Inner", (), {"__module__": "shown", "__qualname__": "Outer.Inner", "__slots__": ()})
    text = stub_of(Outer=Outer, made=Outer.Inner())
    assert "made: Outer.Inner\n" in text and "    class Inner: ...\n" in text


def test_long_signatures():
    names = ["argument_%d" % n for n in range(12)]
    scope = {}
    exec("def short(%s): pass\ndef long(%s): pass" % (", ".join(names[:4]), ", ".join(names)), scope)
    text = stub_of(short=scope["short"], long=scope["long"])
    assert "def short(\n    argument_0: Incomplete, " in text and "def long(\n    argument_0: Incomplete,\n" in text
    assert max(map(len, text.splitlines())) <= 120


# ---- what an author added

WRITTEN = """\
from _typeshed import Incomplete
from typing import Any

LIMIT: int

def add(a: Incomplete, b: Incomplete = 1, /) -> Incomplete: ...
def old(*args: Any, **kwargs: Any) -> Any: ...

class Thing:
    number: Incomplete
    @property
    def double(self) -> Incomplete: ...
    def scale(self, factor: Incomplete, /) -> Incomplete: ...
    def of(self) -> Incomplete: ...
"""
FILLED = '''\
from collections.abc import Sequence
from typing import Final, Generic, TypeVar, overload

_T = TypeVar("_T")

LIMIT: Final = 100

# Not of floats.
def add(a: int, b: int = 1, /) -> int: ...
@overload
def old(a: int) -> int: ...
@overload
def old(a: str) -> str: ...

class Thing(Generic[_T]):
    number: _T
    """How many."""
    @property
    def double(self) -> _T: ...
    def scale(
        self,
        factor: Sequence[float],
        /,
    ) -> _T:
        """Größer."""
    def of(self) -> _T: ...  # another
'''


def test_what_is_filled_in_stays():
    assert _merge.merge(WRITTEN, FILLED, "a.pyi") == FILLED


def test_docstrings_follow_the_module():
    new = WRITTEN.replace(
        "factor: Incomplete, /) -> Incomplete: ...", "factor: Incomplete, /) -> Incomplete:\n%s" % MORE
    )
    assert _merge.merge(new, FILLED, "a.pyi") == FILLED.replace('        """Größer."""', MORE)


MORE = '''        """More.

        Yes."""'''


def test_docstrings_of_attributes_follow_the_module():
    new = WRITTEN.replace("number: Incomplete\n", 'number: Incomplete\n    """More."""\n')
    assert _merge.merge(new, FILLED, "a.pyi") == FILLED.replace("How many.", "More.")


def test_what_is_new_is_added_and_what_is_gone_goes():
    new = WRITTEN.replace("def add(a: Incomplete, b", "def more() -> Incomplete: ...\ndef add(a: Incomplete, c")
    new = new.replace("    number: Incomplete\n", "")
    merged = _merge.merge(new, FILLED, "a.pyi")
    assert "def more() -> Incomplete: ...\n" in merged and "    number" not in merged
    assert "def add(a: Incomplete, c: Incomplete = 1, /) -> Incomplete: ...\n" in merged
    assert "from _typeshed import Incomplete\n" in merged and "import Any" not in merged
    assert "def double(self) -> _T: ...\n" in merged


def test_merging_a_stub_with_itself_changes_nothing(shown):
    for docs in (False, True):
        (text,) = stubs_of(shown, "shown", docs).values()
        assert _merge.merge(text, text, "a.pyi") == text


def test_class_that_begins_with_decorators():
    text = "@final\nclass A:\n    @property\n    def x(self) -> int: ...\n    @classmethod\n    def y(cls): ...\n"
    assert _merge.merge(text, text, "a.pyi") == text


def test_same():
    assert _merge.same("a: int\nb: str\n", "# b\nb: str\n\na: int\n")
    assert not _merge.same("a: int\n", "a: str\n")
    assert _merge.same("class A:\n    x: int\n    y: int\n", "class A:\n    y: int\n    x: int\n")


# ---- the command


@pytest.fixture
def stubs(build, tmp_path):
    """stubs(*words, status=0): run the command where the module shown can be imported: what it prints."""
    folder = build(MODULE, name="shown", minor=2).folder

    def stubs(*words, status=0):
        done = run_hpy("stubs", *words, cwd=str(tmp_path), PYTHONPATH=folder, PYTHONIOENCODING="utf-8")
        assert done.returncode == status and "Traceback" not in done.stderr, done
        return done.stdout + done.stderr

    return stubs


def test_command(stubs, tmp_path):
    assert stubs("shown") == "shown.pyi: written\n"
    assert (tmp_path / "shown.pyi").read_text() == EXPECTED
    assert stubs("shown") == stubs("--check", "shown") == "shown.pyi: up to date\n"
    assert stubs("shown", "-o", "-") == EXPECTED
    filled = EXPECTED.replace("def old(*args: Any, **kwargs: Any) -> Any", "def old(a: int) -> int").replace(
        "a: Incomplete, b: Incomplete = 1, /) -> Incomplete", "a: int, b: int = 1, /) -> int"
    )
    (tmp_path / "shown.pyi").write_text(filled)
    text = stubs("--check", "shown", status=1)
    assert "-def old(a: int) -> int: ...\n+def old(*args: Any, **kwargs: Any) -> Any: ...\n" in text
    assert "def add(a: int, b: int = 1, /) -> int" in text and "-def add" not in text
    assert (tmp_path / "shown.pyi").read_text() == filled
    assert os.listdir(str(tmp_path)) == ["shown.pyi"]


def test_command_makes_folders(stubs, tmp_path):
    assert stubs("shown", "-o", "src/größer") == "src/größer/shown.pyi: written\n"
    assert (tmp_path / "src" / "größer" / "shown.pyi").read_text() == EXPECTED


def test_package_without_its_binary_in_the_current_folder(build, tmp_path):
    """As in a project whose package was installed from there."""
    for place in ("project", "site"):
        (tmp_path / place / "pkg").mkdir(parents=True)
        (tmp_path / place / "pkg" / "__init__.py").write_text("from .shown import add\n")
    binary = build(MODULE, name="shown", minor=2)
    shutil.copy(binary.path, str(tmp_path / "site" / "pkg"))
    done = run_hpy("stubs", "pkg.shown", cwd=str(tmp_path / "project"), PYTHONPATH=str(tmp_path / "site"))
    assert (done.stdout, done.stderr) == ("pkg/shown.pyi: written\n", "")
    done = run_hpy("stubs", "--check", "pkg.shown", cwd=str(tmp_path / "site"))  # where it is, it is found
    assert done.stdout == "pkg/shown.pyi is missing; write it: hpy stubs pkg.shown\n"


def test_check_without_a_stub(stubs):
    assert stubs("--check", "shown", status=1) == "shown.pyi is missing; write it: hpy stubs shown\n"


def test_unwritable(stubs, tmp_path):
    (tmp_path / "file").write_text("")
    text = stubs("shown", "-o", "file", status=2)
    assert text.startswith("hpy stubs: ") and "file" in text and text.count("\n") == 1
    (tmp_path / "shown.pyi").mkdir()
    assert stubs("shown", status=2).count("\n") == 1


def test_stub_that_is_none(stubs, tmp_path):
    (tmp_path / "shown.pyi").write_text("def (:\n")
    assert stubs("shown", status=2).startswith("hpy stubs: shown.pyi is no stub that Python can read: invalid syntax")
    assert (tmp_path / "shown.pyi").read_text() == "def (:\n"


@pytest.mark.parametrize(
    "name, message",
    [
        (
            "nothing_there",
            "ModuleNotFoundError: No module named 'nothing_there'; build it here, or install it\n",
        ),
        ("broken", "cannot import broken: ZeroDivisionError: division by zero"),
        ("leaving", "cannot import leaving: SystemExit: 3"),
        ("sys", "sys is no extension module, but a part of Python, or made at run time: it has no file"),
        ("a-b", "'a-b' is no module's name: write it as in 'import pkg.mod'"),
        ("a..b", "'a..b' is no module's name"),
        ("written", "written is no extension module, but "),
        ("pack", "/pack/__init__.py; its extension modules: pack._core\n"),
    ],
)
def test_mistakes(name, message, tmp_path):
    files = {"broken.py": "1 / 0", "leaving.py": "raise SystemExit(3)", "written.py": "", "pack/__init__.py": ""}
    (tmp_path / "pack").mkdir()
    for file, text in {**files, "pack/_core" + _cli.SUFFIXES[0]: ""}.items():
        (tmp_path / file).write_text(text)
    done = run_hpy("stubs", name, cwd=str(tmp_path))
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("hpy stubs: ") and message.replace("/", os.sep) in done.stderr
    assert done.stderr.count("\n") == 1
    assert set(os.listdir(str(tmp_path))) - {"__pycache__"} == {"broken.py", "leaving.py", "pack", "written.py"}


def test_check_and_print_exclude_each_other(tmp_path):
    assert "needs the folder" in run_hpy("stubs", "--check", "-o", "-", "m", cwd=str(tmp_path)).stderr
