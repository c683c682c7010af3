/* A type has a field but no traverse function.
 *
 * run: mod.Holder([1])
 * expect: field-not-visited
 * api: HPyField_Store
 * function: Holder.__init__
 * used: USE
 */
#include "hpy.h"

typedef struct { long count; HPyField content; } Holder;
HPyType_HELPERS(Holder)

HPyDef_SLOT(Holder_init, HPy_tp_init)
static int Holder_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPy content;

    if (!HPyArg_Parse(ctx, NULL, args, (size_t)nargs, "O:Holder", &content))
        return -1;
    HPyField_Store(ctx, self, &Holder_AsStruct(ctx, self)->content, content); /* USE */
    return 0;
}

static HPyDef *holder_defines[] = {&Holder_init, NULL};
static HPyType_Spec holder_spec = {
    .name = "mod.Holder", .basicsize = sizeof(Holder), .builtin_shape = SHAPE(Holder),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = holder_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Holder", &holder_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
