"""Functions and descriptors made at run time: HPyFunction_New, HPyModule_AddFunctions, HPyDescr_New,
HPyClassMethod_New, HPyStaticMethod_New."""

import gc
import sys
import types
import weakref

import pytest

FUNCTIONS = """
    HPyDef_METH(self_of, "self_of", HPyFunc_NOARGS, .doc = "self_of()\\n--\\n\\nWhat it knows.")
    static HPy self_of_impl(HPyContext *ctx, HPy self)
    {
        return HPy_IsNull(self) ? HPy_Dup(ctx, ctx->h_Ellipsis) : HPy_Dup(ctx, self);
    }
    HPyDef_METH(pair, "pair", HPyFunc_O)
    static HPy pair_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyTuple_Pack(ctx, 2, HPy_IsNull(self) ? ctx->h_None : self, arg);
    }
    HPyDef_METH(many, "many", HPyFunc_VARARGS)
    static HPy many_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyTuple_FromArray(ctx, (HPy *)args, (HPy_ssize_t)nargs);
    }
    HPyDef_METH(named, "named", HPyFunc_KEYWORDS)
    static HPy named_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPy_Dup(ctx, HPy_IsNull(kwnames) ? ctx->h_None : kwnames);
    }
    HPyDef_METH(told, "told", HPyFunc_METHOD, .data = (void *)"the data")
    static HPy told_impl(HPyContext *ctx, HPy self, HPy cls, const HPy *args, size_t nargs, HPy kwnames, void *data)
    {
        return HPy_BuildValue(ctx, "(OOis)", HPy_IsNull(self) ? ctx->h_None : self, HPy_IsNull(cls) ? ctx->h_None : cls,
                              (int)nargs, data);
    }
    static HPyDef *all[] = {&self_of, &pair, &many, &named, &told};
    HPyDef_METH(new, "new", HPyFunc_VARARGS)
    static HPy new_impl(HPyContext *ctx, HPy mod, const HPy *args, size_t nargs)
    {
        long n = HPyLong_AsLong(ctx, args[0]);
        return HPyFunction_New(ctx, all[n], nargs > 1 ? args[1] : HPy_NULL, nargs > 2 ? args[2] : HPy_NULL);
    }
    @EXPORT(new)
    @INIT
"""


def test_function(make):
    mod = make(FUNCTIONS, minor=2)
    f = mod.new(0)
    assert f() is ... and type(f) is types.BuiltinFunctionType
    assert f.__name__ == "self_of" and f.__qualname__ == "self_of" and f.__module__ is None
    assert f.__doc__ == "What it knows." and f.__text_signature__ == "()"
    box = []
    assert mod.new(0, box)() is box and mod.new(0, box).__self__ is box
    assert mod.new(1, 5)(6) == (5, 6) and mod.new(1)(6) == (None, 6)
    assert mod.new(2)(1, 2, 3) == (1, 2, 3)
    assert mod.new(3)(1, a=2) == ("a",) and mod.new(3)(1) is None
    assert mod.new(4)(1, 2) == (None, None, 2, "the data") and mod.new(4, box)() == (box, None, 0, "the data")
    with pytest.raises(TypeError):
        f(1)
    with pytest.raises(TypeError):
        mod.new(1)()


def test_module_of_a_function(make):
    mod = make(FUNCTIONS, minor=2)
    assert mod.new(0, None, sys).__module__ == "sys"
    assert mod.new(0, None, "any.name").__module__ == "any.name"
    assert mod.new(0, None, mod).__module__ == mod.__name__
    with pytest.raises(TypeError, match="HPyFunction_New needs a module, its name, or HPy_NULL, not 3"):
        mod.new(0, None, 3)


@pytest.mark.releases("objects in cycles")
def test_function_in_a_cycle(make):
    mod = make(FUNCTIONS, minor=2)

    class Owner:
        pass

    owner = Owner()
    owner.function = mod.new(0, owner)
    ref = weakref.ref(owner)
    del owner
    gc.collect()
    assert ref() is None


def test_many_functions_of_one_record(make, leaks):
    mod = make(FUNCTIONS, minor=2)
    functions = [mod.new(1, i) for i in range(1000)]
    assert [f(0) for f in functions] == [(i, 0) for i in range(1000)]
    leaks(mod.new, 1, "self")


