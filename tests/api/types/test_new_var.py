"""Objects with a variable number of items: HPy_NewVar, HPy_VarSize, HPy_VarItems, itemsize in a spec (minor 2)."""

import gc
import re
import sys
import weakref

import pytest
from support.fields import METHODS

SNIPPET = (
    METHODS
    + r"""
    typedef struct { HPy_VAR_HEAD HPyField label; HPyField items[]; } Node;
    HPyType_HELPERS(Node)
    HPyDef_FIELDS(Node_label, offsetof(Node, label), 1)
    HPyDef_VARFIELDS(Node_items, 0, 1)
    HPyDef_MEMBER(Node_size, "size", HPyMember_HPYSSIZET, 0, .readonly = 1)
    static int n_ended;
    HPyDef_SLOT(Node_destroy, HPy_tp_destroy)
    static void Node_destroy_impl(void *data)
    {
        Node *node = (Node *)data;
        HPy_ssize_t i, left = !HPyField_IsNull(node->label);
        for (i = 0; i < node->nitems; i++)
            left += !HPyField_IsNull(node->items[i]);
        n_ended += left == 0 ? 1 : 1000000;
    }
    HPyDef_WEAKLIST(weaklist)
    HPyDef_DICT(dict)
    #define NODE(NAME, FLAGS, ...) \
        static HPyDef *NAME##_defines[] = {&Node_label, &Node_items, &Node_size, &Node_destroy, __VA_ARGS__, NULL}; \
        static HPyType_Spec NAME##_spec = { \
            .name = "tests." #NAME, HPyType_ITEMS(Node, items), .builtin_shape = SHAPE(Node), \
            .defines = NAME##_defines, .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | FLAGS, \
        };
    NODE(Node, HPy_TPFLAGS_HAVE_GC, NULL)
    NODE(Plain, 0, NULL)
    NODE(Attributes, 0, &dict)
    @EXPORT_TYPE("Node", Node_spec)
    @EXPORT_TYPE("Plain", Plain_spec)
    @EXPORT_TYPE("Attributes", Attributes_spec)

    typedef struct { HPy_VAR_HEAD short width; unsigned char bytes[]; } Bytes;
    HPyType_HELPERS(Bytes)
    static HPyType_Spec Bytes_spec = {
        .name = "tests.Bytes", HPyType_ITEMS(Bytes, bytes), .builtin_shape = SHAPE(Bytes),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
    };
    @EXPORT_TYPE("Bytes", Bytes_spec)

    static HPyType_Spec Fixed_spec = {
        .name = "tests.Fixed", .basicsize = sizeof(long), .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
    };
    @EXPORT_TYPE("Fixed", Fixed_spec)

    METHOD(new)
    {
        Node *node;
        HPy_ssize_t n = HPyLong_AsSsize_t(ctx, args[1]);
        HPy h = n == -1 && HPyErr_Occurred(ctx) ? HPy_NULL : HPy_NewVar(ctx, args[0], n, &node);
        if (!HPy_IsNull(h) && (node->nitems != n || node != Node_AsStruct(ctx, h)))
            HPy_FatalError(ctx, "HPy_NewVar: not as it said");
        return h;
    }
    METHOD(new_zero_items)
    {
        Node *node;
        return HPy_New(ctx, args[0], &node);
    }
    METHOD(size)
    {
        HPy_ssize_t n = HPy_VarSize(ctx, args[0]);
        return n < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, n);
    }
    static HPyField *find(HPyContext *ctx, HPy h, HPy index)
    {
        HPy_ssize_t n, i = HPyLong_AsSsize_t(ctx, index);
        HPyField *items = (HPyField *)HPy_VarItems(ctx, h, &n);
        if (items != NULL && i >= n) {
            HPyErr_SetString(ctx, ctx->h_IndexError, "no such item");
            return NULL;
        }
        return i < 0 ? &Node_AsStruct(ctx, h)->label : items + i;
    }
    METHOD(put)
    {
        HPyField *field = find(ctx, args[0], args[1]);
        if (field == NULL)
            return HPy_NULL;
        HPyField_Store(ctx, args[0], field, args[2]);
        return none(ctx);
    }
    METHOD(get)
    {
        HPyField *field = find(ctx, args[0], args[1]);
        return field == NULL ? HPy_NULL : loaded(ctx, args[0], *field);
    }
    /* A new object with the items of another. */
    METHOD(copy)
    {
        HPy type = HPy_Type(ctx, args[0]), result;
        HPy_ssize_t n;
        HPyField *items = (HPyField *)HPy_VarItems(ctx, args[0], &n);
        Node *node;
        result = items == NULL ? HPy_NULL : HPy_NewVar(ctx, type, n, &node);
        HPy_Close(ctx, type);
        if (!HPy_IsNull(result))
            HPyField_CopyN(ctx, result, (HPyField *)HPy_VarItems(ctx, result, NULL), args[0], items, n);
        return result;
    }
    METHOD(bytes)
    {
        Bytes *bytes;
        HPy_ssize_t i, n = HPyLong_AsSsize_t(ctx, args[1]);
        HPy h = HPy_NewVar(ctx, args[0], n, &bytes), result;
        if (HPy_IsNull(h))
            return HPy_NULL;
        if ((void *)bytes->bytes != HPy_VarItems(ctx, h, NULL))
            HPy_FatalError(ctx, "HPy_VarItems: not the last member");
        for (i = 0; i < n; i++)
            if (bytes->bytes[i] != 0)
                HPy_FatalError(ctx, "HPy_NewVar: not zeroed");
        memset(bytes->bytes, 'x', (size_t)n);
        result = HPyBytes_FromStringAndSize(ctx, (const char *)bytes->bytes, n);
        HPy_Close(ctx, h);
        return result;
    }
    METHOD(ended)
    {
        int n = n_ended;
        n_ended = 0;
        return HPyLong_FromLong(ctx, n);
    }
    /* A type over args[0] with a struct that is larger by args[1] words, or none; nitems of its struct may be told. */
    typedef struct { HPy_VAR_HEAD HPyField label; HPyField more[3]; } Larger;
    HPyType_HELPERS(Larger)
    HPyDef_FIELDS(Larger_more, offsetof(Larger, more), 3)
    METHOD(derive)
    {
        static HPyDef *defines[] = {&Larger_more, NULL}, *no_defines[] = {NULL};
        static HPyType_Spec larger = {
            .name = "tests.Larger", .basicsize = sizeof(Larger), .builtin_shape = SHAPE(Larger), .defines = defines,
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
        };
        static HPyType_Spec same = {
            .name = "tests.Same", .defines = no_defines, .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
        };
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, args[0]}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, HPy_IsTrue(ctx, args[1]) ? &larger : &same, params);
    }
    METHOD(put_more)
    {
        HPyField_Store(ctx, args[0], &Larger_AsStruct(ctx, args[0])->more[HPyLong_AsSsize_t(ctx, args[1])], args[2]);
        return none(ctx);
    }
    @EXPORT(new)
    @EXPORT(new_zero_items)
    @EXPORT(size)
    @EXPORT(put)
    @EXPORT(get)
    @EXPORT(copy)
    @EXPORT(bytes)
    @EXPORT(ended)
    @EXPORT(derive)
    @EXPORT(put_more)
    @INIT"""
)

