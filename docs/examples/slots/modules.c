/* A slot of modules: an object of another kind in the place of a module.
 *
 * run: assert type(mod).__name__ == "SimpleNamespace" and mod.answer == 42
 */
#include "hpy.h"

HPyDef_SLOT(create, HPy_mod_create)
static HPy create_impl(HPyContext *ctx, HPy spec)
{
    HPy types = HPyImport_ImportModule(ctx, "types"), result = HPy_NULL, type, answer;

    (void)spec; /* its attribute "name" is the name under which the object is imported */
    if (HPy_IsNull(types))
        return HPy_NULL;
    type = HPy_GetAttr_s(ctx, types, "SimpleNamespace");
    answer = HPyLong_FromLong(ctx, 42);
    if (!HPy_IsNull(type) && !HPy_IsNull(answer))
        result = HPy_Call(ctx, type, NULL, 0, HPy_NULL);
    if (!HPy_IsNull(result) && HPy_SetAttr_s(ctx, result, "answer", answer) < 0) {
        HPy_Close(ctx, result);
        result = HPy_NULL;
    }
    HPy_Close(ctx, types);
    HPy_Close(ctx, type);
    HPy_Close(ctx, answer);
    return result;
}

static HPyDef *module_defines[] = {&create, NULL};
static HPyModuleDef module_def = {.defines = module_defines};

HPy_MODINIT(slots_modules, module_def)
