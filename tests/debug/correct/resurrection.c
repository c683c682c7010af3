/* A finaliser brings its object back by storing it elsewhere.
 *
 * run: import gc
 *      saved = []
 *      thing = mod.Phoenix()
 *      thing.saved = saved.append
 *      mod.set_keeper(saved.append)
 *      del thing
 *      gc.collect()
 *      assert len(saved) == 1 and type(saved[0]) is mod.Phoenix
 *      mod.set_keeper(None)
 *      saved.clear()
 *      gc.collect()
 * minor: 1
 */
#include "hpy.h"

static HPyGlobal keeper;

typedef struct { long unused; } Phoenix;
HPyType_HELPERS(Phoenix)

HPyDef_DICT(Phoenix_dict)

HPyDef_METH(set_keeper, "set_keeper", HPyFunc_O)
static HPy set_keeper_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyGlobal_Store(ctx, &keeper, arg);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_SLOT(Phoenix_finalize, HPy_tp_finalize)
static void Phoenix_finalize_impl(HPyContext *ctx, HPy self)
{
    HPy function = HPyGlobal_Load(ctx, keeper), result;

    if (!HPy_Is(ctx, function, ctx->h_None)) {
        result = HPy_Call(ctx, function, &self, 1, HPy_NULL);
        if (HPy_IsNull(result))
            HPyErr_WriteUnraisable(ctx, self);
        HPy_Close(ctx, result);
    }
    HPy_Close(ctx, function);
}

static HPyDef *phoenix_defines[] = {&Phoenix_dict, &Phoenix_finalize, NULL};
static HPyType_Spec phoenix_spec = {
    .name = "mod.Phoenix", .basicsize = sizeof(Phoenix), .builtin_shape = SHAPE(Phoenix),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = phoenix_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Phoenix", &phoenix_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, &set_keeper, NULL};
static HPyGlobal *module_globals[] = {&keeper, NULL};
static HPyModuleDef moduledef = {.defines = module_defines, .globals = module_globals};

HPy_MODINIT(mod, moduledef)
