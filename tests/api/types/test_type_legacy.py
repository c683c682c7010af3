"""Types with the Legacy shape (cpython and hybrid): legacy slots, members and methods beside HPy's, life cycle, inheritance."""
import gc
import sys
import weakref

import pytest

pytestmark = pytest.mark.abis("cpython", "hybrid")

COMMON = r"""
    #if PY_VERSION_HEX < 0x030C0000
    #  include <structmember.h>
    #  define Py_T_OBJECT_EX T_OBJECT_EX
    #  define Py_T_INT T_INT
    #  define Py_READONLY READONLY
    #endif
    #define FUNCTION(F) (void *)(uintptr_t)(F)
    static char calls[200];
    static void note(const char *what)
    {
        if (strlen(calls) + strlen(what) + 2 < sizeof(calls))
            strcat(strcat(calls, what), " ");
    }
    HPyDef_METH(take_calls, "take_calls", HPyFunc_NOARGS)
    static HPy take_calls_impl(HPyContext *ctx, HPy self)
    {
        HPy result = HPyUnicode_FromString(ctx, calls);
        calls[0] = 0;
        return result;
    }
    HPyDef_METH(hpy_new, "hpy_new", HPyFunc_O)
    static HPy hpy_new_impl(HPyContext *ctx, HPy self, HPy cls)
    {
        void *data;
        return HPy_New(ctx, cls, &data);
    }
    @EXPORT(take_calls, hpy_new)
"""


class Probe:
    """Something that a weak reference tells the end of."""


def dropped(make_value):
    """Make a value that is to hold the probe it gets, and a weak reference to the probe. The probe is held by it alone."""
    probe = Probe()
    value = make_value(probe)
    return value, weakref.ref(probe)


def subclass_of(cls):
    class Sub(cls):
        pass

    return Sub


def slots_of(cls):
    class Sub(cls):
        __slots__ = ()

    return Sub


KINDS = pytest.mark.parametrize("kind", [lambda cls: cls, subclass_of, slots_of], ids=["exact", "dict", "slots"])

# ---- a type whose life cycle is legacy, as a port begins with

