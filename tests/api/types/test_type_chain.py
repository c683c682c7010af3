"""Long chains of objects end without recursion, whatever the types in them and however they hold each other; and types
that their own instances hold end at all."""

import gc
import weakref

import pytest
from support.classes import KINDS

LONG = 60000

# Nodes hold the next one in a field. Finalizing ones release it themselves, while the object is still whole.
PURE = r"""
    typedef struct { HPyField next; } Node;
    HPyType_HELPERS(Node)
    HPyDef_SLOT(node_traverse, HPy_tp_traverse)
    static int node_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Node *)self)->next);
        return 0;
    }
    HPyDef_MEMBER(node_next, "next", HPyMember_OBJECT, offsetof(Node, next))
    static int n_ended;
    HPyDef_SLOT(node_destroy, HPy_tp_destroy)
    static void node_destroy_impl(void *self)
    {
        n_ended += HPyField_IsNull(((Node *)self)->next);
    }
    HPyDef_SLOT(node_finalize, HPy_tp_finalize)
    static void node_finalize_impl(HPyContext *ctx, HPy self)
    {
        HPyField_Store(ctx, self, &Node_AsStruct(ctx, self)->next, HPy_NULL);
    }
    HPyDef_DICT(node_dict)
    HPyDef_WEAKLIST(node_weaklist)
    HPyDef_METH(ended, "ended", HPyFunc_NOARGS, .doc = "how many were destroyed")
    static HPy ended_impl(HPyContext *ctx, HPy self)
    {
        int n = n_ended;
        n_ended = 0;
        return HPyLong_FromLong(ctx, n);
    }
    #define TYPE(NAME, FLAGS, ...) \
        static HPyDef *NAME##_defines[] = {&node_traverse, &node_next, &node_destroy, __VA_ARGS__, NULL}; \
        static HPyType_Spec NAME##_spec = { \
            .name = "tests." #NAME, .basicsize = sizeof(Node), .defines = NAME##_defines, \
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | FLAGS \
        };
    TYPE(Fields, 0, NULL)
    TYPE(FieldsGC, HPy_TPFLAGS_HAVE_GC, NULL)
    TYPE(Finalizing, 0, &node_finalize)
    TYPE(FinalizingGC, HPy_TPFLAGS_HAVE_GC, &node_finalize)
    TYPE(Weak, 0, &node_weaklist)
    TYPE(Attributes, 0, &node_dict)
    @EXPORT_TYPE("Fields", Fields_spec)
    @EXPORT_TYPE("FieldsGC", FieldsGC_spec)
    @EXPORT_TYPE("Finalizing", Finalizing_spec)
    @EXPORT_TYPE("FinalizingGC", FinalizingGC_spec)
    @EXPORT_TYPE("Weak", Weak_spec)
    @EXPORT_TYPE("Attributes", Attributes_spec)
    @EXPORT(ended)
"""

# The same with the Legacy shape, without the collector. Keeping ones hold the next in a member that CPython sees,
# owning ones in one that HPy_tp_destroy releases.
LEGACY = (
    PURE
    + r"""
    #if PY_VERSION_HEX < 0x030C0000
    #  include <structmember.h>
    #  define Py_T_OBJECT_EX T_OBJECT_EX
    #endif
    typedef struct { PyObject_HEAD HPyField next; PyObject *kept; } Old;
    HPyType_LEGACY_HELPERS(Old)
    HPyDef_SLOT(old_traverse, HPy_tp_traverse)
    static int old_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Old *)self)->next);
        return 0;
    }
    HPyDef_MEMBER(old_next, "next", HPyMember_OBJECT, offsetof(Old, next))
    HPyDef_SLOT(old_destroy, HPy_tp_destroy)
    static void old_destroy_impl(void *self)
    {
        n_ended++;
    }
    HPyDef_SLOT(old_finalize, HPy_tp_finalize)
    static void old_finalize_impl(HPyContext *ctx, HPy self)
    {
        HPyField_Store(ctx, self, &Old_AsStruct(ctx, self)->next, HPy_NULL);
    }
    HPyDef_GETSET(owned_next, "next")
    static HPy owned_next_get(HPyContext *ctx, HPy self, void *closure)
    {
        return HPy_FromPyObject(ctx, Old_AsStruct(ctx, self)->kept);
    }
    static int owned_next_set(HPyContext *ctx, HPy self, HPy value, void *closure)
    {
        Old *old = Old_AsStruct(ctx, self);
        PyObject *before = old->kept;
        old->kept = HPy_AsPyObject(ctx, value);
        Py_XDECREF(before);
        return 0;
    }
    HPyDef_SLOT(owned_destroy, HPy_tp_destroy)
    static void owned_destroy_impl(void *self)
    {
        n_ended++;
        Py_XDECREF(((Old *)self)->kept);
    }
    static PyMemberDef kept_members[] = {{"next", Py_T_OBJECT_EX, offsetof(Old, kept), 0, NULL}, {NULL, 0, 0, 0, NULL}};
    static PyType_Slot kept_slots[] = {{Py_tp_members, kept_members}, {0, NULL}};
    #define OLD(NAME, SLOTS, ...) \
        static HPyDef *NAME##_defines[] = {__VA_ARGS__, NULL}; \
        static HPyType_Spec NAME##_spec = { \
            .name = "tests." #NAME, .basicsize = sizeof(Old), .builtin_shape = SHAPE(Old), .legacy_slots = SLOTS, \
            .defines = NAME##_defines, .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE \
        };
    OLD(OldFields, NULL, &old_traverse, &old_next, &old_destroy)
    OLD(OldFinalizing, NULL, &old_traverse, &old_next, &old_destroy, &old_finalize)
    OLD(Keeping, kept_slots, &old_destroy)
    OLD(Owning, NULL, &owned_next, &owned_destroy)
    @EXPORT_TYPE("OldFields", OldFields_spec)
    @EXPORT_TYPE("OldFinalizing", OldFinalizing_spec)
    @EXPORT_TYPE("Keeping", Keeping_spec)
    @EXPORT_TYPE("Owning", Owning_spec)
    @INIT
"""
)

