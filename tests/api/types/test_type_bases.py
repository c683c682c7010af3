"""HPy types over HPy types: chains, Python classes in between, several bases, conflicts."""

import abc
import collections.abc
import gc
import sys
import weakref

import pytest

INHERIT = r"""
    typedef struct { long a; HPyField ref; } Base;
    typedef struct { Base base; long b; HPyField other; } Derived;
    HPyType_HELPERS(Base)
    HPyType_HELPERS(Derived)
    static char order[100];

    #define LIFE(T, LETTER, FIELD) \
        HPyDef_SLOT(T##_traverse, HPy_tp_traverse) \
        static int T##_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg) \
        { \
            HPy_VISIT(&((T *)self)->FIELD); \
            return 0; \
        } \
        HPyDef_SLOT(T##_destroy, HPy_tp_destroy) \
        static void T##_destroy_impl(void *self) \
        { \
            strcat(order, HPyField_IsNull(((T *)self)->FIELD) ? LETTER : "!"); \
        } \
        HPyDef_METH(T##_set, "set_" LETTER, HPyFunc_O) \
        static HPy T##_set_impl(HPyContext *ctx, HPy self, HPy arg) \
        { \
            HPyField_Store(ctx, self, &T##_AsStruct(ctx, self)->FIELD, arg); \
            return HPy_Dup(ctx, ctx->h_None); \
        } \
        HPyDef_MEMBER(T##_field, LETTER "_ref", HPyMember_OBJECT, offsetof(T, FIELD))
    LIFE(Base, "B", ref)
    LIFE(Derived, "D", other)
    HPyDef_MEMBER(Base_a, "a", HPyMember_LONG, offsetof(Base, a))
    HPyDef_MEMBER(Derived_b, "b", HPyMember_LONG, offsetof(Derived, b))
    HPyDef_SLOT(Base_new, HPy_tp_new)
    static HPy Base_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Base *base;
        HPy h = HPy_New(ctx, cls, &base);
        if (!HPy_IsNull(h))
            base->a = 1;
        return h;
    }
    HPyDef_SLOT(Base_repr, HPy_tp_repr)
    static HPy Base_repr_impl(HPyContext *ctx, HPy self)
    {
        return HPyUnicode_FromFormat(ctx, "<%s a=%ld>", "base", Base_AsStruct(ctx, self)->a);
    }
    HPyDef_SLOT(Base_richcompare, HPy_tp_richcompare)
    static HPy Base_richcompare_impl(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)
    {
        return HPyBool_FromBool(ctx, op == HPy_EQ);
    }
    HPyDef_SLOT(Base_hash, HPy_tp_hash)
    static HPy_hash_t Base_hash_impl(HPyContext *ctx, HPy self)
    {
        return 5;
    }
    #define FLAGS HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE
    static HPyDef *Base_defines[] = {
        &Base_traverse, &Base_destroy, &Base_set, &Base_field, &Base_a, &Base_new, &Base_repr, &Base_richcompare,
        &Base_hash, NULL
    };
    static HPyDef *Derived_defines[] = {
        &Derived_traverse, &Derived_destroy, &Derived_set, &Derived_field, &Derived_b, NULL
    };
    static HPyType_Spec Base_gc_spec = {
        .name = "tests.Base", .basicsize = sizeof(Base), .flags = FLAGS | HPy_TPFLAGS_HAVE_GC, .defines = Base_defines
    };
    static HPyType_Spec Base_nogc_spec = {
        .name = "tests.Base", .basicsize = sizeof(Base), .flags = FLAGS, .defines = Base_defines
    };
    static HPyType_Spec Derived_gc_spec = {
        .name = "tests.Derived", .basicsize = sizeof(Derived), .flags = FLAGS | HPy_TPFLAGS_HAVE_GC,
        .defines = Derived_defines
    };
    static HPyType_Spec Derived_nogc_spec = {
        .name = "tests.Derived", .basicsize = sizeof(Derived), .flags = FLAGS, .defines = Derived_defines
    };
    static HPyType_Spec Bare_spec = {.name = "tests.Bare", .flags = FLAGS};
    static HPyType_Spec Small_spec = {.name = "tests.Small", .basicsize = 1, .flags = FLAGS};
    static HPyType_Spec *specs[] = {
        &Base_gc_spec, &Base_nogc_spec, &Derived_gc_spec, &Derived_nogc_spec, &Bare_spec, &Small_spec
    };

    HPyDef_METH(make_type, "make_type", HPyFunc_VARARGS, .doc = "make_type(number of spec, base, ...)")
    static HPy make_type_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPyType_SpecParam params[9] = {{(HPyType_SpecParam_Kind)0, HPy_NULL}};
        for (size_t i = 1; i < nargs; i++) {
            params[i - 1].kind = HPyType_SpecParam_Base;
            params[i - 1].object = args[i];
        }
        return HPyType_FromSpec(ctx, specs[HPyLong_AsLong(ctx, args[0])], params);
    }
    HPyDef_METH(make_of_tuple, "make_of_tuple", HPyFunc_O)
    static HPy make_of_tuple_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_BasesTuple, arg}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, &Bare_spec, params);
    }
    HPyDef_METH(take_order, "take_order", HPyFunc_NOARGS)
    static HPy take_order_impl(HPyContext *ctx, HPy self)
    {
        HPy result = HPyUnicode_FromString(ctx, order);
        order[0] = 0;
        return result;
    }
    @EXPORT(make_type)
    @EXPORT(make_of_tuple)
    @EXPORT(take_order)
    @INIT
"""
BASE_GC, BASE, DERIVED_GC, DERIVED, BARE, SMALL = range(6)


