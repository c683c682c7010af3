"""From allocation to deallocation: tp_finalize, tp_destroy, tp_traverse, garbage collection, resurrection."""

import gc
import sys
import weakref

import pytest
from support.classes import KINDS, Probe, subclass_of

NODE = r"""
    #include <stdio.h>
    typedef struct { long id; HPyField first; HPyField second; } Node;
    HPyType_HELPERS(Node)
    static char log_text[2000];
    static HPyGlobal hook;

    static void note(char what, long id)
    {
        size_t n = strlen(log_text);
        if (n + 10 < sizeof(log_text))
            snprintf(log_text + n, 10, "%c%ld ", what, id);
    }
    HPyDef_SLOT(node_new, HPy_tp_new)
    static HPy node_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Node *node;
        HPy h = HPy_New(ctx, cls, &node);
        if (!HPy_IsNull(h) && nargs > 0)
            node->id = HPyLong_AsLong(ctx, args[0]);
        return h;
    }
    HPyDef_SLOT(node_traverse, HPy_tp_traverse)
    static int node_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Node *)self)->first);
        HPy_VISIT(&((Node *)self)->second);
        return 0;
    }
    HPyDef_SLOT(node_destroy, HPy_tp_destroy)
    static void node_destroy_impl(void *self)
    {
        Node *node = (Node *)self;
        note(HPyField_IsNull(node->first) && HPyField_IsNull(node->second) ? 'd' : '!', node->id);
    }
    HPyDef_SLOT(node_finalize, HPy_tp_finalize)
    static void node_finalize_impl(HPyContext *ctx, HPy self)
    {
        HPy function = HPyGlobal_Load(ctx, hook);
        note('f', Node_AsStruct(ctx, self)->id);
        if (!HPy_Is(ctx, function, ctx->h_None))
            HPy_Close(ctx, HPy_Call(ctx, function, &self, 1, HPy_NULL));
        HPy_Close(ctx, function);
    }
    HPyDef_MEMBER(node_id, "id", HPyMember_LONG, offsetof(Node, id))
    HPyDef_MEMBER(node_first, "first", HPyMember_OBJECT, offsetof(Node, first))
    HPyDef_MEMBER(node_second, "second", HPyMember_OBJECT, offsetof(Node, second))

    #define FLAGS HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE
    #define COMMON &node_new, &node_id, &node_first, &node_second
    #define SPEC(NAME, MORE, ...) \
        static HPyDef *NAME##_defines[] = {COMMON, __VA_ARGS__, NULL}; \
        static HPyType_Spec NAME##_spec = { \
            .name = "tests." #NAME, .basicsize = sizeof(Node), .flags = FLAGS | MORE, .defines = NAME##_defines \
        };
    SPEC(All, HPy_TPFLAGS_HAVE_GC, &node_traverse, &node_destroy, &node_finalize)
    SPEC(NoGC, 0, &node_traverse, &node_destroy, &node_finalize)
    SPEC(Traverse, HPy_TPFLAGS_HAVE_GC, &node_traverse)
    SPEC(TraverseNoGC, 0, &node_traverse)
    SPEC(Destroy, HPy_TPFLAGS_HAVE_GC, &node_traverse, &node_destroy)

    typedef struct { long id; } Leaf;
    HPyType_HELPERS(Leaf)
    HPyDef_SLOT_IMPL(leaf_new, node_new_impl, HPy_tp_new)
    HPyDef_SLOT(leaf_destroy, HPy_tp_destroy)
    static void leaf_destroy_impl(void *self)
    {
        note('d', ((Leaf *)self)->id);
    }
    HPyDef_SLOT(leaf_finalize, HPy_tp_finalize)
    static void leaf_finalize_impl(HPyContext *ctx, HPy self)
    {
        note('f', Leaf_AsStruct(ctx, self)->id);
    }
    #define LEAF(NAME, ...) \
        static HPyDef *NAME##_defines[] = {&leaf_new, __VA_ARGS__, NULL}; \
        static HPyType_Spec NAME##_spec = { \
            .name = "tests." #NAME, .basicsize = sizeof(Leaf), .flags = FLAGS, .defines = NAME##_defines \
        };
    LEAF(LeafDestroy, &leaf_destroy)
    LEAF(LeafFinalize, &leaf_finalize)
    LEAF(LeafBoth, &leaf_destroy, &leaf_finalize)
    LEAF(LeafPlain, NULL)

    HPyDef_METH(take_log, "take_log", HPyFunc_NOARGS)
    static HPy take_log_impl(HPyContext *ctx, HPy self)
    {
        HPy result = HPyUnicode_FromString(ctx, log_text);
        log_text[0] = 0;
        return result;
    }
    HPyDef_METH(set_hook, "set_hook", HPyFunc_O)
    static HPy set_hook_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyGlobal_Store(ctx, &hook, arg);
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(fail_with, "fail_with", HPyFunc_O, .doc = "drop an object of the class while an exception is pending")
    static HPy fail_with_impl(HPyContext *ctx, HPy self, HPy cls)
    {
        HPy h = HPy_Call(ctx, cls, NULL, 0, HPy_NULL);
        HPyErr_SetString(ctx, ctx->h_KeyError, "pending");
        HPy_Close(ctx, h);
        return HPy_NULL;
    }
    static int init(HPyContext *ctx, HPy mod)
    {
        HPyGlobal_Store(ctx, &hook, ctx->h_None);
        return 0;
    }
    @EXPORT_TYPE("All", All_spec)
    @EXPORT_TYPE("NoGC", NoGC_spec)
    @EXPORT_TYPE("Traverse", Traverse_spec)
    @EXPORT_TYPE("TraverseNoGC", TraverseNoGC_spec)
    @EXPORT_TYPE("Destroy", Destroy_spec)
    @EXPORT_TYPE("LeafDestroy", LeafDestroy_spec)
    @EXPORT_TYPE("LeafFinalize", LeafFinalize_spec)
    @EXPORT_TYPE("LeafBoth", LeafBoth_spec)
    @EXPORT_TYPE("LeafPlain", LeafPlain_spec)
    @EXPORT(take_log)
    @EXPORT(set_hook)
    HPyDef_METH(raise_and_drop, "raise_and_drop", HPyFunc_VARARGS)
    static HPy raise_and_drop_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy h = HPy_Call(ctx, args[0], NULL, 0, HPy_NULL);
        HPyErr_SetString(ctx, args[1], "pending");
        HPy_Close(ctx, h);
        return HPy_NULL;
    }
    @EXPORT(fail_with)
    @EXPORT(raise_and_drop)
    @EXPORT_GLOBAL(hook)
    @EXTRA_INIT_FUNC(init)
    @INIT
"""


