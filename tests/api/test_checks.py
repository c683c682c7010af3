"""Checks of what an object is (HPyX_Check, HPyX_CheckExact), for every type that has them."""

import re
import sys
import types
from pathlib import Path

import pytest

from hpy.devel import HPyDevel

OLD_TEXT = """
    Long_Check Long_CheckExact Float_Check Float_CheckExact Bool_Check Complex_Check Complex_CheckExact Unicode_Check
    Unicode_CheckExact Bytes_Check Bytes_CheckExact List_Check List_CheckExact Tuple_Check Tuple_CheckExact Dict_Check
    Slice_Check MemoryView_Check Type_Check Type_CheckExact Capsule_CheckExact Exception_Check ExceptionClass_Check
    """
NEW_TEXT = """
    Dict_CheckExact ByteArray_Check ByteArray_CheckExact Set_Check Set_CheckExact FrozenSet_Check FrozenSet_CheckExact
    AnySet_Check AnySet_CheckExact Module_Check Module_CheckExact Function_Check Method_Check CFunction_Check
    CFunction_CheckExact Range_Check Gen_Check Gen_CheckExact Coro_CheckExact AsyncGen_CheckExact DictKeys_Check
    DictValues_Check DictItems_Check DictViewSet_Check SeqIter_Check CallIter_Check Code_Check Frame_Check
    TraceBack_Check Cell_Check
    """
OLD, NEW = OLD_TEXT.split(), NEW_TEXT.split()
SNIPPET = r"""
    typedef struct { const char *name; int (*check)(HPyContext *ctx, HPy h); } Check;
    static const Check checks[] = { %s {NULL, NULL} };

    /* The names of the checks that hold. */
    HPyDef_METH(what, "what", HPyFunc_O)
    static HPy what_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy result = HPyList_New(ctx, 0);
        const Check *c;
        for (c = checks; c->name != NULL; c++) {
            int holds = c->check(ctx, arg);
            if (holds != 0) {
                HPy name = HPyUnicode_FromString(ctx, holds == 1 ? c->name : "neither 0 nor 1");
                HPyList_Append(ctx, result, name);
                HPy_Close(ctx, name);
            }
        }
        return result;
    }
    HPyDef_METH(capsule, "capsule", HPyFunc_NOARGS)
    static HPy capsule_impl(HPyContext *ctx, HPy self)
    {
        return HPyCapsule_New(ctx, (void *)checks, NULL, NULL);
    }
    @EXPORT(what, capsule)
    @INIT
    """


def made(make, names, **options):
    """The function what(), which gives a set of names, and the module."""
    mod = make(SNIPPET % " ".join('{"%s", HPy%s},' % (name, name) for name in names), **options)

    def what(obj):
        result = mod.what(obj)
        assert len(set(result)) == len(result)
        return set(result)

    return what, mod


def sub(base):
    return type("Sub", (base,), {})


def generator():
    yield


async def coroutine():
    pass


async def async_generator():
    yield


class Meta(type):
    pass


def cell():
    variable = 5
    return (lambda: variable).__closure__[0]


def test_types_that_all_hosts_have(make):
    what, mod = made(make, OLD)
    assert what(5) == what(10**30) == {"Long_Check", "Long_CheckExact"}
    assert what(sub(int)(5)) == {"Long_Check"}
    assert what(True) == {"Long_Check", "Bool_Check"}
    assert what(5.0) == {"Float_Check", "Float_CheckExact"}
    assert what(sub(float)(5)) == {"Float_Check"}
    assert what(5j) == {"Complex_Check", "Complex_CheckExact"}
    assert what(sub(complex)(5)) == {"Complex_Check"}
    assert what("") == what("\U0001f600") == {"Unicode_Check", "Unicode_CheckExact"}
    assert what(sub(str)("x")) == {"Unicode_Check"}
    assert what(b"") == {"Bytes_Check", "Bytes_CheckExact"}
    assert what(sub(bytes)(b"x")) == {"Bytes_Check"}
    assert what([]) == {"List_Check", "List_CheckExact"}
    assert what(sub(list)()) == {"List_Check"}
    assert what(()) == {"Tuple_Check", "Tuple_CheckExact"}
    assert what(sub(tuple)()) == {"Tuple_Check"}
    assert what({}) == what(sub(dict)()) == {"Dict_Check"}
    assert what(slice(1)) == {"Slice_Check"}
    assert what(memoryview(b"")) == {"MemoryView_Check"}
    assert what(int) == what(sub(int)) == {"Type_Check", "Type_CheckExact"}
    assert what(Meta("C", (), {})) == {"Type_Check"}
    assert what(ValueError()) == what(sub(KeyError)()) == {"Exception_Check"}
    assert what(ValueError) == {"Type_Check", "Type_CheckExact", "ExceptionClass_Check"}
    assert what(mod.capsule()) == {"Capsule_CheckExact"}
    assert what(object()) == what(None) == what(sub(object)()) == set()


