"""Allocations fail while types are made and while their instances live."""

# Each of make_KIND() makes a type of that kind.
TYPES = r"""
    #define FLAGS (HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE)
    #define GC (FLAGS | HPy_TPFLAGS_HAVE_GC)

    static HPy make(HPyContext *ctx, HPyType_Spec *spec, HPyType_SpecParam_Kind kind, HPy param)
    {
        HPyType_SpecParam params[] = {{kind, param}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, spec, HPy_IsNull(param) ? NULL : params);
    }
    #define MAKE(NAME, KIND, PARAM) \
        HPyDef_METH(make_##NAME, "make_" #NAME, HPyFunc_O) \
        static HPy make_##NAME##_impl(HPyContext *ctx, HPy self, HPy arg) \
        { \
            return make(ctx, &NAME##_spec, (HPyType_SpecParam_Kind)(KIND), PARAM); \
        }
    #define SPEC(NAME, STRUCT, SHAPE, FLAGS, DEFINES) \
        static HPyType_Spec NAME##_spec = { \
            .name = "tests." #NAME, .doc = "f(a)\n--\n\nText.", .basicsize = sizeof(STRUCT), .flags = FLAGS, \
            .builtin_shape = HPyType_BuiltinShape_##SHAPE, .defines = DEFINES \
        };

    typedef struct { HPyField a, b; long number; double real; char text[8]; } Thing;
    HPyType_HELPERS(Thing)
    HPyDef_MEMBER(member_a, "a", HPyMember_OBJECT, offsetof(Thing, a))
    HPyDef_MEMBER(member_b, "b", HPyMember_OBJECT_EX, offsetof(Thing, b), .doc = "b")
    HPyDef_MEMBER(member_n, "number", HPyMember_LONG, offsetof(Thing, number))
    HPyDef_MEMBER(member_r, "real", HPyMember_DOUBLE, offsetof(Thing, real))
    HPyDef_MEMBER(member_t, "text", HPyMember_STRING_INPLACE, offsetof(Thing, text), .readonly = 1)
    HPyDef_FIELDS(fields, offsetof(Thing, a), 2)
    HPyDef_DICT(dict)
    HPyDef_WEAKLIST(weaklist)
    HPyDef_GETSET(getset, "pair")
    static HPy getset_get(HPyContext *ctx, HPy self, void *closure)
    {
        HPy a = HPyField_Load(ctx, self, Thing_AsStruct(ctx, self)->a), pair;
        if (HPy_IsNull(a))
            a = HPy_Dup(ctx, ctx->h_None);
        pair = HPyTuple_Pack(ctx, 2, a, a);
        HPy_Close(ctx, a);
        return pair;
    }
    static int getset_set(HPyContext *ctx, HPy self, HPy value, void *closure)
    {
        HPyField_Store(ctx, self, &Thing_AsStruct(ctx, self)->a, value);
        return 0;
    }
    HPyDef_METH(method, "method", HPyFunc_KEYWORDS, .doc = "method(a, b)\n--\n\nText.")
    static HPy method_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPyTuple_FromArray(ctx, args, (HPy_ssize_t)nargs);
    }
    HPyDef_CLASSMETH(of_class, "of_class", HPyFunc_O)
    static HPy of_class_impl(HPyContext *ctx, HPy self, HPy arg) { return HPyTuple_Pack(ctx, 2, self, arg); }
    HPyDef_SLOT(thing_new, HPy_tp_new)
    static HPy thing_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Thing *thing;
        return HPy_New(ctx, cls, &thing);
    }
    HPyDef_SLOT(thing_init, HPy_tp_init)
    static int thing_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        HPyTracker ht;
        HPy a = HPy_NULL;
        static const char *names[] = {"a", NULL};
        if (!HPyArg_ParseKeywordsDict(ctx, &ht, args, nargs, kw, "|O", names, &a))
            return -1;
        HPyField_Store(ctx, self, &Thing_AsStruct(ctx, self)->a, a);
        HPyTracker_Close(ctx, ht);
        return 0;
    }
    HPyDef_SLOT(thing_repr, HPy_tp_repr)
    static HPy thing_repr_impl(HPyContext *ctx, HPy self)
    {
        HPy a = HPyField_Load(ctx, self, Thing_AsStruct(ctx, self)->a);
        HPy text = HPyUnicode_FromFormat(ctx, "<%T %R>", self, HPy_IsNull(a) ? ctx->h_None : a);
        HPy_Close(ctx, a);
        return text;
    }
    HPyDef_SLOT(thing_call, HPy_tp_call)
    static HPy thing_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPyTuple_FromArray(ctx, args, (HPy_ssize_t)nargs);
    }
    HPyDef_SLOT(thing_compare, HPy_tp_richcompare)
    static HPy thing_compare_impl(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)
    {
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    }
    HPyDef_SLOT(thing_len, HPy_sq_length)
    static HPy_ssize_t thing_len_impl(HPyContext *ctx, HPy self) { return 3; }
    HPyDef_SLOT(thing_item, HPy_sq_item)
    static HPy thing_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t i)
    {
        if (i >= 3)
            return HPyErr_SetNone(ctx, ctx->h_IndexError);
        return HPyLong_FromSsize_t(ctx, 9000 + i);
    }
    HPyDef_SLOT(thing_finalize, HPy_tp_finalize)
    static void thing_finalize_impl(HPyContext *ctx, HPy self) {}
    HPyDef_SLOT(thing_destroy, HPy_tp_destroy)
    static void thing_destroy_impl(void *data) {}
    HPyDef_SLOT(thing_traverse, HPy_tp_traverse)
    static int thing_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Thing *)self)->a);
        HPy_VISIT(&((Thing *)self)->b);
        return 0;
    }

    static HPyDef *plain_defines[] = {&thing_len, &thing_item, &method, NULL};
    SPEC(plain, Thing, Object, FLAGS, plain_defines)
    MAKE(plain, 0, HPy_NULL)
    static HPyDef *full_defines[] = {
        &member_a, &member_b, &member_n, &member_r, &member_t, &fields, &dict, &weaklist, &getset, &method, &of_class,
        &thing_new, &thing_init, &thing_repr, &thing_call, &thing_compare, &thing_len, &thing_item, &thing_finalize,
        &thing_destroy, NULL
    };
    SPEC(full, Thing, Object, GC, full_defines)
    MAKE(full, 0, HPy_NULL)
    static HPyDef *traversed_defines[] = {&thing_traverse, &member_a, &dict, NULL};
    SPEC(traversed, Thing, Object, GC, traversed_defines)
    MAKE(traversed, 0, HPy_NULL)
    SPEC(derived, Thing, Object, GC, traversed_defines)
    MAKE(derived, HPyType_SpecParam_Base, arg)
    SPEC(several, Thing, Object, FLAGS, plain_defines)
    MAKE(several, HPyType_SpecParam_BasesTuple, arg)
    SPEC(with_metaclass, Thing, Object, FLAGS, plain_defines)
    MAKE(with_metaclass, HPyType_SpecParam_Metaclass, arg)
    SPEC(of_module, Thing, Object, FLAGS, plain_defines)
    MAKE(of_module, HPyType_SpecParam_Module, self)
    static HPyDef *wordy_defines[] = {&dict, &weaklist, &fields, NULL};
    SPEC(of_list, Thing, List, GC, wordy_defines)
    MAKE(of_list, HPyType_SpecParam_Base, arg)
    SPEC(of_dict, Thing, Dict, GC, wordy_defines)
    MAKE(of_dict, HPyType_SpecParam_Base, arg)
    static HPyDef *dict_defines[] = {&dict, NULL};
    SPEC(of_int, Thing, Long, FLAGS, dict_defines)
    MAKE(of_int, HPyType_SpecParam_Base, arg)
    SPEC(of_tuple, Thing, Tuple, FLAGS, dict_defines)
    MAKE(of_tuple, HPyType_SpecParam_Base, arg)
    SPEC(metaclass, Thing, Type, FLAGS, dict_defines)
    MAKE(metaclass, HPyType_SpecParam_Base, arg)

    typedef struct { long number; } Over;
    HPyType_HELPERS(Over, HPyType_BuiltinShape_Any)
    static HPyDef *over_defines[] = {&Over_payload, NULL};
    SPEC(over, Over, Any, FLAGS, over_defines)
    MAKE(over, HPyType_SpecParam_Base, arg)

    typedef struct { HPy_VAR_HEAD HPyField label; HPyField items[1]; } Row;
    HPyType_HELPERS(Row)
    HPyDef_FIELDS(row_label, offsetof(Row, label), 1)
    HPyDef_VARFIELDS(row_items, 0, 1)
    static HPyDef *row_defines[] = {&row_label, &row_items, NULL};
    static HPyType_Spec row_spec = {
        .name = "tests.row", HPyType_ITEMS(Row, items), .flags = GC, .defines = row_defines
    };
    MAKE(row, 0, HPy_NULL)
    HPyDef_METH(new_row, "new_row", HPyFunc_O)
    static HPy new_row_impl(HPyContext *ctx, HPy self, HPy type)
    {
        Row *row;
        HPy h = HPy_NewVar(ctx, type, 5, &row);
        if (!HPy_IsNull(h)) {
            HPyField_Store(ctx, h, &row->label, type);
            HPyField_Store(ctx, h, &row->items[4], type);
        }
        return h;
    }

    static HPyStructSequence_Field sequence_fields[] = {{"one", "doc"}, {"two", NULL}, {NULL, NULL}};
    static HPyStructSequence_Desc sequence = {"tests.Sequence", "doc", sequence_fields};
    HPyDef_METH(make_sequence, "make_sequence", HPyFunc_O)
    static HPy make_sequence_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyStructSequence_NewType(ctx, &sequence);
    }
    HPyDef_METH(new_sequence, "new_sequence", HPyFunc_VARARGS)
    static HPy new_sequence_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy items[] = {args[0], args[1]};
        return HPyStructSequence_New(ctx, args[0], 2, items);
    }

    @EXPORT(make_plain, make_full, make_traversed, make_derived, make_several, make_with_metaclass, make_of_module)
    @EXPORT(make_of_list, make_of_dict, make_of_int, make_of_tuple, make_metaclass, make_over, make_row, new_row)
    @EXPORT(make_sequence, new_sequence)
    @INIT
"""


