"""Slots of numbers, sequences, mappings and objects together in types, seen from Python. (Each alone, and that none is
forgotten: test_type_every_slot.py; buffers: test_buffer.py; life: test_type_life.py; calls: test_type_call.py.)"""

import operator

import pytest

NUMBER = r"""
    /* Each slot returns its name and its arguments. */
    #define BINARY(NAME) \
        HPyDef_SLOT(NAME, HPy_##NAME) \
        static HPy NAME##_impl(HPyContext *ctx, HPy a, HPy b) \
        { \
            return HPy_BuildValue(ctx, "(sOO)", #NAME, a, b); \
        }
    #define UNARY(NAME) \
        HPyDef_SLOT(NAME, HPy_##NAME) \
        static HPy NAME##_impl(HPyContext *ctx, HPy a) \
        { \
            return HPy_BuildValue(ctx, "(sO)", #NAME, a); \
        }
    #define TERNARY(NAME) \
        HPyDef_SLOT(NAME, HPy_##NAME) \
        static HPy NAME##_impl(HPyContext *ctx, HPy a, HPy b, HPy c) \
        { \
            return HPy_BuildValue(ctx, "(sOOO)", #NAME, a, b, c); \
        }
    #define ALL_BINARY(X) \
        X(nb_add) X(nb_subtract) X(nb_multiply) X(nb_remainder) X(nb_divmod) X(nb_lshift) X(nb_rshift) X(nb_and) \
        X(nb_xor) X(nb_or) X(nb_floor_divide) X(nb_true_divide) X(nb_matrix_multiply) \
        X(nb_inplace_add) X(nb_inplace_subtract) X(nb_inplace_multiply) X(nb_inplace_remainder) \
        X(nb_inplace_lshift) X(nb_inplace_rshift) X(nb_inplace_and) X(nb_inplace_xor) X(nb_inplace_or) \
        X(nb_inplace_floor_divide) X(nb_inplace_true_divide) X(nb_inplace_matrix_multiply)
    #define ALL_UNARY(X) X(nb_negative) X(nb_positive) X(nb_absolute) X(nb_invert)
    #define ADDRESS(NAME) &NAME,
    ALL_BINARY(BINARY)
    ALL_UNARY(UNARY)
    TERNARY(nb_power)
    TERNARY(nb_inplace_power)
    HPyDef_SLOT(nb_bool, HPy_nb_bool)
    static int nb_bool_impl(HPyContext *ctx, HPy self)
    {
        HPy answer = HPy_GetAttr_s(ctx, self, "truth");
        int result = HPy_IsNull(answer) ? -1 : HPy_IsTrue(ctx, answer);
        HPy_Close(ctx, answer);
        return result;
    }
    HPyDef_SLOT(nb_int, HPy_nb_int)
    static HPy nb_int_impl(HPyContext *ctx, HPy self)
    {
        return HPyLong_FromLong(ctx, 42);
    }
    HPyDef_SLOT(nb_index, HPy_nb_index)
    static HPy nb_index_impl(HPyContext *ctx, HPy self)
    {
        return HPyLong_FromLong(ctx, -1);
    }
    HPyDef_SLOT(nb_float, HPy_nb_float)
    static HPy nb_float_impl(HPyContext *ctx, HPy self)
    {
        return HPyFloat_FromDouble(ctx, 2.5);
    }
    static HPyDef *number_defines[] = {
        ALL_BINARY(ADDRESS) ALL_UNARY(ADDRESS) &nb_power, &nb_inplace_power, &nb_bool, &nb_int, &nb_index, &nb_float,
        NULL
    };
    static HPyType_Spec number_spec = {
        .name = "tests.Number", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = number_defines
    };
    @EXPORT_TYPE("Number", number_spec)
    @INIT
"""

