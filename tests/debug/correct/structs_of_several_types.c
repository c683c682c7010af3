/* Instances with three structs: of a type over object, of one over that, and of one over a class written in Python.
 *
 * minor: 2
 * run: assert mod.Leaf().numbers() == (1, 2)
 *      class Between(mod.Leaf):
 *          __slots__ = ("slot",)
 *      cls = mod.tip(Between)
 *      assert cls().numbers() == (1, 2) and cls().third() == 3 and type("Under", (cls,), {})().third() == 3
 */
#include "hpy.h"

typedef struct { long number; } Root;
HPyType_HELPERS(Root)
typedef struct { long number; } Leaf;
HPyType_HELPERS(Leaf, HPyType_BuiltinShape_Any)
typedef struct { long number; } Tip;
HPyType_HELPERS(Tip, HPyType_BuiltinShape_Any)

HPyDef_METH(numbers, "numbers", HPyFunc_NOARGS)
static HPy numbers_impl(HPyContext *ctx, HPy self)
{
    Root_AsStruct(ctx, self)->number = 1;
    Leaf_AsStruct(ctx, self)->number = 2;
    return HPy_BuildValue(ctx, "ll", Root_AsStruct(ctx, self)->number, Leaf_AsStruct(ctx, self)->number);
}

HPyDef_METH(third, "third", HPyFunc_NOARGS)
static HPy third_impl(HPyContext *ctx, HPy self)
{
    Tip_AsStruct(ctx, self)->number = 3;
    return HPyLong_FromLong(ctx, Tip_AsStruct(ctx, self)->number);
}

static HPyType_Spec root_spec = {
    .name = "mod.Root", .basicsize = sizeof(Root), .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
};
static HPyDef *leaf_defines[] = {&Leaf_payload, &numbers, NULL};
static HPyType_Spec leaf_spec = {
    .name = "mod.Leaf", .basicsize = sizeof(Leaf), .builtin_shape = SHAPE(Leaf),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = leaf_defines,
};
static HPyDef *tip_defines[] = {&Tip_payload, &third, NULL};
static HPyType_Spec tip_spec = {
    .name = "mod.Tip", .basicsize = sizeof(Tip), .builtin_shape = SHAPE(Tip),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = tip_defines,
};

HPyDef_METH(tip, "tip", HPyFunc_O)
static HPy tip_impl(HPyContext *ctx, HPy self, HPy base)
{
    HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};

    return HPyType_FromSpec(ctx, &tip_spec, params);
}

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    HPy root = HPyType_FromSpec(ctx, &root_spec, NULL);
    HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, root}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
    int result;

    if (HPy_IsNull(root))
        return -1;
    result = HPyHelpers_AddType(ctx, mod, "Leaf", &leaf_spec, params) ? 0 : -1;
    HPy_Close(ctx, root);
    return result;
}

static HPyDef *module_defines[] = {&tip, &exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
