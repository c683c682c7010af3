"""Instances with __dict__ and weak references: HPy_tp_dict, HPy_tp_weaklist."""

import gc
import sys
import weakref

import pytest
from support.classes import KINDS, Probe

WORDS = r"""
    HPyDef_DICT(dict)
    HPyDef_WEAKLIST(weaklist)
    typedef struct { char guard[24]; } Fixed;
    typedef struct { Fixed fixed; HPyField field; char guard[40]; } Larger;
    HPyDef_SLOT(call, HPy_tp_call)
    static HPy call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPyLong_FromSize_t(ctx, nargs);
    }
    HPyDef_MEMBER(field, "field", HPyMember_OBJECT, offsetof(Larger, field))
    HPyDef_SLOT(traverse, HPy_tp_traverse)
    static int traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Larger *)self)->field);
        return 0;
    }
    #define FLAGS (HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE)
    static HPyDef *both[] = {&dict, &weaklist, NULL}, *callable[] = {&dict, &weaklist, &call, NULL};
    static HPyDef *only_dict[] = {&dict, NULL}, *only_weak[] = {&weaklist, NULL};
    static HPyDef *larger[] = {&field, &traverse, NULL}, *larger_both[] = {&field, &traverse, &dict, &weaklist, NULL};
    #define SPEC(NAME, STRUCT, SHAPE, DEFINES) {.name = "tests." NAME, .basicsize = STRUCT, \
        .builtin_shape = HPyType_BuiltinShape_##SHAPE, .flags = FLAGS, .defines = DEFINES}
    static HPyType_Spec specs[] = {
        SPEC("Empty", 0, Object, both), SPEC("Fixed", sizeof(Fixed), Object, both),
        SPEC("Callable", sizeof(Fixed), Object, callable), SPEC("Dict", sizeof(Fixed), Object, only_dict),
        SPEC("Weak", sizeof(Fixed), Object, only_weak), SPEC("Larger", sizeof(Larger), Object, larger),
        SPEC("LargerBoth", sizeof(Larger), Object, larger_both), SPEC("Plain", sizeof(Fixed), Object, NULL),
        SPEC("Float", sizeof(Fixed), Float, both), SPEC("Str", sizeof(Fixed), Unicode, both),
        SPEC("List", sizeof(Fixed), List, both), SPEC("Mapping", sizeof(Fixed), Dict, both),
        SPEC("Tuple", sizeof(Fixed), Tuple, only_dict), SPEC("Int", sizeof(Fixed), Long, only_dict),
        SPEC("LargerTuple", sizeof(Larger), Tuple, larger), SPEC("LargerInt", sizeof(Larger), Long, larger),
        SPEC("WeakTuple", sizeof(Fixed), Tuple, only_weak), SPEC("Type", sizeof(Fixed), Type, both),
    };
    /* make(name, base): the spec of that name with this base. */
    HPyDef_METH(make, "make", HPyFunc_VARARGS)
    static HPy make_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *name;
        HPy base;
        size_t i;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "sO", &name, &base))
            return HPy_NULL;
        for (i = 0; i < sizeof(specs) / sizeof(specs[0]); i++) {
            HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
            if (strcmp(specs[i].name + 6, name) == 0)
                return HPyType_FromSpec(ctx, &specs[i], params);
        }
        HPyErr_SetString(ctx, ctx->h_ValueError, name);
        return HPy_NULL;
    }
    /* fill(object, shape): write the whole payload of 24 bytes; sum(object, shape): read it. */
    static char *payload_of(HPyContext *ctx, HPy object, long shape)
    {
        return (char *)(shape == 2 ? _HPy_AsStruct_Long(ctx, object) : shape == 5 ? _HPy_AsStruct_Tuple(ctx, object)
                                                                                  : _HPy_AsStruct_Object(ctx, object));
    }
    HPyDef_METH(fill, "fill", HPyFunc_VARARGS)
    static HPy fill_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        long shape = HPyLong_AsLong(ctx, args[1]);
        memset(payload_of(ctx, args[0], shape), 1, sizeof(Fixed));
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(sum, "sum", HPyFunc_VARARGS)
    static HPy sum_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *bytes = payload_of(ctx, args[0], HPyLong_AsLong(ctx, args[1]));
        long i, total = 0;
        for (i = 0; i < (long)sizeof(Fixed); i++)
            total += bytes[i];
        return HPyLong_FromLong(ctx, total);
    }
    @EXPORT(make, fill, sum)
    @INIT
"""

