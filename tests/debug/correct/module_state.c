/* Keeps an object in the module's state and reaches it from a method by way of the type.
 *
 * run: mod.set_default(['d'])
 *      assert mod.Reader().default() == ['d']
 *      class Sub(mod.Reader):
 *          pass
 *      assert Sub().default() == ['d']
 * minor: 2
 */
#include "hpy.h"

typedef struct {
    HPyField fallback;
} State;

typedef struct { long unused; } Reader;
HPyType_HELPERS(Reader)

static HPyModuleDef moduledef;

HPyDef_METH(set_default, "set_default", HPyFunc_O)
static HPy set_default_impl(HPyContext *ctx, HPy self, HPy arg)
{
    State *state = (State *)HPy_ModuleState(ctx, self);

    if (state == NULL)
        return HPy_NULL;
    HPyField_Store(ctx, self, &state->fallback, arg);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_SLOT(traverse, HPy_mod_traverse)
static int traverse_impl(void *state, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((State *)state)->fallback);
    return 0;
}

HPyDef_METH(Reader_default, "default", HPyFunc_NOARGS)
static HPy Reader_default_impl(HPyContext *ctx, HPy self)
{
    HPy type = HPy_Type(ctx, self), result = HPy_NULL;
    HPy module = HPyType_GetModuleByDef(ctx, type, &moduledef);

    if (!HPy_IsNull(module)) {
        State *state = (State *)HPy_ModuleState(ctx, module);
        if (state != NULL && HPyField_IsNull(state->fallback))
            HPyErr_SetString(ctx, ctx->h_LookupError, "no default");
        else if (state != NULL)
            result = HPyField_Load(ctx, module, state->fallback);
    }
    HPy_Close(ctx, type);
    HPy_Close(ctx, module);
    return result;
}

static HPyDef *reader_defines[] = {&Reader_default, NULL};
static HPyType_Spec reader_spec = {
    .name = "mod.Reader", .basicsize = sizeof(Reader), .builtin_shape = SHAPE(Reader),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = reader_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    HPyType_SpecParam params[] = {{HPyType_SpecParam_Module, mod}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
    return HPyHelpers_AddType(ctx, mod, "Reader", &reader_spec, params) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, &set_default, &traverse, NULL};
static HPyModuleDef moduledef = {.size = sizeof(State), .defines = module_defines};

HPy_MODINIT(mod, moduledef)
