"""Generic attributes, look-ups in classes, descriptors, and the dict of an object (minor 2)."""

import sys
import types

import pytest
from support.lookups import LOOKUPS

SNIPPET = (
    LOOKUPS
    + r"""
    METHOD(get) { return HPy_GenericGetAttr(ctx, args[0], args[1]); }
    METHOD(set) { return none(ctx, HPy_GenericSetAttr(ctx, args[0], args[1], or_null(ctx, args[2]))); }
    METHOD(lookup)
    {
        HPy value = HPy_FromVoidP(&value);
        int n = HPyType_Lookup(ctx, args[0], args[1], &value);
        return found(ctx, n, value);
    }
    METHOD(get_dict) { return HPy_GetDict(ctx, args[0]); }
    METHOD(set_dict) { return none(ctx, HPy_SetDict(ctx, args[0], or_null(ctx, args[1]))); }
    METHOD(descr_get)
    {
        HPy value = HPy_FromVoidP(&value);
        int n = HPyDescr_Get(ctx, args[0], or_null(ctx, args[1]), or_null(ctx, args[2]), &value);
        return found(ctx, n, value);
    }
    METHOD(descr_set) { return number(ctx, HPyDescr_Set(ctx, args[0], args[1], or_null(ctx, args[2]))); }
    METHOD(is_data) { return number(ctx, HPyDescr_IsData(ctx, args[0])); }
    @EXPORT(get, set, lookup, get_dict, set_dict, descr_get, descr_set, is_data)
    @INIT
    """
)


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


class Data:
    def __get__(self, obj, cls):
        return ("data", obj, cls)

    def __set__(self, obj, value):
        obj.kept = value

    def __delete__(self, obj):
        del obj.kept


class NonData:
    def __get__(self, obj, cls):
        return ("non-data", obj, cls)


class Base:
    data = Data()
    non_data = NonData()
    plain = 5


class Derived(Base):
    def __getattribute__(self, name):
        raise KeyError("not to be asked")

    def __getattr__(self, name):
        raise KeyError("not to be asked")

    def __setattr__(self, name, value):
        raise KeyError("not to be asked")

    __delattr__ = __getattr__


class Slots:
    __slots__ = ("x",)


# ---- generic attributes ----


def test_get(mod):
    obj = Derived()
    object.__setattr__(obj, "own", 1)
    object.__getattribute__(obj, "__dict__")["data"] = object.__getattribute__(obj, "__dict__")["plain"] = 2
    assert mod.get(obj, "data") == ("data", obj, Derived)
    assert mod.get(obj, "non_data") == ("non-data", obj, Derived)
    assert mod.get(obj, "plain") == 2 and mod.get(obj, "own") == 1
    assert mod.get(5, "real") == 5
    with pytest.raises(AttributeError, match="'Derived' object has no attribute 'missing'"):
        mod.get(obj, "missing")


def test_set(mod):
    obj = Derived()
    mod.set(obj, "own", 1)
    assert object.__getattribute__(obj, "__dict__") == {"own": 1}
    mod.set(obj, "own", ...)
    assert object.__getattribute__(obj, "__dict__") == {}
    with pytest.raises(AttributeError, match="own"):
        mod.set(obj, "own", ...)
    base = Base()
    mod.set(base, "data", 7)
    assert base.kept == 7
    mod.set(base, "data", ...)
    assert not hasattr(base, "kept")


def test_set_what_is_not_there(mod):
    slots = Slots()
    mod.set(slots, "x", 3)
    assert slots.x == 3
    with pytest.raises(AttributeError, match="'Slots' object has no attribute 'y'"):
        mod.set(slots, "y", 3)
    with pytest.raises(AttributeError):
        mod.set(5, "real", 3)
    with pytest.raises(AttributeError):
        mod.set(5, "unreal", 3)


def test_names_that_are_none(mod):
    for name in (5, b"x", None):
        with pytest.raises(TypeError, match="attribute name must be string, not '%s'" % type(name).__name__):
            mod.get(Base(), name)
        with pytest.raises(TypeError, match="attribute name must be string"):
            mod.set(Base(), name, 1)
        with pytest.raises(TypeError, match="attribute name must be string, not '%s'" % type(name).__name__):
            mod.lookup(Base, name)
    surrogate = "\ud800"
    obj = Base()
    mod.set(obj, surrogate, 1)
    assert mod.get(obj, surrogate) == 1 and mod.lookup(Base, surrogate) is None


def test_types_keep_their_own_way(mod):
    class Meta(type):
        def __getattribute__(cls, name):
            raise KeyError("not to be asked")

        def __setattr__(cls, name, value):
            raise KeyError("not to be asked")

    cls = Meta("C", (Base,), {})
    assert mod.get(cls, "plain") == 5
    obj = cls()
    assert obj.plain == 5
    mod.set(cls, "plain", 6)
    assert obj.plain == 6  # caches know of it
    mod.set(cls, "plain", ...)
    assert obj.plain == 5
    with pytest.raises(TypeError, match="int"):
        mod.set(int, "plain", 1)
    assert not hasattr(int, "plain")