BINARY = {
    "nb_add": operator.add,
    "nb_subtract": operator.sub,
    "nb_multiply": operator.mul,
    "nb_remainder": operator.mod,
    "nb_divmod": divmod,
    "nb_lshift": operator.lshift,
    "nb_rshift": operator.rshift,
    "nb_and": operator.and_,
    "nb_xor": operator.xor,
    "nb_or": operator.or_,
    "nb_floor_divide": operator.floordiv,
    "nb_true_divide": operator.truediv,
    "nb_matrix_multiply": operator.matmul,
}
INPLACE = {
    "nb_inplace_add": operator.iadd,
    "nb_inplace_subtract": operator.isub,
    "nb_inplace_multiply": operator.imul,
    "nb_inplace_remainder": operator.imod,
    "nb_inplace_lshift": operator.ilshift,
    "nb_inplace_rshift": operator.irshift,
    "nb_inplace_and": operator.iand,
    "nb_inplace_xor": operator.ixor,
    "nb_inplace_or": operator.ior,
    "nb_inplace_floor_divide": operator.ifloordiv,
    "nb_inplace_true_divide": operator.itruediv,
    "nb_inplace_matrix_multiply": operator.imatmul,
}
UNARY = {"nb_negative": operator.neg, "nb_positive": operator.pos, "nb_absolute": abs, "nb_invert": operator.invert}


@pytest.fixture(params=["exact", "subclass"])
def number(make, request):
    cls = make(NUMBER).Number
    if request.param == "subclass":
        cls = type("Sub", (cls,), {})
    return cls()


@pytest.mark.parametrize("slot", sorted(BINARY))
def test_binary(number, slot):
    assert BINARY[slot](number, "right") == (slot, number, "right")
    assert BINARY[slot](5.5, number) == (slot, 5.5, number)


@pytest.mark.parametrize("slot", sorted(INPLACE))
def test_inplace(number, slot):
    assert INPLACE[slot](number, "right") == (slot, number, "right")


@pytest.mark.parametrize("slot", sorted(UNARY))
def test_unary(number, slot):
    assert UNARY[slot](number) == (slot, number)


def test_power(number):
    assert number**3 == ("nb_power", number, 3, None)
    assert pow(number, 3, 7) == ("nb_power", number, 3, 7)
    assert 5.5**number == ("nb_power", 5.5, number, None)
    assert operator.ipow(number, 3) == ("nb_inplace_power", number, 3, None)


def test_conversions(number):
    assert int(number) == 42
    assert operator.index(number) == -1
    assert float(number) == 2.5
    assert "abc"[number] == "c"


def test_bool(make):
    mod = make(NUMBER)
    cls = type("Sub", (mod.Number,), {})
    number = cls()
    for number.truth in (True, False):
        assert bool(number) is number.truth
    with pytest.raises(AttributeError):
        bool(mod.Number())


SEQUENCE = r"""
    typedef struct { long last; } Sequence;
    HPyType_HELPERS(Sequence)
    HPyDef_MEMBER(last, "last", HPyMember_LONG, offsetof(Sequence, last))

    HPyDef_SLOT(sq_length, HPy_sq_length)
    static HPy_ssize_t sq_length_impl(HPyContext *ctx, HPy self)
    {
        return 10;
    }
    HPyDef_SLOT(sq_item, HPy_sq_item)
    static HPy sq_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t i)
    {
        if (i < 0 || i >= 10) {
            HPyErr_SetString(ctx, ctx->h_IndexError, "no such item");
            return HPy_NULL;
        }
        return HPyLong_FromSsize_t(ctx, i * i);
    }
    HPyDef_SLOT(sq_ass_item, HPy_sq_ass_item)
    static int sq_ass_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t i, HPy value)
    {
        Sequence_AsStruct(ctx, self)->last = 100 * i + (HPy_IsNull(value) ? -1 : HPyLong_AsLong(ctx, value));
        return HPyErr_Occurred(ctx) ? -1 : 0;
    }
    HPyDef_SLOT(sq_contains, HPy_sq_contains)
    static int sq_contains_impl(HPyContext *ctx, HPy self, HPy item)
    {
        if (HPyUnicode_Check(ctx, item)) {
            HPyErr_SetString(ctx, ctx->h_KeyError, "str");
            return -1;
        }
        return HPyLong_AsLong(ctx, item) == 7;
    }
    #define RESULT(NAME, PARAM, FORMAT, ARG) \
        HPyDef_SLOT(NAME, HPy_##NAME) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, PARAM) \
        { \
            return HPy_BuildValue(ctx, FORMAT, #NAME, self, ARG); \
        }
    RESULT(sq_concat, HPy other, "(sOO)", other)
    RESULT(sq_inplace_concat, HPy other, "(sOO)", other)
    RESULT(sq_repeat, HPy_ssize_t n, "(sOn)", n)
    RESULT(sq_inplace_repeat, HPy_ssize_t n, "(sOn)", n)
    static HPyDef *sequence_defines[] = {
        &last, &sq_length, &sq_item, &sq_ass_item, &sq_contains, &sq_concat, &sq_inplace_concat, &sq_repeat,
        &sq_inplace_repeat, NULL
    };
    static HPyType_Spec sequence_spec = {
        .name = "tests.Sequence", .basicsize = sizeof(Sequence), .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
        .defines = sequence_defines
    };

    HPyDef_SLOT(mp_length, HPy_mp_length)
    static HPy_ssize_t mp_length_impl(HPyContext *ctx, HPy self)
    {
        return 1000;
    }
    HPyDef_SLOT(mp_subscript, HPy_mp_subscript)
    static HPy mp_subscript_impl(HPyContext *ctx, HPy self, HPy key)
    {
        return HPy_BuildValue(ctx, "(sO)", "got", key);
    }
    HPyDef_SLOT(mp_ass_subscript, HPy_mp_ass_subscript)
    static int mp_ass_subscript_impl(HPyContext *ctx, HPy self, HPy key, HPy value)
    {
        if (HPy_IsNull(value)) {
            HPyErr_SetObject(ctx, ctx->h_KeyError, key);
            return -1;
        }
        return HPy_SetItem(ctx, value, key, self);
    }
    static HPyDef *mapping_defines[] = {&mp_length, &mp_subscript, &mp_ass_subscript, NULL};
    static HPyType_Spec mapping_spec = {
        .name = "tests.Mapping", .flags = HPy_TPFLAGS_DEFAULT, .defines = mapping_defines
    };
    @EXPORT_TYPE("Sequence", sequence_spec)
    @EXPORT_TYPE("Mapping", mapping_spec)
    @INIT
"""


