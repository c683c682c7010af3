/* Stores to a field, then calls back; meanwhile another thread empties the field, or empties and fills it.
 *
 * run: import threading
 *      def in_thread(function, *args):
 *          thread = threading.Thread(target=function, args=args)
 *          thread.start()
 *          thread.join()
 *      for i in range(40):
 *          box = mod.Box()
 *          box.put([i], lambda: in_thread(box.empty))
 *          assert box.item is None
 *          box.put([i], lambda: (in_thread(box.empty), in_thread(box.put, {i}, int)))
 *          assert box.item == {i}
 */
#include "hpy.h"

typedef struct { HPyField item; } Box;
HPyType_HELPERS(Box)

HPyDef_SLOT(Box_traverse, HPy_tp_traverse)
static int Box_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Box *)self)->item);
    return 0;
}

HPyDef_SLOT(Box_new, HPy_tp_new)
static HPy Box_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Box *box;

    return HPy_New(ctx, cls, &box);
}

/* put(item, f): stores the item, and calls f() */
HPyDef_METH(Box_put, "put", HPyFunc_VARARGS)
static HPy Box_put_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy item, f;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:put", &item, &f))
        return HPy_NULL;
    HPyField_Store(ctx, self, &Box_AsStruct(ctx, self)->item, item);
    return HPy_Call(ctx, f, NULL, 0, HPy_NULL);
}

HPyDef_METH(Box_empty, "empty", HPyFunc_NOARGS)
static HPy Box_empty_impl(HPyContext *ctx, HPy self)
{
    HPyField_Store(ctx, self, &Box_AsStruct(ctx, self)->item, HPy_NULL);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_MEMBER(Box_item, "item", HPyMember_OBJECT, offsetof(Box, item), .readonly = 1)

static HPyDef *box_defines[] = {&Box_new, &Box_traverse, &Box_put, &Box_empty, &Box_item, NULL};
static HPyType_Spec box_spec = {
    .name = "mod.Box", .basicsize = sizeof(Box), .builtin_shape = SHAPE(Box),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = box_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Box", &box_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
