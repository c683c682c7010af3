/* Asks for the length of the keyword arguments, which are null where there are none.
 *
 * run: mod.Plain()
 * expect: null-handle
 * api: HPy_Length
 * function: Plain.__init__
 * used: USE
 * native: undefined
 */
#include "hpy.h"

typedef struct { long x; } Plain;
HPyType_HELPERS(Plain)

HPyDef_SLOT(Plain_init, HPy_tp_init)
static int Plain_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPy_ssize_t n = HPy_Length(ctx, kw); /* USE */

    if (n < 0)
        return -1;
    Plain_AsStruct(ctx, self)->x = (long)n;
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
