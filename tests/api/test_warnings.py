"""Warnings with texts of any kind, of a place, of resources; import errors, bad arguments. ... is HPy_NULL."""

import sys
import warnings

import pytest

SNIPPET = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    #define OBJECT(I) or_null(ctx, args[I])
    #define TEXT(I) text_or_null(ctx, args[I])

    static HPy or_null(HPyContext *ctx, HPy h)
    {
        return HPy_Is(ctx, h, ctx->h_Ellipsis) ? HPy_NULL : h;
    }
    static const char *text_or_null(HPyContext *ctx, HPy h)
    {
        return HPy_Is(ctx, h, ctx->h_Ellipsis) ? NULL : HPyUnicode_AsUTF8AndSize(ctx, h, NULL);
    }
    static HPy number(HPyContext *ctx, int n)
    {
        return n < 0 ? HPy_NULL : HPyLong_FromLong(ctx, n);
    }
    static HPy null(HPyContext *ctx, HPy h)
    {
        if (!HPy_IsNull(h))
            HPy_FatalError(ctx, "a setter must return HPy_NULL");
        return HPy_NULL;
    }
    static HPy format_v(HPyContext *ctx, HPy type, const char *fmt, ...)
    {
        HPy first, second;
        va_list values;
        va_start(values, fmt);
        first = HPyErr_FormatV(ctx, type, fmt, values);
        second = HPyErr_FormatV(ctx, type, fmt, values); /* the list is as it was */
        va_end(values);
        return HPy_IsNull(first) ? second : first;
    }

    FUNCTION(warn)
    {
        long level = HPyLong_AsLong(ctx, args[2]);
        return number(ctx, HPyErr_WarnObject(ctx, OBJECT(0), args[1], level, OBJECT(3)));
    }
    FUNCTION(warn_format)
    {
        return number(ctx, HPyErr_WarnFormat(ctx, OBJECT(0), 1, "%S and %d: %R", args[1], 42, args[2]));
    }
    FUNCTION(warn_bad_format) { return number(ctx, HPyErr_WarnFormat(ctx, OBJECT(0), 1, "%y")); }
    FUNCTION(resource) { return number(ctx, HPyErr_ResourceWarning(ctx, args[0], 1, "unclosed %R", args[0])); }
    FUNCTION(explicit_)
    {
        int line = (int)HPyLong_AsLong(ctx, args[3]);
        return number(ctx, HPyErr_WarnExplicit(ctx, OBJECT(0), TEXT(1), TEXT(2), line, TEXT(4), OBJECT(5)));
    }

    FUNCTION(set_none) { return null(ctx, HPyErr_SetNone(ctx, args[0])); }
    FUNCTION(set_none_while_pending)
    {
        HPyErr_SetString(ctx, ctx->h_KeyError, "first");
        return null(ctx, HPyErr_SetNone(ctx, args[0]));
    }
    FUNCTION(format) { return null(ctx, format_v(ctx, args[0], "%R has %d", args[1], 5)); }
    FUNCTION(bad_argument) { return null(ctx, HPyErr_BadArgument(ctx)); }
    FUNCTION(bad_call) { return null(ctx, HPyErr_BadInternalCall(ctx)); }
    FUNCTION(import_error) { return null(ctx, HPyErr_SetImportError(ctx, OBJECT(0), OBJECT(1), OBJECT(2))); }
    FUNCTION(import_subclass)
    {
        HPyErr_SetString(ctx, ctx->h_KeyError, "first");
        return null(ctx, HPyErr_SetImportErrorSubclass(ctx, args[0], OBJECT(1), OBJECT(2), OBJECT(3)));
    }

    @EXPORT(warn, warn_format, warn_bad_format, resource, explicit_, set_none, set_none_while_pending, format)
    @EXPORT(bad_argument, bad_call, import_error, import_subclass)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


# ---- warnings


@pytest.mark.parametrize("text", ["plain", "", "\u20ac\U0001f600", "a\0b", "\ud800"])
def test_warning_with_a_text(mod, text):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert mod.warn(DeprecationWarning, text, 1, ...) == 0
    (warning,) = seen
    assert (warning.category, str(warning.message), warning.filename) == (DeprecationWarning, text, __file__)


def test_warning_of_null_is_a_runtime_warning(mod):
    with pytest.warns(RuntimeWarning, match="text"):
        assert mod.warn(..., "text", 1, ...) == 0


def test_level(mod):
    def caller():
        mod.warn(UserWarning, "text", 2, ...)

    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        caller()
    assert seen[0].lineno == sys._getframe().f_lineno - 1


def test_warning_as_error(mod):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UserWarning, match="text"):
            mod.warn(UserWarning, "text", 1, ...)
        with pytest.raises(ResourceWarning):
            mod.warn(ResourceWarning, "text", 1, [])
        with pytest.raises(DeprecationWarning, match=r"^\[\] and 42: 'x'$"):
            mod.warn_format(DeprecationWarning, [], "x")
        with pytest.raises(ResourceWarning, match=r"^unclosed \[5\]$"):
            mod.resource([5])
        with pytest.raises(SyntaxWarning):
            mod.explicit_(SyntaxWarning, "text", "file.hyx", 5, ..., ...)


def test_warning_that_is_ignored(mod):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert mod.warn(UserWarning, "text", 1, ...) == mod.warn_format(..., 1, 2) == mod.resource(5) == 0
        assert mod.explicit_(..., "text", "file.hyx", 5, ..., ...) == 0