def test_record_in_memory_that_is_freed(make):
    """Name and text are copied."""
    mod = make(
        """
        HPyDef_METH(f, "f", HPyFunc_NOARGS)
        static HPy f_impl(HPyContext *ctx, HPy self)
        {
            return HPyLong_FromLong(ctx, 7);
        }
        HPyDef_METH(new, "new", HPyFunc_O)
        static HPy new_impl(HPyContext *ctx, HPy self, HPy arg)
        {
            HPyDef *copy = (HPyDef *)malloc(sizeof(HPyDef));
            char *text = (char *)malloc(100);
            HPy result;
            *copy = f;
            strcpy(text, "name in memory");
            copy->meth.name = text;
            copy->meth.doc = text;
            result = HPyFunction_New(ctx, copy, HPy_NULL, HPy_NULL);
            memset(text, 'x', 99);
            memset(copy, 0xEE, sizeof(*copy));
            free(text);
            free(copy);
            return result;
        }
        @EXPORT(new)
        @INIT""",
        minor=2,
    )
    functions = [mod.new(0) for _ in range(3)]
    for function in functions:
        assert function() == 7 and function.__name__ == "name in memory" == function.__doc__


WRONG = """
    HPyDef_SLOT(slot, HPy_tp_repr)
    static HPy slot_impl(HPyContext *ctx, HPy self)
    {
        return HPyUnicode_FromString(ctx, "");
    }
    HPyDef_CLASSMETH_IMPL(class_method, "class_method", noargs, HPyFunc_NOARGS)
    HPyDef_STATICMETH_IMPL(static_method, "static_method", noargs, HPyFunc_NOARGS)
    HPyDef_METH_IMPL(nameless, NULL, noargs, HPyFunc_NOARGS)
    HPyDef_METH_IMPL(good, "good", noargs, HPyFunc_NOARGS)
    static HPy noargs(HPyContext *ctx, HPy self)
    {
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_MEMBER(member, "member", HPyMember_INT, 0)
    HPyDef_MEMBER(nothing, "nothing", HPyMember_NONE, 0)
    HPyDef_GET(get, "get")
    static HPy get_get(HPyContext *ctx, HPy self, void *closure)
    {
        return HPy_Dup(ctx, self);
    }
    static HPyDef no_kind, no_accessor = {.kind = HPyDef_Kind_GetSet, .getset = {.name = "no_accessor"}};
    HPyDef_METH_IMPL(no_signature, "no_signature", noargs, HPyFunc_UNARYFUNC)
    static HPyDef *records[] = {&slot, &class_method, &static_method, &nameless, &member, &get, &no_kind, &no_signature,
                                &no_accessor, &nothing};
    HPyDef_METH(function, "function", HPyFunc_O)
    static HPy function_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyFunction_New(ctx, records[HPyLong_AsLong(ctx, arg)], HPy_NULL, HPy_NULL);
    }
    HPyDef_METH(descr, "descr", HPyFunc_VARARGS)
    static HPy descr_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyDescr_New(ctx, args[0], records[HPyLong_AsLong(ctx, args[1])]);
    }
    HPyDef_METH(add, "add", HPyFunc_O)
    static HPy add_impl(HPyContext *ctx, HPy self, HPy module)
    {
        HPyDef *two[] = {&good, &class_method, NULL};
        if (HPyModule_AddFunctions(ctx, module, two) < 0)
            return HPy_NULL;
        return HPy_Dup(ctx, ctx->h_None);
    }
    @EXPORT(function, descr, add)
    @INIT
"""


def test_wrong_records(make):
    mod = make(WRONG, minor=2)
    for n, kind in enumerate(["slot", "class method", "static method", None, "member", "get/set"]):
        if kind is not None:
            with pytest.raises(TypeError, match="HPyFunction_New needs a record made by HPyDef_METH, not a " + kind):
                mod.function(n)
    with pytest.raises(TypeError, match="HPyFunction_New: the method has no name"):
        mod.function(3)
    with pytest.raises(TypeError, match="not a record of unknown kind"):
        mod.function(6)
    with pytest.raises(ValueError, match="Unsupported HPyMeth signature"):
        mod.function(7)
    for n, kind in ((0, "slot"), (6, "record of unknown kind")):
        with pytest.raises(
            TypeError, match="HPyDescr_New needs a record of a method, get/set or member, not a " + kind
        ):
            mod.descr(int, n)
    with pytest.raises(TypeError, match="HPyDescr_New: the method has no name"):
        mod.descr(int, 3)
    with pytest.raises(TypeError, match="member 'member' lies outside the struct of type 'int', which has 0 bytes"):
        mod.descr(int, 4)
    with pytest.raises(ValueError, match="Unsupported HPyMeth signature"):
        mod.descr(int, 7)
    with pytest.raises(TypeError, match="get/set 'no_accessor' has neither a getter nor a setter"):
        mod.descr(int, 8)
    with pytest.raises(TypeError, match="member 'nothing' lies outside the struct of type 'int', which has 0 bytes"):
        mod.descr(int, 9)


