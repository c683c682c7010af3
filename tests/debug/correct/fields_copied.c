/* Copies, moves, exchanges, fills and clears fields, and makes a list of them, that are declared, by the right owners.
 *
 * run: row = mod.Row(object())
 *      row.fill(mod.Row(object()))
 *      row.fill(row)
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

static HPy listed(HPyContext *ctx, HPy self, Row *row)
{
    HPy two = HPy_BuildValue(ctx, "[ii]", 1, 2);
    HPyListBuilder list = HPyListBuilder_New(ctx, 3);
    HPyTupleBuilder tuple = HPyTupleBuilder_New(ctx, 2);

    if (!HPy_IsNull(two) && HPyField_StoreItems(ctx, self, row->items + 2, two, 0, 2) != 2)
        HPy_FatalError(ctx, "a list of two");
    HPyListBuilder_SetFields(ctx, list, 1, self, row->items + 2, 2);
    HPyListBuilder_Set(ctx, list, 0, two);
    HPyTupleBuilder_SetFields(ctx, tuple, 0, self, row->items + 2, 2);
    HPy_Close(ctx, two);
    HPy_Close(ctx, HPyTupleBuilder_Build(ctx, tuple));
    return HPyListBuilder_Build(ctx, list);
}

HPyDef_METH(Row_fill, "fill", HPyFunc_O)
static HPy Row_fill_impl(HPyContext *ctx, HPy self, HPy other)
{
    Row *row = Row_AsStruct(ctx, self), *source = Row_AsStruct(ctx, other);

    HPyField_CopyN(ctx, self, row->items + 2, other, source->items, 2);
    HPyField_MoveN(ctx, self, row->items, self, row->items + 1, 3);
    HPyField_MoveN(ctx, self, row->items + 1, self, row->items, 3);
    HPyField_Swap(ctx, self, &row->items[0], other, &source->items[3]);
    HPyField_Copy(ctx, other, &source->items[1], self, &row->items[1]);
    HPyField_ClearN(ctx, self, row->items + 2, 2);
    return listed(ctx, self, row);
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
