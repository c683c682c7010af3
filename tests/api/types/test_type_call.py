"""Callable objects: HPy_tp_call, HPy_SetCallFunction, and a vectorcall member of the extension's own."""

import gc
from unittest import mock

import pytest

CALL = r"""
    typedef struct { long start; } Adder;
    HPyType_HELPERS(Adder)
    HPyDef_MEMBER(start, "start", HPyMember_LONG, offsetof(Adder, start))

    static HPy sum(HPyContext *ctx, long total, const HPy *args, size_t nargs, HPy kwnames)
    {
        size_t n = nargs + (HPy_IsNull(kwnames) ? 0 : (size_t)HPy_Length(ctx, kwnames));
        for (size_t i = 0; i < n; i++)
            total += HPyLong_AsLong(ctx, args[i]);
        if (HPyErr_Occurred(ctx))
            return HPy_NULL;
        if (HPy_IsNull(kwnames))
            return HPyLong_FromLong(ctx, total);
        return HPy_BuildValue(ctx, "(lO)", total, kwnames);
    }
    HPyDef_SLOT(adder_call, HPy_tp_call)
    static HPy adder_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return sum(ctx, Adder_AsStruct(ctx, self)->start, args, nargs, kwnames);
    }
    HPyDef_SLOT(adder_new, HPy_tp_new)
    static HPy adder_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Adder *adder;
        return HPy_New(ctx, cls, &adder);
    }
    HPyDef_SLOT(adder_init, HPy_tp_init)
    static int adder_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        if (nargs > 0)
            Adder_AsStruct(ctx, self)->start = HPyLong_AsLong(ctx, args[0]);
        return 0;
    }
    #define FLAGS HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE
    static HPyDef *inherited_defines[] = {&start, &adder_call, &adder_init, NULL};
    static HPyType_Spec inherited_spec = {
        .name = "tests.Adder", .basicsize = sizeof(Adder), .flags = FLAGS, .defines = inherited_defines
    };
    static HPyDef *new_defines[] = {&start, &adder_call, &adder_init, &adder_new, NULL};
    static HPyType_Spec new_spec = {
        .name = "tests.AdderWithNew", .basicsize = sizeof(Adder), .flags = FLAGS, .defines = new_defines
    };
    HPyDef_SLOT(count_call, HPy_tp_call)
    static HPy count_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPyLong_FromSize_t(ctx, nargs);
    }
    static HPyDef *empty_defines[] = {&count_call, NULL};
    static HPyType_Spec empty_spec = {.name = "tests.Empty", .flags = FLAGS, .defines = empty_defines};

    static HPyType_Spec final_spec = {
        .name = "tests.Final", .flags = HPy_TPFLAGS_DEFAULT, .defines = empty_defines
    };
    static HPyType_Spec empty_with_word_spec = {
        .name = "tests.EmptyWithWord", .flags = FLAGS | HPy_TPFLAGS_HAVE_VECTORCALL, .defines = empty_defines
    };

    typedef struct { Adder base; long more[3]; } Bigger;
    HPyType_HELPERS(Bigger)
    HPyDef_MEMBER(bigger_last, "last", HPyMember_LONG, offsetof(Bigger, more[2]))
    HPyDef_MEMBER(bigger_first, "first", HPyMember_LONG, offsetof(Bigger, more[0]))
    static HPyDef *bigger_defines[] = {&bigger_first, &bigger_last, NULL};
    static HPyType_Spec bigger_spec = {
        .name = "tests.Bigger", .basicsize = sizeof(Bigger), .flags = FLAGS, .defines = bigger_defines
    };
    HPyDef_SLOT(product_call, HPy_tp_call)
    static HPy product_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPyUnicode_FromString(ctx, "other call");
    }
    static HPyDef *other_defines[] = {&bigger_first, &bigger_last, &product_call, NULL};
    static HPyType_Spec other_spec = {
        .name = "tests.Other", .basicsize = sizeof(Bigger), .flags = FLAGS, .defines = other_defines
    };
    static HPyType_Spec same_spec = {.name = "tests.Same", .flags = FLAGS};
    static HPyType_Spec *specs[] = {
        &inherited_spec, &new_spec, &empty_spec, &bigger_spec,
        &other_spec, &same_spec, &empty_with_word_spec, &final_spec
    };

    HPyDef_METH(make_type, "make_type", HPyFunc_VARARGS)
    static HPy make_type_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, args[1]}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, specs[HPyLong_AsLong(ctx, args[0])], params);
    }
    HPyDef_CALL_FUNCTION(negative)
    static HPy negative_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return sum(ctx, -1000, args, nargs, kwnames);
    }
    HPyDef_METH(set_call, "set_call", HPyFunc_O)
    static HPy set_call_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPy_SetCallFunction(ctx, arg, &negative) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(hpy_new, "hpy_new", HPyFunc_O)
    static HPy hpy_new_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        void *data;
        return HPy_New(ctx, arg, &data);
    }
    HPyDef_METH(hpy_call, "hpy_call", HPyFunc_O)
    static HPy hpy_call_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy five = HPyLong_FromLong(ctx, 5);
        HPy result = HPy_Call(ctx, arg, &five, 1, HPy_NULL);
        HPy_Close(ctx, five);
        return result;
    }
    @EXPORT(make_type)
    @EXPORT(set_call)
    @EXPORT(hpy_new)
    @EXPORT(hpy_call)
    @INIT
"""
ADDER, ADDER_WITH_NEW, EMPTY, BIGGER, OTHER, SAME, EMPTY_WITH_WORD, FINAL = range(8)


