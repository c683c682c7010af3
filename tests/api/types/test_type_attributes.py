"""The slots for attributes: HPy_tp_getattro, HPy_tp_setattro, HPy_tp_descr_set. HPy_tp_descr_get: test_type_slots.py"""

import pytest
from support.classes import KINDS

ATTRIBUTES = r"""
    HPyDef_SLOT(getattro, HPy_tp_getattro)
    static HPy getattro_impl(HPyContext *ctx, HPy self, HPy name)
    {
        HPy_ssize_t size;
        const char *text = HPyUnicode_AsUTF8AndSize(ctx, name, &size);
        if (text == NULL)
            return HPy_NULL;
        if (text[0] != 'x') {
            HPyErr_SetObject(ctx, ctx->h_AttributeError, name);
            return HPy_NULL;
        }
        return HPyUnicode_FromFormat(ctx, "<%s>", text);
    }
    HPyDef_SLOT(setattro, HPy_tp_setattro)
    static int setattro_impl(HPyContext *ctx, HPy self, HPy name, HPy value)
    {
        HPy result = HPy_BuildValue(ctx, "(OO)", name, HPy_IsNull(value) ? ctx->h_NotImplemented : value);
        HPyErr_SetObject(ctx, ctx->h_LookupError, result);
        HPy_Close(ctx, result);
        return -1;
    }
    static HPyDef *proxy_defines[] = {&getattro, &setattro, NULL};
    static HPyType_Spec proxy_spec = {
        .name = "tests.Proxy", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = proxy_defines
    };
    @EXPORT_TYPE("Proxy", proxy_spec)
    @INIT
"""


@KINDS
def test_getattro(make, kind):
    proxy = kind(make(ATTRIBUTES, minor=1).Proxy)()
    assert proxy.xyz == "<xyz>"
    with pytest.raises(AttributeError):
        proxy.abc  # noqa: B018
    assert not hasattr(proxy, "__dict__")


@KINDS
def test_setattro(make, kind):
    proxy = kind(make(ATTRIBUTES, minor=1).Proxy)()
    with pytest.raises(LookupError) as info:
        proxy.name = 5
    assert info.value.args == ("name", 5)
    with pytest.raises(LookupError) as info:
        del proxy.name
    assert info.value.args == ("name", NotImplemented)


def test_getattro_with_getattr_of_a_subclass(make):
    class Sub(make(ATTRIBUTES, minor=1).Proxy):
        def __getattr__(self, name):
            return "missing " + name

        def __setattr__(self, name, value):
            if name != "quiet":
                super().__setattr__(name, value)

    sub = Sub()
    assert (sub.xyz, sub.abc) == ("<xyz>", "missing abc")
    sub.quiet = 1
    with pytest.raises(LookupError):
        sub.loud = 1


def test_getattribute_of_a_subclass(make):
    class Sub(make(ATTRIBUTES, minor=1).Proxy):
        def __getattribute__(self, name):
            return "sub " + super().__getattribute__("x" + name)

    assert Sub().abc == "sub <xabc>"


DESCRIPTOR = r"""
    HPyDef_SLOT(descr_set, HPy_tp_descr_set)
    static int descr_set_impl(HPyContext *ctx, HPy self, HPy object, HPy value)
    {
        HPy log = HPy_GetAttr_s(ctx, object, "log");
        HPy entry = HPy_IsNull(log) ? HPy_NULL : HPy_IsNull(value) ? HPy_BuildValue(ctx, "(s)", "deleted")
                                                                   : HPy_BuildValue(ctx, "(sO)", "set", value);
        int result = HPy_IsNull(entry) ? -1 : HPyList_Append(ctx, log, entry);
        HPy_Close(ctx, log);
        HPy_Close(ctx, entry);
        return result;
    }
    static HPyDef *defines[] = {&descr_set, NULL};
    static HPyType_Spec spec = {
        .name = "tests.Descriptor", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = defines
    };
    @EXPORT_TYPE("Descriptor", spec)
    @INIT
"""


@KINDS
def test_descr_set(make, kind):
    class Owner:
        attribute = kind(make(DESCRIPTOR, minor=1).Descriptor)()

        def __init__(self):
            self.log = []

    owner = Owner()
    owner.attribute = 5
    del owner.attribute
    assert owner.log == [("set", 5), ("deleted",)]
    del owner.log
    with pytest.raises(AttributeError, match="log"):
        owner.attribute = 5
