"""Mixtures of bases, payloads, dicts, weak references, calls and classes written in Python, each beside its twin: the
same classes written in Python, whose slots stand for the payload. What the twin can do the type can, and nothing
overlaps. The struct of a type begins with that of its base, or is its own (shape Any)."""

import gc
import itertools
import random
import sys
import sysconfig
import weakref

import pytest

SOURCE = r"""
    #define MAX_MEMBERS 9
    static const char *const names[MAX_MEMBERS] = {"m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"};
    static HPyDef members[MAX_MEMBERS];
    HPyDef_DICT(with_dict)
    HPyDef_WEAKLIST(with_weaklist)

    #define CALL(N) \
        HPyDef_SLOT(call_##N, HPy_tp_call) \
        static HPy call_##N##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames) \
        { \
            HPy_ssize_t nkw = HPy_IsNull(kwnames) ? 0 : HPy_Length(ctx, kwnames); \
            return HPy_BuildValue(ctx, "(iil)", N, (int)nargs, (long)nkw); \
        }
    CALL(0)
    CALL(1)
    CALL(2)
    static HPyDef *const calls[] = {&call_0, &call_1, &call_2};

    static void init_members(int skipped)
    {
        for (int i = 0; i < MAX_MEMBERS; i++) {
            members[i].kind = HPyDef_Kind_Member;
            members[i].member.name = names[i];
            members[i].member.type = HPyMember_LONGLONG;
            members[i].member.offset = (HPy_ssize_t)((i - skipped) * (int)sizeof(long long));
        }
    }

    #if HPY_ABI_MINOR >= 2
    typedef struct { long long first; } Own0;
    typedef struct { long long first; } Own1;
    typedef struct { long long first; } Own2;
    HPyType_HELPERS(Own0, HPyType_BuiltinShape_Any)
    HPyType_HELPERS(Own1, HPyType_BuiltinShape_Any)
    HPyType_HELPERS(Own2, HPyType_BuiltinShape_Any)
    static HPyDef *const records[] = {&Own0_payload, &Own1_payload, &Own2_payload};
    #define SHAPE_OF_OWN HPyType_BuiltinShape_Any
    #else
    static HPyDef *const records[] = {NULL, NULL, NULL};
    #define SHAPE_OF_OWN HPyType_BuiltinShape_Object
    #endif

    /* make_type(name, bases, first, end, dict, weaklist, call, flags, own): the struct has 'end' members, of which
     * those from 'first' on are this type's. If 'own' is not -1, it has these alone, in its own
     * struct of that number. */
    HPyDef_METH(make_type, "make_type", HPyFunc_VARARGS)
    static HPy make_type_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *name;
        HPy bases;
        int first, end, dict, weaklist, call, own, n = 0;
        unsigned long flags;
        HPyDef *defines[MAX_MEMBERS + 5];
        HPyType_Spec spec = {0};
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "sOiiiiiki", &name, &bases, &first, &end, &dict, &weaklist, &call,
                         &flags, &own))
            return HPy_NULL;
        init_members(own < 0 ? 0 : first);
        for (int i = first; i < end; i++)
            defines[n++] = &members[i];
        if (dict)
            defines[n++] = &with_dict;
        if (weaklist)
            defines[n++] = &with_weaklist;
        if (call >= 0)
            defines[n++] = calls[call];
        if (own >= 0 && end > first) {
            defines[n++] = records[own];
            spec.builtin_shape = SHAPE_OF_OWN;
            end -= first;
        } else if (own >= 0)
            end = 0;
        defines[n] = NULL;
        spec.name = name;
        spec.basicsize = (int)(end * sizeof(long long));
        spec.flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | flags;
        spec.defines = defines;
        HPyType_SpecParam params[] = {{HPyType_SpecParam_BasesTuple, bases}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, &spec, params);
    }
    HPyDef_METH(hpy_new, "hpy_new", HPyFunc_O)
    static HPy hpy_new_impl(HPyContext *ctx, HPy self, HPy type)
    {
        void *data;
        return HPy_New(ctx, type, &data);
    }
    HPyDef_METH(hpy_call, "hpy_call", HPyFunc_O)
    static HPy hpy_call_impl(HPyContext *ctx, HPy self, HPy callable)
    {
        return HPy_Call(ctx, callable, &self, 1, HPy_NULL);
    }
    HPyDef_CALL_FUNCTION(replaced)
    static HPy replaced_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPyUnicode_FromString(ctx, "replaced");
    }
    HPyDef_METH(set_call, "set_call", HPyFunc_O)
    static HPy set_call_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPy_SetCallFunction(ctx, arg, &replaced) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }
    @EXPORT(make_type)
    @EXPORT(hpy_new)
    @EXPORT(hpy_call)
    @EXPORT(set_call)
    @INIT
"""
FEATURES = [(n, d, w, c) for n in range(4) for d in (0, 1) for w in (0, 1) for c in (0, 1)]
FEW = [features for features in FEATURES if features[0] < 2]
HAVE_VECTORCALL = 1 << 11


