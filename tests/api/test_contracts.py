"""What authors may rely on, and where it is written: api/context.h, api/slots.h, hpy/hpytype.h, hpy/hpydef.h.

The rules that belong to one function or slot are tested in the file of its family; here are those that hold across.
"""

import inspect
import os
import re

import pytest
from support.run import ROOT

# ---- slots: null arguments, and how they end

SLOTS = r"""
    typedef struct { long n; } Thing;
    HPyType_HELPERS(Thing)

    static HPy shown(HPyContext *ctx, HPy h)
    {
        return HPy_IsNull(h) ? HPyUnicode_FromString(ctx, "null") : HPy_Dup(ctx, h);
    }
    static HPy pair(HPyContext *ctx, HPy a, HPy b)
    {
        HPy first = shown(ctx, a), second = shown(ctx, b);
        HPy result = HPyTuple_Pack(ctx, 2, first, second);
        HPy_Close(ctx, first);
        HPy_Close(ctx, second);
        return result;
    }
    /* Setters raise what they were given. */
    static int raise_pair(HPyContext *ctx, HPy a, HPy b)
    {
        HPy what = pair(ctx, a, b);
        if (!HPy_IsNull(what))
            HPyErr_SetObject(ctx, ctx->h_LookupError, what);
        HPy_Close(ctx, what);
        return -1;
    }

    HPyDef_SLOT(descr_get, HPy_tp_descr_get)
    static HPy descr_get_impl(HPyContext *ctx, HPy self, HPy object, HPy type) { return pair(ctx, object, type); }
    HPyDef_SLOT(descr_set, HPy_tp_descr_set)
    static int descr_set_impl(HPyContext *ctx, HPy self, HPy object, HPy value)
    {
        return raise_pair(ctx, object, value);
    }
    HPyDef_SLOT(power, HPy_nb_power)
    static HPy power_impl(HPyContext *ctx, HPy a, HPy b, HPy modulus) { return pair(ctx, b, modulus); }
    HPyDef_SLOT(inplace_power, HPy_nb_inplace_power)
    static HPy inplace_power_impl(HPyContext *ctx, HPy a, HPy b, HPy modulus) { return pair(ctx, b, modulus); }
    HPyDef_SLOT(setattro, HPy_tp_setattro)
    static int setattro_impl(HPyContext *ctx, HPy self, HPy name, HPy value) { return raise_pair(ctx, name, value); }
    HPyDef_SLOT(ass_subscript, HPy_mp_ass_subscript)
    static int ass_subscript_impl(HPyContext *ctx, HPy self, HPy key, HPy value) { return raise_pair(ctx, key, value); }
    HPyDef_SLOT(ass_item, HPy_sq_ass_item)
    static int ass_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t i, HPy value)
    {
        return raise_pair(ctx, HPy_NULL, value);
    }
    HPyDef_SET(set_it, "it")
    static int set_it_set(HPyContext *ctx, HPy self, HPy value, void *closure)
    {
        return raise_pair(ctx, HPy_NULL, value);
    }
    HPyDef_SLOT(call, HPy_tp_call)
    static HPy call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return pair(ctx, nargs > 0 ? args[0] : HPy_NULL, kwnames);
    }
    HPyDef_SLOT(init, HPy_tp_init)
    static int init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        return HPy_IsNull(kw) ? 0 : raise_pair(ctx, HPy_NULL, kw);
    }

    static HPyDef *thing_defines[] = {
        &descr_get, &descr_set, &power, &inplace_power, &setattro, &ass_subscript, &set_it, &call, &init, NULL
    };
    static HPyType_Spec thing_spec = {.name = "tests.Thing", .basicsize = sizeof(Thing), .defines = thing_defines};
    static HPyDef *items_defines[] = {&ass_item, NULL};
    static HPyType_Spec items_spec = {.name = "tests.Items", .basicsize = sizeof(Thing), .defines = items_defines};
    @EXPORT_TYPE("Thing", thing_spec)
    @EXPORT_TYPE("Items", items_spec)
    @INIT
"""