BASES = {"Float": float, "Str": str, "List": list, "Mapping": dict, "Tuple": tuple, "Int": int, "Type": type}
SHAPE_NUMBERS = {"Int": 2, "Tuple": 5}
WITH_DICT = ["Empty", "Fixed", "Callable", "Dict", "Float", "Str", "List", "Mapping", "Tuple", "Int"]
WITH_WEAKLIST = ["Empty", "Fixed", "Callable", "Weak", "Float", "Str", "List", "Mapping"]


@pytest.fixture
def mod(make):
    return make(WORDS, minor=1)


def made(mod, name, base=None):
    return mod.make(name, base or BASES.get(name, object))


@pytest.mark.parametrize("name", WITH_DICT)
@KINDS
def test_dict(mod, name, kind):
    value = kind(made(mod, name))()
    assert value.__dict__ == {}
    value.anything = 5
    assert value.anything == 5 and value.__dict__ == {"anything": 5}
    value.__dict__ = {"other": 6}
    assert value.other == 6 and not hasattr(value, "anything")
    with pytest.raises(TypeError):
        value.__dict__ = 5
    del value.__dict__
    assert value.__dict__ == {} and vars(value) is value.__dict__


@pytest.mark.parametrize("name", WITH_DICT)
@KINDS
def test_dict_is_released_and_collected(mod, name, kind):
    cls = kind(made(mod, name))
    for in_cycle in (False, True):
        value, probe = cls(), Probe()
        gone = weakref.ref(probe)
        value.probe = probe
        if in_cycle:
            value.me = value
        del value, probe
        if in_cycle:
            assert gone() is not None
            gc.collect()
        assert gone() is None


@pytest.mark.parametrize("content", [(), (1,), (1, 2), (1, 2, 3)])
def test_dict_behind_the_items_of_a_tuple(mod, content):
    value = made(mod, "Tuple")(content)
    mod.fill(value, 5)
    value.x = "attribute"
    assert tuple(value) == content and mod.sum(value, 5) == 24 and value.x == "attribute"


@pytest.mark.parametrize("content", [0, 1, -1, 1 << 29, 1 << 30, -(1 << 60), 1 << 63, 1 << 89, 1 << 90, -(1 << 200)])
def test_dict_behind_the_digits_of_an_int(mod, content):
    value = made(mod, "Int")(content)
    mod.fill(value, 2)
    value.x = "attribute"
    assert int(value) == content and mod.sum(value, 2) == 24 and value.x == "attribute"


def test_dict_attribute_as_in_a_class(mod):
    class InPython:
        pass

    cls = made(mod, "Fixed")
    for name in ("__dict__", "__weakref__"):
        ours, theirs = cls.__dict__[name], InPython.__dict__[name]
        assert type(ours) is type(theirs) and ours.__name__ == name
        assert theirs.__doc__.startswith(ours.__doc__)


@pytest.mark.parametrize("name", WITH_WEAKLIST)
@KINDS
def test_weak_references(mod, name, kind):
    value, called = kind(made(mod, name))(), []
    assert value.__weakref__ is None
    first = weakref.ref(value, lambda r: called.append("first"))
    second = weakref.ref(value, lambda r: called.append("second"))
    proxy = weakref.proxy(value)
    assert first() is second() is value and weakref.getweakrefcount(value) == 3
    assert value.__weakref__ in weakref.getweakrefs(value)
    with pytest.raises(AttributeError):
        value.__weakref__ = None
    del value
    assert first() is second() is None
    assert called == ["second", "first"], "the newest is called first"
    with pytest.raises(ReferenceError):
        str(proxy)


def test_callbacks_come_after_del_and_before_the_dict_is_cleared(mod):
    called, probe = [], Probe()

    class Sub(made(mod, "Fixed")):
        def __del__(self):
            called.append("del")

    value = Sub()
    value.probe = probe
    weak, inner = (
        weakref.ref(value, lambda r: called.append("weak")),
        weakref.ref(probe, lambda r: called.append("probe")),
    )
    del probe, value
    if sys.version_info >= (3, 12):  # for a class written in Python, CPython clears its managed dict first
        called[1:] = sorted(called[1:], reverse=True)
    assert called == ["del", "weak", "probe"] and weak() is inner() is None


