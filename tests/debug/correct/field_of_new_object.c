/* Fills the fields of a new object before anybody else knows it, and swaps and clears them later.
 *
 * run: pair = mod.Pair('a', ['b'])
 *      assert pair.swapped().first() == ['b']
 *      pair.clear()
 *      assert pair.first() is None
 */
#include "hpy.h"

typedef struct { HPyField fields[2]; } Pair;
HPyType_HELPERS(Pair)

HPyDef_SLOT(Pair_traverse, HPy_tp_traverse)
static int Pair_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    Pair *pair = (Pair *)self;

    HPy_VISIT(&pair->fields[0]);
    HPy_VISIT(&pair->fields[1]);
    return 0;
}

static HPy make(HPyContext *ctx, HPy cls, HPy first, HPy second)
{
    Pair *pair;
    HPy h = HPy_New(ctx, cls, &pair);

    if (HPy_IsNull(h))
        return HPy_NULL;
    HPyField_Store(ctx, h, &pair->fields[0], first);
    HPyField_Store(ctx, h, &pair->fields[1], second);
    return h;
}

HPyDef_SLOT(Pair_new, HPy_tp_new)
static HPy Pair_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPy first, second;

    if (!HPyArg_Parse(ctx, NULL, args, (size_t)nargs, "OO:Pair", &first, &second))
        return HPy_NULL;
    return make(ctx, cls, first, second);
}

HPyDef_METH(Pair_swapped, "swapped", HPyFunc_NOARGS)
static HPy Pair_swapped_impl(HPyContext *ctx, HPy self)
{
    Pair *pair = Pair_AsStruct(ctx, self);
    HPy type = HPy_Type(ctx, self);
    HPy first = HPyField_Load(ctx, self, pair->fields[0]), second = HPyField_Load(ctx, self, pair->fields[1]);
    HPy result = make(ctx, type, second, first);

    HPy_Close(ctx, first);
    HPy_Close(ctx, second);
    HPy_Close(ctx, type);
    return result;
}

HPyDef_METH(Pair_first, "first", HPyFunc_NOARGS)
static HPy Pair_first_impl(HPyContext *ctx, HPy self)
{
    Pair *pair = Pair_AsStruct(ctx, self);
    return HPyField_IsNull(pair->fields[0]) ? HPy_Dup(ctx, ctx->h_None) : HPyField_Load(ctx, self, pair->fields[0]);
}

HPyDef_METH(Pair_clear, "clear", HPyFunc_NOARGS)
static HPy Pair_clear_impl(HPyContext *ctx, HPy self)
{
    Pair *pair = Pair_AsStruct(ctx, self);
    HPyField_Store(ctx, self, &pair->fields[0], HPy_NULL);
    HPyField_Store(ctx, self, &pair->fields[1], HPy_NULL);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *pair_defines[] = {&Pair_traverse, &Pair_new, &Pair_swapped, &Pair_first, &Pair_clear, NULL};
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