@pytest.mark.no_debug("reported: tests/debug/corpus")
def test_descriptor_of_no_type(make):
    mod = make(WRONG, minor=2)
    with pytest.raises(TypeError, match="HPyDescr_New needs a type, not 3"):
        mod.descr(3, 1)


def test_add_functions(make):
    mod = make(WRONG, minor=2)
    other = types.ModuleType("other")
    with pytest.raises(TypeError, match="not a class method"):
        mod.add(other)
    assert other.good() is None and other.good.__module__ == "other" and other.good.__self__ is other
    with pytest.raises(TypeError, match="needs a module, its name, or HPy_NULL, not 5"):
        mod.add(5)


DESCRIPTORS = """
    typedef struct { int number; HPyField object; } Thing;
    HPyType_HELPERS(Thing%s)
    HPyDef_METH(get, "get", HPyFunc_NOARGS, .doc = "get($self)\\n--\\n\\nThe number.")
    static HPy get_impl(HPyContext *ctx, HPy self)
    {
        return HPyLong_FromLong(ctx, Thing_AsStruct(ctx, self)->number);
    }
    HPyDef_METH(told, "told", HPyFunc_METHOD, .data = (void *)"data")
    static HPy told_impl(HPyContext *ctx, HPy self, HPy cls, const HPy *args, size_t nargs, HPy kwnames, void *data)
    {
        return HPy_BuildValue(ctx, "(OOis)", HPy_IsNull(self) ? ctx->h_None : self, HPy_IsNull(cls) ? ctx->h_None : cls,
                              (int)nargs, data);
    }
    HPyDef_CLASSMETH(cls, "cls", HPyFunc_O)
    static HPy cls_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyTuple_Pack(ctx, 2, self, arg);
    }
    HPyDef_STATICMETH(static_one, "stat", HPyFunc_VARARGS)
    static HPy static_one_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyLong_FromLong(ctx, (long)nargs + (HPy_IsNull(self) ? 100 : 0));
    }
    HPyDef_GETSET(twice, "twice", .doc = "Twice the number.", .closure = (void *)2)
    static HPy twice_get(HPyContext *ctx, HPy self, void *closure)
    {
        return HPyLong_FromLong(ctx, (long)(intptr_t)closure * Thing_AsStruct(ctx, self)->number);
    }
    static int twice_set(HPyContext *ctx, HPy self, HPy value, void *closure)
    {
        Thing_AsStruct(ctx, self)->number = HPy_IsNull(value) ? -1 : (int)HPyLong_AsLong(ctx, value) / 2;
        return 0;
    }
    HPyDef_MEMBER(number, "number", HPyMember_INT, offsetof(Thing, number), .doc = "A number.")
    HPyDef_MEMBER(fixed, "fixed", HPyMember_INT, offsetof(Thing, number), .readonly = 1)
    HPyDef_MEMBER(object, "object", HPyMember_OBJECT, offsetof(Thing, object))
    HPyDef_MEMBER(outside, "outside", HPyMember_INT, sizeof(Thing))
    HPyDef_MEMBER(before, "before", HPyMember_INT, -8)
    HPyDef_MEMBER(special, "__dictoffset__", HPyMember_HPYSSIZET, 0)
    static HPyDef *records[] = {
        &get, &told, &cls, &static_one, &twice, &number, &fixed, &object, &outside, &before, &special
    };
    HPyDef_METH(descr, "descr", HPyFunc_VARARGS)
    static HPy descr_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyDescr_New(ctx, args[0], records[HPyLong_AsLong(ctx, args[1])]);
    }
    HPyDef_SLOT(traverse, HPy_tp_traverse)
    static int traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Thing *)self)->object);
        return 0;
    }
    static HPyDef *defines[] = {&traverse, NULL};
    static HPyType_Spec spec = {
        .name = "mytest.Thing",
        .basicsize = sizeof(Thing),
        .builtin_shape = SHAPE(Thing),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC,
        .defines = defines,
    };
    static int add_type(HPyContext *ctx, HPy mod)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, %s}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyHelpers_AddType(ctx, mod, "Thing", &spec, params) ? 0 : -1;
    }
    @EXPORT(descr)
    @EXTRA_INIT_FUNC(add_type)
    @INIT
"""