@pytest.fixture
def mod(make):
    module = make(NODE)
    gc.collect()
    module.take_log()
    yield module
    module.set_hook(None)


@KINDS
@pytest.mark.parametrize(
    "name, expected",
    [
        ("LeafDestroy", "d3 "),
        ("LeafFinalize", "f3 "),
        ("LeafBoth", "f3 d3 "),
        ("LeafPlain", ""),
        ("All", "f3 d3 "),
        ("NoGC", "f3 d3 "),
        ("Destroy", "d3 "),
    ],
)
def test_order_at_the_end(mod, kind, name, expected):
    value = kind(getattr(mod, name))(3)
    if hasattr(value, "first"):
        value.first, value.second = Probe(), [value.id]
        gone = weakref.ref(value.first)
    else:
        gone = lambda: None  # noqa: E731
    assert mod.take_log() == ""
    del value
    assert mod.take_log() == expected
    assert gone() is None


@KINDS
def test_finalize_runs_once_with_a_valid_object(mod, kind):
    seen = []
    mod.set_hook(lambda node: seen.append((node.id, node.first)))
    value = kind(mod.All)(8)
    value.first = "alive"
    del value
    assert seen == [(8, "alive")]
    assert mod.take_log() == "f8 d8 "


@KINDS
def test_resurrection(mod, kind):
    kept = []
    mod.set_hook(kept.append)
    value = kind(mod.All)(4)
    value.first = "still here"
    del value
    assert mod.take_log() == "f4 "
    assert (kept[0].id, kept[0].first) == (4, "still here")
    assert gc.is_tracked(kept[0])
    mod.set_hook(None)
    kept.clear()
    assert mod.take_log() == "d4 "


