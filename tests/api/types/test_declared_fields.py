"""Fields that a type declares: HPyDef_FIELDS, HPyDef_VARFIELDS, HPyDef_FIELDS_AT (minor 2). The host visits and clears
them, whatever else the type and its bases have."""

import gc
import weakref

import pytest
from support.fields import METHODS

# All types have the same struct: three fields, two of them neighbours, and fields in memory of their own.
SNIPPET = (
    METHODS
    + r"""
    typedef struct {
        HPyField a;
        long number;
        HPyField b, c;
        HPyField *more;
        HPy_ssize_t n_more;
    } Box;
    HPyType_HELPERS(Box)
    HPyDef_FIELDS(field_a, offsetof(Box, a), 1)
    HPyDef_FIELDS(field_b, offsetof(Box, b), 1)
    HPyDef_FIELDS(field_c, offsetof(Box, c), 1)
    HPyDef_FIELDS(fields_bc, offsetof(Box, b), 2)
    HPyDef_FIELDS(nothing, offsetof(Box, number), 0)
    HPyDef_FIELDS_AT(field_more, offsetof(Box, more), offsetof(Box, n_more))

    static int n_ended;
    static void end(Box *box)
    {
        HPy_ssize_t i;
        int left = !HPyField_IsNull(box->a) + !HPyField_IsNull(box->b) + !HPyField_IsNull(box->c);
        for (i = 0; i < box->n_more; i++)
            left += !HPyField_IsNull(box->more[i]);
        free(box->more);
        n_ended += left == 0 ? 1 : 1000000;
    }
    HPyDef_SLOT(destroy, HPy_tp_destroy)
    static void destroy_impl(void *data)
    {
        end((Box *)data);
    }
    HPyDef_SLOT(traverse, HPy_tp_traverse)
    static int traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Box *)self)->c);
        HPy_VISIT(&((Box *)self)->a);
        return 0;
    }
    HPyDef_SLOT(finalize, HPy_tp_finalize)
    static void finalize_impl(HPyContext *ctx, HPy self)
    {
        HPyField_Store(ctx, self, &Box_AsStruct(ctx, self)->b, HPy_NULL);
    }
    HPyDef_DICT(dict)
    HPyDef_WEAKLIST(weaklist)
    #define GC HPy_TPFLAGS_HAVE_GC
    #define TYPE(NAME, FLAGS, ...) \
        static HPyDef *NAME##_defines[] = {&field_more, &destroy, __VA_ARGS__, NULL}; \
        static HPyType_Spec NAME##_spec = { \
            .name = "tests." #NAME, .basicsize = sizeof(Box), .defines = NAME##_defines, \
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | FLAGS \
        };
    TYPE(Plain, 0, &field_a, &fields_bc)
    TYPE(Apart, 0, &field_c, &field_a, &nothing, &field_b)
    TYPE(Repeated, 0, &fields_bc, &field_b, &field_a, &field_c, &field_a, &fields_bc)
    TYPE(Mixed, 0, &field_b, &traverse)
    TYPE(Doubled, 0, &field_a, &fields_bc, &traverse)
    TYPE(Weak, 0, &field_a, &fields_bc, &weaklist)
    TYPE(Final, 0, &field_a, &fields_bc, &finalize)
    TYPE(PlainGC, GC, &field_a, &fields_bc)
    TYPE(ApartGC, GC, &field_c, &field_a, &nothing, &field_b)
    TYPE(RepeatedGC, GC, &fields_bc, &field_b, &field_a, &field_c, &field_a, &fields_bc)
    TYPE(MixedGC, GC, &field_b, &traverse)
    TYPE(DoubledGC, GC, &field_a, &fields_bc, &traverse)
    TYPE(WeakGC, GC, &field_a, &fields_bc, &weaklist)
    TYPE(FinalGC, GC, &field_a, &fields_bc, &finalize)
    TYPE(Dict, 0, &field_a, &fields_bc, &dict)
    @EXPORT_TYPE("Plain", Plain_spec)
    @EXPORT_TYPE("Apart", Apart_spec)
    @EXPORT_TYPE("Repeated", Repeated_spec)
    @EXPORT_TYPE("Mixed", Mixed_spec)
    @EXPORT_TYPE("Doubled", Doubled_spec)
    @EXPORT_TYPE("Weak", Weak_spec)
    @EXPORT_TYPE("Final", Final_spec)
    @EXPORT_TYPE("PlainGC", PlainGC_spec)
    @EXPORT_TYPE("ApartGC", ApartGC_spec)
    @EXPORT_TYPE("RepeatedGC", RepeatedGC_spec)
    @EXPORT_TYPE("MixedGC", MixedGC_spec)
    @EXPORT_TYPE("DoubledGC", DoubledGC_spec)
    @EXPORT_TYPE("WeakGC", WeakGC_spec)
    @EXPORT_TYPE("FinalGC", FinalGC_spec)
    @EXPORT_TYPE("Dict", Dict_spec)

    /* Field 0, 1, 2: a, b, c; from 3 on: more. */
    static HPyField *find(HPyContext *ctx, HPy box, HPy index)
    {
        Box *data = Box_AsStruct(ctx, box);
        HPy_ssize_t i = HPyLong_AsSsize_t(ctx, index);
        return i == 0 ? &data->a : i == 1 ? &data->b : i == 2 ? &data->c : &data->more[i - 3];
    }
    METHOD(put)
    {
        HPyField_Store(ctx, args[0], find(ctx, args[0], args[1]), args[2]);
        return none(ctx);
    }
    METHOD(get)
    {
        return loaded(ctx, args[0], *find(ctx, args[0], args[1]));
    }
    METHOD(grow)
    {
        Box *data = Box_AsStruct(ctx, args[0]);
        HPy_ssize_t n = data->n_more + HPyLong_AsSsize_t(ctx, args[1]);
        HPyField *more = (HPyField *)calloc((size_t)n, sizeof(HPyField)), *old = data->more;
        if (more == NULL)
            return HPyErr_NoMemory(ctx);
        HPyField_MoveN(ctx, args[0], more, args[0], old, data->n_more);
        data->more = more;
        data->n_more = n;
        free(old);
        return none(ctx);
    }
    METHOD(ended)
    {
        int n = n_ended;
        n_ended = 0;
        return HPyLong_FromLong(ctx, n);
    }

    /* A type over args[0] with two further fields, declared if args[1] is true, else visited; its base's as well. */
    typedef struct { Box base; HPyField d, e; } Larger;
    HPyType_HELPERS(Larger)
    HPyDef_FIELDS(fields_de, offsetof(Larger, d), 2)
    HPyDef_FIELDS(base_again, offsetof(Larger, base.b), 2)
    HPyDef_SLOT(larger_traverse, HPy_tp_traverse)
    static int larger_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Larger *)self)->e);
        HPy_VISIT(&((Larger *)self)->d);
        HPy_VISIT(&((Larger *)self)->base.a);
        return 0;
    }
    METHOD(derive)
    {
        static HPyDef *declared_defines[] = {&fields_de, &base_again, NULL};
        static HPyDef *visited_defines[] = {&larger_traverse, NULL};
        static HPyType_Spec declared = {
            .name = "tests.Declared", .basicsize = sizeof(Larger), .defines = declared_defines,
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
        };
        static HPyType_Spec visited = {
            .name = "tests.Visited", .basicsize = sizeof(Larger), .defines = visited_defines,
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
        };
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, args[0]}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, HPy_IsTrue(ctx, args[1]) ? &declared : &visited, params);
    }
    METHOD(put_larger)
    {
        Larger *data = Larger_AsStruct(ctx, args[0]);
        HPyField_Store(ctx, args[0], &data->d, args[1]);
        HPyField_Store(ctx, args[0], &data->e, args[2]);
        return none(ctx);
    }
    @EXPORT(put)
    @EXPORT(get)
    @EXPORT(grow)
    @EXPORT(ended)
    @EXPORT(derive)
    @EXPORT(put_larger)
    @INIT"""
)

