"""Types with the Legacy shape and a struct that is no plain object's: a builtin's, items, static bases, metaclasses."""

import gc
import sys
import weakref

import pytest
from support.classes import KINDS, Probe
from support.legacy import COMMON

pytestmark = pytest.mark.abis("cpython", "hybrid")

OTHERS = (
    COMMON
    + r"""
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
)


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
