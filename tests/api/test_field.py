"""HPyField: references stored in objects."""

import gc
import sys
import weakref

import pytest
from support.classes import Probe

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


def test_numbers_and_objects_take_turns(pair_type):
    pair, values = pair_type(), [5, ["first"], 1.5, -1, "text", 2**40, ["second"], 0.0, None, -7]
    for value in values:
        pair.b = value
        for other in values:
            pair.a = other
            assert pair.a is other and pair.b is value


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


STACK = r"""
    /* Fields in memory of their owner that grows and shrinks, by the rule at HPyField_Store in api/context.h. */
    typedef struct { HPyField *items; HPy_ssize_t size, capacity; } Stack;
    HPyType_HELPERS(Stack)
    HPyDef_SLOT(stack_traverse, HPy_tp_traverse)
    static int stack_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        Stack *stack = (Stack *)self;
        for (HPy_ssize_t i = 0; i < stack->size; i++)
            HPy_VISIT(&stack->items[i]);
        return 0;
    }
    HPyDef_SLOT(stack_destroy, HPy_tp_destroy)
    static void stack_destroy_impl(void *self)
    {
        free(((Stack *)self)->items);
    }
    /* Each item is loaded from the old array, stored in the new one, and emptied in the old one. The collector
     * may come at any call: what it visits, stack->items up to stack->size, is whole at each. */
    static int grow(HPyContext *ctx, HPy self, Stack *stack)
    {
        HPy_ssize_t i, size = stack->size, capacity = 2 * stack->capacity + 1;
        HPyField *old = stack->items, *items = (HPyField *)calloc((size_t)capacity, sizeof(HPyField));
        if (items == NULL) {
            HPyErr_NoMemory(ctx);
            return -1;
        }
        for (i = 0; i < size; i++) {
            HPy item = HPyField_Load(ctx, self, old[i]);
            HPyField_Store(ctx, self, &items[i], item);
            HPy_Close(ctx, item);
        }
        stack->items = items;
        stack->capacity = capacity;
        for (i = 0; i < size; i++)
            HPyField_Store(ctx, self, &old[i], HPy_NULL);
        free(old);
        return 0;
    }
    HPyDef_METH(stack_push, "push", HPyFunc_O)
    static HPy stack_push_impl(HPyContext *ctx, HPy self, HPy item)
    {
        Stack *stack = Stack_AsStruct(ctx, self);
        if (stack->size == stack->capacity && grow(ctx, self, stack) < 0)
            return HPy_NULL;
        HPyField_Store(ctx, self, &stack->items[stack->size++], item);
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(stack_pop, "pop", HPyFunc_NOARGS)
    static HPy stack_pop_impl(HPyContext *ctx, HPy self)
    {
        Stack *stack = Stack_AsStruct(ctx, self);
        HPyField *last;
        HPy item;
        if (stack->size == 0)
            return HPyErr_SetString(ctx, ctx->h_IndexError, "empty");
        last = &stack->items[stack->size - 1];
        item = HPyField_Load(ctx, self, *last);
        HPyField_Store(ctx, self, last, HPy_NULL);
        stack->size--;
        return item;
    }
    static HPyDef *stack_defines[] = {&stack_traverse, &stack_destroy, &stack_push, &stack_pop, NULL};
    static HPyType_Spec stack_spec = {
        .name = "tests.Stack", .basicsize = sizeof(Stack), .defines = stack_defines,
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC
    };
    @EXPORT_TYPE("Stack", stack_spec)
    @INIT
"""


@pytest.fixture(params=["exact", "subclass"])
def stack_type(make, request):
    cls = make(STACK).Stack
    return cls if request.param == "exact" else type("Sub", (cls,), {})


def test_array_that_grows_and_shrinks(stack_type):
    stack, probes = stack_type(), [Probe() for _ in range(100)]
    before = [sys.getrefcount(probe) for probe in probes]
    for probe in probes:
        stack.push(probe)
    assert [o for o in gc.get_referents(stack) if type(o) is Probe] == probes
    assert [stack.pop() for _ in probes] == probes[::-1]
    with pytest.raises(IndexError):
        stack.pop()
    del stack, probe
    assert [sys.getrefcount(probe) for probe in probes] == before


def test_array_grows_under_the_collector(stack_type):
    threshold = gc.get_threshold()
    gc.set_threshold(1)
    try:
        stack = stack_type()
        for number in range(200):
            stack.push([number, stack])
        assert [stack.pop()[0] for _ in range(150)] == list(range(199, 49, -1))
    finally:
        gc.set_threshold(*threshold)


def test_array_that_was_popped_holds_no_more(stack_type):
    stack, kept, popped = stack_type(), Probe(), Probe()
    gone = weakref.ref(kept), weakref.ref(popped)
    stack.push(kept)
    stack.push(popped)
    stack.pop()
    del kept, popped
    assert gone[0]() is not None and gone[1]() is None
    stack.push(stack)
    del stack
    gc.collect()
    assert gone[0]() is None


def test_growing_array_leaves_nothing_behind(stack_type, leaks):
    def one():
        stack = stack_type()
        for number in range(20):
            stack.push([number])
        for _ in range(5):
            stack.pop()
        stack.push([stack])

    leaks(one)