@pytest.fixture
def mod(make):
    return make(SOURCE, minor=1)


@pytest.fixture
def own_mod(make):
    return make(SOURCE, minor=2)


def python_call(level):
    def __call__(self, *args, **kwargs):
        return level, len(args), len(kwargs)

    return __call__


def has_words_apart(cls):
    """Weak references come from the base, a dict behind them: CPython up to 3.10 takes that for data."""
    return sys.version_info < (3, 11) and cls.__dictoffset__ > cls.__weakrefoffset__ > 0


class Kept:
    value = "kept"


class Pair:
    """An HPy type (or a Python class over one) and its twin; 'members' are all that instances have."""

    def __init__(self, cls, twin, members, level):
        self.cls, self.twin, self.members, self.level = cls, twin, members, level


MADE = weakref.WeakSet()  # the types that HPyType_FromSpec returned
OBJECT = Pair(object, object, 0, 0)


def outcome(make):
    try:
        return make()
    except TypeError as error:
        return error


def derive(mod, bases, features, flags=0, own=False):
    """The type with these features over the bases, and its twin: a Pair, or None if both are refused."""
    n, has_dict, has_weaklist, has_call = features
    level = max(base.level for base in bases)
    first = max(base.members for base in bases)
    names = ["m%d" % i for i in range(first, first + n)]
    plain = outcome(lambda: type("T", tuple(base.twin for base in bases), {"__slots__": ()}))
    if has_dict and not getattr(plain, "__dictoffset__", 0):
        names.append("__dict__")
    if has_weaklist and not getattr(plain, "__weakrefoffset__", 0):
        names.append("__weakref__")
    body = {"__slots__": names}
    if names == ["__dict__"] and any(issubclass(base.cls, (int, tuple)) for base in bases):
        body = {}  # they have no slots, but may have a dict
    if has_call:
        body["__call__"] = python_call(level)
    twin = outcome(lambda: type("T", tuple(base.twin for base in bases), body))
    end = first + n if n or len(bases) == 1 else 0
    cls = outcome(
        lambda: mod.make_type(
            "mixtures.T",
            tuple(base.cls for base in bases),
            first,
            end,
            has_dict,
            has_weaklist,
            level if has_call else -1,
            flags,
            level if own else -1,
        )
    )
    if own and "in CPython 3.11 the payload cannot follow" in str(cls):
        return None
    if n and not own and "cannot follow the data" in str(cls):  # the payload has a place that such slots would take
        assert any(hasattr(base.cls, "q") or has_words_apart(base.cls) for base in bases)
        return None
    if sys.version_info >= (3, 15) and "instances have items" in str(cls):
        return None  # where CPython came to allow weak references
    assert isinstance(cls, TypeError) == isinstance(twin, TypeError), (cls, twin)
    if isinstance(cls, TypeError):
        return None
    MADE.add(cls)
    return Pair(cls, twin, first + n, level + 1)


