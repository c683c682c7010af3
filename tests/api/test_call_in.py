"""Calls from Python into an extension: every signature, once by direct entry, once through the context table.

A binary of HPy 0.9 has no HPyInitDirect function: all its calls go through the table. Here that function gets a name
that no host looks for.
"""

import gc
import sys

import pytest

BY_TABLE = """
    #define HPyInitDirect_@NAME not_looked_for
"""
SNIPPET = r"""
    /* What was called last, and whether what came in was right. */
    static const char *last = "";
    static int in_order = 1;
    #define CALLED(NAME, CONDITION) (last = NAME, in_order = in_order && (CONDITION))

    typedef struct { HPyField field; long number; char data[4]; } Thing;
    HPyType_HELPERS(Thing)

    static int destroyed, finalized;

    HPyDef_METH(last_call, "last_call", HPyFunc_NOARGS)
    static HPy last_call_impl(HPyContext *ctx, HPy self)
    {
        HPy result = HPy_BuildValue(ctx, "si", last, in_order);
        last = "";
        in_order = 1;
        return result;
    }
    HPyDef_METH(counts, "counts", HPyFunc_NOARGS)
    static HPy counts_impl(HPyContext *ctx, HPy self)
    {
        HPy result = HPy_BuildValue(ctx, "ii", finalized, destroyed);
        finalized = destroyed = 0;
        return result;
    }

    /* ---- life */
    HPyDef_SLOT(thing_new, HPy_tp_new)
    static HPy thing_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Thing *thing;
        HPy h = HPy_New(ctx, cls, &thing);
        if (!HPy_IsNull(h))
            CALLED("tp_new", thing->number == 0 && HPyField_IsNull(thing->field));
        return h;
    }
    HPyDef_SLOT(thing_init, HPy_tp_init)
    static int thing_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Thing *thing = Thing_AsStruct(ctx, self);
        if (nargs == 0) {
            HPyErr_SetString(ctx, ctx->h_ValueError, "init wants something");
            return -1;
        }
        thing->number = (long)nargs * 10 + (HPy_IsNull(kw) ? 0 : (long)HPy_Length(ctx, kw));
        HPyField_Store(ctx, self, &thing->field, args[0]);
        return 0;
    }
    HPyDef_SLOT(thing_traverse, HPy_tp_traverse)
    static int thing_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Thing *)self)->field);
        return 0;
    }
    HPyDef_SLOT(thing_finalize, HPy_tp_finalize)
    static void thing_finalize_impl(HPyContext *ctx, HPy self)
    {
        finalized++;
    }
    HPyDef_SLOT(thing_destroy, HPy_tp_destroy)
    static void thing_destroy_impl(void *self)
    {
        destroyed++;
    }

    /* ---- methods */
    HPyDef_METH(noargs, "noargs", HPyFunc_NOARGS)
    static HPy noargs_impl(HPyContext *ctx, HPy self)
    {
        return HPyLong_FromLong(ctx, Thing_AsStruct(ctx, self)->number);
    }
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
        HPy tuple, dict;
        if (!HPyHelpers_PackArgsAndKeywords(ctx, args, nargs, kwnames, &tuple, &dict))
            return HPy_NULL;
        HPy result = HPyTuple_Pack(ctx, 2, HPy_IsNull(tuple) ? ctx->h_None : tuple,
                                   HPy_IsNull(dict) ? ctx->h_None : dict);
        HPy_Close(ctx, tuple);
        HPy_Close(ctx, dict);
        return result;
    }
    HPyDef_METH(fail, "fail", HPyFunc_NOARGS)
    static HPy fail_impl(HPyContext *ctx, HPy self) { return HPyErr_SetString(ctx, ctx->h_KeyError, "method"); }

    /* ---- attributes */
    static char closure = 'c';
    HPyDef_GETSET(attribute, "attribute", .closure = &closure)
    static HPy attribute_get(HPyContext *ctx, HPy self, void *given)
    {
        CALLED("get", given == &closure);
        return HPyField_Load(ctx, self, Thing_AsStruct(ctx, self)->field);
    }
    static int attribute_set(HPyContext *ctx, HPy self, HPy value, void *given)
    {
        CALLED(HPy_IsNull(value) ? "delete" : "set", given == &closure);
        if (HPy_IsNull(value)) {
            HPyErr_SetString(ctx, ctx->h_TypeError, "not to be deleted");
            return -1;
        }
        HPyField_Store(ctx, self, &Thing_AsStruct(ctx, self)->field, value);
        return 0;
    }

    /* ---- slots, one for each signature */
    HPyDef_SLOT(negative, HPy_nb_negative)
    static HPy negative_impl(HPyContext *ctx, HPy self) { return HPyTuple_Pack(ctx, 1, self); }
    HPyDef_SLOT(add, HPy_nb_add)
    static HPy add_impl(HPyContext *ctx, HPy a, HPy b) { return HPyTuple_Pack(ctx, 2, a, b); }
    HPyDef_SLOT(power, HPy_nb_power)
    static HPy power_impl(HPyContext *ctx, HPy a, HPy b, HPy c) { return HPyTuple_Pack(ctx, 3, a, b, c); }
    HPyDef_SLOT(truth, HPy_nb_bool)
    static int truth_impl(HPyContext *ctx, HPy self)
    {
        long number = Thing_AsStruct(ctx, self)->number;
        if (number < 20)
            return 1;
        if (number < 30)
            return 0;
        HPyErr_SetString(ctx, ctx->h_KeyError, "truth");
        return -1;
    }
    HPyDef_SLOT(length, HPy_mp_length)
    static HPy_ssize_t length_impl(HPyContext *ctx, HPy self) { return Thing_AsStruct(ctx, self)->number; }
    HPyDef_SLOT(subscript, HPy_mp_subscript)
    static HPy subscript_impl(HPyContext *ctx, HPy self, HPy key) { return HPyTuple_Pack(ctx, 2, self, key); }
    HPyDef_SLOT(assign, HPy_mp_ass_subscript)
    static int assign_impl(HPyContext *ctx, HPy self, HPy key, HPy value)
    {
        if (HPy_Is(ctx, key, ctx->h_None)) {
            HPyErr_SetString(ctx, ctx->h_KeyError, "assign");
            return -1;
        }
        CALLED(HPy_IsNull(value) ? "delitem" : "setitem", 1);
        return 0;
    }
    HPyDef_SLOT(repeat, HPy_sq_repeat)
    static HPy repeat_impl(HPyContext *ctx, HPy self, HPy_ssize_t n) { return HPy_BuildValue(ctx, "On", self, n); }
    HPyDef_SLOT(contains, HPy_sq_contains)
    static int contains_impl(HPyContext *ctx, HPy self, HPy key) { return HPy_Is(ctx, key, ctx->h_None); }
    HPyDef_SLOT(repr, HPy_tp_repr)
    static HPy repr_impl(HPyContext *ctx, HPy self) { return HPyUnicode_FromString(ctx, "<a thing>"); }
    HPyDef_SLOT(hash, HPy_tp_hash)
    static HPy_hash_t hash_impl(HPyContext *ctx, HPy self) { return 4242; }
    HPyDef_SLOT(compare, HPy_tp_richcompare)
    static HPy compare_impl(HPyContext *ctx, HPy a, HPy b, HPy_RichCmpOp op) { return HPyLong_FromLong(ctx, (long)op); }
    HPyDef_SLOT(getbuffer, HPy_bf_getbuffer)
    static int getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buf, int flags)
    {
        Thing *thing = Thing_AsStruct(ctx, self);
        if (thing->number >= 20) {
            HPyErr_SetString(ctx, ctx->h_BufferError, "refused");
            return -1;
        }
        memcpy(thing->data, "data", 4);
        memset(buf, 0, sizeof(*buf));
        buf->buf = thing->data;
        buf->obj = HPy_Dup(ctx, self);
        buf->len = 4;
        buf->itemsize = 1;
        buf->readonly = 1;
        buf->ndim = 1;
        buf->internal = thing;
        return 0;
    }
    HPyDef_SLOT(releasebuffer, HPy_bf_releasebuffer)
    static void releasebuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buf)
    {
        Thing *thing = Thing_AsStruct(ctx, self);
        CALLED("release", buf->internal == thing && buf->buf == thing->data && buf->len == 4);
    }

    static HPyDef *thing_defines[] = {
        &thing_new, &thing_init, &thing_traverse, &thing_finalize, &thing_destroy, &noargs, &one, &varargs, &keywords,
        &fail, &attribute, &negative, &add, &power, &truth, &length, &subscript, &assign, &repeat, &contains, &repr,
        &hash, &compare, &getbuffer, &releasebuffer, NULL
    };
    static HPyType_Spec thing_spec = {
        .name = "tests.Thing", .basicsize = sizeof(Thing), .builtin_shape = SHAPE(Thing), .defines = thing_defines,
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC
    };

    static int pointee;
    HPyCapsule_DESTRUCTOR(drop)
    static void drop_impl(const char *name, void *pointer, void *context)
    {
        CALLED("drop", pointer == &pointee && name == NULL && context == NULL);
    }
    HPyDef_METH(capsule, "capsule", HPyFunc_NOARGS)
    static HPy capsule_impl(HPyContext *ctx, HPy self) { return HPyCapsule_New(ctx, &pointee, NULL, &drop); }

    @EXPORT_TYPE("Thing", thing_spec)
    @EXPORT(last_call, counts, capsule)
    @INIT
"""