OLD = COMMON + r"""
    /* 'held' is the legacy code's; 'number' is seen by both. */
    typedef struct { PyObject_HEAD PyObject *held; int number; double real; } Old;
    HPyType_LEGACY_HELPERS(Old)

    static int old_traverse(PyObject *self, visitproc visit, void *arg)
    {
        Py_VISIT(((Old *)self)->held);
    #if PY_VERSION_HEX >= 0x03090000
        Py_VISIT(Py_TYPE(self));
    #endif
        return 0;
    }
    static int old_clear(PyObject *self)
    {
        Py_CLEAR(((Old *)self)->held);
        return 0;
    }
    static void old_dealloc(PyObject *self)
    {
        PyTypeObject *type = Py_TYPE(self);
        PyObject_GC_UnTrack(self);
        note("dealloc");
        (void)old_clear(self);
        type->tp_free(self);
        Py_DECREF(type);
    }
    static PyObject *old_repr(PyObject *self)
    {
        return PyUnicode_FromFormat("<old %d>", ((Old *)self)->number);
    }
    static PyObject *old_hold(PyObject *self, PyObject *value)
    {
        Py_INCREF(value);
        Py_XSETREF(((Old *)self)->held, value);
        Py_INCREF(self);
        return self;
    }
    static PyObject *old_make(PyObject *cls, PyObject *number)
    {
        PyObject *self = PyObject_CallObject(cls, NULL);
        if (self != NULL)
            ((Old *)self)->number = (int)PyLong_AsLong(number);
        return self;
    }
    static PyObject *old_static(PyObject *none, PyObject *arg)
    {
        Py_INCREF(arg);
        return arg;
    }
    static PyMethodDef old_methods[] = {
        {"hold", old_hold, METH_O, "legacy doc"},
        {"make", old_make, METH_O | METH_CLASS, NULL},
        {"same", old_static, METH_O | METH_STATIC, NULL},
        {NULL, NULL, 0, NULL}
    };
    static PyMemberDef old_members[] = {
        {(char *)"held", Py_T_OBJECT_EX, offsetof(Old, held), 0, (char *)"what is held"},
        {(char *)"fixed", Py_T_INT, offsetof(Old, number), Py_READONLY, NULL},
        {NULL, 0, 0, 0, NULL}
    };
    static PyObject *old_twice_get(PyObject *self, void *closure)
    {
        return PyLong_FromLong(((Old *)self)->number * *(int *)closure);
    }
    static int old_twice_set(PyObject *self, PyObject *value, void *closure)
    {
        ((Old *)self)->number = value == NULL ? -1 : (int)PyLong_AsLong(value) / *(int *)closure;
        return 0;
    }
    static int two = 2;
    static PyGetSetDef old_getset[] = {
        {(char *)"twice", old_twice_get, old_twice_set, (char *)"two times", &two}, {NULL, NULL, NULL, NULL, NULL}
    };
    static PyObject *old_subtract(PyObject *a, PyObject *b)
    {
        return PyUnicode_FromString("legacy subtract");
    }
    static Py_ssize_t old_length(PyObject *self)
    {
        return ((Old *)self)->number;
    }
    static PyType_Slot old_slots[] = {
        {Py_tp_traverse, FUNCTION(old_traverse)}, {Py_tp_clear, FUNCTION(old_clear)},
        {Py_tp_dealloc, FUNCTION(old_dealloc)}, {Py_tp_repr, FUNCTION(old_repr)}, {Py_tp_methods, old_methods},
        {Py_tp_members, old_members}, {Py_tp_getset, old_getset}, {Py_nb_subtract, FUNCTION(old_subtract)},
        {Py_sq_length, FUNCTION(old_length)}, {Py_tp_doc, (void *)"legacy type"}, {0, NULL}
    };

    HPyDef_METH(old_held, "get_held", HPyFunc_NOARGS, .doc = "HPy doc")
    static HPy old_held_impl(HPyContext *ctx, HPy self)
    {
        return HPy_FromPyObject(ctx, Old_AsStruct(ctx, self)->held);
    }
    HPyDef_METH(old_at, "at_the_object", HPyFunc_NOARGS)
    static HPy old_at_impl(HPyContext *ctx, HPy self)
    {
        PyObject *object = HPy_AsPyObject(ctx, self);
        int same = (void *)object == (void *)Old_AsStruct(ctx, self);
        Py_DECREF(object);
        return HPyBool_FromBool(ctx, same);
    }
    HPyDef_GETSET(old_thrice, "thrice")
    static HPy old_thrice_get(HPyContext *ctx, HPy self, void *closure)
    {
        return HPyLong_FromLong(ctx, 3 * Old_AsStruct(ctx, self)->number);
    }
    static int old_thrice_set(HPyContext *ctx, HPy self, HPy value, void *closure)
    {
        Old_AsStruct(ctx, self)->number = (int)HPyLong_AsLong(ctx, value) / 3;
        return 0;
    }
    HPyDef_MEMBER(old_number, "number", HPyMember_INT, offsetof(Old, number))
    HPyDef_MEMBER(old_real, "real", HPyMember_DOUBLE, offsetof(Old, real))
    HPyDef_SLOT(old_add, HPy_nb_add)
    static HPy old_add_impl(HPyContext *ctx, HPy a, HPy b)
    {
        return HPyUnicode_FromString(ctx, "HPy add");
    }
    HPyDef_SLOT(old_item, HPy_sq_item)
    static HPy old_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t i)
    {
        return HPyLong_FromSsize_t(ctx, i);
    }
    HPyDef_SLOT(old_str, HPy_tp_str)
    static HPy old_str_impl(HPyContext *ctx, HPy self)
    {
        return HPyUnicode_FromString(ctx, "HPy str");
    }
    static HPyDef *old_defines[] = {
        &old_held, &old_at, &old_thrice, &old_number, &old_real, &old_add, &old_item, &old_str, NULL
    };
    #define GC HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC
    static HPyType_Spec old_spec = {
        .name = "tests.Old", .basicsize = sizeof(Old), .flags = GC, .builtin_shape = SHAPE(Old),
        .legacy_slots = old_slots, .defines = old_defines
    };

    /* Derived from it, with HPy's life cycle. */
    typedef struct { Old old; HPyField field; int more; } New;
    HPyType_LEGACY_HELPERS(New)
    HPyDef_SLOT(new_traverse, HPy_tp_traverse)
    static int new_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((New *)self)->field);
        return 0;
    }
    HPyDef_SLOT(new_destroy, HPy_tp_destroy)
    static void new_destroy_impl(void *self)
    {
        New *data = (New *)self;
        note(HPyField_IsNull(data->field) && data->old.number == 7 ? "destroy" : "destroy?");
    }
    HPyDef_MEMBER(new_field, "field", HPyMember_OBJECT, offsetof(New, field))
    HPyDef_MEMBER(new_more, "more", HPyMember_INT, offsetof(New, more))
    static HPyDef *new_defines[] = {&new_traverse, &new_destroy, &new_field, &new_more, NULL};
    static HPyType_Spec new_spec = {
        .name = "tests.New", .basicsize = sizeof(New), .flags = GC, .builtin_shape = SHAPE(New),
        .defines = new_defines
    };
    /* Derived from it, without data: pure ones may be, and legacy ones. */
    static HPyDef *bare_defines[] = {&old_str, NULL};
    static HPyType_Spec pure_bare_spec = {
        .name = "tests.PureBare", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = bare_defines
    };
    static HPyType_Spec legacy_bare_spec = {
        .name = "tests.LegacyBare", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
        .builtin_shape = HPyType_BuiltinShape_Legacy, .defines = bare_defines
    };
    typedef struct { int x; } Pure;
    static HPyType_Spec pure_spec = {.name = "tests.Pure", .basicsize = sizeof(Pure), .flags = HPy_TPFLAGS_DEFAULT};
    static HPyType_Spec *specs[] = {&new_spec, &pure_bare_spec, &legacy_bare_spec, &pure_spec};
    HPyDef_METH(derive, "derive", HPyFunc_VARARGS)
    static HPy derive_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, args[1]}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, specs[HPyLong_AsLong(ctx, args[0])], params);
    }
    @EXPORT(derive)
    @EXPORT_TYPE("Old", old_spec)
    @INIT
"""
NEW, PURE_BARE, LEGACY_BARE, PURE = range(4)


