"""HPyField: references stored in objects."""
import gc
import sys
import weakref

import pytest

PAIR = r"""
    typedef struct { HPyField a; HPyField b; HPy_ssize_t n; HPyField *more; } Pair;
    HPyType_HELPERS(Pair)
    HPyDef_SLOT(pair_new, HPy_tp_new)
    static HPy pair_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Pair *pair;
        HPy h = HPy_New(ctx, cls, &pair);
        if (HPy_IsNull(h) || nargs == 0)
            return h;
        pair->more = (HPyField *)calloc((size_t)nargs, sizeof(HPyField));
        if (pair->more == NULL) {
            HPy_Close(ctx, h);
            return HPyErr_NoMemory(ctx);
        }
        pair->n = nargs;
        for (HPy_ssize_t i = 0; i < nargs; i++)
            HPyField_Store(ctx, h, &pair->more[i], args[i]);
        return h;
    }
    HPyDef_SLOT(pair_traverse, HPy_tp_traverse)
    static int pair_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        Pair *pair = (Pair *)self;
        HPy_VISIT(&pair->a);
        HPy_VISIT(&pair->b);
        for (HPy_ssize_t i = 0; i < pair->n; i++)
            HPy_VISIT(&pair->more[i]);
        return 0;
    }
    HPyDef_SLOT(pair_destroy, HPy_tp_destroy)
    static void pair_destroy_impl(void *self)
    {
        free(((Pair *)self)->more);
    }
    HPyDef_GETSET(pair_a, "a")
    static HPy pair_a_get(HPyContext *ctx, HPy self, void *closure)
    {
        Pair *pair = Pair_AsStruct(ctx, self);
        return HPyField_IsNull(pair->a) ? HPyUnicode_FromString(ctx, "<empty>") : HPyField_Load(ctx, self, pair->a);
    }
    static int pair_a_set(HPyContext *ctx, HPy self, HPy value, void *closure)
    {
        HPyField_Store(ctx, self, &Pair_AsStruct(ctx, self)->a, value);
        return 0;
    }
    HPyDef_GETSET(pair_b, "b")
    static HPy pair_b_get(HPyContext *ctx, HPy self, void *closure)
    {
        Pair *pair = Pair_AsStruct(ctx, self);
        return HPyField_IsNull(pair->b) ? HPyUnicode_FromString(ctx, "<empty>") : HPyField_Load(ctx, self, pair->b);
    }
    static int pair_b_set(HPyContext *ctx, HPy self, HPy value, void *closure)
    {
        HPyField_Store(ctx, self, &Pair_AsStruct(ctx, self)->b, value);
        return 0;
    }
    HPyDef_METH(pair_item, "item", HPyFunc_O)
    static HPy pair_item_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        Pair *pair = Pair_AsStruct(ctx, self);
        return HPyField_Load(ctx, self, pair->more[HPyLong_AsLong(ctx, arg)]);
    }
    HPyDef_METH(pair_swap, "swap", HPyFunc_NOARGS)
    static HPy pair_swap_impl(HPyContext *ctx, HPy self)
    {
        Pair *pair = Pair_AsStruct(ctx, self);
        HPy a = HPyField_Load(ctx, self, pair->a), b = HPyField_Load(ctx, self, pair->b);
        HPyField_Store(ctx, self, &pair->a, b);
        HPyField_Store(ctx, self, &pair->b, a);
        HPy_Close(ctx, a);
        HPy_Close(ctx, b);
        return HPy_Dup(ctx, ctx->h_None);
    }
    typedef struct { int seen, stop_after; } Count;
    static int count_visits(HPyField *field, void *arg)
    {
        Count *count = (Count *)arg;
        return ++count->seen == count->stop_after ? 77 : 0;
    }
    HPyDef_METH(pair_visits, "visits", HPyFunc_O, .doc = "(fields visited, result) when the visitor stops at the n-th")
    static HPy pair_visits_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        Count count = {0, (int)HPyLong_AsLong(ctx, arg)};
        int result = pair_traverse_impl(Pair_AsStruct(ctx, self), count_visits, &count);
        return HPy_BuildValue(ctx, "ii", count.seen, result);
    }
    static HPyDef *pair_defines[] = {
        &pair_new, &pair_traverse, &pair_destroy, &pair_a, &pair_b, &pair_item, &pair_swap, &pair_visits, NULL
    };
    static HPyType_Spec pair_spec = {
        .name = "tests.Pair", .basicsize = sizeof(Pair), .defines = pair_defines,
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC
    };
    @EXPORT_TYPE("Pair", pair_spec)
    @INIT
"""


