"""Exporters that have their views filled: by HPyBuffer_FillInfo, or by another object. Consumers of HPy and Python."""

import sys

import pytest

FILLED = r"""
    typedef struct { char bytes[8]; int readonly; int views; } Filled;
    HPyType_HELPERS(Filled)

    HPyDef_SLOT(filled_new, HPy_tp_new)
    static HPy filled_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Filled *filled;
        HPy h = HPy_New(ctx, cls, &filled);
        if (HPy_IsNull(h))
            return HPy_NULL;
        memcpy(filled->bytes, "abcdefgh", 8);
        filled->readonly = nargs > 0;
        return h;
    }
    HPyDef_SLOT(filled_getbuffer, HPy_bf_getbuffer)
    static int filled_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *view, int flags)
    {
        Filled *filled = Filled_AsStruct(ctx, self);
        if (HPyBuffer_FillInfo(ctx, view, self, filled->bytes, 8, filled->readonly, flags) < 0)
            return -1;
        filled->views++;
        return 0;
    }
    HPyDef_SLOT(filled_releasebuffer, HPy_bf_releasebuffer)
    static void filled_releasebuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *view)
    {
        Filled *filled = Filled_AsStruct(ctx, self);
        if (view->buf == filled->bytes && HPy_Is(ctx, view->obj, self))
            filled->views--;
    }
    HPyDef_MEMBER(filled_views, "views", HPyMember_INT, offsetof(Filled, views))
    static HPyDef *filled_defines[] = {&filled_new, &filled_getbuffer, &filled_releasebuffer, &filled_views, NULL};
    static HPyType_Spec filled_spec = {
        .name = "tests.Filled", .basicsize = sizeof(Filled), .builtin_shape = SHAPE(Filled), .defines = filled_defines
    };
    @EXPORT_TYPE("Filled", filled_spec)
"""

