"""What HPyType_FromSpec refuses: each check, its exception, a message that names the type, and nothing left behind."""

import sys

import pytest
from support.run import run_python

ERRORS = r"""
    typedef struct { long a; HPyField field; } Data;
    HPyType_HELPERS(Data)
    HPyDef_MEMBER(a, "a", HPyMember_LONG, offsetof(Data, a))
    HPyDef_MEMBER(outside, "outside", HPyMember_LONG, sizeof(Data) - 4)
    HPyDef_MEMBER(before, "before", HPyMember_LONG, -8)
    HPyDef_MEMBER(bad_type, "bad_type", (HPyMember_FieldType)15, 0)
    HPyDef_MEMBER(no_name, NULL, HPyMember_LONG, 0)
    HPyDef_MEMBER(offset, "__vectorcalloffset__", HPyMember_HPYSSIZET, 0, .readonly = 1)
    HPyDef_SLOT(call, HPy_tp_call)
    static HPy call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPy_NULL;
    }
    HPyDef_SLOT(repr, HPy_tp_repr)
    static HPy repr_impl(HPyContext *ctx, HPy self)
    {
        return HPy_NULL;
    }
    HPyDef_SLOT(traverse, HPy_tp_traverse)
    static int traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        return 0;
    }
    HPyDef_METH(method, "method", HPyFunc_NOARGS)
    static HPy method_impl(HPyContext *ctx, HPy self)
    {
        return HPy_NULL;
    }
    HPyDef_SLOT(exec, HPy_mod_exec)
    static int exec_impl(HPyContext *ctx, HPy mod)
    {
        return 0;
    }
    static HPyDef nameless_method = {.kind = HPyDef_Kind_Meth};
    static HPyDef nameless_getset = {.kind = HPyDef_Kind_GetSet};
    static HPyDef bad_method = {.kind = HPyDef_Kind_Meth};
    static HPyDef empty_method = {.kind = HPyDef_Kind_Meth};
    HPyDef_MEMBER(last_byte, "__dictoffset__", HPyMember_CHAR, sizeof(Data) - 1)
    HPyDef_MEMBER(behind, "__weaklistoffset__", HPyMember_NONE, sizeof(Data))
    HPyDef_MEMBER(aslant, "__dictoffset__", HPyMember_HPYSSIZET, 1, .readonly = 1)
    static HPyDef bad_kind = {.kind = (HPyDef_Kind)9};
    static HPyDef bad_slot = {.kind = HPyDef_Kind_Slot};
    static HPyDef empty_slot = {.kind = HPyDef_Kind_Slot};
    static HPyDef empty_getset = {.kind = HPyDef_Kind_GetSet};

    #define GC HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC
    #define CASE(NAME, SIZE, ITEMSIZE, FLAGS, SHAPE, ...) \
        static HPyDef *NAME##_defines[] = {__VA_ARGS__, NULL}; \
        static HPyType_Spec NAME##_spec = { \
            "tests." #NAME, SIZE, ITEMSIZE, FLAGS, (HPyType_BuiltinShape)SHAPE, NULL, NAME##_defines, "some doc" \
        };
    #define D HPy_TPFLAGS_DEFAULT
    #define CASES(X) \
        X(Fine, sizeof(Data), 0, D, 0, &a, &repr) \
        X(GCNoTraverse, sizeof(Data), 0, GC, 0, &a) \
        X(BadShape, sizeof(Data), 0, D, 42, &a) \
        X(BadShapeLow, sizeof(Data), 0, D, -2, &a) \
        X(NegativeSize, -1, 0, D, 0, NULL) \
        X(NegativeItem, 0, -1, D, 0, NULL) \
        X(CallItems, sizeof(Data), 8, D, 0, &call) \
        X(CallLegacy, 0, 0, D, -1, &call) \
        X(BadSignature, 0, 0, D, 0, &method, &bad_method) \
        X(MemberNoSize, 0, 0, D, 0, &a) \
        X(CallTwice, sizeof(Data), 0, D, 0, &offset, &call) \
        X(FlagNoCall, 0, 0, D | HPy_TPFLAGS_HAVE_VECTORCALL, 0, NULL) \
        X(Outside, sizeof(Data), 0, D, 0, &outside) \
        X(Before, sizeof(Data), 0, D, 0, &before) \
        X(BadMemberType, sizeof(Data), 0, D, 0, &bad_type) \
        X(NoMemberName, sizeof(Data), 0, D, 0, &no_name) \
        X(NoMethodName, 0, 0, D, 0, &nameless_method) \
        X(TwoReprs, 0, 0, D, 0, &repr, &repr) \
        X(ModuleSlot, 0, 0, D, 0, &exec) \
        X(UnknownSlot, 0, 0, D, 0, &bad_slot) \
        X(EmptySlot, 0, 0, D, 0, &empty_slot) \
        X(UnknownKind, 0, 0, D, 0, &bad_kind) \
        X(NoGetSet, 0, 0, D, 0, &empty_getset) \
        X(Long, sizeof(Data), 8, D, HPyType_BuiltinShape_Long, NULL) \
        X(Items, sizeof(Data), 8, D, 0, &a) \
        X(FloatItems, sizeof(Data), 4, D, HPyType_BuiltinShape_Float, NULL) \
        X(ListItems, sizeof(Data), 1, D, HPyType_BuiltinShape_List, NULL) \
        X(TupleItems, sizeof(Data), 4, D, HPyType_BuiltinShape_Tuple, NULL) \
        X(LegacyCall, sizeof(Data) + 16, 8, D, -1, &call) \
        X(GCBadShape, 0, 0, GC, 42, &bad_kind) \
        X(All, 0, 8, GC, 42, &call, &bad_method, &a) \
        X(AllButGC, 0, 8, D, 42, &call, &bad_method, &a) \
        X(AllFromCall, 0, 8, D, 0, &call, &bad_method, &a) \
        X(AllFromMethod, 0, 0, D, 0, &bad_method, &a) \
        X(AllFromMember, 0, 0, D, 0, &a) \
        X(EmptyMethod, 0, 0, D, 0, &empty_method) \
        X(LastByte, sizeof(Data), 0, D, 0, &last_byte) \
        X(Behind, sizeof(Data), 0, D, 0, &behind) \
        X(Aslant, sizeof(Data) + 8, 0, D, 0, &aslant) \
        X(Huge, 0x7FFFFFFF, 0, D, 0, NULL) \
        X(NoGetSetName, 0, 0, D, 0, &nameless_getset)
    CASES(CASE)
    #define ENTRY(NAME, ...) &NAME##_spec,
    static HPyType_Spec *specs[] = {CASES(ENTRY) NULL};

    HPyDef_METH(make_type, "make_type", HPyFunc_VARARGS, .doc = "make_type(name of spec, (kind, object)...)")
    static HPy make_type_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPyType_SpecParam params[6] = {{(HPyType_SpecParam_Kind)0, HPy_NULL}};
        HPyType_Spec **spec = specs;
        const char *name = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        HPy items[10], result;
        size_t n = 0;
        while (*spec != NULL && strcmp((*spec)->name + 6, name) != 0)
            spec++;
        if (*spec == NULL)
            return HPyErr_SetString(ctx, ctx->h_LookupError, name);
        for (size_t i = 1; i < nargs; i++) {
            HPy kind = HPy_GetItem_i(ctx, args[i], 0);
            items[n] = HPy_GetItem_i(ctx, args[i], 1);
            params[i - 1].kind = (HPyType_SpecParam_Kind)HPyLong_AsLong(ctx, kind);
            params[i - 1].object = items[n++];
            HPy_Close(ctx, kind);
        }
        result = HPyType_FromSpec(ctx, *spec, params);
        while (n > 0)
            HPy_Close(ctx, items[--n]);
        return result;
    }
    HPyDef_METH(without_name, "without_name", HPyFunc_NOARGS)
    static HPy without_name_impl(HPyContext *ctx, HPy self)
    {
        HPyType_Spec spec = {NULL, 0, 0, 0, HPyType_BuiltinShape_Object, NULL, NULL, NULL};
        return HPyType_FromSpec(ctx, &spec, NULL);
    }
    static int init(HPyContext *ctx, HPy mod)
    {
        bad_method.meth = method.meth;
        bad_method.meth.signature = HPyFunc_INQUIRY;
        empty_method.meth.name = "empty";
        empty_method.meth.signature = HPyFunc_NOARGS;
        bad_slot.slot = repr.slot;
        bad_slot.slot.slot = (HPySlot_Slot)64;
        empty_slot.slot.slot = HPy_tp_repr;
        empty_getset.getset.name = "empty";
        return 0;
    }
    @EXPORT(make_type)
    @EXPORT(without_name)
    @EXTRA_INIT_FUNC(init)
    @INIT
"""
BASE, BASES, META = 1, 2, 3


