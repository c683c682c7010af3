/* A __bool__ returns 1 where asking for an attribute has failed.
 *
 * run: bool(mod.Plain())
 * expect: result-with-exception
 * function: Plain.__bool__
 * raised: RAISE
 * raises: SystemError, AttributeError
 * native: undefined
 */
#include "hpy.h"

typedef struct { long x; } Plain;
HPyType_HELPERS(Plain)

HPyDef_SLOT(Plain_new, HPy_tp_new)
static HPy Plain_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Plain *plain;
    return HPy_New(ctx, cls, &plain);
}

HPyDef_SLOT(Plain_bool, HPy_nb_bool)
static int Plain_bool_impl(HPyContext *ctx, HPy self)
{
    HPy size = HPy_GetAttr_s(ctx, self, "size"); /* RAISE */
    int result = 1;

    if (!HPy_IsNull(size)) {
        result = HPy_IsTrue(ctx, size);
        HPy_Close(ctx, size);
    }
    return result;
}

static HPyDef *plain_defines[] = {&Plain_new, &Plain_bool, NULL};
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
