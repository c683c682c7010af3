"""Lists: HPyList_Check, HPyList_New, HPyList_Append and (minor 1) HPyList_Insert."""

import sys

import pytest

SNIPPET = r"""
    HPyDef_METH(check, "check", HPyFunc_O)
    static HPy check_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyLong_FromLong(ctx, HPyList_Check(ctx, arg));
    }

    HPyDef_METH(new, "new", HPyFunc_VARARGS)
    static HPy new_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy list = HPyList_New(ctx, (HPy_ssize_t)nargs);
        for (size_t i = 0; !HPy_IsNull(list) && i < nargs; i++) {
            if (HPy_SetItem_i(ctx, list, (HPy_ssize_t)i, args[i]) < 0) {
                HPy_Close(ctx, list);
                return HPy_NULL;
            }
        }
        return list;
    }
    HPyDef_METH(append, "append", HPyFunc_VARARGS)
    static HPy append_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        int result = HPyList_Append(ctx, args[0], args[1]);
        return result < 0 ? HPy_NULL : HPyLong_FromLong(ctx, result);
    }
    @EXPORT(check, new, append)
    @INIT
"""
INSERT = r"""
    HPyDef_METH(insert, "insert", HPyFunc_VARARGS)
    static HPy insert_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        int result = HPyList_Insert(ctx, args[0], HPyLong_AsSsize_t(ctx, args[1]), args[2]);
        return result < 0 ? HPy_NULL : HPyLong_FromLong(ctx, result);
    }
    @EXPORT(insert)
    @INIT
"""


class Derived(list):
    pass


@pytest.fixture
def mod(make):
    return make(SNIPPET)


@pytest.mark.parametrize("thing, expected", [([], 1), (Derived(), 1), ((), 0), ("", 0), (None, 0)])
def test_check(mod, thing, expected):
    assert mod.check(thing) == expected


@pytest.mark.parametrize("items", [(), (1,), ("a", None, [])])
def test_new_and_fill(mod, items):
    made = mod.new(*items)
    assert type(made) is list
    assert made == list(items)


def test_append(mod):
    numbers = [1]
    assert mod.append(numbers, 2) == 0
    assert numbers == [1, 2]


def test_append_to_something_else(mod):
    with pytest.raises(SystemError):
        mod.append((1, 2), 3)


def test_reference_counts(mod):
    thing, target = object(), []
    before = sys.getrefcount(thing)
    mod.append(target, thing)
    made = mod.new(thing, thing)
    assert sys.getrefcount(thing) == before + 3
    del made, target
    assert sys.getrefcount(thing) == before


@pytest.mark.parametrize("index", [0, 1, 3, 4, 100, -1, -3, -100, sys.maxsize, -sys.maxsize - 1])
def test_insert_clamps_like_list_insert(make, index):
    numbers, expected = [1, 2, 3], [1, 2, 3]
    expected.insert(index, "new")
    assert make(INSERT, minor=1).insert(numbers, index, "new") == 0
    assert numbers == expected


def test_insert_into_something_else(make):
    with pytest.raises(SystemError):
        make(INSERT, minor=1).insert((1, 2), 0, 3)


def test_no_leaks(mod, leaks):
    leaks(lambda: mod.append(mod.new([], []), []))
    leaks(mod.append, (), 1)
