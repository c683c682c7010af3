"""Buffers: a type that exports one through HPy_bf_getbuffer and HPy_bf_releasebuffer."""

import gc
import sys

import pytest

SNIPPET = r"""
    typedef struct { int data[6]; int views; int refuse; } Grid;
    HPyType_HELPERS(Grid)
    static int released, fields_came_back;
    static HPy_ssize_t shape[] = {2, 3}, strides[] = {3 * sizeof(int), sizeof(int)};
    static char format[] = "i";

    HPyDef_SLOT(grid_new, HPy_tp_new)
    static HPy grid_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Grid *grid;
        HPy h = HPy_New(ctx, cls, &grid);
        if (HPy_IsNull(h))
            return HPy_NULL;
        for (int i = 0; i < 6; i++)
            grid->data[i] = i;
        grid->refuse = nargs > 0;
        return h;
    }
    HPyDef_SLOT(grid_getbuffer, HPy_bf_getbuffer)
    static int grid_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buf, int flags)
    {
        Grid *grid = Grid_AsStruct(ctx, self);
        if (grid->refuse) {
            HPyErr_SetString(ctx, ctx->h_BufferError, "not for you");
            return -1;
        }
        buf->buf = grid->data;
        buf->obj = HPy_Dup(ctx, self);
        buf->len = sizeof(grid->data);
        buf->itemsize = sizeof(int);
        buf->readonly = 0;
        buf->ndim = 2;
        buf->format = format;
        buf->shape = shape;
        buf->strides = strides;
        buf->suboffsets = NULL;
        buf->internal = grid;
        grid->views++;
        return 0;
    }
    HPyDef_SLOT(grid_releasebuffer, HPy_bf_releasebuffer)
    static void grid_releasebuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buf)
    {
        Grid *grid = Grid_AsStruct(ctx, self);
        grid->views--;
        released++;
        fields_came_back = buf->buf == grid->data && buf->internal == grid && buf->shape == shape;
    }
    HPyDef_MEMBER(grid_views, "views", HPyMember_INT, offsetof(Grid, views))

    static HPyDef *grid_defines[] = {&grid_new, &grid_getbuffer, &grid_releasebuffer, &grid_views, NULL};
    static HPyType_Spec grid_spec = {
        .name = "tests.Grid", .basicsize = sizeof(Grid), .builtin_shape = SHAPE(Grid), .defines = grid_defines
    };
    HPyDef_METH(counts, "counts", HPyFunc_NOARGS)
    static HPy counts_impl(HPyContext *ctx, HPy self)
    {
        HPy result = HPy_BuildValue(ctx, "ii", released, fields_came_back);
        released = fields_came_back = 0;
        return result;
    }
    @EXPORT_TYPE("Grid", grid_spec)
    @EXPORT(counts)
    @INIT
"""


@pytest.fixture
def mod(make):
    mod = make(SNIPPET)
    mod.counts()
    return mod


def test_fields(mod):
    grid = mod.Grid()
    view = memoryview(grid)
    assert view.obj is grid
    assert (view.shape, view.strides, view.format, view.itemsize, view.ndim) == ((2, 3), (12, 4), "i", 4, 2)
    assert not view.readonly
    assert view.nbytes == 24


def test_content(mod):
    view = memoryview(mod.Grid())
    assert view.tolist() == [[0, 1, 2], [3, 4, 5]]
    view[1, 2] = 50
    assert view.tolist() == [[0, 1, 2], [3, 4, 50]]


def test_release(mod):
    grid = mod.Grid()
    view, second = memoryview(grid), memoryview(grid)
    assert grid.views == 2
    view.release()
    second.release()
    assert grid.views == 0
    assert mod.counts() == (2, 1)


def test_view_keeps_the_exporter_alive(mod):
    grid = mod.Grid()
    before = sys.getrefcount(grid)
    view = memoryview(grid)
    assert sys.getrefcount(grid) == before + 1
    view.release()
    assert sys.getrefcount(grid) == before
    view = memoryview(grid)
    del grid
    gc.collect()
    assert view.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_refusing(mod):
    with pytest.raises(BufferError, match="not for you"):
        memoryview(mod.Grid("refuse"))


def test_refusing_keeps_no_reference(mod):
    grid = mod.Grid("refuse")
    before = sys.getrefcount(grid)
    for _ in range(10):
        with pytest.raises(BufferError):
            bytes(memoryview(grid))
    assert sys.getrefcount(grid) == before


def test_bytes_of_a_grid(mod):
    import array

    assert bytes(mod.Grid()) == array.array("i", range(6)).tobytes()


def test_no_leaks(mod, leaks):
    grid = mod.Grid()
    leaks(lambda: (memoryview(grid).release(), bytes(grid)))
    leaks(memoryview, mod.Grid("refuse"))
