"""Inheriting: builtin shapes, HPy types from HPy types, Python classes in between, several bases, metaclasses."""
import abc
import collections.abc
import gc
import sys
import weakref

import pytest

SHAPES = r"""
    static HPy make_type(HPyContext *ctx, HPyType_Spec *spec, HPy base)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, spec, params);
    }
    #define SHAPE_TYPE(X) \
        typedef struct { long number; double real; char text[30]; } X##Data; \
        HPyType_HELPERS(X##Data, HPyType_BuiltinShape_##X) \
        HPyDef_MEMBER(X##_number, "number", HPyMember_LONG, offsetof(X##Data, number)) \
        HPyDef_MEMBER(X##_real, "real", HPyMember_DOUBLE, offsetof(X##Data, real), .readonly = 1) \
        HPyDef_METH(X##_fill, "fill", HPyFunc_O) \
        static HPy X##_fill_impl(HPyContext *ctx, HPy self, HPy arg) \
        { \
            X##Data *data = X##Data_AsStruct(ctx, self); \
            data->number = HPyLong_AsLong(ctx, arg); \
            data->real = (double)data->number / 2; \
            memset(data->text, (int)data->number, sizeof(data->text)); \
            return HPy_Dup(ctx, ctx->h_None); \
        } \
        HPyDef_METH(X##_dump, "dump", HPyFunc_NOARGS) \
        static HPy X##_dump_impl(HPyContext *ctx, HPy self) \
        { \
            X##Data *data = X##Data_AsStruct(ctx, self); \
            return HPy_BuildValue(ctx, "ldiii", data->number, data->real, data->text[0], data->text[29], \
                                  (int)((uintptr_t)data % 16)); \
        } \
        static int X##_destroyed; \
        HPyDef_SLOT(X##_destroy, HPy_tp_destroy) \
        static void X##_destroy_impl(void *self) \
        { \
            X##Data *data = (X##Data *)self; \
            X##_destroyed += data->number == 0 || data->text[29] == (char)data->number; \
        } \
        HPyDef_METH(X##_ends, #X "_ends", HPyFunc_NOARGS) \
        static HPy X##_ends_impl(HPyContext *ctx, HPy self) \
        { \
            return HPyLong_FromLong(ctx, X##_destroyed); \
        } \
        static HPyDef *X##_defines[] = {&X##_number, &X##_real, &X##_fill, &X##_dump, &X##_destroy, NULL}; \
        static HPyType_Spec X##_spec = { \
            .name = "tests." #X, .basicsize = sizeof(X##Data), .builtin_shape = SHAPE(X##Data), \
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = X##_defines \
        }; \
        HPyDef_METH(X##_make, #X, HPyFunc_O) \
        static HPy X##_make_impl(HPyContext *ctx, HPy self, HPy base) \
        { \
            return make_type(ctx, &X##_spec, base); \
        }

    SHAPE_TYPE(Object)
    SHAPE_TYPE(Type)
    SHAPE_TYPE(Long)
    SHAPE_TYPE(Float)
    SHAPE_TYPE(Unicode)
    SHAPE_TYPE(Tuple)
    SHAPE_TYPE(List)
    SHAPE_TYPE(Dict)

    typedef struct { LongData base; long more; } MoreLongData;
    HPyType_HELPERS(MoreLongData, HPyType_BuiltinShape_Long)
    HPyDef_MEMBER(more_long, "more", HPyMember_LONG, offsetof(MoreLongData, more))
    static HPyDef *more_long_defines[] = {&more_long, NULL};
    static HPyType_Spec more_long_spec = {
        .name = "tests.MoreLong", .basicsize = sizeof(MoreLongData), .builtin_shape = SHAPE(MoreLongData),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = more_long_defines
    };
    HPyDef_METH(make_more_long, "MoreLong", HPyFunc_O)
    static HPy make_more_long_impl(HPyContext *ctx, HPy self, HPy base)
    {
        return make_type(ctx, &more_long_spec, base);
    }
    HPyDef_METH(hpy_new, "hpy_new", HPyFunc_O)
    static HPy hpy_new_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        void *data;
        return HPy_New(ctx, arg, &data);
    }
    @EXPORT(Object_make)
    @EXPORT(Type_make)
    @EXPORT(Long_make)
    @EXPORT(Float_make)
    @EXPORT(Unicode_make)
    @EXPORT(Tuple_make)
    @EXPORT(List_make)
    @EXPORT(Dict_make)
    @EXPORT(Object_ends)
    @EXPORT(Type_ends)
    @EXPORT(Long_ends)
    @EXPORT(Float_ends)
    @EXPORT(Unicode_ends)
    @EXPORT(Tuple_ends)
    @EXPORT(List_ends)
    @EXPORT(Dict_ends)
    @EXPORT(make_more_long)
    @EXPORT(hpy_new)
    @INIT
"""