KINDS = ["Node", "Plain", "Attributes"]
SIZES = [0, 1, 2, 3, 5, 8, 17, 100, 1000]


@pytest.fixture
def mod(make):
    module = make(SNIPPET, minor=2)
    gc.collect()  # the module may have been used, and its counts of ends as well
    module.ended()
    return module


class Thing:
    """May be referenced weakly."""


def fill(mod, node, items):
    for i, item in enumerate(items):
        mod.put(node, i, item)
    return node


def items(mod, node):
    return [mod.get(node, i) for i in range(mod.size(node))]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", SIZES)
def test_new(mod, kind, n):
    cls = getattr(mod, kind)
    node = mod.new(cls, n)
    assert type(node) is cls and mod.size(node) == node.size == n
    assert mod.get(node, -1) is None and items(mod, node) == [None] * n
    things = [Thing() for _ in range(n)]
    refs = [weakref.ref(thing) for thing in things]
    fill(mod, node, things)
    mod.put(node, -1, "label")
    assert items(mod, node) == things and mod.get(node, -1) == "label"
    with pytest.raises(IndexError):
        mod.get(node, n)
    del things
    mod.ended()
    del node
    gc.collect()
    assert mod.ended() == 1 and all(ref() is None for ref in refs)


@pytest.mark.parametrize("kind", KINDS)
def test_new_without_number(mod, kind):
    cls = getattr(mod, kind)
    for node in (mod.new_zero_items(cls), cls(), cls.__new__(cls)):
        assert mod.size(node) == node.size == 0
        mod.put(node, -1, node.size)


