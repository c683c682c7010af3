"""Text by kind: reading the characters of a str without a call for each, making one from characters."""

import struct
import sys

import pytest

SNIPPET = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    #define DATA(I) HPyBytes_AsString(ctx, args[I])

    /* view(text): (length, kind, maxchar, the content of data, the characters one by one) */
    FUNCTION(view)
    {
        HPyUnicodeView view;
        HPyListBuilder characters;
        HPy bytes, list, result;
        HPy_ssize_t i;

        if (HPyUnicode_Acquire(ctx, args[0], &view) < 0)
            return HPy_NULL;
        characters = HPyListBuilder_New(ctx, view.length);
        for (i = 0; i < view.length; i++) {
            HPy c = HPyLong_FromUInt32_t(ctx, HPyUnicode_ReadAt(&view, i));
            HPyListBuilder_Set(ctx, characters, i, c);
            HPy_Close(ctx, c);
        }
        list = HPyListBuilder_Build(ctx, characters);
        bytes = view.length == 0 ? HPyBytes_FromString(ctx, "")
                                 : HPyBytes_FromStringAndSize(ctx, (const char *)view.data, view.length * view.kind);
        result = HPy_BuildValue(ctx, "(niIOO)", view.length, view.kind, (unsigned int)view.maxchar, bytes, list);
        HPyUnicode_Release(ctx, &view);
        HPy_Close(ctx, bytes);
        HPy_Close(ctx, list);
        return result;
    }
    /* Whether the view of a failed call is empty. */
    FUNCTION(no_view)
    {
        HPyUnicodeView view = {"x", 3, 9, 7, 0};
        if (HPyUnicode_Acquire(ctx, args[0], &view) == 0) {
            HPyUnicode_Release(ctx, &view);
            return HPy_Dup(ctx, ctx->h_None);
        }
        HPyErr_Clear(ctx);
        HPyUnicode_Release(ctx, &view); /* allowed */
        return HPyBool_FromBool(ctx, view.length == 0 && view.internal == 0);
    }
    /* Several views of the same text at a time, released in their own order. */
    FUNCTION(views)
    {
        HPyUnicodeView first, second;
        int same;
        if (HPyUnicode_Acquire(ctx, args[0], &first) < 0)
            return HPy_NULL;
        if (HPyUnicode_Acquire(ctx, args[0], &second) < 0) {
            HPyUnicode_Release(ctx, &first);
            return HPy_NULL;
        }
        same = first.length == second.length && first.kind == second.kind
               && HPyUnicode_ReadAt(&first, 0) == HPyUnicode_ReadAt(&second, 0);
        HPyUnicode_Release(ctx, &first);
        same = same && HPyUnicode_ReadAt(&second, 1) == 'b';
        HPyUnicode_Release(ctx, &second);
        return HPyBool_FromBool(ctx, same);
    }
    /* Released with an exception pending, as on an error path. */
    FUNCTION(release_pending)
    {
        HPyUnicodeView view;
        if (HPyUnicode_Acquire(ctx, args[0], &view) < 0)
            return HPy_NULL;
        HPyErr_SetString(ctx, ctx->h_ValueError, "mine");
        HPyUnicode_Release(ctx, &view);
        return HPy_NULL;
    }

    /* Whether the characters of a str are found without a call. */
    FUNCTION(is_found)
    {
    #ifdef HPY_ABI_CPYTHON
        return HPy_Dup(ctx, ctx->h_True);
    #else
        HPyUnicodeView view;
        return HPyBool_FromBool(ctx, _HPy_ViewText(ctx, args[0], &view));
    #endif
    }

    FUNCTION(from_kind)
    {
        int kind = (int)HPyLong_AsLong(ctx, args[0]);
        return HPyUnicode_FromKindAndData(ctx, kind, DATA(1), HPyLong_AsSsize_t(ctx, args[2]));
    }
    FUNCTION(from_kind_and_max)
    {
        int kind = (int)HPyLong_AsLong(ctx, args[0]);
        HPy_UCS4 maxchar = HPyLong_AsUInt32_t(ctx, args[3]);
        return HPyUnicode_FromKindAndMaxChar(ctx, kind, DATA(1), HPyLong_AsSsize_t(ctx, args[2]), maxchar);
    }
    FUNCTION(from_nothing)
    {
        HPy first = HPyUnicode_FromKindAndData(ctx, 1, NULL, 0);
        HPy second = HPyUnicode_FromKindAndMaxChar(ctx, 4, NULL, 0, 0x10FFFF);
        HPy result = HPyTuple_Pack(ctx, 2, first, second);
        HPy_Close(ctx, first);
        HPy_Close(ctx, second);
        return result;
    }
    FUNCTION(from_ucs1) { return HPyUnicode_FromUCS1(ctx, (const uint8_t *)DATA(0), HPyBytes_Size(ctx, args[0])); }
    FUNCTION(from_ucs2)
    {
        return HPyUnicode_FromUCS2(ctx, (const uint16_t *)(const void *)DATA(0), HPyBytes_Size(ctx, args[0]) / 2);
    }
    FUNCTION(from_ucs4)
    {
        return HPyUnicode_FromUCS4(ctx, (const HPy_UCS4 *)(const void *)DATA(0), HPyBytes_Size(ctx, args[0]) / 4);
    }

    /* as_ucs4(text, size, copy_null): the four code points of an array of ones. */
    FUNCTION(as_ucs4)
    {
        HPy_UCS4 buffer[4] = {1, 1, 1, 1};
        HPy_UCS4 *returned = HPyUnicode_AsUCS4(ctx, args[0], buffer, HPyLong_AsSsize_t(ctx, args[1]),
                                               (int)HPyLong_AsLong(ctx, args[2]));
        if (returned == NULL)
            return HPy_NULL;
        return returned == buffer ? HPyBytes_FromStringAndSize(ctx, (const char *)buffer, sizeof(buffer))
                                  : HPy_Dup(ctx, ctx->h_None);
    }
    FUNCTION(as_ucs4_copy)
    {
        HPy_UCS4 *copy = HPyUnicode_AsUCS4Copy(ctx, args[0]);
        HPy result = HPy_NULL;
        if (copy != NULL)
            result = HPyBytes_FromStringAndSize(ctx, (const char *)copy, 4 * (HPyUnicode_GetLength(ctx, args[0]) + 1));
        free(copy);
        return result;
    }
    @EXPORT(view, no_view, views, release_pending, from_kind, from_kind_and_max, from_nothing, from_ucs1, from_ucs2)
    @EXPORT(from_ucs4, as_ucs4, as_ucs4_copy, is_found)
    @INIT
