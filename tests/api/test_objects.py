"""Objects and classes as Python sees them, guards against recursion, hashes (minor 2)."""

import collections.abc
import sys
import types
from abc import ABC

import pytest
from support.lookups import LOOKUPS

SNIPPET = (
    LOOKUPS
    + r"""
    METHOD(isinstance) { return number(ctx, HPy_IsInstance(ctx, args[0], args[1])); }
    METHOD(issubclass) { return number(ctx, HPy_IsSubclass(ctx, args[0], args[1])); }
    METHOD(format) { return HPy_Format(ctx, args[0], or_null(ctx, args[1])); }
    METHOD(dir) { return HPy_Dir(ctx, args[0]); }
    METHOD(descriptor_of) { return number(ctx, HPy_AsFileDescriptor(ctx, args[0])); }
    METHOD(alias) { return HPy_GenericAlias(ctx, args[0], args[1]); }
    METHOD(flags) { return HPyLong_FromUnsignedLong(ctx, HPyType_GetFlags(ctx, args[0])); }
    METHOD(qualname) { return HPyType_GetQualName(ctx, args[0]); }
    METHOD(module_name) { return HPyType_GetModuleName(ctx, args[0]); }
    METHOD(generic_hash) { return number(ctx, HPy_GenericHash(ctx, args[0])); }
    METHOD(no_hash) { return number(ctx, HPy_HashNotImplemented(ctx, args[0])); }
    METHOD(hash_bytes)
    {
        const char *data = HPyBytes_AsString(ctx, args[0]);
        return data == NULL ? HPy_NULL : number(ctx, HPy_HashBytes(ctx, data, HPyBytes_Size(ctx, args[0])));
    }
    METHOD(hash_pointer)
    {
        return HPyLong_FromSsize_t(ctx, HPy_HashPointer(HPyLong_AsVoidPtr(ctx, args[0])));
    }

    /* The depth of a tree of lists. */
    static long depth_of(HPyContext *ctx, HPy h)
    {
        HPy_ssize_t i, n;
        long deepest = 0;
        if (!HPyList_Check(ctx, h))
            return 0;
        if (HPy_EnterRecursiveCall(ctx, " while measuring") < 0)
            return -1;
        n = HPy_Length(ctx, h);
        for (i = 0; i < n && deepest >= 0; i++) {
            HPy item = HPy_GetItem_i(ctx, h, i);
            long depth = depth_of(ctx, item);
            HPy_Close(ctx, item);
            deepest = depth < 0 || depth > deepest ? depth : deepest;
        }
        HPy_LeaveRecursiveCall(ctx);
        return deepest < 0 ? -1 : deepest + 1;
    }
    METHOD(depth) { return number(ctx, depth_of(ctx, args[0])); }

    /* What repr(args[0]) is, while args[0] is known to be shown. */
    METHOD(show)
    {
        HPy result;
        int n = HPy_ReprEnter(ctx, args[0]);
        if (n != 0)
            return n < 0 ? HPy_NULL : HPyUnicode_FromString(ctx, "...");
        result = HPy_Repr(ctx, args[0]);
        HPy_ReprLeave(ctx, args[0]); /* with an exception, perhaps */
        return result;
    }
    @EXPORT(isinstance, issubclass, format, dir, descriptor_of, alias, flags, qualname, module_name, generic_hash)
    @EXPORT(no_hash, hash_bytes, hash_pointer, depth, show)
    @INIT
    """
)


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


class Sized(ABC):  # noqa: B024
    @classmethod
    def __subclasshook__(cls, other):
        return hasattr(other, "size")


class WithSize:
    size = 5


class Broken(type):
    def __instancecheck__(cls, obj):
        raise KeyError("broken")

    def __subclasscheck__(cls, obj):
        raise KeyError("broken")


class Disguised:
    __class__ = int


def test_isinstance(mod):
    assert mod.isinstance(5, int) == mod.isinstance(True, int) == 1
    assert mod.isinstance(5, str) == 0
    assert mod.isinstance(5, (str, (list, int))) == 1
    assert mod.isinstance(5, ()) == 0
    assert mod.isinstance(WithSize(), Sized) == mod.isinstance([], collections.abc.Iterable) == 1
    assert mod.isinstance(5, Sized) == 0
    assert mod.isinstance(Disguised(), int) == 1
    if sys.version_info >= (3, 10):
        assert mod.isinstance(5, int | str) == 1