@pytest.fixture
def Thing(make):
    return make(SLOTS, minor=1).Thing


def raised(call, *args):
    with pytest.raises(LookupError) as error:
        call(*args)
    return error.value.args


def test_null_is_no_object_or_no_type_for_descr_get(Thing):
    class Owner:
        thing = Thing()

    owner = Owner()
    assert owner.thing == (owner, Owner)
    assert Owner.thing == ("null", Owner)
    assert Thing.__get__(Thing(), owner) == (owner, "null")


def test_null_is_del_for_setters(make):
    mod = make(SLOTS, minor=1)
    thing = mod.Thing()

    class Owner:
        field = thing

    owner = Owner()
    for call in (lambda: delattr(owner, "field"), lambda: type(thing).__delete__(thing, owner)):
        assert raised(call) == (owner, "null")
    assert raised(lambda: delattr(thing, "x")) == ("x", "null")
    assert raised(lambda: thing.__delitem__("k")) == ("k", "null")
    assert raised(lambda: mod.Items().__delitem__(0)) == ("null", "null")
    assert raised(lambda: mod.Thing.it.__delete__(thing)) == ("null", "null")
    assert raised(lambda: setattr(owner, "field", 1)) == (owner, 1)
    assert raised(lambda: setattr(thing, "x", 1)) == ("x", 1)


def test_power_without_modulus_gets_none(Thing):
    thing = Thing()
    assert thing**2 == pow(thing, 2) == (2, None)
    assert pow(thing, 2, 3) == (2, 3)
    assert thing.__pow__(2) == (2, None)
    thing **= 2
    assert thing == (2, None)


def test_null_is_no_keywords(Thing):
    assert Thing()() == ("null", "null")
    assert Thing()(1, key=2) == (1, ("key",))
    assert raised(lambda: Thing(key=2)) == ("null", {"key": 2})


ITERATOR = r"""
    typedef struct { long n; } Count;
    HPyType_HELPERS(Count)
    HPyDef_SLOT(iter, HPy_tp_iter)
    static HPy iter_impl(HPyContext *ctx, HPy self) { return HPy_Dup(ctx, self); }
    HPyDef_SLOT(next, HPy_tp_iternext)
    static HPy next_impl(HPyContext *ctx, HPy self)
    {
        Count *count = Count_AsStruct(ctx, self);
        count->n++;
        if (count->n == 2)
            return HPy_NULL;
        if (count->n == 4)
            return HPyErr_SetString(ctx, ctx->h_StopIteration, "value");
        if (count->n == 6)
            return HPyErr_SetString(ctx, ctx->h_ValueError, "broken");
        return HPyLong_FromLong(ctx, count->n);
    }
    static HPyDef *defines[] = {&iter, &next, NULL};
    static HPyType_Spec spec = {.name = "tests.Count", .basicsize = sizeof(Count), .defines = defines};
    /* What HPyIter_Next gives: an item, or "end" for the end. */
    HPyDef_METH(step, "step", HPyFunc_O)
    static HPy step_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy item = HPyIter_Next(ctx, arg);
        if (HPy_IsNull(item) && !HPyErr_Occurred(ctx))
            return HPyUnicode_FromString(ctx, "end");
        return item;
    }
    @EXPORT_TYPE("Count", spec)
    @EXPORT(step)
    @INIT
"""


def test_end_of_iteration(make):
    mod = make(ITERATOR, minor=1)
    for count in (mod.Count(), iter(mod.Count())):
        assert list(count) == [1]  # null without an exception
        assert list(count) == [3]  # StopIteration
        with pytest.raises(ValueError, match="^broken$"):
            list(count)
    count = mod.Count()
    steps = []
    for _ in range(5):
        steps.append(mod.step(count))
    assert steps == [1, "end", 3, "end", 5]
    with pytest.raises(ValueError, match="^broken$"):
        mod.step(count)
    count = mod.Count()
    next(count)
    with pytest.raises(StopIteration) as end:
        next(count)
    assert end.value.value is None
    next(count)
    with pytest.raises(StopIteration) as end:
        next(count)
    assert end.value.value == "value"


