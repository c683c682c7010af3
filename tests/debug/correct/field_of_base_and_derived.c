/* The traverse function of a derived type visits the base's field too, or leaves it to the base's; both are right.
 *
 * run: import gc, weakref
 *      class Value: pass
 *      def fill(cls):
 *          value, thing = Value(), cls()
 *          thing.set(value)
 *          value.thing = thing
 *          assert thing.get() is value
 *          return weakref.ref(value)
 *      values = [fill(cls) for cls in (mod.Base, mod.Both, mod.Own) for i in range(20)]
 */
#include "hpy.h"

typedef struct { HPyField value; } Base;
typedef struct { Base base; HPyField more; } Derived;
HPyType_HELPERS(Base)
HPyType_HELPERS(Derived)

HPyDef_SLOT(Base_traverse, HPy_tp_traverse)
static int Base_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Base *)self)->value);
    return 0;
}

HPyDef_SLOT(Both_traverse, HPy_tp_traverse)
static int Both_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Derived *)self)->base.value);
    HPy_VISIT(&((Derived *)self)->more);
    return 0;
}

HPyDef_SLOT(Own_traverse, HPy_tp_traverse)
static int Own_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Derived *)self)->more);
    return 0;
}

HPyDef_SLOT(Base_new, HPy_tp_new)
static HPy Base_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Base *data;

    return HPy_New(ctx, cls, &data);
}

HPyDef_METH(Base_set, "set", HPyFunc_O)
static HPy Base_set_impl(HPyContext *ctx, HPy self, HPy value)
{
    HPyField_Store(ctx, self, &Base_AsStruct(ctx, self)->value, value);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(Base_get, "get", HPyFunc_NOARGS)
static HPy Base_get_impl(HPyContext *ctx, HPy self)
{
    return HPyField_Load(ctx, self, Base_AsStruct(ctx, self)->value);
}

static HPyDef *base_defines[] = {&Base_new, &Base_traverse, &Base_set, &Base_get, NULL};
static HPyDef *both_defines[] = {&Both_traverse, NULL};
static HPyDef *own_defines[] = {&Own_traverse, NULL};

#define SPEC(TYPE, NAME, DEFINES) { \
    .name = NAME, .basicsize = sizeof(TYPE), .builtin_shape = SHAPE(TYPE), \
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC, .defines = DEFINES }
static HPyType_Spec base_spec = SPEC(Base, "mod.Base", base_defines);
static HPyType_Spec both_spec = SPEC(Derived, "mod.Both", both_defines);
static HPyType_Spec own_spec = SPEC(Derived, "mod.Own", own_defines);

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    HPyType_SpecParam params[2] = {{HPyType_SpecParam_Base, HPy_NULL}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
    int result = -1;

    if (!HPyHelpers_AddType(ctx, mod, "Base", &base_spec, NULL))
        return -1;
    params[0].object = HPy_GetAttr_s(ctx, mod, "Base");
    if (!HPy_IsNull(params[0].object) && HPyHelpers_AddType(ctx, mod, "Both", &both_spec, params)
            && HPyHelpers_AddType(ctx, mod, "Own", &own_spec, params))
        result = 0;
    HPy_Close(ctx, params[0].object);
    return result;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
