/* Asks for the type of an object, for its name only.
 *
 * run: assert mod.f([]) == 'list'
 * expect: leak
 * function: f
 * opened: OPEN
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy type = HPy_Type(ctx, arg); /* OPEN */
    const char *name = HPyType_GetName(ctx, type);

    if (name == NULL)
        return HPy_NULL;
    return HPyUnicode_FromString(ctx, name);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