class OwnNew(type):
    def __new__(cls, *args):
        return type.__new__(cls, *args)


class MetaA(type):
    pass


class MetaB(type):
    pass


OfMetaB = MetaB("OfMetaB", (), {"__slots__": ()})

CASES = [  # spec, parameters, exception, part of the message
    ("Fine", [(7, object)], TypeError, "unknown specification.*tests.Fine.*7"),
    ("Fine", [(BASES, (object,)), (BASES, (object,))], TypeError, "tests.Fine.*more than once"),
    ("Fine", [(BASE, object), (BASES, (object,))], TypeError, "tests.Fine.*exclude"),
    ("Fine", [(BASES, [object])], TypeError, "tests.Fine.*tuple"),
    ("Fine", [(BASES, ())], TypeError, "tests.Fine.*tuple"),
    ("GCNoTraverse", [], ValueError, "tests.GCNoTraverse.*HPy_tp_traverse"),
    ("BadShape", [], ValueError, "tests.BadShape.*42"),
    ("BadShapeLow", [], ValueError, "tests.BadShapeLow.*-2"),
    ("NegativeSize", [], TypeError, "tests.NegativeSize.*negative"),
    ("NegativeItem", [], TypeError, "tests.NegativeItem.*negative"),
    ("CallItems", [], TypeError, "tests.CallItems.*Cannot use HPy call protocol with var"),
    ("CallLegacy", [], TypeError, "tests.CallLegacy.*legacy slot"),
    ("BadSignature", [], ValueError, "^Unsupported HPyMeth signature$"),
    ("MemberNoSize", [], TypeError, "tests.MemberNoSize.*'a'.*basicsize"),
    ("CallTwice", [], TypeError, "tests.CallTwice.*__vectorcalloffset__.*HPy_tp_call"),
    ("FlagNoCall", [], TypeError, "tests.FlagNoCall.*HPy_tp_call"),
    ("Fine", [(META, type), (META, type)], ValueError, "tests.Fine.*more than once"),
    ("Fine", [(META, 5)], TypeError, "tests.Fine.*metaclass"),
    ("Fine", [(META, int)], TypeError, "tests.Fine.*metaclass"),
    ("Fine", [(META, OwnNew)], TypeError, "tests.Fine.*OwnNew.*tp_new"),
    ("Fine", [(BASE, 5)], TypeError, "tests.Fine.*5"),
    ("Fine", [(BASES, (object, None))], TypeError, "tests.Fine.*None"),
    ("Fine", [(BASE, bool)], TypeError, "tests.Fine.*bool.*subclassing"),
    ("Fine", [(BASE, int), (BASE, str)], TypeError, "tests.Fine"),
    ("Fine", [(META, MetaA), (BASE, OfMetaB)], TypeError, "metaclass"),
    ("Fine", [(BASE, int)], TypeError, "tests.Fine.*HPyType_BuiltinShape_Long"),
    ("Outside", [], TypeError, "tests.Outside.*'outside'.*basicsize"),
    ("Before", [], TypeError, "tests.Before.*'before'.*basicsize"),
    ("BadMemberType", [], TypeError, "tests.BadMemberType.*'bad_type'.*HPyMember_FieldType"),
    ("NoMemberName", [], TypeError, "tests.NoMemberName.*no name"),
    ("NoMethodName", [], TypeError, "tests.NoMethodName.*no name"),
    ("EmptyMethod", [], TypeError, "method 'empty' has no implementation; make it with HPyDef_METH"),
    ("LastByte", [], TypeError, "tests.LastByte.*'__dictoffset__' is no place of a pointer in the struct"),
    ("Behind", [], TypeError, "tests.Behind.*'__weaklistoffset__' is no place of a pointer in the struct"),
    ("Aslant", [], TypeError, "tests.Aslant.*'__dictoffset__' is no place of a pointer in the struct"),
    ("Huge", [], TypeError, "tests.Huge.*basicsize 2147483647 is too large"),
    ("TwoReprs", [], TypeError, "tests.TwoReprs.*HPy_tp_repr.*twice"),
    ("ModuleSlot", [], TypeError, "tests.ModuleSlot.*module"),
    ("UnknownSlot", [], TypeError, "tests.UnknownSlot.*64"),
    ("EmptySlot", [], TypeError, "tests.EmptySlot.*HPy_tp_repr.*HPyDef_SLOT"),
    ("UnknownKind", [], TypeError, "tests.UnknownKind.*9"),
    ("NoGetSet", [], TypeError, "tests.NoGetSet.*'empty'.*neither"),
    ("Long", [(BASE, int)], TypeError, "tests.Long.*itemsize"),
    ("Items", [], TypeError, "tests.Items.*'a'.*number of items.*HPy_VAR_HEAD"),
    ("FloatItems", [(BASE, float)], TypeError, "tests.FloatItems.*itemsize is 4.*no items"),
    ("ListItems", [(BASE, list)], TypeError, "tests.ListItems.*itemsize is 1.*no items"),
    ("TupleItems", [(BASE, tuple)], TypeError, "tests.TupleItems.*itemsize"),
    ("LegacyCall", [], TypeError, "tests.LegacyCall.*Cannot use HPy call protocol with var"),
    ("GCBadShape", [], ValueError, "tests.GCBadShape.*HPy_tp_traverse"),
    ("NoGetSetName", [], TypeError, "tests.NoGetSetName.*no name"),
    ("Fine", [(BASE, None), (META, 5)], TypeError, "tests.Fine.*metaclass"),
    # The checks have an order: here everything is wrong, then one thing less each time.
    ("All", [(BASES, ()), (BASES, ()), (BASE, 5), (META, 5), (META, 5)], TypeError, "tests.All.*more than once"),
    ("All", [(BASES, ()), (BASE, 5), (META, 5), (META, 5)], TypeError, "tests.All.*exclude"),
    ("All", [(BASE, 5), (META, 5), (META, 5)], ValueError, "tests.All.*HPy_tp_traverse"),
    ("AllButGC", [(BASE, 5), (META, 5), (META, 5)], ValueError, "tests.AllButGC.*42"),
    ("AllFromCall", [(BASE, 5), (META, 5), (META, 5)], TypeError, "Cannot use HPy call protocol with var"),
    ("AllFromMethod", [(BASE, 5), (META, 5), (META, 5)], ValueError, "^Unsupported HPyMeth signature$"),
    ("AllFromMember", [(BASE, 5), (META, 5), (META, 5)], TypeError, "'a'.*basicsize"),
    ("Fine", [(BASE, 5), (META, 5), (META, 5)], ValueError, "tests.Fine.*more than once"),
    ("Fine", [(BASE, 5), (META, 5)], TypeError, "tests.Fine.*metaclass"),
    ("Fine", [(BASE, 5), (META, OwnNew)], TypeError, "tests.Fine.*OwnNew.*tp_new"),
]


