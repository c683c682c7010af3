/* The last reference from Python to self goes away while one of its methods runs.
 *
 * run: class List(list):
 *          pass
 *      things = List([mod.Thing('name')])
 *      assert things[0].clear_and_name(things.clear) == 'name'
 *      assert things == []
 *      class Evil:
 *          def __eq__(self, other):
 *              del holder[:]
 *              return True
 *      holder = [Evil(), 1]
 *      assert mod.equal_to_first(holder, 5) is True
 */
#include "hpy.h"

typedef struct { HPyField name; } Thing;
HPyType_HELPERS(Thing)

HPyDef_SLOT(Thing_traverse, HPy_tp_traverse)
static int Thing_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Thing *)self)->name);
    return 0;
}

HPyDef_SLOT(Thing_init, HPy_tp_init)
static int Thing_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPy name;

    if (!HPyArg_Parse(ctx, NULL, args, (size_t)nargs, "O:Thing", &name))
        return -1;
    HPyField_Store(ctx, self, &Thing_AsStruct(ctx, self)->name, name);
    return 0;
}

HPyDef_METH(Thing_clear_and_name, "clear_and_name", HPyFunc_O)
static HPy Thing_clear_and_name_impl(HPyContext *ctx, HPy self, HPy clear)
{
    HPy result = HPy_Call(ctx, clear, NULL, 0, HPy_NULL);

    if (HPy_IsNull(result))
        return HPy_NULL;
    HPy_Close(ctx, result);
    return HPyField_Load(ctx, self, Thing_AsStruct(ctx, self)->name);
}

HPyDef_METH(equal_to_first, "equal_to_first", HPyFunc_VARARGS)
static HPy equal_to_first_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy list, value, first, result;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:equal_to_first", &list, &value))
        return HPy_NULL;
    first = HPy_GetItem_i(ctx, list, 0);
    if (HPy_IsNull(first))
        return HPy_NULL;
    result = HPy_RichCompare(ctx, first, value, HPy_EQ);
    HPy_Close(ctx, first);
    return result;
}

static HPyDef *thing_defines[] = {&Thing_traverse, &Thing_init, &Thing_clear_and_name, NULL};
static HPyType_Spec thing_spec = {
    .name = "mod.Thing", .basicsize = sizeof(Thing), .builtin_shape = SHAPE(Thing),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = thing_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Thing", &thing_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, &equal_to_first, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