def test_making_types(faults):
    faults(
        TYPES,
        """
        for kind in "plain full traversed of_module row".split():
            survives(getattr(mod, "make_" + kind), None)
        for base in (list, dict, int, tuple):
            survives(getattr(mod, "make_of_" + base.__name__), base)
        survives(mod.make_metaclass, type)
        """,
    )


def test_making_types_over_others(faults):
    faults(
        TYPES,
        """
        class WithSlots:
            __slots__ = ("a", "b")
        class WithDict:
            pass
        class Told:
            def __init_subclass__(cls):
                pass
        class Meta(type):
            pass
        class MakingMeta(type):
            def __new__(mcls, name, bases, dict):
                return super().__new__(mcls, name, bases, dict)
        class Made(metaclass=MakingMeta):
            pass
        base, other, of_list = mod.make_full(None), mod.make_plain(None), mod.make_of_list(list)
        survives(mod.make_derived, base, watched=[base])
        survives(mod.make_derived, WithDict, name="over a class")
        survives(mod.make_derived, Told, name="over a class with __init_subclass__")
        survives(mod.make_several, (mod.make_plain(None), WithDict), name="several bases")
        survives(mod.make_with_metaclass, Meta)
        survives(mod.make_derived, Made, name="a metaclass with __new__")
        survives(mod.make_with_metaclass, mod.make_metaclass(type), name="a metaclass from a spec")
        for base in (WithSlots, WithDict, dict, int, other, of_list):
            survives(mod.make_over, base, name="any shape over " + base.__name__)
        """,
    )


