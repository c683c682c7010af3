/* Asks for the type name of an object that is no type.
 *
 * run: mod.f(3.5)
 * expect: wrong-type
 * api: HPyType_GetName
 * function: f
 * used: USE
 * raises: TypeError
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    const char *name = HPyType_GetName(ctx, arg); /* USE */

    return name == NULL ? HPy_NULL : HPyUnicode_FromString(ctx, name);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
