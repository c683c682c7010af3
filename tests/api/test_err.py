"""Exceptions and warnings: raising, asking, clearing, new exception types, fatal errors. ... stands for HPy_NULL."""

import errno
import os
import sys
import warnings

import pytest

SNIPPET = r"""
    #include <errno.h>
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    #define TEXT(I) text_or_null(ctx, args[I])
    #define OBJECT(I) or_null(ctx, args[I])

    static const char *text_or_null(HPyContext *ctx, HPy h)
    {
        return HPy_Is(ctx, h, ctx->h_Ellipsis) ? NULL : HPyUnicode_AsUTF8AndSize(ctx, h, NULL);
    }
    static HPy or_null(HPyContext *ctx, HPy h)
    {
        return HPy_Is(ctx, h, ctx->h_Ellipsis) ? HPy_NULL : h;
    }
    /* What a setter returned must be null. */
    static HPy null(HPyContext *ctx, HPy h)
    {
        if (!HPy_IsNull(h))
            HPy_FatalError(ctx, "a setter must return HPy_NULL");
        return HPy_NULL;
    }

    FUNCTION(set_string) { return null(ctx, HPyErr_SetString(ctx, args[0], TEXT(1))); }
    FUNCTION(set_object) { return null(ctx, HPyErr_SetObject(ctx, args[0], args[1])); }
    FUNCTION(no_memory) { return null(ctx, HPyErr_NoMemory(ctx)); }
    FUNCTION(from_errno)
    {
        int number = (int)HPyLong_AsLong(ctx, args[1]);
        errno = number;
        return null(ctx, HPyErr_SetFromErrno(ctx, args[0]));
    }
    FUNCTION(from_errno_name)
    {
        int number = (int)HPyLong_AsLong(ctx, args[1]);
        const char *name = TEXT(2);
        errno = number;
        return null(ctx, HPyErr_SetFromErrnoWithFilename(ctx, args[0], name));
    }
    FUNCTION(from_errno_object)
    {
        errno = (int)HPyLong_AsLong(ctx, args[1]);
        return null(ctx, HPyErr_SetFromErrnoWithFilenameObject(ctx, args[0], OBJECT(2)));
    }
    FUNCTION(from_errno_objects)
    {
        errno = (int)HPyLong_AsLong(ctx, args[1]);
        return null(ctx, HPyErr_SetFromErrnoWithFilenameObjects(ctx, args[0], OBJECT(2), OBJECT(3)));
    }

    /* Raise KeyError, then by the setter number args[0] another one. */
    FUNCTION(set_over_pending)
    {
        long number = HPyLong_AsLong(ctx, args[0]);
        HPyErr_SetString(ctx, ctx->h_KeyError, "first");
        errno = ENOENT;
        switch (number) {
        case 0: return HPyErr_SetString(ctx, ctx->h_ValueError, "second");
        case 1: return HPyErr_SetObject(ctx, ctx->h_ValueError, args[1]);
        case 2: return HPyErr_Format(ctx, ctx->h_ValueError, "%S and %R and %d", args[1], args[1], 2);
        case 3: return HPyErr_NoMemory(ctx);
        case 4: return HPyErr_SetFromErrno(ctx, ctx->h_OSError);
        case 5: return HPyErr_SetFromErrnoWithFilename(ctx, ctx->h_OSError, "second");
        case 6: return HPyErr_SetFromErrnoWithFilenameObject(ctx, ctx->h_OSError, args[1]);
        default: return HPyErr_SetFromErrnoWithFilenameObjects(ctx, ctx->h_OSError, args[1], args[1]);
        }
    }
    FUNCTION(occurred_and_clear)
    {
        int before = HPyErr_Occurred(ctx), during, after;
        HPyErr_SetString(ctx, ctx->h_ValueError, "to be cleared");
        during = HPyErr_Occurred(ctx);
        HPyErr_Clear(ctx);
        after = HPyErr_Occurred(ctx);
        HPyErr_Clear(ctx);  /* with none pending: nothing */
        return HPy_BuildValue(ctx, "iii", before, during, after);
    }
    /* Raise args[0]; does it match args[1]? */
    FUNCTION(matches)
    {
        int result;
        HPyErr_SetString(ctx, args[0], "");
        result = HPyErr_ExceptionMatches(ctx, args[1]);
        HPyErr_Clear(ctx);
        return HPyLong_FromLong(ctx, result);
    }
    FUNCTION(nothing_matches) { return HPyLong_FromLong(ctx, HPyErr_ExceptionMatches(ctx, ctx->h_BaseException)); }
    /* Call args[0]; None when it raises KeyError, which is dropped. */
    FUNCTION(ignore_key_error)
    {
        HPy result = HPy_CallTupleDict(ctx, args[0], HPy_NULL, HPy_NULL);
        if (!HPy_IsNull(result) || !HPyErr_ExceptionMatches(ctx, ctx->h_KeyError))
            return result;
        HPyErr_Clear(ctx);
        return HPy_Dup(ctx, ctx->h_None);
    }

    FUNCTION(new_exception) { return HPyErr_NewException(ctx, TEXT(0), OBJECT(1), OBJECT(2)); }
    FUNCTION(new_exception_with_doc)
    {
        return HPyErr_NewExceptionWithDoc(ctx, TEXT(0), TEXT(1), OBJECT(2), OBJECT(3));
    }
    FUNCTION(warn)
    {
        int result = HPyErr_WarnEx(ctx, OBJECT(0), TEXT(1), HPyLong_AsSsize_t(ctx, args[2]));
        if ((result < 0) != HPyErr_Occurred(ctx))
            HPy_FatalError(ctx, "result and exception disagree");
        return result < 0 ? HPy_NULL : HPyLong_FromLong(ctx, result);
    }
    FUNCTION(unraisable)
    {
        HPyErr_SetString(ctx, ctx->h_ValueError, "unraised");
        HPyErr_WriteUnraisable(ctx, OBJECT(0));
        return HPyLong_FromLong(ctx, HPyErr_Occurred(ctx));
    }
    FUNCTION(fatal)
    {
        HPy_FatalError(ctx, "boom!");
    }
    @EXPORT(set_string, set_object, no_memory, from_errno, from_errno_name, from_errno_object, from_errno_objects)
    @EXPORT(occurred_and_clear, matches, nothing_matches, ignore_key_error, new_exception, new_exception_with_doc)
    @EXPORT(warn, unraisable, fatal, set_over_pending)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET)


# ---- raising


@pytest.mark.parametrize(
    "number, kind, text",
    [
        (0, ValueError, "second"),
        (1, ValueError, "value"),
        (2, ValueError, "value and Value() and 2"),
        (3, MemoryError, ""),
        (4, FileNotFoundError, None),
        (5, FileNotFoundError, None),
        (6, FileNotFoundError, None),
        (7, FileNotFoundError, None),
    ],
)
@pytest.mark.parametrize("handling", [False, True])
def test_setter_replaces_pending_exception(mod, number, kind, text, handling):
    class Value:
        def __str__(self):
            return str("".join(["val", "ue"]))

        def __repr__(self):
            return "Value()"

    with pytest.raises(kind) as info:
        if handling:
            try:
                raise RuntimeError
            except RuntimeError:
                mod.set_over_pending(number, Value())
        else:
            mod.set_over_pending(number, Value())
    assert info.type is kind
    assert text is None or str(info.value) == text
    assert number < 4 or info.value.errno == errno.ENOENT


@pytest.mark.parametrize("kind", [ValueError, KeyError, KeyboardInterrupt])
def test_set_string(mod, kind):
    with pytest.raises(kind) as info:
        mod.set_string(kind, "größe")
    assert info.value.args == ("größe",)


def test_set_object(mod):
    value = [1, 2]
    with pytest.raises(ValueError) as info:
        mod.set_object(ValueError, value)
    assert info.value.args[0] is value


def test_set_object_with_an_instance(mod):
    error = KeyError("this one")
    with pytest.raises(KeyError) as info:
        mod.set_object(KeyError, error)
    assert info.value is error


def test_set_object_with_a_tuple_gives_several_arguments(mod):
    with pytest.raises(ValueError) as info:
        mod.set_object(ValueError, (1, 2))
    assert info.value.args == (1, 2)


def test_no_memory(mod):
    with pytest.raises(MemoryError):
        mod.no_memory()


# ---- from errno


def test_errno_chooses_the_class(mod):
    with pytest.raises(FileNotFoundError) as info:
        mod.from_errno(OSError, errno.ENOENT)
    assert info.value.errno == errno.ENOENT
    assert info.value.strerror == os.strerror(errno.ENOENT)
    assert info.value.filename is None


def test_errno_with_a_name(mod):
    with pytest.raises(PermissionError) as info:
        mod.from_errno_name(OSError, errno.EACCES, "größe.txt")
    assert info.value.filename == "größe.txt"
    assert info.value.filename2 is None


def test_errno_with_null_for_a_name(mod):
    with pytest.raises(OSError) as info:
        mod.from_errno_name(OSError, errno.EINVAL, ...)
    assert info.value.filename is None
    assert info.value.args == (errno.EINVAL, os.strerror(errno.EINVAL))


def test_errno_with_an_object(mod):
    name = ["any object"]
    with pytest.raises(OSError) as info:
        mod.from_errno_object(OSError, errno.EINVAL, name)
    assert info.value.filename is name


def test_errno_with_two_objects(mod):
    with pytest.raises(OSError) as info:
        mod.from_errno_objects(OSError, errno.EXDEV, "one", b"two")
    assert (info.value.errno, info.value.filename, info.value.filename2) == (errno.EXDEV, "one", b"two")


@pytest.mark.parametrize("first, second", [("one", None), (None, None)])
def test_errno_null_objects_are_left_out(mod, first, second):
    with pytest.raises(OSError) as info:
        mod.from_errno_objects(OSError, errno.EXDEV, ... if first is None else first, ...)
    assert (info.value.filename, info.value.filename2) == (first, second)


# ---- asking and clearing


def test_occurred_and_clear(mod):
    assert mod.occurred_and_clear() == (0, 1, 0)


@pytest.mark.parametrize(
    "raised, asked, expected",
    [
        (KeyError, KeyError, 1),
        (KeyError, LookupError, 1),
        (LookupError, KeyError, 0),
        (KeyError, (ValueError, KeyError), 1),
        (KeyError, (ValueError, (TypeError, LookupError)), 1),
        (KeyError, (), 0),
    ],
)
def test_matches(mod, raised, asked, expected):
    assert mod.matches(raised, asked) == expected


def test_matches_with_none_pending(mod):
    assert mod.nothing_matches() == 0


def test_dropping_an_exception(mod):
    assert mod.ignore_key_error(lambda: {}["missing"]) is None
    assert mod.ignore_key_error(lambda: 5) == 5
    with pytest.raises(IndexError):
        mod.ignore_key_error(lambda: [][0])


# ---- new exception types


def test_new_exception(mod):
    made = mod.new_exception("pack.age.Name", ..., ...)
    assert issubclass(made, Exception)
    assert made.__base__ is Exception
    assert (made.__module__, made.__name__) == ("pack.age", "Name")
    assert made.__doc__ is None


def test_new_exception_base(mod):
    assert mod.new_exception("m.Name", KeyError, ...).__bases__ == (KeyError,)
    assert mod.new_exception("m.Name", (KeyError, AttributeError), ...).__bases__ == (KeyError, AttributeError)


def test_new_exception_dict(mod):
    made = mod.new_exception("m.Name", ..., {"attribute": 5})
    assert made.attribute == 5


def test_new_exception_with_doc(mod):
    made = mod.new_exception_with_doc("m.Name", "Its doc: ä.", ValueError, {"x": 1})
    assert made.__doc__ == "Its doc: ä."
    assert made.__base__ is ValueError
    assert made.x == 1


def test_new_exception_without_doc(mod):
    assert mod.new_exception_with_doc("m.Name", ..., ..., ...).__base__ is Exception


def test_new_exception_can_be_raised(mod):
    made = mod.new_exception("m.Name", ..., ...)
    with pytest.raises(made, match="raised"):
        mod.set_string(made, "raised")


@pytest.mark.parametrize(
    "function, args", [("new_exception", ("Name", ..., ...)), ("new_exception_with_doc", ("Name", "doc", ..., ...))]
)
def test_new_exception_needs_a_dot(mod, function, args):
    with pytest.raises(SystemError):
        getattr(mod, function)(*args)


def test_new_exception_wrong_base(mod):
    with pytest.raises(TypeError):
        mod.new_exception("m.Name", 42, ...)


# ---- warnings


@pytest.mark.parametrize("category", [UserWarning, FutureWarning])
def test_warning(mod, category):
    with pytest.warns(category, match="^careful: ä$"):
        assert mod.warn(category, "careful: ä", 1) == 0


def test_warning_category_null_is_runtime_warning(mod):
    with pytest.warns(RuntimeWarning, match="careful"):
        mod.warn(..., "careful", 1)


def test_warning_level_1_is_the_caller(mod):
    def caller():
        mod.warn(UserWarning, "here", 1)
        return sys._getframe().f_lineno - 1

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        line = caller()
    assert (caught[0].filename, caught[0].lineno) == (__file__, line)


def test_warning_level_2_is_the_callers_caller(mod):
    def caller():
        mod.warn(UserWarning, "here", 2)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        caller()
        line = sys._getframe().f_lineno - 1
    assert caught[0].lineno == line


def test_warning_as_error(mod):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UserWarning, match="careful"):
            mod.warn(UserWarning, "careful", 1)


# ---- what cannot be raised


@pytest.mark.parametrize("given", ["the object", ...])
def test_write_unraisable(mod, given, monkeypatch):
    seen = []
    monkeypatch.setattr(sys, "unraisablehook", lambda info: seen.append((info.exc_type, info.object)))
    assert mod.unraisable(given) == 0
    assert seen == [(ValueError, None if given is ... else given)]


def test_fatal_error(build, python):
    result = python("mod.fatal()", build(SNIPPET), check=False)
    first = result.stderr.splitlines()[0]
    assert first.startswith("Fatal Python error: ")
    assert first.endswith(": boom!")
    assert result.returncode == (3 if os.name == "nt" else -6)  # by abort(): SIGABRT


@pytest.mark.releases("types")
def test_no_leaks(mod, leaks):
    value = object()
    before = sys.getrefcount(value)
    leaks(mod.set_object, ValueError, value)
    leaks(mod.set_string, ValueError, "text")
    leaks(mod.from_errno_name, OSError, errno.ENOENT, "name")
    leaks(mod.from_errno_objects, OSError, errno.ENOENT, value, value)
    leaks(mod.matches, KeyError, LookupError)
    leaks(mod.new_exception, "m.Name", ValueError, {})
    assert sys.getrefcount(value) == before