@pytest.fixture
def mod(make):
    module = make(OLD)
    gc.collect()
    module.take_calls()
    return module


@KINDS
def test_legacy_and_hpy_slots(mod, kind):
    value = kind(mod.Old).make(4)
    assert (repr(value), str(value)) == ("<old 4>", "HPy str")
    assert (value - 1, value + 1) == ("legacy subtract", "HPy add")
    assert (len(value), value[2], value[-1]) == (4, 2, 3)


@KINDS
def test_legacy_and_hpy_methods(mod, kind):
    cls, held = kind(mod.Old), ["held"]
    value = cls.make(1)
    assert type(value) is cls and value.hold(held) is value and value.get_held() is held
    assert cls.same(5) == value.same(5) == 5
    assert (cls.hold.__doc__, cls.get_held.__doc__) == ("legacy doc", "HPy doc")
    with pytest.raises(TypeError):
        mod.Old.hold(5, 6)
    with pytest.raises(TypeError):
        mod.Old.get_held(5)


@KINDS
def test_legacy_and_hpy_members(mod, kind):
    value = kind(mod.Old)()
    value.number, value.real = 8, 0.5
    assert (value.number, value.fixed, value.real) == (8, 8, 0.5)
    with pytest.raises(AttributeError):
        value.fixed = 9
    with pytest.raises(AttributeError, match="held"):
        value.held  # noqa: B018
    value.held = value.number
    assert value.held == value.get_held() == 8


@KINDS
def test_legacy_and_hpy_getsets(mod, kind):
    value = kind(mod.Old)()
    value.twice = 12
    assert (value.number, value.twice, value.thrice) == (6, 12, 18)
    value.thrice = 15
    assert value.twice == 10
    del value.twice
    assert value.number == -1
    assert mod.Old.twice.__doc__ == "two times"


def test_legacy_doc(mod):
    assert mod.Old.__doc__ == "legacy type"


def test_struct_is_the_object(mod):
    assert mod.Old().at_the_object() is True
    value = mod.hpy_new(mod.Old)
    assert type(value) is mod.Old and value.number == 0 and value.at_the_object()


@KINDS
def test_legacy_dealloc_is_called_once(mod, kind):
    value, gone = dropped(kind(mod.Old)().hold)
    assert gone() is value.held and mod.take_calls() == ""
    del value
    assert gone() is None and mod.take_calls() == "dealloc "


