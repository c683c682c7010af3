/* Takes a number out of a table for a handle.
 *
 * run: mod.f(1)
 * expect: invalid-handle
 * api: HPy_Str
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

static const uintptr_t table[] = {0x1234567, 0xdeadbeef, 0x5555aaaa};

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    size_t i = HPyLong_AsSize_t(ctx, arg);
    HPy text;

    if (i >= 3)
        return HPyErr_Occurred(ctx) ? HPy_NULL : HPyErr_SetString(ctx, ctx->h_IndexError, "0, 1 or 2");
    text = HPy_Str(ctx, HPy_FromVoidP((void *)table[i])); /* USE */
    return text;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
