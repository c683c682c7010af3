/* Keeps the handle of a type from the exec slot in a C global, to make instances with it.
 *
 * run: mod.make()
 * expect: kept-handle
 * function: make
 * opened: OPEN
 * used: USE
 * allow: leak
 */
#include "hpy.h"

typedef struct { long x; } Plain;
HPyType_HELPERS(Plain)

static HPyType_Spec plain_spec = {
    .name = "mod.Plain", .basicsize = sizeof(Plain), .builtin_shape = SHAPE(Plain), .flags = HPy_TPFLAGS_DEFAULT,
};
static HPy plain_type;

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    plain_type = HPyType_FromSpec(ctx, &plain_spec, NULL); /* OPEN */
    return HPy_IsNull(plain_type) ? -1 : HPy_SetAttr_s(ctx, mod, "Plain", plain_type);
}

HPyDef_METH(make, "make", HPyFunc_NOARGS)
static HPy make_impl(HPyContext *ctx, HPy self)
{
    Plain *plain;
    HPy h = HPy_New(ctx, plain_type, &plain); /* USE */

    if (!HPy_IsNull(h))
        plain->x = 1;
    return h;
}

static HPyDef *module_defines[] = {&exec, &make, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