@KINDS
def test_legacy_traverse_and_clear_collect_a_cycle(mod, kind):
    value, gone = kind(mod.Old)(), weakref.ref(mod.Old)
    probe = Probe()
    probe.value = value
    value.held, probe_gone = probe, weakref.ref(probe)
    assert gc.is_tracked(value) and probe in gc.get_referents(value)
    del value, probe
    assert mod.take_calls() == "" and probe_gone() is not None
    gc.collect()
    assert mod.take_calls() == "dealloc " and probe_gone() is None and gone() is mod.Old


@pytest.mark.releases("types")
@KINDS
def test_legacy_type_goes_with_its_last_instance(mod, kind):
    cls = kind(mod.derive(LEGACY_BARE, mod.Old))
    value, gone = cls(), weakref.ref(cls)
    value.held = value
    del cls
    gc.collect()
    assert gone() is type(value)
    del value
    gc.collect()
    if sys.version_info >= (3, 9):  # CPython 3.8 expects legacy functions not to visit the type: it stays in the cycle
        assert gone() is None
    assert mod.take_calls() == "dealloc "


# ---- HPy types over it


@KINDS
def test_hpy_life_over_a_legacy_one(mod, kind):
    cls = kind(mod.derive(NEW, mod.Old))
    value = cls.make(7)
    first, second = Probe(), Probe()
    gone = weakref.ref(first), weakref.ref(second)
    value.held, value.field, value.more = first, second, 9
    assert (value.get_held(), value.field, value.number, value.more) == (first, second, 7, 9)
    assert first in gc.get_referents(value) and second in gc.get_referents(value)
    del first, second, value
    assert mod.take_calls() == "destroy dealloc "
    assert gone[0]() is gone[1]() is None


@pytest.mark.parametrize("attribute", ["held", "field"])
@KINDS
def test_cycle_through_either_half(mod, kind, attribute):
    value, probe = kind(mod.derive(NEW, mod.Old)).make(7), Probe()
    gone = weakref.ref(probe)
    setattr(value, attribute, [value, probe])
    del value, probe
    gc.collect()
    assert gone() is None and mod.take_calls() == "destroy dealloc "


@pytest.mark.parametrize("spec", [PURE_BARE, LEGACY_BARE])
@KINDS
def test_hpy_type_without_data_over_a_legacy_one(mod, kind, spec):
    cls = kind(mod.derive(spec, mod.Old))
    assert cls.__basicsize__ >= mod.Old.__basicsize__
    value, gone = dropped(cls.make(4).hold)
    assert (repr(value), str(value), len(value), value.at_the_object()) == ("<old 4>", "HPy str", 4, True)
    assert value.held is gone()
    del value
    assert gone() is None and mod.take_calls() == "dealloc "


def test_pure_payload_over_a_legacy_type_is_refused(mod):
    with pytest.raises(TypeError, match="tests.Pure.*'tests.Old'|tests.Pure.*'Old'"):
        mod.derive(PURE, mod.Old)


@KINDS
def test_nothing_is_left_behind(mod, leaks, kind):
    old, new = kind(mod.Old), kind(mod.derive(NEW, mod.Old))

    def one():
        value, other = old.make(3), new.make(7)
        value.held, other.held, other.field = [other], [value], [other]
        repr(value - 1)
        mod.take_calls()

    leaks(one)


# ---- a type whose life cycle is the host's