NAMES = ["get", "told", "cls", "stat", "twice", "number", "fixed", "object"]


@pytest.mark.parametrize("shape, base", [("", "BaseObject"), ("List", "List"), ("Long", "Long")])
def test_descriptors(make, shape, base):
    mod = make(
        DESCRIPTORS % (shape and ", HPyType_BuiltinShape_" + shape, "ctx->h_%sType" % base),
        minor=2,
    )
    Thing = mod.Thing
    for n, name in enumerate(NAMES):
        descriptor = mod.descr(Thing, n)
        assert getattr(descriptor, "__name__", name) == name
        setattr(Thing, name, descriptor)

    class Sub(Thing):
        pass

    for cls in (Thing, Sub):
        thing = cls()
        assert (thing.number, thing.get(), thing.twice, thing.object) == (0, 0, 0, None)
        thing.number = 21
        assert thing.get() == thing.fixed == 21 and thing.twice == 42
        thing.twice = 8
        assert thing.number == 4
        del thing.twice
        assert thing.number == -1
        thing.object = [1]
        assert thing.object == [1]
        with pytest.raises(AttributeError):
            thing.fixed = 3
        assert thing.told(1) == (thing, Thing, 1, "data")
        assert thing.cls(3) == cls.cls(3) == (cls, 3)
        assert thing.stat(1, 2) == cls.stat(1, 2) == 102
    assert Thing.get.__doc__ == "The number." and Thing.get.__qualname__ == "Thing.get"
    assert Thing.twice.__doc__ == "Twice the number." and Thing.number.__doc__ == "A number."
    assert Thing.get.__objclass__ is Thing and Thing.get.__text_signature__ == "($self)"
    for name in ("get", "told", "twice", "number"):
        with pytest.raises(TypeError):
            getattr(Thing, name).__get__(3)
    with pytest.raises(TypeError):
        Thing.get(3)


def test_method_under_another_name(make):
    mod = make(DESCRIPTORS % ("", "ctx->h_BaseObjectType"), minor=2)
    mod.Thing.other = mod.descr(mod.Thing, 1)

    class Sub(mod.Thing):
        pass

    assert Sub().other()[1] is mod.Thing


def test_members_outside(make):
    mod = make(DESCRIPTORS % ("", "ctx->h_BaseObjectType"), minor=2)
    for n, name in ((8, "outside"), (9, "before")):
        with pytest.raises(TypeError, match="member '%s' lies outside the struct of type 'mytest.Thing'" % name):
            mod.descr(mod.Thing, n)
    with pytest.raises(TypeError, match="member '__dictoffset__' is for HPyType_FromSpec alone"):
        mod.descr(mod.Thing, 10)


def test_descriptor_of_another_type(make):
    """One of a builtin type, which cannot be set there, but serves as a function."""
    mod = make(DESCRIPTORS % ("", "ctx->h_BaseObjectType"), minor=2)
    told = mod.descr(int, 1)
    known = int if sys.version_info >= (3, 9) else None  # CPython 3.8 finds the class by the attribute
    assert told(5) == (5, known, 0, "data")
    with pytest.raises(TypeError):
        told("text")


def test_wrappers_of_callables(make):
    mod = make(
        """
        HPyDef_METH(class_method, "class_method", HPyFunc_O)
        static HPy class_method_impl(HPyContext *ctx, HPy self, HPy arg)
        {
            return HPyClassMethod_New(ctx, arg);
        }
        HPyDef_METH(static_method, "static_method", HPyFunc_O)
        static HPy static_method_impl(HPyContext *ctx, HPy self, HPy arg)
        {
            return HPyStaticMethod_New(ctx, arg);
        }
        @EXPORT(class_method, static_method)
        @INIT""",
        minor=2,
    )

    class C:
        c = mod.class_method(lambda cls, x: (cls, x))
        s = mod.static_method(lambda x: x)
        none = mod.static_method(None)

    assert type(C.__dict__["c"]) is classmethod and type(C.__dict__["s"]) is staticmethod
    assert C.c(1) == C().c(1) == (C, 1) and C.s(2) == C().s(2) == 2
    assert C.none is None
