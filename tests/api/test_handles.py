"""Handles and the context: HPy_Dup, HPy_Close, HPy_NULL, HPy_Is, pointers, names and constants."""

import builtins
import ctypes
import sys

import pytest

# Every handle constant of the context, in the order of the table. Singletons and types by another name first.
NAMED = {
    "None": None,
    "True": True,
    "False": False,
    "NotImplemented": NotImplemented,
    "Ellipsis": Ellipsis,
    "BaseObjectType": object,
    "TypeType": type,
    "BoolType": bool,
    "LongType": int,
    "FloatType": float,
    "UnicodeType": str,
    "TupleType": tuple,
    "ListType": list,
    "ComplexType": complex,
    "BytesType": bytes,
    "MemoryViewType": memoryview,
    "SliceType": slice,
}
EXCEPTIONS = [
    "BaseException",
    "Exception",
    "StopAsyncIteration",
    "StopIteration",
    "GeneratorExit",
    "ArithmeticError",
    "LookupError",
    "AssertionError",
    "AttributeError",
    "BufferError",
    "EOFError",
    "FloatingPointError",
    "OSError",
    "ImportError",
    "ModuleNotFoundError",
    "IndexError",
    "KeyError",
    "KeyboardInterrupt",
    "MemoryError",
    "NameError",
    "OverflowError",
    "RuntimeError",
    "RecursionError",
    "NotImplementedError",
    "SyntaxError",
    "IndentationError",
    "TabError",
    "ReferenceError",
    "SystemError",
    "SystemExit",
    "TypeError",
    "UnboundLocalError",
    "UnicodeError",
    "UnicodeEncodeError",
    "UnicodeDecodeError",
    "UnicodeTranslateError",
    "ValueError",
    "ZeroDivisionError",
    "BlockingIOError",
    "BrokenPipeError",
    "ChildProcessError",
    "ConnectionError",
    "ConnectionAbortedError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "FileExistsError",
    "FileNotFoundError",
    "InterruptedError",
    "IsADirectoryError",
    "NotADirectoryError",
    "PermissionError",
    "ProcessLookupError",
    "TimeoutError",
    "Warning",
    "UserWarning",
    "DeprecationWarning",
    "PendingDeprecationWarning",
    "SyntaxWarning",
    "RuntimeWarning",
    "FutureWarning",
    "ImportWarning",
    "UnicodeWarning",
    "BytesWarning",
    "ResourceWarning",
]
CONSTANTS = dict(NAMED, **{name: getattr(builtins, name) for name in EXCEPTIONS})

SNIPPET = """
    HPyDef_METH(constants, "constants", HPyFunc_NOARGS)
    static HPy constants_impl(HPyContext *ctx, HPy self)
    {
        HPy all = HPyDict_New(ctx);
        int failed = HPy_IsNull(all);
    #define ADD(NAME) failed = failed || HPy_SetItem_s(ctx, all, #NAME, ctx->h_##NAME) < 0;
        EVERY_CONSTANT
        if (!failed)
            return all;
        HPy_Close(ctx, all);
        return HPy_NULL;
    }

    HPyDef_METH(dup_null, "dup_null", HPyFunc_NOARGS)
    static HPy dup_null_impl(HPyContext *ctx, HPy self)
    {
        HPy h = HPy_Dup(ctx, HPy_NULL);
        return HPyBool_FromBool(ctx, HPy_IsNull(h) && h._i == 0);
    }

    HPyDef_METH(close_null, "close_null", HPyFunc_NOARGS)
    static HPy close_null_impl(HPyContext *ctx, HPy self)
    {
        HPy_Close(ctx, HPy_NULL);
        return HPy_Dup(ctx, ctx->h_None);
    }

    static HPy kept[5000];
    HPyDef_METH(open_many, "open_many", HPyFunc_O)
    static HPy open_many_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        for (int i = 0; i < 5000; i++)
            kept[i] = HPy_Dup(ctx, arg);
        return HPy_Dup(ctx, arg);
    }
    HPyDef_METH(close_many, "close_many", HPyFunc_NOARGS)
    static HPy close_many_impl(HPyContext *ctx, HPy self)
    {
        for (int i = 0; i < 5000; i++)
            HPy_Close(ctx, kept[i]);
        return HPy_Dup(ctx, ctx->h_None);
    }

    HPyDef_METH(through_pointer, "through_pointer", HPyFunc_O)
    static HPy through_pointer_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        void *p = HPy_AsVoidP(arg);
        HPy back = HPy_FromVoidP(p);
        if (back._i != arg._i || (intptr_t)p != arg._i)
            return HPyErr_SetString(ctx, ctx->h_AssertionError, "bits changed");
        return HPy_Dup(ctx, back);
    }
    HPyDef_METH(null_pointer, "null_pointer", HPyFunc_NOARGS)
    static HPy null_pointer_impl(HPyContext *ctx, HPy self)
    {
        return HPyBool_FromBool(ctx, HPy_AsVoidP(HPy_NULL) == NULL && HPy_IsNull(HPy_FromVoidP(NULL)));
    }

    HPyDef_METH(same, "same", HPyFunc_VARARGS)
    static HPy same_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyBool_FromBool(ctx, HPy_Is(ctx, args[0], args[1]));
    }

    HPyDef_METH(context, "context", HPyFunc_NOARGS)
    static HPy context_impl(HPyContext *ctx, HPy self)
    {
        return HPy_BuildValue(ctx, "si", ctx->name, ctx->abi_version == HPY_ABI_VERSION);
    }

    HPyDef_METH(capsule_type, "capsule_type", HPyFunc_NOARGS)
    static HPy capsule_type_impl(HPyContext *ctx, HPy self)
    {
        static int something;
        HPy capsule = HPyCapsule_New(ctx, &something, "name", NULL);
        HPy type = HPy_Type(ctx, capsule);
        HPy result = HPyBool_FromBool(ctx, HPy_Is(ctx, type, ctx->h_CapsuleType));
        HPy_Close(ctx, type);
        HPy_Close(ctx, capsule);
        return result;
    }
    @EXPORT(constants, dup_null, close_null, open_many, close_many, through_pointer, null_pointer, same)
    @EXPORT(context, capsule_type)
    @INIT
"""
ALL_NAMES = sorted(CONSTANTS) + ["Builtins"]
SNIPPET = SNIPPET.replace("EVERY_CONSTANT", " ".join("ADD(%s)" % name for name in ALL_NAMES))


