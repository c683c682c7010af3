"""The units of HPyArg_Parse that give texts, bytes, buffers, objects of a type, groups; required keyword-only ones."""

import array
import sys

import pytest

SNIPPET = r"""
    #define FORMAT HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL)

    /* texts(fmt, *args): two texts with their sizes, -7 for what was not stored; None for NULL. */
    HPyDef_METH(texts, "texts", HPyFunc_VARARGS)
    static HPy texts_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *a = "untouched", *b = a;
        HPy_ssize_t m = -7, n = -7;
        if (!HPyArg_Parse(ctx, NULL, args + 1, nargs - 1, FORMAT, &a, &m, &b, &n))
            return HPy_NULL;
        return HPy_BuildValue(ctx, "y#ny#n", a, m < 0 ? 9 : m, m, b, n < 0 ? 9 : n, n);
    }

    HPyDef_METH(text, "text", HPyFunc_VARARGS)
    static HPy text_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *a = "untouched";
        if (!HPyArg_Parse(ctx, NULL, args + 1, nargs - 1, FORMAT, &a))
            return HPy_NULL;
        return HPy_BuildValue(ctx, "y", a);
    }

    HPyDef_METH(object, "object", HPyFunc_VARARGS)
    static HPy object_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy a = ctx->h_Ellipsis;
        if (!HPyArg_Parse(ctx, NULL, args + 1, nargs - 1, FORMAT, &a))
            return HPy_NULL;
        return HPy_Dup(ctx, a);
    }

    /* instance(type, fmt, *args) */
    HPyDef_METH(instance, "instance", HPyFunc_VARARGS)
    static HPy instance_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy a = ctx->h_Ellipsis;
        const char *fmt = HPyUnicode_AsUTF8AndSize(ctx, args[1], NULL);
        if (!HPyArg_Parse(ctx, NULL, args + 2, nargs - 2, fmt, args[0], &a))
            return HPy_NULL;
        return HPy_Dup(ctx, a);
    }

    HPyDef_METH(byte, "byte", HPyFunc_VARARGS)
    static HPy byte_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        char a = '?';
        if (!HPyArg_Parse(ctx, NULL, args + 1, nargs - 1, FORMAT, &a))
            return HPy_NULL;
        return HPyLong_FromLong(ctx, (unsigned char)a);
    }

    HPyDef_METH(character, "character", HPyFunc_VARARGS)
    static HPy character_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        int a = -7;
        if (!HPyArg_Parse(ctx, NULL, args + 1, nargs - 1, FORMAT, &a))
            return HPy_NULL;
        return HPyLong_FromLong(ctx, a);
    }

    HPyDef_METH(complex, "complex", HPyFunc_VARARGS)
    static HPy complex_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        double a[2] = {-7, -7};
        if (!HPyArg_Parse(ctx, NULL, args + 1, nargs - 1, FORMAT, a))
            return HPy_NULL;
        return HPy_BuildValue(ctx, "D", a);
    }

    /* view(fmt, *args): the content, and whether it may be written to; writes "!" in front if so. */
    HPyDef_METH(view, "view", HPyFunc_VARARGS)
    static HPy view_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy_buffer a = {0};
        HPy result;
        if (!HPyArg_Parse(ctx, NULL, args + 1, nargs - 1, FORMAT, &a))
            return HPy_NULL;
        result = HPy_BuildValue(ctx, "y#p", (const char *)a.buf, a.len, a.readonly);
        if (!a.readonly && a.len > 0)
            *(char *)a.buf = '!';
        HPyBuffer_Release(ctx, &a);
        return result;
    }

    /* views(fmt, *args): parse with two views in front of a number, and give nothing. */
    HPyDef_METH(views, "views", HPyFunc_VARARGS)
    static HPy views_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy_buffer a = {0}, b = {0};
        long n;
        if (!HPyArg_Parse(ctx, NULL, args + 1, nargs - 1, FORMAT, &a, &b, &n))
            return HPy_NULL;
        HPyBuffer_Release(ctx, &a);
        HPyBuffer_Release(ctx, &b);
        return HPy_Dup(ctx, ctx->h_None);
    }

    /* encoded(fmt, encoding, *args), filled(fmt, encoding, size, *args) */
    HPyDef_METH(encoded, "encoded", HPyFunc_VARARGS)
    static HPy encoded_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        char *a = NULL;
        HPy_ssize_t n = -1;
        long end = 0;
        const char *encoding = HPy_Is(ctx, args[1], ctx->h_None) ? NULL : HPyUnicode_AsUTF8AndSize(ctx, args[1], NULL);
        const char *fmt = FORMAT;
        int ok = strchr(fmt, '#') != NULL
                 ? HPyArg_Parse(ctx, NULL, args + 2, nargs - 2, fmt, encoding, &a, &n, &end)
                 : HPyArg_Parse(ctx, NULL, args + 2, nargs - 2, fmt, encoding, &a, &end);
        HPy result = ok ? HPy_BuildValue(ctx, "y#", a, n) : HPy_NULL;
        if (!ok && a != NULL)
            return HPyErr_SetString(ctx, ctx->h_AssertionError, "memory was not given back");
        free(a);
        return result;
    }

    HPyDef_METH(filled, "filled", HPyFunc_VARARGS)
    static HPy filled_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        char buffer[16] = "", *a = buffer;
        HPy_ssize_t n = (HPy_ssize_t)HPyLong_AsLong(ctx, args[2]);
        const char *encoding = HPyUnicode_AsUTF8AndSize(ctx, args[1], NULL);
        if (!HPyArg_Parse(ctx, NULL, args + 3, nargs - 3, FORMAT, encoding, &a, &n))
            return HPy_NULL;
        return HPy_BuildValue(ctx, "y#n", a, n, n);
    }

    /* converted(what, fmt, *args): the unit O& with a function that does what it is asked for. */
    typedef struct { const char *what; long value, cleaned; } Target;

    static int convert(HPyContext *ctx, HPy obj, void *target)
    {
        Target *t = (Target *)target;
        if (HPy_IsNull(obj)) {
            t->cleaned++;
            return 1;
        }
        t->value = HPyLong_AsLong(ctx, obj);
        if (t->value == -1 && HPyErr_Occurred(ctx))
            return 0;
        return strcmp(t->what, "clean") == 0 ? HPyArg_CLEANUP : strcmp(t->what, "silent") != 0;
    }

    HPyDef_METH(converted, "converted", HPyFunc_VARARGS)
    static HPy converted_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        Target a = {HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL), -7, 0}, b = a, c = a;
        HPy h_cleaned;
        const char *fmt = HPyUnicode_AsUTF8AndSize(ctx, args[1], NULL);
        int ok = HPyArg_Parse(ctx, NULL, args + 2, nargs - 2, fmt, convert, &a, convert, &b, convert, &c);
        if (ok)
            return HPy_BuildValue(ctx, "lll", a.value, b.value, c.value);
        h_cleaned = HPyErr_GetRaised(ctx);
        HPy_SetAttr_s(ctx, self, "cleaned", ctx->h_None);
        {
            HPy h_number = HPyLong_FromLong(ctx, a.cleaned * 100 + b.cleaned * 10 + c.cleaned);
            HPy_SetAttr_s(ctx, self, "cleaned", h_number);
            HPy_Close(ctx, h_number);
        }
        HPyErr_SetRaised(ctx, h_cleaned);
        HPy_Close(ctx, h_cleaned);
        return HPy_NULL;
    }

    /* Many claims, so that they take a block of memory. */
    HPyDef_METH(many, "many", HPyFunc_VARARGS)
    static HPy many_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy_buffer v[7];
        long n;
        int i;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "y*y*y*y*y*y*y*l", &v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &v[6],
                          &n))
            return HPy_NULL;
        for (i = 0; i < 7; i++)
            HPyBuffer_Release(ctx, &v[i]);
        return HPy_Dup(ctx, ctx->h_None);
    }

    /* groups(fmt, *args): four longs. group_of_objects(track, fmt, *args): three objects and a text. */
    HPyDef_METH(groups, "groups", HPyFunc_VARARGS)
    static HPy groups_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        long a = -7, b = -7, c = -7, d = -7;
        if (!HPyArg_Parse(ctx, NULL, args + 1, nargs - 1, FORMAT, &a, &b, &c, &d))
            return HPy_NULL;
        return HPy_BuildValue(ctx, "llll", a, b, c, d);
    }

    HPyDef_METH(group_of_objects, "group_of_objects", HPyFunc_VARARGS)
    static HPy group_of_objects_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPyTracker ht;
        bool tracked = HPy_IsTrue(ctx, args[0]) > 0;
        HPy a = ctx->h_None, b = ctx->h_None, result;
        const char *s = NULL;
        const char *fmt = HPyUnicode_AsUTF8AndSize(ctx, args[1], NULL);
        if (!HPyArg_Parse(ctx, tracked ? &ht : NULL, args + 2, nargs - 2, fmt, &a, &s, &b))
            return HPy_NULL;
        result = HPy_BuildValue(ctx, "OsO", a, s, b);
        if (tracked)
            HPyTracker_Close(ctx, ht);
        return result;
    }

    /* keywords(fmt, *args, **kw): three longs under the names a, b, c. */
    HPyDef_METH(keywords, "keywords", HPyFunc_KEYWORDS)
    static HPy keywords_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        static const char *names[] = {"a", "b", "c", NULL};
        long a = -7, b = -7, c = -7;
        if (!HPyArg_ParseKeywords(ctx, NULL, args + 1, nargs - 1, kwnames, FORMAT, names, &a, &b, &c))
            return HPy_NULL;
        return HPy_BuildValue(ctx, "lll", a, b, c);
    }

    HPyDef_METH(keyword_objects, "keyword_objects", HPyFunc_KEYWORDS)
    static HPy keyword_objects_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        static const char *names[] = {"a", "b", "c", NULL};
        HPyTracker ht;
        HPy a, b, result;
        HPy_buffer c = {0};
        if (!HPyArg_ParseKeywords(ctx, &ht, args, nargs, kwnames, "UO!|y*", names, &a, ctx->h_ListType, &b, &c))
            return HPy_NULL;
        result = HPy_BuildValue(ctx, "OOy#", a, b, (const char *)c.buf, c.len);
        HPyBuffer_Release(ctx, &c);
        HPyTracker_Close(ctx, ht);
        return result;
    }

    @EXPORT(texts, text, object, instance, byte, character, complex, view, views, encoded, filled, converted, many)
    @EXPORT(groups, group_of_objects, keywords, keyword_objects)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


def refused(call, *args, error=TypeError, **kw):
    with pytest.raises(error) as raised:
        call(*args, **kw)
    return str(raised.value)


class Exporter(array.array):
    """A buffer that tells when it is in use: it cannot be resized."""

    def free(self):
        self.append(0)
        self.pop()
        return True


# ---- texts and bytes


def test_sized(mod):
    assert mod.texts("s#", "a\0é") == (b"a\0\xc3\xa9", 4, b"untouched", -7)
    assert mod.texts("s#s#", b"a\0b", "c") == (b"a\0b", 3, b"c", 1)
    assert mod.texts("z#z#", None, "") == (None, 0, b"", 0)
    assert mod.texts("y#|y#", b"a\0b") == (b"a\0b", 3, b"untouched", -7)
    assert mod.texts("|s#y#") == (b"untouched", -7, b"untouched", -7)


@pytest.mark.parametrize(
    "fmt, value, message",
    [
        ("s#:f", 5, "f() argument 1 must be str or read-only bytes-like object, not int"),
        ("s#:f", None, "f() argument 1 must be str or read-only bytes-like object, not None"),
        ("s#:f", bytearray(b"x"), "f() argument 1 must be str or read-only bytes-like object, not bytearray"),
        ("z#:f", 5, "f() argument 1 must be str, read-only bytes-like object or None, not int"),
        ("y#:f", "x", "f() argument 1 must be read-only bytes-like object, not str"),
    ],
)
def test_sized_of_other_objects(mod, fmt, value, message):
    assert refused(mod.texts, fmt, value) == message


def test_plain(mod):
    assert mod.text("z", None) is None
    assert mod.text("z", "é") == b"\xc3\xa9"
    assert mod.text("y", b"ab") == b"ab"
    assert mod.text("|z") == mod.text("|y") == b"untouched"
    assert refused(mod.text, "z:f", 5) == "f() argument 1 must be str or None, not int"
    assert refused(mod.text, "y:f", "x") == "f() argument 1 must be read-only bytes-like object, not str"
    assert refused(mod.text, "y:f", None) == "f() argument 1 must be read-only bytes-like object, not None"
    assert refused(mod.text, "z:f", "a\0", error=ValueError) == "f() embedded null character in argument 1"
    assert refused(mod.text, "y:f", b"a\0", error=ValueError) == "f() embedded null byte in argument 1"
    with pytest.raises(UnicodeEncodeError):
        mod.text("z", "\ud800")
    with pytest.raises(UnicodeEncodeError):
        mod.texts("s#", "\ud800")


def test_objects(mod):
    class Text(str):
        pass

    for unit, good, name in (("U", "x", "str"), ("S", b"x", "bytes"), ("Y", bytearray(b"x"), "bytearray")):
        assert mod.object(unit, good) is good
        assert mod.object("|" + unit) is ...
        assert refused(mod.object, unit + ":f", 5) == "f() argument 1 must be %s, not int" % name
        assert refused(mod.object, unit + ":f", None) == "f() argument 1 must be %s, not None" % name
    text = Text("x")
    assert mod.object("U", text) is text


def test_instances(mod):
    items = [1]
    assert mod.instance(list, "O!", items) is items
    assert mod.instance(int, "O!", True) is True
    assert mod.instance(list, "|O!") is ...
    assert refused(mod.instance, list, "O!:f", ()) == "f() argument 1 must be list, not tuple"
    assert refused(mod.instance, dict, "O!:f", None) == "f() argument 1 must be dict, not None"


def test_one_byte(mod):
    assert mod.byte("c", b"\xff") == mod.byte("c", bytearray(b"\xff")) == 255
    assert mod.byte("|c") == ord("?")
    for wrong, name in (
        (b"", "a bytes object of length 0"),
        (b"ab", "a bytes object of length 2"),
        (bytearray(b"ab"), "a bytearray object of length 2"),
        ("a", "str"),
        (5, "int"),
    ):
        assert refused(mod.byte, "c:f", wrong) == "f() argument 1 must be a byte string of length 1, not " + name


def test_one_character(mod):
    assert mod.character("C", "€") == ord("€")
    assert mod.character("C", "\U0001f600") == 0x1F600
    assert mod.character("C", "\ud800") == 0xD800
    assert mod.character("|C") == -7
    for wrong, name in (("", "a string of length 0"), ("ab", "a string of length 2"), (b"a", "bytes"), (5, "int")):
        assert refused(mod.character, "C:f", wrong) == "f() argument 1 must be a unicode character, not " + name


def test_complex(mod):
    class Own:
        def __complex__(self):
            return 1 + 2j

    class Failing:
        def __complex__(self):
            raise TypeError("own")

    assert mod.complex("D", 1 + 2j) == mod.complex("D", Own()) == 1 + 2j
    assert mod.complex("D", 5) == 5
    assert mod.complex("|D") == -7 - 7j
    assert refused(mod.complex, "D:f", "x") == "f() argument 1 must be complex number, not str"
    assert refused(mod.complex, "D:f", Failing()) == "own"


# ---- buffers


def test_views(mod):
    assert mod.view("y*", b"a\0b") == mod.view("s*", b"a\0b") == mod.view("z*", b"a\0b") == (b"a\0b", True)
    assert mod.view("s*", "a\0é") == mod.view("z*", "a\0é") == (b"a\0\xc3\xa9", True)
    assert mod.view("z*", None) == (None, True)
    writable = bytearray(b"abc")
    assert mod.view("w*", writable) == (b"abc", False)
    assert writable == b"!bc"
    assert mod.view("y*", memoryview(b"abc")[1:]) == (b"bc", True)
    assert mod.view("|y*") == (None, False)
    writable.append(1)


@pytest.mark.parametrize(
    "fmt, value, message",
    [
        ("y*:f", "x", "f() argument 1 must be bytes-like object, not str"),
        ("y*:f", None, "f() argument 1 must be bytes-like object, not None"),
        ("s*:f", 5, "f() argument 1 must be str or bytes-like object, not int"),
        ("z*:f", 5, "f() argument 1 must be str, bytes-like object or None, not int"),
        ("w*:f", b"x", "f() argument 1 must be read-write bytes-like object, not bytes"),
        ("w*:f", "x", "f() argument 1 must be read-write bytes-like object, not str"),
        ("ly*:f", 5, None),
    ],
)
def test_views_of_other_objects(mod, fmt, value, message):
    text = refused(mod.view, fmt, value)
    assert message is None or text == message


def test_refused_view(mod):
    with pytest.raises(BufferError):
        mod.view("y*", memoryview(b"abcd")[::2])
    with pytest.raises(UnicodeEncodeError):
        mod.view("s*", "\ud800")


def test_views_are_given_back_on_failure(mod):
    a, b = Exporter("b", b"a"), Exporter("b", b"b")
    assert mod.views("y*s*l", a, b, 5) is None
    assert a.free() and b.free()
    assert "must be int, not str" in refused(mod.views, "y*w*l", a, b, "x")
    assert a.free() and b.free()
    refused(mod.views, "y*w*l", a, 5, 5)
    refused(mod.views, "y*w*l", a, b)
    refused(mod.views, "y*w*l", a, b, 5, 6)
    assert a.free() and b.free()


def test_many_claims(mod):
    buffers = [Exporter("b", b"a") for _ in range(7)]
    assert mod.many(*buffers, 5) is None
    assert all(buffer.free() for buffer in buffers)
    refused(mod.many, *buffers, "x")
    assert all(buffer.free() for buffer in buffers)


# ---- encoded texts


def test_encoded(mod):
    assert mod.encoded("es", None, "é") == b"\xc3\xa9"
    assert mod.encoded("es", "latin-1", "é") == b"\xe9"
    assert mod.encoded("et", "latin-1", "é") == b"\xe9"
    assert (
        mod.encoded("et", "latin-1", b"\xc3\xa9") == mod.encoded("et", "ascii", bytearray(b"\xc3\xa9")) == b"\xc3\xa9"
    )
    assert mod.encoded("es#", "utf-16-le", "ab") == b"a\0b\0"
    assert mod.encoded("et#", "utf-16-le", b"a\0b") == b"a\0b"
    assert mod.encoded("|es", "ascii") is None


def test_encoded_of_other_objects(mod):
    assert refused(mod.encoded, "es:f", "ascii", b"x") == "f() argument 1 must be str, not bytes"
    assert refused(mod.encoded, "et:f", "ascii", 5) == "f() argument 1 must be str, bytes or bytearray, not int"
    assert "embedded null character" in refused(mod.encoded, "es", "utf-16", "ab", error=ValueError)
    assert "embedded null character" in refused(mod.encoded, "et", "utf-16", b"a\0", error=ValueError)
    with pytest.raises(UnicodeEncodeError):
        mod.encoded("es", "ascii", "é")
    with pytest.raises(LookupError):
        mod.encoded("es", "no such coding", "x")


def test_encoded_is_given_back_on_failure(mod):
    assert "must be int" in refused(mod.encoded, "esl:f", "ascii", "x", "y")
    assert "must be int" in refused(mod.encoded, "es#l:f", "ascii", "x", "y")


def test_encoded_into_the_callers_memory(mod):
    assert mod.filled("es#", "latin-1", 16, "é") == (b"\xe9", 1)
    assert mod.filled("et#", "latin-1", 4, b"abc") == (b"abc", 3)
    message = refused(mod.filled, "es#:f", "latin-1", 3, "abc", error=ValueError)
    assert message == "f() encoded string too long (3, maximum length 2)"


# ---- functions of the author's


def test_converter(mod):
    assert mod.converted("", "O&O&O&", 1, 2, 3) == (1, 2, 3)
    assert mod.converted("clean", "O&|O&O&", 1) == (1, -7, -7)
    assert refused(mod.converted, "", "O&O&:f", 1, "x") != ""
    assert mod.cleaned == 0
    refused(mod.converted, "clean", "O&O&O&:f", 1, 2, "x")
    assert mod.cleaned == 110
    refused(mod.converted, "clean", "O&O&O&:f", 1, 2)
    assert mod.cleaned == 110
    assert refused(mod.converted, "silent", "O&:f", 1) == "f() argument 1 must be (unspecified), not int"


# ---- groups


def test_groups(mod):
    assert mod.groups("(ll)(ll)", (1, 2), [3, 4]) == (1, 2, 3, 4)
    assert mod.groups("l(l(ll))", 1, (2, (3, 4))) == (1, 2, 3, 4)
    assert mod.groups("l|(ll)l", 1) == (1, -7, -7, -7)
    assert mod.groups("l|(ll)l", 1, (2, 3), 4) == (1, 2, 3, 4)
    assert mod.groups("()l", (), 1) == (1, -7, -7, -7)


@pytest.mark.parametrize(
    "fmt, args, message",
    [
        ("(ll):f", (5,), "f() argument 1 must be 2-item sequence, not int"),
        ("(ll):f", (b"ab",), "f() argument 1 must be 2-item sequence, not bytes"),
        ("(ll):f", ({1: 2},), "f() argument 1 must be 2-item sequence, not dict"),
        ("l(ll):f", (1, (1, 2, 3)), "f() argument 2 must be sequence of length 2, not 3"),
        ("l(ll):f", (1, (1, "x")), "f() argument 2, item 2 must be int, not str"),
        ("l(l(ll)):f", (1, (1, (1, "x"))), "f() argument 2, item 2, item 2 must be int, not str"),
        ("l(l(ll)):f", (1, (1, 5)), "f() argument 2, item 2 must be 2-item sequence, not int"),
        ("l(ll):f", (1,), "f() required positional argument missing: takes exactly 2 arguments (1 given)"),
    ],
)
def test_groups_of_other_objects(mod, fmt, args, message):
    assert refused(mod.groups, fmt, *args) == message


@pytest.mark.parametrize(
    "fmt, index",
    [("l(l", 1), ("l(l(l)", 1), ("l(", 1), ("l((ll)", 1), ("l(()", 1), ("l)", 1), ("(lZ)", 2), ("(l|l)", 2)],
)
def test_groups_that_are_wrong(mod, fmt, index):
    message = refused(mod.groups, fmt, *[(1, 2)] * 2, error=(SystemError, TypeError))
    if "unknown" in message:
        assert message == "function unknown arg format code '%s' at index %d of \"%s\"" % (fmt[index], index, fmt)
    assert refused(mod.groups, "|" + fmt, error=SystemError).startswith("function unknown arg format code")


def test_groups_in_each_other(mod):
    deep, value = "(" * 31 + "l" + ")" * 31, 5
    for _ in range(31):
        value = (value,)
    assert "too many groups" in refused(mod.groups, deep, value, error=SystemError)
    assert mod.groups(deep[1:-1], value[0])[0] == 5


def test_objects_in_groups(mod):
    a, b = object(), object()
    assert mod.group_of_objects(True, "(OsO)", [a, "x", b]) == (a, "x", b)
    message = refused(mod.group_of_objects, False, "(OsO):f", [a, "x", b], error=SystemError)
    assert message == "f() the format unit 'O' in a group requires a tracker"
    message = refused(mod.group_of_objects, True, "(OsO):f", [a, 5, b])
    assert message == "f() a str is required: argument 1, item 2 must be str, not int"


def test_items_made_for_the_group(mod):
    class Making:
        def __len__(self):
            return 3

        def __getitem__(self, i):
            return str(i) * 50

    assert mod.group_of_objects(True, "(OsO)", Making()) == ("0" * 50, "1" * 50, "2" * 50)


def test_sequence_that_fails(mod):
    class Failing:
        def __len__(self):
            return 2

        def __getitem__(self, i):
            raise LookupError("own")

    with pytest.raises(LookupError, match="^own$"):
        mod.groups("(ll)", Failing())


# ---- keywords


def test_required_keyword_only(mod):
    assert mod.keywords("l$l|l", 1, b=2) == (1, 2, -7)
    assert mod.keywords("l$ll|", 1, c=3, b=2) == (1, 2, 3)
    assert mod.keywords("l|l$l|", 1, c=3) == (1, -7, 3)
    assert mod.keywords("l$ll", 1) == (1, -7, -7)
    assert refused(mod.keywords, "l$l|l:f", 1) == "f() no value for required argument 'b' (pos 2)"
    assert refused(mod.keywords, "l|l$l|:f", 1) == "f() no value for required argument 'c' (pos 3)"


def test_units_with_keywords(mod):
    items = [1]
    assert mod.keyword_objects("a", items) == ("a", items, None)
    assert mod.keyword_objects(b=items, c=b"xy", a="a") == ("a", items, b"xy")
    assert refused(mod.keyword_objects, "a", ()) == "function argument 'b' (pos 2) must be list, not tuple"
    assert refused(mod.keyword_objects, 5, items) == "function argument 'a' (pos 1) must be str, not int"


def test_leaks(mod, leaks):
    leaks(mod.view, "s*", "text")
    leaks(mod.views, "y*w*l", bytearray(b"x"), bytearray(b"y"), "z")
    leaks(mod.encoded, "esl", "ascii", "x", "y")
    leaks(mod.group_of_objects, True, "(OsO)", [1000, "x", 5000])
    leaks(mod.group_of_objects, True, "(OsO)", [1000, 5, 5000])
    leaks(mod.group_of_objects, False, "(OsO)", [1000, 5, 5000])
    leaks(mod.groups, "(ll)(ll)", (1, 2), (3, "x"))
    leaks(mod.many, *[bytearray(b"x") for _ in range(7)], "x")
    leaks(lambda: mod.keyword_objects(b=[], c=b"xy", a="a"))
    leaks(lambda: mod.keyword_objects(b=(), c=b"xy", a="a"))


def test_counts_of_references(mod):
    thing = object()
    before = sys.getrefcount(thing)
    mod.object("O", thing)
    mod.group_of_objects(True, "(OsO)", [thing, "x", thing])
    assert sys.getrefcount(thing) == before