@pytest.fixture(params=["direct", "table"])
def mod(make, abi, request):
    by_table = request.param == "table" and abi != "cpython"  # the cpython ABI knows one way, and goes it twice
    mod = make((BY_TABLE if by_table else "") + SNIPPET)
    mod.last_call(), mod.counts()
    return mod


@pytest.fixture
def thing(mod):
    return mod.Thing("first")


def test_new_and_init(mod):
    thing = mod.Thing(1, 2, 3, a=4, b=5)
    assert thing.noargs() == 32
    assert mod.last_call() == ("tp_new", 1)


def test_init_with_positionals_only(mod):
    assert mod.Thing(1).noargs() == 10


def test_init_failing(mod):
    with pytest.raises(ValueError, match="init wants something"):
        mod.Thing()


def test_traverse(mod):
    inside = ["inside"]
    assert any(found is inside for found in gc.get_referents(mod.Thing(inside)))


def test_finalize_and_destroy(mod):
    mod.Thing(1)
    assert mod.counts() == (1, 1)


def test_finalize_and_destroy_in_a_cycle(mod):
    thing = mod.Thing(1)
    thing.attribute = [thing]
    del thing
    gc.collect()
    assert mod.counts() == (1, 1)


def test_methods(thing):
    assert thing.noargs() == 10
    assert thing.one(2)[0] is thing
    assert thing.one(2)[1] == 2
    assert thing.varargs() == ()
    assert thing.varargs(1, 2, 3) == (1, 2, 3)