def test_as_slots(make):
    mod = make(
        r"""
        HPyDef_DICT(dict)
        HPyDef_SLOT_IMPL(getattro, HPy_GenericGetAttr, HPy_tp_getattro)
        HPyDef_SLOT_IMPL(setattro, HPy_GenericSetAttr, HPy_tp_setattro)
        HPyDef_METH(method, "method", HPyFunc_NOARGS)
        static HPy method_impl(HPyContext *ctx, HPy self)
        {
            return HPy_GetDict(ctx, self);
        }
        static HPyDef *defines[] = {&dict, &getattro, &setattro, &method, NULL};
        static HPyType_Spec spec = {.name = "tests.T", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
                                    .defines = defines};
        /* Counts the names that begin with 'x', and does what object does. */
        typedef struct { long seen; } Counting;
        HPyType_HELPERS(Counting)
        HPyDef_DICT(c_dict)
        HPyDef_SLOT(c_getattro, HPy_tp_getattro)
        static HPy c_getattro_impl(HPyContext *ctx, HPy self, HPy name)
        {
            Counting_AsStruct(ctx, self)->seen++;
            return HPy_GenericGetAttr(ctx, self, name);
        }
        HPyDef_SLOT(c_setattro, HPy_tp_setattro)
        static int c_setattro_impl(HPyContext *ctx, HPy self, HPy name, HPy value)
        {
            Counting_AsStruct(ctx, self)->seen += 100;
            return HPy_GenericSetAttr(ctx, self, name, value);
        }
        HPyDef_MEMBER(seen, "seen", HPyMember_LONG, offsetof(Counting, seen))
        static HPyDef *c_defines[] = {&c_dict, &c_getattro, &c_setattro, &seen, NULL};
        static HPyType_Spec c_spec = {.name = "tests.C", .basicsize = sizeof(Counting),
                                      .builtin_shape = Counting_SHAPE, .defines = c_defines};
        @EXPORT_TYPE("T", spec)
        @EXPORT_TYPE("C", c_spec)
        @INIT""",
        minor=2,
    )

    class Sub(mod.T):
        data = Data()

    for cls in (mod.T, Sub):
        obj = cls()
        obj.x = 5
        assert obj.x == 5 and obj.__dict__ == {"x": 5} and obj.method() is obj.__dict__
        del obj.x
        with pytest.raises(AttributeError, match="has no attribute 'x'"):
            obj.x
        with pytest.raises(AttributeError, match="x"):
            del obj.x
    sub = Sub()
    sub.data = 3
    assert sub.kept == 3 and sub.data == ("data", sub, Sub)
    counting = mod.C()
    counting.x = 5
    assert counting.x == 5 and counting.seen == 102
    del counting.x
    assert counting.seen == 203


# ---- look-ups in classes ----


def test_lookup(mod):
    assert mod.lookup(Derived, "plain") == (5,)
    assert mod.lookup(Derived, "data") == (Base.__dict__["data"],)
    assert mod.lookup(Derived, "__getattr__") == (Derived.__dict__["__getattr__"],)
    assert mod.lookup(bool, "bit_length") == (int.__dict__["bit_length"],)
    assert mod.lookup(Derived, "missing") is None
    assert mod.lookup(int, "mro") is None  # of the metaclass
    assert mod.lookup(type, "__init__") == (type.__dict__["__init__"],)


@pytest.mark.no_debug("debug mode refuses it")
def test_lookup_of_no_type(mod):
    for wrong in (5, "int", Base()):
        with pytest.raises(TypeError, match="HPyType_Lookup needs a type"):
            mod.lookup(wrong, "real")


def test_lookup_follows_the_bases(mod):
    class Other:
        plain = 6

    class Moving(Base):
        pass

    assert mod.lookup(Moving, "plain") == (5,)
    Moving.__bases__ = (Other,)
    assert mod.lookup(Moving, "plain") == (6,)
    Other.plain = 7
    assert mod.lookup(Moving, "plain") == (7,)
    del Other.plain
    assert mod.lookup(Moving, "plain") is None


def test_lookup_with_keys_that_compare(mod):
    class Key(str):
        __hash__ = str.__hash__

        def __eq__(self, other):
            raise KeyError("compared")

    cls = type("C", (), {})
    with pytest.raises(KeyError, match="compared"):
        mod.lookup(type("C", (), {"name": 1}), Key("name"))
    assert mod.lookup(cls, Key("else")) is None


# ---- descriptors ----


def test_descr_get(mod):
    data, obj = Base.__dict__["data"], Base()
    assert mod.descr_get(data, obj, Base) == (("data", obj, Base),)
    assert mod.descr_get(data, obj, ...) == (("data", obj, Base),)
    assert mod.descr_get(data, ..., Base) == (("data", None, Base),)
    assert mod.descr_get(5, obj, Base) is None
    assert mod.descr_get(5, ..., ...) is None
    assert mod.descr_get(test_descr_get, obj, ...)[0].__self__ is obj
    assert mod.descr_get(test_descr_get, ..., Base) == (test_descr_get,)
    assert mod.descr_get(classmethod(len), [], ...)[0].__self__ is list
    assert mod.descr_get(staticmethod(len), obj, ...) == (len,)
    assert mod.descr_get(property(id), obj, ...) == (id(obj),)
    assert mod.descr_get(str.__dict__["join"], "x", ...)[0](["a", "b"]) == "axb"
    assert mod.descr_get(str.__dict__["maketrans"], "x", ...)[0]({}) == {}


