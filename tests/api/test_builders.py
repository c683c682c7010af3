"""List and tuple builders: new, set, build, cancel."""

import sys

import pytest

SNIPPET = r"""
    #define BUILDER(KIND, PREFIX) \
        HPyDef_METH(PREFIX##_build, #PREFIX "_build", HPyFunc_VARARGS) \
        static HPy PREFIX##_build_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) \
        { \
            KIND##Builder builder = KIND##Builder_New(ctx, (HPy_ssize_t)nargs); \
            for (size_t i = nargs; i-- > 0;)  /* any order will do */ \
                KIND##Builder_Set(ctx, builder, (HPy_ssize_t)i, args[i]); \
            return KIND##Builder_Build(ctx, builder); \
        } \
        HPyDef_METH(PREFIX##_cancel, #PREFIX "_cancel", HPyFunc_VARARGS) \
        static HPy PREFIX##_cancel_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) \
        { \
            KIND##Builder builder = KIND##Builder_New(ctx, (HPy_ssize_t)nargs + 1); \
            for (size_t i = 0; i < nargs; i++) \
                KIND##Builder_Set(ctx, builder, (HPy_ssize_t)i, args[i]); \
            KIND##Builder_Cancel(ctx, builder); \
            return HPy_Dup(ctx, ctx->h_None); \
        } \
        /* A builder that could not be made: used as if all were well, the error comes at the end. */ \
        HPyDef_METH(PREFIX##_failed, #PREFIX "_failed", HPyFunc_VARARGS) \
        static HPy PREFIX##_failed_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) \
        { \
            KIND##Builder builder = KIND##Builder_New(ctx, HPyLong_AsSsize_t(ctx, args[0])); \
            if (HPyErr_Occurred(ctx)) \
                HPy_FatalError(ctx, "an exception before the end"); \
            KIND##Builder_Set(ctx, builder, 0, ctx->h_None); \
            if (HPy_IsTrue(ctx, args[1])) \
                return KIND##Builder_Build(ctx, builder); \
            KIND##Builder_Cancel(ctx, builder); \
            return HPyBool_FromBool(ctx, !HPyErr_Occurred(ctx)); \
        }
    BUILDER(HPyList, list)
    BUILDER(HPyTuple, tuple)
    @EXPORT(list_build, list_cancel, list_failed, tuple_build, tuple_cancel, tuple_failed)
    @INIT
"""
KINDS = pytest.mark.parametrize("kind", [list, tuple])


@pytest.fixture
def call(make):
    mod = make(SNIPPET)
    return lambda kind, what, *args: getattr(mod, "%s_%s" % (kind.__name__, what))(*args)


@KINDS
@pytest.mark.parametrize("items", [(), (1,), (1, "b", None, [])])
def test_build(call, kind, items):
    made = call(kind, "build", *items)
    assert type(made) is kind
    assert made == kind(items)


@KINDS
def test_set_duplicates(call, kind):
    thing = object()
    before = sys.getrefcount(thing)
    made = call(kind, "build", thing, thing)
    assert sys.getrefcount(thing) == before + 2
    del made
    assert sys.getrefcount(thing) == before


@KINDS
def test_cancel_releases(call, kind):
    thing = object()
    before = sys.getrefcount(thing)
    assert call(kind, "cancel", thing, thing) is None
    assert sys.getrefcount(thing) == before


@KINDS
@pytest.mark.parametrize("size", [-1, sys.maxsize])
def test_failure_shows_at_build(call, kind, size):
    with pytest.raises(MemoryError):
        call(kind, "failed", size, True)


@KINDS
@pytest.mark.parametrize("size", [-1, sys.maxsize])
def test_cancel_after_failure(call, kind, size):
    assert call(kind, "failed", size, False) is True


@KINDS
def test_no_leaks(call, kind, leaks):
    leaks(call, kind, "build", [], {})
    leaks(call, kind, "cancel", [], {})
    leaks(call, kind, "failed", -1, True)