HOSTED = COMMON + r"""
    typedef struct { PyObject_HEAD PyObject *object; HPyField field; PyObject *weak; int n; } Hosted;
    HPyType_LEGACY_HELPERS(Hosted)
    static PyMemberDef members[] = {
        {(char *)"object", Py_T_OBJECT_EX, offsetof(Hosted, object), 0, NULL}, {NULL, 0, 0, 0, NULL}
    };
    static void finalize(PyObject *self)
    {
        note(((Hosted *)self)->object != NULL ? "finalize" : "finalize-empty");
    }
    static PyType_Slot object_slots[] = {{Py_tp_members, members}, {0, NULL}};
    static PyType_Slot final_slots[] = {
        {Py_tp_members, members}, {Py_tp_finalize, FUNCTION(finalize)}, {0, NULL}
    };
    HPyDef_SLOT(traverse, HPy_tp_traverse)
    static int traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Hosted *)self)->field);
        return 0;
    }
    HPyDef_SLOT(destroy, HPy_tp_destroy)
    static void destroy_impl(void *self)
    {
        Hosted *hosted = (Hosted *)self;
        note(hosted->object == NULL && HPyField_IsNull(hosted->field) && hosted->n == 5 ? "destroy" : "destroy?");
    }
    HPyDef_MEMBER(field, "field", HPyMember_OBJECT_EX, offsetof(Hosted, field))
    HPyDef_MEMBER(n, "n", HPyMember_INT, offsetof(Hosted, n))
    HPyDef_MEMBER(weak, "__weaklistoffset__", HPyMember_HPYSSIZET, offsetof(Hosted, weak), .readonly = 1)
    #define SPEC(NAME, FLAGS, SLOTS, ...) \
        static HPyDef *NAME##_defines[] = {__VA_ARGS__, NULL}; \
        static HPyType_Spec NAME##_spec = { \
            .name = "tests." #NAME, .basicsize = sizeof(Hosted), .builtin_shape = SHAPE(Hosted), \
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | (FLAGS), .legacy_slots = SLOTS, \
            .defines = NAME##_defines \
        };
    SPEC(Object, 0, object_slots, &n)
    SPEC(Final, 0, final_slots, &n)
    SPEC(Full, HPy_TPFLAGS_HAVE_GC, final_slots, &traverse, &destroy, &field, &n, &weak)
    SPEC(Fields, 0, NULL, &traverse, &destroy, &field, &n)

    /* Derived from one of them, with a legacy tp_dealloc, which calls the base's as in any C code. */
    typedef struct { Hosted hosted; PyObject *own; } Over;
    static PyTypeObject *over_base;
    static void over_dealloc(PyObject *self)
    {
        /* For a subclass written in Python, Python has done it. */
        if (Py_TYPE(self)->tp_dealloc == over_dealloc && PyObject_CallFinalizerFromDealloc(self) < 0)
            return;
        if (PyType_IS_GC(Py_TYPE(self)))
            PyObject_GC_UnTrack(self);
        note("dealloc");
        Py_CLEAR(((Over *)self)->own);
        over_base->tp_dealloc(self);
    }
    static PyMemberDef over_members[] = {
        {(char *)"own", Py_T_OBJECT_EX, offsetof(Over, own), 0, NULL}, {NULL, 0, 0, 0, NULL}
    };
    static PyType_Slot over_slots[] = {
        {Py_tp_dealloc, FUNCTION(over_dealloc)}, {Py_tp_members, over_members}, {0, NULL}
    };
    static HPyType_Spec over_spec = {
        .name = "tests.Over", .basicsize = sizeof(Over), .builtin_shape = HPyType_BuiltinShape_Legacy,
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .legacy_slots = over_slots
    };
    HPyDef_METH(legacy_over, "legacy_over", HPyFunc_O)
    static HPy legacy_over_impl(HPyContext *ctx, HPy self, HPy base)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        PyObject *object = HPy_AsPyObject(ctx, base);
        over_base = (PyTypeObject *)object;
        Py_DECREF(object); /* the new type holds it */
        return HPyType_FromSpec(ctx, &over_spec, params);
    }
    @EXPORT(legacy_over)
    @EXPORT_TYPE("Object", Object_spec)
    @EXPORT_TYPE("Final", Final_spec)
    @EXPORT_TYPE("Full", Full_spec)
    @EXPORT_TYPE("Fields", Fields_spec)
    @INIT
"""


@pytest.fixture
def hosted(make):
    module = make(HOSTED)
    gc.collect()
    module.take_calls()
    return module


@pytest.mark.parametrize("name, expected", [("Object", ""), ("Final", "finalize "), ("Full", "finalize destroy ")])
@KINDS
def test_legacy_object_members_are_cleared(hosted, kind, name, expected):
    """As CPython does for types without a tp_dealloc: T_OBJECT_EX members that can be written."""
    value, probe = kind(getattr(hosted, name))(), Probe()
    value.object, value.n = probe, 5
    gone = weakref.ref(probe)
    del probe
    assert gone() is value.object
    del value
    assert gone() is None and hosted.take_calls() == expected