def test_instances(faults):
    faults(
        TYPES,
        """
        import operator, weakref
        thing = object()
        for kind in "plain full traversed of_module".split():
            survives(getattr(mod, "make_" + kind)(None), name="instance of " + kind)
        for base in (list, dict, int, tuple):
            survives(getattr(mod, "make_of_" + base.__name__)(base), name="instance of a " + base.__name__)
        for base in (dict, int, Exception):
            survives(mod.make_over(base), name="instance over " + base.__name__)
        Full = mod.make_full(None)
        class Derived(Full):
            pass
        survives(Full, thing, watched=[thing])
        survives(partial(Full, a=thing), watched=[thing], name="keyword")
        survives(Derived, thing, watched=[thing])
        value = Full([thing])
        survives(repr, value, watched=[value, thing])
        survives(value, thing, 1, watched=[thing])
        survives(partial(value, thing, a=1), watched=[thing], name="call with keyword")
        survives(partial(value.method, thing, b=2), watched=[thing], name="method with keyword")
        survives(partial(Full.of_class, thing), watched=[thing], name="class method")
        survives(partial(getattr, value, "pair"), watched=[thing], name="get")
        survives(partial(setattr, value, "pair", thing), name="set")
        survives(partial(setattr, value, "a", thing), name="set a member")
        survives(partial(setattr, value, "number", 1 << 40), name="set a number")
        for name in ("number", "real", "text", "a", "b"):
            survives(getattr, value, name, name="get " + name, may_raise=[AttributeError])
        survives(setattr, value, "attribute", 1, teardown=partial(value.__dict__.clear), name="attribute")
        survives(weakref.ref, value, name="weak reference")
        survives(list, value, name="items")
        survives(operator.eq, value, thing)
        survives(mod.new_row, mod.make_row(None))
        """,
    )


def test_struct_sequences(faults):
    faults(
        TYPES,
        """
        survives(mod.make_sequence, None)
        Sequence = mod.make_sequence(None)
        survives(mod.new_sequence, Sequence, 5)
        survives(Sequence, (1, 2), name="from Python")
        survives(repr, Sequence((1, 2)))
        """,
    )
