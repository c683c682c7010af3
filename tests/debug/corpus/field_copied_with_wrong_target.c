/* Copies a field with the source as the owner of both.
 *
 * run: mod.Row(object()).fill(mod.Row(object()))
 * expect: field-no-owner
 * api: HPyField_Copy
 * function: Row.fill
 * used: USE
 * minor: 2
 */
#include "hpy.h"

typedef struct { long number; HPyField items[4]; } Row;
HPyType_HELPERS(Row)
HPyDef_FIELDS(Row_items, offsetof(Row, items), 4)

HPyDef_SLOT(Row_new, HPy_tp_new)
static HPy Row_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Row *row;
    HPy h = HPy_New(ctx, cls, &row);

    if (!HPy_IsNull(h) && nargs > 0)
        HPyField_Store(ctx, h, &row->items[0], args[0]);
    return h;
}

HPyDef_METH(Row_fill, "fill", HPyFunc_O)
static HPy Row_fill_impl(HPyContext *ctx, HPy self, HPy other)
{
    Row *row = Row_AsStruct(ctx, self), *source = Row_AsStruct(ctx, other);

    HPyField_Copy(ctx, other, &row->items[1], other, &source->items[0]); /* USE */
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *row_defines[] = {&Row_new, &Row_items, &Row_fill, NULL};
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
