/* The constructor closes the class it makes an instance of.
 *
 * run: mod.Plain()
 * expect: close-borrowed
 * api: HPy_Close
 * function: Plain.__new__
 * used: USE
 * native: undefined
 */
#include "hpy.h"

typedef struct { long x; } Plain;
HPyType_HELPERS(Plain)

HPyDef_SLOT(Plain_new, HPy_tp_new)
static HPy Plain_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Plain *plain;
    HPy h = HPy_New(ctx, cls, &plain);

    HPy_Close(ctx, cls); /* USE */
    return h;
}

static HPyDef *plain_defines[] = {&Plain_new, NULL};
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
