/* A setter closes the value it was given once it is stored.
 *
 * run: mod.Box().content = 'text'
 * expect: close-borrowed
 * api: HPy_Close
 * function: content (setter)
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

HPyDef_SET(Box_content, "content")
static int Box_content_set(HPyContext *ctx, HPy self, HPy value, void *closure)
{
    HPyField_Store(ctx, self, &Box_AsStruct(ctx, self)->content, value);
    HPy_Close(ctx, value); /* USE */
    return 0;
}

static HPyDef *box_defines[] = {&Box_new, &Box_traverse, &Box_content, NULL};
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