@KINDS
def test_fields_in_a_legacy_struct(hosted, kind):
    value, gone = kind(hosted.Fields)(), None
    value.field, value.n = Probe(), 5
    gone = weakref.ref(value.field)
    with pytest.raises(AttributeError):
        value.object  # noqa: B018
    del value
    assert gone() is None and hosted.take_calls() == "destroy "


@KINDS
def test_fields_in_a_legacy_struct_are_collected(hosted, kind):
    value, probe = kind(hosted.Full)(), Probe()
    weak, gone = weakref.ref(value), weakref.ref(probe)
    value.field, value.object, value.n = [value], probe, 5
    del value, probe
    assert gone() is not None
    gc.collect()
    assert weak() is gone() is None and hosted.take_calls() == "finalize destroy "


@pytest.mark.parametrize("name, expected", [("Object", "dealloc "), ("Fields", "dealloc destroy "),
                                            ("Full", "finalize dealloc destroy ")])
@KINDS
def test_legacy_dealloc_over_the_hosts(hosted, kind, name, expected):
    value = kind(hosted.legacy_over(getattr(hosted, name)))()
    attributes = [attribute for attribute in ("own", "object", "field") if hasattr(type(value), attribute)]
    probes = [Probe() for _ in attributes]
    gone = [weakref.ref(probe) for probe in probes]
    value.n = 5
    for attribute, probe in zip(attributes, probes):
        setattr(value, attribute, probe)
    assert all(getattr(value, attribute) is probe for attribute, probe in zip(attributes, probes))
    del value, probes, probe
    assert hosted.take_calls() == expected and not any(reference() for reference in gone)


@KINDS
def test_legacy_dealloc_over_the_hosts_in_a_cycle(hosted, kind):
    value, probe = kind(hosted.legacy_over(hosted.Full))(), Probe()
    weak, gone = weakref.ref(value), weakref.ref(probe)
    value.field, value.object, value.own, value.n = [value], probe, [5], 5
    del value, probe
    gc.collect()
    assert weak() is gone() is None and hosted.take_calls() == "finalize dealloc destroy "


@pytest.mark.parametrize("name", ["Object", "Final", "Full"])
@KINDS
def test_nothing_is_left_behind_by_the_host(hosted, leaks, kind, name):
    cls = kind(getattr(hosted, name))

    def one():
        value = cls()
        value.object = [5]
        hosted.take_calls()

    leaks(one)


# ---- structs that begin with a builtin's, items, static bases, metaclasses