OTHERS = r"""
    /* Shows the memory of another object: that one fills the view, and is asked to release it. */
    typedef struct { HPyField base; } Forwarding;
    HPyType_HELPERS(Forwarding)

    HPyDef_SLOT(forwarding_traverse, HPy_tp_traverse)
    static int forwarding_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Forwarding *)self)->base);
        return 0;
    }
    HPyDef_SLOT(forwarding_new, HPy_tp_new)
    static HPy forwarding_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Forwarding *forwarding;
        HPy h = HPy_New(ctx, cls, &forwarding);
        if (!HPy_IsNull(h))
            HPyField_Store(ctx, h, &forwarding->base, args[0]);
        return h;
    }
    HPyDef_SLOT(forwarding_getbuffer, HPy_bf_getbuffer)
    static int forwarding_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *view, int flags)
    {
        HPy base = HPyField_Load(ctx, self, Forwarding_AsStruct(ctx, self)->base);
        int result = HPy_GetBuffer(ctx, base, view, flags);
        HPy_Close(ctx, base);
        return result;
    }
    static HPyDef *forwarding_defines[] = {&forwarding_new, &forwarding_traverse, &forwarding_getbuffer, NULL};
    static HPyType_Spec forwarding_spec = {
        .name = "tests.Forwarding", .basicsize = sizeof(Forwarding), .builtin_shape = SHAPE(Forwarding),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = forwarding_defines
    };

    /* The same, but for all but the first and the last byte, with a view of its own of the other object. */
    HPyDef_SLOT(wrapping_getbuffer, HPy_bf_getbuffer)
    static int wrapping_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *view, int flags)
    {
        HPy_buffer *inner = (HPy_buffer *)malloc(sizeof(*inner));
        HPy base = HPyField_Load(ctx, self, Forwarding_AsStruct(ctx, self)->base);
        int result = HPy_GetBuffer(ctx, base, inner, flags & HPyBUF_WRITABLE);
        HPy_Close(ctx, base);
        if (result == 0) {
            result = HPyBuffer_FillInfo(ctx, view, self, (char *)inner->buf + 1, inner->len - 2, inner->readonly,
                                        flags);
            view->internal = inner;
            if (result < 0)
                HPyBuffer_Release(ctx, inner);
        }
        if (result < 0)
            free(inner);
        return result;
    }
    HPyDef_SLOT(wrapping_releasebuffer, HPy_bf_releasebuffer)
    static void wrapping_releasebuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *view)
    {
        HPyBuffer_Release(ctx, (HPy_buffer *)view->internal);
        free(view->internal);
    }
    static HPyDef *wrapping_defines[] = {&forwarding_new, &forwarding_traverse, &wrapping_getbuffer,
                                         &wrapping_releasebuffer, NULL};
    static HPyType_Spec wrapping_spec = {
        .name = "tests.Wrapping", .basicsize = sizeof(Forwarding), .builtin_shape = SHAPE(Forwarding),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = wrapping_defines
    };

    /* Keeps a view in its struct, until close() or its end. */
    typedef struct { HPy_buffer view; } Reader;
    HPyType_HELPERS(Reader)

    HPyDef_SLOT(reader_new, HPy_tp_new)
    static HPy reader_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Reader *reader;
        HPy h = HPy_New(ctx, cls, &reader);
        if (!HPy_IsNull(h) && HPy_GetBuffer(ctx, args[0], &reader->view, HPyBUF_CONTIG_RO) < 0) {
            HPy_Close(ctx, h);
            return HPy_NULL;
        }
        return h;
    }
    HPyDef_METH(reader_read, "read", HPyFunc_NOARGS)
    static HPy reader_read_impl(HPyContext *ctx, HPy self)
    {
        Reader *reader = Reader_AsStruct(ctx, self);
        HPy content, result;
        if (HPy_IsNull(reader->view.obj)) {
            HPyErr_SetString(ctx, ctx->h_ValueError, "closed");
            return HPy_NULL;
        }
        content = HPyBytes_FromStringAndSize(ctx, (const char *)reader->view.buf, reader->view.len);
        result = HPy_BuildValue(ctx, "OnO", reader->view.obj, reader->view.shape[0], content);
        HPy_Close(ctx, content);
        return result;
    }
    HPyDef_METH(reader_close, "close", HPyFunc_NOARGS)
    static HPy reader_close_impl(HPyContext *ctx, HPy self)
    {
        HPyBuffer_Release(ctx, &Reader_AsStruct(ctx, self)->view);
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_SLOT(reader_finalize, HPy_tp_finalize)
    static void reader_finalize_impl(HPyContext *ctx, HPy self)
    {
        HPyBuffer_Release(ctx, &Reader_AsStruct(ctx, self)->view);
    }
    static HPyDef *reader_defines[] = {&reader_new, &reader_read, &reader_close, &reader_finalize, NULL};
    static HPyType_Spec reader_spec = {
        .name = "tests.Reader", .basicsize = sizeof(Reader), .builtin_shape = SHAPE(Reader), .defines = reader_defines
    };

    /* (object, len, shape is len, strides is itemsize, format, content), and the view released */
    HPyDef_METH(look, "look", HPyFunc_VARARGS)
    static HPy look_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy_buffer view;
        HPy content, result;
        if (HPy_GetBuffer(ctx, args[0], &view, (int)HPyLong_AsLong(ctx, args[1])) < 0)
            return HPy_NULL;
        content = HPyBytes_FromStringAndSize(ctx, (const char *)view.buf, view.len);
        result = HPy_BuildValue(ctx, "OniisO", view.obj, view.len, view.shape == &view.len,
                                view.strides == &view.itemsize, view.format, content);
        HPy_Close(ctx, content);
        HPyBuffer_Release(ctx, &view);
        return result;
    }
    /* A view that no object owns. */
    HPyDef_METH(fill_alone, "fill_alone", HPyFunc_O)
    static HPy fill_alone_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        static char bytes[] = "xyz";
        HPy_buffer view;
        HPy result;
        if (HPyBuffer_FillInfo(ctx, &view, HPy_NULL, bytes, 3, 1, (int)HPyLong_AsLong(ctx, arg)) < 0)
            return HPy_NULL;
        result = HPyBytes_FromStringAndSize(ctx, (const char *)view.buf, view.len);
        HPyBuffer_Release(ctx, &view);
        return result;
    }
    /* One that an object owns, which is kept until the release. */
    HPyDef_METH(fill_owned, "fill_owned", HPyFunc_O)
    static HPy fill_owned_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        static char bytes[] = "xyz";
        HPy_buffer view;
        HPy result;
        if (HPyBuffer_FillInfo(ctx, &view, arg, bytes, 3, 0, HPyBUF_FULL) < 0)
            return HPy_NULL;
        result = HPy_Dup(ctx, view.obj);
        HPyBuffer_Release(ctx, &view);
        return result;
    }
    @EXPORT_TYPE("Forwarding", forwarding_spec)
    @EXPORT_TYPE("Wrapping", wrapping_spec)
    @EXPORT_TYPE("Reader", reader_spec)
    @EXPORT(look, fill_alone, fill_owned)
    @INIT
"""

