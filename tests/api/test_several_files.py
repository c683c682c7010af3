"""Modules of several C files: records that other files list, and files that use the same names."""

MAIN = r"""
    extern HPyDef there;
    int add_type_1(HPyContext *ctx, HPy mod);
    int add_type_2(HPyContext *ctx, HPy mod);
    HPyDef_METH(here, "here", HPyFunc_NOARGS)
    static HPy here_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, 1); }
    HPyDef_SLOT(execute, HPy_mod_exec)
    static int execute_impl(HPyContext *ctx, HPy mod) { return %s ? 0 : -1; }
    static HPyDef *defines[] = {&here, &execute, %s};
    static HPyModuleDef def = {.defines = defines};
    HPy_MODINIT(@NAME, def)"""


def test_record_of_another_file(make):
    mod = make(
        MAIN % ("1", "&there, NULL"),
        extra=[
            r"""
        HPyDef_METH(there, "there", HPyFunc_O)
        static HPy there_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_Add(ctx, arg, arg); }"""
        ],
    )
    assert (mod.here(), mod.there(2)) == (1, 4)


TYPE = r"""
    typedef struct { int m; } Type;
    HPyType_HELPERS(Type)
    HPyDef_SLOT(repr, HPy_tp_repr)
    static HPy repr_impl(HPyContext *ctx, HPy self) { return HPyUnicode_FromString(ctx, "T%(n)d"); }
    HPyDef_METH(here, "here", HPyFunc_NOARGS)
    static HPy here_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, 10 + %(n)d); }
    HPyDef_GETSET(n, "n")
    static HPy n_get(HPyContext *ctx, HPy self, void *c) { return HPyLong_FromLong(ctx, Type_AsStruct(ctx, self)->m); }
    static int n_set(HPyContext *ctx, HPy self, HPy value, void *c)
    {
        Type_AsStruct(ctx, self)->m = %(n)d * (int)HPyLong_AsLong(ctx, value);
        return 0;
    }
    HPyDef_MEMBER(m, "m", HPyMember_INT, offsetof(Type, m))
    static HPyDef *defines[] = {&repr, &here, &n, &m, NULL};
    static HPyType_Spec spec = {
        .name = "m.T%(n)d", .basicsize = sizeof(Type), .builtin_shape = SHAPE(Type), .defines = defines
    };
    int add_type_%(n)d(HPyContext *ctx, HPy mod);
    int add_type_%(n)d(HPyContext *ctx, HPy mod) { return HPyHelpers_AddType(ctx, mod, "T%(n)d", &spec, NULL); }"""


SHARED = r"""
    typedef struct { long number; } Shared;
    HPyType_HELPERS(Shared, HPyType_BuiltinShape_Any)
"""


def test_struct_in_a_shared_header(make):
    """The record of each file is its own, and the type has one of them."""
    mod = make(
        SHARED
        + r"""
        extern HPyDef there;
        HPyDef_METH(set, "set", HPyFunc_O)
        static HPy set_impl(HPyContext *ctx, HPy self, HPy arg)
        {
            Shared_AsStruct(ctx, arg)->number = 7;
            return HPy_Dup(ctx, arg);
        }
        static HPyDef *shared_defines[] = {&Shared_payload, NULL};
        static HPyType_Spec spec = {
            .name = "m.S", .basicsize = sizeof(Shared), .builtin_shape = SHAPE(Shared), .defines = shared_defines
        };
        HPyDef_METH(type, "type", HPyFunc_O)
        static HPy type_impl(HPyContext *ctx, HPy self, HPy base)
        {
            HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
            return HPyType_FromSpec(ctx, &spec, params);
        }
        static HPyDef *defines[] = {&there, &set, &type, NULL};
        static HPyModuleDef def = {.defines = defines};
        HPy_MODINIT(@NAME, def)""",
        minor=2,
        extra=[
            SHARED
            + r"""
        HPyDef_METH(there, "get", HPyFunc_O)
        static HPy there_impl(HPyContext *ctx, HPy self, HPy arg)
        {
            return HPyLong_FromLong(ctx, Shared_AsStruct(ctx, arg)->number);
        }"""
        ],
    )
    for base in (set, ValueError, set):
        assert mod.get(mod.set(mod.type(base)())) == 7


def test_files_with_the_same_names(make):
    """HPY_STATIC_DEFS: without it the records clash when the module is linked."""
    main = MAIN % ("add_type_1(ctx, mod) && add_type_2(ctx, mod)", "NULL")
    mod = make(main, flags=["-DHPY_STATIC_DEFS"], extra=[TYPE % {"n": 1}, TYPE % {"n": 2}])
    first, second = mod.T1(), mod.T2()
    first.n = second.n = 5
    assert (repr(first), first.here(), first.n, first.m) == ("T1", 11, 5, 5)
    assert (repr(second), second.here(), second.n, second.m) == ("T2", 12, 10, 10)
    assert mod.here() == 1