@pytest.fixture
def mod(make):
    return make(ERRORS)


@pytest.mark.parametrize("name, params, error, message", CASES, ids=["%d-%s" % (i, c[0]) for i, c in enumerate(CASES)])
def test_refused(mod, name, params, error, message):
    for _ in range(2):
        with pytest.raises(error, match=message) as info:
            mod.make_type(name, *params)
        assert info.type is error
    assert mod.make_type("Fine").__doc__ == "some doc"


def test_spec_without_name(mod):
    with pytest.raises(TypeError, match="name"):
        mod.without_name()


@pytest.mark.parametrize("numbers", [range(i, len(CASES), 4) for i in range(4)], ids=["1st", "2nd", "3rd", "4th"])
def test_nothing_is_left_behind(mod, leaks, numbers):
    def one():
        for i in numbers:
            with pytest.raises(CASES[i][2]):
                mod.make_type(CASES[i][0], *CASES[i][1])

    leaks(one, rounds=40)


# ---- flags

FLAGS = r"""
    typedef struct { long a; } Data;
    HPyType_HELPERS(Data)
    static HPy make_type(HPyContext *ctx, HPy flag, HPy base, HPyType_BuiltinShape shape, int size)
    {
        HPyType_Spec spec = {
            .name = "tests.Flagged", .basicsize = size, .builtin_shape = shape,
            .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE
        };
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        spec.flags |= 1UL << HPyLong_AsLong(ctx, flag);
        return HPyType_FromSpec(ctx, &spec, params);
    }
    HPyDef_METH(pure, "pure", HPyFunc_VARARGS, .doc = "pure(flag, base, shape)")
    static HPy pure_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPyType_BuiltinShape shape = (HPyType_BuiltinShape)HPyLong_AsLong(ctx, args[2]);
        return make_type(ctx, args[0], args[1], shape, (int)sizeof(Data));
    }
    @EXPORT(pure)
"""
LEGACY_FLAGS = (
    FLAGS
    + r"""
    typedef struct { PyObject_HEAD long a; } Old;
    HPyDef_METH(legacy, "legacy", HPyFunc_VARARGS, .doc = "legacy(flag, base)")
    static HPy legacy_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return make_type(ctx, args[0], args[1], HPyType_BuiltinShape_Legacy, 0);
    }
    @EXPORT(legacy)
    @INIT
"""
)
PUBLIC = [0, 5, 6, 7, 8, 9, 10, 17, 18]  # that CPython documents for a spec
METHOD_DESCRIPTOR = 17
ITEMS_AT_END = 23
MANAGED = [3, 4]
OBJECT, LONG = 0, 2
SUBCLASS = {24: int, 25: list, 26: tuple, 27: bytes, 28: str, 29: dict, 30: BaseException, 31: type}
INTERNAL = [bit for bit in range(32) if bit not in PUBLIC + [11, 14, ITEMS_AT_END] + MANAGED and bit not in SUBCLASS]


