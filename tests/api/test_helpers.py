"""HPyHelpers_AddType, HPyHelpers_PackArgsAndKeywords, and the helpers around errno.

The other inline helpers are tested beside the functions they are made of.
"""

import collections
import errno
import os
import sys

import pytest

SNIPPET = r"""
    #include <errno.h>

    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)

    /* pack(*args, **kw): what the arguments become; None stands for HPy_NULL. */
    HPyDef_METH(pack, "pack", HPyFunc_KEYWORDS)
    static HPy pack_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        HPy tuple, dict, result;
        if (!HPyHelpers_PackArgsAndKeywords(ctx, args, nargs, kwnames, &tuple, &dict))
            return HPy_NULL;
        result = HPyTuple_Pack(ctx, 2, HPy_IsNull(tuple) ? ctx->h_None : tuple, HPy_IsNull(dict) ? ctx->h_None : dict);
        HPy_Close(ctx, tuple);
        HPy_Close(ctx, dict);
        return result;
    }

    /* pack_names(kwnames, *values): with any object as kwnames; the outputs must be untouched after a failure. */
    FUNCTION(pack_names)
    {
        HPy tuple = args[0], dict = args[0];
        if (!HPyHelpers_PackArgsAndKeywords(ctx, args + 1, 0, args[0], &tuple, &dict)) {
            if (!HPy_Is(ctx, tuple, args[0]) || !HPy_Is(ctx, dict, args[0]))
                HPyErr_SetString(ctx, ctx->h_AssertionError, "an output was written");
            return HPy_NULL;
        }
        if (!HPy_IsNull(tuple))
            HPyErr_SetString(ctx, ctx->h_AssertionError, "a tuple of nothing");
        return HPy_IsNull(dict) ? HPy_Dup(ctx, ctx->h_None) : dict;
    }

    FUNCTION(pack_to_null)
    {
        HPy out;
        if (HPy_Is(ctx, args[0], ctx->h_True))
            HPyHelpers_PackArgsAndKeywords(ctx, args, nargs, HPy_NULL, NULL, &out);
        else
            HPyHelpers_PackArgsAndKeywords(ctx, args, nargs, HPy_NULL, &out, NULL);
        return HPy_NULL;
    }

    FUNCTION(from_errno)
    {
        errno = (int)HPyLong_AsLong(ctx, args[1]);
        return HPyErr_SetFromErrno(ctx, args[0]);
    }
    FUNCTION(from_errno_with_name)
    {
        errno = (int)HPyLong_AsLong(ctx, args[1]);
        return HPyErr_SetFromErrnoWithFilenameObject(ctx, args[0], args[2]);
    }

    @EXPORT(pack, pack_names, pack_to_null, from_errno, from_errno_with_name)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET)


# ---- arguments as tuple and dict


@pytest.mark.parametrize("args, kw", [((), {}), ((1,), {}), ((1, "b"), {}), ((), {"x": 1}), ((1, 2), {"x": 3, "y": 4})])
def test_pack(mod, args, kw):
    assert mod.pack(*args, **kw) == (args or None, kw or None)


def test_pack_keeps_order_of_keywords(mod):
    assert list(mod.pack(z=1, a=2, m=3)[1]) == ["z", "a", "m"]


def test_pack_without_places_for_results(mod):
    for first in (True, False):
        with pytest.raises(SystemError, match="NULL"):
            mod.pack_to_null(first)


def test_pack_names(mod):
    assert mod.pack_names(()) is None
    assert mod.pack_names(("a", "b"), 1, 2) == {"a": 1, "b": 2}


def test_pack_dict(mod):
    kw = {"a": 1, "b": 2}
    packed = mod.pack_names(kw)
    assert packed == kw and packed is not kw
    assert mod.pack_names({}) is None


@pytest.mark.parametrize("kwnames", [3, None, ([],), ["a"], "a"])
def test_pack_bad_names(mod, kwnames):
    with pytest.raises(TypeError):
        mod.pack_names(kwnames, 1)


def test_pack_leaks_nothing(mod, leaks):
    thing = object()
    before = sys.getrefcount(thing)
    mod.pack(thing, thing, x=thing)
    with pytest.raises(TypeError):
        mod.pack_names(("a", []), thing, thing)
    assert sys.getrefcount(thing) == before
    leaks(lambda: mod.pack(1, 2, x=[]))
    leaks(mod.pack_names, ("a", []), 1, 2)


# ---- the full name of a type

FULL_NAME = r"""
    typedef struct { long n; } Data;
    HPyType_HELPERS(Data)
    HPyDef_SLOT(repr, HPy_tp_repr)
    static HPy repr_impl(HPyContext *ctx, HPy self)
    {
        HPy type = HPy_Type(ctx, self);
        HPy name = HPyType_GetFullyQualifiedName(ctx, type);
        HPy result = HPy_IsNull(name) ? HPy_NULL : HPyUnicode_FromFormat(ctx, "<%U>", name);
        HPy_Close(ctx, name);
        HPy_Close(ctx, type);
        return result;
    }
    static HPyDef *defines[] = {&repr, NULL};
    static HPyType_Spec spec = {
        .name = "some.package.Data", .basicsize = sizeof(Data), .builtin_shape = SHAPE(Data), .defines = defines,
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE
    };
    HPyDef_METH(full_name, "full_name", HPyFunc_O)
    static HPy full_name_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyType_GetFullyQualifiedName(ctx, arg);
    }
    HPyDef_METH(bare, "bare", HPyFunc_NOARGS)
    static HPy bare_impl(HPyContext *ctx, HPy self)
    {
        HPyType_Spec bare_spec = {.name = "Bare"};
        return HPyType_FromSpec(ctx, &bare_spec, NULL);
    }
    @EXPORT_TYPE("Data", spec)
    @EXPORT(full_name, bare)
    @INIT