"""
ORDER = "le" if sys.byteorder == "little" else "be"
ENCODINGS = {1: "latin-1", 2: "utf-16-" + ORDER, 4: "utf-32-" + ORDER}
TEXTS = ["", "a", "abc\0d", "ä", "\xff" * 20, "a€", "\ud800\udfff", "\uffff", "\U0001f600x", "\U0010ffff", "a" * 5000]


class Derived(str):
    pass


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


def encoded(text, kind):
    return text.encode(ENCODINGS[kind], *["surrogatepass"] * (kind > 1))


def kinds(text):
    """Those that have all characters of the text."""
    highest = max(map(ord, text), default=0)
    return [kind for kind in (1, 2, 4) if highest < 1 << 8 * kind]


# ---- reading


@pytest.mark.parametrize("text", TEXTS + [Derived("abc"), Derived("a€"), Derived("")])
def test_view(mod, text):
    length, kind, maxchar, data, characters = mod.view(text)
    assert length == len(text)
    assert kind in kinds(text)
    assert maxchar >= max(map(ord, text), default=0)
    assert data == encoded(text, kind)
    assert characters == [ord(c) for c in text]


@pytest.mark.parametrize("wrong", [b"x", 1, None, bytearray(b"x")])
def test_view_of_something_else(mod, wrong):
    with pytest.raises(TypeError, match="HPyUnicode_Acquire requires a str, not "):
        mod.view(wrong)
    assert mod.no_view(wrong) is True


def test_views(mod):
    assert mod.views("abc") is True
    assert mod.views("ab€") is True


def test_release_with_exception(mod):
    with pytest.raises(ValueError, match="^mine$"):
        mod.release_pending("abc")


@pytest.mark.no_layers("calls of the API are all seen by a layer")
def test_characters_are_found_without_a_call(mod):
    for text in ("", "a", "ä", "€", "\U0001f600", "a" * 5000):
        assert mod.is_found(text) is True


# ---- making


@pytest.mark.parametrize("text", TEXTS)
def test_from_kind(mod, text):
    for kind in kinds(text):
        made = mod.from_kind(kind, encoded(text, kind), len(text))
        assert made == text and hash(made) == hash(text)
        made = getattr(mod, "from_ucs%d" % kind)(encoded(text, kind))
        assert made == text and type(made) is str


@pytest.mark.parametrize("text", TEXTS)
def test_from_kind_and_maximum(mod, text):
    highest = max(map(ord, text), default=0)
    rounded = next(n for n in (0x7F, 0xFF, 0xFFFF, 0x10FFFF) if n >= highest)
    for kind in kinds(text):
        for maxchar in (highest, rounded):
            made = mod.from_kind_and_max(kind, encoded(text, kind), len(text), maxchar)
            assert made == text and hash(made) == hash(text)
            assert made + "x" == text + "x"


def test_from_nothing(mod):
    assert mod.from_nothing() == ("", "")


@pytest.mark.parametrize("code", [0x110000, 0x7FFFFFFF, 0xFFFFFFFF])
def test_no_code_point(mod, code):
    data = struct.pack("=3I", 97, code, 98)
    with pytest.raises(ValueError, match=r"character U\+%x is not in range \[U\+0000; U\+10ffff\]" % code):
        mod.from_kind(4, data, 3)
    with pytest.raises(ValueError):
        mod.from_ucs4(data)
    assert mod.from_kind(4, data, 1) == "a"


@pytest.mark.parametrize("kind", [0, 3, -1, 8])
def test_no_kind(mod, kind):
    with pytest.raises(SystemError, match="invalid kind"):
        mod.from_kind(kind, b"abcd", 1)
    with pytest.raises(SystemError, match="invalid kind"):
        mod.from_kind_and_max(kind, b"abcd", 1, 127)


@pytest.mark.parametrize("size", [-1, -sys.maxsize - 1])
def test_negative_size(mod, size):
    with pytest.raises(ValueError, match="size must be positive"):
        mod.from_kind(1, b"abcd", size)
    with pytest.raises(SystemError, match="Negative size passed to PyUnicode_New"):
        mod.from_kind_and_max(1, b"abcd", size, 127)


def test_maximum_that_is_none(mod):
    with pytest.raises(SystemError, match="invalid maximum character"):
        mod.from_kind_and_max(1, b"a", 1, 0x110000)


# ---- code points


@pytest.mark.parametrize("text", ["", "a", "ab\0", "€", "a\U0001f600", Derived("xy")])
def test_as_ucs4(mod, text):
    codes = [ord(c) for c in text]
    for size in range(len(text), 5):
        assert list(struct.unpack("=4I", mod.as_ucs4(text, size, 0))) == (codes + [1] * 4)[:4]
    for size in range(len(text) + 1, 5):
        assert list(struct.unpack("=4I", mod.as_ucs4(text, size, 1))) == (codes + [0, 1, 1, 1])[:4]


@pytest.mark.parametrize(
    "text, size, copy_null", [("abc", 2, 0), ("abc", 3, 1), ("", 0, 1), ("abc", 0, 0), ("a", -1, 0)]
)
def test_as_ucs4_without_room(mod, text, size, copy_null):
    with pytest.raises(SystemError):
        mod.as_ucs4(text, size, copy_null)


@pytest.mark.parametrize("text", TEXTS + [Derived("xy")])
def test_as_ucs4_copy(mod, text):
    assert mod.as_ucs4_copy(text) == encoded(text + "\0", 4)


@pytest.mark.parametrize("wrong", [b"x", 1, None])
def test_as_ucs4_of_something_else(mod, wrong):
    with pytest.raises(TypeError):
        mod.as_ucs4(wrong, 4, 0)
    with pytest.raises(TypeError):
        mod.as_ucs4_copy(wrong)


def test_no_leaks(mod, leaks):
    text = "some text €" * 20
    leaks(lambda: (mod.view(text), mod.as_ucs4_copy(text), mod.from_ucs2(encoded(text, 2)), mod.views("abc")))
    leaks(mod.view, b"x")
    leaks(mod.from_kind, 3, b"x", 1)