CASES = {
    "Object": (object, [()]),
    "Type": (type, [("Made", (), {}), ("Made", (float,), {"__slots__": ("a", "b")})]),
    "Long": (int, [(0,), (1,), (-7,), (2**29,), (2**30,), (-(2**31),), (2**60,), (2**62,), (2**63,), (2**64 - 1,),
                   (-(2**64),), (2**90 - 1,), (2**90,), (10**100,), (-(10**1000),)]),
    "Float": (float, [(), (2.5,), ("-inf",)]),
    "Unicode": (str, [(), ("ascii",), ("schön",), ("\U0001f600" * 50,)]),
    "Tuple": (tuple, [(), (range(1),), (range(2),), (range(3),), (range(100),)]),
    "List": (list, [(), (range(100),)]),
    "Dict": (dict, [(), (zip(range(5), "abcde"),)]),
}
PLAIN = sorted(set(CASES) - {"Object", "Type"})


@pytest.fixture
def shapes(make):
    return make(SHAPES, minor=1)


@pytest.mark.parametrize("shape", sorted(CASES))
def test_shape_keeps_builtin_and_payload_apart(shapes, shape):
    base, cases = CASES[shape]
    made = getattr(shapes, shape)(base)

    class Sub(made):
        pass

    for cls in (made, Sub):
        for args in cases:
            args = tuple(tuple(a) if isinstance(a, zip) else a for a in args)
            value = cls(*args)
            assert value.dump()[:4] == (0, 0.0, 0, 0)
            value.fill(33)
            assert value.dump() == (33, 16.5, 33, 33, 0)
            value.number = -5
            assert (value.number, value.real, value.dump()[0]) == (-5, 16.5, -5)
            with pytest.raises(AttributeError):
                value.real = 1.0
            if shape not in ("Object", "Type"):
                assert value == base(*args) and base(value) == base(*args)
            if cls is Sub:
                value.more = [value.number]
                value.number = 9
                assert (value.more, value.number) == ([-5], 9)
            value.fill(12)


@pytest.mark.parametrize("shape", [
    pytest.param(shape, marks=[pytest.mark.releases("types")] if shape == "Type" else []) for shape in sorted(CASES)
])
def test_shape_is_destroyed_with_its_payload(shapes, shape):
    base, cases = CASES[shape]
    made = getattr(shapes, shape)(base)

    class Sub(made):
        pass

    gc.collect()
    before = getattr(shapes, shape + "_ends")()
    for cls in (made, Sub):
        for args in cases:
            cls(*args).fill(77)
            cls(*args)
    gc.collect()
    assert getattr(shapes, shape + "_ends")() - before == 4 * len(cases)


@pytest.mark.parametrize("shape", PLAIN)
def test_hpy_new_makes_an_empty_builtin(shapes, shape):
    base = CASES[shape][0]
    value = shapes.hpy_new(getattr(shapes, shape)(base))
    assert value == base() and bool(value) is False
    value.fill(3)
    assert value.dump()[0] == 3


def test_hpy_new_cannot_make_a_class(shapes):
    with pytest.raises(TypeError):
        shapes.hpy_new(shapes.Type(type))


def test_mutable_builtins_stay_usable(shapes):
    items = shapes.List(list)()
    pairs = shapes.Dict(dict)()
    items.fill(5)
    pairs.fill(6)
    for i in range(1000):
        items.append(i)
        pairs[i] = i
    assert sum(items) == sum(pairs.values()) == 499500
    assert (items.dump()[0], pairs.dump()[0]) == (5, 6)


def test_gc_reaches_through_builtin_bases(shapes):
    for made in (shapes.List(list), shapes.Dict(dict)):
        class Probe:
            pass

        value, probe = made(), Probe()
        gone = weakref.ref(probe)
        cycle = [value, probe]
        value.append(cycle) if isinstance(value, list) else value.update(c=cycle)
        del value, probe, cycle
        gc.collect()
        assert gone() is None


