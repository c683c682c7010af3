"""Types with the Legacy shape and a life cycle of their own, as a port begins: legacy slots, members and
methods beside HPy's."""

import gc
import sys
import weakref

import pytest
from support.classes import KINDS, Probe, dropped
from support.legacy import COMMON

pytestmark = pytest.mark.abis("cpython", "hybrid")

OLD = (
    COMMON
    + r"""
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
)
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