@pytest.fixture
def mod(make):
    module = make(INHERIT)
    gc.collect()  # what another test left behind ends before this one counts
    module.take_order()
    return module


def empty_class(base):
    class Empty(base):
        __slots__ = ()

    return Empty


def full_class(base):
    class Full(base):
        pass

    return Full


def build_chain(mod, base, derived, between):
    first = mod.make_type(base, object)
    for step in between:
        first = step(first)
    return mod.make_type(derived, first)


@pytest.mark.parametrize("base", [BASE_GC, BASE])
@pytest.mark.parametrize("derived", [DERIVED_GC, DERIVED])
@pytest.mark.parametrize("between", [(), (empty_class,)], ids=["direct", "python"])
@pytest.mark.parametrize("last", [None, empty_class, full_class], ids=["exact", "slots", "dict"])
def test_chain_of_hpy_types(mod, base, derived, between, last):
    cls = build_chain(mod, base, derived, between)
    if last:
        cls = last(cls)

    class Probe:
        pass

    for _ in range(3):
        value, first, second = cls(), Probe(), Probe()
        gone = weakref.ref(first), weakref.ref(second)
        value.b = 7
        value.set_B(first)
        value.set_D(second)
        assert (value.a, value.b, value.B_ref, value.D_ref) == (1, 7, first, second)
        assert gc.is_tracked(value) == bool(cls.__flags__ & (1 << 14))
        del first, second, value
        assert mod.take_order() == "DB"
        assert gone[0]() is None and gone[1]() is None


@pytest.mark.parametrize("last", [None, empty_class, full_class], ids=["exact", "slots", "dict"])
def test_cycle_through_each_level(mod, last):
    cls = build_chain(mod, BASE_GC, DERIVED_GC, ())
    if last:
        cls = last(cls)
    for setter in ("set_B", "set_D"):
        value = cls()
        getattr(value, setter)([value])
        assert len([o for o in gc.get_referents(value) if isinstance(o, list)]) == 1
        del value
        assert mod.take_order() == ""
        gc.collect()
        assert mod.take_order() == "DB"