@pytest.mark.parametrize("bit", PUBLIC)
def test_public_flags(make, bit):
    if bit == METHOD_DESCRIPTOR and hasattr(sys, "gettotalrefcount"):
        pytest.skip("debug builds of CPython end the process when the type has no __get__")
    assert make(FLAGS + "@INIT").pure(bit, object, OBJECT).__name__ == "Flagged"


@pytest.mark.parametrize("bit", [*INTERNAL, *SUBCLASS, ITEMS_AT_END, *MANAGED])
def test_flags_that_only_the_interpreter_sets(make, bit):
    with pytest.raises(TypeError, match=r"tests\.Flagged.*flags cannot have 1 << %d; " % bit):
        make(FLAGS + "@INIT").pure(bit, object, OBJECT)


def test_flag_that_follows_from_the_base(make):
    mod = make(FLAGS + "@INIT")
    assert issubclass(mod.pure(24, int, LONG), int)
    with pytest.raises(TypeError, match="1 << 26"):
        mod.pure(26, int, LONG)


@pytest.mark.abis("cpython", "hybrid")
def test_flags_of_legacy_types(make):
    mod = make(LEGACY_FLAGS)
    for bit in PUBLIC:
        if bit == METHOD_DESCRIPTOR and hasattr(sys, "gettotalrefcount"):
            continue  # as above
        assert mod.legacy(bit, object).__name__ == "Flagged"
    for bit in INTERNAL + MANAGED:
        with pytest.raises(TypeError, match="flags cannot have 1 << %d; " % bit):
            mod.legacy(bit, object)
    for bit, base in SUBCLASS.items():
        with pytest.raises(TypeError, match="flags cannot have 1 << %d; leave out what follows from the base" % bit):
            mod.legacy(bit, object)
        if base is not type:
            assert issubclass(mod.legacy(bit, base), base)