@pytest.mark.parametrize("base", [tuple, int])
def test_objects_in_members_behind_items(make, base):
    """The struct moves with the items. CPython must not take it for the object: not its lock, nor its type."""
    made = make("""
        typedef struct { char bytes[32]; HPyField object, object_ex; } Held;
        HPyType_HELPERS(Held, HPyType_BuiltinShape_@SHAPE)
        HPyDef_MEMBER(held_object, "object", HPyMember_OBJECT, offsetof(Held, object))
        HPyDef_MEMBER(held_object_ex, "object_ex", HPyMember_OBJECT_EX, offsetof(Held, object_ex))
        HPyDef_METH(fill, "fill", HPyFunc_NOARGS)
        static HPy fill_impl(HPyContext *ctx, HPy self)
        {
            Held *held = Held_AsStruct(ctx, self);
            memset(held->bytes, 1, sizeof(held->bytes));
            return HPy_Dup(ctx, ctx->h_None);
        }
        HPyDef_METH(bytes, "bytes", HPyFunc_NOARGS)
        static HPy bytes_impl(HPyContext *ctx, HPy self)
        {
            Held *held = Held_AsStruct(ctx, self);
            return HPyBytes_FromStringAndSize(ctx, held->bytes, sizeof(held->bytes));
        }
        HPyDef_SLOT(traverse, HPy_tp_traverse)
        static int traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
        {
            HPy_VISIT(&((Held *)self)->object);
            HPy_VISIT(&((Held *)self)->object_ex);
            return 0;
        }
        static HPyDef *defines[] = {&held_object, &held_object_ex, &fill, &bytes, &traverse, NULL};
        static HPyType_Spec spec = {
            .name = "tests.Held", .basicsize = sizeof(Held), .builtin_shape = SHAPE(Held),
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = defines
        };
        HPyDef_METH(make, "make", HPyFunc_O)
        static HPy make_impl(HPyContext *ctx, HPy self, HPy base)
        {
            HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
            return HPyType_FromSpec(ctx, &spec, params);
        }
        @EXPORT(make)
        @INIT""".replace("@SHAPE", {tuple: "Tuple", int: "Long"}[base])).make(base)
    value = made()
    value.fill()
    with pytest.raises(AttributeError):
        value.object_ex
    value.object = value.object_ex = made
    assert (value.object, value.object_ex) == (made, made)
    del value.object_ex
    assert not hasattr(value, "object_ex") and value.bytes() == b"\1" * 32


def test_struct_of_a_derived_type_begins_with_the_bases(shapes):
    more = shapes.MoreLong(shapes.Long(int))
    for number in (0, 5, 2**70):
        value = more(number)
        value.fill(4)
        value.more = 99
        assert (value, value.number, value.more, value.dump()[0]) == (number, 4, 99, 4)


def test_wrong_shape_for_the_base(shapes):
    with pytest.raises(TypeError, match="tests.Object.*HPyType_BuiltinShape_Dict"):
        shapes.Object(dict)
    with pytest.raises(TypeError, match="tests.Dict.*HPyType_BuiltinShape_Object"):
        shapes.Dict(object)
    with pytest.raises(TypeError, match="tests.Object"):
        shapes.Object(shapes.List(list))
    with pytest.raises(TypeError, match="tests.Object.*Exception"):
        shapes.Object(ValueError)


def test_base_class_written_in_python(shapes):
    class Mixin:
        __slots__ = ()

        def hello(self):
            return "hello %d" % self.number

    value = shapes.Object(Mixin)()
    value.fill(4)
    assert value.hello() == "hello 4"
    gc.collect()
    before = shapes.Object_ends()
    del value
    assert shapes.Object_ends() == before + 1


def test_base_class_with_data_of_its_own(shapes):
    class Base:
        __slots__ = ("a", "b")

    with pytest.raises(TypeError, match="__slots__"):
        shapes.Object(Base)


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
    for base, args in [(int, (5,)), (dict, ()), (list, ([1],)), (ValueError, ("x",)), (str, ("s",)),
                       (type, ("T", (), {}))]:
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