def python_class(bases, body):
    cls = outcome(lambda: type("P", tuple(base.cls for base in bases), dict(body)))
    twin = outcome(lambda: type("P", tuple(base.twin for base in bases), dict(body)))
    assert isinstance(cls, TypeError) == isinstance(twin, TypeError), (cls, twin)
    if isinstance(cls, TypeError):
        return None
    return Pair(cls, twin, max(base.members for base in bases), max(base.level for base in bases))


def calls_of(x, mod):
    """What calling the object gives, by each way that there is."""
    if not callable(x):
        return None
    return [x(), x(1, 2), x(1, a=2), list(map(x, [1, 2])), x.__call__(3), type(x).__call__(x, k=1), mod.hpy_call(x)]


# Without a GIL a collection visits all that pytest holds: there is one for some checks together.
CHECKS_OF_A_COLLECTION = 20 if sysconfig.get_config_var("Py_GIL_DISABLED") else 1
# (weak reference to an object that ended or None, the list that gets it) of each check since the last collection.
ENDED = []


def check(mod, pair):
    ways = [pair.cls, lambda: pair.cls.__new__(pair.cls)]
    ways.append(lambda: mod.hpy_new(pair.cls))
    collects = not ENDED
    ENDED.extend(check_instance(mod, pair, new(), pair.twin(), collects and new is pair.cls) for new in ways)
    if len(ENDED) >= CHECKS_OF_A_COLLECTION * len(ways):
        check_ends()


@pytest.fixture(autouse=True)
def check_last_ends():
    yield
    check_ends()


def check_ends():
    ended = ENDED[:]
    ENDED.clear()
    gc.collect()
    for reference, dead in ended:
        assert reference is None or dead == [reference]


def check_instance(mod, pair, x, y, collect):
    """Use all that x has, beside its twin y. A weak reference to x, if there can be one, and the list that gets it."""
    values = {"m%d" % i: -1 - i for i in range(pair.members)}
    if hasattr(pair.twin, "q"):
        values["q"] = "in a slot"
    assert hasattr(x, "__dict__") == hasattr(y, "__dict__")
    if hasattr(y, "__dict__"):
        values["in_dict"] = "in the dict"
    for name, value in values.items():
        setattr(x, name, value)
    dead = []
    references = []
    for one, call in ((x, dead.append), (y, None)):
        try:
            references.append(weakref.ref(one, call))
        except TypeError:
            references.append(None)
    assert (references[0] is None) == (references[1] is None)
    assert calls_of(x, mod) == calls_of(y, mod)
    bases = without_layout(pair.cls.__mro__)
    assert len(bases) == len(pair.twin.__mro__)
    for base, twin in zip(bases, pair.twin.__mro__):
        assert ("__call__" in vars(base)) == ("__call__" in vars(twin))
        if "__call__" in vars(base):
            assert base.__call__(x, 5) == twin.__call__(y, 5)
        assert base.__name__ != "T" or "__new__" not in vars(base)
    for name, value in values.items():
        assert getattr(x, name) == value, name
    if "in_dict" in values:
        assert x.__dict__ == {"in_dict": "in the dict"}
        x.kept, x.me = [Kept()], x
        if collect:
            gc.collect()  # which would take apart what is reported to it more than once
        assert x.me is x and x.kept[0].value == "kept"
        x.__dict__ = {"other": 1}
        assert x.other == 1 and not hasattr(x, "in_dict")
    for name, value in values.items():
        assert name == "in_dict" or getattr(x, name) == value, name
    assert references[0] is None or references[0]() is x
    if "in_dict" in values:
        x.me = x
    return references[0], dead


def without_layout(mro):
    """The MRO without the layout types of HPy over which Python made a class."""
    return [cls for cls in mro if cls.__module__ != "mixtures" or cls in MADE]


BODIES = {
    "empty": {"__slots__": ()},
    "dict": {},
    "slot": {"__slots__": ("q",)},
    "slots": {"__slots__": ("q", "__dict__")},
    "call": {"__call__": python_call("python")},
}


@pytest.mark.parametrize("first", FEATURES, ids=str)
def test_two_levels(mod, first):
    one = derive(mod, [OBJECT], first)
    check(mod, one)
    for second in FEATURES:
        check(mod, derive(mod, [one], second))


