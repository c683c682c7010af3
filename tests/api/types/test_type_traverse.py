"""HPy_tp_traverse: what the collector visits when several levels, or one, report a field more than once."""

import gc
import random
import sys

import pytest
from support.classes import Probe

# Each level reports the fields that it was told, in that order: 0 to 2 lie in the base's struct, -1 and -2 in the
# derived one's, 3 and higher in memory of their own, 'stride' fields apart.
LEVELS = r"""
    typedef struct { HPyField own[3]; HPyField *far; long n_far, stride, *order, n; } Base;
    typedef struct { Base base; HPyField more[2]; long *order, n; } Derived;
    HPyType_HELPERS(Base)
    HPyType_HELPERS(Derived)

    static HPyField *field(Base *base, long i)
    {
        if (i < 0)
            return &((Derived *)base)->more[-1 - i];
        return i < 3 ? &base->own[i] : &base->far[(i - 3) * base->stride];
    }
    static int report(Base *base, const long *order, long n, HPyFunc_visitproc visit, void *arg)
    {
        for (long i = 0; i < n; i++)
            HPy_VISIT(field(base, order[i]));
        return 0;
    }
    static int set_order(HPyContext *ctx, HPy list, long **order, long *n)
    {
        HPy_ssize_t length = HPy_Length(ctx, list);
        long *fresh;
        if (length < 0 || (fresh = (long *)malloc(sizeof(long) * ((size_t)length + 1))) == NULL)
            return -1;
        for (HPy_ssize_t i = 0; i < length; i++) {
            HPy item = HPy_GetItem_i(ctx, list, i);
            fresh[i] = HPyLong_AsLong(ctx, item);
            HPy_Close(ctx, item);
        }
        free(*order);
        *order = fresh;
        *n = (long)length;
        return 0;
    }
    HPyDef_SLOT(base_new, HPy_tp_new)
    static HPy base_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        long n_far = 0, stride = 1;
        Base *base;
        HPy h;
        if (!HPyArg_Parse(ctx, NULL, args, (size_t)nargs, "|ll", &n_far, &stride))
            return HPy_NULL;
        h = HPy_New(ctx, cls, &base);
        if (HPy_IsNull(h))
            return h;
        base->far = (HPyField *)calloc((size_t)(n_far * stride + 1), sizeof(HPyField));
        base->n_far = n_far;
        base->stride = stride;
        return h;
    }
    HPyDef_SLOT(base_traverse, HPy_tp_traverse)
    static int base_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        Base *base = (Base *)self;
        return report(base, base->order, base->n, visit, arg);
    }
    HPyDef_SLOT(base_destroy, HPy_tp_destroy)
    static void base_destroy_impl(void *self)
    {
        free(((Base *)self)->far);
        free(((Base *)self)->order);
    }
    HPyDef_METH(base_reports, "base_reports", HPyFunc_O)
    static HPy base_reports_impl(HPyContext *ctx, HPy self, HPy list)
    {
        Base *base = Base_AsStruct(ctx, self);
        return set_order(ctx, list, &base->order, &base->n) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(base_fill, "fill", HPyFunc_VARARGS, .doc = "fill(index, objects): all fields from the index on")
    static HPy base_fill_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy objects;
        long index;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "lO", &index, &objects))
            return HPy_NULL;
        for (HPy_ssize_t i = 0; i < HPy_Length(ctx, objects); i++) {
            HPy item = HPy_GetItem_i(ctx, objects, i);
            HPyField_Store(ctx, self, field(Base_AsStruct(ctx, self), index + (long)i), item);
            HPy_Close(ctx, item);
        }
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_SLOT(derived_traverse, HPy_tp_traverse)
    static int derived_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        Derived *derived = (Derived *)self;
        return report(&derived->base, derived->order, derived->n, visit, arg);
    }
    HPyDef_SLOT(derived_destroy, HPy_tp_destroy)
    static void derived_destroy_impl(void *self)
    {
        free(((Derived *)self)->order);
    }
    HPyDef_METH(derived_reports, "derived_reports", HPyFunc_O)
    static HPy derived_reports_impl(HPyContext *ctx, HPy self, HPy list)
    {
        Derived *derived = Derived_AsStruct(ctx, self);
        return set_order(ctx, list, &derived->order, &derived->n) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }
    static HPyDef *base_defines[] = {&base_new, &base_traverse, &base_destroy, &base_reports, &base_fill, NULL};
    static HPyType_Spec base_spec = {
        .name = "tests.Base", .basicsize = sizeof(Base), .defines = base_defines,
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC
    };
    static HPyDef *derived_defines[] = {&derived_traverse, &derived_destroy, &derived_reports, NULL};
    static HPyType_Spec derived_spec = {
        .name = "tests.Derived", .basicsize = sizeof(Derived), .defines = derived_defines,
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC
    };
    HPyDef_METH(derive, "derive", HPyFunc_O)
    static HPy derive_impl(HPyContext *ctx, HPy self, HPy base)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, &derived_spec, params);
    }
    @EXPORT_TYPE("Base", base_spec)
    @EXPORT(derive)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(LEVELS)


@pytest.fixture(params=["exact", "subclasses"])
def derived(mod, request):
    """A type whose two levels report what they are told."""
    if request.param == "exact":
        return mod.derive(mod.Base)
    between = type("Between", (mod.Base,), {"__slots__": ()})
    return type("Sub", (mod.derive(between),), {})


def visited(instance):
    """The probes that the collector is shown, in order."""
    return [o for o in gc.get_referents(instance) if type(o) is Probe]


def filled(cls, n_far, base_reports, derived_reports=None, stride=1):
    """An instance with a probe in each field, and {field: probe}."""
    instance = cls(n_far, stride)
    instance.base_reports(base_reports)
    if derived_reports is not None:
        instance.derived_reports(derived_reports)
    first = 0 if derived_reports is None else -2
    probes = [Probe() for _ in range(n_far + 3 - first)]
    instance.fill(first, probes)
    return instance, dict(enumerate(probes, first))


def unique(order):
    return list(dict.fromkeys(order))


@pytest.mark.parametrize(
    "base, mine",
    [
        ([0, 1, 2], [-1, -2]),
        ([0, 1, 2], [-2, -1]),
        ([2, 1, 0], [-1, -2]),
        ([0, 1, 2], [0, 1, 2, -1, -2]),
        ([0, 1, 2], [-1, -2, 0, 1, 2]),
        ([0, 1, 2], [1, -2, -1]),
        ([0, 1, 2], [-1, 2, 0, -2]),
        ([], [2, 1, 0, -1, -2]),
        ([0, 1, 2, -1, -2], []),
        ([1, 0, 2, -1, -2], [-2, -1, 1]),
    ],
)
def test_fields_that_both_levels_report_are_visited_once(derived, base, mine):
    instance, probes = filled(derived, 0, base, mine)
    assert visited(instance) == [probes[i] for i in unique(mine + base)]


def test_arrays_that_both_levels_report_are_visited_once(derived):
    far = list(range(3, 203))
    instance, probes = filled(derived, 200, [0, 1, 2, *far], [*far, -1, -2])
    assert visited(instance) == [probes[i] for i in [*far, -1, -2, 0, 1, 2]]


@pytest.mark.no_debug("one level reports fields twice")
def test_fields_that_one_level_reports_twice_are_visited_once(mod):
    for order in ([0, 0, 1, 2], [0, 1, 2, 0, 1, 2], [2, 1, 0, 1, 2], [0, 2, 1, 2]):
        instance, probes = filled(mod.Base, 0, order)
        assert visited(instance) == [probes[i] for i in unique(order)]


@pytest.mark.no_debug("one level reports fields twice")
@pytest.mark.parametrize("stride", [1, 7, 100])
def test_any_order_of_any_fields(derived, stride):
    choose = random.Random(stride)
    for n_far in [0, 1, 5, 30, 200] * 5:
        fields = list(range(-2, n_far + 3))
        orders = [choose.choices(fields, k=choose.randrange(2 * len(fields))) for _ in range(2)]
        orders[choose.randrange(2)] += choose.sample(fields, len(fields))
        instance, probes = filled(derived, n_far, *orders, stride=stride)
        assert visited(instance) == [probes[i] for i in unique(orders[1] + orders[0])]
        counts = [sys.getrefcount(probe) for probe in probes.values()]
        del instance
        assert [sys.getrefcount(probe) for probe in probes.values()] == [count - 1 for count in counts]


def test_many_fields_take_no_longer_for_being_out_of_order(mod):
    n = 100000
    order = random.Random(1).sample(range(n + 3), n + 3)
    instance, probes = filled(mod.derive(mod.Base), n, order, [*reversed(order), -1, -2])
    assert set(visited(instance)) == set(probes.values())
    assert len(visited(instance)) == n + 5


@pytest.mark.parametrize(
    "base, mine", [([0, 1, 2], [0, 1, 2, -1, -2]), ([2, 1, 0], [-1, -2, 1, 0, 2]), ([0, 1, 2], [-1, -2])]
)
def test_objects_that_are_held_stay_whole(derived, base, mine):
    ended = []

    class Held:
        def __init__(self):
            self.data = "whole"

        def __del__(self):
            ended.append(self)

    held = Held()
    count = sys.getrefcount(held)
    instance, _ = filled(derived, 0, base, mine)
    instance.fill(0, [held, instance, held])
    del instance
    gc.collect()
    assert ended == [] and held.data == "whole"
    assert sys.getrefcount(held) == count
    held.__class__ = Probe


def test_garbage_goes(derived):
    ended = []

    class Ends:
        def __del__(self):
            ended.append(1)

    instance, _ = filled(derived, 5, [0, 1, 2, 3, 4, 5, 6, 7], [7, 6, 2, -2, -1, 0])
    instance.fill(0, [instance, Ends(), instance, Ends()])
    del instance
    gc.collect()
    assert ended == [1, 1]


@pytest.mark.abis("cpython")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a linker that can replace a function")
def test_without_memory_for_the_addresses(make):
    snippet = (
        r"""
        static int failing;
        void *__real_calloc(size_t n, size_t size);
        void *__wrap_calloc(size_t n, size_t size);
        void *__wrap_calloc(size_t n, size_t size)
        {
            failing += failing > 0;
            return failing > 0 ? NULL : __real_calloc(n, size);
        }
        HPyDef_METH(fail, "fail", HPyFunc_NOARGS, .doc = "how often memory was refused, counted from 1 on")
        static HPy fail_impl(HPyContext *ctx, HPy self)
        {
            int count = failing;
            failing = !failing;
            return HPyLong_FromLong(ctx, count);
        }
        @EXPORT(fail)
    """
        + LEVELS
    )
    mod = make(snippet, flags=("-Wl,--wrap=calloc",))
    order = random.Random(3).sample(range(300), 300)
    instance, probes = filled(mod.derive(mod.Base), 297, order, [*reversed(order), -1, 5, -2], stride=100)
    expected = [probes[i] for i in [*reversed(order), -1, -2]]
    assert visited(instance) == expected
    mod.fail()
    assert visited(instance) == expected
    assert mod.fail() == 2
    assert visited(instance) == expected


STATE = r"""
    typedef struct { HPyField a, b, c; } State;
    HPyDef_SLOT(mod_exec, HPy_mod_exec)
    static int mod_exec_impl(HPyContext *ctx, HPy mod)
    {
        State *state = (State *)HPy_ModuleState(ctx, mod);
        const char *names[] = {"a", "b", "c"};
        HPyField *fields[] = {&state->a, &state->b, &state->c};
        for (int i = 0; i < 3; i++) {
            HPy object = HPyList_New(ctx, i);
            HPyField_Store(ctx, mod, fields[i], object);
            HPy_SetAttr_s(ctx, mod, names[i], object);
            HPy_Close(ctx, object);
        }
        return 0;
    }
    HPyDef_SLOT(mod_traverse, HPy_mod_traverse)
    static int mod_traverse_impl(void *data, HPyFunc_visitproc visit, void *arg)
    {
        State *state = (State *)data;
        HPy_VISIT(&state->b);
        HPy_VISIT(&state->b);
        HPy_VISIT(&state->a);
        HPy_VISIT(&state->c);
        HPy_VISIT(&state->a);
        return 0;
    }
    static HPyDef *mod_defines[] = {&mod_exec, &mod_traverse, NULL};
    static HPyModuleDef mod_def = {.size = sizeof(State), .defines = mod_defines};
    HPy_MODINIT(@NAME, mod_def)
"""


@pytest.mark.no_debug("one field is reported twice")
def test_fields_of_a_module_are_visited_once(make):
    mod = make(STATE, minor=2, direct=True)
    assert [o for o in gc.get_referents(mod) if type(o) is list] == [mod.b, mod.a, mod.c]
