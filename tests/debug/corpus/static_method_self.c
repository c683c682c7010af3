/* Uses the self of a static method, which has none.
 *
 * run: try:
 *          mod.T.f()
 *      except Exception:
 *          pass
 * expect: null-handle
 * api: HPy_GetAttr_s
 * function: T.f
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_STATICMETH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    return HPy_GetAttr_s(ctx, self, "__name__"); /* USE */
}

static HPyDef *type_defines[] = {&f, NULL};
static HPyType_Spec spec = {.name = "mod.T", .flags = HPy_TPFLAGS_DEFAULT, .defines = type_defines};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "T", &spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