@pytest.mark.no_debug
@pytest.mark.parametrize("text", [5, None, b"bytes"])
def test_text_that_is_none(mod, text):
    with pytest.raises(TypeError, match="HPyErr_WarnObject requires a str as message, not %s" % type(text).__name__):
        mod.warn(UserWarning, text, 1, ...)


@pytest.mark.parametrize("category", [5, int, None])
def test_category_that_is_none(mod, category):
    """What CPython's warnings say of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises((TypeError, ValueError)):
            mod.warn(category, "text", 1, ...)


def test_source(mod):
    source = object()
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert mod.warn(ResourceWarning, "text", 1, source) == 0
        assert mod.resource(source) == 0
    assert [warning.source for warning in seen] == [source, source]
    assert str(seen[1].message) == "unclosed %r" % source


@pytest.mark.parametrize("category", [UserWarning, ...])
def test_source_is_for_resources(mod, category):
    with pytest.raises(TypeError, match="only a ResourceWarning has a source"):
        mod.warn(category, "text", 1, object())


def test_format(mod):
    with pytest.warns(UserWarning) as seen:
        assert mod.warn_format(UserWarning, "\ud800\0", "x") == 0
    assert str(seen[0].message) == "\ud800\0 and 42: 'x'"


def test_format_that_fails(mod):
    class Hard:
        def __str__(self):
            raise OSError("no text")

    with pytest.raises(OSError, match="no text"):
        mod.warn_format(UserWarning, Hard(), 1)
    with pytest.raises(SystemError):
        mod.warn_bad_format(UserWarning)


@pytest.mark.parametrize("module", [..., "some.module"])
def test_explicit(mod, module):
    registry = {}
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("default")
        for _ in range(2):  # the registry knows the second time
            assert mod.explicit_(SyntaxWarning, "\u20ac text", "file.hyx", 5, module, registry) == 0
    (warning,) = seen
    assert (warning.category, str(warning.message)) == (SyntaxWarning, "\u20ac text")
    assert (warning.filename, warning.lineno) == ("file.hyx", 5) and registry


def test_explicit_filter_by_module(mod):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.filterwarnings("error", module="some.module")
        assert mod.explicit_(UserWarning, "text", "file.hyx", 5, "other", ...) == 0
        with pytest.raises(UserWarning):
            mod.explicit_(UserWarning, "text", "file.hyx", 5, "some.module", ...)


def test_explicit_null_is_a_runtime_warning(mod):
    with pytest.warns(RuntimeWarning, match="text"):
        assert mod.explicit_(..., "text", "file.hyx", 5, ..., ...) == 0


def test_explicit_with_a_wrong_registry(mod):
    with pytest.raises(TypeError, match="registry"):
        mod.explicit_(UserWarning, "text", "file.hyx", 5, ..., 7)


def test_warning_while_python_ends(build, python):
    """Nothing can be imported any more; the warning is shown all the same."""
    code = """
        import warnings
        warnings.simplefilter("always")
        class Late:
            def __del__(self, resource=mod.resource):
                resource(5)
        late = Late()
        """
    assert "unclosed 5" in python(code, build(SNIPPET, minor=2)).stderr


# ---- raising


@pytest.mark.parametrize("function", ["set_none", "set_none_while_pending"])
def test_set_none(mod, function):
    with pytest.raises(OSError) as info:
        getattr(mod, function)(OSError)
    assert type(info.value) is OSError and info.value.args == () and info.value.__context__ is None


def test_format_with_a_list_of_values(mod):
    with pytest.raises(ValueError, match="^'x' has 5$"):
        mod.format(ValueError, "x")


def test_bad_argument(mod):
    with pytest.raises(TypeError, match="^bad argument type for built-in operation$"):
        mod.bad_argument()


def test_bad_internal_call(mod):
    with pytest.raises(SystemError, match=r"test_warnings\.py:\d+: bad argument to internal function$"):
        mod.bad_call()


@pytest.mark.parametrize("name, path", [("pkg.mod", "/a/b"), (..., ...), ("pkg", ...), (..., "/a"), (5, [])])
def test_import_error(mod, name, path):
    with pytest.raises(ImportError) as info:
        mod.import_error("no", name, path)
    expected = [None if part is ... else part for part in (name, path)]
    assert type(info.value) is ImportError and str(info.value) == "no"
    assert [info.value.name, info.value.path] == expected and info.value.msg == "no"


def test_import_error_of_a_subclass(mod):
    class Own(ModuleNotFoundError):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.given = args, kwargs

    with pytest.raises(Own) as info:
        mod.import_subclass(Own, ["message"], "name", ...)
    assert info.value.given == ((["message"],), {"name": "name", "path": None}) and info.value.__context__ is None


@pytest.mark.parametrize("cls", [OSError, 5, ImportError("instance"), int])
def test_import_error_of_another_class(mod, cls):
    with pytest.raises(TypeError, match="^expected a subclass of ImportError$"):
        mod.import_subclass(cls, "message", ..., ...)


def test_import_error_without_message(mod):
    with pytest.raises(TypeError, match="^expected a message argument$"):
        mod.import_error(..., ..., ...)


def test_import_error_that_cannot_be_made(mod):
    class Hard(ImportError):
        def __init__(self, *args, **kwargs):
            raise OSError("no")

    with pytest.raises(OSError, match="^no$"):
        mod.import_subclass(Hard, "message", ..., ...)


def test_no_leaks(mod, leaks):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        leaks(mod.warn, UserWarning, "text", 1, ...)
        leaks(mod.resource, [])
        leaks(mod.explicit_, UserWarning, "text", "file.hyx", 5, ..., {})
    leaks(mod.set_none, OSError)
    leaks(mod.import_error, "message", "name", "path")