@pytest.fixture
def mod(make):
    return make(CALL)


def python_subclass(cls):
    class Sub(cls):
        pass

    return Sub


def python_subclass_with_new(cls):
    class Sub(cls):
        def __new__(cls, *args):
            return super().__new__(cls, *(() if super().__new__ is object.__new__ else args))

    return Sub


KINDS = pytest.mark.parametrize(
    "kind", [lambda cls: cls, python_subclass, python_subclass_with_new], ids=["exact", "python", "python-new"]
)


@KINDS
@pytest.mark.parametrize("spec", [ADDER, ADDER_WITH_NEW])
def test_call(mod, kind, spec):
    adder = kind(mod.make_type(spec, object))(100)
    assert adder.start == 100
    assert adder() == 100
    assert adder(1, 2, 3) == 106
    assert adder(1, a=2, b=3) == (106, ("a", "b"))
    assert adder(*[1, 2], c=3) == (106, ("c",))
    assert mod.hpy_call(adder) == 105
    assert list(map(adder, [1, 2])) == [101, 102]
    assert callable(adder)
    with pytest.raises(TypeError):
        adder("x")


@KINDS
def test_call_without_payload(mod, kind):
    empty = kind(mod.make_type(EMPTY, object))()
    assert (empty(), empty(1, 2), mod.hpy_call(empty)) == (0, 2, 1)


def test_arguments_without_init(mod):
    with pytest.raises(TypeError):
        mod.make_type(EMPTY, object)(1)


@KINDS
@pytest.mark.parametrize("spec", [ADDER, ADDER_WITH_NEW, EMPTY])
def test_hpy_new_makes_callable_objects(mod, kind, spec):
    assert mod.hpy_call(mod.hpy_new(kind(mod.make_type(spec, object)))) in (5, 1)


@KINDS
@pytest.mark.parametrize("spec", [ADDER, ADDER_WITH_NEW])
@pytest.mark.parametrize("derived", [BIGGER, SAME])
def test_derived_type_inherits_the_call(mod, kind, spec, derived):
    cls = kind(mod.make_type(derived, mod.make_type(spec, object)))
    value = cls(10)
    if derived == BIGGER:
        value.first, value.last = -1, -1
    assert value(1, 2) == 13
    assert value(1, k=2) == (13, ("k",))
    if derived == BIGGER:
        assert (value.start, value.first, value.last) == (10, -1, -1)


@KINDS
@pytest.mark.parametrize("spec", [ADDER, ADDER_WITH_NEW])
def test_derived_type_defines_another_call(mod, kind, spec):
    value = kind(mod.make_type(OTHER, mod.make_type(spec, object)))(10)
    value.first, value.last = 3, 4
    assert value() == "other call"
    assert (value.start, value.first, value.last) == (10, 3, 4)


