"""Capsules: pointer, name, context, destructor; and capsules of the C API seen through HPy."""

import gc

import pytest

SNIPPET = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)

    static int pointee = 42, other_pointee = 43, context_value = 7;
    static const char name[] = "tests.capsule", same_name[] = "tests.capsule", other_name[] = "tests.other";

    static const char *named(HPyContext *ctx, HPy h)
    {
        switch (HPyLong_AsLong(ctx, h)) {
        case 0: return NULL;
        case 1: return name;
        case 2: return same_name;
        default: return other_name;
        }
    }
    #define NAMED(I) named(ctx, args[I])

    static int destroyed_ok, destroyed_count;
    HPyCapsule_DESTRUCTOR(drop)
    static void drop_impl(const char *capsule_name, void *pointer, void *context)
    {
        destroyed_count++;
        destroyed_ok = capsule_name == name && pointer == &pointee && context == &context_value;
    }
    static HPyCapsule_Destructor without_impl = {drop_trampoline, NULL};
    static HPyCapsule_Destructor without_trampoline = {NULL, drop_impl};

    static HPy status(HPyContext *ctx, int result)
    {
        if ((result < 0) != HPyErr_Occurred(ctx))
            HPy_FatalError(ctx, "result and exception disagree");
        return result < 0 ? HPy_NULL : HPyLong_FromLong(ctx, result);
    }
    /* An int that a pointer leads to, None for NULL. */
    static HPy follow(HPyContext *ctx, int *pointer)
    {
        if (pointer == NULL)
            return HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
        return HPyLong_FromLong(ctx, *pointer);
    }

    FUNCTION(new) { return HPyCapsule_New(ctx, &pointee, NAMED(0), NULL); }
    FUNCTION(new_null) { return HPyCapsule_New(ctx, NULL, name, NULL); }
    FUNCTION(new_with_destructor)
    {
        HPy capsule = HPyCapsule_New(ctx, &pointee, name, &drop);
        destroyed_count = destroyed_ok = 0;
        if (!HPy_IsNull(capsule) && HPyCapsule_SetContext(ctx, capsule, &context_value) < 0)
            return HPy_NULL;
        return capsule;
    }
    FUNCTION(new_without_impl) { return HPyCapsule_New(ctx, &pointee, name, &without_impl); }
    FUNCTION(new_without_trampoline) { return HPyCapsule_New(ctx, &pointee, name, &without_trampoline); }
    FUNCTION(destroyed) { return HPy_BuildValue(ctx, "ii", destroyed_count, destroyed_ok); }

    FUNCTION(pointer) { return follow(ctx, (int *)HPyCapsule_GetPointer(ctx, args[0], NAMED(1))); }
    FUNCTION(context) { return follow(ctx, (int *)HPyCapsule_GetContext(ctx, args[0])); }
    FUNCTION(name_of)
    {
        const char *found = HPyCapsule_GetName(ctx, args[0]);
        if (found == NULL)
            return HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
        return HPyUnicode_FromString(ctx, found);
    }
    FUNCTION(is_valid)
    {
        int result = HPyCapsule_IsValid(ctx, args[0], NAMED(1));
        if (HPyErr_Occurred(ctx))
            HPy_FatalError(ctx, "IsValid must not raise");
        return HPyLong_FromLong(ctx, result);
    }
    FUNCTION(set_pointer) { return status(ctx, HPyCapsule_SetPointer(ctx, args[0], &other_pointee)); }
    FUNCTION(set_null_pointer) { return status(ctx, HPyCapsule_SetPointer(ctx, args[0], NULL)); }
    FUNCTION(set_name) { return status(ctx, HPyCapsule_SetName(ctx, args[0], NAMED(1))); }
    FUNCTION(set_context) { return status(ctx, HPyCapsule_SetContext(ctx, args[0], &context_value)); }
    FUNCTION(set_null_context) { return status(ctx, HPyCapsule_SetContext(ctx, args[0], NULL)); }
    FUNCTION(set_destructor) { return status(ctx, HPyCapsule_SetDestructor(ctx, args[0], &drop)); }
    FUNCTION(remove_destructor) { return status(ctx, HPyCapsule_SetDestructor(ctx, args[0], NULL)); }
    FUNCTION(set_destructor_without_impl) { return status(ctx, HPyCapsule_SetDestructor(ctx, args[0], &without_impl)); }
    FUNCTION(set_destructor_without_trampoline)
    {
        return status(ctx, HPyCapsule_SetDestructor(ctx, args[0], &without_trampoline));
    }
    @EXPORT(new, new_null, new_with_destructor, new_without_impl, new_without_trampoline, destroyed, pointer, context)
    @EXPORT(name_of, is_valid, set_pointer, set_null_pointer, set_name, set_context, set_null_context)
    @EXPORT(set_destructor, remove_destructor, set_destructor_without_impl, set_destructor_without_trampoline)
    @INIT