@pytest.mark.abis("cpython", "hybrid")
@pytest.mark.parametrize("base", [None, list, float, int])
def test_legacy_member_on_the_head(make, base):
    mod = make(r"""
        HPyDef_METH(make_type, "make_type", HPyFunc_VARARGS, .doc = "make_type(offset, type, name, size, base)")
        static HPy make_type_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
        {
            static HPyDef member = {.kind = HPyDef_Kind_Member};
            static HPyDef *defines[] = {&member, NULL};
            HPyType_Spec spec = {
                .name = "tests.Headed", .builtin_shape = HPyType_BuiltinShape_Legacy, .defines = defines,
                .flags = HPy_TPFLAGS_DEFAULT
            };
            HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, args[4]}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
            member.member.offset = HPyLong_AsLong(ctx, args[0]);
            member.member.type = (HPyMember_FieldType)HPyLong_AsLong(ctx, args[1]);
            member.member.name = HPy_Is(ctx, args[2], ctx->h_None) ? "x" :
                HPyUnicode_AsUTF8AndSize(ctx, args[2], NULL);
            spec.basicsize = (int)HPyLong_AsLong(ctx, args[3]);
            return HPyType_FromSpec(ctx, &spec, params);
        }
        @EXPORT(make_type)
        @INIT""")
    head = object.__basicsize__ if base is None else base.__basicsize__
    size = head + 16
    base = base or object
    LONG, OBJECT, BYTE, NONE = 2, 6, 8, 20
    for kind in (LONG, OBJECT, BYTE):
        for offset in (0, 4, head - 1):
            with pytest.raises(TypeError, match="tests.Headed.*'x' lies in the head of the object; give its offsetof"):
                mod.make_type(offset, kind, None, size, base)
        assert mod.make_type(head, kind, None, size, base).__name__ == "Headed"
    assert mod.make_type(0, NONE, None, size, base).__name__ == "Headed"
    for name in ("__vectorcalloffset__", "__dictoffset__", "__weaklistoffset__"):
        for kind in (19, NONE):
            with pytest.raises(TypeError, match="tests.Headed.*'%s' lies in the head" % name):
                mod.make_type(8, kind, name, size, base)


