"""Allocations fail in calls: signatures, parsers of arguments, values and texts from formats, builders, trackers."""

import pytest

SIGNATURES = r"""
    HPyDef_METH(noargs, "noargs", HPyFunc_NOARGS)
    static HPy noargs_impl(HPyContext *ctx, HPy self) { return HPyTuple_Pack(ctx, 1, self); }
    HPyDef_METH(one, "one", HPyFunc_O)
    static HPy one_impl(HPyContext *ctx, HPy self, HPy arg) { return HPyTuple_Pack(ctx, 2, self, arg); }
    HPyDef_METH(varargs, "varargs", HPyFunc_VARARGS)
    static HPy varargs_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyTuple_FromArray(ctx, args, (HPy_ssize_t)nargs);
    }
    HPyDef_METH(keywords, "keywords", HPyFunc_KEYWORDS)
    static HPy keywords_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        HPy tuple, dict, result;
        if (!HPyHelpers_PackArgsAndKeywords(ctx, args, nargs, kwnames, &tuple, &dict))
            return HPy_NULL;
        result = HPy_BuildValue(ctx, "OO", HPy_IsNull(tuple) ? ctx->h_None : tuple,
                                HPy_IsNull(dict) ? ctx->h_None : dict);
        HPy_Close(ctx, tuple);
        HPy_Close(ctx, dict);
        return result;
    }
    /* Calls from C. */
    HPyDef_METH(call, "call", HPyFunc_VARARGS)
    static HPy call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPy_Call(ctx, args[0], args + 1, nargs - 1, HPy_NULL);
    }
    HPyDef_METH(call_tuple_dict, "call_tuple_dict", HPyFunc_VARARGS)
    static HPy call_tuple_dict_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPy_CallTupleDict(ctx, args[0], args[1], args[2]);
    }
    HPyDef_METH(call_method, "call_method", HPyFunc_VARARGS)
    static HPy call_method_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy name = HPyUnicode_FromString(ctx, "append"), result;
        if (HPy_IsNull(name))
            return HPy_NULL;
        result = HPy_CallMethod(ctx, name, args, nargs, HPy_NULL);
        HPy_Close(ctx, name);
        return result;
    }
    HPyDef_METH(fail, "fail", HPyFunc_O)
    static HPy fail_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyErr_Format(ctx, ctx->h_LookupError, "no %R here", arg);
    }
    @EXPORT(noargs, one, varargs, keywords, call, call_tuple_dict, call_method, fail)
    @INIT
"""
PARSERS = r"""
    #include <stdlib.h>
    static int wide(HPyContext *ctx, HPy obj, void *target)
    {
        if (HPy_IsNull(obj)) {
            free(*(void **)target);
            return 1;
        }
        *(void **)target = HPyUnicode_AsWideCharString(ctx, obj, NULL);
        return *(void **)target == NULL ? 0 : HPyArg_CLEANUP;
    }
    HPyDef_METH(parse, "parse", HPyFunc_VARARGS)
    static HPy parse_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        long a;
        double b;
        const char *text;
        HPy thing;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "ldsO:parse", &a, &b, &text, &thing))
            return HPy_NULL;
        return HPy_Dup(ctx, thing);
    }
    HPyDef_METH(parse_long, "parse_long", HPyFunc_VARARGS, .doc = "(str, buffer, (object, (str, str)), str)")
    static HPy parse_long_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPyTracker ht;
        char *encoded = NULL;
        HPy_buffer view;
        HPy thing, result;
        const char *first, *second;
        void *text;
        if (!HPyArg_Parse(ctx, &ht, args, nargs, "ess*(O(ss))O&:parse_long", "latin-1", &encoded, &view, &thing,
                          &first, &second, wide, &text))
            return HPy_NULL;
        result = HPy_BuildValue(ctx, "Oss", thing, first, second);
        free(text);
        free(encoded);
        HPyBuffer_Release(ctx, &view);
        HPyTracker_Close(ctx, ht);
        return result;
    }
    HPyDef_METH(parse_keywords, "parse_keywords", HPyFunc_KEYWORDS)
    static HPy parse_keywords_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        static const char *names[] = {"a", "b", "c", "d", NULL};
        HPyTracker ht;
        HPy a, b = HPy_NULL, c = HPy_NULL, d = HPy_NULL, result;
        if (!HPyArg_ParseKeywords(ctx, &ht, args, nargs, kwnames, "O|O$OO:f", names, &a, &b, &c, &d))
            return HPy_NULL;
        result = HPyTuple_Pack(ctx, 1, a);
        HPyTracker_Close(ctx, ht);
        return result;
    }
    /* Definitions are read at the first call that does not fail, so there are many. */
    #define WITH(N) \
        HPyArg_PARSER(parser##N, "O|OO:f" #N, "a", "b", "c") \
        HPyArg_SIGNATURE(signature##N, "f" #N "(a, b=1, *, c=2)", "OO(OO)") \
        HPyDef_METH(with##N, "with" #N, HPyFunc_KEYWORDS) \
        static HPy with##N##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames) \
        { \
            HPyTracker ht; \
            HPy a, b = HPy_NULL, c = HPy_NULL, d = HPy_NULL, result; \
            if (!HPyArg_ParseWith(ctx, &parser##N, NULL, args, nargs, kwnames, &a, &b, &c)) \
                return HPy_NULL; \
            if (!HPyArg_ParseWith(ctx, &signature##N, &ht, args, nargs, kwnames, &a, &b, &c, &d)) \
                return HPy_NULL; \
            result = HPyTuple_Pack(ctx, 1, a); \
            HPyTracker_Close(ctx, ht); \
            return result; \
        }
    WITH(1) WITH(2) WITH(3) WITH(4)
    @EXPORT(parse, parse_long, parse_keywords, with1, with2, with3, with4)
    @INIT
"""
VALUES = r"""
    static HPy maker(HPyContext *ctx, void *value) { return HPyLong_FromLong(ctx, 12345); }
    #define BUILD(NAME, ...) \
        HPyDef_METH(NAME, #NAME, HPyFunc_O) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_BuildValue(ctx, __VA_ARGS__); }
    #define FORMAT(NAME, ...) \
        HPyDef_METH(NAME, #NAME, HPyFunc_O) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, HPy arg) { return HPyUnicode_FromFormat(ctx, __VA_ARGS__); }
    static const double number[2] = {1.5, 2.5};
    BUILD(numbers, "bHiIlkLKnfdDpcC", 1000, 1000, 1000, 1000u, 1000l, 1000ul, 1000ll, 1000ull, (HPy_ssize_t)1000,
          1.5, 1.5, number, 1, 'c', 0x20ac)
    BUILD(texts, "szUyus#y#O", "text", "\xe2\x82\xac", "text", "bytes", L"wide", "text", (HPy_ssize_t)3, "bytes",
          (HPy_ssize_t)2, arg)
    BUILD(containers, "[(iO){s:O,s:[OO]}]O&", 1000, arg, "first", arg, "second", arg, arg, maker, NULL)
    FORMAT(short_format, "%d and %s", 5, "text")
    FORMAT(long_format, "%5d|%-*x|%s|%ls|%U|%S|%R|%A|%T|%N|%p|%c|%100s", 5, 8, 255u, "\xe2\x82\xac", L"wide", arg,
           arg, arg, arg, arg, ctx->h_LongType, NULL, 0x1F600, "padded")
    FORMAT(percent_v, "%V %zd %llu", arg, "other", (HPy_ssize_t)5, 12345678901234567890ull)
    @EXPORT(numbers, texts, containers, short_format, long_format, percent_v)
    @INIT
"""
BUILDERS = r"""
    HPyDef_METH(list_, "list_", HPyFunc_O)
    static HPy list__impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyListBuilder b = HPyListBuilder_New(ctx, 3);
        HPyListBuilder_Set(ctx, b, 0, arg);
        HPyListBuilder_Set(ctx, b, 1, arg);
        HPyListBuilder_Set(ctx, b, 2, arg);
        return HPyListBuilder_Build(ctx, b);
    }
    HPyDef_METH(tuple, "tuple", HPyFunc_O)
    static HPy tuple_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyTupleBuilder b = HPyTupleBuilder_New(ctx, 2);
        HPyTupleBuilder_Set(ctx, b, 0, arg);
        HPyTupleBuilder_Set(ctx, b, 1, arg);
        return HPyTupleBuilder_Build(ctx, b);
    }
    HPyDef_METH(cancelled, "cancelled", HPyFunc_O)
    static HPy cancelled_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyTupleBuilder tuple = HPyTupleBuilder_New(ctx, 2);
        HPyListBuilder list = HPyListBuilder_New(ctx, 2);
        HPyUnicodeBuilder text = HPyUnicodeBuilder_New(ctx, 0);
        HPyBytesBuilder bytes = HPyBytesBuilder_New(ctx, 100, NULL);
        HPyTupleBuilder_Set(ctx, tuple, 0, arg);
        HPyListBuilder_Set(ctx, list, 0, arg);
        if (HPyUnicodeBuilder_WriteChar(ctx, &text, 0x1F600) < 0)
            HPyErr_Clear(ctx);
        HPyTupleBuilder_Cancel(ctx, tuple);
        HPyListBuilder_Cancel(ctx, list);
        HPyUnicodeBuilder_Cancel(ctx, &text);
        HPyBytesBuilder_Cancel(ctx, &bytes);
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(text, "text", HPyFunc_O)
    static HPy text_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 10);
        int i;
        for (i = 0; i < 200; i++)
            if (HPyUnicodeBuilder_WriteASCII(ctx, &b, "some text, some text", -1) < 0)
                goto failed;
        if (HPyUnicodeBuilder_WriteUTF8(ctx, &b, "\xe2\x82\xac", 3) < 0
            || HPyUnicodeBuilder_WriteChar(ctx, &b, 0x1F600) < 0
            || HPyUnicodeBuilder_WriteStr(ctx, &b, arg) < 0 || HPyUnicodeBuilder_WriteRepr(ctx, &b, arg) < 0
            || HPyUnicodeBuilder_Format(ctx, &b, "%R %d", arg, 5) < 0)
            goto failed;
        return HPyUnicodeBuilder_Build(ctx, &b);
    failed:
        HPyUnicodeBuilder_Cancel(ctx, &b);
        return HPy_NULL;
    }
    /* Nothing is looked at until the end. */
    HPyDef_METH(text_unchecked, "text_unchecked", HPyFunc_O)
    static HPy text_unchecked_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 10);
        char *memory;
        HPyUnicodeBuilder_WriteChar(ctx, &b, 0x20ac);
        HPyUnicodeBuilder_WriteUnicode(ctx, &b, arg);
        HPyUnicodeBuilder_WriteSubstring(ctx, &b, arg, 0, 2);
        memory = HPyUnicodeBuilder_Reserve(ctx, &b, 1000);
        if (memory != NULL) {
            memset(memory, 'x', 1000);
            HPyUnicodeBuilder_Commit(ctx, &b, 1000);
        }
        return HPyUnicodeBuilder_Build(ctx, &b);
    }
    HPyDef_METH(bytes, "bytes", HPyFunc_O)
    static HPy bytes_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyBytesBuilder b = HPyBytesBuilder_New(ctx, 0, NULL);
        char *memory;
        int i;
        for (i = 0; i < 100; i++)
            HPyBytesBuilder_Write(ctx, &b, "some bytes, some bytes", -1);
        memory = HPyBytesBuilder_Reserve(ctx, &b, 1000);
        if (memory != NULL) {
            memset(memory, 'x', 1000);
            HPyBytesBuilder_Commit(ctx, &b, 900);
        }
        return HPyBytesBuilder_Build(ctx, &b, -1);
    }
    HPyDef_METH(tracker, "tracker", HPyFunc_O)
    static HPy tracker_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyTracker ht = HPyTracker_New(ctx, 0);
        int i;
        if (HPy_IsNull(ht))
            return HPy_NULL;
        for (i = 0; i < 100; i++) {
            if (HPyTracker_Add(ctx, ht, HPy_Dup(ctx, arg)) < 0) {
                HPyTracker_Close(ctx, ht);
                return HPy_NULL;
            }
        }
        HPyTracker_Close(ctx, ht);
        return HPy_Dup(ctx, ctx->h_None);
    }
    @EXPORT(list_, tuple, cancelled, text, text_unchecked, bytes, tracker)
    @INIT
"""