OTHERS = COMMON + r"""
    typedef struct { PyListObject list; PyObject *tag; HPyField note; } TaggedList;
    HPyType_LEGACY_HELPERS(TaggedList)
    static PyMemberDef tag_members[] = {
        {(char *)"tag", Py_T_OBJECT_EX, offsetof(TaggedList, tag), 0, NULL}, {NULL, 0, 0, 0, NULL}
    };
    static PyType_Slot tag_slots[] = {{Py_tp_members, tag_members}, {0, NULL}};
    HPyDef_SLOT(tag_traverse, HPy_tp_traverse)
    static int tag_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((TaggedList *)self)->note);
        return 0;
    }
    HPyDef_MEMBER(tag_note, "note", HPyMember_OBJECT, offsetof(TaggedList, note))
    static HPyDef *tag_defines[] = {&tag_traverse, &tag_note, NULL};
    static HPyType_Spec tag_spec = {
        .name = "tests.TaggedList", .basicsize = sizeof(TaggedList), .builtin_shape = SHAPE(TaggedList),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC, .legacy_slots = tag_slots,
        .defines = tag_defines
    };

    /* Fields in an array of variable size that is part of the object. */
    typedef struct { PyObject_VAR_HEAD int n; HPyField items[1]; } Row;
    HPyType_LEGACY_HELPERS(Row)
    HPyDef_SLOT(row_traverse, HPy_tp_traverse)
    static int row_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        Row *row = (Row *)self;
        for (int i = 0; i < row->n; i++)
            HPy_VISIT(&row->items[i]);
        return 0;
    }
    static PyObject *row_new(PyTypeObject *cls, PyObject *args, PyObject *kw)
    {
        Py_ssize_t n = PyTuple_GET_SIZE(args);
        PyObject *self = cls->tp_alloc(cls, n);
        if (self != NULL)
            ((Row *)self)->n = (int)n;
        return self;
    }
    HPyDef_SLOT(row_init, HPy_tp_init)
    static int row_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Row *row = Row_AsStruct(ctx, self);
        for (HPy_ssize_t i = 0; i < nargs; i++)
            HPyField_Store(ctx, self, &row->items[i], args[i]);
        return 0;
    }
    HPyDef_SLOT(row_length, HPy_sq_length)
    static HPy_ssize_t row_length_impl(HPyContext *ctx, HPy self)
    {
        return Row_AsStruct(ctx, self)->n;
    }
    HPyDef_SLOT(row_item, HPy_sq_item)
    static HPy row_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t i)
    {
        Row *row = Row_AsStruct(ctx, self);
        if (i < 0 || i >= row->n) {
            HPyErr_SetString(ctx, ctx->h_IndexError, "no such item");
            return HPy_NULL;
        }
        return HPyField_Load(ctx, self, row->items[i]);
    }
    static PyType_Slot row_slots[] = {{Py_tp_new, FUNCTION(row_new)}, {0, NULL}};
    static HPyDef *row_defines[] = {&row_traverse, &row_init, &row_length, &row_item, NULL};
    static HPyType_Spec row_spec = {
        .name = "tests.Row", .basicsize = sizeof(Row), .itemsize = sizeof(HPyField), .builtin_shape = SHAPE(Row),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .legacy_slots = row_slots, .defines = row_defines
    };

    /* Over a static type, as another library may have it. */
    typedef struct { PyObject_HEAD PyObject *kept; } Static;
    static int static_traverse(PyObject *self, visitproc visit, void *arg)
    {
        Py_VISIT(((Static *)self)->kept);
        return 0;
    }
    static int static_clear(PyObject *self)
    {
        Py_CLEAR(((Static *)self)->kept);
        return 0;
    }
    static void static_dealloc(PyObject *self)
    {
        PyObject_GC_UnTrack(self);
        note("static");
        (void)static_clear(self);
        Py_TYPE(self)->tp_free(self);
    }
    static PyMemberDef static_members[] = {
        {(char *)"kept", Py_T_OBJECT_EX, offsetof(Static, kept), 0, NULL}, {NULL, 0, 0, 0, NULL}
    };
    static PyTypeObject static_type = {
        PyVarObject_HEAD_INIT(NULL, 0)
        .tp_name = "tests.Static", .tp_basicsize = sizeof(Static), .tp_dealloc = static_dealloc,
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, .tp_traverse = static_traverse,
        .tp_clear = static_clear, .tp_members = static_members
    };
    typedef struct { Static base; HPyField field; } OverStatic;
    HPyType_LEGACY_HELPERS(OverStatic)
    HPyDef_SLOT(over_traverse, HPy_tp_traverse)
    static int over_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((OverStatic *)self)->field);
        return 0;
    }
    HPyDef_SLOT(over_destroy, HPy_tp_destroy)
    static void over_destroy_impl(void *self)
    {
        note("destroy");
    }
    HPyDef_MEMBER(over_field, "field", HPyMember_OBJECT, offsetof(OverStatic, field))
    static HPyDef *over_defines[] = {&over_traverse, &over_destroy, &over_field, NULL};
    static PyType_Slot over_slots[] = {{Py_tp_base, &static_type}, {0, NULL}};
    static HPyType_Spec over_spec = {
        .name = "tests.OverStatic", .basicsize = sizeof(OverStatic), .builtin_shape = SHAPE(OverStatic),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC, .legacy_slots = over_slots,
        .defines = over_defines
    };

    typedef struct { PyObject_HEAD int n; } Plain;
    HPyType_LEGACY_HELPERS(Plain)
    static PyObject *plain_getattro(PyObject *self, PyObject *name)
    {
        PyObject *result = PyObject_GenericGetAttr(self, name);
        if (result == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
            PyErr_Clear();
            result = PyUnicode_FromFormat("no %U", name);
        }
        return result;
    }
    static PyType_Slot plain_slots[] = {
        {Py_tp_getattro, FUNCTION(plain_getattro)}, {Py_tp_doc, (void *)"plain doc"}, {0, NULL}
    };
    HPyDef_MEMBER(plain_n, "n", HPyMember_INT, offsetof(Plain, n))
    static HPyDef *plain_defines[] = {&plain_n, NULL};
    static HPyType_Spec plain_spec = {
        .name = "tests.Plain", .basicsize = sizeof(Plain), .builtin_shape = SHAPE(Plain),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .legacy_slots = plain_slots, .defines = plain_defines
    };
    HPyDef_METH(with_metaclass, "with_metaclass", HPyFunc_O)
    static HPy with_metaclass_impl(HPyContext *ctx, HPy self, HPy meta)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Metaclass, meta}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, &plain_spec, params);
    }
    static int add_types(HPyContext *ctx, HPy mod)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, ctx->h_ListType}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        static_type.tp_new = PyType_GenericNew;
        if (PyType_Ready(&static_type) < 0)
            return -1;
        if (!HPyHelpers_AddType(ctx, mod, "OverStatic", &over_spec, NULL))
            return -1;
        return HPyHelpers_AddType(ctx, mod, "TaggedList", &tag_spec, params) ? 0 : -1;
    }
    @EXPORT(with_metaclass)
    @EXPORT_TYPE("Row", row_spec)
    @EXPORT_TYPE("Plain", plain_spec)
    @EXTRA_INIT_FUNC(add_types)
    @INIT
"""