def test_descr_get_fails(mod):
    obj = Base()
    for descr in (Base.__dict__["data"], classmethod(len), str.__dict__["join"], property(id), test_descr_get):
        with pytest.raises(TypeError, match=r"__get__\(None, None\) is invalid"):
            mod.descr_get(descr, ..., ...)
    with pytest.raises(TypeError, match="join"):
        mod.descr_get(str.__dict__["join"], obj, ...)
    with pytest.raises(AttributeError):
        mod.descr_get(property(None), obj, ...)
    with pytest.raises(ZeroDivisionError):
        mod.descr_get(property(lambda self: 1 // 0), obj, ...)


def test_descr_set(mod):
    data, obj = Base.__dict__["data"], Base()
    assert mod.descr_set(data, obj, 5) == 1 and obj.kept == 5
    assert mod.descr_set(data, obj, ...) == 1 and not hasattr(obj, "kept")
    assert mod.descr_set(Base.__dict__["non_data"], obj, 5) == 0
    assert mod.descr_set(5, obj, 5) == 0
    with pytest.raises(AttributeError):
        mod.descr_set(data, obj, ...)
    with pytest.raises(AttributeError):
        mod.descr_set(property(id), obj, 5)
    with pytest.raises(TypeError, match="real|x"):
        mod.descr_set(Slots.__dict__["x"], obj, 5)
    slots = Slots()
    assert mod.descr_set(Slots.__dict__["x"], slots, 6) == 1 and slots.x == 6


def test_is_data(mod):
    for data in (Data(), property(), Slots.__dict__["x"], int.__dict__["real"]):
        assert mod.is_data(data) == 1
    for other in (NonData(), len, test_is_data, classmethod(len), 5, None, Data):
        assert mod.is_data(other) == 0


# ---- dicts of objects ----


def test_get_dict(mod):
    obj = Base()
    mod.get_dict(obj)["x"] = 5
    assert obj.x == 5
    obj.y = 6
    assert mod.get_dict(obj) == {"x": 5, "y": 6} and mod.get_dict(obj) is obj.__dict__
    assert mod.get_dict(sys) is sys.__dict__
    assert mod.get_dict(ValueError()) == {}
    derived = Derived()
    assert mod.get_dict(derived) == {}
    for none in (5, Slots(), object(), "", len):
        with pytest.raises(AttributeError, match="has no __dict__"):
            mod.get_dict(none)


def test_set_dict(mod):
    obj, given = Base(), {"x": 5}
    obj.y = 1
    mod.set_dict(obj, given)
    assert obj.x == 5 and obj.__dict__ is given and not hasattr(obj, "y")
    mod.set_dict(obj, ...)
    assert not hasattr(obj, "x") and obj.__dict__ == {} and given == {"x": 5}
    obj.x = 7
    assert mod.get_dict(obj) == {"x": 7}
    for wrong in (5, None, [], types.MappingProxyType({})):
        with pytest.raises(TypeError, match="__dict__ must be set to a dictionary"):
            mod.set_dict(obj, wrong)
    assert obj.x == 7
    for none in (5, Slots(), object(), ""):
        with pytest.raises(AttributeError, match="has no __dict__"):
            mod.set_dict(none, {})
        with pytest.raises(AttributeError, match="has no __dict__"):
            mod.set_dict(none, ...)


def test_dicts_of_types_and_modules(mod):
    for cls in (int, Base, type):
        with pytest.raises(TypeError, match="HPy_GetDict: attributes of a type"):
            mod.get_dict(cls)
        for given in ({}, ...):
            with pytest.raises(TypeError, match="HPy_SetDict: attributes of a type"):
                mod.set_dict(cls, given)
    module = types.ModuleType("m")
    for given in ({}, ...):
        with pytest.raises(TypeError, match="a module keeps its __dict__"):
            mod.set_dict(module, given)


def test_dict_as_attribute(make):
    mod = make(
        r"""
        HPyDef_DICT(dict)
        HPyDef_GETSET_IMPL(state, "state", HPy_GenericGetDict, HPy_GenericSetDict)
        static HPyDef *defines[] = {&dict, &state, NULL};
        static HPyType_Spec spec = {.name = "tests.T", .defines = defines};
        @EXPORT_TYPE("T", spec)
        @INIT""",
        minor=2,
    )
    obj = mod.T()
    obj.x = 5
    assert obj.state == {"x": 5} and obj.state is obj.__dict__
    obj.state = {"y": 6}
    assert obj.y == 6 and not hasattr(obj, "x")
    del obj.state
    assert obj.__dict__ == {}
    with pytest.raises(TypeError):
        obj.state = 5