SIMPLE, WRITABLE, FORMAT, NDIM, STRIDES = 0, 1, 4, 8, 0x18
FULL_RO, FULL = 0x11C, 0x11D
READ, WRITE = 0x100, 0x200


@pytest.fixture
def mod(make):
    return make(FILLED + OTHERS, minor=2)


# ---- HPyBuffer_FillInfo


def test_what_is_filled(mod):
    filled = mod.Filled()
    content = b"abcdefgh"
    assert mod.look(filled, SIMPLE) == (filled, 8, 0, 0, None, content)
    assert mod.look(filled, NDIM) == (filled, 8, 1, 0, None, content)
    assert mod.look(filled, STRIDES) == (filled, 8, 1, 1, None, content)
    assert mod.look(filled, FORMAT) == (filled, 8, 0, 0, "B", content)
    assert mod.look(filled, FULL) == (filled, 8, 1, 1, "B", content)
    assert filled.views == 0


def test_for_reading_only(mod):
    filled = mod.Filled("readonly")
    assert mod.look(filled, FULL_RO)[-1] == b"abcdefgh"
    with pytest.raises(BufferError, match="Object is not writable."):
        mod.look(filled, WRITABLE)
    assert memoryview(filled).readonly and not memoryview(mod.Filled()).readonly


def test_python_sees_the_same(mod):
    filled = mod.Filled()
    view = memoryview(filled)
    assert (view.obj, view.format, view.itemsize, view.shape, view.strides) == (filled, "B", 1, (8,), (1,))
    assert bytes(filled) == b"abcdefgh" == bytes(view)
    view[0] = 65
    assert filled.views == 1
    view.release()
    assert filled.views == 0 and bytes(filled) == b"Abcdefgh"


def test_of_no_object(mod):
    assert mod.fill_alone(FULL_RO) == b"xyz"
    with pytest.raises(BufferError):
        mod.fill_alone(WRITABLE)
    for flags in (READ, WRITE):
        with pytest.raises(SystemError, match="HPyBUF_READ and HPyBUF_WRITE"):
            mod.fill_alone(flags)


def test_of_an_owner(mod):
    owner = object()
    before = sys.getrefcount(owner)
    assert mod.fill_owned(owner) is owner
    assert sys.getrefcount(owner) == before


@pytest.mark.parametrize("minor", [0, 1, 2])
def test_in_every_minor_version(make, minor):
    mod = make(FILLED + "@INIT", minor=minor)
    assert bytes(mod.Filled()) == b"abcdefgh"


# ---- views that others fill


def test_forwarding(mod):
    filled = mod.Filled()
    forwarding = mod.Forwarding(filled)
    assert mod.look(forwarding, FULL) == (filled, 8, 1, 1, "B", b"abcdefgh")
    view = memoryview(forwarding)
    assert view.obj is filled and filled.views == 1
    view.release()
    assert filled.views == 0
    twice = mod.Forwarding(forwarding)
    assert mod.look(twice, NDIM)[0] is filled and filled.views == 0


def test_forwarding_to_python(mod):
    data = bytearray(b"abc")
    assert mod.look(mod.Forwarding(data), SIMPLE)[:2] == (data, 3)
    with memoryview(mod.Forwarding(data)), pytest.raises(BufferError):
        data.append(1)
    data.append(1)
    assert mod.look(mod.Forwarding(b"bytes"), SIMPLE)[0] == b"bytes"


def test_forwarding_refused(mod):
    for consumer in (lambda obj: mod.look(obj, WRITABLE), lambda obj: mod.look(mod.Forwarding(obj), WRITABLE)):
        with pytest.raises(BufferError):
            consumer(mod.Forwarding(mod.Filled("readonly")))
        with pytest.raises(TypeError):
            consumer(mod.Forwarding("text"))


def test_wrapping(mod):
    filled = mod.Filled()
    wrapping = mod.Wrapping(filled)
    assert mod.look(wrapping, FULL) == (wrapping, 6, 1, 1, "B", b"bcdefg")
    assert filled.views == 0
    with memoryview(wrapping) as view:
        assert filled.views == 1 and bytes(view) == b"bcdefg"
        view[0] = 66
    assert filled.views == 0 and bytes(filled) == b"aBcdefgh"
    twice = mod.Wrapping(wrapping)
    assert mod.look(twice, SIMPLE)[-1] == b"cdef" and filled.views == 0