ENDS = """
    typedef struct { int x; } Thing;
    HPyDef_SLOT(Thing_finalize, HPy_tp_finalize)
    static void Thing_finalize_impl(HPyContext *ctx, HPy self) {}
    HPyDef_SLOT(Thing_get, HPy_bf_getbuffer)
    static int Thing_get_impl(HPyContext *ctx, HPy self, HPy_buffer *view, int flags)
    {
        return HPyBuffer_FillInfo(ctx, view, self, "text", 4, 1, flags);
    }
    HPyDef_SLOT(Thing_release, HPy_bf_releasebuffer)
    static void Thing_release_impl(HPyContext *ctx, HPy self, HPy_buffer *view) {}
    static HPyDef *Thing_defines[] = {&Thing_finalize, &Thing_get, &Thing_release, NULL};
    static HPyType_Spec Thing_spec = {.name = "tests.Thing", .basicsize = sizeof(Thing), .defines = Thing_defines};
    @EXPORT_TYPE("Thing", Thing_spec)

    HPyDef_METH(fail, "fail", HPyFunc_O)
    static HPy fail_impl(HPyContext *ctx, HPy self, HPy type)
    {
        HPy thing = HPy_Call(ctx, type, NULL, 0, HPy_NULL);
        if (!HPy_IsNull(thing))
            HPyErr_SetString(ctx, ctx->h_LookupError, "it ends while this is pending");
        HPy_Close(ctx, thing);
        return HPy_NULL;
    }
    /* Releases a view at a depth at which a layer may have to make a context. */
    static HPy_buffer view;
    static long depth, n_wrong;
    HPyDef_METH(nest, "nest", HPyFunc_VARARGS, .doc = "nest(depth, fails, nest)")
    static HPy nest_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        long calls = HPyLong_AsLong(ctx, args[0]), fails = HPyLong_AsLong(ctx, args[1]);
        HPy rest[3] = {HPyLong_FromLong(ctx, calls - 1), args[1], args[2]}, result = HPy_NULL;
        if (HPy_IsNull(rest[0]))
            return HPy_NULL;
        if (calls > 0) {
            result = HPy_Call(ctx, args[2], rest, 3, HPy_NULL);
        } else {
            if (fails)
                HPyErr_SetString(ctx, ctx->h_LookupError, "it is released while this is pending");
            HPyBuffer_Release(ctx, &view);
            n_wrong += fails ? !HPyErr_Occurred(ctx) : HPyErr_Occurred(ctx);
            result = HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
        }
        HPy_Close(ctx, rest[0]);
        return result;
    }
    HPyDef_METH(release, "release", HPyFunc_VARARGS, .doc = "release(fails, nest, thing)")
    static HPy release_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy rest[3] = {HPyLong_FromLong(ctx, depth), args[0], args[1]}, result = HPy_NULL;
        if (HPy_IsNull(rest[0]))
            return HPy_NULL;
        if (HPy_GetBuffer(ctx, args[2], &view, HPyBUF_SIMPLE) == 0)
            result = HPy_Call(ctx, args[1], rest, 3, HPy_NULL);
        depth += depth < 60;
        HPy_Close(ctx, rest[0]);
        if (!HPy_IsNull(view.obj)) /* it did not come that far */
            HPyBuffer_Release(ctx, &view);
        return result;
    }
    HPyDef_METH(wrong, "wrong", HPyFunc_NOARGS)
    static HPy wrong_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, n_wrong); }
    @EXPORT(fail, nest, release, wrong)
    @INIT
"""