def test_resurrection_from_a_cycle(mod):
    kept = []
    mod.set_hook(kept.append)
    value = mod.All(4)
    value.first = [value]
    del value
    gc.collect()
    assert mod.take_log() == "f4 "
    assert kept[0].first[0] is kept[0]
    mod.set_hook(None)
    kept.clear()
    gc.collect()
    assert mod.take_log() == "d4 "


@pytest.mark.parametrize("name", ["All", "NoGC", "LeafFinalize"])
@KINDS
def test_finalize_leaves_the_pending_exception(mod, name, kind):
    mod.set_hook(lambda node: [].append(1))
    with pytest.raises(KeyError, match="pending"):
        mod.fail_with(kind(getattr(mod, name)))
    assert mod.take_log().startswith("f0 ")


def test_exception_of_finalize_is_reported(mod, monkeypatch):
    reports = []  # no whole reports: the garbage collector does not see what they hold
    monkeypatch.setattr(sys, "unraisablehook", lambda report: reports.append(report.exc_type))
    mod.set_hook(lambda node: 1 / 0)
    mod.All(1)
    assert reports == [ZeroDivisionError]
    with pytest.raises(KeyError):
        mod.fail_with(mod.All)
    assert len(reports) == 2


def test_finalize_makes_no_exception_that_is_pending(mod):
    """Until CPython 3.12 one that C raises is made when somebody catches it; the code of its class runs then."""
    order = []

    class Pending(Exception):
        def __init__(self, *args):
            order.append("made")
            super().__init__(*args)

    mod.set_hook(lambda node: order.append("finalized"))
    with pytest.raises(Pending, match="pending"):
        mod.raise_and_drop(mod.All, Pending)
    assert order == (["made", "finalized"] if sys.version_info >= (3, 12) else ["finalized", "made"])


def test_del_of_a_subclass_and_finalize(mod):
    deleted = []

    class Sub(mod.All):
        def __del__(self):
            deleted.append(self.id)
            super().__del__()

    Sub(6)
    assert deleted == [6]
    assert mod.take_log() == "f6 d6 "


def test_del_set_on_the_type_later(mod):
    deleted = []
    mod.LeafPlain.__del__ = lambda self: deleted.append(type(self))
    try:
        mod.LeafPlain()
        subclass_of(mod.LeafPlain)()
    finally:
        del mod.LeafPlain.__del__
    assert len(deleted) == 2 and deleted[0] is mod.LeafPlain


@pytest.mark.parametrize(
    "name, tracked",
    [
        ("All", True),
        ("Traverse", True),
        ("Destroy", True),
        ("NoGC", False),
        ("TraverseNoGC", False),
        ("LeafBoth", False),
    ],
)
def test_gc_flag_decides_about_tracking(mod, name, tracked):
    value = getattr(mod, name)()
    assert gc.is_tracked(value) is tracked
    assert bool(type(value).__flags__ & (1 << 14)) is tracked


@pytest.mark.parametrize("name", ["All", "Traverse", "Destroy"])
@KINDS
def test_cycles_are_collected(mod, name, kind):
    cls = kind(getattr(mod, name))
    first, second, probe = cls(1), cls(2), Probe()
    gone = weakref.ref(probe)
    first.first, first.second = second, probe
    second.first = [{"back": first}]
    del first, second, probe
    gc.collect()
    assert gone() is None
    log = mod.take_log()
    assert sorted(log.split()) == {"All": ["d1", "d2", "f1", "f2"], "Traverse": [], "Destroy": ["d1", "d2"]}[name]


