"""Types over builtin types, one for each shape: payload and builtin part side by side, from making to collection."""

import gc
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
    "Long": (
        int,
        [
            (0,),
            (1,),
            (-7,),
            (2**29,),
            (2**30,),
            (-(2**31),),
            (2**60,),
            (2**62,),
            (2**63,),
            (2**64 - 1,),
            (-(2**64),),
            (2**90 - 1,),
            (2**90,),
            (10**100,),
            (-(10**1000),),
        ],
    ),
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


@pytest.mark.parametrize(
    "shape",
    [pytest.param(shape, marks=[pytest.mark.releases("types")] if shape == "Type" else []) for shape in sorted(CASES)],
)
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
    made = make(
        """
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
        @INIT""".replace("@SHAPE", {tuple: "Tuple", int: "Long"}[base])
    ).make(base)
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