@pytest.fixture
def others(make):
    module = make(OTHERS)
    gc.collect()
    module.take_calls()
    return module


@KINDS
def test_struct_that_begins_with_a_builtin(others, kind):
    value = kind(others.TaggedList)(range(100))
    value.tag, value.note = "tag", "note"
    value.append("last")
    assert (len(value), value[100], value.tag, value.note) == (101, "last", "tag", "note")
    assert "note" in gc.get_referents(value) and 50 in gc.get_referents(value)


@pytest.mark.parametrize("how", ["item", "note"])
@KINDS
def test_struct_that_begins_with_a_builtin_is_collected(others, kind, how):
    value = kind(others.TaggedList)()
    probes = [Probe() for _ in range(3)]
    gone = [weakref.ref(probe) for probe in probes]
    value.append(probes[0])
    value.tag, value.note = probes[1], [probes[2]]
    (value if how == "item" else value.note).append(value)
    del value, probes
    gc.collect()
    assert [reference() for reference in gone] == [None] * 3


@pytest.mark.parametrize("n", [0, 1, 2, 50])
def test_fields_in_items(others, n):
    probes = [Probe() for _ in range(n)]
    gone = [weakref.ref(probe) for probe in probes]
    row = others.Row(*probes)
    assert list(row) == probes and others.Row.__itemsize__ == tuple.__itemsize__
    assert [o for o in gc.get_referents(row) if type(o) is Probe] == probes
    del probes
    assert None not in [reference() for reference in gone]
    del row
    assert [reference() for reference in gone] == [None] * n


def test_cycle_through_items(others):
    probe, holder = Probe(), []
    row, gone = others.Row(1, holder, probe), weakref.ref(probe)
    holder.append(row)
    del row, holder, probe
    gc.collect()
    assert gone() is None


def test_items_leave_nothing_behind(others, leaks):
    leaks(lambda: others.Row(*[[i] for i in range(20)]))


@KINDS
def test_over_a_static_type(others, kind):
    for in_cycle in (False, True):
        value, first, second = kind(others.OverStatic)(), Probe(), Probe()
        gone = weakref.ref(first), weakref.ref(second)
        value.kept, value.field = first, second
        if in_cycle:
            first.value = second.value = value
        del first, second, value
        if in_cycle:
            assert others.take_calls() == ""
            gc.collect()
        assert others.take_calls() == "destroy static " and gone[0]() is gone[1]() is None


@KINDS
def test_over_a_static_type_the_type_is_released_too(others, kind):
    cls = kind(others.OverStatic)
    cls()
    before = sys.getrefcount(cls)
    for _ in range(10):
        cls()
    assert sys.getrefcount(cls) == before


def test_legacy_slots_with_a_metaclass(others):
    class Meta(type):
        def hello(cls):
            return "hello " + cls.__name__

    cls = others.with_metaclass(Meta)
    value = cls()
    value.n = 5
    assert (type(cls), cls.hello(), cls.__doc__, value.n) == (Meta, "hello Plain", "plain doc", 5)
    assert (value.unknown, others.Plain().unknown) == ("no unknown", "no unknown")