@pytest.fixture
def sequence(make):
    return make(SEQUENCE).Sequence()


def test_sequence_items(sequence):
    assert len(sequence) == 10
    assert sequence[3] == 9
    assert sequence[-1] == 81
    assert list(sequence) == [i * i for i in range(10)]
    with pytest.raises(IndexError):
        sequence[10]
    with pytest.raises(TypeError):
        sequence["x"]


def test_sequence_set_and_delete(sequence):
    sequence[2] = 5
    assert sequence.last == 205
    sequence[-2] = 7
    assert sequence.last == 807
    del sequence[4]
    assert sequence.last == 399
    with pytest.raises(TypeError):
        sequence[0] = "x"


def test_sequence_contains(sequence):
    assert 7 in sequence
    assert 8 not in sequence
    with pytest.raises(KeyError):
        "x" in sequence


def test_sequence_concat_and_repeat(sequence):
    assert sequence + [1] == ("sq_concat", sequence, [1])
    assert sequence * 3 == ("sq_repeat", sequence, 3)
    assert 3 * sequence == ("sq_repeat", sequence, 3)
    assert operator.iadd(sequence, [1]) == ("sq_inplace_concat", sequence, [1])
    assert operator.imul(sequence, 4) == ("sq_inplace_repeat", sequence, 4)


def test_mapping(make):
    mapping = make(SEQUENCE).Mapping()
    assert len(mapping) == 1000
    assert mapping["k"] == ("got", "k")
    assert mapping[1:2] == ("got", slice(1, 2))
    target = {}
    mapping["k"] = target
    assert target == {"k": mapping}
    with pytest.raises(KeyError, match="gone"):
        del mapping["gone"]


