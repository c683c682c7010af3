/* A metaclass with a payload of its own in each class, and a class made with it.
 *
 * run: assert mod.Class.instances() == 0
 *      mod.Class()
 *      class Sub(mod.Class):
 *          pass
 *      Sub(), Sub()
 *      assert mod.Class.instances() == 1 and Sub.instances() == 2
 */
#include "hpy.h"

typedef struct { long instances; } Meta;
HPyType_HELPERS(Meta, HPyType_BuiltinShape_Type)

typedef struct { long unused; } Class;
HPyType_HELPERS(Class)

HPyDef_METH(Meta_instances, "instances", HPyFunc_NOARGS)
static HPy Meta_instances_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, Meta_AsStruct(ctx, self)->instances);
}

static HPyDef *meta_defines[] = {&Meta_instances, NULL};
static HPyType_Spec meta_spec = {
    .name = "mod.Meta", .basicsize = sizeof(Meta), .builtin_shape = SHAPE(Meta),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = meta_defines,
};

HPyDef_SLOT(Class_new, HPy_tp_new)
static HPy Class_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Class *payload;
    HPy h = HPy_New(ctx, cls, &payload);

    if (!HPy_IsNull(h))
        Meta_AsStruct(ctx, cls)->instances++;
    return h;
}

static HPyDef *class_defines[] = {&Class_new, NULL};
static HPyType_Spec class_spec = {
    .name = "mod.Class", .basicsize = sizeof(Class), .builtin_shape = SHAPE(Class),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = class_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    HPyType_SpecParam meta_params[] = {
        {HPyType_SpecParam_Base, ctx->h_TypeType}, {(HPyType_SpecParam_Kind)0, HPy_NULL}
    };
    HPy meta = HPyType_FromSpec(ctx, &meta_spec, meta_params);
    int ok;

    if (HPy_IsNull(meta))
        return -1;
    HPyType_SpecParam params[] = {{HPyType_SpecParam_Metaclass, meta}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
    ok = HPyHelpers_AddType(ctx, mod, "Class", &class_spec, params);
    HPy_Close(ctx, meta);
    return ok ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
