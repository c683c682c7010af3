/* Stores into a field of an object whose handle it has closed.
 *
 * run: mod.wrap('text')
 * expect: use-after-close
 * api: HPyField_Store
 * function: wrap
 * opened: OPEN
 * closed: CLOSE
 * used: USE
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

HPyDef_METH(wrap, "wrap", HPyFunc_O)
static HPy wrap_impl(HPyContext *ctx, HPy self, HPy value)
{
    HPy type = HPy_GetAttr_s(ctx, self, "Box"), h, owner;
    Box *box;

    if (HPy_IsNull(type))
        return HPy_NULL;
    h = HPy_New(ctx, type, &box);
    HPy_Close(ctx, type);
    if (HPy_IsNull(h))
        return HPy_NULL;
    owner = HPy_Dup(ctx, h); /* OPEN */
    HPy_Close(ctx, owner); /* CLOSE */
    HPyField_Store(ctx, owner, &box->content, value); /* USE */
    return h;
}

static HPyDef *box_defines[] = {&Box_new, &Box_traverse, NULL};
static HPyType_Spec box_spec = {
    .name = "mod.Box", .basicsize = sizeof(Box), .builtin_shape = SHAPE(Box),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = box_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "Box", &box_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, &wrap, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