METACLASS = r"""
    typedef struct { long mark; HPyField note; } MetaData;
    HPyType_HELPERS(MetaData, HPyType_BuiltinShape_Type)
    HPyDef_MEMBER(meta_mark, "mark", HPyMember_LONG, offsetof(MetaData, mark))
    HPyDef_MEMBER(meta_note, "note", HPyMember_OBJECT, offsetof(MetaData, note))
    HPyDef_SLOT(meta_traverse, HPy_tp_traverse)
    static int meta_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((MetaData *)self)->note);
        return 0;
    }
    static int destroyed;
    HPyDef_SLOT(meta_destroy, HPy_tp_destroy)
    static void meta_destroy_impl(void *self)
    {
        destroyed += (int)((MetaData *)self)->mark;
    }
    HPyDef_METH(meta_set, "set_mark", HPyFunc_O)
    static HPy meta_set_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        MetaData_AsStruct(ctx, self)->mark = HPyLong_AsLong(ctx, arg);
        return HPy_Dup(ctx, ctx->h_None);
    }
    static HPyDef *meta_defines[] = {&meta_mark, &meta_note, &meta_traverse, &meta_destroy, &meta_set, NULL};
    static HPyType_Spec meta_spec = {
        .name = "tests.Meta", .basicsize = sizeof(MetaData), .builtin_shape = SHAPE(MetaData),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC, .defines = meta_defines
    };
    typedef struct { long value; HPyField ref; } Item;
    HPyType_HELPERS(Item)
    HPyDef_MEMBER(item_value, "value", HPyMember_LONG, offsetof(Item, value))
    HPyDef_MEMBER(item_ref, "ref", HPyMember_OBJECT_EX, offsetof(Item, ref))
    HPyDef_SLOT(item_traverse, HPy_tp_traverse)
    static int item_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Item *)self)->ref);
        return 0;
    }
    HPyDef_SLOT(item_len, HPy_sq_length)
    static HPy_ssize_t item_len_impl(HPyContext *ctx, HPy self)
    {
        return Item_AsStruct(ctx, self)->value;
    }
    HPyDef_SLOT(item_neg, HPy_nb_negative)
    static HPy item_neg_impl(HPyContext *ctx, HPy self)
    {
        return HPyLong_FromLong(ctx, -Item_AsStruct(ctx, self)->value);
    }
    HPyDef_SLOT(item_subscript, HPy_mp_subscript)
    static HPy item_subscript_impl(HPyContext *ctx, HPy self, HPy key)
    {
        return HPy_Dup(ctx, key);
    }
    HPyDef_SLOT(item_call, HPy_tp_call)
    static HPy item_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPyLong_FromSize_t(ctx, nargs);
    }
    HPyDef_GET(item_double, "double")
    static HPy item_double_get(HPyContext *ctx, HPy self, void *closure)
    {
        return HPyLong_FromLong(ctx, 2 * Item_AsStruct(ctx, self)->value);
    }
    static HPyDef *item_defines[] = {
        &item_value, &item_ref, &item_traverse, &item_len, &item_neg, &item_subscript, &item_call, &item_double, NULL
    };
    static HPyType_Spec item_spec = {
        .name = "tests.Item", .doc = "an item", .basicsize = sizeof(Item),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC, .defines = item_defines
    };
    HPyDef_METH(make_item, "make_item", HPyFunc_VARARGS, .doc = "make_item(metaclass, base=object)")
    static HPy make_item_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        char name[] = "tests.Item";
        HPyType_Spec spec = item_spec;
        HPyType_SpecParam params[] = {
            {HPyType_SpecParam_Metaclass, args[0]},
            {nargs > 1 ? HPyType_SpecParam_Base : (HPyType_SpecParam_Kind)0, nargs > 1 ? args[1] : HPy_NULL},
            {(HPyType_SpecParam_Kind)0, HPy_NULL}
        };
        HPy result;
        spec.name = name;
        result = HPyType_FromSpec(ctx, &spec, params);
        memset(name, 'x', sizeof(name) - 1);
        return result;
    }
    HPyDef_METH(make_meta, "make_meta", HPyFunc_NOARGS)
    static HPy make_meta_impl(HPyContext *ctx, HPy self)
    {
        HPyType_SpecParam params[] = {
            {HPyType_SpecParam_Base, ctx->h_TypeType}, {(HPyType_SpecParam_Kind)0, HPy_NULL}
        };
        return HPyType_FromSpec(ctx, &meta_spec, params);
    }
    HPyDef_METH(get_destroyed, "get_destroyed", HPyFunc_NOARGS)
    static HPy get_destroyed_impl(HPyContext *ctx, HPy self)
    {
        return HPyLong_FromLong(ctx, destroyed);
    }
    @EXPORT(make_item)
    @EXPORT(make_meta)
    @EXPORT(get_destroyed)
    @INIT
"""


@pytest.fixture
def metas(make):
    return make(METACLASS)


def test_metaclass_has_a_payload_in_each_class(metas):
    meta = metas.make_meta()
    first, second = metas.make_item(meta), metas.make_item(meta)
    first.set_mark(5)
    second.mark = 6
    assert (first.mark, second.mark, type(first)) == (5, 6, meta)
    assert isinstance(first, meta) and issubclass(meta, type)