def test_weak_references_into_a_cycle(mod):
    cls, called = made(mod, "Fixed"), []
    one, other = cls(), cls()
    one.other, other.other = other, one
    weak = [
        weakref.ref(one, lambda r: called.append(r() is None)),
        weakref.ref(other, lambda r: called.append(r() is None)),
    ]
    del one, other
    gc.collect()
    assert called == [True, True] and [r() for r in weak] == [None, None]


@pytest.mark.parametrize(
    "name, attribute", [("Dict", "__weakref__"), ("Weak", "__dict__"), ("Plain", "__dict__"), ("Plain", "__weakref__")]
)
def test_only_what_was_asked_for(mod, name, attribute):
    value = made(mod, name)()
    assert not hasattr(value, attribute)
    with pytest.raises((TypeError, AttributeError)):
        weakref.ref(value) if attribute == "__weakref__" else setattr(value, "x", 5)


@pytest.mark.parametrize("base", ["Empty", "Fixed", "Callable"])
@pytest.mark.parametrize("name", ["Plain", "Larger", "LargerBoth"])
@KINDS
def test_larger_struct_over_a_base_with_both(mod, base, name, kind):
    """The hidden words move behind the larger struct."""
    middle = made(mod, base)
    cls = kind(made(mod, name, middle))
    assert "__dict__" not in made(mod, name, middle).__dict__
    value, probe, held = cls(), Probe(), Probe()
    mod.fill(value, 0)
    value.x = probe
    weak = weakref.ref(value)
    if name != "Plain":
        assert value.field is None
        value.field = held
    assert value.x is probe and weak() is value and mod.sum(value, 0) == 24
    if base == "Callable":
        assert value(1, 2) == 2
    gone, gone_too = weakref.ref(probe), weakref.ref(held)
    value.me = value
    del value, probe, held
    gc.collect()
    assert weak() is gone() is gone_too() is None


@pytest.mark.parametrize("base, name", [("Tuple", "LargerTuple"), ("Int", "LargerInt")])
@KINDS
def test_larger_struct_behind_items(mod, base, name, kind):
    cls = kind(made(mod, name, made(mod, base)))
    value, probe, held = cls([7, 8] if base == "Tuple" else 1 << 100), Probe(), Probe()
    mod.fill(value, SHAPE_NUMBERS[base])
    value.x, value.field = probe, held
    assert value.x is probe and value.field is held and mod.sum(value, SHAPE_NUMBERS[base]) == 24
    assert value == ((7, 8) if base == "Tuple" else 1 << 100)
    gone, gone_too = weakref.ref(probe), weakref.ref(held)
    value.me = value
    del value, probe, held
    gc.collect()
    assert gone() is gone_too() is None


def test_base_in_python_that_has_them_already(mod):
    class Base:
        pass

    for cls in (made(mod, "Empty", Base), made(mod, "Empty", type("Sub", (made(mod, "Fixed"),), {}))):
        value, probe = cls(), Probe()
        value.x, value.me = probe, value
        assert value.__dict__ == {"x": probe, "me": value}
        weak, gone = weakref.ref(value), weakref.ref(probe)
        del value, probe
        gc.collect()
        assert weak() is gone() is None


def test_base_in_python_with_slots_only(mod):
    class Base:
        __slots__ = ("slot",)

    cls = made(mod, "Empty", Base)
    value, probe = cls(), Probe()
    value.x, value.slot = probe, value
    weak, gone = weakref.ref(value), weakref.ref(probe)
    assert value.__dict__ == {"x": probe}
    del value, probe
    gc.collect()
    assert weak() is gone() is None


def test_several_bases(mod):
    fixed = made(mod, "Fixed")

    class Mixin:
        pass

    class Left(fixed, Mixin):
        pass

    class Right(Mixin, fixed):
        __slots__ = ()

    for cls in (Left, Right):
        value = cls()
        value.x, value.me = 5, value
        weak = weakref.ref(value)
        assert value.x == 5
        del value
        gc.collect()
        assert weak() is None


def test_metaclass_has_both_already(mod):
    meta = made(mod, "Type")
    assert "__weakref__" not in meta.__dict__
    cls = meta("Made", (), {"x": 5})
    assert cls.x == 5 and weakref.ref(cls)() is cls


