"""A module in trace mode, and counters that begin at zero."""

import pytest
from support.load import load_in_mode

import hpy.trace

SHAPES = """
    typedef struct { long sides; } Shape;
    HPyType_HELPERS(Shape)

    HPyDef_SLOT(Shape_new, HPy_tp_new)
    static HPy Shape_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Shape *shape;
        HPy h = HPy_New(ctx, cls, &shape);
        if (!HPy_IsNull(h))
            shape->sides = nargs;
        return h;
    }

    HPyDef_SLOT(Shape_add, HPy_nb_add)
    static HPy Shape_add_impl(HPyContext *ctx, HPy a, HPy b)
    {
        return HPyLong_FromLong(ctx, Shape_AsStruct(ctx, a)->sides + Shape_AsStruct(ctx, b)->sides);
    }

    HPyDef_GETSET(Shape_sides, "sides")
    static HPy Shape_sides_get(HPyContext *ctx, HPy self, void *closure)
    {
        return HPyLong_FromLong(ctx, Shape_AsStruct(ctx, self)->sides);
    }
    static int Shape_sides_set(HPyContext *ctx, HPy self, HPy value, void *closure)
    {
        long sides = HPyLong_AsLong(ctx, value);
        if (sides == -1 && HPyErr_Occurred(ctx))
            return -1;
        Shape_AsStruct(ctx, self)->sides = sides;
        return 0;
    }

    HPyDef_METH(Shape_twice, "twice", HPyFunc_NOARGS)
    static HPy Shape_twice_impl(HPyContext *ctx, HPy self) { return HPy_Add(ctx, self, self); }

    static HPyDef *Shape_defines[] = {&Shape_new, &Shape_add, &Shape_sides, &Shape_twice, NULL};
    static HPyType_Spec Shape_spec = {
        .name = "shapes.Shape", .basicsize = sizeof(Shape), .builtin_shape = SHAPE(Shape), .defines = Shape_defines
    };

    HPyDef_METH(same, "same", HPyFunc_O)
    static HPy same_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_Dup(ctx, arg); }

    HPyDef_METH(call, "call", HPyFunc_VARARGS)
    static HPy call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPy_Call(ctx, args[0], args + 1, nargs - 1, HPy_NULL);
    }

    HPyDef_METH(count_items, "count_items", HPyFunc_O)
    static HPy count_items_impl(HPyContext *ctx, HPy self, HPy list)
    {
        HPy_ssize_t i, n = HPy_Length(ctx, list);
        for (i = 0; i < n; i++)
            HPy_Close(ctx, HPy_GetItem_i(ctx, list, i));
        return HPyLong_FromSsize_t(ctx, n);
    }

    @EXPORT_TYPE("Shape", Shape_spec)
    @EXPORT(same, call, count_items)
    @INIT
"""


@pytest.fixture(autouse=True)
def fresh():
    """Counters at zero and the options as they are at the start, before and after each test."""

    def start():
        hpy.trace.set_trace_functions(on_enter=None, on_exit=None)
        hpy.trace.set_options(events=0)
        hpy.trace.set_options(times=True)
        hpy.trace.reset()

    start()
    yield
    start()


@pytest.fixture
def trace(build):
    """trace(snippet, name=…, mode="trace") → module, loaded in that mode."""

    def trace(snippet, name=None, mode="trace", full_name=None, **options):
        binary = build(snippet, name=name, **options)
        return load_in_mode(binary, mode, full_name)

    return trace


@pytest.fixture
def load_shapes(trace):
    """load_shapes() → pkg.shapes, a module with a type and some functions."""
    return lambda **options: trace(SHAPES, name="shapes", full_name="pkg.shapes", **options)


@pytest.fixture
def shapes(load_shapes):
    """pkg.shapes in trace mode; nothing is counted yet."""
    module = load_shapes()
    hpy.trace.reset()
    return module