@pytest.mark.releases("types")
def test_type_with_metaclass_is_complete(metas):
    item = metas.make_item(metas.make_meta())
    assert (item.__name__, item.__qualname__, item.__module__, item.__doc__) == ("Item", "Item", "tests", "an item")
    assert item.__mro__ == (item, object)
    value = item()
    value.value = 21
    assert (value.value, value.double, len(value), -value, value["k"], value(1, 2)) == (21, 42, 21, -21, "k", 2)
    with pytest.raises(AttributeError, match="ref"):
        value.ref
    value.ref = value
    gone = weakref.ref(item)
    del item, value
    gc.collect()
    assert gone() is None


def test_subclass_of_type_with_metaclass(metas):
    meta = metas.make_meta()

    class Sub(metas.make_item(meta)):
        pass

    assert type(Sub) is meta
    Sub.mark = 3
    value = Sub()
    value.value = 4
    value.more = value
    assert (Sub.mark, len(value), value(1), value.more.value) == (3, 4, 1, 4)


@pytest.mark.releases("types")
def test_fields_of_a_class_are_collected(metas):
    gc.collect()
    item = metas.make_item(metas.make_meta())
    before = metas.get_destroyed()
    item.mark = 100
    item.note = [item]
    assert any(o is item.note for o in gc.get_referents(item))
    gone = weakref.ref(item)
    del item
    gc.collect()
    assert gone() is None
    assert metas.get_destroyed() == before + 100


def test_metaclass_written_in_python(metas):
    class Meta(type):
        def __init__(cls, name, bases, namespace):
            assert (name, bases) == ("Item", (object,)) and namespace["__doc__"] == "an item"
            super().__init__(name, bases, namespace)
            cls.ready = True

        def hello(cls):
            return cls.__name__

    item = metas.make_item(Meta)
    assert (item.hello(), item.ready) == ("Item", True)
    assert metas.make_item(type).__class__ is type


def test_metaclass_comes_from_the_base_too(metas):
    class Meta(type):
        pass

    class Other(type):
        pass

    class Base(metaclass=Meta):
        __slots__ = ()

    assert type(metas.make_item(Meta, Base)) is Meta
    assert type(metas.make_item(type, Base)) is Meta
    with pytest.raises(TypeError):
        metas.make_item(Other, Base)


@pytest.mark.abis("cpython", "hybrid")
def test_static_legacy_type_as_metaclass(make):
    mod = make(r"""
        typedef struct { PyHeapTypeObject heap; int mark; } StaticMeta;
        HPyType_LEGACY_HELPERS(StaticMeta)
        static PyTypeObject static_meta = {PyVarObject_HEAD_INIT(NULL, 0) .tp_name = "tests.StaticMeta"};
        typedef struct { int value; } Item;
        static HPyType_Spec item_spec = {
            .name = "tests.Item", .basicsize = sizeof(Item), .flags = HPy_TPFLAGS_DEFAULT
        };
        HPyDef_METH(make_item, "make_item", HPyFunc_NOARGS)
        static HPy make_item_impl(HPyContext *ctx, HPy self)
        {
            HPy result, meta = HPy_FromPyObject(ctx, (PyObject *)&static_meta);
            HPyType_SpecParam params[] = {
                {HPyType_SpecParam_Metaclass, meta}, {(HPyType_SpecParam_Kind)0, HPy_NULL}
            };
            result = HPyType_FromSpec(ctx, &item_spec, params);
            HPy_Close(ctx, meta);
            if (!HPy_IsNull(result))
                StaticMeta_AsStruct(ctx, result)->mark = 42;
            return result;
        }
        HPyDef_METH(get_mark, "get_mark", HPyFunc_O)
        static HPy get_mark_impl(HPyContext *ctx, HPy self, HPy arg)
        {
            return HPyLong_FromLong(ctx, StaticMeta_AsStruct(ctx, arg)->mark);
        }
        static int init_meta(HPyContext *ctx, HPy mod)
        {
            if (static_meta.tp_base != NULL)
                return 0;
            static_meta.tp_base = &PyType_Type;
            static_meta.tp_basicsize = sizeof(StaticMeta);
            static_meta.tp_flags = Py_TPFLAGS_DEFAULT;
            return PyType_Ready(&static_meta);
        }
        @EXPORT(make_item)
        @EXPORT(get_mark)
        @EXTRA_INIT_FUNC(init_meta)
        @INIT""")
    item = mod.make_item()
    assert type(item).__name__ == "StaticMeta"
    assert mod.get_mark(item) == 42
    assert type(item()) is item