def test_issubclass(mod):
    assert mod.issubclass(bool, int) == mod.issubclass(int, int) == 1
    assert mod.issubclass(int, bool) == 0
    assert mod.issubclass(WithSize, (str, Sized)) == 1
    assert mod.issubclass(int, Sized) == 0


def test_no_class(mod):
    for wrong in (5, "int", [int], (5,)):
        with pytest.raises(TypeError):
            mod.isinstance("x", wrong)
        with pytest.raises(TypeError):
            mod.issubclass(int, wrong)
    with pytest.raises(TypeError, match="class"):
        mod.issubclass(5, int)
    broken = Broken("broken", (), {})
    for function, first in ((mod.isinstance, 5), (mod.issubclass, int)):
        with pytest.raises(KeyError, match="broken"):
            function(first, broken)
    assert mod.isinstance(broken(), broken) == 1  # as isinstance(), which does not ask then


def test_format(mod):
    assert mod.format(5, "04d") == "0005"
    assert mod.format(5, ...) == mod.format(5, "") == "5"
    assert mod.format("x", ">3") == "  x"
    with pytest.raises(ValueError):
        mod.format(5, "nonsense")
    with pytest.raises(SystemError):
        mod.format(5, 5)
    with pytest.raises(TypeError, match="__format__"):
        mod.format(object(), "x")


def test_dir(mod):
    assert mod.dir(WithSize) == dir(WithSize)
    assert mod.dir(5) == dir(5)

    class Own:
        def __dir__(self):
            return ["b", "a"]

    assert mod.dir(Own()) == ["a", "b"]
    Own.__dir__ = lambda self: 5
    with pytest.raises(TypeError):
        mod.dir(Own())
    Own.__dir__ = lambda self: ["a", 5]
    with pytest.raises(TypeError):
        mod.dir(Own())


def test_file_descriptor(mod, tmp_path):
    assert mod.descriptor_of(5) == 5
    with open(str(tmp_path / "file"), "w") as file:
        assert mod.descriptor_of(file) == file.fileno()
    with pytest.raises(ValueError):
        mod.descriptor_of(-1)
    with pytest.raises(OverflowError):
        mod.descriptor_of(2**70)
    for wrong in ("x", 5.0, None, type("F", (), {"fileno": lambda self: "x"})()):
        with pytest.raises(TypeError):
            mod.descriptor_of(wrong)
    with pytest.raises(KeyError):
        mod.descriptor_of(type("F", (), {"fileno": lambda self: {}["x"]})())


def test_generic_alias(mod):
    alias = mod.alias(WithSize, (int, str))
    if sys.version_info < (3, 9):
        assert alias is WithSize
        return
    assert type(alias) is types.GenericAlias and alias == types.GenericAlias(WithSize, (int, str))
    assert alias.__origin__ is WithSize and alias.__args__ == (int, str)
    assert mod.alias(list, int) == list[int]
    assert alias().size == 5


def test_flags(mod):
    for cls in (int, type, WithSize, Sized, type(None)):
        expected = cls.__flags__  # first: the look-up may set one
        assert mod.flags(cls) == expected
    assert mod.flags(WithSize) >> 10 & 1  # Py_TPFLAGS_BASETYPE


def test_names_of_types(mod):
    class Local:
        pass

    assert mod.qualname(Local) == "test_names_of_types.<locals>.Local"
    assert mod.module_name(Local) == __name__
    assert mod.qualname(int) == "int" and mod.module_name(int) == "builtins"
    assert mod.module_name(collections.OrderedDict) == "collections"
    Local.__qualname__, Local.__module__ = "Else.Where", "elsewhere"
    assert (mod.qualname(Local), mod.module_name(Local)) == ("Else.Where", "elsewhere")


@pytest.mark.no_debug("debug mode refuses it")
def test_names_of_no_type(mod):
    for function in (mod.qualname, mod.module_name):
        for wrong in (5, "int", WithSize()):
            with pytest.raises(TypeError, match="needs a type"):
                function(wrong)
    assert mod.flags(5) == mod.flags("int") == 0