def features_of(chosen):
    return chosen.choice(FEATURES)


def body_of(chosen):
    return BODIES[chosen.choice(sorted(BODIES))]


@pytest.mark.parametrize("body", sorted(BODIES))
def test_python_class_over_two_levels(mod, body):
    for first, second in itertools.product(FEW, FEW):
        pair = python_class([derive(mod, [derive(mod, [OBJECT], first)], second)], BODIES[body])
        if pair:
            check(mod, pair)


@pytest.mark.parametrize("seed", range(8))
def test_python_class_between(mod, seed):
    chosen = random.Random(seed)
    for _ in range(100):
        between = python_class([derive(mod, [OBJECT], features_of(chosen))], body_of(chosen))
        pair = between and derive(mod, [between], features_of(chosen))
        for one in (pair, pair and python_class([pair], body_of(chosen))):
            if one:
                check(mod, one)


BUILTINS = [float, int, list, dict, set, ValueError, tuple]


def any_base(mod, chosen):
    """One of the bases that a type may have beside another."""
    kind = chosen.randrange(5)
    if kind == 0:
        return python_class([OBJECT], body_of(chosen))
    if kind == 1:
        builtin = chosen.choice(BUILTINS)
        return Pair(builtin, builtin, 0, 0)
    pair = derive(mod, [OBJECT], features_of(chosen))
    return pair if kind < 4 else python_class([pair], body_of(chosen))


@pytest.mark.parametrize("made_by", ["hpy", "python"])
@pytest.mark.parametrize("seed", range(8))
def test_two_bases(mod, made_by, seed):
    chosen = random.Random(seed)
    made = 0
    for _ in range(150):
        bases = [any_base(mod, chosen), any_base(mod, chosen)]
        if None in bases:
            continue
        if made_by == "hpy":
            pair = derive(mod, bases, (0, *features_of(chosen)[1:]))
        else:
            pair = python_class(bases, body_of(chosen))
        if pair:
            made += 1
            check(mod, pair)
    assert made > 20


def test_three_levels(mod):
    chosen = random.Random(4)
    for _ in range(500):
        pair = OBJECT
        for features in chosen.choices(FEATURES, k=3):
            pair = derive(mod, [pair], features)
        check(mod, pair)


# ---- structs of their own ----


def own_base(mod, chosen):
    kind = chosen.randrange(5)
    if kind == 0:
        return python_class([OBJECT], body_of(chosen))
    if kind == 1:
        builtin = chosen.choice([float, list, dict, set, ValueError])
        return Pair(builtin, builtin, 0, 0)
    pair = derive(mod, [OBJECT], features_of(chosen), own=chosen.random() < 0.5)
    return pair if kind < 4 else python_class([pair], body_of(chosen))


@pytest.mark.parametrize("seed", range(8))
def test_own_structs_over_another(own_mod, seed):
    """Up to three structs, with classes written in Python between them."""
    chosen = random.Random(seed)
    made = 0
    for _ in range(100):
        pair = own_base(own_mod, chosen)
        while pair and pair.level < 3:
            made += 1
            check(own_mod, pair)
            pair = derive(own_mod, [pair], features_of(chosen), own=True)
            if pair and chosen.random() < 0.5:
                pair = python_class([pair], body_of(chosen)) or pair
    assert made > 100


@pytest.mark.parametrize("made_by", ["hpy", "python"])
@pytest.mark.parametrize("seed", range(8))
def test_own_structs_over_two_bases(own_mod, made_by, seed):
    chosen = random.Random(seed)
    made = 0
    for _ in range(150):
        bases = [own_base(own_mod, chosen), own_base(own_mod, chosen)]
        if None in bases:
            continue
        if made_by == "hpy":
            pair = derive(own_mod, bases, features_of(chosen), own=True)
        else:
            pair = python_class(bases, body_of(chosen))
        if pair:
            made += 1
            check(own_mod, pair)
    assert made > 20
