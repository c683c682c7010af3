/* Keeps the text of an argument in a C global for a later message.
 *
 * run: mod.set_name('some name')
 *      mod.fail()
 * expect: memory-after-close
 * api: HPyErr_SetString
 * function: fail
 * used: USE
 * raises: ValueError
 * options: protect=all
 */
#include "hpy.h"

static const char *name = "nameless";

HPyDef_METH(set_name, "set_name", HPyFunc_O)
static HPy set_name_impl(HPyContext *ctx, HPy self, HPy arg)
{
    const char *text = HPyUnicode_AsUTF8AndSize(ctx, arg, NULL);

    if (text == NULL)
        return HPy_NULL;
    name = text;
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(fail, "fail", HPyFunc_NOARGS)
static HPy fail_impl(HPyContext *ctx, HPy self)
{
    HPyErr_SetString(ctx, ctx->h_ValueError, name); /* USE */
    return HPy_NULL;
}

static HPyDef *module_defines[] = {&set_name, &fail, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