@pytest.mark.abis("cpython", "hybrid")
def test_legacy_items_without_a_place_for_their_number(make):
    mod = make(r"""
        HPyDef_METH(make_type, "make_type", HPyFunc_VARARGS, .doc = "make_type(basicsize, itemsize, base)")
        static HPy make_type_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
        {
            HPyType_Spec spec = {
                .name = "tests.Row", .builtin_shape = HPyType_BuiltinShape_Legacy, .flags = HPy_TPFLAGS_DEFAULT
            };
            HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, args[2]}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
            spec.basicsize = (int)HPyLong_AsLong(ctx, args[0]);
            spec.itemsize = (int)HPyLong_AsLong(ctx, args[1]);
            return HPyType_FromSpec(ctx, &spec, params);
        }
        @EXPORT(make_type)
        @INIT""")
    head = tuple.__basicsize__
    for size in (0, object.__basicsize__):
        with pytest.raises(TypeError, match="tests.Row.*itemsize is 16, but there is no struct that begins with PyObj"):
            mod.make_type(size, 16, object)
    mod.make_type(head, 16, object)()

    class Slotted:
        __slots__ = "x", "y"

    for base in (float, Slotted):
        for size in (0, base.__basicsize__ + 16):
            with pytest.raises(TypeError, match="tests.Row.*itemsize is 8, but instances of base '.*' have no items"):
                mod.make_type(size, 8, base)
    assert mod.make_type(0, tuple.__itemsize__, tuple)((1, 2)) == (1, 2)