# ---- calls, exceptions

CALLS = r"""
    HPyDef_METH(call_null, "call_null", HPyFunc_O)
    static HPy call_null_impl(HPyContext *ctx, HPy self, HPy f) { return HPy_Call(ctx, f, NULL, 0, HPy_NULL); }

    /* Each setter while ValueError is pending. */
    HPyDef_METH(raise_twice, "raise_twice", HPyFunc_O)
    static HPy raise_twice_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        long which = HPyLong_AsLong(ctx, arg);
        HPyErr_SetString(ctx, ctx->h_ValueError, "first");
        switch (which) {
        case 0: return HPyErr_SetString(ctx, ctx->h_KeyError, "second");
        case 1: return HPyErr_SetObject(ctx, ctx->h_KeyError, HPy_NULL);
        default: return HPyErr_NoMemory(ctx);
        }
    }

    /* Questions and the end of a pending exception. */
    HPyDef_METH(ask, "ask", HPyFunc_NOARGS)
    static HPy ask_impl(HPyContext *ctx, HPy self)
    {
        HPy h = HPyLong_FromLong(ctx, 100000);
        int ok;
        HPyErr_SetString(ctx, ctx->h_ValueError, "first");
        HPy_Close(ctx, h);
        ok = HPyErr_Occurred(ctx) && HPyErr_ExceptionMatches(ctx, ctx->h_ValueError)
            && !HPyErr_ExceptionMatches(ctx, ctx->h_KeyError) && HPyErr_Occurred(ctx);
        HPyErr_Clear(ctx);
        return HPyBool_FromBool(ctx, ok && !HPyErr_Occurred(ctx));
    }
    HPyDef_METH(report, "report", HPyFunc_O)
    static HPy report_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyErr_SetString(ctx, ctx->h_ValueError, "first");
        HPyErr_WriteUnraisable(ctx, arg);
        return HPyBool_FromBool(ctx, HPyErr_Occurred(ctx));
    }
    HPyDef_METH(new_exception, "new_exception", HPyFunc_O)
    static HPy new_exception_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        const char *name = HPyUnicode_AsUTF8AndSize(ctx, arg, NULL);
        return name == NULL ? HPy_NULL : HPyErr_NewException(ctx, name, HPy_NULL, HPy_NULL);
    }
    @EXPORT(call_null, raise_twice, ask, report, new_exception)
    @INIT
"""


@pytest.fixture
def calls(make):
    return make(CALLS)


def test_call_without_arguments(calls):
    assert calls.call_null(dict) == {}
    assert calls.call_null(lambda *args, **kw: (args, kw)) == ((), {})


@pytest.mark.parametrize("which, error", [(0, KeyError), (1, KeyError), (2, MemoryError)])
def test_second_exception_replaces_the_first(calls, which, error):
    with pytest.raises(error) as info:
        calls.raise_twice(which)
    assert info.type is error and info.value.__context__ is None


def test_pending_exception_can_be_asked_for_and_dropped(calls):
    assert calls.ask() is True


def test_pending_exception_can_be_reported(calls, monkeypatch):
    seen = []
    monkeypatch.setattr("sys.unraisablehook", lambda report: seen.append((report.exc_type, report.object)))
    assert calls.report("place") is False
    assert seen == [(ValueError, "place")]


def test_exception_without_module(calls):
    assert calls.new_exception("a.b.Name").__module__ == "a.b"
    with pytest.raises(SystemError):
        calls.new_exception("Name")


# ---- types and records