def test_functions_that_return_nothing(faults):
    """Where they cannot be called, that is reported, and an exception that is raised meanwhile stays."""
    faults(
        ENDS,
        """
        sys.unraisablehook = lambda unraisable: None
        Thing = type(mod.Thing())
        def end():
            Thing()
        survives(end)
        def read():
            with memoryview(things[0]) as view:
                return view[0]
        things = [Thing()]
        survives(read)
        survives(mod.fail, Thing, may_raise=[LookupError])
        for fails in (0, 1):
            survives(mod.release, fails, mod.nest, things[0], may_raise=[LookupError], keeps=True)
        assert mod.wrong() == 0
        """,
    )


@pytest.mark.parametrize("faults", ["trace+debug"], indirect=True)
def test_layers_whose_contexts_are_made_at_the_first_call(faults):
    """Trace mode makes a context over each that debug mode calls it with."""
    faults(SIGNATURES, "survives(mod.noargs); survives(mod.one, 1); survives(mod.varargs, 1, 2, 3)")


def test_signatures(faults):
    faults(
        SIGNATURES,
        """
        thing, items = [], []
        survives(mod.noargs)
        survives(mod.one, thing, watched=[thing])
        survives(mod.varargs, thing, 1, thing, watched=[thing])
        survives(mod.varargs, *[thing] * 100, watched=[thing], name="100 arguments")
        survives(mod.keywords, thing, watched=[thing])
        survives(partial(mod.keywords, thing, b=thing, c=3), watched=[thing], name="keywords")
        survives(mod.call, mod.keywords, thing, watched=[thing])
        survives(mod.call_tuple_dict, mod.keywords, (thing,), {"a": thing}, watched=[thing])
        survives(mod.call_method, items, thing, teardown=items.clear, watched=[thing])
        survives(mod.fail, thing, may_raise=[LookupError], watched=[thing])
        """,
    )