def test_wrapping_bytes(mod):
    with memoryview(mod.Wrapping(b"abcd")) as view:
        assert bytes(view) == b"bc"
    assert mod.look(mod.Wrapping(b"abcd"), FULL_RO)[-1] == b"bc"
    with pytest.raises(BufferError):
        mod.look(mod.Wrapping(b"abcd"), FULL)


# ---- a view that is kept


def test_kept_in_an_object(mod):
    data = bytearray(b"abc")
    reader = mod.Reader(data)
    assert reader.read() == (data, 3, b"abc")
    data[0] = 65
    assert reader.read() == (data, 3, b"Abc")
    with pytest.raises(BufferError):
        data.append(1)
    del reader
    data.append(1)


def test_closed(mod):
    data = bytearray(b"abc")
    reader = mod.Reader(data)
    reader.close()
    data.append(1)
    with pytest.raises(ValueError, match="closed"):
        reader.read()
    reader.close()


def test_kept_of_each_kind(mod):
    filled = mod.Filled()
    for source in (filled, mod.Forwarding(filled), mod.Wrapping(filled), b"abcdefgh", memoryview(b"abcdefgh")):
        readers = [mod.Reader(source) for _ in range(5)]
        assert all(reader.read()[2] == bytes(source) for reader in readers)
        del readers[::2]
        assert all(reader.read()[2] == bytes(source) for reader in readers)
    del readers
    assert filled.views == 0


def test_kept_of_no_buffer(mod):
    with pytest.raises(TypeError):
        mod.Reader("text")


def test_no_leaks(mod, leaks):
    filled = mod.Filled()
    leaks(lambda: [mod.look(obj, FULL) for obj in (filled, mod.Forwarding(filled), mod.Wrapping(filled))])
    leaks(lambda: [memoryview(obj).release() for obj in (filled, mod.Forwarding(filled), mod.Wrapping(filled))])
    leaks(lambda: [mod.Reader(obj).read() for obj in (filled, mod.Forwarding(filled), mod.Wrapping(filled))])
    leaks(lambda: (mod.fill_alone(0), mod.fill_owned(filled)))
    leaks(mod.fill_alone, WRITABLE)


def test_collector_looks_at_views_that_are_being_filled(make):
    """Those of memoryviews are its business."""
    mod = make(
        r"""
        typedef struct { char bytes[8]; } Collecting;
        HPyType_HELPERS(Collecting)

        static int collect(HPyContext *ctx)
        {
            HPy gc = HPyImport_ImportModule(ctx, "gc");
            HPy function = HPy_GetAttr_s(ctx, gc, "collect");
            HPy result = HPy_Call(ctx, function, NULL, 0, HPy_NULL);
            int failed = HPy_IsNull(result);
            HPy_Close(ctx, result);
            HPy_Close(ctx, function);
            HPy_Close(ctx, gc);
            return failed ? -1 : 0;
        }
        HPyDef_SLOT(collecting_getbuffer, HPy_bf_getbuffer)
        static int collecting_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *view, int flags)
        {
            if (HPyBuffer_FillInfo(ctx, view, self, Collecting_AsStruct(ctx, self)->bytes, 8, 1, flags) < 0)
                return -1;
            return collect(ctx);
        }
        HPyDef_SLOT(collecting_releasebuffer, HPy_bf_releasebuffer)
        static void collecting_releasebuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *view)
        {
            collect(ctx);
        }
        static HPyDef *collecting_defines[] = {&collecting_getbuffer, &collecting_releasebuffer, NULL};
        static HPyType_Spec collecting_spec = {
            .name = "tests.Collecting", .basicsize = sizeof(Collecting), .builtin_shape = SHAPE(Collecting),
            .defines = collecting_defines
        };
        @EXPORT_TYPE("Collecting", collecting_spec)
        @INIT"""
    )
    import pickle

    views = [memoryview(mod.Collecting()) for _ in range(3)]
    assert all(bytes(view) == bytes(8) for view in views)
    del views
    pickled = pickle.PickleBuffer(mod.Collecting())
    assert bytes(pickled) == bytes(8)
    pickled.release()
