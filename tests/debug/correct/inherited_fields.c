/* Two levels of types with fields each, and a subclass in Python on top.
 *
 * run: import gc, weakref
 *      class Top(mod.Derived):
 *          pass
 *      for kind in (mod.Derived, Top):
 *          thing = kind()
 *          thing.set_base(['base'])
 *          thing.set_derived(thing)
 *          assert thing.get_base() == ['base'] and thing.get_derived() is thing
 *      watch = weakref.ref(thing)
 *      del thing
 *      gc.collect()
 *      assert watch() is None
 */
#include "hpy.h"

static HPyGlobal base_type;

typedef struct { HPyField field; } Base;
typedef struct { Base base; HPyField field; } Derived;
HPyType_HELPERS(Base)
HPyType_HELPERS(Derived)

HPyDef_SLOT(Base_traverse, HPy_tp_traverse)
static int Base_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Base *)self)->field);
    return 0;
}

HPyDef_METH(Base_set, "set_base", HPyFunc_O)
static HPy Base_set_impl(HPyContext *ctx, HPy self, HPy value)
{
    HPyField_Store(ctx, self, &Base_AsStruct(ctx, self)->field, value);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(Base_get, "get_base", HPyFunc_NOARGS)
static HPy Base_get_impl(HPyContext *ctx, HPy self)
{
    return HPyField_Load(ctx, self, Base_AsStruct(ctx, self)->field);
}

HPyDef_SLOT(Derived_traverse, HPy_tp_traverse)
static int Derived_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Derived *)self)->field);
    return 0;
}

HPyDef_METH(Derived_set, "set_derived", HPyFunc_O)
static HPy Derived_set_impl(HPyContext *ctx, HPy self, HPy value)
{
    HPyField_Store(ctx, self, &Derived_AsStruct(ctx, self)->field, value);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(Derived_get, "get_derived", HPyFunc_NOARGS)
static HPy Derived_get_impl(HPyContext *ctx, HPy self)
{
    return HPyField_Load(ctx, self, Derived_AsStruct(ctx, self)->field);
}

static HPyDef *base_defines[] = {&Base_traverse, &Base_set, &Base_get, NULL};
static HPyDef *derived_defines[] = {&Derived_traverse, &Derived_set, &Derived_get, NULL};
static HPyType_Spec base_spec = {
    .name = "mod.Base", .basicsize = sizeof(Base), .builtin_shape = SHAPE(Base),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC | HPy_TPFLAGS_BASETYPE, .defines = base_defines,
};
static HPyType_Spec derived_spec = {
    .name = "mod.Derived", .basicsize = sizeof(Derived), .builtin_shape = SHAPE(Derived),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC | HPy_TPFLAGS_BASETYPE, .defines = derived_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, HPy_NULL}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
    int ok;

    params[0].object = HPyType_FromSpec(ctx, &base_spec, NULL);
    if (HPy_IsNull(params[0].object))
        return -1;
    HPyGlobal_Store(ctx, &base_type, params[0].object);
    ok = HPyHelpers_AddType(ctx, mod, "Derived", &derived_spec, params);
    HPy_Close(ctx, params[0].object);
    return ok ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyGlobal *module_globals[] = {&base_type, NULL};
static HPyModuleDef moduledef = {.defines = module_defines, .globals = module_globals};

HPy_MODINIT(mod, moduledef)