def test_legacy_slots_on_a_pure_type(make):
    """Also in the universal ABI, where the compiler cannot refuse them: the spec has the field in every ABI."""
    mod = make(r"""
        static struct { int slot; void *function; } slots[] = {{0, NULL}};
        static HPyType_Spec spec = {.name = "tests.Pure", .legacy_slots = slots};
        HPyDef_METH(make_type, "make_type", HPyFunc_NOARGS)
        static HPy make_type_impl(HPyContext *ctx, HPy self)
        {
            return HPyType_FromSpec(ctx, &spec, NULL);
        }
        @EXPORT(make_type)
        @INIT""")
    with pytest.raises(TypeError, match="^cannot specify .legacy_slots without setting .builtin_shape="):
        mod.make_type()


LEGACY = r"""
    typedef struct { PyObject_HEAD long a; } Old;
    HPyType_LEGACY_HELPERS(Old)
    typedef struct { long a; } Pure;
    HPyDef_MEMBER(old_a, "a", HPyMember_LONG, offsetof(Old, a))
    static void old_dealloc(PyObject *self)
    {
        PyTypeObject *type = Py_TYPE(self);
        type->tp_free(self);
        Py_DECREF(type);
    }
    static PyObject *old_repr(PyObject *self)
    {
        return PyUnicode_FromString("old");
    }
    HPyDef_SLOT(destroy, HPy_tp_destroy)
    static void destroy_impl(void *self) { }
    HPyDef_SLOT(traverse, HPy_tp_traverse)
    static int traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        return 0;
    }
    HPyDef_SLOT(repr, HPy_tp_repr)
    static HPy repr_impl(HPyContext *ctx, HPy self)
    {
        return HPy_NULL;
    }
    static PyType_Slot dealloc_slots[] = {{Py_tp_dealloc, (void *)old_dealloc}, {0, NULL}};
    static int old_clear(PyObject *self)
    {
        return 0;
    }
    static PyType_Slot clear_slots[] = {{Py_tp_clear, (void *)old_clear}, {0, NULL}};
    static int old_visit(PyObject *self, visitproc visit, void *arg)
    {
        return 0;
    }
    static PyType_Slot visit_slots[] = {{Py_tp_traverse, (void *)old_visit}, {0, NULL}};
    static PyType_Slot repr_slots[] = {{Py_tp_repr, (void *)old_repr}, {0, NULL}};
    static PyType_Slot base_slots[] = {{Py_tp_base, NULL}, {0, NULL}};
    static HPyDef *none[] = {NULL};
    static HPyDef *with_destroy[] = {&destroy, NULL};
    static HPyDef *with_traverse[] = {&traverse, NULL};
    static HPyDef *with_repr[] = {&repr, NULL};
    #define SPEC(NAME, SIZE, SHAPE, SLOTS, DEFINES) \
        static HPyType_Spec NAME = { \
            "tests." #NAME, SIZE, 0, HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, SHAPE, SLOTS, DEFINES, NULL \
        };
    SPEC(Old0, sizeof(Old), HPyType_BuiltinShape_Legacy, dealloc_slots, none)
    SPEC(Pure1, sizeof(Pure), HPyType_BuiltinShape_Object, NULL, none)
    SPEC(Slots2, sizeof(Pure), HPyType_BuiltinShape_Object, repr_slots, none)
    SPEC(Destroy3, sizeof(Old), HPyType_BuiltinShape_Legacy, dealloc_slots, with_destroy)
    SPEC(Traverse4, sizeof(Old), HPyType_BuiltinShape_Legacy, dealloc_slots, with_traverse)
    SPEC(Repr5, sizeof(Old), HPyType_BuiltinShape_Legacy, repr_slots, with_repr)
    SPEC(Base6, sizeof(Old), HPyType_BuiltinShape_Legacy, base_slots, none)
    SPEC(Small7, 17, HPyType_BuiltinShape_Legacy, NULL, none)
    SPEC(Clear8, sizeof(Old), HPyType_BuiltinShape_Legacy, clear_slots, with_traverse)
    SPEC(Visit9, sizeof(Old), HPyType_BuiltinShape_Legacy, visit_slots, with_traverse)
    static HPyType_Spec *specs[] = {
        &Old0, &Pure1, &Slots2, &Destroy3, &Traverse4, &Repr5, &Base6, &Small7, &Clear8, &Visit9
    };

    HPyDef_METH(make_type, "make_type", HPyFunc_VARARGS)
    static HPy make_type_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPyType_SpecParam params[] = {
            {nargs > 1 ? HPyType_SpecParam_Base : (HPyType_SpecParam_Kind)0, nargs > 1 ? args[1] : HPy_NULL},
            {(HPyType_SpecParam_Kind)0, HPy_NULL}
        };
        return HPyType_FromSpec(ctx, specs[HPyLong_AsLong(ctx, args[0])], params);
    }
    HPyDef_METH(with_tp_base, "with_tp_base", HPyFunc_O)
    static HPy with_tp_base_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy result;
        PyObject *base = HPy_AsPyObject(ctx, arg);
        base_slots[0].pfunc = base;
        result = HPyType_FromSpec(ctx, &Base6, NULL);
        Py_DECREF(base);
        return result;
    }
    @EXPORT(make_type)
    @EXPORT(with_tp_base)
    @INIT
"""