UNTRACKED = ["Plain", "Apart", "Repeated", "Mixed", "Doubled", "Weak", "Final"]
TRACKED = [name + "GC" for name in UNTRACKED] + ["Dict"]
KINDS = UNTRACKED + TRACKED


@pytest.fixture
def mod(make):
    module = make(SNIPPET, minor=2)
    gc.collect()  # the module may have been used, and its counts of ends as well
    module.ended()
    return module


class Thing:
    """May be referenced weakly."""


def fill(mod, box, n_more=3):
    """Put an object into each field; weak references to them."""
    if n_more:
        mod.grow(box, n_more)
    refs = []
    for i in range(3 + n_more):
        thing = Thing()
        mod.put(box, i, thing)
        refs.append(weakref.ref(thing))
    return refs


def are_dead(refs):
    return [ref() is None for ref in refs]


@pytest.mark.parametrize("kind", KINDS)
def test_end(mod, kind):
    box = getattr(mod, kind)()
    refs = fill(mod, box)
    gc.collect()
    assert not any(are_dead(refs)) and mod.get(box, 1) is refs[1]()
    mod.grow(box, 2)
    assert mod.get(box, 5) is refs[5]() and mod.get(box, 7) is None
    mod.ended()
    del box
    assert all(are_dead(refs)) and mod.ended() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_end_of_empty(mod, kind):
    mod.ended()
    getattr(mod, kind)()
    assert mod.ended() == 1


