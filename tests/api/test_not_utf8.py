"""C strings of the author's that are no UTF-8, where messages quote them: the error is the one that is meant, and the
text shows U+FFFD in their place, as CPython's own messages do."""

import re

import pytest

SNIPPET = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)

    /* NAME(format, *args), all formats and names as bytes */
    FUNCTION(parse)
    {
        long long t[64] = {0};
        const char *fmt = HPyBytes_AsString(ctx, args[0]);
        if (!HPyArg_Parse(ctx, NULL, args + 1, nargs - 1, fmt, &t[0], &t[16], &t[32], &t[48]))
            return HPy_NULL;
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(keywords, "keywords", HPyFunc_KEYWORDS)
    static HPy keywords_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        long long t[64] = {0};
        const char *names[] = {HPyBytes_AsString(ctx, args[1]), NULL};
        HPyTracker ht;
        if (!HPyArg_ParseKeywords(ctx, &ht, args + 2, nargs - 2, kwnames, HPyBytes_AsString(ctx, args[0]), names, &t[0],
                                  &t[16]))
            return HPy_NULL;
        HPyTracker_Close(ctx, ht);
        return HPy_Dup(ctx, ctx->h_None);
    }
    /* in_dict(format, name, dict) */
    FUNCTION(in_dict)
    {
        long long t[64] = {0};
        const char *names[] = {HPyBytes_AsString(ctx, args[1]), NULL};
        const char *fmt = HPyBytes_AsString(ctx, args[0]);
        HPyTracker ht;
        if (!HPyArg_ParseKeywordsDict(ctx, &ht, NULL, 0, args[2], fmt, names, &t[0], &t[16]))
            return HPy_NULL;
        HPyTracker_Close(ctx, ht);
        return HPy_Dup(ctx, ctx->h_None);
    }
    FUNCTION(build) { return HPy_BuildValue(ctx, HPyBytes_AsString(ctx, args[0]), 1, 2, 3, 4); }
    FUNCTION(text) { return HPyUnicode_FromFormat(ctx, HPyBytes_AsString(ctx, args[0]), 1, 2, 3, 4); }
    FUNCTION(error) { return HPyErr_Format(ctx, ctx->h_KeyError, HPyBytes_AsString(ctx, args[0]), 1, 2, 3, 4); }

    /* type(name, basicsize of a wrong spec) */
    typedef struct { int n; } Thing;
    HPyType_HELPERS(Thing)
    FUNCTION(type)
    {
        HPyType_Spec spec = {
            .name = HPyBytes_AsString(ctx, args[0]), .basicsize = (int)HPyLong_AsLong(ctx, args[1]),
            .builtin_shape = SHAPE(Thing), .flags = HPy_TPFLAGS_DEFAULT,
        };
        return HPyType_FromSpec(ctx, &spec, NULL);
    }
    @EXPORT(parse, keywords, in_dict, build, text, error, type)
    @INIT
"""

SIGNATURES = r"""
    HPyDef_METH(parse, "parse", HPyFunc_KEYWORDS)
    static HPy parse_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        long long t[64] = {0};
        HPyArg_Parser parser = {NULL, NULL, NULL, NULL};
        HPyTracker ht;
        parser.signature = HPyBytes_AsString(ctx, args[0]);
        parser.format = HPyBytes_AsString(ctx, args[1]);
        if (!HPyArg_ParseWith(ctx, &parser, &ht, args + 2, nargs - 2, kwnames, &t[0], &t[16]))
            return HPy_NULL;
        HPyTracker_Close(ctx, ht);
        return HPy_Dup(ctx, ctx->h_None);
    }
    @EXPORT(parse)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET)


class Name(str):
    """Makes a dict of keywords one with foreign names."""

    def __eq__(self, other):
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def fails(error, message, function, *args, **kw):
    with pytest.raises(error) as raised:
        function(*args, **kw)
    assert type(raised.value) is error and re.search(message, str(raised.value)), raised.value


@pytest.mark.parametrize("fmt", [b"\xff", b"O\xff", b"\xc3O", b"O|\xe2\x82", b"O\x80:f"])
def test_format_of_the_parser(mod, fmt):
    fails(SystemError, "\ufffd", mod.parse, fmt, 1, 2)


@pytest.mark.parametrize("fmt", [b"\xff", b"|\xff", b"|$\xff:f"])
def test_format_of_the_parser_with_names(mod, fmt):
    fails(SystemError, "\ufffd", mod.keywords, fmt, b"name", name=1)
    fails(SystemError, "\ufffd", mod.in_dict, fmt, b"name", {"name": 1})


def test_name_of_the_function(mod):
    fails(TypeError, r"^f\ufffdg\(\) ", mod.parse, b"l:f\xffg", "a")
    fails(TypeError, r"^f\ufffdg\(\) ", mod.parse, b"l:f\xffg")
    fails(OverflowError, r"^f\ufffdg\(\) ", mod.parse, b"i:f\xffg", 2**40)
    fails(SystemError, r"^f\ufffdg\(\) ", mod.parse, b"?:f\xffg", 1)


def test_text_of_the_format(mod):
    fails(TypeError, "^no \ufffd please$", mod.parse, b"l;no \xff please", "a")


def test_names_of_parameters(mod):
    fails(TypeError, "'n\ufffd'", mod.keywords, b"l", b"n\xff", "a")
    fails(TypeError, "n\ufffd", mod.keywords, b"O", b"n\xff")
    fails(TypeError, "other", mod.keywords, b"|O", b"n\xff", other=1)
    fails(TypeError, "n\ufffd", mod.in_dict, b"O", b"n\xff", {Name("a"): 1})
    fails(TypeError, "", mod.in_dict, b"|O", b"n\xff", {Name("a"): 1})


def test_format_of_build_value(mod):
    fails(SystemError, "\ufffd", mod.build, b"i\xff")
    fails(SystemError, "\ufffd", mod.build, b"(i\xff")
    fails(SystemError, "\ufffd", mod.build, b"{i:\xff}")


def test_format_of_a_text(mod):
    fails(SystemError, "\ufffd", mod.text, b"%d%\xff")
    fails(SystemError, "\ufffd", mod.error, b"%d%\xff")
    fails(ValueError, "0xff", mod.text, b"%d\xff")
    fails(ValueError, "0xff", mod.error, b"%d\xff")


def test_name_of_a_type_with_a_wrong_spec(mod):
    fails(TypeError, "\ufffd", mod.type, b"tests.T\xff", -5)


def test_signature(make):
    mod = make(SIGNATURES, minor=2)
    fails(SystemError, "\ufffd", mod.parse, b"f(a\xff", b"O", 1)
    fails(SystemError, "\ufffd", mod.parse, b"f(a, b)", b"O\xff", 1)
    fails(TypeError, r"^f\ufffd\(\) .*a\ufffd", mod.parse, b"f\xff(a\xfe)", b"l", "no number")
