/* Two modules hand objects, not handles, to each other by calls and capsules.
 *
 * run: assert partner.lend(mod.f, 'text') == 'text'
 * partner: lender.c
 */
#include "hpy.h"

typedef struct {
    int (*count)(void);
} Table;

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy capsule)
{
    HPy value;

    if (!HPyCapsule_IsValid(ctx, capsule, "lender.handle"))
        return HPyErr_SetString(ctx, ctx->h_TypeError, "a capsule is required");
    value = HPyUnicode_FromString(ctx, "text");
    return value;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
