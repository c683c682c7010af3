/* An iterator ends by null without an exception, passes one on, and returns itself from __iter__ as a duplicate.
 *
 * run: assert list(mod.Doubled([1, 2, 3])) == [2, 4, 6]
 *      def failing():
 *          yield 1
 *          raise KeyError('inside')
 *      try:
 *          list(mod.Doubled(failing()))
 *      except KeyError:
 *          pass
 *      else:
 *          raise AssertionError('no exception')
 * minor: 1
 */
#include "hpy.h"

typedef struct { HPyField source; } Doubled;
HPyType_HELPERS(Doubled)

HPyDef_SLOT(Doubled_traverse, HPy_tp_traverse)
static int Doubled_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Doubled *)self)->source);
    return 0;
}

HPyDef_SLOT(Doubled_init, HPy_tp_init)
static int Doubled_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPy iterable, iterator;

    if (!HPyArg_Parse(ctx, NULL, args, (size_t)nargs, "O:Doubled", &iterable))
        return -1;
    iterator = HPy_GetIter(ctx, iterable);
    if (HPy_IsNull(iterator))
        return -1;
    HPyField_Store(ctx, self, &Doubled_AsStruct(ctx, self)->source, iterator);
    HPy_Close(ctx, iterator);
    return 0;
}

HPyDef_SLOT(Doubled_iter, HPy_tp_iter)
static HPy Doubled_iter_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

HPyDef_SLOT(Doubled_next, HPy_tp_iternext)
static HPy Doubled_next_impl(HPyContext *ctx, HPy self)
{
    HPy source = HPyField_Load(ctx, self, Doubled_AsStruct(ctx, self)->source);
    HPy result, item = HPyIter_Next(ctx, source);

    HPy_Close(ctx, source);
    if (HPy_IsNull(item))
        return HPy_NULL;
    result = HPy_Add(ctx, item, item);
    HPy_Close(ctx, item);
    return result;
}

static HPyDef *doubled_defines[] = {&Doubled_traverse, &Doubled_init, &Doubled_iter, &Doubled_next, NULL};
static HPyType_Spec doubled_spec = {
    .name = "mod.Doubled", .basicsize = sizeof(Doubled), .builtin_shape = SHAPE(Doubled),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = doubled_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Doubled", &doubled_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