"""
NONE, NAME, SAME_TEXT, OTHER = range(4)  # names of capsules; SAME_TEXT is at another address


@pytest.fixture
def mod(make):
    return make(SNIPPET)


def test_new(mod):
    assert type(mod.new(NAME)).__name__ == "PyCapsule"


@pytest.mark.parametrize("function", ["new_null", "new_without_impl", "new_without_trampoline"])
def test_new_refuses(mod, function):
    with pytest.raises(ValueError):
        getattr(mod, function)()


@pytest.mark.parametrize("made, asked", [(NAME, NAME), (NAME, SAME_TEXT), (NONE, NONE)])
def test_names_are_compared_as_text(mod, made, asked):
    assert mod.pointer(mod.new(made), asked) == 42


@pytest.mark.parametrize("made, asked", [(NAME, OTHER), (NAME, NONE), (NONE, NAME)])
def test_pointer_by_a_wrong_name(mod, made, asked):
    with pytest.raises(ValueError):
        mod.pointer(mod.new(made), asked)


@pytest.mark.parametrize(
    "function, args",
    [
        ("pointer", (NAME,)),
        ("context", ()),
        ("name_of", ()),
        ("set_pointer", ()),
        ("set_name", (NAME,)),
        ("set_context", ()),
        ("set_destructor", ()),
        ("remove_destructor", ()),
    ],
)
@pytest.mark.parametrize("wrong", [42, "text", None])
def test_something_else(mod, function, args, wrong):
    with pytest.raises(ValueError):
        getattr(mod, function)(wrong, *args)


def test_name(mod):
    assert mod.name_of(mod.new(NAME)) == "tests.capsule"
    assert mod.name_of(mod.new(NONE)) is None


def test_context_is_empty_at_first(mod):
    assert mod.context(mod.new(NAME)) is None


def test_set_context(mod):
    capsule = mod.new(NAME)
    assert mod.set_context(capsule) == 0
    assert mod.context(capsule) == 7
    assert mod.set_null_context(capsule) == 0
    assert mod.context(capsule) is None


def test_set_pointer(mod):
    capsule = mod.new(NAME)
    assert mod.set_pointer(capsule) == 0
    assert mod.pointer(capsule, NAME) == 43


def test_set_null_pointer(mod):
    capsule = mod.new(NAME)
    with pytest.raises(ValueError):
        mod.set_null_pointer(capsule)
    assert mod.pointer(capsule, NAME) == 42


@pytest.mark.parametrize("name, text", [(OTHER, "tests.other"), (NONE, None)])
def test_set_name(mod, name, text):
    capsule = mod.new(NAME)
    assert mod.set_name(capsule, name) == 0
    assert mod.name_of(capsule) == text
    assert mod.pointer(capsule, name) == 42


@pytest.mark.parametrize("asked, expected", [(NAME, 1), (SAME_TEXT, 1), (OTHER, 0), (NONE, 0)])
def test_is_valid(mod, asked, expected):
    assert mod.is_valid(mod.new(NAME), asked) == expected


def test_is_valid_never_raises(mod):
    assert mod.is_valid(42, NAME) == 0


def test_destructor(mod):
    capsule = mod.new_with_destructor()
    assert mod.destroyed() == (0, 0)
    del capsule
    gc.collect()
    assert mod.destroyed() == (1, 1)


def test_set_destructor(mod):
    capsule = mod.new_with_destructor()
    assert mod.remove_destructor(capsule) == 0
    assert mod.set_destructor(capsule) == 0
    del capsule
    gc.collect()
    assert mod.destroyed() == (1, 1)


def test_remove_destructor(mod):
    capsule = mod.new_with_destructor()
    assert mod.remove_destructor(capsule) == 0
    del capsule
    gc.collect()
    assert mod.destroyed() == (0, 0)


@pytest.mark.parametrize("function", ["set_destructor_without_impl", "set_destructor_without_trampoline"])
def test_incomplete_destructor(mod, function):
    with pytest.raises(ValueError):
        getattr(mod, function)(mod.new(NAME))


@pytest.mark.abis("universal", "hybrid")
def test_entries_of_the_table_take_a_key(make):
    """The accessors are inline functions over two entries of the table; the destructor cannot be read."""
    mod = make(r"""
        HPyDef_METH(get, "get", HPyFunc_O)
        static HPy get_impl(HPyContext *ctx, HPy self, HPy arg)
        {
            static int pointee = 42, context = 43;
            HPy capsule = HPyCapsule_New(ctx, &pointee, "name", NULL);
            void *found = NULL;
            if (!HPy_IsNull(capsule) && ctx->ctx_Capsule_Set(ctx, capsule, HPyCapsule_key_Context, &context) == 0)
                found = ctx->ctx_Capsule_Get(ctx, capsule, (_HPyCapsule_key)HPyLong_AsLong(ctx, arg), "name");
            HPy_Close(ctx, capsule);
            if (HPyErr_Occurred(ctx))
                return HPy_NULL;
            return HPy_BuildValue(ctx, "ii", found == &pointee, found == &context);
        }
        @EXPORT(get)
        @INIT""")
    assert mod.get(0) == (1, 0)
    assert mod.get(2) == (0, 1)
    with pytest.raises(ValueError):
        mod.get(3)


@pytest.mark.abis("cpython", "hybrid")
def test_shared_with_the_c_api(make):
    mod = make(r"""
        static int here = 5;

        static PyObject *c_new(PyObject *self, PyObject *ignored)
        {
            return PyCapsule_New(&here, "shared", NULL);
        }
        static PyObject *c_read(PyObject *self, PyObject *capsule)
        {
            int *pointer = PyCapsule_GetPointer(capsule, "shared");
            return pointer == NULL ? NULL : PyLong_FromLong(*pointer);
        }
        static PyMethodDef legacy[] = {
            {"c_new", c_new, METH_NOARGS, NULL}, {"c_read", c_read, METH_O, NULL}, {NULL, NULL, 0, NULL}
        };
        HPyDef_METH(new, "new", HPyFunc_NOARGS)
        static HPy new_impl(HPyContext *ctx, HPy self) { return HPyCapsule_New(ctx, &here, "shared", NULL); }

        HPyDef_METH(from_hpy, "read", HPyFunc_O)
        static HPy from_hpy_impl(HPyContext *ctx, HPy self, HPy arg)
        {
            int *pointer = HPyCapsule_GetPointer(ctx, arg, "shared");
            return pointer == NULL ? HPy_NULL : HPyLong_FromLong(ctx, *pointer);
        }
        @EXPORT(new, from_hpy)
        @EXPORT_LEGACY(legacy)
        @INIT""")
    assert mod.read(mod.c_new()) == 5
    assert mod.c_read(mod.new()) == 5


def test_no_leaks(mod, leaks):
    leaks(mod.new, NAME)
    leaks(mod.new_with_destructor)
    leaks(mod.new_without_impl)