OBJECT = r"""
    typedef struct { long number; } Thing;
    HPyType_HELPERS(Thing)
    HPyDef_MEMBER(number, "number", HPyMember_LONG, offsetof(Thing, number))
    HPyDef_SLOT(tp_new, HPy_tp_new)
    static HPy tp_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Thing *thing;
        HPy h;
        if (nargs > 1) {
            HPyErr_SetString(ctx, ctx->h_TypeError, "too many");
            return HPy_NULL;
        }
        h = HPy_New(ctx, cls, &thing);
        if (!HPy_IsNull(h) && nargs == 1)
            thing->number = HPyLong_AsLong(ctx, args[0]);
        if (!HPy_IsNull(h) && !HPy_IsNull(kw))
            thing->number += HPy_Length(ctx, kw);
        return h;
    }
    HPyDef_SLOT(tp_init, HPy_tp_init)
    static int tp_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        if (nargs == 1 && HPyLong_AsLong(ctx, args[0]) < 0) {
            HPyErr_SetString(ctx, ctx->h_ValueError, "negative");
            return -1;
        }
        if (!HPy_IsNull(kw) && !HPyDict_Check(ctx, kw))
            return -1;
        return 0;
    }
    HPyDef_SLOT(tp_repr, HPy_tp_repr)
    static HPy tp_repr_impl(HPyContext *ctx, HPy self)
    {
        return HPyUnicode_FromFormat(ctx, "Thing(%ld)", Thing_AsStruct(ctx, self)->number);
    }
    HPyDef_SLOT(tp_str, HPy_tp_str)
    static HPy tp_str_impl(HPyContext *ctx, HPy self)
    {
        return HPyUnicode_FromFormat(ctx, "thing %ld", Thing_AsStruct(ctx, self)->number);
    }
    HPyDef_SLOT(tp_hash, HPy_tp_hash)
    static HPy_hash_t tp_hash_impl(HPyContext *ctx, HPy self)
    {
        long number = Thing_AsStruct(ctx, self)->number;
        if (number == 13) {
            HPyErr_SetString(ctx, ctx->h_ValueError, "unlucky");
            return -1;
        }
        return number;
    }
    HPyDef_SLOT(tp_richcompare, HPy_tp_richcompare)
    static HPy tp_richcompare_impl(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)
    {
        HPy type = HPy_Type(ctx, self);
        int alike = HPy_TypeCheck(ctx, other, type);
        HPy_Close(ctx, type);
        if (!alike)
            return HPy_Dup(ctx, ctx->h_NotImplemented);
        HPy_RETURN_RICHCOMPARE(ctx, Thing_AsStruct(ctx, self)->number, Thing_AsStruct(ctx, other)->number, op);
    }
    static HPyDef *thing_defines[] = {&number, &tp_new, &tp_init, &tp_repr, &tp_str, &tp_hash, &tp_richcompare, NULL};
    static HPyType_Spec thing_spec = {
        .name = "tests.Thing", .basicsize = sizeof(Thing), .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
        .defines = thing_defines
    };
    static HPyDef *unhashable_defines[] = {&number, &tp_richcompare, NULL};
    static HPyType_Spec unhashable_spec = {
        .name = "tests.Unhashable", .basicsize = sizeof(Thing), .flags = HPy_TPFLAGS_DEFAULT,
        .defines = unhashable_defines
    };
    @EXPORT_TYPE("Thing", thing_spec)
    @EXPORT_TYPE("Unhashable", unhashable_spec)
    @INIT
"""


@pytest.fixture
def objects(make):
    return make(OBJECT)


def test_new_and_init(objects):
    assert objects.Thing().number == 0
    assert objects.Thing(5).number == 5
    assert objects.Thing(5, a=1, b=2).number == 7
    with pytest.raises(TypeError, match="too many"):
        objects.Thing(1, 2)
    with pytest.raises(ValueError, match="negative"):
        objects.Thing(-1)
    with pytest.raises(TypeError):
        objects.Thing.__new__(int)


def test_repr_and_str(objects):
    assert repr(objects.Thing(5)) == "Thing(5)"
    assert str(objects.Thing(5)) == "thing 5"


def test_hash(objects):
    assert hash(objects.Thing(5)) == 5
    assert {objects.Thing(5): "x"}[objects.Thing(5)] == "x"
    with pytest.raises(ValueError, match="unlucky"):
        hash(objects.Thing(13))
    with pytest.raises(TypeError, match="unhashable"):
        hash(objects.Unhashable())


def test_richcompare(objects):
    small, large = objects.Thing(1), objects.Thing(2)
    for compare in (operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge):
        for a in (small, large):
            for b in (small, large):
                assert compare(a, b) is compare(a.number, b.number)
    assert small != 1
    with pytest.raises(TypeError):
        small < 1


