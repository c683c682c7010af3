"""HPyType_CallNew and HPyType_CallInit: __new__ and __init__ of a base, for types with a struct over it."""

import collections
import datetime
import decimal
import gc

import pytest


def derive(cls, **namespace):
    return type(cls)("Derived", (cls,), namespace)


ERRORS = """
    typedef struct { long code; HPyField detail; } Failure;
    HPyType_HELPERS(Failure, HPyType_BuiltinShape_Any)

    HPyDef_SLOT(failure_new, HPy_tp_new)
    static HPy failure_new_impl(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        HPy base = HPy_GetAttr_s(ctx, type, "made_by"), h;
        if (HPy_IsNull(base))
            return HPy_NULL;
        h = HPyType_CallNew(ctx, base, type, args, nargs, HPy_NULL);
        if (!HPy_IsNull(h))
            Failure_AsStruct(ctx, h)->code = 100;
        HPy_Close(ctx, base);
        return h;
    }
    HPyDef_SLOT(failure_init, HPy_tp_init)
    static int failure_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        HPy type = HPy_Type(ctx, self), base = HPy_GetAttr_s(ctx, type, "made_by");
        Failure *failure = Failure_AsStruct(ctx, self);
        int result;
        HPy_Close(ctx, type);
        if (HPy_IsNull(base))
            return -1;
        /* The __init__ of those that cannot change is object's, which takes no arguments. */
        if (!HPy_HasAttr_s(ctx, base, "append") && !HPy_HasAttr_s(ctx, base, "pop")
                && !HPy_HasAttr_s(ctx, base, "args"))
            result = HPyType_CallInit(ctx, base, self, args, 0, kw);
        else
            result = HPyType_CallInit(ctx, base, self, args, nargs, kw);
        failure->code++;
        if (result == 0 && nargs > 0)
            HPyField_Store(ctx, self, &failure->detail, args[0]);
        HPy_Close(ctx, base);
        return result;
    }
    HPyDef_SLOT(failure_traverse, HPy_tp_traverse)
    static int failure_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Failure *)self)->detail);
        return 0;
    }
    HPyDef_SLOT(failure_str, HPy_tp_str)
    static HPy failure_str_impl(HPyContext *ctx, HPy self)
    {
        Failure *failure = Failure_AsStruct(ctx, self);
        HPy detail, result;
        if (HPyField_IsNull(failure->detail))
            return HPyUnicode_FromFormat(ctx, "failure %ld", failure->code);
        detail = HPyField_Load(ctx, self, failure->detail);
        result = HPyUnicode_FromFormat(ctx, "failure %ld: %R", failure->code, detail);
        HPy_Close(ctx, detail);
        return result;
    }
    HPyDef_MEMBER(failure_code, "code", HPyMember_LONG, offsetof(Failure, code))
    static HPyDef *failure_defines[] = {
        &Failure_payload, &failure_new, &failure_init, &failure_traverse, &failure_str, &failure_code, NULL
    };
    static HPyType_Spec failure_spec = {
        .name = "tests.Failure", .basicsize = sizeof(Failure), .builtin_shape = SHAPE(Failure),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC, .defines = failure_defines
    };
    HPyDef_METH(failure, "failure", HPyFunc_O)
    static HPy failure_impl(HPyContext *ctx, HPy self, HPy base)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        HPy type = HPyType_FromSpec(ctx, &failure_spec, params);
        if (!HPy_IsNull(type) && HPy_SetAttr_s(ctx, type, "made_by", base) < 0) {
            HPy_Close(ctx, type);
            return HPy_NULL;
        }
        return type;
    }
    HPyDef_METH(call_new, "call_new", HPyFunc_VARARGS)
    static HPy call_new_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyType_CallNew(ctx, args[0], args[1], args + 3, (HPy_ssize_t)nargs - 3,
                               nargs < 3 || HPy_Is(ctx, args[2], ctx->h_None) ? HPy_NULL : args[2]);
    }
    HPyDef_METH(call_init, "call_init", HPyFunc_VARARGS)
    static HPy call_init_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        int result = HPyType_CallInit(ctx, args[0], args[1], args + 3, (HPy_ssize_t)nargs - 3,
                                      nargs < 3 || HPy_Is(ctx, args[2], ctx->h_None) ? HPy_NULL : args[2]);
        return result < 0 ? HPy_NULL : HPyLong_FromLong(ctx, result);
    }
    @EXPORT(failure)
    @EXPORT(call_new)
    @EXPORT(call_init)
    @INIT
"""


@pytest.fixture
def errors(make):
    return make(ERRORS, minor=2)


class NewInPython(Exception):
    def __new__(cls, *args, **kw):
        self = Exception.__new__(cls, *args)
        self.made = cls
        return self

    def __init__(self, *args, **kw):
        self.told = args, kw