@pytest.mark.parametrize("n", [0, 1, 5, 6, 7, 8, 9, 200, 100000])
def test_bytes(mod, n):
    assert mod.bytes(mod.Bytes, n) == b"x" * n


def test_size_of_instances(mod):
    assert mod.Node.__itemsize__ == mod.new(mod.Node, 1).__sizeof__() - mod.new(mod.Node, 0).__sizeof__()
    assert mod.Bytes.__itemsize__ == 1
    assert sys.getsizeof(mod.new(mod.Node, 100)) - sys.getsizeof(mod.new(mod.Node, 0)) == 100 * mod.Node.__itemsize__


@pytest.mark.parametrize("kind", KINDS + ["Bytes"])
def test_impossible_numbers(mod, kind):
    cls = getattr(mod, kind)
    for n in (-1, -2, -sys.maxsize - 1):
        with pytest.raises(SystemError, match="HPy_NewVar.*negative"):
            mod.new(cls, n)
    for n in (sys.maxsize, sys.maxsize - 100, sys.maxsize // 2, sys.maxsize // max(cls.__itemsize__, 2)):
        with pytest.raises(MemoryError):
            mod.new(cls, n)

    class Sub(cls):
        pass

    with pytest.raises(SystemError, match="HPy_NewVar.*negative"):
        mod.new(Sub, -1)
    for n in (sys.maxsize, sys.maxsize // max(cls.__itemsize__, 2)):
        with pytest.raises(MemoryError):
            mod.new(Sub, n)


def test_types_without_items(mod):
    class Sub(mod.Fixed):
        pass

    for cls in (mod.Fixed, Sub, object, int, tuple, type, dict):
        with pytest.raises(TypeError, match="HPy_NewVar.*no items"):
            mod.new(cls, 1)
    for value in (mod.Fixed(), Sub(), object(), 1 << 100, (1, 2), int, {}):
        with pytest.raises(TypeError, match="HPy_VarSize.*no items"):
            mod.size(value)
        with pytest.raises(TypeError, match="HPy_VarItems.*no items"):
            mod.get(value, 0)


@pytest.mark.no_debug("debug mode reports it")
def test_not_a_type(mod):
    with pytest.raises(TypeError, match="HPy_NewVar needs a type"):
        mod.new(5, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_python_subclass(mod, kind):
    class Sub(getattr(mod, kind)):
        pass

    class SubSub(Sub):
        __slots__ = ()

    for cls in (Sub, SubSub):
        for n in (0, 1, 10):
            thing = Thing()
            ref = weakref.ref(thing)
            node = fill(mod, mod.new(cls, n), [thing] * n)
            node.attribute = node, thing
            assert type(node) is cls and mod.size(node) == n and items(mod, node) == [thing] * n
            assert node.attribute[0] is node and mod.get(node, -1) is None
            assert len(items(mod, mod.copy(node))) == n
            mod.ended()
            del node, thing
            gc.collect()
            assert ref() is None and mod.ended() == 1


def test_slots_are_refused_as_by_cpython(mod):
    with pytest.raises(TypeError) as expected:
        type("Sub", (int,), {"__slots__": ("a",)})
    with pytest.raises(TypeError) as found:
        type("Sub", (mod.Node,), {"__slots__": ("a",)})
    assert re.sub("'.*'", "", str(found.value)) == re.sub("'.*'", "", str(expected.value))


@pytest.mark.parametrize("kind", KINDS)
def test_cycle(mod, kind):
    class Sub(getattr(mod, kind)):
        pass

    for cls in [Sub] if kind == "Plain" else [Sub, getattr(mod, kind)]:
        thing = Thing()
        ref = weakref.ref(thing)
        thing.node = fill(mod, mod.new(cls, 3), [1, thing, 2])
        mod.put(thing.node, -1, thing.node)
        mod.ended()
        del thing
        gc.collect()
        assert ref() is None and mod.ended() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_copy(mod, kind, leaks):
    node = fill(mod, mod.new(getattr(mod, kind), 20), [Thing() for _ in range(10)])

    def call():
        assert items(mod, mod.copy(node)) == items(mod, node)

    call()
    leaks(call)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("larger", [False, True])
def test_derived(mod, kind, larger):
    derived = mod.derive(getattr(mod, kind), larger)
    for cls in (derived, mod.derive(derived, False), type("Sub", (derived,), {})):
        assert cls.__itemsize__ == mod.Node.__itemsize__
        things = [Thing() for _ in range(5)]
        refs = [weakref.ref(thing) for thing in things]
        node = fill(mod, mod.new(cls, 5), things)
        mod.put(node, -1, "label")
        if larger:
            for i in range(3):
                things.append(Thing())
                refs.append(weakref.ref(things[-1]))
                mod.put_more(node, i, things[-1])
        assert items(mod, node) == things[:5] and mod.get(node, -1) == "label" and node.size == 5
        gc.collect()
        assert all(ref() is not None for ref in refs)
        del things, node
        gc.collect()
        assert all(ref() is None for ref in refs)


@pytest.mark.parametrize("kind", KINDS)
def test_long_chains(mod, kind):
    cls = getattr(mod, kind)
    mod.ended()
    node = None
    for i in range(60000):
        next = mod.new(cls, i % 3 + 1)
        mod.put(next, i % 3, node)
        node = next
    del node, next
    gc.collect()
    assert mod.ended() == 60000


ERRORS = r"""
    typedef struct { HPy_VAR_HEAD long a; } Var;
    typedef struct { long a; } Fixed;
    HPyDef_MEMBER(a, "a", HPyMember_LONG, 0)
    HPyDef_MEMBER(read_head, "a", HPyMember_HPYSSIZET, 0, .readonly = 1)
    HPyDef_WEAKLIST(weaklist)
    #define SPEC(NAME, SIZE, ITEM, ...) \
        static HPyDef *NAME##_defines[] = {__VA_ARGS__, NULL}; \
        static HPyType_Spec NAME = { \
            .name = "tests." #NAME, .basicsize = SIZE, .itemsize = ITEM, .defines = NAME##_defines, \
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, \
        };
    #define ALL(X) \
        X(NoHead, 0, 8, NULL) X(ShortHead, 4, 8, NULL) X(Overlaid, sizeof(Fixed), 8, &a) \
        X(Readable, sizeof(Var), 8, &read_head) X(Weak, sizeof(Var), 8, &weaklist) \
        X(OverFixed, sizeof(Var), 8, NULL) X(OtherItems, sizeof(Var), 16, NULL) X(Base, sizeof(Fixed), 0, &a)
    ALL(SPEC)
    HPyDef_METH(make, "make", HPyFunc_VARARGS)
    static HPy make_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *name = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, nargs > 1 ? args[1] : ctx->h_BaseObjectType},
                                      {(HPyType_SpecParam_Kind)0, HPy_NULL}};
    #define TRY(NAME, ...) if (strcmp(name, #NAME) == 0) return HPyType_FromSpec(ctx, &NAME, params);
        ALL(TRY)
        return HPyErr_SetString(ctx, ctx->h_KeyError, name);
    }
    @EXPORT(make)
    @INIT"""


def test_wrong_specs(make):
    mod = make(ERRORS, minor=2)
    readable, base = mod.make("Readable"), mod.make("Base")
    assert readable().a == 0
    for args, message in [
        (("NoHead",), "tests.NoHead.*HPy_VAR_HEAD"),
        (("ShortHead",), "tests.ShortHead.*HPy_VAR_HEAD"),
        (("Overlaid",), "tests.Overlaid.*'a'.*HPy_VAR_HEAD"),
        (("Weak",), "tests.Weak.*HPyDef_WEAKLIST"),
        (("OverFixed", base), "tests.OverFixed.*'tests.Base' does not begin with HPy_VAR_HEAD"),
        (("OtherItems", readable), "tests.OtherItems.*itemsize 16 differs from the 8"),
    ]:
        with pytest.raises(TypeError, match=message):
            mod.make(*args)