def test_names_that_a_metaclass_has_too(mod):
    class Meta(type):
        __qualname__ = "Wrong"
        __module__ = "wrong"

    cls = Meta("Right", (), {"__module__": "right"})
    assert (mod.qualname(cls), mod.module_name(cls)) == ("Right", "right")


def test_generic_hash(mod):
    class Own:
        def __hash__(self):
            return 5

    for obj in (Own(), object(), [], "x", int):
        assert mod.generic_hash(obj) == object.__hash__(obj) == mod.hash_pointer(id(obj))


def test_hash_not_implemented(mod):
    with pytest.raises(TypeError, match="^unhashable type: 'list'"):
        mod.no_hash([])
    with pytest.raises(TypeError, match="unhashable type: 'int'"):
        mod.no_hash(5)


def test_hash_bytes(mod):
    for data in (b"", b"x", b"\0", b"hash" * 10, b"\xff" * 1023, b"\xff" * 1024, bytes(range(256)) * 50):
        assert mod.hash_bytes(data) == hash(data)


def test_hash_pointer(mod):
    assert mod.hash_pointer(0) == 0
    assert mod.hash_pointer(0x30) == 3
    assert mod.hash_pointer(2 * sys.maxsize + 1) == -2


def nested(depth):
    result = []
    for _ in range(depth - 1):
        result = [result]
    return result


def test_recursion(mod):
    assert mod.depth([]) == 1
    assert mod.depth(nested(20)) == 20
    for _ in range(3):
        with pytest.raises(RecursionError, match="while measuring"):
            mod.depth(nested(1000000))
    assert mod.depth(nested(20)) == 20


def test_recursion_without_end(mod):
    endless = []
    endless.append(endless)
    with pytest.raises(RecursionError, match="while measuring"):
        mod.depth(endless)
    endless.clear()


def test_repr_guard(mod):
    class Shown:
        def __repr__(self):
            return "<%s>" % mod.show(self)

    class Failing:
        def __repr__(self):
            assert mod.show(self) == "..."
            raise KeyError("failing")

    assert mod.show(5) == "5"
    assert repr(Shown()) == "<<...>>"
    for _ in range(2):
        failing = Failing()
        with pytest.raises(KeyError, match="failing"):
            mod.show(failing)


@pytest.mark.no_debug("debug mode refuses it")
def test_negative_size(make):
    mod = make(
        """
        HPyDef_METH(f, "f", HPyFunc_NOARGS)
        static HPy f_impl(HPyContext *ctx, HPy self)
        {
            HPy_hash_t hash = HPy_HashBytes(ctx, "x", -1);
            return hash == -1 ? HPy_NULL : HPyLong_FromSsize_t(ctx, hash);
        }
        @EXPORT(f)
        @INIT""",
        minor=2,
    )
    with pytest.raises(SystemError, match="negative size"):
        mod.f()


def test_functions_as_slots(make):
    mod = make(
        """
        HPyDef_SLOT_IMPL(no_hash, HPy_HashNotImplemented, HPy_tp_hash)
        HPyDef_SLOT_IMPL(own_hash, HPy_GenericHash, HPy_tp_hash)
        static HPyDef *no[] = {&no_hash, NULL}, *own[] = {&own_hash, NULL};
        static HPyType_Spec no_spec = {.name = "tests.No", .defines = no};
        static HPyType_Spec own_spec = {.name = "tests.Own", .builtin_shape = HPyType_BuiltinShape_List,
                                        .defines = own};
        static int init(HPyContext *ctx, HPy mod)
        {
            HPyType_SpecParam list[] = {{HPyType_SpecParam_Base, ctx->h_ListType},
                                        {(HPyType_SpecParam_Kind)0, HPy_NULL}};
            return HPyHelpers_AddType(ctx, mod, "No", &no_spec, NULL)
                   && HPyHelpers_AddType(ctx, mod, "Own", &own_spec, list) ? 0 : -1;
        }
        @EXTRA_INIT_FUNC(init)
        @INIT""",
        minor=2,
    )
    with pytest.raises(TypeError, match="unhashable type: '(tests.)?No'"):
        hash(mod.No())
    own = mod.Own()
    assert hash(own) == object.__hash__(own)