@pytest.mark.releases("types")
def test_type_counts_its_instances_once(mod):
    """An instance in a cycle with its class: visited once too often, CPython would free too early."""
    for last in (empty_class, full_class, lambda cls: cls):
        cls = last(build_chain(mod, BASE_GC, DERIVED_GC, ()))
        gone = weakref.ref(cls)
        cls.instance = cls()
        cls.instance.set_B(cls)
        gc.collect()
        assert cls.instance.a == 1
        del cls
        gc.collect()
        gc.collect()
        if sys.version_info >= (3, 9) or last is not None:
            assert gone() is None
            assert mod.take_order() == "DB"


def test_slots_are_inherited(mod):
    bare = mod.make_type(BARE, mod.make_type(BASE, object))
    value = bare()
    assert repr(value) == "<base a=1>"
    assert value == 5 and hash(value) == 5
    value.set_B("x")
    assert value.B_ref == "x"
    del value
    assert mod.take_order() == "B"


def test_python_class_over_hpy_type_of_slots(mod):
    class Sub(mod.make_type(BASE, object)):
        def __repr__(self):
            return "sub of " + super().__repr__()

        def __eq__(self, other):
            return NotImplemented

    assert repr(Sub()) == "sub of <base a=1>"
    with pytest.raises(TypeError):
        hash(Sub())


def test_base_may_be_repeated(mod):
    class A:
        __slots__ = ()

    class B:
        __slots__ = ()

    cls = mod.make_type(BARE, A, B)
    assert cls.__bases__ == (A, B)
    assert cls.__mro__ == (cls, A, B, object)
    assert mod.make_of_tuple((B, A)).__bases__ == (B, A)


def test_several_bases_with_one_layout(mod):
    class Mixin:
        __slots__ = ()

        def twice(self):
            return 2 * self.a

    base = mod.make_type(BASE_GC, object)
    for bases in [(Mixin, base), (base, Mixin)]:
        cls = mod.make_type(DERIVED_GC, *bases)
        value = cls()
        value.b = 3
        assert (value.twice(), value.b, cls.__bases__) == (2, 3, bases)
        value.set_D(value)
        del value
        gc.collect()
        assert mod.take_order() == "DB"


def test_abstract_base_class(mod):
    cls = mod.make_type(BARE, collections.abc.Sized)
    assert type(cls) is abc.ABCMeta and cls.__abstractmethods__ == {"__len__"}


def test_without_payload_any_base_will_do(mod):
    for base, args in [
        (int, (5,)),
        (dict, ()),
        (list, ([1],)),
        (ValueError, ("x",)),
        (str, ("s",)),
        (type, ("T", (), {})),
    ]:
        cls = mod.make_type(BARE, base)
        assert isinstance(cls(*args), base)
        assert cls(*args).__class__ is cls
    assert str(mod.make_type(BARE, ValueError)("x")) == "x"
    assert mod.make_type(BARE, int)(2**100) == 2**100


def test_over_a_python_class_with_dict(mod):
    class Base:
        def __del__(self):
            deleted.append(self.mark)

    deleted = []
    value = mod.make_type(BARE, Base)()
    value.mark = 5
    gone = weakref.ref(value)
    value.me = value
    del value
    gc.collect()
    assert deleted == [5] and gone() is None


def test_over_a_python_class_with_data(mod):
    class Dict:
        pass

    class Slots:
        __slots__ = ("a_slot",)

    value = mod.make_type(BASE_GC, Dict)()
    value.set_B(value)
    value.x = value
    gone = weakref.ref(value)
    del value
    gc.collect()
    assert gone() is None and mod.take_order() == "B"
    with pytest.raises(TypeError, match="'Slots'.*__slots__"):
        mod.make_type(BASE_GC, Slots)


def test_struct_smaller_than_the_bases(mod):
    with pytest.raises(TypeError, match="tests.Small.*begin the struct"):
        mod.make_type(SMALL, mod.make_type(BASE, object))


def test_bases_that_conflict(mod):
    with pytest.raises(TypeError):
        mod.make_type(BARE, int, str)
    with pytest.raises(TypeError):
        mod.make_type(BARE, object, int)
