"""Types over bases written in Python that take part in making a class: they are made the same way on every Python."""

import abc
import collections.abc
import gc
import sys
import sysconfig
import typing
import weakref

import pytest

SOURCE = r"""
    typedef struct { long n; HPyField f; } Thing;
    HPyType_HELPERS(Thing)
    static long destroyed;
    HPyDef_METH(hello, "hello", HPyFunc_NOARGS)
    static HPy hello_impl(HPyContext *ctx, HPy self)
    {
        return HPyLong_FromLong(ctx, Thing_AsStruct(ctx, self)->n);
    }
    HPyDef_METH(keep, "keep", HPyFunc_O)
    static HPy keep_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyField_Store(ctx, self, &Thing_AsStruct(ctx, self)->f, arg);
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_MEMBER(n, "n", HPyMember_LONG, offsetof(Thing, n))
    HPyDef_SLOT(Thing_repr, HPy_tp_repr)
    static HPy Thing_repr_impl(HPyContext *ctx, HPy self)
    {
        return HPyUnicode_FromString(ctx, "a thing");
    }
    HPyDef_SLOT(Thing_traverse, HPy_tp_traverse)
    static int Thing_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Thing *)self)->f);
        return 0;
    }
    HPyDef_SLOT(Thing_destroy, HPy_tp_destroy)
    static void Thing_destroy_impl(void *self)
    {
        destroyed += ((Thing *)self)->n;
    }
    static HPyDef *defines[] = {&hello, &keep, &n, &Thing_repr, &Thing_traverse, &Thing_destroy, NULL};

    static HPyType_SpecParam *fill_params(HPyType_SpecParam *params, HPy bases, HPy meta, HPy module)
    {
        HPyType_SpecParam *param = params;
        param->kind = HPyType_SpecParam_BasesTuple;
        (param++)->object = bases;
        if (!HPy_IsNull(meta)) {
            param->kind = HPyType_SpecParam_Metaclass;
            (param++)->object = meta;
        }
        if (!HPy_IsNull(module)) {
            param->kind = HPyType_SpecParam_Module;
            (param++)->object = module;
        }
        param->kind = (HPyType_SpecParam_Kind)0;
        return params;
    }
    /* make(name, bases, meta=None, final=False) */
    HPyDef_METH(make_type, "make", HPyFunc_VARARGS)
    static HPy make_type_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *name;
        HPy bases, meta = HPy_NULL;
        int final = 0;
        HPyType_SpecParam params[4];
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "sO|Oi", &name, &bases, &meta, &final))
            return HPy_NULL;
        if (!HPy_IsNull(meta) && HPy_Is(ctx, meta, ctx->h_None))
            meta = HPy_NULL;
        HPyType_Spec spec = {
            .name = name, .doc = "a type of things", .basicsize = sizeof(Thing), .defines = defines,
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC | (final ? 0 : HPy_TPFLAGS_BASETYPE)
        };
        return HPyType_FromSpec(ctx, &spec, fill_params(params, bases, meta, self));
    }
    HPyDef_METH(module_of, "module_of", HPyFunc_O)
    static HPy module_of_impl(HPyContext *ctx, HPy self, HPy type)
    {
        return HPyType_GetModule(ctx, type);
    }
    HPyDef_METH(ends, "ends", HPyFunc_NOARGS)
    static HPy ends_impl(HPyContext *ctx, HPy self)
    {
        return HPyLong_FromLong(ctx, destroyed);
    }
    HPyDef_METH(new_thing, "new", HPyFunc_O)
    static HPy new_thing_impl(HPyContext *ctx, HPy self, HPy type)
    {
        Thing *thing;
        HPy result = HPy_New(ctx, type, &thing);
        if (!HPy_IsNull(result))
            thing->n = 7;
        return result;
    }
    @EXPORT(make_type, module_of, ends, new_thing)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SOURCE, minor=2)


def lives(mod, cls, levels=1):
    """Instances of the class have payload, fields, methods and an end at each level."""
    value = mod.new(cls)
    assert (value.n, value.hello(), repr(value)) == (7, 7, "a thing")
    value.keep(value)
    value.n = 8
    before = mod.ends()
    del value
    gc.collect()
    assert mod.ends() == before + 8 * levels
    return True


def test_bases_are_told(mod):
    calls = []

    class Plugin:
        def __init_subclass__(cls, **kwargs):
            super().__init_subclass__(**kwargs)
            calls.append((cls, cls.__name__, cls.hello.__name__))

    for base in (
        Plugin,
        type(
            "Slotted",
            (),
            {
                "__slots__": (),
                "__init_subclass__": classmethod(
                    lambda cls, **kwargs: calls.append((cls, cls.__name__, cls.hello.__name__))
                ),
            },
        ),
    ):
        cls = mod.make("tests.T", (base,))
        assert calls == [(cls, "T", "hello")]
        assert lives(mod, cls)

        class Sub(cls):
            pass

        assert calls.pop() == (Sub, "Sub", "hello") and calls.pop()[0] is cls


def test_an_error_of_a_base_is_the_result(mod):
    class Choosy:
        __slots__ = ()

        def __init_subclass__(cls):
            raise KeyError(cls.__name__)

    with pytest.raises(KeyError, match="T"):
        mod.make("tests.T", (Choosy,))


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...

    @abc.abstractmethod
    def hello(self): ...


def test_abstract_base_class(mod):
    cls = mod.make("tests.T", (Shape,))
    assert type(cls) is abc.ABCMeta
    assert cls.__abstractmethods__ == {"area"}
    with pytest.raises(TypeError, match="abstract"):
        cls()
    assert not isinstance(3, cls)
    cls.register(int)
    assert issubclass(int, cls) and not issubclass(str, Shape)
    done = type("Done", (cls,), {"area": lambda self: 5})
    assert (done().area(), done().hello(), isinstance(done(), Shape)) == (5, 0, True)
    assert lives(mod, done)


@pytest.mark.parametrize("base", [collections.abc.Mapping, collections.abc.Iterator, collections.abc.Sized])
def test_collections(mod, base):
    cls = mod.make("tests.T", (base,))
    assert issubclass(cls, base)
    assert cls.__abstractmethods__
    with pytest.raises(TypeError, match="abstract"):
        cls()
    assert lives(mod, cls)


def test_names_and_module(mod):
    for base in (Shape, object):
        cls = mod.make("some.module.T", (base,))
        assert (cls.__name__, cls.__qualname__, cls.__module__, cls.__doc__) == (
            "T",
            "T",
            "some.module",
            "a type of things",
        )
        assert mod.module_of(cls) is mod
        assert {"hello", "keep", "n", "__repr__"} <= set(vars(cls))
        assert base in cls.__bases__ and issubclass(cls, base)


def test_definitions_keep_their_order(mod):
    class Base:
        def __init_subclass__(cls):
            cls.seen = [name for name in vars(cls) if name in ("hello", "keep", "n")]

    alone, over = mod.make("tests.Thing", (object,)), mod.make("tests.Thing", (Base,))
    assert over.seen == [name for name in vars(alone) if name in ("hello", "keep", "n")]


def test_flag_basetype(mod):
    for base in (Shape, object):
        with pytest.raises(TypeError, match="T"):
            type("Sub", (mod.make("tests.T", (base,), None, 1),), {})


def test_generic(mod):
    cls = mod.make("tests.T", (typing.Generic,))
    assert issubclass(cls, typing.Generic) and cls.__parameters__ == ()
    assert lives(mod, cls)


def test_metaclass_is_called(mod):
    class Meta(type):
        def __new__(mcls, name, bases, namespace, **kwargs):
            namespace["made_by"] = mcls.__name__
            return super().__new__(mcls, name, bases, namespace, **kwargs)

        def __init__(cls, name, bases, namespace):
            super().__init__(name, bases, namespace)
            cls.ready = name

        @classmethod
        def __prepare__(mcls, name, bases):
            return {"prepared": True}

    class Base(metaclass=Meta):
        __slots__ = ()

    cls = mod.make("tests.T", (Base,))
    assert (type(cls), cls.made_by, cls.ready, cls.prepared) == (Meta, "Meta", "T", True)
    assert lives(mod, cls)
    with pytest.raises(TypeError, match="tp_new"):  # given as a parameter, as in HPy 0.9
        mod.make("tests.T", (object,), Meta)


def test_metaclass_that_only_initialises(mod):
    class Meta(type):
        def __init__(cls, name, bases, namespace):
            assert "hello" in namespace
            cls.ready = (name, bases)

    cls = mod.make("tests.T", (object,), Meta)
    assert cls.ready == ("T", (object,)) and type(cls) is Meta and lives(mod, cls)


def test_metaclass_that_makes_something_else(mod):
    class Meta(type):
        def __new__(mcls, name, bases, namespace):
            return super().__new__(mcls, name, bases, namespace) if name == "Base" else 5

    class Base(metaclass=Meta):
        pass

    with pytest.raises(TypeError, match="tests.T.*'Meta' made 5"):
        mod.make("tests.T", (Base,))


def test_dict_of_another_base(mod):
    class Dict:
        pass

    for bases in ((mod.make("tests.First", (object,)), Dict), (Dict, mod.make("tests.First", (object,)))):
        cls = mod.make("tests.T", bases)
        value = mod.new(cls)
        value.x, value.n = value, 9
        weak = weakref.ref(value)
        assert (value.x.n, value.__dict__) == (9, {"x": value})
        del value
        gc.collect()
        assert weak() is None
        assert lives(mod, cls, 2)


def test_derived_from_a_class_that_python_made(mod):
    first = mod.make("tests.First", (Shape,))
    second = mod.make("tests.Second", (first,))
    assert type(second) is abc.ABCMeta and second.__abstractmethods__ == {"area"}
    done = type("Done", (second,), {"area": lambda self: 5})
    assert [cls for cls in done.__mro__ if cls in (done, second, first, Shape)] == [done, second, first, Shape]
    assert lives(mod, done, 2)


def test_classes_go_away(mod, leaks):
    if sysconfig.get_config_var("Py_GIL_DISABLED") and len(sys._current_frames()) > 1:
        pytest.skip(
            "a free-threaded CPython keeps a part of each class, also of Python's own, while a second thread exists"
        )

    def one():
        mod.make("tests.T", (Shape,))
        mod.new(mod.make("tests.T", (type("Dict", (), {}),))).x = 1
        gc.collect()

    leaks(one)