TYPES = r"""
    typedef struct { long n; } Data;
    HPyType_HELPERS(Data)
    typedef struct { Data base; long more; } Longer;

    HPyDef_METH(get, "get", HPyFunc_NOARGS)
    static HPy get_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, Data_AsStruct(ctx, self)->n); }
    HPyDef_MEMBER(n, "n", HPyMember_LONG, offsetof(Data, n))
    HPyDef_MEMBER(more, "more", HPyMember_LONG, offsetof(Longer, more))
    static HPyDef *defines[] = {&get, &n, NULL};
    static HPyDef *longer_defines[] = {&more, NULL};
    #define FLAGS HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE
    static HPyType_Spec first_spec = {
        .name = "tests.First", .basicsize = sizeof(Data), .defines = defines, .flags = FLAGS
    };
    static HPyType_Spec second_spec = {.name = "tests.Second", .basicsize = sizeof(Data), .defines = defines};
    static HPyType_Spec bare_spec = {.name = "Bare"};
    static HPyType_Spec same_spec = {.name = "tests.Same", .flags = FLAGS};
    static HPyType_Spec longer_spec = {.name = "tests.Longer", .basicsize = sizeof(Longer), .defines = longer_defines};
    static HPyType_Spec shorter_spec = {.name = "tests.Shorter", .basicsize = 1};

    HPyDef_METH(derive, "derive", HPyFunc_VARARGS, .doc = "derive(base, which)")
    static HPy derive_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        static HPyType_Spec *specs[] = {&same_spec, &longer_spec, &shorter_spec, &bare_spec};
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, args[0]}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, specs[HPyLong_AsLong(ctx, args[1])], params);
    }
    HPyDef_METH(same_address, "same_address", HPyFunc_O)
    static HPy same_address_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy other = HPy_Dup(ctx, arg);
        void *a = Data_AsStruct(ctx, arg), *b = Data_AsStruct(ctx, other);
        HPy_Close(ctx, other);
        return HPyBool_FromBool(ctx, a == b && a == (void *)Data_AsStruct(ctx, arg));
    }
    HPyDef_METH(address, "address", HPyFunc_O)
    static HPy address_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyLong_FromSize_t(ctx, (size_t)(uintptr_t)Data_AsStruct(ctx, arg));
    }
    @EXPORT_TYPE("First", first_spec)
    @EXPORT_TYPE("Second", second_spec)
    @EXPORT(get, derive, same_address, address)
    @INIT
"""


@pytest.fixture
def types(make):
    return make(TYPES)


def test_one_record_in_several_types(types):
    first, second = types.First(), types.Second()
    first.n, second.n = 1, 2
    assert (first.get(), second.get()) == (1, 2)
    with pytest.raises(TypeError):
        types.First.get(second)


def test_name_without_module(types):
    with pytest.warns(DeprecationWarning, match="Bare has no __module__"):
        bare = types.derive(object, 3)
    assert (bare.__name__, bare.__qualname__) == ("Bare", "Bare")
    with pytest.raises(AttributeError):
        bare.__module__
    assert (types.First.__module__, types.First.__name__, types.First.__qualname__) == ("tests", "First", "First")


def test_handles_of_one_object_give_one_address(types):
    first = types.First()
    assert types.same_address(first) is True
    assert types.address(first) == types.address(first)


def test_struct_of_a_derived_type(types):
    same = types.derive(types.First, 0)()
    same.n = 3
    assert same.get() == 3
    longer = types.derive(types.First, 1)()
    longer.n, longer.more = 4, 5
    assert (longer.get(), longer.n, longer.more) == (4, 4, 5)
    with pytest.raises(TypeError, match="tests.Shorter.*basicsize"):
        types.derive(types.First, 2)