def test_weak_references_need_a_fixed_size(mod):
    with pytest.raises(TypeError, match="HPyDef_WEAKLIST is not possible where instances have items"):
        made(mod, "WeakTuple", tuple)


@pytest.mark.parametrize("name", ["Empty", "Fixed", "Callable", "Dict", "Weak", "Float", "Tuple", "Int"])
@KINDS
def test_nothing_is_left_behind(mod, leaks, name, kind):
    cls = kind(made(mod, name))

    def one():
        value = cls()
        if name != "Weak":
            value.x, value.__dict__["y"] = [5], [6]
        if name not in ("Dict", "Tuple", "Int"):
            weakref.ref(value, print)
            weakref.WeakSet([value])

    leaks(one)


@pytest.mark.abis("cpython", "hybrid")
@pytest.mark.parametrize(
    "define, slot",
    [
        ("HPyDef_DICT", "Py_tp_dealloc"),
        ("HPyDef_DICT", "Py_tp_traverse"),
        ("HPyDef_DICT", "Py_tp_clear"),
        ("HPyDef_WEAKLIST", "Py_tp_dealloc"),
    ],
)
def test_legacy_functions_that_would_have_to_know(make, define, slot):
    mod = make(LEGACY.replace("DEFINE", define).replace("SLOT", slot), minor=1)
    with pytest.raises(TypeError, match=define + " excludes the legacy slots"):
        mod.make()


LEGACY = r"""
    typedef struct { PyObject_HEAD long number; } Legacy;
    HPyType_LEGACY_HELPERS(Legacy)
    DEFINE(extra)
    static void nothing(PyObject *self)
    {
        (void)self;
    }
    static PyType_Slot slots[] = {{SLOT, (void *)nothing}, {0, NULL}};
    static HPyDef *defines[] = {&extra, NULL};
    static HPyType_Spec spec = {
        .name = "tests.Legacy", .basicsize = sizeof(Legacy), .flags = HPy_TPFLAGS_DEFAULT,
        .builtin_shape = SHAPE(Legacy), .legacy_slots = slots, .defines = defines
    };
    HPyDef_METH(make, "make", HPyFunc_NOARGS)
    static HPy make_impl(HPyContext *ctx, HPy self)
    {
        return HPyType_FromSpec(ctx, &spec, NULL);
    }
    @EXPORT(make)
    @INIT
"""


@pytest.mark.abis("cpython", "hybrid")
def test_legacy_type_with_both(make):
    source = LEGACY.replace("DEFINE(extra)", "HPyDef_DICT(dict) HPyDef_WEAKLIST(extra)")
    source = source.replace("&extra", "&dict, &extra").replace("{SLOT, (void *)nothing}, ", "")
    source = source.replace("static void nothing(PyObject *self)\n    {\n        (void)self;\n    }\n", "")
    value, probe = make(source, minor=1).make()(), Probe()
    value.x, value.me = probe, value
    weak, gone = weakref.ref(value), weakref.ref(probe)
    del value, probe
    gc.collect()
    assert weak() is gone() is None


@pytest.mark.parametrize(
    "defines, message",
    [
        ("&doc, &dict, &dict", "slot HPy_tp_dict is defined twice"),
        ("&doc, &dict", "both .doc and HPyDef_DOC"),
    ],
)
def test_said_twice(make, defines, message):
    mod = make(
        r"""
        HPyDef_DICT(dict)
        HPyDef_DOC(doc, "A")
        static HPyDef *defines[] = {DEFINES, NULL};
        static HPyType_Spec spec = {.name = "tests.Twice", .doc = "B", .defines = defines};
        HPyDef_METH(make, "make", HPyFunc_NOARGS)
        static HPy make_impl(HPyContext *ctx, HPy self)
        {
            return HPyType_FromSpec(ctx, &spec, NULL);
        }
        @EXPORT(make)
        @INIT""".replace("DEFINES", defines),
        minor=1,
    )
    with pytest.raises(TypeError, match=message):
        mod.make()


def test_gc_flag_without_traverse(make):
    cls = make(
        r"""
        HPyDef_DICT(dict)
        static HPyDef *defines[] = {&dict, NULL};
        static HPyType_Spec spec = {
            .name = "tests.Collected", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = defines
        };
        @EXPORT_TYPE("Collected", spec)
        @INIT""",
        minor=1,
    ).Collected
    assert gc.is_tracked(cls())
