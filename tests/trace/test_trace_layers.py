"""Trace mode together with debug mode, in both orders: it counts the same, and results are the same."""

import pytest

import hpy.trace

pytestmark = [
    pytest.mark.abis("universal"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

ORDERS = ["trace", "trace+debug", "debug+trace"]

# One function of each signature whose shape differs from "objects in, object out".
SIGNATURES = """
    typedef struct { char bytes[4]; HPy_ssize_t length; } Bag;
    HPyType_HELPERS(Bag)

    HPyDef_SLOT(Bag_new, HPy_tp_new)
    static HPy Bag_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Bag *bag;
        HPy h = HPy_New(ctx, cls, &bag);
        if (!HPy_IsNull(h)) {
            memcpy(bag->bytes, "abcd", 4);
            bag->length = 4;
        }
        return h;
    }

    HPyDef_SLOT(Bag_init, HPy_tp_init)
    static int Bag_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        return nargs > 0 ? HPy_SetItem(ctx, args[0], self, self) : 0;
    }

    HPyDef_SLOT(Bag_getbuffer, HPy_bf_getbuffer)
    static int Bag_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buffer, int flags)
    {
        Bag *bag = Bag_AsStruct(ctx, self);
        memset(buffer, 0, sizeof(*buffer));
        buffer->buf = bag->bytes;
        buffer->obj = HPy_Dup(ctx, self);
        buffer->len = 4;
        buffer->itemsize = 1;
        buffer->ndim = 1;
        buffer->format = "B";
        buffer->shape = &bag->length;
        buffer->strides = &buffer->itemsize;
        return 0;
    }

    HPyDef_SLOT(Bag_releasebuffer, HPy_bf_releasebuffer)
    static void Bag_releasebuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buffer)
    {
        Bag_AsStruct(ctx, self)->bytes[0] = 'X';
    }

    HPyDef_SLOT(Bag_compare, HPy_tp_richcompare)
    static HPy Bag_compare_impl(HPyContext *ctx, HPy a, HPy b, HPy_RichCmpOp op)
    {
        return HPyLong_FromLong(ctx, op);
    }

    HPyDef_SLOT(Bag_length, HPy_sq_length)
    static HPy_ssize_t Bag_length_impl(HPyContext *ctx, HPy self) { return Bag_AsStruct(ctx, self)->length; }

    HPyDef_SLOT(Bag_hash, HPy_tp_hash)
    static HPy_hash_t Bag_hash_impl(HPyContext *ctx, HPy self) { return 77; }

    HPyDef_SLOT(Bag_item, HPy_sq_item)
    static HPy Bag_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t i) { return HPyLong_FromSsize_t(ctx, i); }

    HPyDef_SLOT(Bag_call, HPy_tp_call)
    static HPy Bag_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        HPy_ssize_t named = HPy_IsNull(kwnames) ? 0 : HPy_Length(ctx, kwnames);
        return HPyLong_FromSsize_t(ctx, (HPy_ssize_t)nargs * 10 + named);
    }

    HPyDef_SLOT(Bag_finalize, HPy_tp_finalize)
    static void Bag_finalize_impl(HPyContext *ctx, HPy self) { }

    HPyDef_SLOT(Bag_iter, HPy_tp_iter)
    static HPy Bag_iter_impl(HPyContext *ctx, HPy self) { return HPy_Dup(ctx, self); }

    HPyDef_SLOT(Bag_next, HPy_tp_iternext)
    static HPy Bag_next_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, 3); }

    HPyDef_SLOT(Bag_send, HPy_am_send)
    static HPy_SendResult Bag_send_impl(HPyContext *ctx, HPy self, HPy arg, HPy *result)
    {
        *result = HPy_Dup(ctx, arg);
        return HPy_SEND_NEXT;
    }

    static HPyDef *Bag_defines[] = {
        &Bag_new, &Bag_init, &Bag_getbuffer, &Bag_releasebuffer, &Bag_compare, &Bag_length, &Bag_hash, &Bag_item,
        &Bag_call, &Bag_finalize, &Bag_iter, &Bag_next, &Bag_send, NULL
    };
    static HPyType_Spec Bag_spec = {
        .name = "bags.Bag", .basicsize = sizeof(Bag), .builtin_shape = SHAPE(Bag), .defines = Bag_defines
    };

    static int value = 5;
    HPyCapsule_DESTRUCTOR(destroy)
    static void destroy_impl(const char *name, void *pointer, void *context) { *(int *)pointer += 1; }

    HPyDef_METH(capsule, "capsule", HPyFunc_NOARGS)
    static HPy capsule_impl(HPyContext *ctx, HPy self) { return HPyCapsule_New(ctx, &value, "value", &destroy); }

    HPyDef_METH(get_value, "get_value", HPyFunc_NOARGS)
    static HPy get_value_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, value); }

    @EXPORT_TYPE("Bag", Bag_spec)
    @EXPORT(capsule, get_value)
    @INIT
"""


@pytest.mark.no_layers("a debug layer of another test closes what it kept, through a trace layer")
@pytest.mark.parametrize("mode", ORDERS)
def test_counts_are_the_same(load_shapes, mode):
    shapes = load_shapes(mode=mode)
    hpy.trace.reset()
    assert shapes.call(shapes.count_items, [1, 2]) == 2
    assert shapes.Shape(1, 2).twice() == 4
    seen = {
        f.qualified_name: (f.total.calls, {name: c.calls for name, c in f.api.items()})
        for f in hpy.trace.report().functions
    }
    # Debug mode over trace mode calls functions of the context itself: at least these are counted.
    assert {name: calls for name, (calls, _) in seen.items()} == {
        "pkg.shapes." + name: 1 for name in ("call", "count_items", "Shape.__new__", "Shape.twice", "Shape.__add__")
    }
    assert seen["pkg.shapes.count_items"][1]["HPy_GetItem_i"] == 2
    assert seen["pkg.shapes.Shape.twice"][1]["HPy_Add"] == 1
    if mode == "trace+debug":
        assert seen["pkg.shapes.count_items"][1] == {
            "HPy_Length": 1,
            "HPy_GetItem_i": 2,
            "HPy_Close": 2,
            "HPyLong_FromSsize_t": 1,
        }


@pytest.mark.parametrize("times", [True, False])
@pytest.mark.parametrize("mode", ORDERS)
def test_every_signature(trace, mode, times):
    mod = trace(SIGNATURES, name="bags", mode=mode, minor=1)
    hpy.trace.set_options(times=times)
    hpy.trace.reset()
    made = {}
    bag = mod.Bag(made)
    with memoryview(bag) as view:
        assert bytes(view) == b"abcd"
    assert bytes(bag) == b"Xbcd"
    assert [bag < 1, bag <= 1, bag == 1, bag != 1, bag > 1, bag >= 1] == [0, 1, 2, 3, 4, 5]
    assert (len(bag), hash(bag), bag[3], bag(1, 2, a=3)) == (4, 77, 3, 21)
    assert next(iter(bag)) == 3
    before = mod.get_value()
    mod.capsule()
    assert mod.get_value() == before + 1
    calls = {f.qualified_name: f.total.calls for f in hpy.trace.report().functions}
    assert calls["bags.(capsule destructor)"] == 1
    assert calls["bags.Bag.(comparison)"] == 6
    assert calls["bags.Bag.__buffer__"] == calls["bags.Bag.__release_buffer__"] == 2


@pytest.mark.parametrize("mode", ORDERS)
def test_exceptions_come_through(load_shapes, mode):
    shapes = load_shapes(mode=mode)
    with pytest.raises(ZeroDivisionError):
        shapes.call(lambda: 1 / 0)
    with pytest.raises(TypeError):
        shapes.Shape().sides = "many"


@pytest.mark.parametrize("mode", ORDERS)
def test_calls_in_calls(load_shapes, mode):
    shapes = load_shapes(mode=mode)
    hpy.trace.reset()
    assert shapes.call(shapes.call, shapes.call, shapes.same, 5) == 5
    (module,) = hpy.trace.report().modules
    assert (module.entered.calls, module.inside.calls) == (1, 3)


def test_modes_of_one_file_are_one_module_of_the_report(load_shapes):
    load_shapes().same(1)
    load_shapes(mode="trace+debug").same(1)
    report = hpy.trace.report()
    assert [f.total.calls for f in report.functions if f.name == "same"] == [2]
