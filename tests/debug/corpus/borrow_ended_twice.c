/* Ends a borrow twice.
 *
 * run: mod.Box([7]).f()
 * expect: double-close
 * api: HPy_EndBorrow
 * function: Box.f
 * used: USE
 * minor: 2
 */
#include "hpy.h"

typedef struct { HPyField content; } Box;
HPyType_HELPERS(Box)
HPyDef_FIELDS(Box_fields, offsetof(Box, content), 1)

HPyDef_SLOT(Box_new, HPy_tp_new)
static HPy Box_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Box *box;
    HPy h = HPy_New(ctx, cls, &box);

    if (!HPy_IsNull(h) && nargs > 0)
        HPyField_Store(ctx, h, &box->content, args[0]);
    return h;
}

HPyDef_METH(Box_f, "f", HPyFunc_NOARGS)
static HPy Box_f_impl(HPyContext *ctx, HPy self)
{
    HPy content = HPyField_Borrow(ctx, self, &Box_AsStruct(ctx, self)->content);
    HPy_ssize_t length = HPy_Length(ctx, content);

    HPy_EndBorrow(ctx, content);
    HPy_EndBorrow(ctx, content); /* USE */
    return HPyLong_FromSsize_t(ctx, length);
}

static HPyDef *box_defines[] = {&Box_new, &Box_fields, &Box_f, NULL};
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