def test_call_written_in_python_wins(mod):
    class Sub(mod.make_type(ADDER, object)):
        def __call__(self, *args):
            return ("python", super().__call__(*args))

    assert Sub(1)(2) == ("python", 3)
    assert mod.hpy_call(Sub(1)) == ("python", 6)
    derived = mod.make_type(SAME, Sub)(1)
    assert derived(2) == ("python", 3)


@KINDS
@pytest.mark.parametrize("spec", [ADDER, ADDER_WITH_NEW])
def test_set_call_function(mod, kind, spec):
    cls = kind(mod.make_type(spec, object))
    first, second = cls(10), cls(20)
    mod.set_call(first)
    assert (first(1), second(1)) == (-999, 21)
    assert first(1, x=2) == (-997, ("x",))
    assert cls(30)(1) == 31


def test_set_call_function_without_a_struct(mod):
    with pytest.raises(TypeError, match="HPy_TPFLAGS_HAVE_VECTORCALL"):
        mod.set_call(mod.make_type(EMPTY, object)())
    for spec in (EMPTY_WITH_WORD, FINAL):
        value = mod.make_type(spec, object)()
        assert value(1) == 1
        mod.set_call(value)
        assert value(1) == -999


def test_set_call_function_on_a_derived_type(mod):
    value = mod.make_type(BIGGER, mod.make_type(ADDER, object))(10)
    value.first = value.last = 8
    mod.set_call(value)
    assert (value(1), value.first, value.last) == (-999, 8, 8)


@pytest.mark.parametrize(
    "other", [len, lambda: 1, int, object(), [].append, 5], ids=["builtin", "lambda", "type", "object", "method", "int"]
)
def test_set_call_function_needs_support(mod, other):
    with pytest.raises(TypeError):
        mod.set_call(other)
    assert len("abc") == 3 and int("5") == 5


def test_callable_in_a_cycle_and_many_of_them(mod, leaks):
    cls = python_subclass(mod.make_type(ADDER, object))

    def one():
        value = cls(1)
        value.me = value
        assert value(1) == 2

    leaks(one)
    gc.collect()


MEMBER = r"""
    typedef struct { long before; HPyCallFunction call; long after; } Own;
    HPyType_HELPERS(Own)
    HPyDef_CALL_FUNCTION(own_call)
    static HPy own_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        Own *own = Own_AsStruct(ctx, self);
        return HPy_BuildValue(ctx, "(lli)", own->before, own->after, (int)nargs);
    }
    HPyDef_CALL_FUNCTION(second_call)
    static HPy second_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPyUnicode_FromString(ctx, "second");
    }
    HPyDef_SLOT(own_new, HPy_tp_new)
    static HPy own_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Own *own;
        HPy h = HPy_New(ctx, cls, &own);
        if (HPy_IsNull(h))
            return HPy_NULL;
        own->before = 1;
        own->after = 2;
        if (nargs == 0)
            own->call = own_call;
        return h;
    }
    HPyDef_METH(own_set, "set_second", HPyFunc_NOARGS)
    static HPy own_set_impl(HPyContext *ctx, HPy self)
    {
        return HPy_SetCallFunction(ctx, self, &second_call) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_MEMBER(own_offset, "__vectorcalloffset__", HPyMember_HPYSSIZET, offsetof(Own, call), .readonly = 1)
    HPyDef_MEMBER(own_after, "after", HPyMember_LONG, offsetof(Own, after))
    static HPyDef *own_defines[] = {&own_new, &own_set, &own_offset, &own_after, NULL};
    static HPyType_Spec own_spec = {
        .name = "tests.Own", .basicsize = sizeof(Own), .defines = own_defines, .itemsize = 4,
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_VECTORCALL
    };
    @EXPORT_TYPE("Own", own_spec)
    @INIT
"""


@KINDS
def test_vectorcall_member(make, kind):
    cls = kind(make(MEMBER).Own)
    own = cls()
    assert own(5, 6) == (1, 2, 2)
    own.after = 7
    assert own() == (1, 7, 0)
    own.set_second()
    assert own() == "second"
    assert own.after == 7