def test_method_with_keywords(thing):
    assert thing.keywords() == (None, None)
    assert thing.keywords(1, 2) == ((1, 2), None)
    assert thing.keywords(a=1) == (None, {"a": 1})
    assert thing.keywords(1, b=2, c=3) == ((1,), {"b": 2, "c": 3})


def test_failing_method(thing):
    with pytest.raises(KeyError, match="method"):
        thing.fail()


def test_method_on_the_wrong_type(mod):
    with pytest.raises(TypeError):
        mod.Thing.noargs(42)
    with pytest.raises(TypeError):
        mod.Thing.noargs()


def test_get(mod, thing):
    assert thing.attribute == "first"
    assert mod.last_call() == ("get", 1)


def test_set(mod, thing):
    thing.attribute = "second"
    assert mod.last_call() == ("set", 1)
    assert thing.attribute == "second"


def test_delete_and_failing_setter(mod, thing):
    with pytest.raises(TypeError, match="not to be deleted"):
        del thing.attribute
    assert mod.last_call() == ("delete", 1)


def test_unary(thing):
    assert (-thing)[0] is thing


def test_binary(thing):
    assert (thing + 2)[1] == 2
    assert (2 + thing)[0] == 2


def test_ternary(thing):
    assert (thing**2)[1:] == (2, None)
    assert pow(thing, 2, 3)[1:] == (2, 3)


def test_inquiry(mod):
    assert bool(mod.Thing(1)) is True
    assert bool(mod.Thing(1, 2)) is False
    with pytest.raises(KeyError, match="truth"):
        bool(mod.Thing(1, 2, 3))


def test_length(mod):
    assert len(mod.Thing(1, 2)) == 20


def test_subscript(thing):
    assert thing["key"][1] == "key"


def test_assign_subscript(mod, thing):
    thing["key"] = 1
    assert mod.last_call() == ("setitem", 1)
    del thing["key"]
    assert mod.last_call() == ("delitem", 1)
    with pytest.raises(KeyError, match="assign"):
        thing[None] = 1


def test_repeat(thing):
    assert (thing * 7)[1] == 7


def test_contains(thing):
    assert None in thing
    assert 1 not in thing


def test_repr(thing):
    assert repr(thing) == "<a thing>"


def test_hash(thing):
    assert hash(thing) == 4242


def test_richcompare(thing):
    assert [thing < 0, thing <= 0, thing == 0, thing != 0, thing > 0, thing >= 0] == [0, 1, 2, 3, 4, 5]


def test_buffer(mod, thing):
    view = memoryview(thing)
    assert view.tobytes() == b"data"
    assert view.obj is thing
    view.release()
    assert mod.last_call() == ("release", 1)


def test_buffer_refused(mod):
    with pytest.raises(BufferError, match="refused"):
        memoryview(mod.Thing(1, 2))


def test_capsule_destructor(mod):
    capsule = mod.capsule()
    del capsule
    assert mod.last_call() == ("drop", 1)


def test_reference_counts(mod):
    inside = object()
    before = sys.getrefcount(inside)
    for _ in range(20):
        thing = mod.Thing(inside, a=inside)
        thing.attribute, thing[inside], thing.one(inside), thing.keywords(inside, k=inside), thing + inside
        thing.attribute = inside
        memoryview(thing).release()
    del thing
    gc.collect()
    assert sys.getrefcount(inside) == before


def test_no_leaks(mod, leaks):
    def use():
        thing = mod.Thing([], a=[])
        thing.attribute, -thing, thing + 1, thing**2, thing["k"], thing * 3, thing.keywords(1, a=2), mod.capsule()
        memoryview(thing).release()

    leaks(use)
    leaks(mod.Thing)
