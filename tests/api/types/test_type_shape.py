"""_HPyType_GetBuiltinShape, which layers ask for a type's shape (universal and hybrid)."""

import pytest

pytestmark = pytest.mark.abis("universal", "hybrid")

SNIPPET = r"""
    HPyDef_METH(shape, "shape", HPyFunc_O)
    static HPy shape_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyType_BuiltinShape shape = _HPyType_GetBuiltinShape(ctx, arg);
        if (((int)shape == -2) != HPyErr_Occurred(ctx))
            HPy_FatalError(ctx, "result and exception disagree");
        return (int)shape == -2 ? HPy_NULL : HPyLong_FromLong(ctx, (long)shape);
    }

    typedef struct { int x; } Plain;
    typedef struct { int x; } Listy;
    HPyType_HELPERS(Plain)
    HPyType_HELPERS(Listy, HPyType_BuiltinShape_List)
    static HPyType_Spec plain_spec = {
        .name = "tests.Plain", .basicsize = sizeof(Plain), .builtin_shape = SHAPE(Plain), .flags = HPy_TPFLAGS_BASETYPE
    };
    static HPyType_Spec listy_spec = {.name = "tests.Listy", .basicsize = sizeof(Listy), .builtin_shape = SHAPE(Listy)};

    static int add_listy(HPyContext *ctx, HPy mod)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, ctx->h_ListType}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyHelpers_AddType(ctx, mod, "Listy", &listy_spec, params) ? 0 : -1;
    }
    /* None when each _AsStruct_X of the table gives what the inline function gives. */
    HPyDef_METH(payloads, "payloads", HPyFunc_VARARGS)
    static HPy payloads_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyBool_FromBool(ctx, ctx->ctx_AsStruct_Object(ctx, args[0]) == Plain_AsStruct(ctx, args[0])
                                     && ctx->ctx_AsStruct_List(ctx, args[1]) == Listy_AsStruct(ctx, args[1]));
    }
    static HPyType_Spec bare_spec = {.name = "tests.Bare", .flags = HPy_TPFLAGS_BASETYPE};
    HPyDef_METH(bare, "bare", HPyFunc_O)
    static HPy bare_impl(HPyContext *ctx, HPy self, HPy base)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, &bare_spec, params);
    }
    @EXPORT(shape, payloads, bare)
    @EXPORT_TYPE("Plain", plain_spec)
    @EXTRA_INIT_FUNC(add_listy)
    @INIT
"""
LEGACY, OBJECT, LIST = -1, 0, 6


@pytest.fixture
def mod(make):
    return make(SNIPPET)


def test_shape_of_the_spec(mod):
    assert mod.shape(mod.Plain) == OBJECT
    assert mod.shape(mod.Listy) == LIST


def test_subclass_has_the_shape_of_its_base(mod):
    """Its instances have the payload: layers may look at it."""
    assert mod.shape(type("Sub", (mod.Plain,), {})) == OBJECT
    assert mod.shape(mod.bare(mod.Plain)) == mod.shape(type("Sub", (mod.bare(mod.Plain),), {})) == OBJECT


def test_type_without_payload_has_the_shape_of_its_spec(mod):
    assert mod.shape(mod.bare(object)) == mod.shape(mod.bare(list)) == mod.shape(mod.bare(int)) == OBJECT


@pytest.mark.parametrize("kind", [object, int, list, type])
def test_types_not_made_by_hpy_are_legacy(mod, kind):
    assert mod.shape(kind) == LEGACY


@pytest.mark.parametrize("wrong", [42, None, "text"])
def test_what_is_no_type(mod, wrong):
    with pytest.raises(TypeError):
        mod.shape(wrong)


def test_inline_access_and_table_agree(mod):
    assert mod.payloads(mod.Plain(), mod.Listy()) is True
