/* A constructor does not look whether converting a number has failed.
 *
 * run: mod.Plain('text')
 * expect: result-with-exception
 * function: Plain.__init__
 * raised: RAISE
 * raises: SystemError, TypeError
 * native: undefined
 */
#include "hpy.h"

typedef struct { int32_t x; } Plain;
HPyType_HELPERS(Plain)

HPyDef_SLOT(Plain_init, HPy_tp_init)
static int Plain_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Plain *plain = Plain_AsStruct(ctx, self);

    if (nargs == 1)
        plain->x = HPyLong_AsInt32_t(ctx, args[0]); /* RAISE */
    return 0;
}

static HPyDef *plain_defines[] = {&Plain_init, NULL};
static HPyType_Spec plain_spec = {
    .name = "mod.Plain", .basicsize = sizeof(Plain), .builtin_shape = SHAPE(Plain),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = plain_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Plain", &plain_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