PURE_NAMES = ["Fields", "FieldsGC", "Finalizing", "FinalizingGC", "Weak", "Attributes"]
LEGACY_NAMES = ["OldFields", "OldFinalizing", "Keeping", "Owning"]


@pytest.fixture
def mod(make):
    return make(PURE + "@INIT\n", minor=1)


@pytest.fixture
def legacy(make):
    return make(LEGACY, minor=1)


def end_chain(mod, *classes, attribute="next"):
    """Make a chain of instances of the classes in turn, and let it go. How many were destroyed at once."""
    head = None
    for number in range(LONG):
        node = classes[number % len(classes)]()
        setattr(node, attribute, head)
        head = node
    mod.ended()
    del node, head
    return mod.ended()


@KINDS
@pytest.mark.parametrize("name", PURE_NAMES)
def test_chain_through_fields(mod, name, kind):
    assert end_chain(mod, kind(getattr(mod, name))) == LONG


@KINDS
def test_chain_through_attributes(mod, kind):
    assert end_chain(mod, kind(mod.Attributes), attribute="anything") == LONG


def test_chain_of_all_types(mod):
    assert end_chain(mod, *(getattr(mod, name) for name in PURE_NAMES)) == LONG


def test_chain_that_the_collector_breaks(mod):
    first = head = mod.FieldsGC()
    for _ in range(LONG):
        node = mod.FieldsGC()
        node.next, head = head, node
    first.next = node
    mod.ended()
    del first, head, node
    gc.collect()
    assert mod.ended() == LONG + 1


@KINDS
@pytest.mark.abis("cpython", "hybrid")
@pytest.mark.parametrize("name", LEGACY_NAMES)
def test_legacy_chain(legacy, name, kind):
    assert end_chain(legacy, kind(getattr(legacy, name))) == LONG


@pytest.mark.abis("cpython", "hybrid")
@pytest.mark.parametrize("name", LEGACY_NAMES)
def test_legacy_and_pure_types_in_turn(legacy, name):
    assert end_chain(legacy, getattr(legacy, name), legacy.Fields) == LONG


@pytest.mark.abis("cpython", "hybrid")
def test_chain_of_all_types_legacy_ones_too(legacy):
    assert end_chain(legacy, *(getattr(legacy, name) for name in PURE_NAMES + LEGACY_NAMES)) == LONG


@pytest.mark.abis("cpython", "hybrid")
def test_tree_of_legacy_nodes(legacy):
    """Many wait at the same time."""

    def tree(depth):
        node = legacy.OldFields()
        node.next = [tree(depth - 1), tree(depth - 1)] if depth else None
        for _ in range(60):
            outer = legacy.OldFields()
            outer.next, node = node, outer
        return node

    root = tree(9)
    legacy.ended()
    del root
    assert legacy.ended() == (2**10 - 1) * 61


@pytest.mark.releases("types")
@pytest.mark.parametrize("name", ["FieldsGC", "FinalizingGC", "Attributes"])
def test_type_that_holds_its_own_instance_goes(make, name):
    """The instance holds its type, too; so types that are to go need the flag, or a dict."""
    module = make(PURE + "@INIT\n", minor=1)
    cls = getattr(module, name)
    cls.default = cls()
    gone = weakref.ref(cls)
    delattr(module, name)
    del cls
    gc.collect()
    assert gone() is None