@pytest.fixture(params=["exact", "subclass"])
def pair_type(make, request):
    cls = make(PAIR).Pair
    return cls if request.param == "exact" else type("Sub", (cls,), {})


class Probe:
    pass


def test_new_field_is_empty(pair_type):
    pair = pair_type()
    assert (pair.a, pair.b) == ("<empty>", "<empty>")


def test_store_and_load(pair_type):
    pair, value = pair_type(), ["value"]
    pair.a = value
    assert pair.a is value and pair.b == "<empty>"
    pair.b = 5
    pair.swap()
    assert pair.b is value and pair.a == 5


def test_storing_null_clears(pair_type):
    pair, probe = pair_type(), Probe()
    gone = weakref.ref(probe)
    pair.a = probe
    del probe
    assert pair.a is gone()
    del pair.a
    assert gone() is None and pair.a == "<empty>"
    del pair.a


def test_storing_releases_the_old_value(pair_type):
    pair, probe = pair_type(), Probe()
    gone = weakref.ref(probe)
    pair.a = probe
    del probe
    pair.a = None
    assert gone() is None and pair.a is None
    pair.a = pair.a


def test_references_are_counted_once(pair_type):
    pair, value = pair_type(), Probe()
    before = sys.getrefcount(value)
    pair.a = value
    held = sys.getrefcount(value)
    for _ in range(10):
        pair.a, pair.b = pair.a, pair.a
    both = sys.getrefcount(value)
    del pair
    after = sys.getrefcount(value)
    assert (held, both, after) == (before + 1, before + 2, before)


def test_finaliser_of_the_old_value_sees_the_new(pair_type):
    pair, seen = pair_type(), []

    class Old:
        def __del__(self):
            seen.append(pair.a)

    pair.a = Old()
    pair.a = "new"
    pair.b = Old()
    del pair.b
    assert seen == ["new", "new"]


def test_collector_finds_the_referents(pair_type):
    values = [Probe() for _ in range(5)]
    pair = pair_type(*values[2:])
    pair.a, pair.b = values[:2]
    assert [o for o in gc.get_referents(pair) if type(o) is Probe] == values
    assert pair in gc.get_referrers(values[0])


def test_visitor_stops(pair_type):
    pair = pair_type(1, 2)
    pair.b = 3
    assert pair.visits(0) == (3, 0)
    assert pair.visits(2) == (2, 77)


def test_fields_in_allocated_memory(pair_type):
    probes = [Probe() for _ in range(10)]
    gone = [weakref.ref(probe) for probe in probes]
    pair = pair_type(*probes)
    assert all(pair.item(i) is probes[i] for i in range(10))
    del probes
    gc.collect()
    assert None not in [reference() for reference in gone]
    del pair
    assert [reference() for reference in gone] == [None] * 10


@pytest.mark.parametrize("through", ["a", "b", "array"])
def test_cycle_is_collected(pair_type, through):
    probe, cycle = Probe(), []
    gone = weakref.ref(probe)
    pair = pair_type(cycle, probe) if through == "array" else pair_type(probe)
    if through != "array":
        setattr(pair, through, cycle)
    cycle.append(pair)
    del pair, probe, cycle
    gc.collect()
    assert gone() is None


def test_self_reference_is_collected(pair_type):
    pair = pair_type(Probe())
    gone = weakref.ref(pair.item(0))
    pair.a = pair.b = pair
    del pair
    gc.collect()
    assert gone() is None


def test_nothing_is_left_behind(pair_type, leaks):
    def one():
        pair = pair_type([1], [2])
        pair.a = pair
        pair.b = [pair]
        pair.a = pair.b

    leaks(one)
