/* Loads a field of one object with another as the owner.
 *
 * run: one = mod.Pair()
 *      one.set(object())
 *      mod.Pair().peek(one)
 * expect: field-no-owner
 * api: HPyField_Load
 * function: Pair.peek
 * used: USE
 */
#include "hpy.h"

typedef struct { HPyField first, second; } Pair;
HPyType_HELPERS(Pair)

HPyDef_SLOT(Pair_traverse, HPy_tp_traverse)
static int Pair_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Pair *)self)->first);
    HPy_VISIT(&((Pair *)self)->second);
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
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(Pair_peek, "peek", HPyFunc_O)
static HPy Pair_peek_impl(HPyContext *ctx, HPy self, HPy other)
{
    HPy value = HPyField_Load(ctx, self, Pair_AsStruct(ctx, other)->first); /* USE */

    return value;
}

static HPyDef *pair_defines[] = {&Pair_new, &Pair_traverse, &Pair_set, &Pair_peek, NULL};
static HPyType_Spec pair_spec = {
    .name = "mod.Pair", .basicsize = sizeof(Pair), .builtin_shape = SHAPE(Pair),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = pair_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Pair", &pair_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
