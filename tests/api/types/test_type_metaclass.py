"""Types with a metaclass: a type from a spec, a class written in Python, a static legacy type."""

import gc
import weakref

import pytest

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
