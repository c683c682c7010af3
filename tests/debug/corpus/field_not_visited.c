/* The traverse function visits one of two fields.
 *
 * run: mod.Pair('a', 'b')
 * expect: field-not-visited
 * api: HPyField_Store
 * function: Pair.__new__
 * used: USE
 */
#include "hpy.h"

typedef struct { HPyField first; HPyField second; } Pair;
HPyType_HELPERS(Pair)

HPyDef_SLOT(Pair_traverse, HPy_tp_traverse)
static int Pair_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Pair *)self)->first);
    return 0;
}

HPyDef_SLOT(Pair_new, HPy_tp_new)
static HPy Pair_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Pair *pair;
    HPy h, first, second;

    if (!HPyArg_Parse(ctx, NULL, args, (size_t)nargs, "OO:Pair", &first, &second))
        return HPy_NULL;
    h = HPy_New(ctx, cls, &pair);
    if (HPy_IsNull(h))
        return HPy_NULL;
    HPyField_Store(ctx, h, &pair->first, first);
    HPyField_Store(ctx, h, &pair->second, second); /* USE */
    return h;
}

static HPyDef *pair_defines[] = {&Pair_new, &Pair_traverse, NULL};
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
