"""Attributes that are computed: getters, setters, closures, deletion."""

import sys

import pytest

GETSET = r"""
    typedef struct { long value; long deleted; } Box;
    HPyType_HELPERS(Box)
    static long factor = 10;

    HPyDef_GETSET(value, "value", .doc = "the value")
    static HPy value_get(HPyContext *ctx, HPy self, void *closure)
    {
        return HPyLong_FromLong(ctx, Box_AsStruct(ctx, self)->value);
    }
    static int value_set(HPyContext *ctx, HPy self, HPy value, void *closure)
    {
        Box *box = Box_AsStruct(ctx, self);
        long number;
        if (HPy_IsNull(value)) {
            box->deleted++;
            return 0;
        }
        number = HPyLong_AsLong(ctx, value);
        if (number == -1 && HPyErr_Occurred(ctx))
            return -1;
        box->value = number;
        return 0;
    }
    HPyDef_GET(only_get, "only_get")
    static HPy only_get_get(HPyContext *ctx, HPy self, void *closure)
    {
        return closure == NULL ? HPyUnicode_FromString(ctx, "no closure") : HPy_NULL;
    }
    HPyDef_SET(only_set, "only_set")
    static int only_set_set(HPyContext *ctx, HPy self, HPy value, void *closure)
    {
        return value_set(ctx, self, value, closure);
    }
    static HPy times_get(HPyContext *ctx, HPy self, void *closure);
    static int times_set(HPyContext *ctx, HPy self, HPy value, void *closure);
    HPyDef_GETSET_IMPL(times, "times", times_get, times_set, .closure = &factor)
    static HPy times_get(HPyContext *ctx, HPy self, void *closure)
    {
        return HPyLong_FromLong(ctx, Box_AsStruct(ctx, self)->value * *(long *)closure);
    }
    static int times_set(HPyContext *ctx, HPy self, HPy value, void *closure)
    {
        Box_AsStruct(ctx, self)->value = HPyLong_AsLong(ctx, value) / *(long *)closure;
        return 0;
    }
    HPyDef_GET_IMPL(named_get, "named_get", times_get, .closure = &factor, .doc = "ten times")
    HPyDef_SET_IMPL(named_set, "named_set", times_set, .closure = &factor)
    HPyDef_GETSET(fails, "fails")
    static HPy fails_get(HPyContext *ctx, HPy self, void *closure)
    {
        return HPyErr_SetString(ctx, ctx->h_KeyError, "get");
    }
    static int fails_set(HPyContext *ctx, HPy self, HPy value, void *closure)
    {
        HPyErr_SetString(ctx, ctx->h_KeyError, "set");
        return -1;
    }
    HPyDef_MEMBER(deleted, "deleted", HPyMember_LONG, offsetof(Box, deleted))
    static HPyDef *box_defines[] = {
        &value, &only_get, &only_set, &times, &named_get, &named_set, &fails, &deleted, NULL
    };
    static HPyType_Spec box_spec = {
        .name = "tests.Box", .basicsize = sizeof(Box), .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
        .defines = box_defines
    };
    @EXPORT_TYPE("Box", box_spec)
    @INIT
"""


@pytest.fixture(params=["exact", "subclass"])
def box(make, request):
    cls = make(GETSET).Box
    if request.param == "subclass":
        cls = type("Sub", (cls,), {})
    return cls()


def test_get_and_set(box):
    assert box.value == 0
    box.value = 5
    assert box.value == 5
    with pytest.raises(TypeError):
        box.value = "x"
    assert box.value == 5


def test_delete_calls_the_setter_with_null(box):
    del box.value
    del box.value
    assert box.deleted == 2


def test_getter_only(box):
    assert box.only_get == "no closure"
    with pytest.raises(AttributeError, match="attribute 'only_get' of '.*' objects is not writable"):
        box.only_get = 5


def test_delete_with_getter_only(box):
    with pytest.raises(AttributeError):
        del box.only_get


def test_setter_only(box):
    box.only_set = 4
    assert box.value == 4
    with pytest.raises(AttributeError, match="attribute 'only_set' of '.*' objects is not readable"):
        box.only_set


def test_errors_do_no_harm(box, monkeypatch):
    """A host that cannot pass them on reports them."""
    found = []
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: found.append(unraisable.exc_type))
    uses = [
        (lambda: box.only_set, AttributeError),
        (lambda: box.fails, KeyError),
        (lambda: setattr(box, "only_get", 5), AttributeError),
        (lambda: setattr(box, "fails", 5), KeyError),
    ]
    for use, error in uses * 10:
        try:
            use()
        except error:
            found.append(error)
        assert found.pop() is error and not found
        assert box.value == 0 and box.only_get == "no closure"


def test_closure(box):
    box.times = 70
    assert (box.value, box.times, box.named_get) == (7, 70, 70)
    box.named_set = 80
    assert box.value == 8


def test_errors_are_passed_on(box):
    with pytest.raises(KeyError, match="get"):
        box.fails
    with pytest.raises(KeyError, match="set"):
        box.fails = 1


def test_doc(make):
    mod = make(GETSET)
    assert mod.Box.value.__doc__ == "the value"
    assert mod.Box.named_get.__doc__ == "ten times"
    assert mod.Box.only_get.__doc__ is None


def test_wrong_object(make):
    mod = make(GETSET)
    with pytest.raises(TypeError):
        mod.Box.value.__get__(5)
