/* An iterator's __iter__ returns self without duplicating it.
 *
 * run: list(mod.Countdown())
 * expect: return-borrowed
 * function: Countdown.__iter__
 * minor: 1
 * native: undefined
 */
#include "hpy.h"

typedef struct { long left; } Countdown;
HPyType_HELPERS(Countdown)

HPyDef_SLOT(Countdown_iter, HPy_tp_iter)
static HPy Countdown_iter_impl(HPyContext *ctx, HPy self)
{
    Countdown_AsStruct(ctx, self)->left = 3;
    return self;
}

HPyDef_SLOT(Countdown_next, HPy_tp_iternext)
static HPy Countdown_next_impl(HPyContext *ctx, HPy self)
{
    Countdown *countdown = Countdown_AsStruct(ctx, self);
    return countdown->left > 0 ? HPyLong_FromLong(ctx, countdown->left--) : HPy_NULL;
}

static HPyDef *countdown_defines[] = {&Countdown_iter, &Countdown_next, NULL};
static HPyType_Spec countdown_spec = {
    .name = "mod.Countdown", .basicsize = sizeof(Countdown), .builtin_shape = SHAPE(Countdown),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = countdown_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Countdown", &countdown_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