def test_an_exception_with_a_struct(errors):
    failure = errors.failure(ValueError)
    with pytest.raises(ValueError) as caught:
        raise failure("why", 3)
    error = caught.value
    assert (error.args, error.code, str(error), type(error)) == (("why", 3), 101, "failure 101: 'why'", failure)
    assert repr(error) == "Failure('why', 3)"
    assert str(failure()) == "failure 101"

    class Derived(failure):
        def __init__(self, *args):
            super().__init__(*args[1:])

    error = Derived(1, 2)
    assert (error.args, str(error)) == ((2,), "failure 101: 2")
    error.__cause__ = error
    error.self = error
    del error, caught
    gc.collect()


@pytest.mark.parametrize("base, args, value", [
    (set, ("abc",), set("abc")), (frozenset, ("abc",), frozenset("abc")), (bytearray, (b"x",), bytearray(b"x")),
    (bytes, (b"xyz",), b"xyz"), (collections.deque, ("ab",), collections.deque("ab")), (complex, (1,), 1),
    (datetime.date, (2020, 1, 2), datetime.date(2020, 1, 2)), (int, (10**30,), 10**30), (list, ("ab",), ["a", "b"]),
    (collections.OrderedDict, ([(1, 2)],), {1: 2}), (decimal.Decimal, ("1.5",), 1.5),
])  # fmt: skip
def test_new_and_init_of_the_base(errors, base, args, value):
    cls = errors.failure(base)
    obj = cls(*args)
    assert obj == value
    assert (obj.code, str(obj)) == (101, "failure 101: %r" % (args[0],))


def test_new_of_a_class_written_in_python(errors):
    obj = errors.call_new(NewInPython, derive(NewInPython, __new__=None), None, 1, 2)
    assert (obj.args, obj.made) == ((1, 2), type(obj))
    assert errors.call_init(NewInPython, obj, {"a": 1}, 3) == 0
    assert obj.told == ((3,), {"a": 1})
    with pytest.raises(TypeError, match="is not safe"):
        errors.failure(NewInPython)()


def test_calls_with_wrong_arguments(errors):
    for base, cls in ((3, int), (int, 3)):
        with pytest.raises(TypeError, match="HPyType_CallNew needs a type, not 3"):
            errors.call_new(base, cls, None)
    with pytest.raises(TypeError, match="HPyType_CallNew: 'int' does not derive from 'str'"):
        errors.call_new(str, int, None)
    for kw in ((), 3):
        with pytest.raises(TypeError, match="HPyType_CallNew needs 0 or more arguments, and a dict or HPy_NULL"):
            errors.call_new(int, int, kw)
    with pytest.raises(TypeError, match="HPyType_CallInit needs 0 or more arguments, and a dict or HPy_NULL"):
        errors.call_init(int, 3, 3)
    with pytest.raises(TypeError, match="HPyType_CallNew needs 0 or more arguments"):
        errors.call_new(int, int)
    with pytest.raises(TypeError, match="HPyType_CallInit needs a type, not 3"):
        errors.call_init(3, 3, None)
    with pytest.raises(TypeError, match="HPyType_CallInit: a 'int' is no instance of 'list'"):
        errors.call_init(list, 3, None)
    with pytest.raises(TypeError, match="cannot create '.*' instances"):
        errors.call_new(type(iter([])), type(iter([])), None)

    class Other:
        def __new__(cls):
            return 5

    with pytest.raises(TypeError, match="__new__ of 'Other' made 5 instead of a 'Other'"):
        errors.call_new(Other, Other, None)

    class Fails(list):
        def __init__(self):
            raise KeyError(1)

    with pytest.raises(KeyError):
        errors.call_init(Fails, Fails.__new__(Fails), None)


def test_callable_instances_are_made_whole(make):
    mod = make(
        """
        typedef struct { long n; } Adder;
        HPyType_HELPERS(Adder, HPyType_BuiltinShape_Any)
        HPyDef_SLOT(adder_call, HPy_tp_call)
        static HPy adder_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
        {
            return HPyLong_FromLong(ctx, ++Adder_AsStruct(ctx, self)->n + (long)nargs);
        }
        HPyDef_SLOT(adder_new, HPy_tp_new)
        static HPy adder_new_impl(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
        {
            return HPyType_CallNew(ctx, ctx->h_BaseException, type, args, nargs, kw);
        }
        static HPyDef *adder_defines[] = {&Adder_payload, &adder_call, &adder_new, NULL};
        static HPyType_Spec adder_spec = {
            .name = "tests.Adder", .basicsize = sizeof(Adder), .builtin_shape = SHAPE(Adder),
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = adder_defines
        };
        HPyDef_METH(make, "make", HPyFunc_O)
        static HPy make_impl(HPyContext *ctx, HPy self, HPy base)
        {
            HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
            return HPyType_FromSpec(ctx, &adder_spec, params);
        }
        @EXPORT(make)
        @INIT""",
        minor=2,
    )
    adder = mod.make(Exception)("x")
    assert (adder(), adder(1, 2), adder.args) == (1, 4, ("x",))
    assert derive(mod.make(KeyError))("x")(0) == 2