@KINDS
def test_call_function_never_set(make, kind):
    with pytest.raises(TypeError):
        kind(make(MEMBER).Own)("unset")()


# ---- what CPython does around a call


def ways_to_call(mod, value):
    return [value(1), list(map(value, [1]))[0], value.__call__(1), type(value).__call__(value, 1), value(*(1,))]


@KINDS
@pytest.mark.parametrize("spec", [ADDER, ADDER_WITH_NEW, EMPTY, EMPTY_WITH_WORD])
def test_another_call_is_given_to_the_type(mod, kind, spec):
    base = mod.make_type(spec, object)
    before, value = kind(base)(), kind(base)()
    as_defined = value(1)
    original = base.__call__
    for one in (value, mod.hpy_new(kind(base))):
        base.__call__ = lambda self, *args: ("patched", original(self, *args))
        assert ways_to_call(mod, one) == [("patched", as_defined)] * 5
        assert ways_to_call(mod, before) == [("patched", as_defined)] * 5
        base.__call__ = original
        assert ways_to_call(mod, one) == [as_defined] * 5
    with mock.patch.object(base, "__call__", lambda self, *args: "mock"):
        assert ways_to_call(mod, value) == ["mock"] * 5
    assert ways_to_call(mod, value) == [as_defined] * 5


def test_another_call_and_a_function_of_the_object(mod):
    cls = mod.make_type(ADDER, object)
    value = cls(1)
    mod.set_call(value)
    original = cls.__call__
    cls.__call__ = lambda self, *args: ("patched", original(self, *args))
    assert ways_to_call(mod, value) == [("patched", -999)] * 5
    cls.__call__ = original
    assert ways_to_call(mod, value) == [-999] * 5


def test_class_of_the_object_changes(mod):
    cls = mod.make_type(ADDER, object)
    one, two = type("One", (cls,), {}), type("Two", (cls,), {"__call__": lambda self, *args: "two"})
    value = one(1)
    assert value(1) == 2
    value.__class__ = two
    assert ways_to_call(mod, value) == ["two"] * 5
    value.__class__ = one
    assert ways_to_call(mod, value) == [2] * 5


def test_call_of_each_base(mod):
    base = mod.make_type(ADDER, object)
    derived = mod.make_type(OTHER, base)
    value = derived(10)
    assert (value(1), derived.__call__(value, 1), base.__call__(value, 1)) == ("other call", "other call", 11)
    assert super(derived, value).__call__(2) == 12
    mixed = type("Mixed", (list, mod.make_type(EMPTY, object)), {})
    assert mixed()(1, 2, 3) == 3


RECURSION = r"""
    typedef struct { HPyField inner; } Caller;
    HPyType_HELPERS(Caller)
    HPyDef_SLOT(traverse, HPy_tp_traverse)
    static int traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Caller *)self)->inner);
        return 0;
    }
    static HPy call_inner(HPyContext *ctx, HPy self)
    {
        HPy inner = HPyField_Load(ctx, self, Caller_AsStruct(ctx, self)->inner);
        HPy result = HPy_Call(ctx, inner, NULL, 0, HPy_NULL);
        HPy_Close(ctx, inner);
        return result;
    }
    HPyDef_SLOT(call, HPy_tp_call)
    static HPy call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return call_inner(ctx, self);
    }
    HPyDef_CALL_FUNCTION(function)
    static HPy function_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return call_inner(ctx, self);
    }
    HPyDef_METH(set, "set", HPyFunc_O)
    static HPy set_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyField_Store(ctx, self, &Caller_AsStruct(ctx, self)->inner, arg);
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(set_call, "set_call", HPyFunc_NOARGS)
    static HPy set_call_impl(HPyContext *ctx, HPy self)
    {
        return HPy_SetCallFunction(ctx, self, &function) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }
    static HPyDef *defines[] = {&traverse, &call, &set, &set_call, NULL};
    static HPyType_Spec spec = {
        .name = "tests.Caller", .basicsize = sizeof(Caller), .defines = defines,
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC | HPy_TPFLAGS_BASETYPE
    };
    typedef struct { long unused; } Meta;
    HPyType_HELPERS(Meta, HPyType_BuiltinShape_Type)
    HPyDef_SLOT(meta_call, HPy_tp_call)
    static HPy meta_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPy_Call(ctx, self, args, nargs, kwnames);
    }
    static HPyDef *meta_defines[] = {&meta_call, NULL};
    static HPyType_Spec meta_spec = {
        .name = "tests.Meta", .basicsize = sizeof(Meta), .defines = meta_defines, .builtin_shape = SHAPE(Meta),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE
    };
    HPyDef_METH(make_meta, "make_meta", HPyFunc_NOARGS)
    static HPy make_meta_impl(HPyContext *ctx, HPy self)
    {
        HPyType_SpecParam params[] = {
            {HPyType_SpecParam_Base, ctx->h_TypeType}, {(HPyType_SpecParam_Kind)0, HPy_NULL}
        };
        return HPyType_FromSpec(ctx, &meta_spec, params);
    }
    @EXPORT(make_meta)
    @EXPORT_TYPE("Caller", spec)
    @INIT
"""


