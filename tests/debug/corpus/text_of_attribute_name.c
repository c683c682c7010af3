/* Reads an attribute by a name whose str it has closed.
 *
 * run: class Config:
 *          key = 'value'
 *          value = 3
 *      mod.f(Config())
 * expect: memory-after-close
 * api: HPy_GetAttr_s
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * options: protect=all
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy value, key = HPy_GetAttr_s(ctx, arg, "key"); /* OPEN */
    const char *name;

    if (HPy_IsNull(key))
        return HPy_NULL;
    name = HPyUnicode_AsUTF8AndSize(ctx, key, NULL);
    HPy_Close(ctx, key); /* CLOSE */
    if (name == NULL)
        return HPy_NULL;
    value = HPy_GetAttr_s(ctx, arg, name); /* USE */
    return value;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