@pytest.mark.parametrize("kind", TRACKED)
@pytest.mark.parametrize("through", range(6))
def test_cycle(mod, kind, through):
    box = getattr(mod, kind)()
    refs = fill(mod, box)
    mod.put(box, through, box)
    refs.pop(through)
    mod.ended()
    del box
    gc.collect()
    assert all(are_dead(refs)) and mod.ended() == 1


@pytest.mark.parametrize("kind", TRACKED)
def test_what_the_collector_sees(mod, kind):
    """Each field once: of an object that is held from elsewhere, too, the references are not counted twice."""
    box = getattr(mod, kind)()
    fill(mod, box)
    thing = Thing()
    for i in range(6):
        mod.put(box, i, thing)
    assert sum(referent is thing for referent in gc.get_referents(box)) == 6
    keep = [mod.get(box, 0)]
    thing.box = box
    del box, thing
    gc.collect()
    assert keep[0].box is not None and mod.get(keep[0].box, 5) is keep[0]


@pytest.mark.parametrize("kind", KINDS)
def test_python_subclass(mod, kind):
    class Sub(getattr(mod, kind)):
        pass

    class Slotted(Sub):
        __slots__ = ("slot",)

    for cls in (Sub, Slotted):
        box = cls()
        refs = fill(mod, box)
        box.attribute = box
        mod.put(box, 1, box)
        mod.ended()
        del box
        gc.collect()
        assert all(are_dead(refs)) and mod.ended() == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("declared", [True, False])
def test_derived(mod, kind, declared):
    base = mod.derive(getattr(mod, kind), declared)

    class Sub(base):
        pass

    for cls in (base, Sub):
        box = cls()
        refs = fill(mod, box)
        d, e = Thing(), Thing()
        mod.put_larger(box, d, e)
        refs += [weakref.ref(d), weakref.ref(e)]
        if gc.is_tracked(box) and cls is not base:
            mod.put_larger(box, d, box)
        if gc.is_tracked(box):
            assert sum(isinstance(referent, Thing) for referent in gc.get_referents(box)) == 7 + (cls is base)
        mod.ended()
        del box, d, e
        gc.collect()
        assert all(are_dead(refs)) and mod.ended() == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("through", [0, 2, 3])
def test_long_chains(mod, kind, through):
    """They end without recursion."""
    n = 60000
    box = None
    for _ in range(n):
        outer = getattr(mod, kind)()
        if through >= 3:
            mod.grow(outer, 1)
        mod.put(outer, through, box)
        box = outer
    mod.ended()
    del box, outer
    gc.collect()
    assert mod.ended() == n


def test_chains_through_others(mod):
    """Through tuples, lists and objects of several types in turn."""
    box = None
    for i in range(30000):
        outer = getattr(mod, KINDS[i % len(KINDS)])()
        mod.put(outer, i % 3, [box, (box,), [box]][i % 3])
        box = outer
    mod.ended()
    del box, outer
    gc.collect()
    assert mod.ended() == 30000


@pytest.mark.parametrize("kind", KINDS)
def test_leaks(mod, kind, leaks):
    def call():
        fill(mod, getattr(mod, kind)())

    leaks(call)


@pytest.mark.parametrize("kind", KINDS)
def test_finalizer_of_an_item_looks_at_the_object(mod, kind):
    """While it ends, its fields are empty one after the other; what is alive is not released twice."""
    seen = []

    class Finalized:
        def __del__(self):
            seen.append(self.box() is None)

    class Sub(getattr(mod, kind)):
        pass

    box = Sub()
    fill(mod, box)
    for i in range(6):
        thing = Finalized()
        thing.box = weakref.ref(box)
        mod.put(box, i, thing)
        del thing
    mod.ended()
    del box
    # HPy_tp_finalize of the types that have it releases one of them while the object is alive.
    assert sorted(seen) == [not kind.startswith("Final")] + [True] * 5 and mod.ended() == 1