@KINDS
@pytest.mark.parametrize("way", ["type", "object"])
def test_endless_recursion(make, kind, way):
    cls = kind(make(RECURSION).Caller)
    value, other = cls(), cls()
    value.set(other)
    other.set(value)
    if way == "object":
        value.set_call()
        other.set_call()
    for call in (value, value.__call__, lambda: value(*())):
        with pytest.raises(RecursionError):
            call()
    other.set(lambda: "end")
    assert value() == "end"


def test_endless_recursion_in_a_metaclass(make):
    cls = make(RECURSION).make_meta()("T", (), {})
    with pytest.raises(RecursionError):
        cls()


MANY = r"""
    #define N 80
    #define CALLABLE(I) \
        HPyDef_SLOT(call_##I, HPy_tp_call) \
        static HPy call_##I##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames) \
        { \
            return HPy_BuildValue(ctx, "(ii)", I, (int)nargs); \
        } \
        static HPyDef *defines_##I[] = {&call_##I, NULL}; \
        static HPyType_Spec spec_##I = { \
            .name = "tests.Callable", .basicsize = sizeof(long), .defines = defines_##I, \
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE \
        };
    #define TEN(DO, I) DO(I##0) DO(I##1) DO(I##2) DO(I##3) DO(I##4) DO(I##5) DO(I##6) DO(I##7) DO(I##8) DO(I##9)
    #define ALL(DO) TEN(DO, 1) TEN(DO, 2) TEN(DO, 3) TEN(DO, 4) TEN(DO, 5) TEN(DO, 6) TEN(DO, 7) TEN(DO, 8)
    #define ADDRESS(I) &spec_##I,
    ALL(CALLABLE)
    static HPyType_Spec *specs[N] = {ALL(ADDRESS)};
    HPyDef_METH(make_type, "make_type", HPyFunc_VARARGS)
    static HPy make_type_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, args[1]}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, specs[HPyLong_AsLong(ctx, args[0])], params);
    }
    @EXPORT(make_type)
    @INIT
"""


def test_more_callable_types_than_pairs_of_functions(make):
    mod = make(MANY)
    made = [mod.make_type(i, object) for i in range(80)]
    for i, base in enumerate(made):
        derived = mod.make_type((i + 40) % 80, base)
        for cls, number in [(base, i), (python_subclass(base), i), (derived, (i + 40) % 80)]:
            value = cls()
            assert [value(), value(1, 2), value.__call__(3), list(map(value, [1]))[0]] == [
                (number + 10, 0),
                (number + 10, 2),
                (number + 10, 1),
                (number + 10, 1),
            ]
            assert base.__call__(value, 1) == (i + 10, 1)
            assert base.__call__.__name__ == "__call__"
        patched = python_subclass(base)
        value = patched()
        patched.__call__ = lambda self: "patched"
        assert value() == "patched"
        with pytest.raises(TypeError):
            base.__call__(5)
