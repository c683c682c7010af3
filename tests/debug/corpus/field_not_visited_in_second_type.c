/* Two types share the function that stores; the traverse function of the second one knows too little.
 *
 * run: for i in range(100):
 *          mod.One().set([])
 *      mod.Two().set([])
 * expect: field-not-visited
 * api: HPyField_Store
 * function: Two.set
 * used: USE
 */
#include "hpy.h"

typedef struct { HPyField first, second; } Pair;
HPyType_HELPERS(Pair)

HPyDef_SLOT(One_traverse, HPy_tp_traverse)
static int One_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Pair *)self)->first);
    HPy_VISIT(&((Pair *)self)->second);
    return 0;
}

HPyDef_SLOT(Two_traverse, HPy_tp_traverse)
static int Two_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Pair *)self)->first);
    return 0;
}

HPyDef_SLOT(Pair_new, HPy_tp_new)
static HPy Pair_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Pair *data;

    return HPy_New(ctx, cls, &data);
}

HPyDef_METH(Pair_set, "set", HPyFunc_O)
static HPy Pair_set_impl(HPyContext *ctx, HPy self, HPy value)
{
    HPyField_Store(ctx, self, &Pair_AsStruct(ctx, self)->first, value);
    HPyField_Store(ctx, self, &Pair_AsStruct(ctx, self)->second, value); /* USE */
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *one_defines[] = {&Pair_new, &One_traverse, &Pair_set, NULL};
static HPyType_Spec one_spec = {
    .name = "mod.One", .basicsize = sizeof(Pair), .builtin_shape = SHAPE(Pair),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = one_defines,
};
static HPyDef *two_defines[] = {&Pair_new, &Two_traverse, &Pair_set, NULL};
static HPyType_Spec two_spec = {
    .name = "mod.Two", .basicsize = sizeof(Pair), .builtin_shape = SHAPE(Pair),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = two_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "One", &one_spec, NULL)
           && HPyHelpers_AddType(ctx, mod, "Two", &two_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
