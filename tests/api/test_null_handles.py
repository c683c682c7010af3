"""HPy_NULL where it is allowed: the call does what is said of it, and other handles stay what they are."""

import pytest

CALLS = r"""
    #include <errno.h>
    typedef struct { HPyField item; } Box;
    HPyType_HELPERS(Box)
    HPyDef_SLOT(Box_traverse, HPy_tp_traverse)
    static int Box_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Box *)self)->item);
        return 0;
    }
    HPyDef_SLOT(Box_new, HPy_tp_new)
    static HPy Box_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Box *box;
        return HPy_New(ctx, cls, &box);
    }
    static HPyDef *Box_defines[] = {&Box_traverse, &Box_new, NULL};
    static HPyType_Spec Box_spec = {
        .name = "tests.Box", .basicsize = sizeof(Box), .builtin_shape = SHAPE(Box), .defines = Box_defines,
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    };
    @EXPORT_TYPE("Box", Box_spec)
    static HPyGlobal kept;
    @EXPORT_GLOBAL(kept)

    #define FUNCTION(NAME) \
        HPyDef_METH(with_##NAME, #NAME, HPyFunc_O) \
        static HPy with_##NAME##_impl(HPyContext *ctx, HPy self, HPy arg)
    #define NONE HPy_Dup(ctx, ctx->h_None)

    FUNCTION(close) { HPy_Close(ctx, HPy_NULL); return NONE; }
    FUNCTION(dup) { return HPyBool_FromBool(ctx, HPy_IsNull(HPy_Dup(ctx, HPy_NULL))); }
    FUNCTION(store_field)
    {
        HPyField *field = &Box_AsStruct(ctx, arg)->item;
        int i;
        for (i = 0; i < 5; i++)
            HPyField_Store(ctx, arg, field, HPy_NULL);
        HPyField_Store(ctx, arg, field, ctx->h_True);
        HPyField_Store(ctx, arg, field, HPy_NULL);
        return HPyBool_FromBool(ctx, HPyField_IsNull(*field));
    }
    FUNCTION(store_global)
    {
        HPy value;
        HPyGlobal_Store(ctx, &kept, HPy_NULL);
        HPyGlobal_Store(ctx, &kept, arg);
        HPyGlobal_Store(ctx, &kept, HPy_NULL);
        HPyGlobal_Store(ctx, &kept, arg);
        value = HPyGlobal_Load(ctx, kept);
        HPyGlobal_Store(ctx, &kept, HPy_NULL);
        return value;
    }
    FUNCTION(track)
    {
        HPyTracker ht = HPyTracker_New(ctx, 0);
        int i, failed = 0;
        for (i = 0; i < 20; i++)
            failed |= HPyTracker_Add(ctx, ht, HPy_NULL);
        HPyTracker_Close(ctx, ht);
        return HPyLong_FromLong(ctx, failed);
    }
    FUNCTION(forget)
    {
        HPyTracker ht = HPyTracker_New(ctx, 0);
        int failed = HPyTracker_Add(ctx, ht, HPy_NULL) | HPyTracker_Add(ctx, ht, arg);
        HPyTracker_ForgetAll(ctx, ht);
        failed |= HPyTracker_Add(ctx, ht, HPy_NULL);
        HPyTracker_Close(ctx, ht);
        return HPyLong_FromLong(ctx, failed);
    }
    FUNCTION(list)
    {
        HPyListBuilder builder = HPyListBuilder_New(ctx, 2);
        HPyListBuilder_Set(ctx, builder, 0, HPy_NULL);
        HPyListBuilder_Set(ctx, builder, 0, arg);
        HPyListBuilder_Set(ctx, builder, 1, arg);
        HPyListBuilder_Cancel(ctx, builder);
        return NONE;
    }
    FUNCTION(tuple)
    {
        HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, 2);
        HPyTupleBuilder_Set(ctx, builder, 1, HPy_NULL);
        HPyTupleBuilder_Cancel(ctx, builder);
        return NONE;
    }
    FUNCTION(raise) { return HPyErr_SetObject(ctx, arg, HPy_NULL); }
    FUNCTION(warn) { return HPyErr_WarnEx(ctx, HPy_NULL, "careful", 1) < 0 ? HPy_NULL : NONE; }
    FUNCTION(exception) { return HPyErr_NewException(ctx, "tests.Error", HPy_NULL, HPy_NULL); }
    FUNCTION(variable)
    {
        HPy variable = HPyContextVar_New(ctx, "variable", HPy_NULL), value = HPy_NULL;
        int result = HPy_IsNull(variable) ? -1 : HPyContextVar_Get(ctx, variable, HPy_NULL, &value);
        HPy_Close(ctx, variable);
        return result < 0 ? HPy_NULL : HPyBool_FromBool(ctx, HPy_IsNull(value));
    }
    FUNCTION(type) { return HPy_Type(ctx, HPy_NULL); }
    FUNCTION(delete) { return HPy_SetAttr_s(ctx, arg, "a", HPy_NULL) < 0 ? HPy_NULL : NONE; }
    FUNCTION(unraisable)
    {
        HPyErr_SetString(ctx, arg, "nobody hears of it");
        HPyErr_WriteUnraisable(ctx, HPy_NULL);
        return HPyBool_FromBool(ctx, HPyErr_Occurred(ctx));
    }
    FUNCTION(number)
    {
        errno = 2;
        return HPyErr_SetFromErrnoWithFilenameObjects(ctx, arg, HPy_NULL, HPy_NULL);
    }
    FUNCTION(call) { return HPy_CallTupleDict(ctx, arg, HPy_NULL, HPy_NULL); }

    /* Handles that are opened now are those of what they were opened for. */
    HPyDef_METH(check, "check", HPyFunc_NOARGS)
    static HPy check_impl(HPyContext *ctx, HPy self)
    {
        HPy opened[2000];
        int i, wrong = 0;
        for (i = 0; i < 2000; i++)
            opened[i] = HPyLong_FromLong(ctx, i + 1000000);
        for (i = 0; i < 2000; i++) {
            wrong += HPy_IsNull(opened[i]) || HPyLong_AsLong(ctx, opened[i]) != i + 1000000;
            HPy_Close(ctx, opened[i]);
        }
        return HPyLong_FromLong(ctx, wrong);
    }
    @EXPORT(with_close, with_dup, with_store_field, with_store_global, with_track, with_forget, with_list)
    @EXPORT(with_tuple, with_raise, with_warn, with_exception, with_variable, with_call)
    @EXPORT(with_type, with_delete, with_unraisable, with_number, check)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(CALLS)


@pytest.mark.parametrize(
    "name, result",
    [
        ("close", None),
        ("dup", True),
        ("store_global", 7),
        ("track", 0),
        ("forget", 0),
        ("list", None),
        ("tuple", None),
        ("variable", True),
    ],
)
def test_null(mod, name, result):
    assert getattr(mod, name)(7) == result
    assert mod.check() == 0


def test_null_in_a_field(mod):
    assert mod.store_field(mod.Box()) is True
    assert mod.check() == 0


def test_null_for_the_value_of_an_exception(mod):
    for error in (KeyError, OSError):
        with pytest.raises(error) as raised:
            mod.__dict__["raise"](error)
        assert type(raised.value) is error and raised.value.args == ()
    assert mod.check() == 0


def test_null_for_an_object_without_a_type(mod):
    with pytest.raises(SystemError, match="^null argument to internal routine$"):
        mod.type(0)
    assert mod.check() == 0


def test_null_for_the_value_of_an_attribute(mod):
    class Thing:
        pass

    thing = Thing()
    thing.a = 1
    mod.delete(thing)
    assert not hasattr(thing, "a") and mod.check() == 0
    with pytest.raises(AttributeError):
        mod.delete(thing)
    assert mod.check() == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_null_for_an_object_that_is_to_blame(mod):
    assert mod.unraisable(KeyError) is False
    assert mod.check() == 0


def test_null_for_names_of_files(mod):
    with pytest.raises(FileNotFoundError) as raised:
        mod.number(OSError)
    assert (raised.value.errno, raised.value.filename, raised.value.filename2) == (2, None, None)
    assert mod.check() == 0


def test_null_for_the_category_of_a_warning(mod):
    with pytest.warns(RuntimeWarning, match="careful"):
        mod.warn(0)
    assert mod.check() == 0


def test_null_for_the_base_of_an_exception(mod):
    assert mod.exception(0).__bases__ == (Exception,)
    assert mod.check() == 0


def test_null_for_arguments(mod):
    assert mod.call(dict) == {}
    assert mod.check() == 0