ERRORS = r"""
    typedef struct { HPyField a, b; char end; } Box;
    typedef struct { HPy_VAR_HEAD HPyField a; } Var;
    #define SPEC(NAME, SIZE, ITEM, MACRO, OFFSET, COUNT) \
        MACRO(NAME##_fields, OFFSET, COUNT) \
        static HPyDef *NAME##_defines[] = {&NAME##_fields, NULL}; \
        static HPyType_Spec NAME = { \
            .name = "tests." #NAME, .basicsize = SIZE, .itemsize = ITEM, .defines = NAME##_defines, \
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC, \
        };
    #define F sizeof(HPyField)
    #define ALL(X) \
        X(Fine, sizeof(Box), 0, HPyDef_FIELDS, 0, 2) \
        X(Before, sizeof(Box), 0, HPyDef_FIELDS, -8, 2) \
        X(TooMany, sizeof(Box), 0, HPyDef_FIELDS, 0, 4) \
        X(Behind, sizeof(Box), 0, HPyDef_FIELDS, sizeof(Box), 1) \
        X(FarBehind, sizeof(Box), 0, HPyDef_FIELDS, 1 << 20, 1) \
        X(Negative, sizeof(Box), 0, HPyDef_FIELDS, 0, -1) \
        X(Huge, sizeof(Box), 0, HPyDef_FIELDS, 0, PTRDIFF_MAX) \
        X(HugeToo, sizeof(Box), 0, HPyDef_FIELDS, 0, PTRDIFF_MAX / 8) \
        X(Unaligned, sizeof(Box), 0, HPyDef_FIELDS, 4, 1) \
        X(NoStruct, 0, 0, HPyDef_FIELDS, 0, 1) \
        X(Head, sizeof(Var), F, HPyDef_FIELDS, 0, 1) \
        X(NoItems, sizeof(Box), 0, HPyDef_VARFIELDS, 0, 1) \
        X(FineItems, sizeof(Var), 3 * F, HPyDef_VARFIELDS, F, 2) \
        X(BehindItem, sizeof(Var), 3 * F, HPyDef_VARFIELDS, F, 3) \
        X(BeforeItem, sizeof(Var), 3 * F, HPyDef_VARFIELDS, -8, 1) \
        X(HugeItem, sizeof(Var), 3 * F, HPyDef_VARFIELDS, 0, PTRDIFF_MAX / 8) \
        X(UnalignedItem, sizeof(Var), 2 * F + 4, HPyDef_VARFIELDS, 0, 1) \
        X(UnalignedStruct, sizeof(Var) + 4, F, HPyDef_VARFIELDS, 0, 1) \
        X(FinePointer, sizeof(Box), 0, HPyDef_FIELDS_AT, 0, F) \
        X(PointerBehind, sizeof(Box), 0, HPyDef_FIELDS_AT, sizeof(Box), 0) \
        X(CountBehind, sizeof(Box), 0, HPyDef_FIELDS_AT, 0, sizeof(Box)) \
        X(CountBefore, sizeof(Box), 0, HPyDef_FIELDS_AT, 0, -8) \
        X(UnalignedCount, sizeof(Box), 0, HPyDef_FIELDS_AT, 0, 4) \
        X(CountInHead, sizeof(Var), F, HPyDef_FIELDS_AT, F, 0)
    ALL(SPEC)
    HPyDef_METH(make, "make", HPyFunc_O)
    static HPy make_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        const char *name = HPyUnicode_AsUTF8AndSize(ctx, arg, NULL);
    #define TRY(NAME, ...) if (strcmp(name, #NAME) == 0) return HPyType_FromSpec(ctx, &NAME, NULL);
        ALL(TRY)
        return HPyErr_SetString(ctx, ctx->h_KeyError, name);
    }
    @EXPORT(make)
    @INIT"""

WRONG = {
    "Before": "outside basicsize",
    "TooMany": "outside basicsize",
    "Behind": "outside basicsize",
    "FarBehind": "outside basicsize",
    "Negative": "impossible number",
    "Huge": "impossible number",
    "HugeToo": "outside basicsize",
    "Unaligned": "not aligned",
    "NoStruct": "need a payload",
    "Head": "in the head of the object",
    "NoItems": "instances have none",
    "BehindItem": "outside itemsize",
    "BeforeItem": "outside itemsize",
    "HugeItem": "outside itemsize",
    "UnalignedItem": "not aligned",
    "UnalignedStruct": "not aligned",
    "PointerBehind": "outside basicsize",
    "CountBehind": "number outside basicsize",
    "CountBefore": "number outside basicsize",
    "UnalignedCount": "number outside basicsize",
    "CountInHead": "number outside basicsize",
}


def test_wrong_places(make):
    mod = make(ERRORS, minor=2)
    for name in ("Fine", "FineItems", "FinePointer"):
        mod.make(name)()
    for name, message in WRONG.items():
        with pytest.raises(TypeError, match="tests.%s.*'%s_fields'.*%s" % (name, name, message)):
            mod.make(name)
