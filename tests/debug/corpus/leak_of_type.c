/* Makes a type for each call and forgets to close its handle.
 *
 * run: assert mod.f()() is not None
 * expect: leak
 * function: f
 * opened: OPEN
 */
#include "hpy.h"

static HPyType_Spec spec = {.name = "mod.Anonymous", .flags = HPy_TPFLAGS_DEFAULT};

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    HPy type = HPyType_FromSpec(ctx, &spec, NULL); /* OPEN */

    if (HPy_IsNull(type))
        return HPy_NULL;
    if (HPy_SetAttr_s(ctx, self, "latest", type) < 0) {
        HPy_Close(ctx, type);
        return HPy_NULL;
    }
    return HPy_GetAttr_s(ctx, self, "latest");
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
