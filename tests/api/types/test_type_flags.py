"""The flags of a type, and its qualified name."""

import pickle
import sys

import pytest

TYPE = """
    HPyDef_QUALNAME(qualname, "Outer.Inner")
    HPyDef_METH(method, "method", HPyFunc_NOARGS)
    static HPy method_impl(HPyContext *ctx, HPy self)
    {
        return HPy_Dup(ctx, self);
    }
    HPyDef_CLASSMETH(made, "made", HPyFunc_NOARGS)
    static HPy made_impl(HPyContext *ctx, HPy cls)
    {
        void *data;
        return _HPy_New(ctx, cls, &data);
    }
    HPyDef_STATICMETH(static_one, "stat", HPyFunc_NOARGS)
    static HPy static_one_impl(HPyContext *ctx, HPy self)
    {
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_SLOT(get, HPy_tp_descr_get)
    static HPy get_impl(HPyContext *ctx, HPy self, HPy obj, HPy type)
    {
        return HPy_Dup(ctx, self);
    }
    HPyDef_SLOT(new, HPy_tp_new)
    static HPy new_impl(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        return made_impl(ctx, type);
    }
    static HPyDef *defines[] = {&method, &made, &static_one, %s NULL};
    static HPyType_Spec spec = {
        .name = "mytest.Inner",
        .flags = HPy_TPFLAGS_DEFAULT %s,
        .defines = defines,
    };
    HPyDef_METH(new_type, "new_type", HPyFunc_O)
    static HPy new_type_impl(HPyContext *ctx, HPy self, HPy base)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, &spec, params);
    }
    HPyDef_METH(new_class, "new_class", HPyFunc_O)
    static HPy new_class_impl(HPyContext *ctx, HPy self, HPy metaclass)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Metaclass, metaclass}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, &spec, params);
    }
    @EXPORT(new_type, new_class)
    @INIT
"""


def test_no_instances(make):
    mod = make(TYPE % ("", "| HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_DISALLOW_INSTANTIATION"), minor=2)
    T = mod.new_type(object)
    with pytest.raises(TypeError) as caught:
        T()
    assert str(caught.value) == "cannot create 'mytest.Inner' instances"
    instance = T.made()
    assert type(instance) is T and instance.method() is instance
    with pytest.raises(TypeError) as caught:
        type(instance)()
    with pytest.raises(TypeError):
        T.__new__(T)
    with pytest.raises(TypeError):
        object.__new__(T)

    class Sub(T):
        pass

    with pytest.raises(TypeError) as caught:
        Sub()
    assert str(caught.value) == "cannot create 'Sub' instances"
    assert type(Sub.made()) is Sub
    assert "__new__" not in T.__dict__


def test_no_instances_over_other_types(make):
    mod = make(TYPE % ("", "| HPy_TPFLAGS_DISALLOW_INSTANTIATION"), minor=2)

    class Meta(type):
        pass

    with pytest.raises(TypeError, match="cannot create 'mytest.Inner' instances"):
        mod.new_class(Meta)()


def test_no_instances_beside_new(make):
    mod = make(TYPE % ("&new,", "| HPy_TPFLAGS_DISALLOW_INSTANTIATION"), minor=2)
    with pytest.raises(TypeError, match="HPy_TPFLAGS_DISALLOW_INSTANTIATION excludes HPy_tp_new, which would never be"):
        mod.new_type(object)


def test_immutable(make):
    mod = make(TYPE % ("", "| HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_IMMUTABLETYPE"), minor=2)
    T = mod.new_type(object)
    assert T.__flags__ >> 8 & 1
    assert T().method().__class__ is T

    class Sub(T):
        pass

    Sub.x = 1  # is no part of T
    assert mod.new_type(T).__base__ is T
    with pytest.raises(TypeError, match="an immutable type cannot have the mutable base 'Sub'"):
        mod.new_type(Sub)
    if sys.version_info < (3, 10):
        return
    with pytest.raises(TypeError):
        T.x = 1
    with pytest.raises(TypeError):
        del T.method
    assert T.__module__ == "mytest"


def test_immutable_with_a_metaclass(make):
    mod = make(TYPE % ("&qualname,", "| HPy_TPFLAGS_IMMUTABLETYPE"), minor=2)

    class Meta(type):
        def __setattr__(cls, name, value):
            raise AssertionError

    T = mod.new_class(Meta)
    assert (T.__module__, T.__qualname__) == ("mytest", "Outer.Inner") and type(T) is Meta
    assert T.__flags__ >> 8 & 1


@pytest.mark.parametrize("flag, bit", [("SEQUENCE", 5), ("MAPPING", 6)])
def test_patterns(make, flag, bit):
    mod = make(TYPE % ("", "| HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_" + flag), minor=2)
    T = mod.new_type(object)
    assert T.__flags__ >> bit & 1
    if sys.version_info < (3, 10):
        return

    class Sub(T):
        def __len__(self):
            return 0

    assert Sub.__flags__ >> bit & 1
    namespace = {}
    exec(
        "def kind(x):\n"
        "    match x:\n"
        "        case []: return 'SEQUENCE'\n"
        "        case {}: return 'MAPPING'\n",
        namespace,
    )
    assert namespace["kind"](Sub()) == flag


def test_both_patterns(make):
    mod = make(TYPE % ("", "| HPy_TPFLAGS_SEQUENCE | HPy_TPFLAGS_MAPPING"), minor=2)
    with pytest.raises(TypeError, match="HPy_TPFLAGS_SEQUENCE and HPy_TPFLAGS_MAPPING exclude each other"):
        mod.new_type(object)


def test_method_descriptor(make):
    mod = make(TYPE % ("&get,", "| HPy_TPFLAGS_METHOD_DESCRIPTOR"), minor=2)
    assert mod.new_type(object).__flags__ >> 17 & 1


def test_qualified_name(make):
    mod = make(TYPE % ("&qualname,", "| HPy_TPFLAGS_BASETYPE"), minor=2)
    T = mod.new_type(object)
    assert (T.__name__, T.__qualname__, T.__module__) == ("Inner", "Outer.Inner", "mytest")
    assert T.method.__qualname__ == "Outer.Inner.method" and T.made.__qualname__ == "Outer.Inner.made"
    assert T().method.__qualname__ == "Outer.Inner.method"
    assert repr(T) == "<class 'mytest.Outer.Inner'>"
    assert not hasattr(T.method, "__module__") and T.stat.__module__ is None  # as CPython's own methods have it
    assert "__qualname__" not in T.__dict__


def test_qualified_name_of_a_class_over_the_type(make):
    import abc

    class Base(abc.ABC):
        pass

    T = make(TYPE % ("&qualname,", "| HPy_TPFLAGS_BASETYPE"), minor=2).new_type(Base)
    assert (T.__name__, T.__qualname__, T.__module__) == ("Inner", "Outer.Inner", "mytest")


def test_pickled_by_qualified_name(make):
    import types

    T = make(TYPE % ("&qualname,", ""), minor=2).new_type(object)
    sys.modules["mytest"] = types.ModuleType("mytest")
    try:
        sys.modules["mytest"].Outer = type("Outer", (), {"Inner": T})
        assert pickle.loads(pickle.dumps(T, 4)) is T
    finally:
        del sys.modules["mytest"]


def test_qualified_name_of_no_text(make):
    with pytest.raises(UnicodeDecodeError):
        make((TYPE % ("&qualname,", "")).replace("Outer.Inner", "\\xff"), minor=2).new_type(object)
