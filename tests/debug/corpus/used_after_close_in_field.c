/* Closes a new object before it is stored in a field.
 *
 * run: mod.Box('text').refresh()
 * expect: use-after-close
 * api: HPyField_Store
 * function: Box.refresh
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 */
#include "hpy.h"

typedef struct { HPyField content; } Box;
HPyType_HELPERS(Box)

HPyDef_SLOT(Box_traverse, HPy_tp_traverse)
static int Box_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Box *)self)->content);
    return 0;
}

HPyDef_SLOT(Box_new, HPy_tp_new)
static HPy Box_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Box *box;
    HPy h = HPy_New(ctx, cls, &box);

    if (!HPy_IsNull(h) && nargs > 0)
        HPyField_Store(ctx, h, &box->content, args[0]);
    return h;
}

HPyDef_METH(Box_refresh, "refresh", HPyFunc_NOARGS)
static HPy Box_refresh_impl(HPyContext *ctx, HPy self)
{
    Box *box = Box_AsStruct(ctx, self);
    HPy list = HPyList_New(ctx, 0); /* OPEN */

    if (HPy_IsNull(list))
        return HPy_NULL;
    HPy_Close(ctx, list); /* CLOSE */
    HPyField_Store(ctx, self, &box->content, list); /* USE */
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *box_defines[] = {&Box_new, &Box_traverse, &Box_refresh, NULL};
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