def test_finalizers_of_a_cycle_run_before_anything_is_cleared(mod):
    seen = []
    mod.set_hook(lambda node: seen.append((node.id, node.first.id)))
    first, second = mod.All(1), mod.All(2)
    first.first, second.first = second, first
    del first, second
    gc.collect()
    assert sorted(seen) == [(1, 2), (2, 1)]


@pytest.mark.parametrize("name", ["NoGC", "TraverseNoGC"])
@KINDS
def test_fields_are_released_without_a_collection(mod, name, kind):
    probe = Probe()
    gone = weakref.ref(probe)
    value = kind(getattr(mod, name))(1)
    value.first = probe
    del probe
    assert gone() is not None
    gc.disable()
    try:
        del value
        assert gone() is None
    finally:
        gc.enable()


def test_destroy_does_not_need_the_gc(mod):
    gc.disable()
    try:
        for _ in range(3):
            mod.LeafDestroy(1)
    finally:
        gc.enable()
    assert mod.take_log() == "d1 d1 d1 "


@pytest.mark.parametrize("name", ["All", "NoGC", "Traverse", "LeafBoth", "LeafPlain"])
@KINDS
def test_nothing_is_left_behind(mod, leaks, name, kind):
    cls = kind(getattr(mod, name))

    def one():
        value = cls(5)
        if hasattr(value, "first"):
            value.first = [value] if type(value).__flags__ & (1 << 14) else [5]
        mod.take_log()

    leaks(one)


WEAK = r"""
    typedef struct { HPy_ssize_t marker; void *weak; void *dict; HPyField field; } Weak;
    HPyType_HELPERS(Weak)
    HPyDef_MEMBER(weak_list, "__weaklistoffset__", HPyMember_HPYSSIZET, offsetof(Weak, weak), .readonly = 1)
    HPyDef_MEMBER(weak_dict, "__dictoffset__", HPyMember_HPYSSIZET, offsetof(Weak, dict), .readonly = 1)
    HPyDef_MEMBER(weak_field, "field", HPyMember_OBJECT, offsetof(Weak, field))
    HPyDef_SLOT(weak_traverse, HPy_tp_traverse)
    static int weak_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Weak *)self)->field);
        return 0;
    }
    static HPyDef *weak_defines[] = {&weak_list, &weak_dict, &weak_field, &weak_traverse, NULL};
    static HPyType_Spec gc_spec = {
        .name = "tests.WeakGC", .basicsize = sizeof(Weak),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC, .defines = weak_defines
    };
    static HPyDef *plain_defines[] = {&weak_list, NULL};
    static HPyType_Spec plain_spec = {
        .name = "tests.WeakPlain", .basicsize = sizeof(Weak), .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
        .defines = plain_defines
    };
    @EXPORT_TYPE("WeakGC", gc_spec)
    @EXPORT_TYPE("WeakPlain", plain_spec)
    @INIT
"""


@pytest.mark.parametrize("name", ["WeakGC", "WeakPlain"])
@KINDS
def test_weak_references(make, name, kind):
    cls = kind(getattr(make(WEAK), name))
    value, called = cls(), []
    reference = weakref.ref(value, called.append)
    assert reference() is value
    del value
    assert reference() is None and called == [reference]


@KINDS
def test_dict_offset(make, kind):
    cls = kind(make(WEAK).WeakGC)
    value, probe = cls(), Probe()
    gone = weakref.ref(probe)
    value.anything = probe
    assert value.anything is probe
    del value, probe
    assert gone() is None
    value, probe = cls(), Probe()
    gone = weakref.ref(probe)
    value.me, value.probe = value, probe
    del value, probe
    gc.collect()
    assert gone() is None
