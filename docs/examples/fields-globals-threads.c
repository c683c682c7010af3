/* Keeps objects longer than a call: in a field of an object, and in a global of the module.
 *
 * A handle ends with the call. What an object keeps is an HPyField, which its type declares, so that the host shows it
 * to the garbage collector; what C keeps is an HPyGlobal, listed in the module's definition. Long work in C lets other
 * threads run meanwhile.
 *
 * run: cell = mod.Cell()
 *      assert cell.swap([1]) is None and cell.has_list() and cell.swap(2) == [1] and not cell.has_list()
 *      assert mod.last_cell() is cell
 *      assert mod.primes(100) == 25
 */
#include "hpy.h"

typedef struct {
    HPyField content;
} Cell;

HPyType_HELPERS(Cell)

static HPyGlobal last;

HPyDef_FIELDS(Cell_fields, offsetof(Cell, content), 1)

HPyDef_METH(Cell_swap, "swap", HPyFunc_O, .doc = "swap($self, obj, /)\n--\n\nKeep obj; what was kept so far.")
static HPy Cell_swap_impl(HPyContext *ctx, HPy self, HPy obj)
{
    Cell *cell = Cell_AsStruct(ctx, self);
    HPy old = HPyField_IsNull(cell->content) ? HPy_Dup(ctx, ctx->h_None) : HPyField_Load(ctx, self, cell->content);

    HPyField_Store(ctx, self, &cell->content, obj); /* obj stays the caller's */
    HPyGlobal_Store(ctx, &last, self);
    return old;
}

HPyDef_METH(Cell_has_list, "has_list", HPyFunc_NOARGS, .doc = "has_list($self, /)\n--\n\nWhether a list is kept.")
static HPy Cell_has_list_impl(HPyContext *ctx, HPy self)
{
    HPy content = HPyField_Borrow(ctx, self, &Cell_AsStruct(ctx, self)->content); /* HPy_NULL where it is empty */
    bool has_list = !HPy_IsNull(content) && HPyList_Check(ctx, content); /* no Python code runs: the cell keeps it */

    HPy_EndBorrow(ctx, content);
    return HPyBool_FromBool(ctx, has_list);
}

HPyDef_METH(last_cell, "last_cell", HPyFunc_NOARGS, .doc = "last_cell()\n--\n\nThe cell that changed last, or None.")
static HPy last_cell_impl(HPyContext *ctx, HPy self)
{
    return HPyGlobal_Load(ctx, last);
}

HPyDef_METH(primes, "primes", HPyFunc_O, .doc = "primes(limit, /)\n--\n\nHow many there are below the limit.")
static HPy primes_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long limit = HPyLong_AsLong(ctx, arg), n, d, found = 0;

    if (limit == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    HPy_BEGIN_LEAVE_PYTHON(ctx) /* no function of the API from here on */
    for (n = 2; n < limit; n++) {
        for (d = 2; d * d <= n && n % d != 0; d++)
            ;
        found += d * d > n;
    }
    HPy_END_LEAVE_PYTHON(ctx)
    return HPyLong_FromLong(ctx, found);
}

static HPyDef *Cell_defines[] = {&Cell_fields, &Cell_swap, &Cell_has_list, NULL};
static HPyType_Spec Cell_spec = {
    .name = "fields_globals_threads.Cell",
    .basicsize = sizeof(Cell),
    .builtin_shape = SHAPE(Cell),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = Cell_defines,
};

HPyDef_SLOT(start, HPy_mod_exec)
static int start_impl(HPyContext *ctx, HPy module)
{
    HPyGlobal_Store(ctx, &last, ctx->h_None);
    return HPyHelpers_AddType(ctx, module, "Cell", &Cell_spec, NULL) ? 0 : -1;
}

static HPyDef *defines[] = {&start, &last_cell, &primes, NULL};
static HPyGlobal *globals[] = {&last, NULL};
static HPyModuleDef module = {.defines = defines, .globals = globals};

HPy_MODINIT(fields_globals_threads, module)