@pytest.fixture
def mod(make):
    return make(SNIPPET)


def test_dup_null_is_null(mod):
    assert mod.dup_null() is True


def test_close_null_does_nothing(mod):
    assert mod.close_null() is None


@pytest.mark.hpy_debug(leaks=False, allow=["kept-handle"])
def test_dup_adds_and_close_removes_a_reference(mod):
    thing = object()
    before = sys.getrefcount(thing)
    mod.open_many(thing)
    assert sys.getrefcount(thing) == before + 5000
    mod.close_many()
    assert sys.getrefcount(thing) == before


@pytest.mark.hpy_debug(leaks=False, allow=["kept-handle"])
@pytest.mark.skipif(sys.version_info >= (3, 12), reason="such counts make objects immortal since CPython 3.12")
@pytest.mark.parametrize("boundary", [2**31, 2**32, 2**33 + 2**31])
def test_counts_of_more_than_31_bits(mod, boundary):
    thing = object()
    count = ctypes.c_ssize_t.from_address(id(thing))
    real = count.value
    count.value = boundary - 100
    mod.open_many(thing)
    opened = count.value
    mod.close_many()
    closed = count.value
    count.value = real
    assert (opened, closed) == (boundary + 4900, boundary - 100)


@pytest.mark.no_debug("objects of closed handles are kept for a while")
@pytest.mark.parametrize("thing", [None, True, 1, "a", ()])
def test_constants_survive_any_number_of_handles(mod, thing):
    before = sys.getrefcount(thing)
    for _ in range(20):
        mod.open_many(thing)
        mod.close_many()
    assert abs(sys.getrefcount(thing) - before) < 20


@pytest.mark.hpy_debug(leaks=False, allow=["kept-handle"])
def test_returned_handle_is_the_same_object(mod):
    thing = object()
    assert mod.open_many(thing) is thing
    mod.close_many()


def test_void_pointer_round_trip(mod):
    thing = object()
    before = sys.getrefcount(thing)
    assert mod.through_pointer(thing) is thing
    assert sys.getrefcount(thing) == before


def test_void_pointer_of_null(mod):
    assert mod.null_pointer() is True


def test_is_compares_identity(mod):
    a, b = [1], [1]
    assert mod.same(a, a) is True
    assert mod.same(a, b) is False


@pytest.mark.no_layers("the name is that of the layer")
def test_context_name_and_version(mod, abi):
    name, version_agrees = mod.context()
    assert name.startswith("HPy CPython ABI" if abi == "cpython" else "HPy Universal ABI")
    assert version_agrees == 1


@pytest.mark.parametrize("name", sorted(CONSTANTS))
def test_constant_is_the_builtin_object(mod, name):
    assert mod.constants()[name] is CONSTANTS[name]


def test_builtins_is_the_dict_of_the_module(mod):
    assert mod.constants()["Builtins"] is builtins.__dict__


def test_capsule_type(mod):
    assert mod.capsule_type() is True


def test_dict_type_is_in_minor_1(make):
    mod = make(
        """
        HPyDef_METH(dict_type, "dict_type", HPyFunc_NOARGS)
        static HPy dict_type_impl(HPyContext *ctx, HPy self)
        {
            return HPy_Dup(ctx, ctx->h_DictType);
        }
        @EXPORT(dict_type)
        @INIT""",
        minor=1,
    )
    assert mod.dict_type() is dict
