/* A module of minor version 0 of the ABI that makes its object itself. tests/support/abi_binaries.py compiles it; its binaries
 * are kept, so that it is never changed.
 */
#include "hpy.h"

HPyDef_SLOT(create, HPy_mod_create)
static HPy create_impl(HPyContext *ctx, HPy spec)
{
    HPy name = HPy_GetAttr_s(ctx, spec, "name"), result = HPy_NULL;

    if (!HPy_IsNull(name))
        result = HPyTuple_Pack(ctx, 2, name, ctx->h_True);
    HPy_Close(ctx, name);
    return result;
}

static HPyDef *defines[] = {&create, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(abi0made, module)
