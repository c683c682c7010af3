/* A constructor refuses surplus arguments by -1 alone, without an exception.
 *
 * run: mod.Plain(1)
 * expect: result-null
 * function: Plain.__init__
 * raises: SystemError
 * native: undefined
 */
#include "hpy.h"

typedef struct { long x; } Plain;
HPyType_HELPERS(Plain)

HPyDef_SLOT(Plain_init, HPy_tp_init)
static int Plain_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    if (nargs != 0)
        return -1;
    Plain_AsStruct(ctx, self)->x = 1;
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