"""


class Outer:
    class Inner:
        pass


def test_full_name(make):
    mod = make(FULL_NAME)
    for cls in (mod.Data, OSError, collections.OrderedDict, Outer.Inner, int, type(mod)):
        module = "" if cls.__module__ == "builtins" else cls.__module__ + "."
        assert mod.full_name(cls) == module + cls.__qualname__


def test_full_name_in_repr(make):
    cls = make(FULL_NAME).Data

    class Derived(cls):
        pass

    assert repr(cls()) == "<some.package.Data>"
    cls.__module__ = "other"
    assert repr(cls()) == "<other.Data>"
    assert repr(Derived()) == "<%s.test_full_name_in_repr.<locals>.Derived>" % __name__


@pytest.mark.parametrize("module, text", [(None, "X"), (5, "X"), ("builtins", "X"), ("\xe9\u20ac", "\xe9\u20ac.X")])
def test_full_name_without_module(make, module, text):
    assert make(FULL_NAME).full_name(type("X", (), {"__module__": module})) == text


def test_full_name_of_a_type_that_has_none(make):
    mod = make(FULL_NAME)
    with pytest.warns(DeprecationWarning):
        bare = mod.bare()
    assert mod.full_name(bare) == "Bare"


def test_full_name_that_fails(make):
    class Meta(type):
        @property
        def __module__(cls):
            raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="^mine$"):
        make(FULL_NAME).full_name(Meta("X", (), {}))


# ---- errno


@pytest.mark.parametrize(
    "number, type",
    [
        (errno.ENOENT, FileNotFoundError),
        (errno.EEXIST, FileExistsError),
        (errno.E2BIG, OSError),
    ],
)
def test_errno(mod, number, type):
    with pytest.raises(type) as error:
        mod.from_errno(OSError, number)
    assert error.type is type
    assert (error.value.errno, error.value.strerror, error.value.filename) == (number, os.strerror(number), None)


@pytest.mark.parametrize("name", ["a file", b"bytes", 3])
def test_errno_with_name(mod, name):
    with pytest.raises(FileNotFoundError) as error:
        mod.from_errno_with_name(OSError, errno.ENOENT, name)
    assert error.value.filename == name
    assert error.value.filename2 is None


# ---- adding a type


def test_add_type(make):
    mod = make(r"""
        HPyDef_METH(answer, "answer", HPyFunc_NOARGS)
        static HPy answer_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, 42); }

        static HPyDef *Simple_defines[] = {&answer, NULL};
        static HPyType_Spec Simple_spec = {.name = "mod.Simple", .defines = Simple_defines};

        HPyDef_METH(add, "add", HPyFunc_VARARGS)
        static HPy add_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
        {
            HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, args[1]}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
            HPyType_SpecParam *given = HPy_Is(ctx, args[1], ctx->h_None) ? NULL : params;
            int ok = HPyHelpers_AddType(ctx, args[0], "Simple", &Simple_spec, given);
            return ok ? HPyLong_FromLong(ctx, ok) : HPy_NULL;
        }
        @EXPORT(add)
        @INIT""")

    class Namespace:
        pass

    assert mod.add(Namespace, None) == 1
    assert Namespace.Simple.__name__ == "Simple"
    assert Namespace.Simple().answer() == 42
    assert mod.add(Namespace, Namespace) == 1
    assert Namespace.Simple.__bases__ == (Namespace,)
    with pytest.raises(AttributeError):
        mod.add(3, None)
    with pytest.raises(TypeError):
        mod.add(Namespace, "no type")