def test_sets_and_bytearrays(make):
    what, mod = made(make, NEW, minor=2)
    assert what(bytearray()) == {"ByteArray_Check", "ByteArray_CheckExact"}
    assert what(sub(bytearray)()) == {"ByteArray_Check"}
    assert what(set()) == {"Set_Check", "Set_CheckExact", "AnySet_Check", "AnySet_CheckExact"}
    assert what(sub(set)()) == {"Set_Check", "AnySet_Check"}
    assert what(frozenset()) == {"FrozenSet_Check", "FrozenSet_CheckExact", "AnySet_Check", "AnySet_CheckExact"}
    assert what(sub(frozenset)()) == {"FrozenSet_Check", "AnySet_Check"}
    assert what({}) == {"Dict_CheckExact"}
    assert what(sub(dict)()) == set()


def test_functions_and_modules(make):
    what, mod = made(make, NEW, minor=2)
    assert what(sys) == {"Module_Check", "Module_CheckExact"}
    assert what(sub(types.ModuleType)("x")) == {"Module_Check"}
    assert what(generator) == {"Function_Check"}
    assert what("".join) == what(len) == what(mod.what) == {"CFunction_Check", "CFunction_CheckExact"}
    assert what(types.MethodType(generator, 5)) == {"Method_Check"}
    assert what(str.join) == what(staticmethod(len)) == set()


def test_iterators_and_views(make):
    what, mod = made(make, NEW, minor=2)
    coro = coroutine()
    coro.close()
    assert what(range(3)) == {"Range_Check"}
    assert what(generator()) == {"Gen_Check", "Gen_CheckExact"}
    assert what(coro) == {"Coro_CheckExact"}
    assert what(async_generator()) == {"AsyncGen_CheckExact"}
    assert what({}.keys()) == {"DictKeys_Check", "DictViewSet_Check"}
    assert what({}.items()) == {"DictItems_Check", "DictViewSet_Check"}
    assert what({}.values()) == {"DictValues_Check"}
    assert what(iter(type("S", (), {"__getitem__": len})())) == {"SeqIter_Check"}
    assert what(iter(len, 1)) == {"CallIter_Check"}
    assert what(iter([])) == what(iter(range(3))) == set()


def test_code(make):
    what, mod = made(make, NEW, minor=2)
    assert what(generator.__code__) == {"Code_Check"}
    assert what(sys._getframe()) == {"Frame_Check"}
    assert what(cell()) == {"Cell_Check"}
    with pytest.raises(ValueError) as caught:
        raise ValueError
    assert what(caught.tb) == {"TraceBack_Check"}


def test_the_constants(make):
    expected = {
        "h_ModuleType": types.ModuleType,
        "h_FunctionType": types.FunctionType,
        "h_MethodType": types.MethodType,
        "h_CFunctionType": types.BuiltinFunctionType,
        "h_ClassMethodType": classmethod,
        "h_StaticMethodType": staticmethod,
        "h_PropertyType": property,
        "h_RangeType": range,
        "h_GenType": types.GeneratorType,
        "h_CoroType": types.CoroutineType,
        "h_AsyncGenType": types.AsyncGeneratorType,
        "h_DictKeysType": type({}.keys()),
        "h_DictValuesType": type({}.values()),
        "h_DictItemsType": type({}.items()),
        "h_DictProxyType": types.MappingProxyType,
        "h_SeqIterType": type(iter(type("S", (), {"__getitem__": len})())),
        "h_CallIterType": type(iter(len, 1)),
        "h_CodeType": types.CodeType,
        "h_FrameType": types.FrameType,
        "h_TraceBackType": types.TracebackType,
        "h_CellType": types.CellType,
    }
    mod = make(
        """
        HPyDef_METH(all, "all", HPyFunc_NOARGS)
        static HPy all_impl(HPyContext *ctx, HPy self)
        {
            HPy items[] = { %s };
            return HPyTuple_FromArray(ctx, items, sizeof(items) / sizeof(items[0]));
        }
        @EXPORT(all)
        @INIT"""
        % ", ".join("ctx->" + name for name in expected),
        minor=2,
    )
    assert dict(zip(expected, mod.all())) == expected


def test_every_check_of_the_header_is_tried():
    header = Path(HPyDevel().include_dir) / "hpy" / "inline_objects.h"
    found = re.findall(r"HPyAPI_INLINE_HELPER int HPy(\w+_Check(?:Exact)?)\(", header.read_text("utf-8"))
    assert found and set(found) <= set(OLD + NEW)