def test_descr_get(make):
    mod = make(
        r"""
        HPyDef_SLOT(descr_get, HPy_tp_descr_get)
        static HPy descr_get_impl(HPyContext *ctx, HPy self, HPy obj, HPy type)
        {
            return HPyTuple_Pack(ctx, 3, self, HPy_IsNull(obj) ? ctx->h_None : obj,
                                 HPy_IsNull(type) ? ctx->h_None : type);
        }
        static HPyDef *defines[] = {&descr_get, NULL};
        static HPyType_Spec spec = {.name = "tests.Descriptor", .flags = HPy_TPFLAGS_DEFAULT, .defines = defines};
        @EXPORT_TYPE("Descriptor", spec)
        @INIT""",
        minor=1,
    )
    descriptor = mod.Descriptor()

    class Owner:
        attribute = descriptor

    owner = Owner()
    assert owner.attribute == (descriptor, owner, Owner)
    assert Owner.attribute == (descriptor, None, Owner)
    assert descriptor.__get__(owner) == (descriptor, owner, None)


RULES = r"""
    #define FLAGS HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE
    #define TYPE(NAME, ...) \
        static HPyDef *NAME##_defines[] = {__VA_ARGS__, NULL}; \
        static HPyType_Spec NAME##_spec = {.name = "tests." #NAME, .flags = FLAGS, .defines = NAME##_defines};

    HPyDef_SLOT(item, HPy_sq_item)
    static HPy item_impl(HPyContext *ctx, HPy self, HPy_ssize_t i)
    {
        return HPyLong_FromSsize_t(ctx, i);
    }
    TYPE(NoLength, &item)

    HPyDef_SLOT(equal, HPy_tp_richcompare)
    static HPy equal_impl(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)
    {
        return HPyBool_FromBool(ctx, op == HPy_EQ);
    }
    HPyDef_SLOT(hash, HPy_tp_hash)
    static HPy_hash_t hash_impl(HPyContext *ctx, HPy self)
    {
        return 5;
    }
    HPyDef_SLOT(repr, HPy_tp_repr)
    static HPy repr_impl(HPyContext *ctx, HPy self)
    {
        return HPyUnicode_FromString(ctx, "represented");
    }
    TYPE(Both, &equal, &hash)
    TYPE(Equal, &equal)
    TYPE(Hash, &hash)
    TYPE(Repr, &repr)

    static HPy arguments(HPyContext *ctx, HPy_ssize_t nargs, HPy kw)
    {
        return HPy_BuildValue(ctx, "(nO)", nargs, HPy_IsNull(kw) ? ctx->h_NotImplemented : kw);
    }
    HPyDef_SLOT(new, HPy_tp_new)
    static HPy new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        return arguments(ctx, nargs, kw);
    }
    HPyDef_SLOT(init, HPy_tp_init)
    static int init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        HPy seen = arguments(ctx, nargs, kw);
        HPyErr_SetObject(ctx, ctx->h_LookupError, seen);
        HPy_Close(ctx, seen);
        return -1;
    }
    TYPE(New, &new)
    TYPE(Init, &init)

    static HPyType_Spec *const specs[] = {&Both_spec, &Equal_spec, &Hash_spec, &Repr_spec};
    HPyDef_METH(derive, "derive", HPyFunc_VARARGS)
    static HPy derive_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, args[1]}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, specs[HPyLong_AsLong(ctx, args[0])], params);
    }
    @EXPORT(derive)
    @EXPORT_TYPE("NoLength", NoLength_spec)
    @EXPORT_TYPE("New", New_spec)
    @EXPORT_TYPE("Init", Init_spec)
    @INIT
"""
BOTH, EQUAL, HASH, REPR = range(4)


@pytest.fixture
def rules(make):
    return make(RULES)


def test_index_is_not_adjusted_without_a_length(rules):
    assert (rules.NoLength()[-3], rules.NoLength()[3]) == (-3, 3)


def test_comparison_and_hash_are_inherited_together(rules):
    both = rules.derive(BOTH, object)
    value = rules.derive(REPR, both)()
    assert (repr(value), value == 1, hash(value)) == ("represented", True, 5)
    value = rules.derive(HASH, both)()
    assert (value == 1, hash(value)) == (False, 5), "the base's comparison does not belong to this hash"
    with pytest.raises(TypeError, match="unhashable"):
        hash(rules.derive(EQUAL, both)())


def test_keywords_are_null_when_there_are_none(rules):
    assert rules.New(1, 2) == (2, NotImplemented)
    assert rules.New(a=1) == (0, {"a": 1})
    with pytest.raises(LookupError) as info:
        rules.Init(1, 2)
    assert info.value.args == (2, NotImplemented)
    with pytest.raises(LookupError) as info:
        rules.Init(a=1)
    assert info.value.args == (0, {"a": 1})
