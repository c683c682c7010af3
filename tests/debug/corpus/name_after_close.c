/* Uses a type's name after closing the type.
 *
 * run: mod.f([1])
 * expect: memory-after-close
 * api: HPyUnicode_FromString
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
    HPy result, type = HPy_Type(ctx, arg); /* OPEN */
    const char *name = HPyType_GetName(ctx, type);

    HPy_Close(ctx, type); /* CLOSE */
    if (name == NULL)
        return HPy_NULL;
    result = HPyUnicode_FromString(ctx, name); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