@pytest.mark.abis("cpython", "hybrid")
def test_legacy_refusals(make):
    mod = make(LEGACY)
    with pytest.raises(TypeError) as info:
        mod.make_type(2)
    assert str(info.value) == (
        "cannot specify .legacy_slots without setting .builtin_shape=HPyType_BuiltinShape_Legacy"
    )
    for number in (3, 4):
        with pytest.raises(TypeError, match="legacy tp_dealloc"):
            mod.make_type(number)
    with pytest.raises(TypeError, match="tests.Repr5.*HPy_tp_repr"):
        mod.make_type(5)
    with pytest.raises(TypeError, match="tests.Clear8.*tp_clear.*HPy_tp_traverse"):
        mod.make_type(8)
    with pytest.raises(TypeError, match="tests.Visit9.*HPy_tp_traverse"):
        mod.make_type(9)
    with pytest.raises(TypeError, match="tests.Small7.*basicsize"):
        mod.make_type(7, mod.make_type(0))


@pytest.mark.abis("cpython", "hybrid")
def test_legacy_type_over_a_pure_one(make):
    mod = make(LEGACY)
    pure = mod.make_type(1)

    class Sub(pure):
        pass

    text = "A legacy type should not inherit its memory layout from a pure type"
    for base in (pure, Sub):
        for attempt in (lambda over: mod.make_type(0, over), mod.with_tp_base):
            with pytest.raises(TypeError) as info:
                attempt(base)
            assert str(info.value) == text
    assert mod.with_tp_base(mod.make_type(0)).__base__.__name__ == "Old0"


def test_each_failed_allocation_is_a_memory_error(build):
    """CPython 3.11 ends the making of a type without an exception where some fail."""
    pytest.importorskip("_testcapi")
    binary = build("""
        static HPyType_Spec spec = {.name = "mod.Type"};
        HPyDef_METH(make, "make", HPyFunc_NOARGS)
        static HPy make_impl(HPyContext *ctx, HPy self)
        {
            return HPyType_FromSpec(ctx, &spec, NULL);
        }
        @EXPORT(make)
        @INIT
    """)
    run_python(
        """
        import _testcapi
        ends = []
        def attempt(n):
            _testcapi.set_nomemory(n, n + 1)
            try:
                mod.make()
            except MemoryError:
                return "MemoryError"
            finally:
                _testcapi.remove_mem_hooks()
            return "made"
        ends = [attempt(n) for n in range(1, 100)]
        assert "MemoryError" in ends and ends[-1] == "made", ends
    """,
        binary,
    )
