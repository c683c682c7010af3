"""Types with the Legacy shape whose life cycle is the host's: members and fields in the struct, deallocation."""

import gc
import weakref

import pytest
from support.classes import KINDS, Probe
from support.legacy import COMMON

pytestmark = pytest.mark.abis("cpython", "hybrid")

HOSTED = (
    COMMON
    + r"""
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
)


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


@pytest.mark.parametrize(
    "name, expected", [("Object", "dealloc "), ("Fields", "dealloc destroy "), ("Full", "finalize dealloc destroy ")]
)
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