NEW = r"""
    typedef struct { long n; HPyField field; } Data;
    HPyType_HELPERS(Data)
    HPyDef_SLOT(traverse, HPy_tp_traverse)
    static int traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Data *)self)->field);
        return 0;
    }
    HPyDef_METH(zeroed, "zeroed", HPyFunc_NOARGS)
    static HPy zeroed_impl(HPyContext *ctx, HPy self)
    {
        Data *data = Data_AsStruct(ctx, self);
        return HPyBool_FromBool(ctx, data->n == 0 && HPyField_IsNull(data->field));
    }
    HPyDef_SLOT(init, HPy_tp_init)
    static int init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Data_AsStruct(ctx, self)->n = (long)nargs;
        return 0;
    }
    HPyDef_SLOT(refuse, HPy_tp_new)
    static HPy refuse_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        return HPyErr_SetString(ctx, ctx->h_TypeError, "cannot create 'tests.Closed' instances");
    }
    static HPyDef *plain_defines[] = {&traverse, &zeroed, NULL};
    static HPyDef *init_defines[] = {&traverse, &zeroed, &init, NULL};
    static HPyDef *closed_defines[] = {&traverse, &zeroed, &refuse, NULL};
    #define SPEC(NAME, DEFINES) \
        static HPyType_Spec NAME = { \
            .name = "tests." #NAME, .basicsize = sizeof(Data), .builtin_shape = SHAPE(Data), .defines = DEFINES, \
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC \
        };
    SPEC(Plain, plain_defines)
    SPEC(Init, init_defines)
    SPEC(Closed, closed_defines)
    HPyDef_METH(make_one, "make_one", HPyFunc_O)
    static HPy make_one_impl(HPyContext *ctx, HPy self, HPy cls)
    {
        Data *data;
        return HPy_New(ctx, cls, &data);
    }
    @EXPORT_TYPE("Plain", Plain)
    @EXPORT_TYPE("Init", Init)
    @EXPORT_TYPE("Closed", Closed)
    @EXPORT(make_one)
    @INIT
"""


def test_type_without_new(make):
    mod = make(NEW)

    class Sub(mod.Plain):
        pass

    for cls in (mod.Plain, Sub):
        assert cls().zeroed() is True
        assert cls.__new__(cls).zeroed() is True
        with pytest.raises(TypeError):
            cls(1)
    assert mod.Init(1, 2).zeroed() is False
    assert mod.Init.__new__(mod.Init, 1, 2).zeroed() is True  # nobody called __init__


def test_type_that_refuses_instances(make):
    mod = make(NEW)

    class Sub(mod.Closed):
        pass

    for cls in (mod.Closed, Sub):
        for attempt in (cls, lambda cls=cls: cls.__new__(cls), lambda cls=cls: object.__new__(cls)):
            with pytest.raises(TypeError):
                attempt()
        assert mod.make_one(cls).zeroed() is True


# ---- text signatures


def test_signature_in_the_readme(make):
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        source = re.search(r"^```c\n(.*?)^```$", file.read(), re.M | re.S)[1]
    adder = make(source, name="adder")
    assert adder.add(2, 3) == 5
    assert str(inspect.signature(adder.add)) == "(a, b, /)"
    assert adder.add.__doc__ == "The sum of two integers."


def test_text_signature(make):
    mod = make(r"""
        HPyDef_METH(add, "add", HPyFunc_KEYWORDS, .doc = "add(a, b=1, *, c=None)\n--\n\nThe sum.\n\nOf two.")
        static HPy add_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames) { return HPy_NULL; }
        HPyDef_METH(plain, "plain", HPyFunc_VARARGS, .doc = "plain(): without the mark.")
        static HPy plain_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) { return HPy_NULL; }
        HPyDef_METH(method, "method", HPyFunc_O, .doc = "method($self, arg, /)\n--\n\nOf an object.")
        static HPy method_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_NULL; }
        HPyDef_SLOT(init, HPy_tp_init)
        static int init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw) { return 0; }
        static HPyDef *defines[] = {&method, &init, NULL};
        static HPyType_Spec spec = {.name = "tests.Type", .defines = defines, .doc = "Type(size, /)\n--\n\nA type."};
        @EXPORT_TYPE("Type", spec)
        @EXPORT(add, plain)
        @INIT""")
    assert str(inspect.signature(mod.add)) == "(a, b=1, *, c=None)"
    assert mod.add.__doc__ == "The sum.\n\nOf two."
    assert mod.plain.__text_signature__ is None
    assert mod.plain.__doc__ == "plain(): without the mark."
    assert str(inspect.signature(mod.Type.method)) == "(self, arg, /)"
    assert str(inspect.signature(mod.Type().method)) == "(arg, /)"
    assert mod.Type.__doc__ == "A type."
    assert str(inspect.signature(mod.Type)) == "(size, /)"