def test_parsers(faults):
    faults(
        PARSERS,
        """
        thing = object()
        class Pairs:
            def __len__(self):
                return 2
            def __getitem__(self, i):
                return ["t\\u20ac%d" % i for i in range(2)][i]
        survives(mod.parse, 5, 2, "t\\u20ac", thing, watched=[thing])
        survives(mod.parse, 5, 2, "text", may_raise=[TypeError], name="too few")
        survives(mod.parse, "5", 2, "text", thing, may_raise=[TypeError], name="a wrong type", watched=[thing])
        survives(mod.parse_long, "text", b"bytes", [thing, Pairs()], "text", watched=[thing])
        survives(mod.parse_long, "text", b"bytes", [thing, Pairs()], 5, may_raise=[TypeError], watched=[thing],
                 name="a wrong type behind")
        survives(mod.parse_keywords, thing, watched=[thing])
        survives(partial(mod.parse_keywords, thing, d=thing, b=2, c=3), watched=[thing], name="keywords")
        survives(partial(mod.parse_keywords, thing, e=1), may_raise=[TypeError], watched=[thing], name="unknown one")
        for f in (mod.with1, mod.with2):
            survives(f, thing, watched=[thing])
        for f in (mod.with3, mod.with4):
            survives(partial(f, thing, c=(thing, 5)), may_raise=[TypeError], watched=[thing], name="definitions")
            survives(partial(f, thing, e=(thing, 5)), may_raise=[TypeError], watched=[thing], name="unknown, defined")
        """,
    )


def test_values_from_formats(faults):
    faults(
        VALUES,
        """
        thing = "some text \\u20ac"
        for f in (mod.numbers, mod.texts, mod.containers, mod.short_format, mod.long_format, mod.percent_v):
            survives(f, thing, watched=[thing])
        """,
    )


def test_builders_and_trackers(faults):
    faults(
        BUILDERS,
        """
        thing = "some text \\u20ac"
        for f in (mod.list_, mod.tuple, mod.text, mod.text_unchecked, mod.bytes, mod.tracker):
            survives(f, thing, watched=[thing])
        survives(mod.cancelled, thing, watched=[thing])
        """,
    )
