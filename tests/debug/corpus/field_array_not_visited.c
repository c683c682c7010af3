/* The traverse function stops one item before the end of an array of fields.
 *
 * run: mod.Row('a', 'b', 'c')
 * expect: field-not-visited
 * api: HPyField_Store
 * function: Row.__init__
 * used: USE
 */
#include "hpy.h"

typedef struct { HPyField cells[3]; } Row;
HPyType_HELPERS(Row)

HPyDef_SLOT(Row_traverse, HPy_tp_traverse)
static int Row_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    Row *row = (Row *)self;
    int i;

    for (i = 0; i < 2; i++)
        HPy_VISIT(&row->cells[i]);
    return 0;
}

HPyDef_SLOT(Row_init, HPy_tp_init)
static int Row_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Row *row = Row_AsStruct(ctx, self);
    HPy_ssize_t i;

    if (nargs != 3) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "three cells are required");
        return -1;
    }
    for (i = 0; i < 3; i++)
        HPyField_Store(ctx, self, &row->cells[i], args[i]); /* USE */
    return 0;
}

static HPyDef *row_defines[] = {&Row_traverse, &Row_init, NULL};
static HPyType_Spec row_spec = {
    .name = "mod.Row", .basicsize = sizeof(Row), .builtin_shape = SHAPE(Row),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = row_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Row", &row_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
